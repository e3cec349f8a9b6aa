"""Whom the program is not made for hears so at once, and where to turn."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.replies import Reply
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol

PROTOCOL = load_protocol()


def call(*lines: str) -> list[tuple[str, Reply]]:
    """The prompts of each reply, joined, and the reply."""
    session, reply = start(PROTOCOL)
    told = []
    for line in lines:
        heard = understand(load_lexicon(), line, reply.asks, reply.expects)
        session, reply = step(PROTOCOL, session, heard.to_act(line))
        told.append((" ".join(getattr(part, "prompt", "") for part in reply.parts), reply))
    return told


INSIDE = (
    "i have period cramps",
    "awful cramps from my period",
    "menstrual cramps again",
    "stomach cramps and diarrhea since this evening",
    "my tummy is cramping and i've been throwing up, my kid had a bug",
    "it's gas cramps i think",
    "bowel cramps",
)


@pytest.mark.parametrize("line", INSIDE)
def test_who_cramps_inside_the_belly_hears_where_to_turn_in_the_first_reply(line: str) -> None:
    prompts, reply = call(line)[0]
    assert "belly belly_signs" in prompts
    assert not reply.relief
    assert reply.expects == "yes_no"
    assert not reply.ended


@pytest.mark.parametrize("line", INSIDE[:4])
def test_a_muscle_that_cramps_besides_is_helped(line: str) -> None:
    _, (_, reply) = call(line, "actually my calf is cramping too, right now")
    assert [given.kind for given in reply.relief] == ["stretch"]


OURS = (
    "i'm pregnant and it feels like period cramps",
    "my stomach cramped up doing sit ups and i threw up",
    "stomach cramps in this heat, and i threw up",
    "deep constant severe belly pain and i'm throwing up",
    "i'm not on my period, my calf cramps",
)


@pytest.mark.parametrize("line", OURS)
def test_what_may_be_more_is_asked_about(line: str) -> None:
    prompts, reply = call(line)[0]
    assert "belly_signs" not in prompts
    assert reply.asks


def test_danger_in_the_belly_comes_before_where_to_turn() -> None:
    told = call("period cramps, and i passed out and my chest hurts")
    assert told[0][1].level == 5 or told[0][1].asks
    assert "belly_signs" not in told[0][0]
