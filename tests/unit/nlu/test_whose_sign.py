"""Who is mentioned in the midst of a call is not the patient; who is told to have the sign is."""

from __future__ import annotations

from itertools import product

import pytest

from cramp_triage.nlu import Lexicon, understand

ASKED = {"fever": "fever", "numbness": "numbness", "wound_or_sore_foot": "open sores"}
MENTIONED = (
    "no {}, she looks every day",
    "no {}, my wife says",
    "my wife says there's no {}",
    "no, the nurse checked",
    "no {}, he tested me",
    "no {}, the doctor said so when he saw me",
    "no {}, my daughter drove me here and she's waiting",
    "no, my husband looked, no {}",
    "he asked me that as well, no {}",
    "she wants to know too, no {}",
    "the podiatrist, she found no {}",
    "no, she'd have noticed",
    "he gave me a pill for it",
    "the nurse took it out",
    "no, he checked it yesterday",
)
TOLD = (
    "he has no {}",
    "she's got no {}",
    "no, he doesn't have any {}",
    "my husband has no {}",
    "i'm calling for my dad, no {}",
    "it's for my wife, no {}",
    "it's my husband who has it, no {}",
    "it's my son's leg, no {}",
    "on behalf of my boss, no {}",
    "i'm her carer, no {}",
    "no, my son's the one cramping, no {}",
    "no he doesn't",
    "no, she hasn't",
)
BY_THE_SIGN = {
    "he didn't hurt it": "injury",
    "she's not dizzy": "dizzy_standing",
    "his leg's fine": "swelling",
    "her left calf is swollen": "swelling",
    "he's on a statin": "statin",
    "she takes a water pill": "diuretic",
    "he fell on it": "injury",
    "his skin's like an oven, bone dry too": "hot_skin",
    "he keeps calling me by his sister's name": "confusion",
}


PEOPLE = {
    "my husband": "his",
    "my mom": "her",
    "my stepdad": "his",
    "my coworker": "her",
    "a friend of mine": "his",
    "my grandmother": "her",
}
CALLED_FOR = (
    "{}",
    "it's {}, {} calf",
    "this is about {}, left calf",
    "calling for {}",
    "for {}, {} toes",
    "it's not me, it's {}",
    "{}. {} hand",
)
THEIRS = ("she has it in the thigh", "he gets it in the calf", "it's him, his calf", "mom's calf")
OWN = (
    "my husband says i should call, it's my calf",
    "my kid kicked me in the calf",
    "i was playing soccer with my son, my calf",
    "my trainer thinks it's the hamstring",
    "my mother had the same, right foot",
    "calf. my husband is rubbing it",
    "my grandson set this up, my toes are cramping",
    "don't wake my husband, my calf",
    "ask my wife",
    "hello, this is linda, my calf",
)


def is_other(lexicon: Lexicon, text: str, fact: str) -> bool:
    facts = understand(lexicon, text, (fact,) if fact else (), "yes_no").facts
    return facts.get("caller_is_patient") == "no"


@pytest.mark.parametrize("fact", ASKED)
def test_who_is_mentioned_in_an_answer_is_not_the_patient(lexicon: Lexicon, fact: str) -> None:
    said = [frame.format(ASKED[fact]) for frame in MENTIONED]
    assert [text for text in said if is_other(lexicon, text, fact)] == []


@pytest.mark.parametrize("fact", ASKED)
def test_who_is_told_to_have_it_is_the_patient(lexicon: Lexicon, fact: str) -> None:
    said = [frame.format(ASKED[fact]) for frame in TOLD]
    assert [text for text in said if not is_other(lexicon, text, fact)] == []


@pytest.mark.parametrize("text", BY_THE_SIGN)
def test_whose_sign_it_is_tells_the_patient(lexicon: Lexicon, text: str) -> None:
    assert is_other(lexicon, text, BY_THE_SIGN[text])


@pytest.mark.parametrize("text", ["not yet, she's looking for her phone", "he won't be long"])
def test_who_is_mentioned_at_the_question_of_a_call_is_not_the_patient(
    lexicon: Lexicon, text: str
) -> None:
    assert not is_other(lexicon, text, "")


def test_an_opening_about_another_is_about_them(lexicon: Lexicon) -> None:
    said = [f"{who} {has}" for who, has in product(("he", "my husband"), ("has a calf cramp",))]
    for text in (*said, "his foot keeps cramping", "she woke up with a cramp in her calf"):
        assert understand(lexicon, text).facts["caller_is_patient"] == "no", text


@pytest.mark.parametrize("line", ["i'm calling about my foot", "calling about my foot, it cramps"])
def test_who_calls_about_their_own_foot_is_the_patient(lexicon: Lexicon, line: str) -> None:
    facts = understand(lexicon, line).facts
    assert facts["site"] == "foot"
    assert facts.get("caller_is_patient") != "no"


@pytest.mark.parametrize("who", PEOPLE)
def test_who_is_named_at_the_first_question_is_the_patient(lexicon: Lexicon, who: str) -> None:
    said = [frame.format(who, PEOPLE[who]) for frame in CALLED_FOR]
    assert [text for text in (*said, *THEIRS) if not is_other(lexicon, text, "site")] == []


def test_who_is_only_mentioned_at_the_first_question_is_not(lexicon: Lexicon) -> None:
    assert [text for text in OWN if is_other(lexicon, text, "site")] == []


@pytest.mark.parametrize(
    "fact", ["pain_between_cramps", "ongoing_now", "weakness", "getting_worse"]
)
@pytest.mark.parametrize(
    "line",
    [
        "i'm not numb. my mother always said wait one hour",
        "it let go. my neighbor got some pills, can i take one",
        "only sore when i push. my brother sometimes rubs it",
    ],
)
def test_a_bare_answer_beside_a_person_is_no_sign_of_theirs(
    lexicon: Lexicon, line: str, fact: str
) -> None:
    assert not is_other(lexicon, line, fact)
