"""What is offered after the advice, one at a time, and the last words once nothing is left."""

from __future__ import annotations

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import diary_request
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import DENY
from cramp_triage.protocol.facts import CONTEXT


def offer_next(turn: Turn) -> None:
    """Offers what this level has and was not offered yet, the diary last; or says goodbye."""
    diary_request.note(turn)
    given = turn.state.advised.offers
    offers = turn.protocol.disposition(turn.floor).offers
    offer = next((id_ for id_ in offers if id_ not in given), None)
    if offer is None and diary_request.may_offer(turn):
        offer = diary_request.OFFER
    if offer is None:
        end(turn, farewell(turn))
    else:
        _offer(turn, offer)


def decline(turn: Turn) -> None:
    """No to an offer ends it, but for the diary, whose first yes is asked for before."""
    if DENY in turn.act.acts and diary_request.may_offer(turn):
        _offer(turn, diary_request.OFFER)
    else:
        end(turn, farewell(turn))


def end(turn: Turn, prompt: str) -> None:
    """Says the last words."""
    diary_request.note(turn)
    turn.say(prompt)
    turn.add("close")
    turn.add("end")


def farewell(turn: Turn) -> str:
    """The prompt of a goodbye that fits the hour."""
    return "good_night" if turn.facts.get(CONTEXT) == "night" else "goodbye"


def _offer(turn: Turn, offer: str) -> None:
    turn.add("offer", offer)
    asking.ask_own(turn, offer)
