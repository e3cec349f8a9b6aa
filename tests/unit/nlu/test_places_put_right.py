"""A place named as a correction at a question about something else is that place, and no sign."""

from __future__ import annotations

import itertools

import pytest

from cramp_triage.messages.acts import AFFIRM, DENY, UNSURE
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import SIDE, SITE
from cramp_triage.protocol.model import load_protocol

FRAMES = ("sorry i mean my {}", "no i meant the {}", "sorry, i meant the {}", "no wait, my {}")
PLACES = {
    "right calf": {SITE: "calf", SIDE: "right"},
    "left foot": {SITE: "foot", SIDE: "left"},
    "right leg": {SITE: "leg", SIDE: "right"},
    "left hand": {SITE: "hand", SIDE: "left"},
}
ANSWERS = {AFFIRM, DENY, UNSURE}
QUESTIONS = [
    question.asks
    for question in load_protocol().questions.values()
    if question.expects == "yes_no" and not {SITE, SIDE} & {*question.asks}
]


@pytest.mark.searches
@pytest.mark.parametrize("place", PLACES)
def test_a_place_put_right_answers_no_question_about_signs(lexicon: Lexicon, place: str) -> None:
    said = [frame.format(place) for frame in FRAMES]
    every = [(text, asks, hear(lexicon, text, asks)) for text in said for asks in QUESTIONS]
    both = [
        (text, asks, understand(lexicon, text, asks))
        for text, asks in zip(itertools.cycle(said), QUESTIONS, strict=False)
    ]
    wrong = [
        (text, asks, one.acts, one.facts)
        for text, asks, one in every + both
        if dict(one.facts) != PLACES[place] or "correct" not in one.acts or ANSWERS & {*one.acts}
    ]
    assert wrong == []


def test_a_sign_put_right_is_heard_with_its_side(lexicon: Lexicon) -> None:
    asked = ["chest_pain", "one_sided_weakness"]
    heard = understand(lexicon, "no i mean my right side went weak", asked)
    assert heard.facts["one_sided_weakness"] == "yes"


TOLD_BEFORE = (
    "i said {}, it's the {}",
    "did i say {}? it's the {}",
    "no, i said {}, it's my {}",
    "no wait, i said the {}, it's his {}",
    "sorry, i said it was the {}, it's the {}",
)
SWAPPED = {
    ("left", "right"): {SIDE: "right"},
    ("right", "left"): {SIDE: "left"},
    ("left foot", "right"): {SITE: "foot", SIDE: "right"},
    ("calf", "thigh"): {SITE: "thigh"},
    ("thigh", "left calf"): {SITE: "calf", SIDE: "left"},
}


@pytest.mark.parametrize("asks", [("chest_pain", "breathless"), ("fever", "vomiting"), ()])
@pytest.mark.parametrize("behind", ["", ". no fever", ". not numb or anything"])
@pytest.mark.parametrize("swap", SWAPPED, ids=" ".join)
def test_what_was_said_before_is_put_right_beside_an_answer(
    lexicon: Lexicon, swap: tuple[str, str], behind: str, asks: tuple[str, ...]
) -> None:
    for frame in TOLD_BEFORE:
        heard = understand(lexicon, frame.format(*swap) + behind, asks)
        placed = {fact: heard.facts.get(fact) for fact in SWAPPED[swap]}
        assert placed == SWAPPED[swap], frame.format(*swap) + behind
        assert "yes" not in heard.facts.values()
