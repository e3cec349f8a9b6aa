"""Who helps the one with the cramp is asked about them, not about "you"."""

from __future__ import annotations

import re

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from cramp_triage.messages.replies import Say
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
from tests.conftest import opened

PROTOCOL, LEXICON = load_protocol(), load_lexicon()
YOU = re.compile(r"\byou(r|rs|rself|'re|'ve|'ll|'d)?\b", re.IGNORECASE)
ABOUT_THEM = [
    prompt
    for prompt in PROTOCOL.prompts
    if prompt.partition(".")[0] in PROTOCOL.helper.of_them
    and prompt not in PROTOCOL.helper.as_it_is
]


@pytest.mark.parametrize("question", PROTOCOL.questions)
def test_every_question_is_about_them(question: str) -> None:
    session = opened(PROTOCOL, question, caller_is_patient="no", site="calf")
    said = render.speech(PROTOCOL, [*session.said, *session.reprompt])
    assert said.strip()
    assert not YOU.search(said)
    reply = step(PROTOCOL, session, UserAct(acts=("why",)))[1]
    assert not YOU.search(render.speech(PROTOCOL, reply.parts))


@pytest.mark.parametrize("fact", PROTOCOL.findings)
def test_every_fact_asked_by_itself_is_about_them_unless_it_is_of_the_caller(fact: str) -> None:
    asked = Say(render.ASK, {"facts": fact, render.TO: render.HELPER})
    of_the_caller = f"ask.{fact}" in PROTOCOL.helper.as_it_is
    assert bool(YOU.search(render.say(PROTOCOL, asked))) == of_the_caller


def test_every_prompt_about_them_reads_as_such() -> None:
    said = {id_: render.of_them(PROTOCOL, id_, PROTOCOL.prompts[id_]) for id_ in ABOUT_THEM}
    assert len(said) > 300
    of_the_helper = {"early.3", "level.3", "relief.foot_pull_toes", "also.5"}
    assert {id_ for id_, text in said.items() if YOU.search(text)} <= of_the_helper
    assert [
        text for text in said.values() if re.search(r"(^|[.?!] )[Tt]hem\b|\bthem \w+ing\b", text)
    ] == []


CALLERS_OWN = re.compile(r"what you told me|with you|in your hand|if you can|as I told you")


def test_first_aid_to_a_helper_speaks_of_them() -> None:
    said = {
        id_: text
        for id_, text in PROTOCOL.helper.instead.items()
        if id_.startswith(("first_aid.", "relief.", "level."))
    }
    assert len(said) > 60
    assert [t for t in said.values() if YOU.search(CALLERS_OWN.sub("", t))] == []


def test_an_object_is_them_and_a_capital_stays() -> None:
    text = "Your leg can pull you under. Could it have bitten you, and are you weak? You're pale."
    assert render.of_them(PROTOCOL, "question.where", text) == (
        "Their leg can pull them under. Could it have bitten them, and are they weak? They're pale."
    )


def test_a_call_for_somebody_else_never_takes_the_caller_for_the_one_with_the_cramp(talk) -> None:
    talk.tell(caller_is_patient="no", site="calf", side="left", ongoing_now="yes", is_adult="yes")
    said = [talk.speech]
    assert talk.speech.startswith("Stay with them. Straighten that leg, and pull the toes up")
    while not talk.reply.ended:
        talk.say("deny")
        said.append(talk.speech)
    for text in said:
        assert not re.search(r"\b(are|do|did|have|were) you\b|\byour (?!doctor)", text.lower()), (
            text
        )


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"chest_pain": "yes"}, "pain or pressure in the chest can be their heart"),
        ({"fainted": "yes"}, "can be a clot in the lung, their heart, or the heat"),
        ({"very_worried": "yes"}, "you're worried"),
    ],
)
def test_the_reason_is_theirs_unless_it_is_the_callers(talk, facts, why) -> None:
    talk.tell(caller_is_patient="no", site="calf", is_adult="yes", ongoing_now="no", **facts)
    said = talk.speech
    while not talk.reply.ended and why not in said:
        talk.say("deny")
        said += " " + talk.speech
    assert why in said


@pytest.mark.parametrize(
    "who", ["husband", "wife", "mom", "dad", "grandma", "grandfather", "uncle", "boss", "mother"]
)
@pytest.mark.parametrize(
    "line", ["my {} has a cramp in the calf", "it's for my {}", "my {}'s calf is cramping"]
)
def test_a_husband_or_a_grandmother_is_no_child(who: str, line: str) -> None:
    facts = understand(LEXICON, line.format(who)).facts
    assert (facts.get("caller_is_patient"), facts.get("is_adult")) == ("no", "yes")


@pytest.mark.parametrize(
    "line",
    [
        "my son has a cramp in his leg",
        "my niece's calf is cramping",
        "my husband says our daughter has a cramp in her calf",
        "my mom says my calf looks swollen",
        "my friend has a cramp in the calf",
    ],
)
def test_who_may_be_a_child_is_not_taken_for_an_adult(line: str) -> None:
    assert "is_adult" not in understand(LEXICON, line).facts
