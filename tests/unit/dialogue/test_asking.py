"""Coming back to a question where there is none says nothing."""

from __future__ import annotations

import pytest

from cramp_triage.dialogue import asking, render
from cramp_triage.dialogue.session import BE_SURE
from cramp_triage.dialogue.step import start, step
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import UserAct
from cramp_triage.protocol.model import Protocol, load_protocol

PROTOCOL = load_protocol()


def test_where_nothing_is_open_nothing_is_asked_again(protocol: Protocol) -> None:
    session, _ = start(protocol)
    turn = Turn(protocol, session, UserAct())
    turn.add("close")
    asking.ask_back(turn)
    assert turn.parts == []


@pytest.mark.parametrize("fact", [f for f, finding in PROTOCOL.findings.items() if finding.ask])
def test_every_fact_asked_by_itself_can_be_come_back_to(fact: str) -> None:
    turn = Turn(PROTOCOL, start(PROTOCOL)[0], UserAct())
    asking.ask_one(turn, BE_SURE, fact)
    for act in ("question", "why", "wait"):
        reply = step(PROTOCOL, turn.finish(), UserAct(acts=(act,)))[1]
        assert render.speech(PROTOCOL, reply.parts).endswith("?")
