"""Mutants of what facts say of one another: implications, and the definitions used by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from cramp_triage.dialogue.step import start, step
from cramp_triage.messages.acts import UserAct
from cramp_triage.protocol.conditions import Condition, facts_of
from cramp_triage.protocol.facts import UNKNOWN
from cramp_triage.protocol.model import Implication, Protocol
from tests.unit.evaluation.mutation.conditions import changes, same, ways
from tests.unit.evaluation.mutation.verdict import Verdict
from tools.docs.proof_cases import Case, expand, expand_all, read, written

IMPLIED: dict[str, Case] = read("implied.yaml")
DEFINITIONS: dict[str, dict[str, Any]] = read("definitions.yaml")


def verdicts(protocol: Protocol) -> Iterator[Verdict]:
    """Every implication taken out, robbed of a part, and turned; every leaf of a definition."""
    for number, implication in enumerate(protocol.implied):
        for kind, name, changed in _changed(protocol, implication):
            rest = (*protocol.implied[:number], *changed, *protocol.implied[number + 1 :])
            mutant = msgspec.structs.replace(protocol, implied=rest)
            seen = implied_noticed(mutant, facts_of(implication.when))
            yield Verdict(kind, name, "noticed" if seen else "survived")
    for name in DEFINITIONS:
        for kind, what, condition in changes(protocol.definitions[name], protocol):
            yield _verdict(protocol, name, condition, f"definition: {kind}", f"{name}: {what}")


def implied_noticed(protocol: Protocol, about: Collection[str]) -> bool:
    """Whether somebody who tells one of these facts is taken to have said what no case says."""
    return any(
        implied(protocol, facts) != expand({"with": case["then"]}, protocol)[0]
        for case in IMPLIED.values()
        for facts in expand(case, protocol)
        if not facts.keys().isdisjoint(about)
    )


def implied(protocol: Protocol, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the first answer of a person says in addition to what it says."""
    session, _ = start(protocol)
    _, reply = step(protocol, session, UserAct(facts=dict(said)))
    return {fact: value for fact, value in reply.facts.items() if fact not in said}


def _changed(
    protocol: Protocol, implication: Implication
) -> Iterator[tuple[str, str, tuple[Implication, ...]]]:
    name = ", ".join(implication.then)
    yield "implication removed", name, ()
    for kind, what, when in changes(implication.when, protocol):
        changed = msgspec.structs.replace(implication, when=when)
        yield f"implication: {kind}", f"{name} by {what}", (changed,)
    for fact in implication.then:
        rest = {other: value for other, value in implication.then.items() if other != fact}
        changed = msgspec.structs.replace(implication, then=rest)
        yield "implication without one of its facts", fact, (changed,)
        changed = msgspec.structs.replace(implication, then={**rest, fact: UNKNOWN})
        yield "implication of another value", fact, (changed,)


def definition_noticed(name: str, condition: Condition, protocol: Protocol) -> bool:
    """Whether a case of a definition is true that should not be, or the other way round."""
    entry = DEFINITIONS.get(name, {})
    return any(
        (condition.truth(facts) is True) is not wanted
        for wanted, cases in ((True, entry.get("holds")), (False, entry.get("but_not")))
        for facts in expand_all(cases, protocol)
    )


def _verdict(protocol: Protocol, name: str, changed: Condition, kind: str, what: str) -> Verdict:
    if definition_noticed(name, changed, protocol):
        return Verdict(kind, what, "noticed")
    original = protocol.definitions[name]
    if same(original, changed, protocol):
        return Verdict(kind, what, "equivalent", "the rest of the condition says it, too")
    both = (*ways(original, protocol), *ways(changed, protocol))
    telling = (f for f in both if original.truth(f) is not changed.truth(f))
    return Verdict(kind, what, "survived", f"add to holds or but_not: {written(next(telling))}")
