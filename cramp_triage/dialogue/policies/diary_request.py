"""The dialogue's side of the diary: the offer, the spoken requests, how often by its count.

Only where a voice has one (`Session.diary`), and nothing is noted before the first yes. The
dialogue says what is to be done (`Reply.note`); the voice does it, and corrects the reply if it
could not (`undone`).
"""

from __future__ import annotations

from typing import Final

import msgspec

from cramp_triage.dialogue.policies.ask import ask_again
from cramp_triage.dialogue.session import DIARY_CHECKS, FORGET, Session
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import (
    AFFIRM,
    DENY,
    DIARY_ACTS,
    DIARY_COUNT,
    DIARY_DELETE,
    DIARY_FORGET,
    DIARY_LAST,
    DIARY_SAVE,
    DIARY_SKIP,
    UNSURE,
)
from cramp_triage.messages.diary_note import Digest, Last, Note
from cramp_triage.messages.replies import Part, Reply, Say
from cramp_triage.protocol.facts import NO, UNKNOWN
from cramp_triage.triage.assess import CALL_911, ER_NOW

OFFER: Final = "diary"
HOW_OFTEN: Final = "how_often"
OFTEN: Final = ("several_weekly", "nightly", "daily")
"""What a diary can show; a cramp now and then may as well be missing from it."""

SAVED, DELETED, CHECKED = "diary_saved", "diary_deleted", "diary_checked"
DONE: Final[dict[Note, str]] = {
    "save": "noted",
    "delete_last": "deleted_last",
    "forget": "forgotten",
}
"""What is said of each note, as if it were done already."""


def may_note(turn: Turn) -> bool:
    """Whether there is something to note in this person's own diary."""
    facts = turn.state.facts
    theirs = NO not in (facts.get("caller_is_patient"), facts.get("is_adult"))
    told = facts.get("site", UNKNOWN) != UNKNOWN
    calm = turn.assessment.floor < CALL_911
    return _is_kept(turn.session.diary) and theirs and told and calm


def may_offer(turn: Turn) -> bool:
    """Whether to ask for the first yes: once, and not to somebody who has to go."""
    state, diary = turn.state, turn.session.diary
    unasked = OFFER not in state.offers and not {SAVED, DELETED} & state.told
    unknown = diary is not None and not diary.agreed
    return may_note(turn) and unasked and unknown and turn.assessment.floor < ER_NOW


def note(turn: Turn) -> None:
    """Notes the cramp for somebody who has agreed; once said, later turns only complete it."""
    diary, told = turn.session.diary, turn.state.told
    if diary is None or DELETED in told or not may_note(turn):
        return
    if SAVED in told:
        turn.note = "save"
    elif diary.agreed:
        save(turn)


def save(turn: Turn) -> None:
    """Notes the cramp and says so."""
    turn.once(SAVED)
    _do(turn, "save")


def half_heard(turn: Turn) -> bool:
    """Whether a yes to noting or to forgetting was heard doubtfully: that is neither."""
    asked = turn.state.question in (OFFER, FORGET)
    return turn.act.doubtful and asked and DENY not in turn.act.acts


def serve(turn: Turn) -> bool:
    """Does what was asked of the diary; True if that was all the person wanted."""
    acts = set(turn.act.acts)
    wanted = next((act for act in turn.act.acts if act in DIARY_ACTS), None)
    diary = turn.session.diary
    if half_heard(turn) or (turn.act.doubtful and wanted == DIARY_DELETE):
        return False  # it is asked again
    if turn.state.question == FORGET and {AFFIRM, DENY, UNSURE} & acts and wanted is None:
        if AFFIRM in acts:
            _do(turn, "forget")
            turn.once(DELETED)
        else:
            turn.say("diary_kept")
        _resume(turn)
        return True
    if wanted is None or (turn.state.question == OFFER and wanted in (DIARY_SAVE, DIARY_SKIP)):
        return False  # the answer to the offer
    if diary is None:
        turn.say("no_diary")
    elif wanted == DIARY_FORGET:
        turn.ask(FORGET, (), "yes_no")
        turn.say(f"question.{FORGET}")
        turn.reprompt.append(turn.line(f"question.{FORGET}"))
        return True
    else:
        _answer(turn, wanted, diary)
    if turn.news or turn.state.split:
        return False
    ask_again(turn, other_words=False)
    return True


