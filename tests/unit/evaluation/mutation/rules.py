"""Mutants of the rules: noticed by the level and the way to care that a case of levels.yaml gets.

Where another rule says the same for every set of facts, which is proved here, the level cannot
tell; then a case must notice by the reason that is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import msgspec

from cramp_triage.protocol.conditions import Condition
from cramp_triage.protocol.facts import UNKNOWN, YES
from cramp_triage.protocol.model import LEVEL_MODES, MODES, Protocol, Rule
from cramp_triage.triage.assess import CALL_911, CHILD, ER_NOW, SEE_TODAY, assess
from tests.unit.evaluation.mutation.conditions import changes, same, ways
from tests.unit.evaluation.mutation.verdict import Verdict
from tools.docs.proof_cases import Case, Facts, expand, read, written

LEVEL, MODE = range(2)
LEVELS: dict[str, dict[str, Any]] = read("levels.yaml")


class Expected(NamedTuple):
    """What a case of a rule must get: the level, the way to care, and whether the rule holds."""

    facts: Facts
    level: int
    mode: str
    holds: bool


def cases_of(rule: str, protocol: Protocol) -> list[Expected]:
    """The cases of a rule: where it holds, then where it all but holds."""
    entry = LEVELS.get(rule, {})
    return [
        _expected(facts, case if "level" in case else entry, holds)
        for holds, cases in ((True, entry.get("holds")), (False, entry.get("but_not")))
        for case in cases or ()
        for facts in expand(case, protocol)
    ]


def _expected(facts: Facts, said: Case, holds: bool) -> Expected:
    level = said["level"]
    return Expected(facts, level, said.get("mode", LEVEL_MODES[level]), holds)


def verdicts(protocol: Protocol) -> Iterator[Verdict]:
    """Every rule taken out, set to another level or way to care, and changed in its condition."""
    for rule in protocol.rules:
        cases = cases_of(rule.id, protocol)
        for what, changed in _whole(rule):
            yield _verdict_whole(protocol, rule, changed, cases, f"rule {what}")
        for kind, name, condition in changes(rule.when, protocol):
            changed = msgspec.structs.replace(rule, when=condition)
            yield _verdict(protocol, rule, changed, cases, f"rule: {kind}", f"{rule.id}: {name}")


def _whole(rule: Rule) -> Iterator[tuple[str, Rule | None]]:
    yield "removed", None
    yield "lowered", msgspec.structs.replace(rule, level=rule.level - 1)
    if rule.level < CALL_911:
        yield "raised", msgspec.structs.replace(rule, level=rule.level + 1)
    place = MODES.index(rule.mode)
    for mode in (*MODES[max(0, place - 1) : place], *MODES[place + 1 : place + 2]):
        yield "with another way to care", msgspec.structs.replace(rule, mode=mode)


def with_rule(protocol: Protocol, rule: Rule, changed: Rule | None) -> Protocol:
    """The protocol with a rule changed, or without it."""
    rules = (changed if other is rule else other for other in protocol.rules)
    return msgspec.structs.replace(protocol, rules=tuple(rule for rule in rules if rule))


def level_noticed(protocol: Protocol, cases: list[Expected]) -> bool:
    """Whether some case gets another level or way to care than it should."""
    for case in cases:
        found = assess(protocol, case.facts)
        if (found.floor, found.mode) != (case.level, case.mode):
            return True
    return False


def _verdict_whole(
    protocol: Protocol, rule: Rule, changed: Rule | None, cases: list[Expected], kind: str
) -> Verdict:
    if level_noticed(with_rule(protocol, rule, changed), cases):
        return Verdict(kind, rule.id, "noticed")
    if changed is not None and rule.id == CHILD and _is_lax(protocol, rule, changed):
        why = "a child is told so below level 4, and the mode of every rule above is stricter"
        return Verdict(kind, rule.id, "equivalent", why)
    others = None if changed is None else covering(protocol, rule, changed)
    if others is None:
        return Verdict(kind, rule.id, "survived", "add a case that only this rule decides")
    return Verdict(kind, rule.id, "equivalent", f"the same by {', '.join(sorted(others))}")


def _is_lax(protocol: Protocol, rule: Rule, changed: Rule) -> bool:
    """Whether only the mode changed, and that below the mode of every emergency."""
    strict = min(MODES.index(each.mode) for each in protocol.rules if each.level >= ER_NOW)
    return changed.level == rule.level and MODES.index(changed.mode) < strict


def _verdict(
    protocol: Protocol, rule: Rule, changed: Rule, cases: list[Expected], kind: str, name: str
) -> Verdict:
    telling = [c for c in cases if (changed.when.truth(c.facts) is True) is not c.holds]
    if level_noticed(with_rule(protocol, rule, changed), telling):
        return Verdict(kind, name, "noticed")
    others = covering(protocol, rule, changed)
    if others is None:
        return Verdict(kind, name, "survived", _missing(protocol, rule, changed))
    if telling:
        why = f"the level is the same by {', '.join(sorted(others)) or 'the doubt that is left'}"
        return Verdict(kind, name, "noticed by the reason", why)
    if same(rule.when, changed.when, protocol):
        return Verdict(kind, name, "equivalent", "the rest of the condition says it, too")
    return Verdict(kind, name, "survived", _missing(protocol, rule, changed))


def covering(protocol: Protocol, rule: Rule, changed: Rule) -> set[str] | None:
    """The rules that give the same level wherever a rule and its mutant differ; None if any lacks.

    Proof: truth only grows as more is known and as "I don't know" gives way to a danger, so where
    the two differ one of the smallest sets of facts below, on which they differ already, is part of
    what is known, and a rule that covers it there covers it still.
    """
    others = [other for other in protocol.rules if other is not rule]
    names: set[str] = set()
    for facts in _differing(protocol, rule.when, changed.when, doubts=rule.level >= SEE_TODAY):
        gives, gave = _gives(rule, facts), _gives(changed, facts)
        for part in (LEVEL, MODE):
            if gives[part] == gave[part]:
                continue
            most = max(gives[part], gave[part])
            name = next((o.id for o in others if _gives(o, facts)[part] >= most), None)
            if name is None:
                return None
            names.add(name)
    return names


def _differing(
    protocol: Protocol, one: Condition, other: Condition, *, doubts: bool
) -> Iterator[Facts]:
    """Every smallest set of facts for which either condition holds or is in doubt."""
    for facts in (*ways(one, protocol), *ways(other, protocol)):
        yield facts
        for count in range(1, len(facts) + 1) if doubts else ():
            for unknown in combinations(facts, count):
                doubtful = {**facts, **dict.fromkeys(unknown, UNKNOWN)}
                for ongoing in {facts.get("ongoing_now", YES), UNKNOWN}:
                    yield {**doubtful, "ongoing_now": ongoing}


def _gives(rule: Rule, facts: Facts) -> tuple[int, int]:
    """The level and the strictness that a rule gives, by holding or by not being excluded."""
    if rule.when.truth(facts) is True:
        return rule.level, MODES.index(rule.mode)
    in_doubt = facts.get("ongoing_now") in (YES, UNKNOWN) and rule.level >= SEE_TODAY
    if in_doubt and rule.when.truth(facts, False) is None:
        return SEE_TODAY, MODES.index("in_person")
    return 0, 0


def smallest_case(protocol: Protocol, rule: Rule, changed: Rule) -> Expected | None:
    """The smallest case that tells a mutant by its level, else by its reason; None if none can."""
    mutant = with_rule(protocol, rule, changed)
    by_level: list[Expected] = []
    by_reason: list[Expected] = []
    for facts in (*ways(rule.when, protocol), *ways(changed.when, protocol)):
        holds = rule.when.truth(facts) is True
        if holds is (changed.when.truth(facts) is True):
            continue
        found, other = assess(protocol, facts), assess(mutant, facts)
        case = Expected(facts, found.floor, found.mode, holds)
        same_level = (found.floor, found.mode) == (other.floor, other.mode)
        (by_reason if same_level else by_level).append(case)
    return min(by_level or by_reason, key=lambda case: len(case.facts), default=None)


def _missing(protocol: Protocol, rule: Rule, changed: Rule) -> str:
    case = smallest_case(protocol, rule, changed)
    if case is None:
        return "no case found; look for one by hand"
    where = "holds" if case.holds else "but_not"
    return f"add to {where}, level {case.level}, {case.mode}: {written(case.facts)}"
