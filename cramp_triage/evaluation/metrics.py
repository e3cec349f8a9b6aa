"""Figures over a file of cases: how often right, how often too low, how often too high.

Rules and cases by the same author prove consistency, not accuracy; every table says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import median
from typing import Any, Final

from cramp_triage.evaluation.cases import Case
from cramp_triage.evaluation.simulated_patient import Run
from cramp_triage.triage.assess import CALL_911, ER_NOW

INDEPENDENCE: Final = (
    "Rules and cases by the same author prove consistency, not accuracy: "
    "only cases the builders never saw can show that."
)
Z95: Final = 1.959964


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; (0, 1) for no cases at all."""
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def figures(cases: Sequence[Case], runs: Sequence[Run]) -> dict[str, Any]:
    """The object that `cramp-triage evaluate --json` prints for vignettes and conversations."""
    pairs = list(zip(cases, runs, strict=True))
    emergencies = [(case, run) for case, run in pairs if case.expected.level >= ER_NOW]
    self_care = [(case, run) for case, run in pairs if case.expected.level == 0]
    dangers = sum(run.dangers for run in runs)
    calls = [run for run in runs if run.level == CALL_911]
    return {
        "n": len(pairs),
        "exact": sum(run.level == case.expected.level for case, run in pairs),
        "within": sum(_within(case, run) for case, run in pairs),
        "under": [case.id for case, run in pairs if run.level < case.expected.min],
        "over": [case.id for case, run in pairs if run.level > case.expected.max],
        "emergency_sensitivity": _share(run.level >= ER_NOW for _, run in emergencies),
        "self_care_right": _share(_within(case, run) for case, run in self_care),
        "self_care_to_emergency": [case.id for case, run in self_care if run.level >= ER_NOW],
        "relief_violations": [run.id for run in runs if run.forbidden_relief],
        "questions_median": median(run.questions for _, run in self_care) if self_care else None,
        "questions_to_911_max": max((run.questions_before_911 for run in calls), default=0),
        "turns_max": max((run.turns for run in runs), default=0),
        "recall_of_danger_facts": (
            sum(run.dangers_found for run in runs) / dangers if dangers else 1.0
        ),
        "not_ended": [run.id for run in runs if not run.ended],
        "independence": INDEPENDENCE,
    }


def intervals(
    cases: Sequence[Case], runs: Sequence[Run]
) -> list[tuple[str, int, int, float, float]]:
    """Rows of (name, hits, n, low, high) with Wilson intervals, for the printed table."""
    pairs = list(zip(cases, runs, strict=True))
    emergencies = [(case, run) for case, run in pairs if case.expected.level >= ER_NOW]
    self_care = [(case, run) for case, run in pairs if case.expected.level == 0]
    counted = [
        ("exact level", sum(r.level == c.expected.level for c, r in pairs), len(pairs)),
        ("within range", sum(_within(c, r) for c, r in pairs), len(pairs)),
        ("too low (under-triage)", sum(r.level < c.expected.min for c, r in pairs), len(pairs)),
        ("too high (over-triage)", sum(r.level > c.expected.max for c, r in pairs), len(pairs)),
        (
            "emergencies recognized",
            sum(r.level >= ER_NOW for _, r in emergencies),
            len(emergencies),
        ),
        ("self-care told so", sum(_within(c, r) for c, r in self_care), len(self_care)),
    ]
    return [(name, hits, n, *wilson(hits, n)) for name, hits, n in counted]


def _within(case: Case, run: Run) -> bool:
    return case.expected.min <= run.level <= case.expected.max


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None
