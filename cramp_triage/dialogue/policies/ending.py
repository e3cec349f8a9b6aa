"""After the advice: an answer to what was offered, then the last words."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue import asking
from cramp_triage.dialogue.policies import advice, diary_request, offers
from cramp_triage.dialogue.turn import REPLIED, Handled, Turn
from cramp_triage.messages.acts import (
    AFFIRM,
    ASK_RELIEF,
    DENY,
    DESCRIBE,
    DIARY_SAVE,
    DIARY_SKIP,
    DONE,
    STOP,
    TAKES,
    UNSURE,
    WAIT,
)
from cramp_triage.protocol.facts import ONGOING_NOW, SITE, YES
from cramp_triage.triage.assess import SEE_TODAY

AGAIN: Final = "again"
"""The offer to say the advice once more; every other is a topic of guidance."""

PREVENT: Final = "prevent"

LEAVING: Final = frozenset({"thanks", "goodbye", DONE, STOP})
"""What whoever wants to go says beside a no."""

PLAIN_NO_WORDS: Final = 8
"""A longer no to what was offered tells something."""


def respond(turn: Turn) -> Handled | None:
    """Answers what is said once the advice is given; advises anew if the level has changed."""
    advised, acts, question = turn.state.advised, set(turn.act.acts), turn.asked.question
    if not advised.final:
        return None
    if TAKES in acts and question in {AGAIN, *turn.protocol.offers}:
        acts.add(AFFIRM)
    if _begins_anew(turn):
        turn.add("withdrawn")
        return None
    if turn.news and turn.floor != advised.level:
        return advice.respond(turn)
    if AFFIRM in acts and question == AGAIN:
        asks_more = bool(turn.parts)
        turn.say_level("level")
        advice.explain(turn)
        (offers.offer_or_ask if asks_more else offers.offer_next)(turn)
    elif AFFIRM in acts and question in turn.protocol.offers:
        asks_more = bool(turn.parts)
        turn.advise_on(question)
        (offers.offer_or_ask if asks_more else offers.offer_next)(turn)
    elif diary_request.half_heard(turn):
        _once_more(turn)
    elif question == diary_request.OFFER and {AFFIRM, DIARY_SAVE} & acts:
        diary_request.save(turn)
        offers.end(turn, offers.farewell(turn))
    elif turn.parts or turn.news or {WAIT, ASK_RELIEF} & acts:
        _listen(turn)
    elif question == offers.ANYTHING_ELSE and AFFIRM in acts and LEAVING.isdisjoint(acts):
        turn.say("go_on")
        asking.ask_own(turn, offers.ANYTHING_ELSE)
    elif _is_bare_no(turn) and _is_unread(turn) and not turn.asked.misses:
        turn.add("miss")
        turn.say("rest_missed")
        asking.ask_back(turn)
    elif _is_bare_no(turn) and _is_long(turn):
        turn.say("noted_that" if turn.once("told_more") else "okay")
        asking.ask_own(turn, offers.ANYTHING_ELSE)
    elif {AFFIRM, DENY, UNSURE, DIARY_SKIP, "thanks"} & acts or (
        DONE in acts and question == offers.ANYTHING_ELSE
    ):
        offers.decline(turn)
    elif DONE in acts:
        asking.ask_own(turn, offers.ANYTHING_ELSE)
    else:
        _once_more(turn)
    return REPLIED


def _begins_anew(turn: Turn) -> bool:
    """Whether it cramps anew, or another muscle does; a grave level stands all the same."""
    grave = max(turn.floor, turn.state.advised.level or 0) >= SEE_TODAY
    told = SITE in turn.news or DESCRIBE in turn.act.acts
    return told and ONGOING_NOW in turn.news and turn.facts[ONGOING_NOW] == YES and not grave


def _is_bare_no(turn: Turn) -> bool:
    """Whether a no comes without a word of leaving."""
    acts = turn.act.acts
    return DENY in acts and LEAVING.isdisjoint(acts)


def _is_unread(turn: Turn) -> bool:
    """Whether words behind a no meant nothing to us; one word alone says too little."""
    return any(" " in words for words in turn.act.unread)


def _is_long(turn: Turn) -> bool:
    """Whether a no goes on to tell what is known: nobody who tells something wants to go."""
    return len(turn.act.words.split()) > PLAIN_NO_WORDS


def _listen(turn: Turn) -> None:
    """What came behind the answer is heard; the call ends only once there is nothing more."""
    if not turn.parts and ASK_RELIEF in turn.act.acts:
        _say_what_helps(turn)
    elif not turn.parts and turn.news and turn.floor >= SEE_TODAY:
        turn.say("noted_that.seen")
        turn.say_level("level")
    elif not turn.parts:
        turn.say("noted_that" if turn.news else "take_your_time")
    asking.ask_own(turn, offers.ANYTHING_ELSE)


def _say_what_helps(turn: Turn) -> None:
    """What helps next time; where a doctor must look at it, that."""
    if turn.floor < SEE_TODAY:
        turn.advise_on(PREVENT)
    else:
        turn.say_level("level")


def _once_more(turn: Turn) -> None:
    """What was offered is asked once more; then it is enough."""
    if turn.asked.misses:
        offers.end(turn, "goodbye")
    else:
        turn.add("miss")
        turn.say("sorry_again")
        asking.ask_again(turn, other_words=False)
