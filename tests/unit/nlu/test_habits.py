"""Cramps told of as what comes again are a habit, and what is said not to be now is not."""

from __future__ import annotations

import pytest

from cramp_triage.messages.acts import HABIT
from cramp_triage.nlu import Lexicon, understand

PLACES = ("calf", "foot", "thigh", "hand")
HABITS = (
    "i get cramps in my {} at night",
    "i keep getting cramps in my {}",
    "i get these awful cramps in my {}",
    "i suffer from cramps in my {}",
    "i've been getting spasms in my {}",
    "cramps at night in my {}",
    "night cramps in the {}",
    "it wakes me up, my {}",
    "my {} cramps up at night",
    "my {} locks up whenever i lie down",
    "i wake up with cramps in my {}",
    "my {} cramps after work",
    "my {} has been cramping every night",
    "my {} keeps cramping in the evenings",
    "when i stand in church, or walk a while, it cramps, my {}",
    "every time i get out of the car my {} locks up, and they cramp",
)
ONE = (
    "my {} is cramping",
    "i've got a cramp in my {}",
    "my {} cramped up in the night",
    "my {} woke me up",
    "get this cramp out of my {}",
    "a charley horse in my {}, help",
)


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_is_heard_as_one(lexicon: Lexicon, habit: str) -> None:
    heard = {place: understand(lexicon, habit.format(place), ("site",), "open") for place in PLACES}
    assert [place for place, one in heard.items() if HABIT not in one.acts] == []
    assert [p for p, one in heard.items() if one.facts.get("ongoing_now") == "yes"] == []


@pytest.mark.parametrize("one", ONE)
def test_one_cramp_is_no_habit(lexicon: Lexicon, one: str) -> None:
    heard = {place: understand(lexicon, one.format(place), ("site",), "open") for place in PLACES}
    assert [place for place, one in heard.items() if HABIT in one.acts] == []


@pytest.mark.parametrize(
    "line",
    [
        "it's not cramping now, it only does it when i walk",
        "it's not cramping now, i stand still a minute and it quits",
        "not now, it comes at night",
        "not now, but it's still sore",
        "no i'm not cramping now, it locks up when i climb stairs",
        "it isn't cramping right now, it keeps coming back at night",
    ],
)
def test_what_is_not_now_is_off(lexicon: Lexicon, line: str) -> None:
    assert understand(lexicon, line, ("ongoing_now",), "yes_no").facts["ongoing_now"] == "no"


@pytest.mark.parametrize("answer", ["no, none of that", "no, nothing like that"])
@pytest.mark.parametrize(
    "back",
    [
        *(
            "oh, here it comes again",
            "there it goes again",
            "another one's starting",
            "it grabbed again",
        ),
        *("and now the other leg's doing it", "it's starting up again", "it locked up again"),
    ],
)
def test_what_comes_back_behind_an_answer_is_on(lexicon: Lexicon, answer: str, back: str) -> None:
    asked = ("chest_pain", "breathless", "fainted")
    heard = understand(lexicon, f"{answer}. {back}", asked, "yes_no")
    assert heard.facts.get("ongoing_now") == "yes"
    assert {heard.facts.get(fact) for fact in asked} == {"no"}
