"""Who cannot be with child is not asked whether he or she is."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.resolve.bearing import OLDEST, names_child
from cramp_triage.nlu.tokens.reading import read_tokens
from cramp_triage.protocol.conditions import AtLeast
from cramp_triage.protocol.facts import NO
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.implications import implied_by

WOMBS = {"pregnant", "postpartum_12mo"}
PILL = {"oral_contraceptive"}
MEN = (
    "i'm a man|i tell you i am man|i'm a guy|male here|i am a 40 year old man|he's a bloke|"
    "pregnant? i'm a man|i'm just an old fella|i'm calling for my brother|"
    "i look it but i'm a fireman|"
    "i'm a retired mailman|i've a big prostate|i had a vasectomy"
).split("|")
HELPERS = (
    "my husband has a cramp in his calf|my dad has a cramp in his foot|my son's leg is cramping|"
    "my grandpa has a cramp in his hand"
).split("|")
NO_WOMB = (
    "i've no womb|i had a hysterectomy|i had a hysterectomy years ago|they took my womb out|"
    "no womb left|my womb's been removed"
).split("|")
OPEN = (
    "i'm a woman|my wife has a cramp in her calf|i'm a man's wife|is it safe for a man|"
    "my husband says i should call, cramp in my calf|i need a hysterectomy|my womb hurts|"
    "my sister had a hysterectomy|i'm not a man|he is my husband's friend, she has the cramp"
).split("|")
ASKED = ((), ("pregnant",), *(load_protocol().questions[q].asks for q in ("losses", "back_body")))


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("text", MEN)
def test_a_man_is_not_with_child_and_takes_no_such_pill(
    lexicon: Lexicon, text: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, text, asked)
    assert {heard.facts.get(fact) for fact in WOMBS | PILL} == {NO}
    assert not WOMBS & {*heard.left_open}


@pytest.mark.parametrize("text", HELPERS)
def test_a_man_for_whom_somebody_calls_is_not_with_child(lexicon: Lexicon, text: str) -> None:
    heard = understand(lexicon, text).facts
    assert {heard.get(fact) for fact in ("caller_is_patient", *WOMBS, *PILL)} == {NO}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("text", NO_WOMB)
def test_who_has_no_womb_is_not_with_child(
    lexicon: Lexicon, text: str, asked: tuple[str, ...]
) -> None:
    heard = understand(lexicon, text, asked)
    assert {heard.facts.get(fact) for fact in WOMBS} == {NO}
    assert not PILL & heard.facts.keys()


@pytest.mark.parametrize("text", OPEN)
def test_who_may_be_with_child_is_still_asked(lexicon: Lexicon, text: str) -> None:
    assert not PILL & understand(lexicon, text).facts.keys()


def test_what_was_told_stays(lexicon: Lexicon) -> None:
    assert understand(lexicon, "i'm a man and i'm pregnant").facts["pregnant"] == "yes"


@pytest.mark.parametrize(("age", "open_facts"), [(59, WOMBS), (60, set()), (70, set())])
def test_at_sixty_nobody_is_asked_about_a_child(age: int, open_facts: set[str]) -> None:
    implied = implied_by(load_protocol(), {"age_years": age})
    assert WOMBS - implied.keys() == open_facts


@pytest.mark.parametrize("line", ["pregnant, she's seventy-four, dear", "pregnant? i'm 66"])
def test_at_sixty_and_more_a_word_said_back_is_no_yes(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ("fever", "pregnant")).facts.get("pregnant") == "no"


def test_from_which_age_is_what_the_protocol_says() -> None:
    ages = [
        one.when.least
        for one in load_protocol().implied
        if one.then.get("pregnant") == "no" and isinstance(one.when, AtLeast)
    ]
    assert ages == [OLDEST]


@pytest.mark.parametrize("age", ["fifty nine", "sixty-three", "58", "eighty"])
@pytest.mark.parametrize("asked", [("pregnant", "fever"), ("numbness", "one_sore_spot")])
@pytest.mark.parametrize("said", ["no fever. pregnant, at {}, ha", "pregnant, at {}!"])
def test_who_is_asked_at_such_an_age_is_not_with_child(
    lexicon: Lexicon, age: str, asked: tuple[str, ...], said: str
) -> None:
    assert understand(lexicon, said.format(age), asked, "yes_no").facts["pregnant"] == "no"


OF_A_HABIT = ("eight months like this", "i'm five months like this", "six months of it")
OF_A_CHILD = ("i'm pregnant", "i'm thirty weeks along", "i'm expecting in may")


@pytest.mark.parametrize("behind", ["", ". nothing sore", ", on the bicycle no problem"])
@pytest.mark.parametrize("line", OF_A_HABIT)
def test_months_of_a_habit_are_no_pregnancy(lexicon: Lexicon, line: str, behind: str) -> None:
    asked = ("weakness", "numbness", "pain_between_cramps")
    assert understand(lexicon, line + behind, asked, "yes_no").facts.get("pregnant") != "yes"


@pytest.mark.parametrize("line", OF_A_CHILD)
def test_months_of_a_pregnancy_are_one(lexicon: Lexicon, line: str) -> None:
    asked = ("weakness", "numbness", "pain_between_cramps")
    assert understand(lexicon, line, asked, "yes_no").facts["pregnant"] == "yes"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("my due date is christmas", True),
        ("i'm six months", True),
        ("i'm six months like this", False),
        ("six months of it", False),
    ],
)
def test_a_child_is_named_by_a_word_or_by_how_far_it_is(
    lexicon: Lexicon, line: str, named: bool
) -> None:
    assert names_child(read_tokens(lexicon, line), lexicon.grammar.bearing) == named
