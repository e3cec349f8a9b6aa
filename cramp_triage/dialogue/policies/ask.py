"""The next question: what an answer left open, what can raise the level, what frees relief."""

from __future__ import annotations

from cramp_triage.dialogue import asking, pace
from cramp_triage.dialogue.policies import diary_request, relief_rounds
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.triage.assess import CALL_911, ER_NOW, SEE_TODAY
from cramp_triage.triage.next_question import Next, next_question, worth


def respond(turn: Turn) -> Handled | None:
    """Asks the next question, if one is worth asking."""
    left_open = _left_open(turn)
    found = left_open or _next(turn)
    if found is not None:
        take_back(turn)
        speak_early(turn)
    if left_open is None and relief_rounds.ask_whether_on(turn):
        return REPLIED
    if left_open is None and relief_rounds.ask_in_hold(turn, found):
        return REPLIED
    found = found or relief_rounds.relief_question(turn)
    if found is None:
        return None
    if not diary_request.check(turn, found.question.id):
        asking.ask(turn, found.question, found.asks)
    return REPLIED


def take_back(turn: Turn) -> None:
    """Takes back a level that was spoken early, once what is known is less: aloud, and at once.

    911 is taken back only when asked about; a lower level that is still grave is spoken next.
    """
    told = turn.state.advised.level or 0
    if turn.state.advised.final or not max(turn.floor, SEE_TODAY - 1) < told < CALL_911:
        return
    if turn.floor < SEE_TODAY:
        turn.say("level_lower")
    turn.add("withdrawn")


def speak_early(turn: Turn) -> None:
    """Speaks a serious level as soon as it is known; the questions go on after it."""
    floor = turn.floor
    if floor < SEE_TODAY or floor <= (turn.state.advised.level or 0):
        return
    turn.say_level("early")
    turn.why("reason", turn.assessment.fired[0].id)
    turn.add("level", value=floor)


def _next(turn: Turn) -> Next | None:
    """The question that can raise the level most; to somebody in a hurry only what is urgent."""
    least = 0
    if pace.is_in_a_hurry(turn):
        if not pace.may_ask_more(turn):
            return None
        least = ER_NOW
    return next_question(turn.protocol, turn.facts, turn.assessment, least=least)


def _left_open(turn: Turn) -> Next | None:
    """What an answer left open of its question, if that can still matter."""
    question = turn.protocol.questions.get(turn.asked.question)
    if question is None:
        return None
    found = worth(turn.protocol, question, turn.facts, turn.assessment)
    if found is None:
        return None
    asks = tuple(fact for fact in turn.asked.asks if fact in found.asks)
    return Next(question, asks, found.potential) if asks else None
