"""Takes in what the person said: what was taken back, stated, answered bare, and what follows."""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.policies import confirm, diary_request
from cramp_triage.dialogue.session import CONFIRM, READ_BACK
from cramp_triage.dialogue.turn import Turn
from cramp_triage.messages.acts import AFFIRM, NO_INPUT, UserAct, Value
from cramp_triage.protocol.facts import OTHER_SITES, SITE, UNKNOWN, UNNAMED, YES, bare_answer
from cramp_triage.triage.next_question import splits

QUOTED_CHARACTERS: Final = 100


def take_in(turn: Turn) -> None:
    """Turns the act into events; silence says nothing."""
    act = turn.act
    if NO_INPUT in act.acts:
        return
    if turn.state.course.silences:
        turn.add("heard")
    diary_request.read_check(turn)
    reads_back = turn.asked.question == READ_BACK
    if turn.asked.question == CONFIRM:
        confirm.take_no(turn)
    elif reads_back:
        confirm.take(turn)
    if act.words:
        turn.add("words", words=act.words[:QUOTED_CHARACTERS])
    for fact in () if act.doubtful else act.retracts:
        if fact in turn.facts and fact not in act.facts:
            turn.add("drop", fact)
    stated = _beside(turn, act)
    asks = turn.asked.asks
    heard = {**stated, **bare_answer(turn.protocol.findings, asks, act.acts, stated)}
    for fact, value in confirm.hold_back(turn, heard).items():
        turn.learn(fact, value)
    _split_yes(turn, act)
    _imply(turn)
    if reads_back and not turn.state.known.pending:
        turn.add("reopen")


def _beside(turn: Turn, act: UserAct) -> dict[str, Value]:
    """The facts stated; another place named in passing is one more place, not a new one."""
    site, known = act.facts.get(SITE), turn.facts.get(SITE)
    moved = site not in (None, UNKNOWN, known) and known not in (None, UNKNOWN)
    corrected = "correct" in act.acts or SITE in act.retracts
    if not moved or corrected or SITE in turn.asked.asks or not act.words:
        return act.facts
    others = turn.facts.get(OTHER_SITES, ())
    before = others if isinstance(others, tuple) else ()
    said = act.facts.get(OTHER_SITES, ())
    more = said if isinstance(said, tuple) else ()
    places = dict.fromkeys((*before, str(site), *more))
    rest = {fact: value for fact, value in act.facts.items() if fact != SITE}
    return {**rest, OTHER_SITES: tuple(places)}


def _split_yes(turn: Turn, act: UserAct) -> None:
    """A bare yes to several facts: all of them mean 911 alone, or they are asked one by one."""
    asks = turn.asked.asks
    if AFFIRM not in act.acts or len(asks) < 2 or set(asks) & turn.news:
        return
    waits = confirm.is_to_be_made_sure(turn) or {*asks} & {*turn.state.known.pending}
    if act.doubtful and waits:
        return
    if act.doubtful or splits(turn.protocol, turn.facts, asks):
        turn.add("split", turn.asked.question, asks)
    else:
        turn.learn(UNNAMED, YES)


def _imply(turn: Turn) -> None:
    """What the facts say of others; what they no longer say is taken back."""
    before = turn.state.known.implied
    said = {fact: value for fact, value in turn.facts.items() if fact not in before}
    implied: dict[str, Value] = {}
    for implication in turn.protocol.implied:
        if implication.when.truth({**said, **implied}) is True:
            implied |= {f: v for f, v in implication.then.items() if f not in said | implied}
    for fact in sorted(before - set(implied)):
        turn.add("drop", fact)
    for fact, value in implied.items():
        if turn.facts.get(fact) != value:
            turn.add("implied", fact, value)
            turn.news.add(fact)
