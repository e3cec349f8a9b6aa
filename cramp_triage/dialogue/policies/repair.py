"""What was not understood is asked in other words, but not for ever; then it stays unknown."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import offers
from cramp_triage.dialogue.policies.ask import speak_early
from cramp_triage.dialogue.session import DIARY_CHECKS, READ_BACK
from cramp_triage.dialogue.turn import MOVES_ON, REPLIED, Handled, Turn
from cramp_triage.messages.acts import DENY, NO_MATCH, UNSURE
from cramp_triage.protocol.facts import ADULT

MAX_MISSES: Final = 2
"""How often a question is asked again in other words before it is left open."""


def respond(turn: Turn) -> Handled | None:
    """Asks again what was not understood; counts what was said past the question."""
    if _is_understood(turn):
        _count_evasion(turn)
        return _ask_age_once_more(turn) or MOVES_ON
    turn.add("miss")
    if turn.asked.misses > MAX_MISSES or not turn.asked.question:
        return give_up(turn)
    if _is_heard(turn):
        if _is_known(turn):
            turn.say("okay")
        asking.ask_back(turn)
        return REPLIED
    turn.say("sorry_again")
    asking.ask_again(turn, other_words=True)
    turn.parts.extend(asking.hint(turn) if turn.asked.misses > 1 else ())
    return REPLIED


def give_up(turn: Turn) -> Handled:
    """Leaves the open question open, and whatever was heard doubtfully, and goes on."""
    if turn.asked.question == READ_BACK:
        turn.add("settled")
        turn.add("reopen")
    if turn.state.advised.final:
        offers.end(turn, "goodbye")
        return REPLIED
    asking.leave_open(turn)
    turn.say("moved_on")
    return MOVES_ON


def _is_understood(turn: Turn) -> bool:
    """Whether the act moved anything: a fact, a retraction, a split yes, or a plain okay."""
    acts = set(turn.act.acts)
    retracted = turn.act.retracts and not turn.act.doubtful
    if turn.news or retracted or turn.has("split"):
        return NO_MATCH not in acts
    if turn.asked.question in DIARY_CHECKS and acts & {DENY, UNSURE}:
        return True
    return "ask_relief" in acts and turn.asked.question != asking.WHERE


def _is_heard(turn: Turn) -> bool:
    """Whether it was heard and answers nothing: told before, or a no, but to what?"""
    if NO_MATCH in turn.act.acts or not turn.asked.asks:
        return False
    return _is_known(turn) or (DENY in turn.act.acts and bool(turn.act.left_open))


def _is_known(turn: Turn) -> bool:
    facts = turn.act.facts
    return bool(facts) and all(turn.facts.get(fact) == value for fact, value in facts.items())


def _count_evasion(turn: Turn) -> None:
    """Something was said, but not to the question: that is asked again, though not for ever."""
    asked = set(turn.asked.asks)
    if not asked or asked & turn.news or turn.has("split") or turn.state.confirmation.doubt:
        return
    turn.add("miss")
    if turn.asked.misses > MAX_MISSES:
        asking.leave_open(turn)


def _ask_age_once_more(turn: Turn) -> Handled | None:
    """Asks again whether it is an adult, which comes up by itself only once."""
    if turn.asked.asks != (ADULT,) or ADULT in turn.facts or turn.asked.misses != 1:
        return None
    turn.say("okay")
    speak_early(turn)
    asking.ask_back(turn)
    return REPLIED
