"""What is gone where only a place is asked is the cramp; where a sign is asked it may be that."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear

GONE = ("it's gone now", "well, it's gone now, hon", "the cramp is gone now", "it's settled")


@pytest.mark.parametrize("line", GONE)
@pytest.mark.parametrize("asked", [("site",), ("side",), ()])
@pytest.mark.parametrize("behind", ["", ". it was in my calf", ", my left foot"])
def test_the_cramp_is_gone(
    lexicon: Lexicon, line: str, asked: tuple[str, ...], behind: str
) -> None:
    expects = "value" if asked else "open"
    assert understand(lexicon, line + behind, asked, expects).facts["ongoing_now"] == "no"


@pytest.mark.parametrize("sign", ["fever", "headache", "chest pain"])
def test_a_sign_that_is_gone_is_no_cramp_that_is(lexicon: Lexicon, sign: str) -> None:
    facts = hear(lexicon, f"the {sign} is gone now, my calf cramps", ("site",), "value").facts
    assert facts.get("ongoing_now") != "no"


READING = ("i've been reading online for two hours", "i was googling for an hour")


@pytest.mark.parametrize("line", [*READING, "i was on the phone for two hours"])
def test_how_long_something_else_took_is_no_length_of_a_cramp(lexicon: Lexicon, line: str) -> None:
    assert "duration_min" not in hear(lexicon, f"my calf. {line}", ("site",), "value").facts
