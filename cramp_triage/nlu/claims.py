"""What becomes of one claim of a line, by what the rules heard and what the reader thinks of it.

It is taken, asked by itself first, or let go, as `data/lexicon/witnesses.yaml` has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.lexicon.witnesses import Table
from cramp_triage.protocol.facts import NO, UNKNOWN, YES, Finding

ASK: Final = ("ask",)
"""To be asked by itself first: no value of any fact."""
SIGNS: Final = frozenset({"symptom", "medicine", "illness"})
"""The groups of facts that a yes may be to, whatever was asked; nobody means them who takes an
offer."""
SAID: Final = "said"
"""The reader's word for a number or a list that is told."""


class Line(NamedTuple):
    """What counts of a whole line.

    Attributes:
        names_only: it names signs without claiming them.
        excused: so it may be, or has words left over, and asks for no help; its plain dangers need
            not be asked.
        is_strange: the rules hear nothing in it, so that the reader may be guessing.
        denies: see `Table.denies`.
        spoken: the facts that its words name.
        by_a_word: those of them that single words name: "chest sound, lungs sound".
    """

    names_only: bool
    excused: bool
    is_strange: bool
    denies: bool
    spoken: frozenset[str]
    by_a_word: frozenset[str]


def decided_of(
    table: Table,
    finding: Finding,
    fact: str,
    heard: Value | None,
    chances: Mapping[str, float],
    asked: bool,
    line: Line,
) -> Value | None:
    """The value that counts, None, or `ASK`."""
    words = (YES, NO) if finding.kind == "yes_no" else finding.values
    likely = {word: chances.get(f"{fact}={word}", 0.0) for word in (*words, UNKNOWN)}
    best = max(likely, key=lambda word: likely[word])
    stakes = table.danger if finding.danger else table.other
    needs = stakes.asked if asked else stakes.unasked
    grave = bool(finding.danger)
    if heard is None and (line.names_only or finding.none_of):
        return None  # what denies a whole group is no guess: "he'd mail me some of the pills"
    if heard is None:
        is_grave_yes = grave and best not in (finding.deny, UNKNOWN)
        needed = _need(finding, best, needs.only_yes, needs.only_no, needs.only_unknown)
        if likely[best] >= needed and not (is_grave_yes and line.is_strange):
            return best
        return ASK if is_grave_yes and likely[best] >= stakes.check else None
    chance = likely[str(heard)]
    is_by_a_word = grave and heard == finding.danger and fact in line.by_a_word
    if is_by_a_word and chance < stakes.drop and likely[finding.deny] >= table.certain:
        return finding.deny
    denied = heard == finding.deny and fact in line.spoken
    overrules = table.denied_outright if denied else table.overrules
    if best != heard and likely[best] >= overrules and chance < table.doubts:
        return ASK if grave and {best, heard} - {finding.deny, UNKNOWN} else best
    is_named = asked and finding.kind == "enum" and not finding.deny and fact in line.spoken
    if is_named or chance >= _need(finding, str(heard), needs.yes, needs.no, needs.unknown):
        is_sure = fact in line.spoken and chance >= table.denied_outright
        is_torn = grave and asked and heard == finding.deny
        if is_torn and likely[finding.danger] >= (table.overrules if is_sure else stakes.check):
            return ASK
        is_yes = heard not in (finding.deny, UNKNOWN)
        if asked and is_yes and finding.deny and likely[finding.deny] >= table.excused:
            # A yes that is rather a no: "nope, just breathing hard from the pain".
            return ASK if grave else heard if fact in line.spoken else None
        return heard
    is_yes = heard not in (finding.deny, UNKNOWN)
    if grave and heard == finding.deny == best and line.denies:
        return heard  # "nobody's having a stroke": of which sign, the reader may not know
    is_denied = bool(finding.deny) and likely[finding.deny] >= table.excused
    excused = line.excused or is_denied
    return ASK if grave and is_yes and (chance >= stakes.drop or not excused) else None


def told_of(
    table: Table, fact: str, value: Value | None, chances: Mapping[str, float], asked: bool
) -> Value | None:
    """A number or a list: the rules read it, the reader says whether it is told at all."""
    if value is None:
        return None
    chance = chances.get(f"{fact}={UNKNOWN if value == UNKNOWN else SAID}", 0.0)
    return value if chance >= (table.told if asked else table.told_unasked) else None


def of_unclaimed(
    finding: Finding, heard: Value | None, decided: Value | None, denied: bool
) -> Value | None:
    """What counts of a fact that the words do not claim: no yes that the rules do not hear.

    A danger that the reader hears all the same is asked by itself.
    """
    no = (finding.deny, UNKNOWN)
    if heard is not None and heard not in no:
        return finding.deny if denied else decided  # "warm? Everything is warm. But red, no"
    if decided is None or decided in no or decided == ASK:
        return decided
    return ASK if finding.danger else heard


def is_rather_none(
    table: Table, finding: Finding, fact: str, chances: Mapping[str, float], spoken: bool
) -> bool:
    """Whether the reader hears a doubtful danger denied, or nothing of it and no word does."""
    denied = chances.get(f"{fact}={finding.deny}", 0.0)
    if spoken:
        return denied >= table.denied_outright
    return denied >= table.excused or chances.get(f"{fact}={finding.danger}", 0.0) < table.told


def label_of(fact: str, value: Value, chances: Mapping[str, float]) -> str:
    """What the reader calls a value; a number or a list is said or not."""
    label = f"{fact}={value}"
    return label if label in chances else f"{fact}={SAID}"


def chance_of_no(findings: Mapping[str, Finding], fact: str, chances: Mapping[str, float]) -> float:
    """How likely the reader thinks it that a fact is denied."""
    return chances.get(f"{fact}={findings[fact].deny}", 0.0)


def _need(finding: Finding, value: str, yes: float, no: float, unknown: float) -> float:
    return no if value == finding.deny else unknown if value == UNKNOWN else yes
