from __future__ import annotations

from typing import Any

import pytest

from cramp_triage.nlu import Lexicon, understand
from tests.unit.nlu.conftest import read_cases


@pytest.mark.parametrize(
    "case", read_cases("rejections.yaml")["rejections"], ids=lambda case: str(case["text"])
)
def test_speech_that_is_not_for_us_gives_nothing(lexicon: Lexicon, case: dict[str, Any]) -> None:
    asked = [case["asked"]] if case["asked"] else []
    heard = understand(lexicon, case["text"], asked)
    assert (heard.acts, heard.facts, heard.retracts) == ((), {}, ())
