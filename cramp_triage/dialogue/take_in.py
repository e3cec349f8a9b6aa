"""Takes in what the person said: what was taken back, stated, answered bare, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cramp_triage.dialogue.policies import confirm, diary_request, emergency
from cramp_triage.dialogue.session import BE_SURE, READ_BACK, WITHDRAW
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import (
    AFFIRM,
    CORRECT,
    DENY,
    DONE,
    EASING,
    HABIT,
    MAN,
    NO_INPUT,
    PLEA,
    QUESTION,
    UNSURE,
    WAIT,
    UserAct,
    Value,
)
from cramp_triage.messages.words import clipped
from cramp_triage.protocol.facts import (
    ADULT,
    AGE,
    ASKS_FOR_AMBULANCE,
    NO,
    OF_A_WOMAN,
    ONGOING_NOW,
    OTHER_SITES,
    PATIENT,
    SITE,
    UNKNOWN,
    UNNAMED,
    WALKING,
    YES,
    Finding,
    bare_answer,
    narrow_no,
)
from cramp_triage.triage.assess import SEE_TODAY, assess, signs
from cramp_triage.triage.implications import implied_by
from cramp_triage.triage.next_question import splits

QUOTED_CHARACTERS: Final = 300
"""Of what was said in one turn so much is kept for the summary; the rest is marked as left out."""

OFF_THE_LEGS: Final = ("off_the_limbs", "at_the_arm")
LEGS: Final = "leg_or_foot"
"""The definitions of where it cramps."""


def take_in(turn: Turn) -> None:
    """Turns the act into events; silence says nothing."""
    act = turn.act
    if NO_INPUT in act.acts:
        return
    if turn.state.course.silences:
        turn.add("heard")
    diary_request.read_check(turn)
    reads_back = turn.asked.question == READ_BACK
    if confirm.asks_yes_or_no(turn):
        confirm.take_no(turn)
    elif turn.asked.question == WITHDRAW:
        confirm.take_withdrawal(turn)
    elif reads_back:
        confirm.take(turn)
    if act.words:
        turn.add("words", words=clipped(act.words, QUOTED_CHARACTERS))
    if HABIT in act.acts:
        turn.once(HABIT)
    if MAN in act.acts:
        for fact in OF_A_WOMAN.difference(turn.facts, act.facts):
            turn.learn(fact, NO)
    stated = {**_take_back(turn, act), **_beside(turn, act)}
    if PLEA in act.acts:
        stated = {ASKS_FOR_AMBULANCE: YES, **stated}
    asks = turn.asked.asks
    left_open = (*_left_open(turn, stated), *act.doubts)
    if _is_no_word_of_age(turn, stated):
        stated.pop(ADULT, None)
        left_open = asks
    heard = {**stated, **bare_answer(turn.protocol.findings, asks, act.acts, stated, left_open)}
    for fact, value in confirm.hold_back(turn, heard).items():
        turn.learn(fact, value)
    _split_yes(turn, act)
    _close_list(turn)
    _imply(turn)
    if emergency.speaks_of_call(turn) and not {ASKS_FOR_AMBULANCE} & {*turn.facts}:
        turn.add("split", BE_SURE, (ASKS_FOR_AMBULANCE,))
    if reads_back and not turn.state.known.pending:
        turn.add("reopen")


def _left_open(turn: Turn, stated: Mapping[str, Value]) -> tuple[str, ...]:
    """What a narrow "no" leaves open: all the rest, if any of it alone is for today or now.

    Where none of it is, the "no" was meant for the list: whoever takes nothing new takes nothing.
    So is a second one that names nothing asked. A yes to something else leaves all of it open, and
    a no that takes something back answers nothing.
    """
    protocol, asked, acts = turn.protocol, turn.asked, turn.act.acts
    rest = turn.act.left_open or narrow_no(protocol.findings, asked.asks, acts, stated)
    if AFFIRM in acts or (CORRECT in acts and _takes_back(turn, stated)):
        return rest  # a yes to something else is none to what was asked, however often
    worst = ({**turn.facts, **stated, f: protocol.findings[f].affirm} for f in rest)
    least = max(SEE_TODAY, turn.floor + 1)
    grave = any(assess(protocol, facts).floor >= least for facts in worst)
    is_first = not (asked.again or asked.misses)
    return rest if grave and (is_first or not stated.keys().isdisjoint(asked.asks)) else ()


def _is_no_word_of_age(turn: Turn, stated: Mapping[str, Value]) -> bool:
    """Whether a first no at the adult question is to other news: "the left one, no, both"."""
    asked = turn.asked
    is_first = asked.asks == (ADULT,) and not (asked.again or asked.misses)
    is_no = stated.get(ADULT, NO) == NO and DENY in turn.act.acts
    return is_first and is_no and AGE not in stated and bool(stated.keys() - {ADULT, PATIENT})


def _takes_back(turn: Turn, stated: Mapping[str, Value]) -> bool:
    """Whether something told before is now told otherwise: "I said no" takes nothing back."""
    told = (turn.facts.get(fact) not in (None, value) for fact, value in stated.items())
    return bool(turn.act.retracts) or any(told)


def _take_back(turn: Turn, act: UserAct) -> dict[str, Value]:
    """Drops what was taken back; a sign behind 911 is only denied, to be asked about."""
    denied: dict[str, Value] = {}
    for fact in () if act.doubtful else act.retracts:
        if fact not in turn.facts or fact in act.facts:
            continue
        if turn.stands_911 and fact in signs(turn.protocol, turn.assessment, turn.facts):
            denied[fact] = turn.protocol.findings[fact].deny or UNKNOWN
        else:
            turn.add("drop", fact)
    return denied


def _beside(turn: Turn, act: UserAct) -> dict[str, Value]:
    """The facts stated, where they can be new; a place named in passing is one more."""
    facts, findings = dict(act.facts), turn.protocol.findings
    if EASING in act.acts and (turn.state.rounds.eased or turn.facts.get(ONGOING_NOW) == NO):
        facts.pop(ONGOING_NOW, None)  # what goes on easing is no new cramp
    if WAIT in act.acts:  # "hold on a minute" tells no length
        facts = {fact: v for fact, v in facts.items() if not _is_counted(findings[fact])}
    if act.words and WALKING not in turn.asked.asks and _is_off_the_legs(turn, facts):
        facts.pop(WALKING, None)  # a back that grabs on moving and eases at rest is no leg's pain
    site, known = facts.get(SITE), turn.facts.get(SITE)
    moved = site not in (None, UNKNOWN, known) and known not in (None, UNKNOWN)
    corrected = CORRECT in act.acts or SITE in act.retracts
    if moved and corrected and site == turn.protocol.limb(known):
        del facts[SITE]  # "no, the right leg": the calf stays, on the other side
        return facts
    if not moved or corrected or SITE in turn.asked.asks or not act.words:
        return facts
    others = turn.facts.get(OTHER_SITES, ())
    before = others if isinstance(others, tuple) else ()
    if facts.get(ONGOING_NOW) == YES != turn.facts.get(ONGOING_NOW):
        # "Now my right hand is going": that is to be stretched.
        rest = dict.fromkeys(place for place in (str(known), *before) if place != site)
        return {**facts, OTHER_SITES: tuple(rest)}
    said = facts.get(OTHER_SITES, ())
    more = said if isinstance(said, tuple) else ()
    places = dict.fromkeys((*before, str(site), *more))
    else_told = {fact: value for fact, value in facts.items() if fact != SITE}
    return {**else_told, OTHER_SITES: tuple(places)}


def _is_off_the_legs(turn: Turn, told: Mapping[str, Value]) -> bool:
    """Whether it cramps in no leg, and no place is told now."""
    elsewhere = any(turn.protocol.holds(name, turn.facts) for name in OFF_THE_LEGS)
    legs = turn.protocol.holds(LEGS, turn.facts)
    return elsewhere and not legs and not {SITE, OTHER_SITES} & told.keys()


def _is_counted(finding: Finding) -> bool:
    """Whether it is a number, or follows from one."""
    return finding.kind == "number" or bool(finding.derived_from)


def _split_yes(turn: Turn, act: UserAct) -> None:
    """A bare yes to several facts: all of them mean 911 alone, or they are asked one by one.

    One with other words may be a yes to something else: "yes, it's sore there".
    """
    asks = turn.asked.asks
    if AFFIRM not in act.acts or len(asks) < 2 or set(asks) & turn.news:
        return
    waits = confirm.is_to_be_made_sure(turn) or {*asks} & {*turn.state.known.pending}
    if act.doubtful and waits:
        return
    is_bare = not (act.facts or act.unread or act.doubts)
    if act.doubtful or not is_bare or splits(turn.protocol, turn.facts, asks):
        turn.add("split", turn.asked.question, asks)
    else:
        turn.learn(UNNAMED, YES)


def _close_list(turn: Turn) -> None:
    """A "that's all" behind an answer is a no to the rest; said alone it is a doubtful one.

    Behind other news, or with a question, it closes those: "sore in the arch, that's all".
    """
    asked, acts = turn.asked, set(turn.act.acts)
    if DONE not in acts or asked.expects != "yes_no" or acts & {AFFIRM, DENY, UNSURE, QUESTION}:
        return
    findings = turn.protocol.findings
    rest = tuple(f for f in asked.asks if f not in turn.facts and findings[f].deny)
    if not rest or turn.act.doubtful:
        return
    if {*asked.asks} & turn.news:
        for fact in rest:
            turn.learn(fact, findings[fact].deny)
    elif not turn.news:
        turn.add("doubt", value=rest)


def _imply(turn: Turn) -> None:
    """What the facts say of others; what they no longer say is taken back."""
    before = turn.state.known.implied
    said = {fact: value for fact, value in turn.facts.items() if fact not in before}
    fresh = implied_by(turn.protocol, {fact: said[fact] for fact in turn.news & said.keys()})
    for fact in fresh.keys() & said.keys() - turn.news:
        del said[fact]  # "the cramp is five minutes old": what was told before is out of date
        turn.add("drop", fact)
    implied = implied_by(turn.protocol, said)
    for fact in sorted(before - set(implied)):
        turn.add("drop", fact)
    for fact, value in implied.items():
        if turn.facts.get(fact) != value:
            turn.add("implied", fact, value)
            turn.news.add(fact)
