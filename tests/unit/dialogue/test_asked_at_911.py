"""What callers ask beside the call, once the number is advised: each has an answer of its own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.step import start, step
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.model import HIGHEST, load_protocol

PROTOCOL = load_protocol()
BASES = (
    "my calf cramped and now my chest hurts and i can't breathe",
    "my husband has a leg cramp, his face is drooping and he can't talk right",
    "i'm eight months pregnant with a calf cramp and my chest hurts",
    "my foot is ice cold and white and numb since an hour ago, and it cramps",
)
ASKED = {
    "door": (
        "should i unlock the door?",
        "shall i leave the front door open",
        "do i open the gate for them",
        "should i turn on the porch light",
    ),
    "driving": (
        "can i drive him myself?",
        "could my neighbor run me to the hospital instead",
        "should i just drive to the er",
    ),
    "drink": (
        "should i drink something?",
        "can i have a sip of water",
        "should i give him something to eat",
    ),
    "own_pills": ("do i give him his blood pressure pills", "can i take my night tablets"),
    "arrival": (
        "how long will they take?",
        "how fast can they get here",
        "when will the ambulance be here",
        "how long until the paramedics come",
    ),
    "fate": ("am i dying?", "is he going to make it", "am i going to be okay", "will he die"),
    "tell_operator": (
        "what do i tell them?",
        "what should i say to the operator",
        "what do i say when they answer",
    ),
    "crew": ("what will they do to me", "what are they going to do"),
    "meanwhile": ("can i lie down?", "should i sit up or lie down", "should i lie flat"),
    "own_doctor": (
        "do we tell the OB?",
        "should we tell her doctor",
        "which hospital will they take me to",
        "where are they taking him",
    ),
    "company": ("should i wake my wife", "can i call my son first?", "do i get the neighbor"),
    "if_it_passes": ("what if it goes away", "what if i feel better"),
    "if_it_gets_worse": (
        "what if i pass out",
        "what if he stops breathing",
        "what do i do if he throws up",
    ),
    "stay_put": (
        "can i go to the toilet first",
        "should i get dressed",
        "can i walk to the bathroom",
    ),
    "bring": ("what do i bring", "should i pack a bag"),
    "cost": ("will it cost a lot", "do i have to pay for the ambulance"),
    "on_the_line": ("do i hang up now", "should i stay on the phone with them"),
    "ride_along": ("can i come with him in the ambulance", "may i ride along with her"),
    "doubted": ("are you sure", "could you be wrong"),
    "what_it_is": ("is it a heart attack?", "is it a stroke?", "could it be just anxiety"),
}
UNKNOWN = (
    "do i have time to feed the cat",
    "does it matter what i wear",
    "should i shave",
    "may i watch tv",
)
LONGEST = 60


class Call:
    """A typed call at the emergency."""

    def __init__(self, lexicon: Lexicon, first: str) -> None:
        self.lexicon = lexicon
        self.session, self.reply = start(PROTOCOL)
        self.say(first)
        assert self.reply.level == HIGHEST, first

    def say(self, line: str) -> str:
        heard = understand(self.lexicon, line, self.reply.asks, self.reply.expects)
        self.session, self.reply = step(PROTOCOL, self.session, heard.to_act(line))
        return render.speech(PROTOCOL, self.reply.parts)


@pytest.mark.parametrize("topic", ASKED)
@pytest.mark.parametrize("base", BASES)
def test_what_is_asked_beside_the_call_has_an_answer(
    lexicon: Lexicon, topic: str, base: str
) -> None:
    topics = {entry.id: entry.topic for entry in PROTOCOL.first_aid}
    guided = {topic} | {e.topic for e in PROTOCOL.first_aid if topic in e.guidance}
    lost = []
    for line in ASKED[topic]:
        call = Call(lexicon, base)
        before = dict(call.reply.facts)
        spoken = call.say(line)
        said = [part.prompt.split(".")[1] for part in call.reply.parts if "." in part.prompt]
        answers = {topics.get(name) for name in said}
        if answers.isdisjoint(guided) or len(spoken.split()) > LONGEST + 9:
            lost.append((line, spoken))
        assert spoken.endswith("?"), line
        assert not call.reply.ended, line
        assert before.items() <= call.reply.facts.items(), line
    assert lost == []


@pytest.mark.parametrize("line", [lines[0] for lines in ASKED.values()] + [UNKNOWN[0]])
def test_nobody_hears_the_same_twice_running(lexicon: Lexicon, line: str) -> None:
    call = Call(lexicon, BASES[0])
    heard = [call.say(line) for _ in range(4)]
    assert all(one != after for one, after in pairwise(heard)), heard


def test_what_nobody_can_know_is_said_once_and_then_otherwise(lexicon: Lexicon) -> None:
    call = Call(lexicon, BASES[0])
    heard = [call.say(line) for line in UNKNOWN]
    assert sum("I don't know that one" in spoken for spoken in heard) == 1
    assert all("operator" in spoken and len(spoken.split()) <= LONGEST + 15 for spoken in heard)


@pytest.mark.parametrize("line", ["is it my fault?", "wait, is that right?", "no wait, why 911?"])
def test_a_question_takes_nothing_back(lexicon: Lexicon, line: str) -> None:
    call = Call(lexicon, BASES[0])
    assert "So that's a no" not in call.say(line)


@pytest.mark.parametrize(
    "line",
    [
        "i got up to go to the bathroom and my calf cramped",
        "my calf cramped when i opened the garage door",
        "should i take my pills",
        "what should i do about my leg",
        "how long will it take",
    ],
)
def test_before_an_emergency_nothing_of_it_is_said(lexicon: Lexicon, line: str) -> None:
    session, reply = start(PROTOCOL)
    heard = understand(lexicon, line, reply.asks, reply.expects)
    _, reply = step(PROTOCOL, session, heard.to_act(line))
    assert not any("first_aid." in repr(part) for part in reply.parts)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    "line",
    [
        "she told me to lay him flat, is that okay?",
        "they said to unlock the door",
        "the operator wants me to push on his chest",
        "yes, she says they're coming and to chew an aspirin. is that all right?",
    ],
)
def test_what_the_operator_says_goes_before_us(lexicon: Lexicon, base: str, line: str) -> None:
    call = Call(lexicon, base)
    call.say("yes, i'm on the phone with 911")
    spoken = call.say(line)
    assert "Do what the 911 operator says" in spoken
    assert "Call 911" not in spoken


@pytest.mark.parametrize("base", BASES)
def test_who_waits_for_the_crew_refuses_nothing(lexicon: Lexicon, base: str) -> None:
    call = Call(lexicon, base)
    call.say("yes, i'm on the phone with 911")
    call.say("yes, still on with them")
    assert "hard choice" not in call.say("yeah, yeah, i'll wait. but why is that?")
