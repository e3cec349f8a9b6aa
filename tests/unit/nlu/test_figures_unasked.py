"""A rate, an age or a number that nobody asked for is heard as itself: no yes, no no, no loss."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import bare_answer
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
ASKED = (
    ("chest_pain", "breathless", "fainted", "one_sided_weakness"),
    ("injury", "swelling", "warm_red_skin", "limb_cold_pale"),
    ("dark_urine",),
    ("confusion",),
    ("seizure",),
)
AGES = {
    "i'm seventy four": 74,
    "oh and i'm eighty": 80,
    "fifty eight years old": 58,
    "thirty four by the way": 34,
    "forty": 40,
    "no, sixty two": 62,
    "sixty, no, sixty two": 62,
    "sixty one, i mean sixty three": 63,
}
RATES = {
    "twice a week": "several_weekly",
    "about twice a month, that is": "monthly",
    "once a month maybe": "monthly",
    "nearly every night": "nightly",
    "no, twice a week": "several_weekly",
    "once a month, no, once a week": "weekly",
}
FIGURES = {
    **{line: ("age_years", float(years)) for line, years in AGES.items()},
    **{line: ("frequency", rate) for line, rate in RATES.items()},
}
ANSWERS = {
    "three times a week": ("dialysis",),
    "twice last week": ("fainted",),
    "ten": ("over_10_min",),
    "a hundred and two": ("fever",),
    "forty": ("fever",),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("line", FIGURES)
def test_a_figure_that_was_not_asked_is_told_and_answers_no_sign(
    lexicon: Lexicon, asked: tuple[str, ...], line: str
) -> None:
    heard = understand(lexicon, line, asked, "yes_no")
    fact, value = FIGURES[line]
    assert heard.facts[fact] == value
    bare = bare_answer(lexicon.findings, asked, heard.acts, heard.facts, heard.left_open)
    assert {*asked}.isdisjoint({*bare, *heard.facts, *heard.doubts})


@pytest.mark.parametrize("line", FIGURES)
def test_what_was_asked_is_asked_again_in_fewer_words(lexicon: Lexicon, line: str) -> None:
    session, reply = start(PROTOCOL)
    for words in ("my calf, it's cramping now", line):
        before = reply
        heard = understand(lexicon, words, reply.asks, reply.expects)
        session, reply = step(PROTOCOL, session, heard.to_act(words))
    assert reply.asks == before.asks
    assert reply.parts[-1] not in before.parts
    assert FIGURES[line][0] in reply.facts


@pytest.mark.parametrize("line", ANSWERS)
def test_a_figure_that_was_asked_for_answers(lexicon: Lexicon, line: str) -> None:
    facts = understand(lexicon, line, ANSWERS[line], "yes_no").facts
    assert {*ANSWERS[line]} <= facts.keys()


@pytest.mark.parametrize("line", ["sixteen", "a child of nine", "two and a half"])
def test_a_bare_number_that_would_be_a_childs_age_is_none(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ASKED[0], "yes_no").facts.get("age_years") in (None, 9.0)
