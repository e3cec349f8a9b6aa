"""The person wants to stop: the careful advice in short, if none was given yet."""

from __future__ import annotations

from cramp_triage.dialogue.policies import advice, offers
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import STOP


def respond(turn: Turn) -> Handled | None:
    """Answers a wish to stop."""
    if STOP not in turn.act.acts:
        return None
    if turn.state.advised.final:
        offers.end(turn, offers.farewell(turn))
    else:
        advice.advise_carefully(turn, "stopping")
    return REPLIED
