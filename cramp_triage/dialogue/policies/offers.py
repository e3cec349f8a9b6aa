"""What is offered after the advice, one at a time, and the last words once nothing is left."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import diary_request
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import DENY
from cramp_triage.protocol.facts import CONTEXT
from cramp_triage.triage.assess import ER_NOW, SEE_TODAY
from cramp_triage.triage.wording import level_prompt

ANYTHING_ELSE: Final = "anything_else"


def offer_next(turn: Turn) -> None:
    """Offers what this level has and was not offered yet, the diary last; or says goodbye."""
    if not _offered(turn):
        end(turn, farewell(turn))


def offer_or_ask(turn: Turn) -> None:
    """Offers what is left, else asks for anything else: who says more is not hung up on."""
    if not _offered(turn):
        asking.ask_own(turn, ANYTHING_ELSE)


def _offered(turn: Turn) -> bool:
    """Offers what is left to offer, if anything is."""
    diary_request.note(turn)
    given = turn.state.advised.offers
    offers = turn.protocol.disposition(turn.floor).offers
    offer = next((id_ for id_ in offers if id_ not in given), None)
    if offer is None and diary_request.may_offer(turn):
        offer = diary_request.OFFER
    if offer is not None:
        _offer(turn, offer)
    return offer is not None


def decline(turn: Turn) -> None:
    """No to an offer ends it, but for the diary, whose first yes is asked for before."""
    if DENY in turn.act.acts and diary_request.may_offer(turn):
        _offer(turn, diary_request.OFFER)
    else:
        end(turn, farewell(turn))


def end(turn: Turn, prompt: str) -> None:
    """Says the last words: this prompt, but after a visit today or an emergency room that level.

    Args:
        turn: the turn in the making.
        prompt: id of the words; "" where the level was just said.
    """
    diary_request.note(turn)
    if prompt:
        turn.say(_level_again(turn) or prompt)
    turn.add("close")
    turn.add("end")


def _level_again(turn: Turn) -> str:
    """The prompt of a level that must not end in "take care"; "" for any other."""
    level = turn.state.advised.level
    if level not in (SEE_TODAY, ER_NOW):
        return ""
    as_said = level_prompt(turn.protocol, turn.assessment, "level")
    return as_said if level == turn.floor else f"level.{level}"


def farewell(turn: Turn) -> str:
    """The prompt of a goodbye that fits the hour."""
    return "good_night" if turn.facts.get(CONTEXT) == "night" else "goodbye"


def _offer(turn: Turn, offer: str) -> None:
    turn.add("offer", offer)
    asking.ask_own(turn, offer)
