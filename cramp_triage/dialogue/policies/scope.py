"""Whom the program is not made for: a child, cramps inside the belly; says where to turn."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import advice, offers
from cramp_triage.dialogue.policies.ask import speak_early
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.protocol.facts import ADULT, AGE
from cramp_triage.triage.assess import CALL_911, SEE_TODAY
from cramp_triage.triage.next_question import next_question

ADULT_QUESTION: Final = "adult"


def respond(turn: Turn) -> Handled | None:
    """Says where to turn with the belly; asks a child's signs of 911, then advises."""
    if _is_of_the_belly(turn):
        turn.say("belly")
        turn.say("belly_signs")
        turn.add("level", value=turn.floor)
        turn.add("final")
        asking.ask_own(turn, offers.ANYTHING_ELSE)
        return REPLIED
    if not turn.protocol.holds("child", turn.facts):
        return None
    if _is_surprising(turn) and turn.once(ADULT_QUESTION):
        for fact in sorted({AGE, ADULT} & turn.facts.keys()):
            turn.add("drop", fact)
        speak_early(turn)
        asking.ask_one(turn, ADULT_QUESTION, ADULT)
        return REPLIED
    found = next_question(turn.protocol, turn.facts, turn.assessment, least=CALL_911)
    if found is None:
        return advice.respond(turn)
    speak_early(turn)
    asking.ask(turn, found.question, found.asks)
    return REPLIED


def _is_surprising(turn: Turn) -> bool:
    """Whether somebody who calls for nobody else is a child by a number in passing.

    It may be a grandson's age, or no age; a child who is turned away is not asked for anything.
    """
    asked = {AGE, ADULT} & {*turn.asked.asks}
    return bool(turn.act.words) and not turn.is_helper and not asked


def _is_of_the_belly(turn: Turn) -> bool:
    """Whether it cramps inside the belly, nothing is grave, and no other story needs questions."""
    holds, facts = turn.protocol.holds, turn.facts
    ours = any(holds(story, facts) for story in ("limb", "belly_to_ask_about"))
    ours = ours or turn.floor >= SEE_TODAY
    return holds("of_the_belly", facts) and not ours and not turn.state.advised.final
