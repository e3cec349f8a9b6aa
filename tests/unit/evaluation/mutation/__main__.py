"""Prints what became of every mutant of the shipped protocol; fails if one survived."""

from __future__ import annotations

from collections import Counter

from cramp_triage.protocol.model import load_protocol
from tests.unit.evaluation.mutation import facts, questions, relief, rules
from tests.unit.evaluation.mutation.verdict import OUTCOMES, Verdict


def table(found: list[Verdict]) -> list[str]:
    """A line for each kind of mutant: how many, and what became of them; then the sums."""
    count = Counter((verdict.kind, verdict.outcome) for verdict in found)
    kinds = list(dict.fromkeys(verdict.kind for verdict in found))
    wide = max(map(len, kinds))
    rows = [[count[kind, outcome] for outcome in OUTCOMES] for kind in kinds]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    lines = [" ".join([" " * wide, "mutants", *OUTCOMES])]
    for kind, row in zip([*kinds, "together"], rows, strict=True):
        cells = [f"{number:{len(head)}}" for number, head in zip(row, OUTCOMES, strict=True)]
        lines.append(" ".join([f"{kind:{wide}}", f"{sum(row):7}", *cells]))
    return lines


def main() -> int:
    """Runs every mutant; the exit status is 1 if one survived."""
    protocol = load_protocol()
    found = [v for room in (rules, facts, questions, relief) for v in room.verdicts(protocol)]
    print(*table(found), sep="\n")
    for outcome in OUTCOMES[1:]:
        listed = [verdict for verdict in found if verdict.outcome == outcome]
        if listed:
            print(f"\n{outcome}:")
        for verdict in listed:
            print(f"  {verdict.kind}, {verdict.name}: {verdict.why}")
    return int(any(verdict.outcome == "survived" for verdict in found))


if __name__ == "__main__":
    raise SystemExit(main())
