"""Proves on the protocol what no reader can see by eye.

Every question reachable, every rule satisfiable, every path ends, more danger never lowers the
level, unknown never gives a lower level than no, contraindications hold, everything is cited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, product, takewhile
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.dialogue.step import LAST_TURN, start, step
from cramp_triage.evaluation.cases import read_cases
from cramp_triage.evaluation.simulated_patient import RELIEVED, answer
from cramp_triage.messages.acts import AFFIRM, DENY, NO_MATCH, UNSURE, UserAct, Value
from cramp_triage.protocol.conditions import All, Any_, AtLeast, AtMost, Condition, Is, leaves
from cramp_triage.protocol.facts import (
    NO,
    ONGOING_NOW,
    SITE,
    UNKNOWN,
    YES,
    normal_facts,
    with_trait,
)
from cramp_triage.protocol.model import FirstAid, Protocol
from cramp_triage.triage.assess import NOT_EXCLUDED, assess
from cramp_triage.triage.contraindications import held_back
from cramp_triage.triage.first_aid import first_aid, fits

EXAMPLES: Final = 60
"""How many ways to make one condition true are tried."""

PATIENTS: Final = Path(__file__).parent.parent / "data/patients.yaml"


class Fault(msgspec.Struct, frozen=True):
    """Something wrong with the protocol: which check, where, and what."""

    check: str
    where: str
    what: str


class Checked(msgspec.Struct, frozen=True):
    """One check: what it proves, over how many things, and what it found."""

    name: str
    proves: str
    count: int
    found: tuple[Fault, ...]


def lint(protocol: Protocol) -> list[Checked]:
    """Runs every check."""
    checks: list[tuple[str, str, Callable[[Protocol], tuple[int, list[str]]]]] = [
        ("satisfiable", "every rule can hold", rules_satisfiable),
        ("one-way", "more danger never lowers the level", one_way),
        ("unknown", "unknown never gives a lower level than no", unknown_is_not_no),
        ("reachable", "every question can be asked", questions_reachable),
        ("reachable-relief", "every relief step can be advised", relief_reachable),
        ("gates", "no relief step is advised where its contraindication holds", gates_hold),
        ("ends", f"every conversation ends within {LAST_TURN + 1} turns", paths_end),
        ("first-aid", "every first aid can be said, and not where it must not", first_aid_gated),
        ("cited", "every rule, step and answer cites a source", everything_cited),
    ]
    results = []
    for name, proves, check in checks:
        count, faults = check(protocol)
        found = tuple(Fault(name, *fault.split(": ", 1)) for fault in faults)
        results.append(Checked(name, proves, count, found))
    return results


def ways(condition: Condition, protocol: Protocol) -> Iterator[dict[str, Value]]:
    """Small sets of facts that make a condition true."""
    if isinstance(condition, Is):
        for word in condition.values:
            is_list = protocol.findings[condition.fact].kind == "list"
            yield {condition.fact: (word,) if is_list else word}
    elif isinstance(condition, AtLeast):
        yield {condition.fact: condition.least}
    elif isinstance(condition, AtMost):
        yield {condition.fact: condition.most}
    elif isinstance(condition, Any_):
        for part in condition.of:
            yield from ways(part, protocol)
    elif isinstance(condition, All):
        yield from _together(condition.of, protocol)


def rules_satisfiable(protocol: Protocol) -> tuple[int, list[str]]:
    """Every rule holds for some facts, and then its level is reached."""
    faults = []
    for rule in protocol.rules:
        if rule.id == NOT_EXCLUDED:
            continue
        examples = list(islice(ways(rule.when, protocol), EXAMPLES))
        if not any(rule.when.truth(facts) is True for facts in examples):
            faults.append(f"{rule.id}: no facts make it hold")
        for facts in examples:
            if assess(protocol, facts).floor < rule.level:
                faults.append(f"{rule.id}: does not reach its level with {facts}")
    return len(protocol.rules), faults


def one_way(protocol: Protocol) -> tuple[int, list[str]]:
    """No rule reads a fact in two directions, and no rule holds for less danger only."""
    faults = []
    polarity: dict[str, set[str]] = {}
    for rule in protocol.rules:
        for leaf in leaves(rule.when):
            finding = protocol.findings[leaf.fact]
            if "unordered" in finding.traits:
                continue
            if isinstance(leaf, AtLeast | AtMost):
                polarity.setdefault(leaf.fact, set()).add(type(leaf).__name__)
                continue
            known = [value for value in leaf.values if value != UNKNOWN]
            ordered = "ordered" in finding.traits
            if ordered and not _upward_with_others(leaf.fact, finding.values, known, rule.when):
                faults.append(f"{rule.id}: takes {leaf.fact} {known} but not what is worse")
            if finding.kind == "yes_no":
                polarity.setdefault(leaf.fact, set()).update(known)
    for fact, sides in polarity.items():
        if len(sides) > 1:
            faults.append(f"{fact}: rules read it in both directions: {sorted(sides)}")
    return len(polarity), faults


def unknown_is_not_no(protocol: Protocol) -> tuple[int, list[str]]:
    """For every way to make a rule hold, taking any one yes/no fact as unknown gives no less."""
    faults, count = [], 0
    for rule in protocol.rules:
        for facts in islice(ways(rule.when, protocol), EXAMPLES):
            for fact, value in facts.items():
                if protocol.findings[fact].kind != "yes_no":
                    continue
                harmless = "no" if value == YES else YES
                count += 1
                without = assess(protocol, {**facts, fact: harmless}).floor
                unknown = assess(protocol, {**facts, fact: UNKNOWN}).floor
                if unknown < without:
                    faults.append(f"{rule.id}: {fact} unknown gives {unknown}, no gives {without}")
    return count, faults


def questions_reachable(protocol: Protocol) -> tuple[int, list[str]]:
    """Some patient is asked every question."""
    missing = dict.fromkeys(protocol.questions)
    for facts in takewhile(lambda _: missing, _patients(protocol)):
        for question, _ in _lead(protocol, facts):
            missing.pop(question, None)
    return len(protocol.questions), [f"{key}: nobody is ever asked" for key in missing]


def relief_reachable(protocol: Protocol) -> tuple[int, list[str]]:
    """Some patient is advised every relief step."""
    missing = dict.fromkeys(step.id for step in protocol.relief)
    for facts in takewhile(lambda _: missing, _patients(protocol)):
        for _, advised in _lead(protocol, facts):
            for step_id in advised:
                missing.pop(step_id, None)
    return len(protocol.relief), [f"{key}: nobody is ever advised" for key in missing]


def gates_hold(protocol: Protocol) -> tuple[int, list[str]]:
    """Every single contraindication holds its step back, also when it is unknown."""
    faults, count = [], 0
    for relief in protocol.relief:
        clear: dict[str, Value] = {fact: protocol.findings[fact].deny for fact in relief.needs}
        for facts in ways(relief.never_when, protocol):
            count += 1
            if not held_back(protocol, relief, {**clear, **facts}):
                faults.append(f"{relief.id}: advised in spite of {facts}")
        for need in relief.needs:
            count += 1
            if not held_back(protocol, relief, {**clear, need: UNKNOWN}):
                faults.append(f"{relief.id}: advised although {need} is unknown")
    return count, faults


def first_aid_gated(protocol: Protocol) -> tuple[int, list[str]]:
    """Every entry of first aid is said to somebody, and held back by each contraindication."""
    people = [
        facts for rule in protocol.rules for facts in islice(ways(rule.when, protocol), EXAMPLES)
    ]
    faults, count = [], 0
    for entry in protocol.first_aid:
        count += 1
        situations = [{}] if entry.when is None else list(ways(entry.when, protocol))
        fitting = ({**facts, **more} for facts in ({}, *people) for more in situations)
        if not any(_is_said(protocol, entry, facts) for facts in fitting):
            faults.append(f"{entry.id}: is never said to anybody")
        level = min(entry.levels, default=0)
        for forbidden in ways(entry.never_when, protocol):
            count += 1
            if any(fits(entry, {**more, **forbidden}, (), level) for more in situations):
                faults.append(f"{entry.id}: said in spite of {forbidden}")
    return count, faults


def _is_said(protocol: Protocol, entry: FirstAid, facts: dict[str, Value]) -> bool:
    assessment = assess(protocol, facts)
    return entry in first_aid(protocol, facts, assessment, topic=entry.topic)


def paths_end(protocol: Protocol) -> tuple[int, list[str]]:
    """Whoever always says the same thing is let go in time."""
    faults, count = [], 0
    for act in (AFFIRM, DENY, UNSURE, NO_MATCH, "repeat", "why", "help", "back", "describe"):
        for site in protocol.findings[SITE].values:
            session, reply = start(protocol)
            session, reply = step(protocol, session, UserAct(facts={SITE: site}))
            count += 1
            while not reply.ended and reply.turn <= LAST_TURN:
                session, reply = step(protocol, session, UserAct(acts=(act,)))
            if not reply.ended:
                faults.append(f"{site}: {act} for ever does not end")
    return count, faults


def everything_cited(protocol: Protocol) -> tuple[int, list[str]]:
    """Every rule, step and answer cites sources that are listed."""
    cited = [
        *((f"rule {rule.id}", rule.sources) for rule in protocol.rules),
        *((f"relief {step.id}", step.sources) for step in protocol.relief),
        *((f"guidance {key}", topic.sources) for key, topic in protocol.guidance.items()),
        *((f"first aid {entry.id}", entry.sources) for entry in protocol.first_aid),
        *((f"why {key}", question.why.sources) for key, question in protocol.questions.items()),
    ]
    faults = [
        f"{where}: cites nothing that is listed"
        for where, sources in cited
        if not sources or not set(sources) <= set(protocol.sources)
    ]
    return len(cited), faults


def _together(parts: tuple[Condition, ...], protocol: Protocol) -> Iterator[dict[str, Value]]:
    if not parts:
        yield {}
        return
    for first in ways(parts[0], protocol):
        for rest in _together(parts[1:], protocol):
            if all(first.get(fact, value) == value for fact, value in rest.items()):
                yield {**rest, **first}


def _upward_with_others(
    fact: str, order: tuple[str, ...], known: list[str], whole: Condition
) -> bool:
    """Whether a rule that takes some values of an ordered fact takes every worse one too.

    Args:
        fact: its id.
        order: its values from the least to the most alarming.
        known: those that one leaf takes.
        whole: the rule's condition.
    """
    taken = {
        value
        for leaf in leaves(whole)
        if isinstance(leaf, Is) and leaf.fact == fact
        for value in leaf.values
    }
    if not known:
        return True
    least = min(order.index(value) for value in taken if value != UNKNOWN)
    return set(order[least:]) <= taken


def _patients(protocol: Protocol) -> Iterator[dict[str, Value]]:
    """Patients who between them point to everything: each site, and each way into a question."""
    yield from _written(protocol, "patients")
    for examples in (1, EXAMPLES):  # the plainest first: they point to nearly everything
        yield from _pointed_to(protocol, examples)


def _pointed_to(protocol: Protocol, examples: int) -> Iterator[dict[str, Value]]:
    """Patients for whom a question or a relief step is meant, by its first few ways to hold."""
    asked = list(_written(protocol, "asked"))
    for question in protocol.questions.values():
        if question.when is not None:
            for facts in islice(ways(question.when, protocol), examples):
                yield from ({**patient, **facts} for patient in asked)
    for relief in protocol.relief:
        if relief.when is not None:
            for facts in islice(ways(relief.when, protocol), examples):
                for site in relief.sites or ("calf", "foot"):
                    yield {SITE: site, **facts}


def _written(protocol: Protocol, key: str) -> Iterator[dict[str, Value]]:
    """The patients under a key of the file, one for every combination of the values listed."""
    for form in read_cases(PATIENTS, key):
        choices = [value if isinstance(value, list) else [value] for value in form.values()]
        if form[SITE] == "any":
            choices[list(form).index(SITE)] = list(protocol.findings[SITE].values)
        for values in product(*choices):
            yield normal_facts(protocol.findings, dict(zip(form, values, strict=True)))


def _lead(protocol: Protocol, facts: dict[str, Value]) -> Iterator[tuple[str, set[str]]]:
    """Leads a patient with these facts through a conversation: (question, relief so far).

    A cramp that stretching relieves lets go at the end of the second round.
    """
    session, reply = start(protocol)
    facts = dict(facts)
    yield reply.question, set()
    recorded = with_trait(protocol.findings, "recorded")
    volunteered = {fact: value for fact, value in facts.items() if fact not in recorded}
    act = UserAct(facts=volunteered)
    while not reply.ended:
        session, reply = step(protocol, session, act)
        yield reply.question, {given.id for given in reply.relief}
        if len(reply.relief) > 1 and facts.get(RELIEVED) == YES:
            facts[ONGOING_NOW] = NO
        if reply.asks:
            act = UserAct(facts={f: answer(facts, f, protocol.findings[f]) for f in reply.asks})
        else:
            act = UserAct(acts=(DENY,) if reply.expects == "yes_no" else (AFFIRM,))
