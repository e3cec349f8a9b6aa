"""Which question comes next: the unknown that can raise the level most, while it still matters.

Pure choice; asking and re-asking live in `policies.ask`, answering in `policies.next_move`.
"""

from __future__ import annotations

import msgspec

from cramp_triage.protocol.conditions import Facts, could
from cramp_triage.protocol.facts import YES
from cramp_triage.protocol.model import MODES, Protocol, Question, Rule
from cramp_triage.triage.assess import CALL_911, Assessment


class Next(msgspec.Struct, frozen=True):
    """A question worth asking now, the facts it still has to ask, and the level it can lead to."""

    question: Question
    asks: tuple[str, ...]
    potential: int


def next_question(
    protocol: Protocol,
    facts: Facts,
    assessment: Assessment,
    *,
    least: int = 0,
) -> Next | None:
    """The question that can raise the level most; among equals, the first in the protocol.

    Args:
        protocol: the questions and rules.
        facts: what is known; a fact answered "I don't know" counts as asked.
        assessment: of these facts.
        least: only questions that can lead to this level.
    """
    best: Next | None = None
    for question in protocol.questions.values():
        if question.relief:
            continue
        found = worth(protocol, question, facts, assessment)
        if found is None or found.potential < least:
            continue
        if best is None or found.potential > best.potential:
            best = found
            if best.potential == CALL_911:
                break
    return best


def worth(
    protocol: Protocol, question: Question, facts: Facts, assessment: Assessment
) -> Next | None:
    """The question with those of its facts that can still matter, or None if none can."""
    open_facts = [fact for fact in question.asks if fact not in facts]
    if not open_facts:
        return None
    if not is_pointed_to(question, facts):
        return None
    raising = [rule for rule in protocol.rules if can_raise(rule, assessment)]
    leads_on = question.leads_to > assessment.floor
    asks = tuple(
        fact
        for fact in open_facts
        if leads_on or _potential(raising, facts, frozenset((fact,)), frozenset(open_facts))
    )
    level = max(
        _potential(raising, facts, frozenset(asks), frozenset(asks)),
        question.leads_to if leads_on else 0,
    )
    return Next(question, asks, level) if asks and level else None


def is_pointed_to(question: Question, facts: Facts) -> bool:
    """Whether what is known makes the question one for this person."""
    if question.unless is not None and question.unless.truth(facts) is True:
        return False
    return question.when is None or question.when.truth(facts) is True


def can_raise(rule: Rule, assessment: Assessment) -> bool:
    """Whether a rule would raise the level, or make the way to care stricter, if it held."""
    if rule.level > assessment.floor:
        return True
    stricter = MODES.index(rule.mode) > MODES.index(assessment.mode)
    return rule.level == assessment.floor and stricter


def _potential(
    rules: list[Rule], facts: Facts, about: frozenset[str], open_facts: frozenset[str]
) -> int:
    """The highest level of a rule about some of these facts that bad answers could make hold."""
    levels = (
        rule.level
        for rule in rules
        if not about.isdisjoint(rule.facts) and could(rule.when, facts, open_facts) is not False
    )
    return max(levels, default=0)


def splits(protocol: Protocol, facts: Facts, asks: tuple[str, ...]) -> bool:
    """Whether a bare "yes" to these facts must be split: not every part alone means 911."""
    return any(_level_of_yes(protocol, facts, fact) < CALL_911 for fact in asks)


def _level_of_yes(protocol: Protocol, facts: Facts, fact: str) -> int:
    affirm = protocol.findings[fact].affirm or YES
    known = {**facts, fact: affirm}
    return max(
        (r.level for r in protocol.rules if fact in r.facts and r.when.truth(known) is True),
        default=0,
    )
