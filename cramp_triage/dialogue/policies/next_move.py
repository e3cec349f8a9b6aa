"""What comes after an answer, or after none: relief, the next question, or the advice.

What was not understood is asked again in other words, but not for ever; then it stays unknown.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.policies import advice, ask, confirm, diary_request, relief_rounds
from cramp_triage.dialogue.session import READ_BACK
from cramp_triage.dialogue.turn import Turn
from cramp_triage.protocol.facts import NO
from cramp_triage.triage.assess import CALL_911, SEE_TODAY
from cramp_triage.triage.next_question import Next, next_question, worth

WHERE: Final = "where"


def miss(turn: Turn) -> None:
    """Asks again in other words, twice at most; then the facts stay unknown and it goes on."""
    state = turn.state
    turn.add("miss")
    if state.misses <= ask.MAX_MISSES and state.question:
        turn.say("sorry_again")
        ask.ask_again(turn, other_words=True)
        turn.parts.extend(ask.hint(turn) if state.misses > 1 else ())
        return
    give_up(turn)


def give_up(turn: Turn) -> None:
    """Leaves the open question open, and whatever was heard doubtfully, and goes on."""
    state = turn.state
    if state.question == READ_BACK:
        turn.add("settled")
        turn.add("reopen")
    if state.final:
        advice.end(turn, "goodbye")
        return
    ask.leave_open(turn)
    turn.assess()
    turn.say("moved_on")
    advance(turn, state.question)


def count_evasion(turn: Turn) -> None:
    """Something was said, but not to the question: that is asked again, though not for ever."""
    state = turn.state
    asked = set(state.asks)
    if not asked or asked & turn.news or confirm.splits(turn) or state.doubt:
        return
    turn.add("miss")
    if state.misses > ask.MAX_MISSES:
        ask.leave_open(turn)
        turn.assess()


def advance(turn: Turn, answered: str) -> None:
    """Relief, then the next question, or the advice when nothing more matters."""
    state, protocol = turn.state, turn.protocol
    if state.facts.get("caller_is_patient") == NO and turn.once("third_person"):
        turn.say("third_person")
    if not turn.parts and answered and answered != WHERE and turn.act.acts:
        found = protocol.questions.get(answered)
        over = "ongoing_now" in turn.news  # which says so by itself
        if found is not None and not over:
            ask.acknowledge(turn, SEE_TODAY if not found.leads_to else 0)
    part = ask.split_part(turn)
    if part is not None:
        if part == state.split[0]:
            turn.say("one_by_one")
        ask.ask_one(turn, state.split_question, part)
        return
    if state.split:
        turn.add("split", "", ())
    child = state.facts.get("is_adult") == NO
    if not child and "site" in state.facts:
        relief_rounds.ease(turn, answered)
    if turn.assessment.floor == CALL_911:
        advice.emergency(turn)
        return
    found_next = next_question(
        protocol,
        state.facts,
        turn.assessment,
        least=CALL_911 if child else 0,
        asked=state.questions,
    )
    still_open = None if child else _still_open(turn, answered)
    found_next = still_open or found_next
    floor = turn.assessment.floor
    if found_next is not None and floor >= SEE_TODAY and floor > (state.level or 0):
        advice.early(turn)
    if still_open is None and not child and relief_rounds.ask_in_hold(turn, found_next):
        return
    if found_next is None:
        relief = None if child else relief_rounds.relief_question(turn)
        if relief is None:
            advice.advise(turn)
            return
        found_next = relief
    if not diary_request.check(turn, found_next.question.id):
        ask.ask(turn, found_next)


def _still_open(turn: Turn, answered: str) -> Next | None:
    """What an answer left open of its question, if that can still matter."""
    question = turn.protocol.questions.get(answered)
    if question is None:
        return None
    found = worth(turn.protocol, question, turn.state.facts, turn.assessment)
    if found is None:
        return None
    asks = tuple(fact for fact in turn.state.asks if fact in found.asks)
    return Next(question, asks, found.potential) if asks else None
