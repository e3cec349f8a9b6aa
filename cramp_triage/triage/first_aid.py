"""Which first aid may be said now: what fired or was asked for, gates first.

Pure choice. Of the entries on one topic the first that fits is said, so a topic ends with its most
careful entry. When to say it, and that it was said, belongs to the dialogue.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from cramp_triage.protocol.conditions import Facts
from cramp_triage.protocol.model import FirstAid, Protocol
from cramp_triage.triage.assess import CALL_911, ER_NOW, Assessment

BESIDE_CHEST: Final = ("call", "chest", "cool", "leave_alone", "water")
"""What is brought up for somebody who does not breathe: no other position, and no medicine."""

OPERATOR_FIRST: Final = "operator_first"
"""Said once, before any other first aid of an emergency."""


def first_aid(
    protocol: Protocol,
    facts: Facts,
    assessment: Assessment,
    *,
    topic: str = "",
    said: Collection[str] = (),
) -> tuple[FirstAid, ...]:
    """What may be said now, in the order in which it is said: the most pressing first.

    Args:
        protocol: the entries.
        facts: what is known.
        assessment: of these facts: the level, and the rules that bring an entry up unasked.
        topic: what was asked or told; empty for what the rules bring up by themselves.
        said: entries that were said before; they come again only when asked for.
    """
    fired = {rule.id: rule.level for rule in assessment.fired}
    instead = _standing_in(protocol, facts, fired, assessment.floor)
    pressing = {rule for rule, level in fired.items() if not _is_minor(level, assessment.floor)}
    chosen: dict[str, FirstAid] = {}
    for entry in protocol.first_aid:
        wanted = entry.topic == topic if topic else not pressing.isdisjoint(entry.for_rules)
        if wanted and entry.topic in instead:
            entry = instead[entry.topic]
        if wanted and entry.topic not in chosen and fits(entry, facts, fired, assessment.floor):
            chosen[entry.topic] = entry
    entries = [entry for entry in chosen.values() if topic or entry.id not in said]
    if not topic:
        entries.sort(key=lambda entry: -max(fired.get(rule, 0) for rule in entry.for_rules))
    if not topic and any(entry.kind == "chest" for entry in chosen.values()):
        entries = [entry for entry in entries if entry.kind in BESIDE_CHEST]
    if entries and assessment.floor == CALL_911:
        entries = _operator_first(protocol, said) + entries
    return tuple(dict.fromkeys(entries))


def fits(entry: FirstAid, facts: Facts, fired: Collection[str], level: int) -> bool:
    """Whether the level, the situation, the rules and the contraindication let it be said."""
    return (
        (not entry.levels or level in entry.levels)
        and (entry.when is None or entry.when.truth(facts) is True)
        and not any(rule in fired for rule in entry.never_rules)
        and entry.never_when.truth(facts, False) is False
    )


def _standing_in(
    protocol: Protocol, facts: Facts, fired: Collection[str], level: int
) -> dict[str, FirstAid]:
    """The entry that is said in place of a topic's own, where those would contradict it."""
    return {
        topic: entry
        for entry in protocol.first_aid
        if entry.instead_of
        and not {*fired}.isdisjoint(entry.for_rules)
        and fits(entry, facts, fired, level)
        for topic in entry.instead_of
    }


def _is_minor(level: int, floor: int) -> bool:
    """Whether a rule can wait, in an emergency: a leg that may be a clot, beside heat stroke."""
    return floor == CALL_911 and level < ER_NOW


def _operator_first(protocol: Protocol, said: Collection[str]) -> list[FirstAid]:
    return [e for e in protocol.first_aid if e.id == OPERATOR_FIRST and e.id not in said]
