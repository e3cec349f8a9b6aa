"""Says a condition of the protocol in words, by the labels of its facts and the names of its parts.

For pages that a clinician reads; no program says a condition aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cramp_triage.compile.read_protocol import Definition
from cramp_triage.messages.acts import Value
from cramp_triage.protocol.conditions import NEVER, All, Any_, AtLeast, AtMost, Condition, Is, Not
from cramp_triage.protocol.facts import OTHER_SITES, UNKNOWN, Finding

VALUES: Final = {
    "both": "on both sides",
    "one": "on one side",
    "after_injury": "after an injury",
    "first": "the first one",
    "several_weekly": "several times a week",
    "sitting_long": "long sitting",
    "standing_long": "long standing",
    UNKNOWN: "not known",
}


class ConditionWords:
    """The words for the conditions of one protocol.

    Args:
        findings: the facts with their labels.
        definitions: conditions by name; those with words are named by them, in italics.
    """

    def __init__(
        self, findings: Mapping[str, Finding], definitions: Mapping[str, Definition]
    ) -> None:
        self._findings = findings
        self._named = {d.when: f"*{d.words}*" for d in definitions.values() if d.words}

    def line(self, condition: Condition) -> str:
        """The condition in one line: "all of: fever; a cramp in the jaw"."""
        if (phrase := self._phrase(condition)) is not None:
            return phrase
        parts = "; ".join(self._part(part) for part in _parts(condition))
        return f"{_head(condition)}: {parts}"

    def lines(self, condition: Condition, *, full: bool = False) -> list[str]:
        """The condition as a line and, if it has parts, a nested list in Markdown below it.

        Args:
            condition: what is said.
            full: says what a definition holds, not its name.
        """
        phrase = self._leaf(condition) if full else self._phrase(condition)
        if phrase is not None:
            return [phrase]
        found = []
        for part in _parts(condition):
            first, *rest = self.lines(part)
            found += [f"- {first}", *(f"  {line}" for line in rest)]
        return [f"{_head(condition)}:", *found]

    def fact(self, fact: str, value: Value) -> str:
        """One fact of a case with its value."""
        if isinstance(value, int | float):
            unit = self._findings[fact].unit
            return f"{self.label(fact)}: {value:g} {unit[:-1] if value == 1 else unit}".strip()
        return self._is(Is(fact, (value,) if isinstance(value, str) else value))

    def label(self, fact: str) -> str:
        """A fact as a noun phrase."""
        name = self._findings[fact].name
        return name.page or name.person

    def _part(self, condition: Condition) -> str:
        line = self.line(condition)
        return line if self._phrase(condition) is not None else f"({line})"

    def _phrase(self, condition: Condition) -> str | None:
        """The words of what is not taken apart any further."""
        return self._named.get(condition) or self._leaf(condition)

    def _leaf(self, condition: Condition) -> str | None:
        match condition:
            case Is():
                return self._is(condition)
            case AtLeast(fact, number) | AtMost(fact, number):
                more = "more" if isinstance(condition, AtLeast) else "less"
                return f"{self.fact(fact, number)} or {more}"
            case Not(of):
                return f"not {self._part(of)}"
            case Any_((Is(_, places), Is(other, others))) if (other, others) == (
                OTHER_SITES,
                places,
            ):
                return f"a cramp in the {either(VALUES.get(p, plain(p)) for p in places)}"
            case _ if condition == NEVER:
                return "nothing"
        return None

    def _is(self, leaf: Is) -> str:
        label = self.label(leaf.fact)
        match leaf.values:
            case ("yes",):
                return label
            case ("no",):
                return denied(label)
            case ("no", "unknown"):
                return f"{denied(label)}, or not known"
        return f"{label}: {either(VALUES.get(value, plain(value)) for value in leaf.values)}"


def either(words: Iterable[str]) -> str:
    """Words joined by commas and a last "or"."""
    *some, last = words
    return f"{', '.join(some)} or {last}" if some else last


def denied(label: str) -> str:
    """The opposite of a noun phrase: "no water pill", "not being alone now"."""
    first, _, rest = label.partition(" ")
    if first.endswith("ing") and rest:
        return f"not {label}"
    return f"no {rest if first in ('a', 'an') else label}"


def plain(name: str) -> str:
    """An id as words."""
    return name.replace("_", " ")


def _head(condition: Condition) -> str:
    return "all of" if isinstance(condition, All) else "any of"


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.of if isinstance(condition, All | Any_) else (condition,)
