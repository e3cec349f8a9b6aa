"""Heat stroke with further signs: cooling comes first, and nothing that is said puts it off."""

from __future__ import annotations

import re

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.evaluation.lint import ways
from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.facts import YES
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import assess
from cramp_triage.triage.first_aid import OPERATOR_FIRST, first_aid

PROTOCOL = load_protocol()
(RULE,) = (rule for rule in PROTOCOL.rules if rule.id == "heat_stroke")
HEAT_STROKE = [dict(facts) for facts in ways(RULE.when, PROTOCOL)]
SIGNS = sorted(
    fact
    for fact, finding in PROTOCOL.findings.items()
    if finding.group in ("symptom", "illness", "course") and finding.kind == "yes_no"
)
PUTS_IT_OFF = re.compile(
    r"\b[Rr]est it|\blet (him|her|them) rest|No ice|blood thinner|Rest the way"
)
ROOFER = (
    "one of my guys, roofer, he's got heat cramps in both legs, real bad, hot as hell up here",
    "he's confused, talking nonsense, his skin's real hot and red",
    "yes somebody's calling",
)
CHOICES = (
    "so we hosing him or letting him rest, which is it?",
    "do we hose him down or let him sit?",
    "should we put him in the tub or just let him lie there?",
    "is it the hose or rest?",
    "fan him or leave him?",
    "should I throw cold water on him or not?",
    "do I put ice on him or wet towels?",
    "do we cool him down first or move him to the shade?",
    "give him gatorade or cool him down?",
)


@pytest.mark.parametrize("facts", HEAT_STROKE, ids=str)
@pytest.mark.parametrize("more", SIGNS)
def test_cooling_comes_first_whatever_else_there_is(facts: dict[str, Value], more: str) -> None:
    facts = {**facts, more: YES}
    assessment = assess(PROTOCOL, facts)
    if "heat_stroke" not in {rule.id for rule in assessment.fired}:
        return
    said = [e for e in first_aid(PROTOCOL, facts, assessment) if e.id != OPERATOR_FIRST]
    before = said[: [entry.id for entry in said].index("cool_body")]
    assert all(e.topic in ("not_breathing", "passed_out") for e in before), said
    spoken = " ".join(sentence for entry in said for sentence in entry.say)
    assert not PUTS_IT_OFF.search(spoken), spoken


@pytest.mark.parametrize("facts", HEAT_STROKE, ids=str)
@pytest.mark.parametrize("topic", ["cooling", "rub", "meanwhile", "confused", "clot", "heat_awake"])
def test_what_is_asked_of_it_is_answered_with_cooling(facts: dict[str, Value], topic: str) -> None:
    said = first_aid(PROTOCOL, facts, assess(PROTOCOL, facts), topic=topic)
    assert [e.kind for e in said if e.id != OPERATOR_FIRST] == ["cool"]


def test_a_leg_that_may_be_a_clot_waits_in_an_emergency() -> None:
    facts = {"site": "calf", "swelling": "one", "warm_red_skin": "yes", "chest_pain": "yes"}
    said = [entry.id for entry in first_aid(PROTOCOL, facts, assess(PROTOCOL, facts))]
    assert "heart_rest" in said
    assert "clot_rest" not in said


class Call:
    """A typed call about a roofer with heat stroke."""

    def __init__(self, lexicon: Lexicon, *lines: str) -> None:
        self.lexicon = lexicon
        self.session, self.reply = start(PROTOCOL)
        for line in lines:
            self.say(line)

    def say(self, line: str) -> str:
        heard = understand(self.lexicon, line, self.reply.asks, self.reply.expects)
        self.session, self.reply = step(PROTOCOL, self.session, heard.to_act(line))
        return render.speech(PROTOCOL, self.reply.parts)


@pytest.mark.parametrize(
    "line",
    [
        "he threw up once, he can't even hold the bottle, what do I do with him?",
        "he's puking, what now",
        "what do I do with him?",
        "what do we do until they get here",
        "help me",
    ],
)
def test_what_to_do_is_to_cool(lexicon: Lexicon, line: str) -> None:
    spoken = Call(lexicon, *ROOFER).say(line)
    assert "old water" in spoken
    assert not PUTS_IT_OFF.search(spoken), spoken


@pytest.mark.parametrize("line", CHOICES)
def test_a_choice_is_answered_from_what_the_heat_stroke_needs(lexicon: Lexicon, line: str) -> None:
    spoken = Call(lexicon, *ROOFER).say(line)
    assert "I don't know that one" not in spoken
    assert "old water" in spoken
    assert not PUTS_IT_OFF.search(spoken), spoken


@pytest.mark.parametrize("line", CHOICES)
def test_without_heat_stroke_nobody_is_told_to_hose(lexicon: Lexicon, line: str) -> None:
    call = Call(lexicon, "my husband has a leg cramp, his face is drooping and he can't talk right")
    assert "Cold water over" not in call.say(line)


def test_who_told_of_heat_stroke_is_always_told_to_cool_before_a_question() -> None:
    for facts in HEAT_STROKE:
        session, _ = start(PROTOCOL)
        _, reply = step(PROTOCOL, session, UserAct(facts=facts))
        assert any("first_aid.cool_body" in repr(part) for part in reply.parts)
