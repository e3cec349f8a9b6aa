"""After "call 911": what puts a number right takes nothing back, and a drive is no call."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue import render
from cramp_triage.dialogue.session import Session
from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.replies import Reply
from cramp_triage.nlu import Lexicon, understand
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()
EMERGENCIES = ("I have chest pain and a cramp", "my wife has a cramp and she can't breathe")


def said(lexicon: Lexicon, session: Session, reply: Reply, line: str) -> tuple[Session, Reply, str]:
    act = understand(lexicon, line, reply.asks, reply.expects).to_act(line)
    session, reply = step(PROTOCOL, session, act)
    return session, reply, " ".join(render.say(PROTOCOL, part) for part in reply.parts)


@pytest.fixture(params=EMERGENCIES)
def emergency(request: pytest.FixtureRequest, lexicon: Lexicon) -> tuple[Session, Reply]:
    session, reply = start(PROTOCOL)
    session, reply, words = said(lexicon, session, reply, request.param)
    assert "Call 911 now" in words
    return session, reply


@pytest.mark.parametrize(
    "line",
    [
        "seventy, no, seventy two years old",
        "it's the left calf, no, the right",
        "it's been ten minutes, sorry, twenty minutes",
        "I was sick once, not twice",
    ],
)
def test_what_is_put_right_takes_nothing_back(
    lexicon: Lexicon, emergency: tuple[Session, Reply], line: str
) -> None:
    _, reply, words = said(lexicon, *emergency, line)
    assert "So that's a no" not in words
    assert not reply.ended


@pytest.mark.parametrize(
    "line",
    [
        "ok I'm putting him in the car",
        "yes I'm driving her to the hospital",
        "okay, that's all, we'll take her in ourselves",
        "yeah my son is bringing the car round to the front now",
    ],
)
def test_a_drive_is_no_call(lexicon: Lexicon, emergency: tuple[Session, Reply], line: str) -> None:
    _, reply, words = said(lexicon, *emergency, line)
    assert not reply.ended
    assert words.endswith("?")


@pytest.mark.parametrize(
    "line", ["yes", "okay, I'm calling them now", "yes, she's on the phone to 911"]
)
def test_a_call_ends_it(lexicon: Lexicon, emergency: tuple[Session, Reply], line: str) -> None:
    session, reply, _ = said(lexicon, *emergency, line)
    if not reply.ended:
        _, reply, _ = said(lexicon, session, reply, "yes")
    assert reply.ended


@pytest.mark.parametrize(
    "line",
    [
        "yes, oh god, he's gone quiet, he's gone all quiet",
        "she's slumped over",
        "he stopped talking",
        "her eyes have closed",
        "my husband went all limp",
        "they're not moving any more",
        "yes they're on the line but his head just dropped forward",
    ],
)
def test_who_falls_silent_is_looked_after(
    lexicon: Lexicon, emergency: tuple[Session, Reply], line: str
) -> None:
    session, reply, _ = said(lexicon, *emergency, "yes, I'm ringing them, what do I do till then?")
    _, reply, words = said(lexicon, session, reply, line)
    assert "Call their name" in words
    assert not reply.ended


def test_a_long_yes_to_whether_they_are_on_the_phone_ends_nothing(
    lexicon: Lexicon, emergency: tuple[Session, Reply]
) -> None:
    session, reply, _ = said(lexicon, *emergency, "yes, I'm ringing them, what do I do till then?")
    _, reply, _ = said(lexicon, session, reply, "yes but the dog is going mad in the hall here")
    assert not reply.ended
