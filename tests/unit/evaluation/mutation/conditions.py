"""How one condition can be changed, and every way in which it can hold."""

from __future__ import annotations

from collections.abc import Iterator

from cramp_triage.protocol.conditions import (
    NEVER,
    All,
    Any_,
    AtLeast,
    AtMost,
    Condition,
    Is,
    leaves,
)
from cramp_triage.protocol.model import Protocol
from tools.docs.proof_cases import Facts, values

LOST = "a way to hold lost"
GAINED = "a way to hold gained"
DROPPED = "a part dropped"
MOVED = "a threshold moved"

Change = tuple[str, str, Condition]
"""Kind of change, what was changed, and the condition with it."""


def changes(condition: Condition, protocol: Protocol) -> Iterator[Change]:
    """The condition with one value lost or gained, one part dropped, or one threshold moved."""
    yield from _changes_here(condition, protocol)
    if isinstance(condition, All | Any_):
        for number, part in enumerate(condition.of):
            before, after = condition.of[:number], condition.of[number + 1 :]
            for kind, name, changed in changes(part, protocol):
                yield kind, name, type(condition)((*before, changed, *after))


def _changes_here(condition: Condition, protocol: Protocol) -> Iterator[Change]:
    match condition:
        case Is(fact, known):
            for value in known:
                rest = tuple(other for other in known if other != value)
                yield LOST, f"{fact}={value}", Is(fact, rest)
            for value in values(fact, protocol):
                if value not in known:
                    yield GAINED, f"{fact}={value}", Is(fact, (*known, value))
        case AtLeast(fact, bound) | AtMost(fact, bound):
            yield LOST, fact, NEVER
            for moved in (round(bound - unit(bound), 2), round(bound + unit(bound), 2)):
                yield MOVED, f"{fact} {bound:g} to {moved:g}", type(condition)(fact, moved)
        case All(parts) if len(parts) > 1:
            for number, part in enumerate(parts):
                said = " or ".join(leaf.fact for leaf in leaves(part))
                yield DROPPED, said, All((*parts[:number], *parts[number + 1 :]))


def unit(bound: float) -> float:
    """The last digit of a bound as it is written: 1 for 60, 0.1 for 100.4."""
    decimals = f"{bound:g}".partition(".")[2]
    return float(f"1e-{len(decimals)}")


def ways(condition: Condition, protocol: Protocol) -> Iterator[Facts]:
    """Every smallest set of facts that makes a condition true, each once or more.

    Whatever makes the condition true holds one of these sets, a number apart: for that stand all
    numbers at which any condition of the protocol turns, and their neighbours.
    """
    match condition:
        case Is(fact, known):
            is_list = protocol.findings[fact].kind == "list"
            for value in known:
                yield {fact: (value,) if is_list else value}
        case AtLeast(fact, _) | AtMost(fact, _):
            for number in _numbers(fact, protocol):
                if condition.truth({fact: number}):
                    yield {fact: number}
        case Any_(parts):
            for part in parts:
                yield from ways(part, protocol)
        case All((first, *rest)):
            for some in ways(first, protocol):
                for more in ways(All(tuple(rest)), protocol):
                    if (both := _together(some, more)) is not None:
                        yield both
        case All(()):
            yield {}
        case _:
            raise TypeError(f"{condition}: the ways of a `not` are not counted")


def _together(some: Facts, more: Facts) -> Facts | None:
    """Both sets of facts at once, or None where they contradict each other."""
    both = {**some, **more}
    for fact in some.keys() & more.keys():
        one, other = some[fact], more[fact]
        if isinstance(one, tuple) and isinstance(other, tuple):
            both[fact] = tuple(dict.fromkeys((*one, *other)))
        elif one != other:
            return None
    return both


def _numbers(fact: str, protocol: Protocol) -> list[float]:
    conditions = [rule.when for rule in protocol.rules]
    conditions += [each.when for each in protocol.implied]
    conditions += [question.when for question in protocol.questions.values() if question.when]
    bounds = {bound for condition in conditions for bound in _bounds(condition, fact)}
    steps = {round(bound + step * unit(bound), 2) for bound in bounds for step in (-1, 0, 1)}
    return sorted(steps, key=lambda number: (number not in bounds, number))


def _bounds(condition: Condition, fact: str) -> Iterator[float]:
    for leaf in leaves(condition):
        if leaf.fact == fact and isinstance(leaf, AtLeast | AtMost):
            yield leaf.least if isinstance(leaf, AtLeast) else leaf.most


def same(one: Condition, other: Condition, protocol: Protocol) -> bool:
    """Whether two conditions hold for the same facts, by every way in which either can."""
    return all(other.truth(facts) is True for facts in ways(one, protocol)) and all(
        one.truth(facts) is True for facts in ways(other, protocol)
    )
