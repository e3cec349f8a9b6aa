"""What a denial reaches, before and behind it, whatever is denied."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from tests.unit.nlu.test_strength import NAMED, TOLD

BEHIND = (
    "{}: none|{}? no|{}? nope|{}, i don't have that|{} i do not have|{}, there isn't any|"
    "as for {}, negative|{} is not there|any {}, no|well, {}, not at all"
).split("|")
BEFORE = (
    "no current {}|no new {}|no obvious {} that i know|no new or worsening {}|"
    "i don't have any recent {}|there is no actual {}"
).split("|")
NOUNS = {fact: nouns.split("|")[0] for fact, nouns in NAMED.items()}


@pytest.mark.parametrize("frame", [*BEHIND, *BEFORE])
@pytest.mark.parametrize("fact", NOUNS)
def test_a_denied_sign_is_not_there(lexicon: Lexicon, fact: str, frame: str) -> None:
    assert hear(lexicon, frame.format(NOUNS[fact])).facts.get(fact) != "yes"


@pytest.mark.parametrize("fact", NOUNS)
@pytest.mark.parametrize(
    "frame",
    [
        "{}, help",
        "i have {} and i don't take any pills",
        "i have {}. no. i am at home",
        "no, {}",
        "nothing helps the {}",
        "i have {} i don't have any",
        "calf cramp {} no",
        "calf cramp, {}, fever, no",
    ],
)
def test_a_denial_of_something_else_takes_no_sign_away(
    lexicon: Lexicon, fact: str, frame: str
) -> None:
    assert hear(lexicon, frame.format(NOUNS[fact])).facts[fact] == "yes"


@pytest.mark.parametrize("fact", TOLD)
@pytest.mark.parametrize(
    "frame", ["{}, i don't have any insurance", "{}, not good", "never mind, {}"]
)
def test_a_told_sign_stays(lexicon: Lexicon, fact: str, frame: str) -> None:
    told = TOLD[fact].split("|")[0].replace("* ", "")
    assert hear(lexicon, frame.format(told)).facts[fact] == "yes"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("never had chest pain like this before", {"chest_pain": "yes"}),
        ("haven't had a headache this bad since school", {"severe_headache": "yes"}),
        ("i haven't been so short of breath since the marathon", {"breathless": "yes"}),
        ("never had such trouble breathing", {"breathless": "yes"}),
        ("never felt my chest hurt like that", {"chest_pain": "yes"}),
        ("i never fainted or anything like that", {"fainted": "no"}),
        ("never had chest pain or anything like this", {"chest_pain": "no"}),
        ("never so much as chest pain", {"chest_pain": "no"}),
        ("i've never been this way before, no chest pain", {"chest_pain": "no"}),
        ("i have not had chest pain", {"chest_pain": "no"}),
        ("never had chest pain", {"chest_pain": "no"}),
        ("nothing has ever made my chest hurt like this", {"chest_pain": "yes"}),
    ],
)
def test_a_never_that_compares_denies_nothing(
    lexicon: Lexicon, text: str, facts: dict[str, str]
) -> None:
    heard = hear(lexicon, text).facts
    assert {fact: heard.get(fact) for fact in facts} == facts


@pytest.mark.parametrize(
    ("text", "asked", "facts"),
    [
        ("fever, vomiting, diarrhea, none", (), {"fever", "vomiting", "diarrhea"}),
        ("fever or vomiting, no", (), {"fever", "vomiting"}),
        ("sudden weakness, fever, none", (), {"weakness", "sudden_weakness", "fever"}),
        ("fits, never. fever, never", ("seizure", "fever"), {"fever"}),
        ("fever no, vomiting no", (), {"fever", "vomiting"}),
        ("not swollen, red, or hot", (), {"warm_red_skin"}),
        ("it's not my chest that hurts", (), {"chest_pain"}),
        ("nothing's crooked and nothing popped", ("deformity", "pop_felt"), {"deformity"}),
        ("nothing strapped on it", ("tight_cast_or_bandage",), {"tight_cast_or_bandage"}),
        ("chest pain, that's absent", (), {"chest_pain"}),
        ("my feet are numb same as always", (), {"numbness"}),
        ("it looks how it always looks", ("dark_urine",), {"dark_urine"}),
        ("the numbness has been there for years, same as ever", (), {"numbness"}),
    ],
)
def test_a_denial_covers_what_it_names(
    lexicon: Lexicon, text: str, asked: tuple[str, ...], facts: set[str]
) -> None:
    heard = hear(lexicon, text, asked).facts
    assert {heard.get(fact) for fact in facts} == {"no"}


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("he sees cats that aren't there", "hallucinations", "yes"),
        ("took my water pill like always", "diuretic", "yes"),
        ("chest pain. same as always", "chest_pain", "yes"),
        ("chest pain and my knee's same as always", "chest_pain", "yes"),
        ("no fever, nothing new", "fever", "no"),
        ("not swollen, red. or hot", "warm_red_skin", "yes"),
        ("not swollen, red and my foot is hot", "warm_red_skin", "yes"),
        ("not swollen, red it is so hot or so", "warm_red_skin", "yes"),
    ],
)
def test_what_is_told_is_kept(lexicon: Lexicon, text: str, fact: str, value: str) -> None:
    assert hear(lexicon, text).facts.get(fact) == value


def test_where_it_does_not_hurt_is_no_place_of_a_cramp(lexicon: Lexicon) -> None:
    assert hear(lexicon, "my tummy doesn't hurt").facts == {}


def test_no_redness_is_no_pale_limb(lexicon: Lexicon) -> None:
    heard = hear(lexicon, "not red", ("warm_red_skin", "limb_cold_pale")).facts
    assert heard == {"warm_red_skin": "no"}


@pytest.mark.parametrize("well", ["fine", "okay", "all right", "good"])
@pytest.mark.parametrize(
    ("fact", "of"),
    [
        ("breathless", "for breath"),
        ("breathless", "with her breathing"),
        ("breathless", "on the breathing"),
        ("chest_pain", "in the chest"),
        ("chest_pain", "round my chest"),
    ],
)
def test_who_is_fine_for_it_has_no_trouble_with_it(
    lexicon: Lexicon, well: str, fact: str, of: str
) -> None:
    assert understand(lexicon, f"she's {well} {of}", (fact,)).facts.get(fact) == "no"
    assert understand(lexicon, f"she's not {well} {of}", (fact,)).facts.get(fact) != "no"


SIGNS = {
    "swelling": ("swollen", "swelling"),
    "warm_red_skin": ("red", "redness"),
    "numbness": ("numb", "numbness"),
    "weakness": ("weak", "weakness"),
    "tingling": ("tingly", "tingling"),
    "breathless": ("short of breath", "shortness of breath"),
    "nausea": ("queasy", "nausea"),
    "vomiting": ("throwing up", "vomiting"),
    "confusion": ("confused", "confusion"),
    "dizzy_standing": ("dizzy", "dizziness"),
}
"""How one that has it is, and what he has."""
OF_WORDS = (
    "nothing {} or {} or {}|my toes look fine, nothing {} or {} or {}|she isn't {}, {} or {}|"
    "i'm okay, not {}, not {}, not {}|neither {} nor {} nor {}"
).split("|")
OF_NOUNS = (
    "no {} or {}, no {}|i haven't got {}, {} or {}|there's no {}, {}, {}, nothing like that|"
    "no {}, no {}, no {}|my legs are great, no {}, {} or {}"
).split("|")


@pytest.mark.parametrize(
    ("noun", "frame"), [*((0, frame) for frame in OF_WORDS), *((1, frame) for frame in OF_NOUNS)]
)
@pytest.mark.parametrize("turn", range(len(SIGNS)))
def test_a_list_is_denied_to_its_end(lexicon: Lexicon, turn: int, noun: int, frame: str) -> None:
    signs = [[*SIGNS][(turn + step) % len(SIGNS)] for step in range(3)]
    heard = hear(lexicon, frame.format(*(SIGNS[sign][noun] for sign in signs)), signs).facts
    denied = {sign: lexicon.findings[sign].deny for sign in signs}
    assert {sign: heard.get(sign) for sign in signs} == denied


@pytest.mark.parametrize("text", ["no red, no cold", "not red, not cold", "not cold, not red"])
def test_what_is_neither_red_nor_cold_is_as_usual(lexicon: Lexicon, text: str) -> None:
    asked = ("warm_red_skin", "limb_cold_pale")
    assert hear(lexicon, text, asked).facts == dict.fromkeys(asked, "no")
