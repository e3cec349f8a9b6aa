"""One act in, one reply out: the only entry point of a conversation. Pure: no clock, no chance.

Order in every turn: take the facts in, speak a danger at once, serve what the person wants of the
conversation (stop, repeat, why), then relief, then the next question, then the advice.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.policies import (
    advice,
    ask,
    confirm,
    diary_request,
    digression,
    next_move,
)
from cramp_triage.dialogue.session import CONFIRM, DIARY_CHECKS, READ_BACK, VERSION, Session, undo
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import (
    AFFIRM,
    BACK,
    DENY,
    NO_INPUT,
    NO_MATCH,
    REPEAT,
    RESTART,
    STOP,
    UNSURE,
    WHY,
    UserAct,
)
from cramp_triage.messages.diary_note import Digest
from cramp_triage.messages.replies import ReliefGiven, Reply
from cramp_triage.protocol.conditions import support
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import CALL_911, reasons
from cramp_triage.triage.next_question import Next

LAST_TURN: Final = 39
"""A conversation ends with this reply at the latest."""


def start(protocol: Protocol, diary: Digest | None = None) -> tuple[Session, Reply]:
    """Opens a conversation: the opening line and the question where the cramp is.

    Args:
        protocol: the clinical data.
        diary: what the person's diary amounts to, from a voice that has one; None without.
    """
    turn = Turn(protocol, Session(VERSION, protocol.version, -1, (), diary=diary), UserAct())
    turn.say("opening")
    ask.ask(turn, Next(protocol.questions[next_move.WHERE], ("site",), 0))
    return _close(turn)


def step(protocol: Protocol, session: Session, act: UserAct) -> tuple[Session, Reply]:
    """Takes one act of the person and answers it.

    Args:
        protocol: the clinical data.
        session: as returned by `start` or the last `step`; never changed.
        act: what the person said or did.

    Returns:
        The new session and the reply. After the last reply every further act gets it again.
    """
    if session.log and session.log[-1].kind == "end":
        turn = Turn(protocol, session, act)
        turn.say("come_back")
    elif RESTART in act.acts:
        fresh = Session(VERSION, protocol.version, session.turn, (), diary=session.diary)
        turn = Turn(protocol, fresh, act)
        turn.say("restarted")
        ask.ask(turn, Next(protocol.questions[next_move.WHERE], ("site",), 0))
    elif BACK in act.acts:
        undone = undo(session)
        turn = Turn(protocol, undone, act)
        turn.say("undone" if undone is not session else "nothing_to_undo")
        if turn.assessment.floor == CALL_911:
            advice.still_emergency(turn)
        else:
            ask.ask_again(turn, other_words=False)
    else:
        turn = Turn(protocol, session, act)
        _respond(turn)
    if turn.number >= LAST_TURN and not turn.state.ended:
        turn.parts.clear()
        turn.reprompt.clear()
        if turn.assessment.floor == CALL_911:
            turn.say("level.5")
            advice.end(turn, "still_911")
        else:
            advice.too_long(turn)
    return _close(turn)


def _respond(turn: Turn) -> None:
    state, act = turn.state, turn.act
    answered, level_before = state.question, state.level
    if NO_INPUT in act.acts:
        _silence(turn)
        return
    if state.silences:
        turn.add("heard")
    diary_request.read_check(turn)
    ask.read_answer(turn)
    turn.assess()
    if turn.assessment.floor == CALL_911:
        if level_before != CALL_911:
            advice.emergency(turn)
        else:
            _after_911(turn)
        return
    if STOP in act.acts:
        advice.stop(turn)
        return
    if confirm.is_to_be_made_sure(turn):
        ask.make_sure(turn)
        return
    if state.doubt and (turn.news or state.question != CONFIRM):
        confirm.confirm(turn)
        return
    if _reads_back(turn, answering=answered == READ_BACK):
        return
    if diary_request.serve(turn) or digression.serve(turn):
        return
    if state.final:
        advice.after_advice(turn)
    elif not _understood(turn, answered):
        next_move.miss(turn)
    else:
        next_move.count_evasion(turn)
        next_move.advance(turn, answered)


def _reads_back(turn: Turn, *, answering: bool) -> bool:
    """Reads back what is pending, or goes on from the answer to that; False if it is neither."""
    state = turn.state
    if not (confirm.is_moved(turn) if answering else state.pending):
        return False
    wrong = answering and (bool(state.pending) or not (turn.news or UNSURE in turn.act.acts))
    if wrong:
        turn.add("misheard")
    if state.misheard >= confirm.MAX_MISHEARD and wrong:
        next_move.give_up(turn)
    elif state.pending:
        confirm.read_back(turn)
    elif wrong:
        turn.say("heard_wrong")
        ask.ask_again(turn, other_words=False)
    else:
        _resume(turn)
    return True


def _resume(turn: Turn) -> None:
    """Goes on from what was confirmed; its yes or no was said to the read-back, to nothing else."""
    state = turn.state
    if state.final and turn.assessment.floor == state.level:
        ask.ask_again(turn, other_words=False)
    elif state.final:
        advice.advise(turn)
    else:
        digression.serve(turn)  # what else was wanted is answered, too
        if not turn.parts and "ongoing_now" not in turn.news:
            turn.say("moved_on" if UNSURE in turn.act.acts else "okay")
        next_move.advance(turn, state.question)


def _silence(turn: Turn) -> None:
    state = turn.state
    turn.add("silence")
    if state.level == CALL_911 and turn.assessment.floor == CALL_911:
        advice.end(turn, "still_911")
    elif state.final or state.silences > 1:
        advice.silent_end(turn)
    else:
        turn.say("still_here")
        ask.ask_again(turn, other_words=True)
        turn.parts.extend(ask.hint(turn))


def _after_911(turn: Turn) -> None:
    acts = turn.act.acts
    if WHY in acts:
        top = turn.assessment.fired[0]
        turn.quote(support(top.when, turn.state.facts))
        turn.why("why_advice", top.id)
        advice.still_emergency(turn)
    elif REPEAT in acts:
        turn.parts.extend(turn.session.said)
        turn.reprompt.extend(turn.session.reprompt)
    elif STOP in acts or AFFIRM in acts or "thanks" in acts:
        advice.end(turn, "still_911")
    else:
        advice.still_emergency(turn)


def _understood(turn: Turn, answered: str) -> bool:
    """Whether the act moved anything: a fact, a retraction, a split yes, or a plain okay."""
    acts = set(turn.act.acts)
    retracted = turn.act.retracts and not turn.act.doubtful
    if turn.news or retracted or confirm.splits(turn):
        return NO_MATCH not in acts
    if answered in DIARY_CHECKS and acts & {DENY, UNSURE}:
        return True
    return bool(acts & {"ask_relief"}) and answered != next_move.WHERE


def _close(turn: Turn) -> tuple[Session, Reply]:
    state, protocol = turn.state, turn.protocol
    session = turn.finish()
    kinds = {step.id: step.kind for step in protocol.relief}
    reply = Reply(
        turn=turn.number,
        parts=tuple(turn.parts),
        reprompt=() if state.ended else tuple(turn.reprompt),
        asks=() if state.ended else state.asks,
        expects="none" if state.ended else state.expects,
        question="" if state.ended else state.question,
        heard=turn.act,
        facts=dict(state.facts),
        level=state.level,
        floor=turn.assessment.floor,
        mode=None if state.level is None else turn.assessment.mode,
        reasons=reasons(turn.assessment, state.facts),
        relief=tuple(ReliefGiven(id_, kinds[id_]) for id_ in state.relief),
        slower=state.slower,
        ended=state.ended,
        note=turn.note,
    )
    return session, reply
