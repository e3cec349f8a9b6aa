"""What answers a list of things asked as a whole, and what answers one of them alone."""

from __future__ import annotations

import pytest

from cramp_triage.nlu import Lexicon, understand
from cramp_triage.nlu.pipeline import hear
from cramp_triage.protocol.facts import NO, bare_answer
from cramp_triage.protocol.model import load_protocol
from tests.unit.nlu.test_denial import NOUNS

LISTS = {id: asked.asks for id, asked in load_protocol().questions.items() if len(asked.asks) > 1}
NAMES = NOUNS | {
    "blood_thinner": "blood thinner",
    "cancer": "cancer",
    "diabetes": "diabetes",
    "diuretic": "water pill",
    "dizzy_standing": "dizziness",
    "kidney_disease": "kidney disease",
    "takes_quinine": "quinine",
}
NARROW = ("no {}, no", "no {} no", "no {}, no. i take the blood pressure pill", "no, no {}")
CLOSED = (
    "no, none|no to all|nothing, no|none of them|no to both|neither|not one of them, no|no no none|"
    "no to everything|nope to all of that|nothing at all, no|nothing like that no|it's no to both"
).split("|")


@pytest.mark.parametrize("asked", LISTS)
def test_a_no_with_a_name_leaves_the_rest_of_the_list_open(lexicon: Lexicon, asked: str) -> None:
    asks = LISTS[asked]
    named = next((fact for fact in asks if fact in NAMES), None)
    for frame in NARROW if named else ():
        heard = understand(lexicon, frame.format(NAMES[named]), asks)
        said = bare_answer(lexicon.findings, asks, heard.acts, heard.facts, heard.left_open)
        said |= heard.facts
        assert {fact: said[fact] for fact in asks if fact in said} == {named: NO}, frame


@pytest.mark.parametrize("text", CLOSED)
def test_a_no_to_the_list_denies_all_of_it(lexicon: Lexicon, text: str) -> None:
    for asks in LISTS.values():
        heard = understand(lexicon, text, asks)
        said = bare_answer(lexicon.findings, asks, heard.acts, heard.facts, heard.left_open)
        said |= heard.facts
        assert said == {fact: lexicon.findings[fact].deny for fact in asks}, asks


@pytest.mark.parametrize("rest", ["no to the rest", "and no to the others", "none of the rest"])
def test_a_no_with_a_name_and_a_no_to_the_rest_denies_both(lexicon: Lexicon, rest: str) -> None:
    asks = LISTS["ease_gate"]
    heard = understand(lexicon, f"no blood thinner, {rest}", asks)
    assert {heard.facts.get(fact) for fact in asks} == {NO}, heard


PILLS = LISTS["pills"]
CLOSINGS = (
    "that's the two|just those two, nothing new|that's all he takes|that's the lot|that's my lot|"
    "them two and no more|that's everything i'm on|that's all of them|nothing else|no others|"
    "just those|only these two|that's the full list|those are all i take"
).split("|")


@pytest.mark.parametrize("closing", CLOSINGS)
@pytest.mark.parametrize("named", ["", "amlodipine, ", "lisinopril and clopidogrel, "])
def test_a_list_at_its_end_denies_what_it_does_not_name(
    lexicon: Lexicon, named: str, closing: str
) -> None:
    heard = understand(lexicon, f"{named}{closing}", PILLS)
    assert {fact: heard.facts.get(fact) for fact in PILLS} == dict.fromkeys(PILLS, NO)


@pytest.mark.parametrize("only", ["only the {}", "just {}", "just the {}", "{}, that's it"])
@pytest.mark.parametrize("named", ["metformin", "amlodipine", "insulin", "lisinopril"])
def test_only_one_thing_taken_is_no_other(lexicon: Lexicon, named: str, only: str) -> None:
    heard = understand(lexicon, only.format(named), PILLS)
    assert {fact: heard.facts.get(fact) for fact in PILLS} == dict.fromkeys(PILLS, NO)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the water pill and that's my lot", "diuretic"),
        ("a statin, that's all i take", "statin"),
        ("just the one, the water pill", "diuretic"),
    ],
)
def test_what_a_closed_list_names_is_taken(lexicon: Lexicon, text: str, named: str) -> None:
    heard = understand(lexicon, text, PILLS).facts
    assert {fact for fact in PILLS if heard.get(fact) == "yes"} == {named}


@pytest.mark.parametrize(
    "text",
    [
        "that's all swollen and it hurts",
        "just the leg",
        "metformin, and that's one i don't like",
        "that's it",
        "just the bendro and that's the lot, yes",
        "just my calf",
        "only",
        "i don't know, that's all",
    ],
)
def test_what_closes_no_list_denies_nothing_by_the_rules(lexicon: Lexicon, text: str) -> None:
    assert hear(lexicon, text, PILLS).settled == ()


@pytest.mark.parametrize(
    "frame",
    [
        "you still haven't told me about my {}",
        "should i skip that {}",
        "you never said about the {}",
        "i asked you about my {}",
        "you haven't said whether i should stop the {}",
        "what about my {}",
        "should he not take that {}",
    ],
)
@pytest.mark.parametrize("named", ["water pill", "statin", "quinine", "blood thinner", "insulin"])
def test_a_question_about_a_medicine_denies_none(lexicon: Lexicon, frame: str, named: str) -> None:
    heard = understand(lexicon, frame.format(named)).facts
    medicines = {*lexicon.sets.background} & heard.keys()
    assert not [fact for fact in medicines if heard[fact] == NO]


@pytest.mark.parametrize("fact", ["warm_red_skin", "fever", "vomiting", "numbness", "diabetes"])
@pytest.mark.parametrize("line", ["no, that's it", "it's just sore, that's it", "nope, that is it"])
def test_that_s_it_is_no_yes(lexicon: Lexicon, line: str, fact: str) -> None:
    heard = understand(lexicon, line, (fact,))
    assert "affirm" not in heard.acts
    assert heard.facts.get(fact) != "yes"
