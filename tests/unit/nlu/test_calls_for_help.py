"""Who tells that 911 is being called is heard; a call of another day or only thought of is not."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand

CALLING = "ask:calling"
NUMBER = ("911", "an ambulance")
NOW = (
    "i'm calling {}",
    "i am calling {} now",
    "i called {}",
    "i've just called {}",
    "my wife is calling {}",
    "he called {}",
    "somebody called {}",
    "okay i called {}",
    "my chest hurts. i'm calling {}",
    "last year it was the other leg. now i'm calling {}",
)
OF_ANOTHER_DAY = (
    "{}, once",
    "{} once",
    "{} yesterday",
    "{} last year",
    "{} two years ago",
    "{} in march",
    "{} every time",
    "last time {}",
    "one time {}",
    "the other day {}",
    "in october {}",
    "{} last year for this same cramp",
)
WHO = ("i called", "my neighbor called", "he called", "they called", "my mom called", "we called")
THOUGHT_OF = (
    "what if i called {}",
    "should i be calling {}",
    "is he calling {}",
    "if it gets worse i'm calling {}",
    "i never called {}",
    "i always called {}",
)


def is_call(lexicon: Lexicon, text: str) -> bool:
    heard = understand(lexicon, text)
    return CALLING in heard.acts or heard.facts.get("asks_for_ambulance") == "yes"


@pytest.mark.parametrize("number", NUMBER)
def test_a_call_of_now_is_heard(lexicon: Lexicon, number: str) -> None:
    assert [t for t in NOW if CALLING not in understand(lexicon, t.format(number)).acts] == []


@pytest.mark.parametrize("number", NUMBER)
def test_a_call_of_another_day_is_none_of_now(lexicon: Lexicon, number: str) -> None:
    told = [frame.format(f"{who} {number}") for frame in OF_ANOTHER_DAY for who in WHO]
    assert [text for text in told if is_call(lexicon, text)] == []


@pytest.mark.parametrize("number", NUMBER)
def test_a_call_that_is_only_thought_of_is_none(lexicon: Lexicon, number: str) -> None:
    assert [t for t in THOUGHT_OF if is_call(lexicon, t.format(number))] == []


@pytest.mark.parametrize("who", ["i am", "my husband is", "somebody is"])
def test_who_is_calling_before_911_was_said_says_the_level(lexicon: Lexicon, who: str) -> None:
    assert understand(lexicon, f"{who} calling 911").facts["asks_for_ambulance"] == "yes"


def test_who_has_not_called_yet_denies_nothing_else(lexicon: Lexicon) -> None:
    heard = understand(lexicon, "i haven't called 911", ["chest_pain", "breathless"])
    assert (heard.acts, dict(heard.facts)) == (("not_called",), {})


@pytest.mark.parametrize("text", ["he called 911", "my husband called an ambulance"])
def test_a_call_of_others_without_a_date_is_no_plea_of_its_own(lexicon: Lexicon, text: str) -> None:
    assert "asks_for_ambulance" not in understand(lexicon, text).facts


CALLERS = (
    "she's",
    "Pauline's",
    "my son is",
    "the lady next door is",
    "I'm",
    "they're",
    "my coworker's",
    "Mr. Okafor is",
)
CALLING_NOW = (
    "dialling",
    "on to them now",
    "on the line with dispatch",
    "ringing them, they said about ten minutes",
    "calling, they've asked for the address",
    "talking to the operator",
    "through to 911",
    "giving them the street",
    "making the call",
    "on it",
)
WHO_HAS = ("she", "my husband", "Terrence", "the neighbor", "somebody", "we", "my boss")
HAS_CALLED = (
    "has rung, they're coming, twenty minutes they say",
    "called it in",
    "has dialled, they're eight minutes away",
    "phoned them already",
    "just hung up with them, five minutes",
    "got them on the other phone",
    "rang, they're sending a crew",
)
PLAIN = (
    "yes, the operator's on the line",
    "it's ringing",
    "they've been called",
    "the ambulance has been called",
    "they picked up, they want to know the street",
    "already done, they're twenty minutes out",
)
NOBODY_CALLS = (
    "nobody's calling",
    "no one has called them yet",
    "she hasn't called",
    "my son won't call",
    "he's not dialing anybody",
    "I don't want her calling",
    "they're not on the phone, nobody called",
    "should she be calling them",
    "what if he phones them",
    "she called me an idiot",
)


def test_who_calls_answers_whether_somebody_is_calling_and_tells_no_sign(lexicon: Lexicon) -> None:
    said = [f"{who} {does}" for who, does in product(CALLERS, CALLING_NOW)]
    said += [f"{who} {did}" for who, did in product(WHO_HAS, HAS_CALLED)]
    heard = {text: understand(lexicon, text, (), "yes_no") for text in (*said, *PLAIN)}
    assert [
        t for t, one in heard.items() if CALLING not in one.acts or one.facts or one.doubts
    ] == []
    assert [text for text, one in heard.items() if {"not_for_us", "repeat"} & {*one.acts}] == []


@pytest.mark.parametrize("text", NOBODY_CALLS)
def test_who_does_not_call_is_not_heard_calling(lexicon: Lexicon, text: str) -> None:
    assert CALLING not in understand(lexicon, text, (), "yes_no").acts


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("she's dialling, and now I've got chest pain", "chest_pain"),
        ("my son called it in. he's passed out", "fainted"),
        ("they're ten minutes away, I can't breathe", "breathless"),
    ],
)
def test_a_sign_told_with_a_call_still_counts(lexicon: Lexicon, text: str, fact: str) -> None:
    heard = understand(lexicon, text, (), "yes_no")
    assert (CALLING in heard.acts, heard.facts[fact]) == (True, "yes")


@pytest.mark.parametrize("who", ["brother", "mother", "wife"])
@pytest.mark.parametrize("place", ["neck", "calf"])
def test_an_oath_before_a_story_is_no_cry_for_help(lexicon: Lexicon, who: str, place: str) -> None:
    line = f"oh god, hi, it's my {who}, the {place} is cramped all the way"
    assert "emergency_plea" not in understand(lexicon, line, ("site",), "value").acts


@pytest.mark.parametrize("cry", ["please send somebody now", "oh god please send somebody"])
def test_a_cry_for_help_is_one(lexicon: Lexicon, cry: str) -> None:
    heard = understand(lexicon, cry, ("site",), "value")
    assert "emergency_plea" in heard.acts or heard.facts.get("asks_for_ambulance") == "yes"
