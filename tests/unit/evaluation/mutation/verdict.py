"""What became of one mutant."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Outcome = Literal["noticed", "noticed by the reason", "equivalent", "survived"]

OUTCOMES: Final[tuple[Outcome, ...]] = (
    "noticed",
    "noticed by the reason",
    "equivalent",
    "survived",
)
"""A case gets another answer; only its reasons differ, as no level can; no case can; none did."""


class Verdict(NamedTuple):
    """One mutant: the kind of change, what was changed, and whether a case noticed.

    `why` says what proves an equivalent, or which case would notice a survivor.
    """

    kind: str
    name: str
    outcome: Outcome
    why: str = ""
