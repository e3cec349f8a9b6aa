"""A sentence of nothing but a length of days tells how long the cramps go on."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear

LENGTHS = {"eight months": 240, "two weeks": 14, "ten years": 3650, "three days": 3}
ALONE = ("{} like this", "{} of it", "going on {} now", "{} i have these", "it has been {} now")
NOT_ALONE = ("i'm on lipitor {} now", "no surgery in {} now", "i had my knee done {} ago")


@pytest.mark.parametrize(
    "asked", [("weakness", "numbness"), ("fever", "vomiting"), ("since_days",)]
)
@pytest.mark.parametrize("before", ["", "no, ", "nothing sore. "])
@pytest.mark.parametrize("frame", ALONE)
def test_a_length_alone_is_how_long(
    lexicon: Lexicon, frame: str, before: str, asked: tuple[str, ...]
) -> None:
    for length, days in LENGTHS.items():
        facts = hear(lexicon, before + frame.format(length), asked, "yes_no").facts
        assert facts.get("since_days") == days, length


@pytest.mark.parametrize("frame", NOT_ALONE)
def test_a_length_of_something_else_is_not(lexicon: Lexicon, frame: str) -> None:
    for length in LENGTHS:
        facts = hear(lexicon, frame.format(length), ("weakness", "numbness"), "yes_no").facts
        assert "since_days" not in facts, length


@pytest.mark.parametrize("line", ["i call the doctor tomorrow", "i see my doctor tomorrow then"])
def test_who_says_when_he_goes_asks_nothing(lexicon: Lexicon, line: str) -> None:
    assert "ask_level" not in hear(lexicon, f"no, is all. {line}. thank you").acts


HABITS = {
    "it's about once a week": "weekly",
    "they come every night": "nightly",
    "i get them three times a week": "several_weekly",
}


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("asked", [("fever", "vomiting"), ("chest_pain", "breathless")])
def test_a_habit_behind_the_answer_is_the_cramps(
    lexicon: Lexicon, asked: tuple[str, ...], habit: str
) -> None:
    heard = understand(lexicon, f"No. {habit}, for like ten years.", asked, "yes_no")
    assert heard.facts["frequency"] == HABITS[habit]
    assert heard.facts["since_days"] == 3650
    assert heard.facts.get(asked[0], "no") == "no"
    assert "affirm" not in heard.acts


@pytest.mark.parametrize("line", ["yes. all day long", "yes, round the clock"])
def test_how_often_a_sign_is_there_is_no_habit_of_the_cramp(lexicon: Lexicon, line: str) -> None:
    assert "frequency" not in hear(lexicon, line, ("twitching",), "yes_no").facts


def test_when_it_began_is_told_behind_a_no(lexicon: Lexicon) -> None:
    line = "no. started three weeks ago when i changed shoes"
    assert hear(lexicon, line, ("fever", "vomiting"), "yes_no").facts["since_days"] == 21
    line = "no. started lipitor three weeks ago"
    assert "since_days" not in hear(lexicon, line, ("fever", "vomiting"), "yes_no").facts


def test_one_night_of_a_month_is_no_length(lexicon: Lexicon) -> None:
    line = "about a month now. one night it's the left calf"
    assert hear(lexicon, line, ("since_days",), "value").facts["since_days"] == 30
