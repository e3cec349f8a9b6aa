from __future__ import annotations

from typing import Any

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import YES, dangers
from cramp_triage.protocol.model import load_protocol
from tests.unit.nlu.conftest import read_cases

DANGERS = sorted(dangers(load_protocol().findings))
TALK = {"not_for_us", "other_person", "question", "wait", "goodbye", "correction"}
"""What else such a line may be: none of them answers."""


@pytest.mark.parametrize(
    "case", read_cases("rejections.yaml")["rejections"], ids=lambda case: str(case["text"])
)
def test_speech_that_is_not_for_us_gives_nothing(lexicon: Lexicon, case: dict[str, Any]) -> None:
    asked = [case["asked"]] if case["asked"] else []
    by_rules, by_both = (hears(lexicon, case["text"], asked) for hears in (hear, understand))
    assert (by_rules.acts, by_rules.facts, by_rules.retracts) == ((), {}, ())
    assert (by_both.doubts, by_both.retracts) == ((), ())
    assert {*by_both.acts} <= TALK
    assert by_both.facts.keys() <= {*asked} - {*DANGERS}


@pytest.mark.searches
@pytest.mark.parametrize("text", read_cases("rejections.yaml")["strange"])
def test_what_has_nothing_to_do_with_it_is_no_danger_whatever_was_asked(
    lexicon: Lexicon, text: str
) -> None:
    taken = [f for f in DANGERS if understand(lexicon, text, (f,)).facts.get(f) == YES]
    assert taken == []