def check(turn: Turn, question: str) -> bool:
    """Asks, in place of how often, whether the diary has it right; False if it shows too little."""
    diary = turn.session.diary
    if question != HOW_OFTEN or diary is None or diary.frequency not in OFTEN:
        return False
    if not may_note(turn) or not turn.once(CHECKED):
        return False
    by_night = diary.nights > 1
    check_id = DIARY_CHECKS[0] if by_night else DIARY_CHECKS[1]
    turn.ask(check_id, (), "yes_no")
    turn.say(f"question.{check_id}")
    turn.reprompt.append(turn.line(f"question.{check_id}"))
    return True


def read_check(turn: Turn) -> None:
    """A yes to what the diary shows is how often; anything else, and it is asked as ever."""
    diary = turn.session.diary
    if turn.act.doubtful:
        return  # it is asked again
    if turn.state.question in DIARY_CHECKS and AFFIRM in turn.act.acts and diary is not None:
        turn.learn("frequency", diary.frequency)


def undone(reply: Reply) -> Reply:
    """The reply corrected: what it says was done could not be done."""
    failed = {prompt: f"not_{prompt}" for prompt in DONE.values()}

    def honest(part: Part) -> Part:
        if isinstance(part, Say) and part.prompt in failed:
            return Say(failed[part.prompt])
        return part

    return msgspec.structs.replace(reply, parts=tuple(map(honest, reply.parts)), note="")


def with_diary(session: Session, diary: Digest | None) -> Session:
    """The session with what the diary amounts to now, after a note was done."""
    return msgspec.structs.replace(session, diary=diary)


def _is_kept(diary: Digest | None) -> bool:
    return diary is not None and diary.readable and diary.open


def _do(turn: Turn, what: Note) -> None:
    turn.note = what
    turn.say(DONE[what])


def _answer(turn: Turn, wanted: str, diary: Digest) -> None:
    if not diary.readable:
        turn.say("diary_unreadable")
    elif wanted == DIARY_SAVE and not diary.open:
        turn.say("diary_closed")
    elif wanted == DIARY_COUNT:
        amount = {0: "none", 1: "one"}.get(diary.week, "some")
        turn.say(f"diary_week.{amount}", count=str(diary.week))
        if diary.nights > 1:
            turn.say("diary_on_nights", count=str(diary.nights))
    elif wanted == DIARY_SAVE and may_note(turn):
        save(turn)
    elif wanted == DIARY_SAVE:
        turn.say("diary_later")
    elif wanted == DIARY_SKIP and SAVED not in turn.state.told:
        turn.once(DELETED)
        turn.say("diary_skipped")
    elif wanted == DIARY_LAST and diary.last is not None:
        _tell(turn, diary.last)
    elif wanted in (DIARY_DELETE, DIARY_SKIP) and (diary.total or SAVED in turn.state.told):
        turn.once(DELETED)
        _do(turn, "delete_last")
    else:
        turn.say("diary_empty")


def _tell(turn: Turn, last: Last) -> None:
    """Where the last cramp was and what helped, as a report: nothing is advised by it."""
    prompts = turn.protocol.prompts
    when = {0: "today", 1: "yesterday"}.get(last.days_ago, "before")
    days = prompts[f"diary_when.{when}"].format(days=last.days_ago)
    where = " ".join(filter(None, (last.side, last.muscle))).replace("_", " ")
    turn.say("diary_last" if where else "diary_last_unplaced", when=days, where=where)
    kinds = {step.id: step.kind for step in turn.protocol.relief}
    for prompt, steps in (("diary_helped", last.helped), ("diary_tried", last.tried)):
        for word in steps:
            named = f"diary_help.{kinds.get(word, '')}"
            if word not in kinds or named in prompts:
                turn.say(prompt, what=prompts.get(named, word))
                return


def _resume(turn: Turn) -> None:
    """Opens the question again that was open before."""
    log = (*turn.session.log, *turn.events)
    before = next(e for e in reversed(log) if e.kind == "ask" and e.id != FORGET)
    turn.add("ask", before.id, before.value, before.words)
    ask_again(turn, other_words=False)
