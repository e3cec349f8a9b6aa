"""Who asks how the stretch goes that was told before wants it again, and tells and asks no more."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.messages.acts import STEP_AGAIN
from cramp_triage.nlu import Lexicon, understand

PARTS = ("toes", "heel", "knee", "leg", "foot", "hand")
OF_A_PART = (
    "what was i meant to do with my {} again",
    "what did you say to do with my {}",
    "remind me what to do with my {}",
    "i forgot what to do with my {}",
    "i've lost track, what do i do with my {}",
    "say that bit about the {} again",
    "how do i hold my {} again",
    "was i to keep the {} straight",
)
OF_THE_STRETCH = (
    "what's the stretch again",
    "say the first bit again",
    "how was that, heel or toes",
    "was it toes up or toes down",
    "tell me the stretch one more time",
    "which way am i supposed to pull",
    "do i push the heel or the toes",
    "sorry what was the exercise",
    "how did that stretch go again",
    "what am i supposed to be holding",
    "my knee, straight or bent",
    "the toes, toward me or away",
    "can you repeat the stretch",
)
NOT_IT = {
    "what am i supposed to do": "fever",
    "what should i do with my leg": "fever",
    "how long was i to hold it again": "fever",
    "should i stretch it again": "fever",
    "should i keep my foot up": "fever",
    "it's numb from the heel to the toes": "numbness",
    "the heel or the toes, i can't tell": "numbness",
    "my toes are pulled up and my calf is swollen": "swelling",
}


@pytest.mark.parametrize("asked", ["fever", "chest_pain", "statin"])
def test_who_asks_for_the_stretch_again_wants_nothing_else(lexicon: Lexicon, asked: str) -> None:
    of_a_part = [frame.format(part) for frame, part in product(OF_A_PART, PARTS)]
    for text in (*of_a_part, *OF_THE_STRETCH):
        heard = understand(lexicon, text, (asked,), "yes_no")
        assert (heard.acts, heard.facts, heard.doubts) == ((STEP_AGAIN,), {}, ()), text


@pytest.mark.parametrize("text", NOT_IT)
def test_what_else_is_asked_or_told_of_a_foot_is_heard_as_itself(
    lexicon: Lexicon, text: str
) -> None:
    assert STEP_AGAIN not in understand(lexicon, text, (NOT_IT[text],), "yes_no").acts
