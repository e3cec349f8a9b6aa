"""A no in general words answers what was asked of a part: "no weakness" of one side."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand

GENERAL = {
    "one_sided_weakness": ("no weakness", "nothing's weak", "i'm not weak"),
    "sudden_weakness": ("no weakness", "nothing's weak"),
    "neck_surgery_recent": ("no surgery", "no operations", "no surgery means no surgery"),
    "surgery_on_that_limb": ("no surgery", "no operations"),
    "saddle_numbness": ("no numbness", "i'm not numb", "i have no numbness"),
}
FRAMES = ("{}", "no, {}", "i just told you, {}", "{}, and i talk fine")


@pytest.mark.parametrize("fact", GENERAL)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_general_no_answers_what_was_asked(lexicon: Lexicon, fact: str, frame: str) -> None:
    for said in GENERAL[fact]:
        assert understand(lexicon, frame.format(said), (fact,), "yes_no").facts.get(fact) == "no"


@pytest.mark.parametrize("fact", GENERAL)
def test_unasked_it_says_no_more_than_it_says(lexicon: Lexicon, fact: str) -> None:
    for said in GENERAL[fact]:
        assert fact not in understand(lexicon, said, ("fever",), "yes_no").facts
