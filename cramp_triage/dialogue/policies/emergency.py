"""911: said the moment it is known, and again until the person says okay."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.policies import offers
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import AFFIRM, REPEAT, STOP, WHY
from cramp_triage.protocol.conditions import support
from cramp_triage.triage.assess import CALL_911, SEE_TODAY

EMERGENCY: Final = "emergency"


def respond(turn: Turn) -> Handled | None:
    """Says 911, or what goes with it once it is said."""
    if turn.floor < CALL_911 or turn.state.advised.level != CALL_911:
        return announce(turn)
    acts = turn.act.acts
    if WHY in acts:
        top = turn.assessment.fired[0]
        turn.quote(support(top.when, turn.facts))
        turn.why("why_advice", top.id)
        insist(turn)
    elif REPEAT in acts:
        turn.say_again()
    elif STOP in acts or AFFIRM in acts or "thanks" in acts:
        offers.end(turn, "still_911")
    else:
        insist(turn)
    return REPLIED


def announce(turn: Turn) -> Handled | None:
    """Says 911 as soon as something means it: why, and what to do until help comes."""
    if turn.floor < CALL_911:
        return None
    turn.say("level.5")
    top = turn.assessment.fired[0]
    turn.why("reason", top.id)
    meanwhile = turn.protocol.disposition(CALL_911).meanwhile
    if top.id in meanwhile:
        turn.say(f"meanwhile.{meanwhile[top.id]}")
    turn.say("also.5")
    turn.add("level", value=CALL_911)
    _wait_for_okay(turn)
    return REPLIED


def insist(turn: Turn) -> None:
    """Anything said after 911 that is not an okay: the advice stands."""
    if "refuse_care" in turn.act.acts:
        respect_refusal(turn)
    turn.say("still_911")
    _wait_for_okay(turn)


def respect_refusal(turn: Turn) -> None:
    """Care is refused: the risk is said once, with the signs to come back for."""
    if turn.floor < SEE_TODAY:
        turn.say("refuse_early")
    elif turn.once("refused"):
        turn.why("refuse_care", turn.assessment.fired[0].id)
        turn.say_callback()


def _wait_for_okay(turn: Turn) -> None:
    turn.add("ask", EMERGENCY, (), "ack")
    turn.reprompt.append(turn.line("still_911"))
