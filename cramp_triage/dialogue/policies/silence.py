"""Nobody answers: the question in other words once, then the careful advice."""

from __future__ import annotations

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import advice, offers
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import NO_INPUT
from cramp_triage.triage.assess import CALL_911


def respond(turn: Turn) -> Handled | None:
    """Answers silence."""
    if NO_INPUT not in turn.act.acts:
        return None
    turn.add("silence")
    advised = turn.state.advised
    if advised.level == CALL_911 and turn.floor == CALL_911:
        offers.end(turn, "still_911")
    elif advised.final:
        offers.end(turn, "goodbye")
    elif turn.state.course.silences > 1:
        advice.advise_carefully(turn, "careful")
    else:
        turn.say("still_here")
        asking.ask_again(turn, other_words=True)
        turn.parts.extend(asking.hint(turn))
    return REPLIED
