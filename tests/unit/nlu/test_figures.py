"""A figure of speech is no danger and is not asked about; what is told in earnest stays one."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand

WITH_SIGNS = {"neuro_condition": "yes", "heart_disease": "yes", "asks_for_ambulance": "yes"}
PARTS = (
    "my calf",
    "my toes",
    "my big toe",
    "the muscle in my leg",
    "my left thigh",
    "both my feet",
    "my calf muscle",
)
DOES = (
    "had a seizure",
    "was having a fit",
    "fainted on me",
    "passed out",
    "had a stroke",
    "was having a heart attack",
    "went into convulsions",
    "blacked out on me",
    "had its own little fit",
)
OF_A_PART = (
    "lockjaw of the foot",
    "it's like lockjaw in my toes",
    "i've got a seizure of the calf",
    "it was like my foot had a stroke",
    "honestly my calf was choking",
)
HYPERBOLE = (
    "i nearly died",
    "honestly i died",
    "i was paralysed with fright",
    "i was scared to death",
    "i had a heart attack when i saw it",
    "i nearly had a heart attack",
    "i almost had a stroke when i opened the bill",
    "i almost fainted when i saw the bill",
    "i was in fits of laughter",
    "i was breathless with excitement",
    "i was dying of embarrassment",
    "my heart stopped when i saw my foot",
    "i slept like the dead",
    "i threw a fit when she told me",
)
OTHERS = ("my gran", "my late husband", "a friend of mine", "my neighbor", "my old boss", "my dad")
DIED = (
    "died of a blood clot",
    "passed out and died from a clot",
    "had a seizure and died of it",
    "died of a stroke, that's why i'm worried",
    "coughed up blood and died of a clot",
)
IN_EARNEST = {
    "i had a seizure": "seizure",
    "i had a fit this morning": "seizure",
    "my whole body shook and i blacked out": "fainted",
    "i passed out": "fainted",
    "i fainted when i saw my foot": "fainted",
    "i couldn't move my left side": "one_sided_weakness",
    "my leg cramped and then i passed out": "fainted",
    "my foot went into spasm and i had a fit": "seizure",
    "cramp in my leg, had a seizure": "seizure",
    "woke with a cramp in my calf passed out": "fainted",
    "my whole left leg was convulsing and then my arm": "seizure",
    "my left arm was having a fit": "seizure",
    "my jaw is locked and i can't open it": "jaw_stiff",
    "my gran died of a clot, and i have chest pain": "chest_pain",
    "my dad died of a stroke and now i've passed out": "fainted",
    "i was paralysed with fright and then i fainted": "fainted",
}


def alarms(lexicon: Lexicon, text: str, asked: tuple[str, ...] = ()) -> list[str]:
    """The dangers taken or to be asked about, in a line."""
    heard = understand(lexicon, text, asked, "yes_no" if asked else "open")
    dangers = {f: finding.danger for f, finding in lexicon.findings.items() if finding.danger}
    told = [f for f, v in heard.facts.items() if (dangers | WITH_SIGNS).get(f) == v]
    return [*told, *heard.doubts]


@pytest.mark.parametrize("part", PARTS)
def test_what_a_part_of_the_leg_does_is_no_sign_of_the_person(lexicon: Lexicon, part: str) -> None:
    said = [f"{part} {does}" for does in DOES]
    assert [text for text in said if alarms(lexicon, text)] == []


def test_what_is_of_a_part_is_no_sign_of_the_person(lexicon: Lexicon) -> None:
    assert [text for text in OF_A_PART if alarms(lexicon, text)] == []


def test_a_part_that_does_it_is_where_the_cramp_is(lexicon: Lexicon) -> None:
    assert understand(lexicon, "my toes were having a fit").facts["site"] == "toes"


@pytest.mark.parametrize("text", HYPERBOLE)
def test_hyperbole_is_no_sign_whatever_is_asked(lexicon: Lexicon, text: str) -> None:
    assert alarms(lexicon, text) == []
    for fact in ("fainted", "seizure", "chest_pain"):
        assert alarms(lexicon, text, (fact,)) == [], fact


def test_what_others_died_of_is_no_sign_of_now(lexicon: Lexicon) -> None:
    said = [f"{who} {died}" for who, died in product(OTHERS, DIED)]
    assert [text for text in said if alarms(lexicon, text)] == []


@pytest.mark.parametrize("text", IN_EARNEST)
def test_what_is_told_in_earnest_is_heard(lexicon: Lexicon, text: str) -> None:
    assert IN_EARNEST[text] in alarms(lexicon, text)
