"""Takes the protocol apart one piece at a time and asks whether any case notices.

    python -m tests.unit.evaluation.mutation

Removes and lowers every rule, and removes every single contraindication and need of every relief
step. A mutant that no case of `tests/cases/levels.yaml` or `contraindications.yaml` tells from the
original has survived, and the piece it lost was unproved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from cramp_triage.evaluation.lint import ways
from cramp_triage.protocol.conditions import All, Any_, Condition, Is
from cramp_triage.protocol.model import Protocol, ReliefStep, load_protocol
from cramp_triage.triage.assess import assess
from cramp_triage.triage.contraindications import held_back
from tests import CASES

LEVELS = yaml.safe_load((CASES / "levels.yaml").read_text())["levels"]
HELD_BACK = yaml.safe_load((CASES / "contraindications.yaml").read_text())["relief"]


def facts_of_case(case: dict[str, Any]) -> dict[str, Any]:
    return {f: tuple(v) if isinstance(v, list) else v for f, v in case.items()}


def levels_noticed(protocol: Protocol) -> bool:
    """Whether some case of levels.yaml gets another answer than it should."""
    for case in LEVELS:
        found = assess(protocol, facts_of_case(case["facts"]))
        if (found.floor, found.mode) != (case["level"], case["mode"]):
            return True
    return False


def gate_noticed(protocol: Protocol, step: ReliefStep) -> bool:
    """Whether some case of contraindications.yaml is not held back."""
    clear = {need: protocol.findings[need].deny for need in HELD_BACK[step.id]["needs"]}
    states = [{**clear, **facts_of_case(case)} for case in HELD_BACK[step.id]["held_back_by"]]
    states += [{f: v for f, v in clear.items() if f != need} for need in clear]
    return not all(held_back(protocol, step, facts) for facts in states)


def rule_mutants(protocol: Protocol) -> Iterator[tuple[str, Protocol]]:
    for rule in protocol.rules:
        rest = tuple(other for other in protocol.rules if other is not rule)
        yield f"{rule.id} removed", msgspec.structs.replace(protocol, rules=rest)
        lowered = msgspec.structs.replace(rule, level=rule.level - 1)
        yield f"{rule.id} lowered", msgspec.structs.replace(protocol, rules=(*rest, lowered))


def gate_mutants(protocol: Protocol) -> Iterator[tuple[str, ReliefStep]]:
    for step in protocol.relief:
        for name, weaker in without_one_leaf(step.never_when):
            # Some facts are guarded twice: forbidden when true, and needed to be clear.
            needs = tuple(need for need in step.needs if need != name.split("=")[0])
            mutant = msgspec.structs.replace(step, never_when=weaker, needs=needs)
            yield f"{step.id}: {name}", mutant
        for need in step.needs:
            rest = tuple(other for other in step.needs if other != need)
            yield f"{step.id}: need {need}", msgspec.structs.replace(step, needs=rest)


def without_one_leaf(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition with one way to be true taken out, for every such way."""
    if isinstance(condition, Is):
        for value in condition.values:
            rest = tuple(other for other in condition.values if other != value)
            yield f"{condition.fact}={value}", Is(condition.fact, rest)
    elif isinstance(condition, Any_ | All):
        for number, part in enumerate(condition.of):
            for name, weaker in without_one_leaf(part):
                rest = (*condition.of[:number], weaker, *condition.of[number + 1 :])
                yield name, type(condition)(rest)


def lost_nothing(protocol: Protocol, mutant: ReliefStep, original: ReliefStep) -> bool:
    """Whether the same contraindication stands twice in the condition, so that one may go."""
    return mutant.never_when != original.never_when and all(
        mutant.never_when.truth(facts, False) is True
        for facts in ways(original.never_when, protocol)
    )


def survivors(protocol: Protocol) -> tuple[int, list[str]]:
    """How many mutants were made, and which of them no case noticed."""
    alive, count = [], 0
    for name, mutant in rule_mutants(protocol):
        count += 1
        if not levels_noticed(mutant):
            alive.append(name)
    originals = {step.id: step for step in protocol.relief}
    for name, step in gate_mutants(protocol):
        if lost_nothing(protocol, step, originals[step.id]):
            continue
        count += 1
        if not gate_noticed(protocol, step):
            alive.append(name)
    return count, alive


if __name__ == "__main__":
    made, alive = survivors(load_protocol())
    print(f"{made} mutants of the protocol, {len(alive)} survived", *alive, sep="\n  ")
    raise SystemExit(bool(alive))
