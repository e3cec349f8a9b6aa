"""The dialogue's side of the diary: the offer, the spoken requests, how often by its count.

Only where a voice has one (`Session.diary`), and nothing is noted before the first yes. The
dialogue says what is to be done (`Reply.note`); the voice does it through `diary_hook`.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.diary_hook import DONE
from cramp_triage.dialogue.session import DIARY_CHECKS, FORGET
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
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
from cramp_triage.protocol.facts import FREQUENCY, NO, PATIENT, SITE, UNKNOWN
from cramp_triage.triage.assess import CALL_911, ER_NOW

OFFER: Final = "diary"
HOW_OFTEN: Final = "how_often"
OFTEN: Final = ("several_weekly", "nightly", "daily")
"""What a diary can show; a cramp now and then may as well be missing from it."""

SAVED, DELETED, CHECKED = "diary_saved", "diary_deleted", "diary_checked"


def may_note(turn: Turn) -> bool:
    """Whether there is something to note in this person's own diary."""
    facts = turn.facts
    theirs = facts.get(PATIENT) != NO and not turn.protocol.holds("child", facts)
    told = facts.get(SITE, UNKNOWN) != UNKNOWN
    return _is_kept(turn.session.diary) and theirs and told and turn.floor < CALL_911


def may_offer(turn: Turn) -> bool:
    """Whether to ask for the first yes: once, and not to somebody who has to go."""
    state, diary = turn.state, turn.session.diary
    unasked = OFFER not in state.advised.offers and not {SAVED, DELETED} & state.course.told
    unknown = diary is not None and not diary.agreed
    return may_note(turn) and unasked and unknown and turn.floor < ER_NOW


def note(turn: Turn) -> None:
    """Notes the cramp for somebody who has agreed; once said, later turns only complete it."""
    diary, told = turn.session.diary, turn.state.course.told
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
    asked = turn.asked.question in (OFFER, FORGET)
    return turn.act.doubtful and asked and DENY not in turn.act.acts


def respond(turn: Turn) -> Handled | None:
    """Does what was asked of the diary; takes the turn if that was all the person wanted."""
    acts = set(turn.act.acts)
    wanted = next((act for act in turn.act.acts if act in DIARY_ACTS), None)
    diary = turn.session.diary
    if half_heard(turn) or (turn.act.doubtful and wanted == DIARY_DELETE):
        return None  # it is asked again
    if turn.asked.question == FORGET and {AFFIRM, DENY, UNSURE} & acts and wanted is None:
        if AFFIRM in acts:
            _do(turn, "forget")
            if turn.session.saved:
                turn.say("file_stays")
            turn.once(DELETED)
        else:
            turn.say("diary_kept")
        _resume(turn)
        return REPLIED
    if wanted is None or (turn.asked.question == OFFER and wanted in (DIARY_SAVE, DIARY_SKIP)):
        return None  # the answer to the offer
    if diary is None:
        turn.say("no_diary_but_file" if turn.session.saved else "no_diary")
    elif wanted == DIARY_FORGET:
        asking.ask_own(turn, FORGET)
        return REPLIED
    else:
        _answer(turn, wanted, diary)
    if turn.news or turn.state.confirmation.split:
        return None
    asking.ask_again(turn, other_words=False)
    return REPLIED


def check(turn: Turn, question: str) -> bool:
    """Asks, in place of how often, whether the diary has it right; False if it shows too little."""
    diary = turn.session.diary
    if question != HOW_OFTEN or diary is None or diary.frequency not in OFTEN:
        return False
    if not may_note(turn) or not turn.once(CHECKED):
        return False
    by_night = diary.nights > 1
    check_id = DIARY_CHECKS[0] if by_night else DIARY_CHECKS[1]
    asking.ask_own(turn, check_id)
    return True


def read_check(turn: Turn) -> None:
    """A yes to what the diary shows is how often; anything else, and it is asked as ever."""
    diary = turn.session.diary
    if turn.act.doubtful:
        return  # it is asked again
    if turn.asked.question in DIARY_CHECKS and AFFIRM in turn.act.acts and diary is not None:
        turn.learn(FREQUENCY, diary.frequency)


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
    elif wanted == DIARY_SKIP and SAVED not in turn.state.course.told:
        turn.once(DELETED)
        turn.say("diary_skipped")
    elif wanted == DIARY_LAST and diary.last is not None:
        _tell(turn, diary.last)
    elif wanted in (DIARY_DELETE, DIARY_SKIP) and (diary.total or SAVED in turn.state.course.told):
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
    asking.ask_again(turn, other_words=False)
