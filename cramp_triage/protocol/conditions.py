"""The condition language of the protocol: all, any, not, equals, at least, with three truth values.

A condition is data, never code: `compile.read_conditions` reads it from an allow-listed form and
there is no `eval`. Truth is Kleene's: True, False, or None for "cannot be told from what is known".
An unknown fact never counts as no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from cramp_triage.messages.acts import Value
from cramp_triage.protocol.facts import UNKNOWN

Truth = bool | None
Facts = Mapping[str, Value]


class Is(msgspec.Struct, frozen=True, tag="is"):
    """True when the fact has one of the values; for a list fact, when it holds one of them.

    Naming "unknown" among the values makes an answered "I don't know" count as true.
    """

    fact: str
    values: tuple[str, ...]

    def truth(self, facts: Facts, absent: Truth = None) -> Truth:
        """Kleene truth; `absent` stands for a fact that nobody has spoken of."""
        value = facts.get(self.fact)
        if value is None:
            return absent
        if isinstance(value, tuple):
            return any(one in self.values for one in value)
        if value in self.values:
            return True
        return None if value == UNKNOWN else False


class AtLeast(msgspec.Struct, frozen=True, tag="at_least"):
    """True when the number is `least` or more."""

    fact: str
    least: float

    def truth(self, facts: Facts, absent: Truth = None) -> Truth:
        """Kleene truth; `absent` stands for a fact that nobody has spoken of."""
        value = facts.get(self.fact)
        if value is None:
            return absent
        return value >= self.least if isinstance(value, int | float) else None


class AtMost(msgspec.Struct, frozen=True, tag="at_most"):
    """True when the number is `most` or less."""

    fact: str
    most: float

    def truth(self, facts: Facts, absent: Truth = None) -> Truth:
        """Kleene truth; `absent` stands for a fact that nobody has spoken of."""
        value = facts.get(self.fact)
        if value is None:
            return absent
        return value <= self.most if isinstance(value, int | float) else None


class All(msgspec.Struct, frozen=True, tag="all"):
    """True when every part is; False as soon as one is False."""

    of: tuple[Condition, ...]

    def truth(self, facts: Facts, absent: Truth = None) -> Truth:
        """Kleene conjunction."""
        result: Truth = True
        for part in self.of:
            truth = part.truth(facts, absent)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result


class Any_(msgspec.Struct, frozen=True, tag="any"):
    """True as soon as one part is; False when every part is False."""

    of: tuple[Condition, ...]

    def truth(self, facts: Facts, absent: Truth = None) -> Truth:
        """Kleene disjunction."""
        result: Truth = False
        for part in self.of:
            truth = part.truth(facts, absent)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result


class Not(msgspec.Struct, frozen=True, tag="not"):
    """The opposite; unknown stays unknown.

    Rules do not use it (more danger must never lower a level), questions and relief steps may.
    """

    of: Condition

    def truth(self, facts: Facts, absent: Truth = None) -> Truth:
        """Kleene negation. An absent fact below a `not` stays what `absent` says of the whole."""
        truth = self.of.truth(facts, None if absent is None else not absent)
        return None if truth is None else not truth


Leaf = Is | AtLeast | AtMost
Condition = Is | AtLeast | AtMost | All | Any_ | Not

NEVER = Any_(())


def could(condition: Condition, facts: Facts, open_facts: frozenset[str]) -> Truth:
    """Truth if every open fact turned out badly and nobody spoke of anything else.

    The look-ahead of one question: False means that no answer to it can make the condition hold.
    """
    if isinstance(condition, Leaf):
        return True if condition.fact in open_facts else condition.truth(facts, False)
    if isinstance(condition, Not):
        inner = could(condition.of, facts, open_facts)
        return None if inner is None else not inner
    wanted = isinstance(condition, Any_)
    result: Truth = not wanted
    for part in condition.of:
        truth = could(part, facts, open_facts)
        if truth is wanted:
            return wanted
        if truth is None:
            result = None
    return result


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every fact test in a condition, left to right."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.of)
    else:
        for part in condition.of:
            yield from leaves(part)


def facts_of(condition: Condition) -> tuple[str, ...]:
    """The fact ids a condition speaks of, each once, in order."""
    return tuple(dict.fromkeys(leaf.fact for leaf in leaves(condition)))


def support(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The facts that make a true condition true, for "why?"."""
    return tuple(dict.fromkeys(leaf.fact for leaf in leaves(condition) if leaf.truth(facts)))
