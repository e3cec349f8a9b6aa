"""A sign of another part of the body than the one asked about is no yes to it."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import UNKNOWN

HEAD = ("severe_headache", "vision_change", "face_hand_swelling")
SIGNS = (
    "get a bit puffy in the evening",
    "are swollen",
    "hurt",
    "are stiff",
    "feel tight",
    "tingle",
)
PARTS = ("ankles", "feet", "toes", "calves", "legs")


def test_a_sign_of_the_legs_is_no_yes_to_one_of_head_hands_or_chest(lexicon: Lexicon) -> None:
    for fact, sign, part in product(lexicon.grammar.relevance.belongs, SIGNS, PARTS):
        if fact == "saddle_numbness" and part == "legs":
            continue
        no = (None, UNKNOWN, lexicon.findings[fact].deny)
        for asked in ([fact], [fact, "fever"]):
            heard = hear(lexicon, f"my {part} {sign}", asked)
            assert heard.facts.get(fact) in no, (asked, part, sign)
            assert fact in heard.unclaimed


@pytest.mark.parametrize("sign", SIGNS[:3])
@pytest.mark.parametrize("part", PARTS[:3])
def test_no_witness_takes_puffy_legs_for_a_puffy_face(
    lexicon: Lexicon, sign: str, part: str
) -> None:
    words = f"no headache. my {part} {sign}, both of them"
    heard = understand(lexicon, words, HEAD)
    assert heard.facts.get("face_hand_swelling") != "yes"
    assert heard.facts["severe_headache"] == "no"


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("face_hand_swelling", "my fingers and my ankles are swollen"),
        ("face_hand_swelling", "my rings got tight"),
        ("face_hand_swelling", "puffy"),
        ("chest_pain", "it goes down my left arm, a tight pain"),
        ("chest_pain", "my chest hurts and my calf cramps"),
        ("severe_headache", "a terrible headache and my legs ache"),
        ("saddle_numbness", "numb between my legs"),
        ("jaw_stiff", "my jaw is stiff and my feet cramp"),
    ],
)
def test_its_own_part_or_none_is_still_a_yes(lexicon: Lexicon, fact: str, words: str) -> None:
    assert hear(lexicon, words, [fact]).facts.get(fact) == "yes"


HURT = ("i twisted the {} ankle last month", "i hurt my {} knee yesterday", "i banged my {} knee")


@pytest.mark.parametrize("hurt", HURT)
@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
@pytest.mark.parametrize("opening", ["{} calf cramp, {}", "my {} calf is cramping. {}"])
def test_what_befell_the_other_limb_is_of_the_other_limb(
    lexicon: Lexicon, hurt: str, side: str, other: str, opening: str
) -> None:
    facts = understand(lexicon, opening.format(side, hurt.format(other)), ("site",), "open").facts
    assert (facts["side"], facts.get("injury")) == (side, None)
    own = understand(lexicon, opening.format(side, hurt.format(side)), ("site",), "open").facts
    assert own["side"] == side
