"""One thing said about one fact, and what happens to it when it is denied or doubted."""

from __future__ import annotations

from typing import NamedTuple

from cramp_triage.nlu.match.phrases import Found
from cramp_triage.protocol.facts import NO, UNKNOWN, YES, Finding


class Stated(NamedTuple):
    """One meaning after scope: what is said of a fact, and by which phrase.

    Attributes:
        fact: fact id, or "act" or "ask".
        value: the value as written in the lexicon, already turned by negation or doubt.
        found: the phrase.
        denied: a place, number or time that was said not to be it ("not my calf").
    """

    fact: str
    value: str
    found: Found
    denied: bool = False


def kind_of(item: Found) -> str:
    """Returns `cue:<name>`, `act`, `ask` or `fact`."""
    first = item.meanings[0]
    if first.startswith("cue:"):
        return first
    return first[:3] if first.startswith(("act:", "ask:")) else "fact"


def facts_of(item: Found) -> list[str]:
    """Returns the facts that a phrase speaks of."""
    return [meaning.partition("=")[0] for meaning in item.meanings]


def turned(plain: Stated, finding: Finding, direct: bool) -> Stated:
    """Returns the statement denied.

    Args:
        plain: the statement as the words have it.
        finding: its fact.
        direct: a "not" of its own; only that turns a "no" into a "yes" ("breathing isn't fine").
    """
    if plain.value == UNKNOWN:
        return plain
    if _no_opposite(finding):
        return plain._replace(denied=True)
    if finding.kind == "yes_no":
        if plain.value == YES:
            return plain._replace(value=NO)
        return plain._replace(value=YES) if direct else plain
    if len(finding.values) == 2:
        other = finding.values[plain.value == finding.values[0]]
        return plain._replace(value=other)
    if finding.deny and plain.value != finding.deny:
        return plain._replace(value=finding.deny)
    return plain._replace(denied=True)


def doubted(plain: Stated, finding: Finding) -> Stated:
    """Returns the statement as not known: "I don't know if it's swollen"."""
    return plain if _no_opposite(finding) else plain._replace(value=UNKNOWN)


def _no_opposite(finding: Finding) -> bool:
    return finding.kind == "number" or "no_opposite" in finding.traits
