"""One act in, one reply out: the only entry point of a conversation. Pure: no clock, no chance.

In every turn the facts are taken in; then the first policy of `POLICIES` that takes the turn makes
the reply.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import (
    advice,
    ask,
    confirm,
    corrections,
    diary_request,
    digression,
    emergency,
    ending,
    follow_up,
    leaving,
    offers,
    relief_rounds,
    repair,
    scope,
)
from cramp_triage.dialogue.session import VERSION, Session, undo
from cramp_triage.dialogue.stakes import stakes_of
from cramp_triage.dialogue.take_in import take_in
from cramp_triage.dialogue.turn import MOVES_ON, Handled, Policy, Turn
from cramp_triage.messages.acts import BACK, RESTART, UserAct
from cramp_triage.messages.diary_note import Digest
from cramp_triage.messages.replies import ReliefGiven, Reply
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import CALL_911, reasons

LAST_TURN: Final = 39
"""A conversation ends with this reply at the latest."""

WHAT_WAS_SAID: Final[tuple[Policy, ...]] = (
    leaving.fall_silent,  # nobody answered: asked once more, then the careful advice
    emergency.respond,  # 911 the moment it is known, and help until the caller leaves
    leaving.stop,  # the careful advice, and quiet
    confirm.respond,  # heard doubtfully: read back or asked once more, before it counts
    corrections.respond,  # what was taken back is said aloud
    diary_request.respond,  # what this week was like, note it, forget it
    relief_rounds.ease,  # it lets go, or the stretch hurts: the hold ends
    digression.respond,  # repeat, help, why, slower, wait, a question of the person's own
    ending.respond,  # once the advice is given: its offers, one at a time
    repair.respond,  # not understood: asked in other words, twice at most
)
WHAT_COMES_NEXT: Final[tuple[Policy, ...]] = (
    follow_up.respond,  # a word that the answer was heard; its parts, one by one
    relief_rounds.respond,  # the next words of the relief
    emergency.announce,  # relief that fails can mean 911
    scope.respond,  # a child is handed on
    ask.respond,  # the question that matters most, within a hold or after it
    advice.respond,  # nothing more matters: the advice
)
POLICIES: Final = (*WHAT_WAS_SAID, *WHAT_COMES_NEXT)
"""The order is the policy: the first that takes the turn makes the reply. One of the first half may
also deal with what was said and move on; then the second half makes the reply."""


def start(
    protocol: Protocol, diary: Digest | None = None, *, saved: bool = False
) -> tuple[Session, Reply]:
    """Opens a conversation: the opening line and the question where the cramp is.

    Args:
        protocol: the clinical data.
        diary: what the person's diary amounts to, from a voice that has one; None without.
        saved: the person asked for the conversation to be kept in a file of theirs.
    """
    opened = Session(VERSION, protocol.version, -1, (), diary=diary, saved=saved)
    turn = Turn(protocol, opened, UserAct())
    turn.say("opening")
    asking.ask_where(turn)
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
    elif _may_undo_911(protocol, session, act):
        _take(turn := Turn(protocol, session, act))
    elif RESTART in act.acts:
        fresh = msgspec.structs.replace(session, log=(), said=(), reprompt=())
        turn = Turn(protocol, fresh, act)
        turn.say("restarted")
        asking.ask_where(turn)
    elif BACK in act.acts:
        undone = undo(session)
        turn = Turn(protocol, undone, act)
        turn.say("undone" if undone is not session else "nothing_to_undo")
        if turn.floor == CALL_911 and not turn.asked.asks:
            emergency.insist(turn)
        else:
            asking.ask_again(turn, other_words=False)
    else:
        _take(turn := Turn(protocol, session, act))
    if turn.number >= LAST_TURN and not turn.state.course.ended:
        _cut_short(turn)
    return _close(turn)


def _take(turn: Turn) -> None:
    """Takes in what was said and answers it."""
    take_in(turn)
    if _first(WHAT_WAS_SAID, turn) == MOVES_ON:
        _first(WHAT_COMES_NEXT, turn)
    digression.keep_promise(turn)
    turn.say_once()


def _may_undo_911(protocol: Protocol, session: Session, act: UserAct) -> bool:
    """Whether going back or starting over would drop a 911 unasked; its policy asks about it."""
    if not {BACK, RESTART} & {*act.acts} or not Turn(protocol, session, act).stands_911:
        return False
    return RESTART in act.acts or Turn(protocol, undo(session), act).floor < CALL_911


def _first(policies: Iterable[Policy], turn: Turn) -> Handled | None:
    """What the first policy that takes the turn has done."""
    return next(filter(None, (policy(turn) for policy in policies)), None)


def _cut_short(turn: Turn) -> None:
    """Ends with the careful advice in place of whatever was to be said."""
    turn.parts.clear()
    turn.reprompt.clear()
    if turn.floor == CALL_911:
        turn.say("level.5")
        offers.end(turn, "still_911")
    else:
        advice.advise_carefully(turn, "too_long")


def _close(turn: Turn) -> tuple[Session, Reply]:
    protocol, state, asked = turn.protocol, turn.state, turn.asked
    ended, level = state.course.ended, state.advised.level
    kinds = {step.id: step.kind for step in protocol.relief}
    reply = Reply(
        turn=turn.number,
        parts=tuple(turn.parts),
        reprompt=() if ended else tuple(turn.reprompt),
        asks=() if ended else asked.asks,
        expects="none" if ended else asked.expects,
        question="" if ended else asked.question,
        stakes="harmless" if ended else stakes_of(protocol, asked.asks, asked.question),
        heard=turn.act,
        facts=dict(turn.facts),
        level=level,
        floor=turn.floor,
        mode=None if level is None else turn.assessment.mode,
        reasons=reasons(turn.assessment, turn.facts),
        relief=tuple(ReliefGiven(id_, kinds[id_]) for id_ in state.rounds.relief),
        slower=state.course.slower,
        ended=ended,
        note=turn.note,
    )
    return turn.finish(), reply
