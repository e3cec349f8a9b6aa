"""A caller who goes or says nothing: the careful advice in short, unless given, or 911 again."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import advice, emergency, offers
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import ASK_RELIEF, NO_INPUT, QUESTION, STOP, TOPIC, WAIT, WHY
from cramp_triage.triage.assess import CALL_911

GOODBYE: Final = "goodbye"
WANTS_MORE: Final = frozenset({ASK_RELIEF, QUESTION, WAIT, WHY, "ask_cause", "ask_level"})
"""Whoever asks something or asks to wait does not hang up: "never mind, what about a hot bath?"."""


def stop(turn: Turn) -> Handled | None:
    """Answers a plain wish to stop; one among other wishes stops nothing."""
    acts = {*turn.act.acts}
    wants_more = acts & WANTS_MORE or any(
        act.removeprefix(TOPIC) in turn.protocol.guidance for act in acts if act.startswith(TOPIC)
    )
    says_goodbye = GOODBYE in acts and not acts & {QUESTION, WAIT, WHY}
    if STOP not in acts or (wants_more and not says_goodbye):
        return None
    if turn.state.advised.final:
        offers.end(turn, offers.farewell(turn))
    else:
        advice.advise_carefully(turn, "stopping")
    return REPLIED


def fall_silent(turn: Turn) -> Handled | None:
    """Answers silence."""
    if NO_INPUT not in turn.act.acts:
        return None
    turn.add("silence")
    advised = turn.state.advised
    if advised.level == CALL_911 and turn.floor == CALL_911:
        return emergency.respond(turn)
    elif advised.final:
        offers.end(turn, "goodbye")
    elif turn.state.course.silences > 1:
        advice.advise_carefully(turn, "careful")
    else:
        turn.say("still_here")
        asking.ask_again(turn, other_words=True)
        turn.parts.extend(asking.hint(turn))
    return REPLIED
