"""What both readers' pages are made of: groups of signs, what was said and done in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from cramp_triage.protocol.facts import ONGOING_NOW, PATIENT, Group, of_group, with_trait
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import (
    SHORT_ANSWER,
    Heard,
    Moment,
    Statement,
    Step,
    Summary,
    Told,
)

TAKEN: Final[tuple[Group, ...]] = ("medicine", "substance")

NOT_A_REVIEW: Final = (
    "Education and triage only; not a diagnosis and no substitute for an examination."
)


def of(told: Iterable[Told], heard: Heard) -> list[Told]:
    """Those of the facts that were heard so; what was only inferred is never a denial."""
    return [fact for fact in told if fact.heard == heard and not _ruled_out(fact)]


def ruled_out(told: Iterable[Told]) -> list[Told]:
    """Those that other answers rule out, though nobody asked about them or denied them."""
    return [fact for fact in told if _ruled_out(fact)]


def _ruled_out(told: Told) -> bool:
    return told.inferred and told.heard == "denied"


def with_blanks(summary: Summary, facts: Iterable[str]) -> list[Told]:
    """The facts of a list, spoken of or not."""
    known = {told.id: told for told in (*summary.signs, *summary.facts)}
    return [known.get(fact, Told(fact, "not_asked")) for fact in facts]


def complaint(protocol: Protocol, summary: Summary) -> list[Told]:
    """The cramp itself, spoken of or not."""
    return with_blanks(summary, with_trait(protocol.findings, "complaint"))


def medicines(protocol: Protocol, summary: Summary) -> list[Told]:
    """Every medicine and substance that the protocol asks about."""
    return with_blanks(summary, of_group(protocol.findings, *TAKEN))


def background(protocol: Protocol, summary: Summary) -> list[Told]:
    """What was said of the person apart from the cramp, its signs and medicines."""
    known = protocol.findings
    elsewhere = {*with_trait(known, "complaint"), *of_group(known, *TAKEN), PATIENT}
    return [told for told in summary.facts if told.id not in elsewhere]


def telling(summary: Summary, most: int) -> list[Statement]:
    """The statements that say most, in the order they were said.

    Bare answers are left out: the lists of signs hold them.
    """
    full = [s for s in summary.said if s.weight or len(s.words.split()) > SHORT_ANSWER]
    chosen = sorted(full, key=lambda s: (-s.weight, -len(s.heard), s.turn))[:most]
    unique = {s.words: s for s in reversed(chosen)}
    return sorted(unique.values(), key=lambda s: s.turn)


Happening = Statement | Step | Moment


def happenings(summary: Summary, *, said: int, steps: int) -> list[Happening]:
    """What was said and advised, in order; levels and the end of the cramp among it."""
    statements = telling(summary, said)
    spoken = {statement.turn for statement in statements}
    moments = [
        m
        for m in summary.timeline
        if m.kind in ("level", "ended")
        or (m.kind == "heard" and m.id == ONGOING_NOW and m.turn not in spoken)
    ]
    found: list[Happening] = [*statements, *_chosen(summary.steps, steps), *moments]
    return sorted(found, key=_in_order)


def _chosen(steps: tuple[Step, ...], most: int) -> list[Step]:
    """The first steps, and the one that helped."""
    return [step for n, step in enumerate(steps) if n < most or step.helped]


def _in_order(happening: Happening) -> tuple[int, int]:
    kinds: tuple[Callable[[Happening], bool], ...] = (
        lambda h: isinstance(h, Statement),
        lambda h: isinstance(h, Moment) and h.kind == "heard",
        lambda h: isinstance(h, Step),
    )
    rank = next((n for n, is_kind in enumerate(kinds) if is_kind(happening)), len(kinds))
    return happening.turn, rank
