"""Whom the program is not made for: a child is referred to a doctor, or to 911."""

from __future__ import annotations

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import advice
from cramp_triage.dialogue.policies.ask import speak_early
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.triage.assess import CALL_911
from cramp_triage.triage.next_question import next_question


def respond(turn: Turn) -> Handled | None:
    """Asks a child's signs of 911, then advises."""
    if not turn.protocol.holds("child", turn.facts):
        return None
    found = next_question(turn.protocol, turn.facts, turn.assessment, least=CALL_911)
    if found is None:
        return advice.respond(turn)
    speak_early(turn)
    asking.ask(turn, found.question, found.asks)
    return REPLIED
