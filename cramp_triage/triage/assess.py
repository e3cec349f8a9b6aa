"""What is known -> how urgent, and why. Pure; knows nothing of turns, words or channels.

The level is the highest of all rules that hold; unknown is not no. `floor` is what the known facts
imply, `ceiling` what they would imply if every unknown turned out badly.
"""

from __future__ import annotations

from typing import Final

import msgspec

from cramp_triage.messages.replies import Mode, Reason
from cramp_triage.protocol.conditions import Facts, facts_of, support
from cramp_triage.protocol.facts import ONGOING_NOW, UNKNOWN, YES
from cramp_triage.protocol.model import LEVEL_MODES, MODES, Protocol, Rule

CALL_911: Final = 5
ER_NOW: Final = 4
SEE_TODAY: Final = 3
NOT_EXCLUDED: Final = "not_excluded"
RAISING: Final = "raises_the_level"
"""The definition of what makes whatever level there is one level higher."""

CHILD: Final[Mode] = "out_of_scope_child"
"""Below an emergency a rule of this mode gives its mode, whatever else holds."""


class Assessment(msgspec.Struct, frozen=True):
    """The state of the triage for a set of facts.

    Attributes:
        floor: level that the known facts imply, 0 to 5.
        ceiling: level if every unknown turned out badly.
        mode: the strictest way to reach care among the rules that fired.
        fired: the rules that hold, highest level first.
        not_excluded: facts answered "I don't know" that keep a danger open while the cramp is on.
        version: of the protocol; `sha256` of its data.
    """

    floor: int
    ceiling: int
    mode: Mode
    fired: tuple[Rule, ...]
    not_excluded: tuple[str, ...]
    version: str
    sha256: str


def assess(protocol: Protocol, facts: Facts) -> Assessment:
    """The level and mode that the facts imply, with the rules behind it."""
    fired: list[Rule] = []
    possible: list[Rule] = []
    not_excluded_rule: Rule | None = None
    for rule in protocol.rules:
        if rule.id == NOT_EXCLUDED:
            not_excluded_rule = rule
            continue
        truth = rule.when.truth(facts)
        if truth is True:
            fired.append(rule)
        elif truth is None:
            possible.append(rule)
    doubts = _doubts(possible, facts)
    if doubts and not_excluded_rule is not None:
        fired.append(not_excluded_rule)
    fired.sort(key=lambda rule: -rule.level)
    floor = fired[0].level if fired else 0
    ceiling = max([floor, *(rule.level for rule in possible)])
    if protocol.holds(RAISING, facts):
        floor, ceiling = min(CALL_911, floor + 1), min(CALL_911, ceiling + 1)
    return Assessment(
        floor=floor,
        ceiling=ceiling,
        mode=_mode(floor, fired),
        fired=tuple(fired),
        not_excluded=doubts,
        version=protocol.version,
        sha256=protocol.sha256,
    )


def reasons(assessment: Assessment, facts: Facts) -> tuple[Reason, ...]:
    """The rules that fired, each with the facts that made it fire and its sources."""
    return tuple(
        Reason(
            rule=rule.id,
            facts=assessment.not_excluded if rule.id == NOT_EXCLUDED else support(rule.when, facts),
            sources=rule.sources,
        )
        for rule in assessment.fired
    )


def signs(protocol: Protocol, assessment: Assessment, facts: Facts) -> tuple[str, ...]:
    """The facts behind the highest rules that fired: those to be told, the gravest first."""
    fired = assessment.fired
    top = [rule for rule in fired if rule.level == fired[0].level]
    found = dict.fromkeys(fact for rule in top for fact in support(rule.when, facts))
    findings = protocol.findings

    def gravity(fact: str) -> tuple[bool, bool]:
        return not findings[fact].danger, findings[fact].group != "symptom"

    return tuple(sorted(found, key=gravity))


def is_clear(protocol: Protocol, facts: Facts, fact: str) -> bool:
    """Whether a fact was spoken of and has its harmless value."""
    return facts.get(fact) == protocol.findings[fact].deny


def _doubts(possible: list[Rule], facts: Facts) -> tuple[str, ...]:
    """Facts that somebody could not answer and that alone keep a danger open.

    Counts only while the cramp is, or may be, still on.
    """
    if facts.get(ONGOING_NOW) not in (YES, UNKNOWN):
        return ()
    doubts: dict[str, None] = {}
    for rule in possible:
        if rule.level >= SEE_TODAY and rule.when.truth(facts, False) is None:
            unknown = (fact for fact in facts_of(rule.when) if facts.get(fact) == UNKNOWN)
            doubts.update(dict.fromkeys(unknown))
    return tuple(doubts)


def _mode(floor: int, fired: list[Rule]) -> Mode:
    if floor < ER_NOW and any(rule.mode == CHILD for rule in fired):
        return CHILD
    strictest = max((MODES.index(rule.mode) for rule in fired), default=0)
    if not fired or floor > fired[0].level:
        strictest = max(strictest, MODES.index(LEVEL_MODES[floor]))
    return MODES[strictest]
