"""Where it cramps: which of several places is the principal one, and which has no cramp.

The ids are values of `site`; how they lie within each other is no rule of urgency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.fact_sets import FactSets
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.protocol.facts import NO, OTHER_SITES, SIDE, SITE, YES

BROADER: Final[dict[str, frozenset[str]]] = {
    "leg": frozenset({"calf", "thigh", "hamstring", "quadriceps", "shin", "foot", "toes", "groin"}),
    "thigh": frozenset({"hamstring", "quadriceps"}),
    "arm": frozenset({"forearm", "upper_arm", "hand", "fingers"}),
}
LIMBS: Final = frozenset({"arm", "leg", "hand", "foot", "upper_arm", "forearm"})
"""Places that a stroke weakens as a whole."""
LIMB_PARTS: Final = frozenset(
    "calf foot toes hamstring quadriceps thigh leg shin hand fingers forearm".split()
)
MAX_APART: Final = 2
"""Tokens between a place and the sign that it belongs to."""


class Places:
    """The places and sides named so far, the latest correction applied."""

    def __init__(self) -> None:
        self.sites: list[str] = []
        self.sides: list[str] = []
        self.turned: set[str] = set()

    def correct(self, before: Sequence[Stated]) -> None:
        """Notes a correction: what was named `before` gives way to what comes."""
        self.turned = {SITE, SIDE} & {one.fact for one in before if not one.denied}

    def deny(self) -> None:
        """Notes a bare no: "left leg, no, the right one"."""
        if self.sides:
            self.turned.add(SIDE)

    def add(self, one: Stated) -> None:
        """Adds a place or side; one that is denied goes away."""
        named = self.sites if one.fact == SITE else self.sides
        if one.denied:
            named[:] = [value for value in named if value != one.value]
            return
        if one.fact in self.turned and (one.fact == SIDE or one.value not in named):
            named.clear()
        self.turned.discard(one.fact)
        named.append(one.value)

    def facts(self, stated: Sequence[Stated], sets: FactSets) -> dict[str, Value]:
        """Returns site, side and other sites, but for places of a sign.

        The first place is the principal one; a broader word for it ("leg" for "calf") goes away.
        """
        if not self.sites and not self.sides:
            return {}
        signs = {one.value for at, one in enumerate(stated) if _bears_sign(stated, at, sets)}
        excluded = {s.value for s in stated if s.denied and s.fact in (SITE, SIDE)}
        of_cramp = [s for s in self.sites if s not in signs] or self.sites
        sites = list(dict.fromkeys(s for s in of_cramp if s not in excluded))
        kept = [s for s in sites if not BROADER.get(s, frozenset()) & {*sites}]
        sides = [s for s in self.sides if s not in excluded]
        facts: dict[str, Value] = {}
        if kept:
            facts[SITE] = kept[0]
        if len(kept) > 1:
            facts[OTHER_SITES] = tuple(kept[1:])
        if sides:
            facts[SIDE] = "both" if "both" in sides or len({*sides}) > 1 else sides[-1]
        return facts


def of_other_limb(stated: Sequence[Stated], parts: Sequence[range], injury: str) -> list[Stated]:
    """Returns a side, and an injury of it, that is told of another limb than the one that cramps.

    "My right calf, and I twisted the left ankle"; what is put right is no other limb.

    Args:
        stated: what the words say.
        parts: the clauses of the text.
        injury: the fact that a limb was hurt.
    """
    if any((one.fact, one.value) == ("act", "correct") or one.denied for one in stated):
        return []
    sites = [one.found.start for one in stated if one.fact == SITE]
    sides = [one for one in stated if one.fact == SIDE]
    placed = [part for part in parts if any(at in part for at in sites)]
    of_cramp = {one.value for one in sides if any(one.found.start in part for part in placed)}
    others = [
        one
        for one in sides
        if of_cramp
        and one.value not in of_cramp | {"both"}
        and not any(one.found.start in part for part in placed)
    ]
    beside = [part for part in parts if any(one.found.start in part for one in others)]
    hurt = [
        one
        for one in stated
        if one.fact == injury and any(one.found.start in part for part in beside)
    ]
    return [*others, *hurt] if hurt else []


def _bears_sign(stated: Sequence[Stated], at: int, sets: FactSets) -> bool:
    """Whether a place is where a sign is: "his feet stay numb"."""
    following = stated[at + 1 : at + 2]
    if stated[at].fact != SITE or not following:
        return False
    near = following[0].found.start - stated[at].found.end <= MAX_APART
    return near and following[0].fact in sets.placed and following[0].value not in (NO, "none")


def place_inside(
    found: Sequence[Found], stated: Sequence[Stated], sets: FactSets
) -> Mapping[str, Value]:
    """Returns the place that a longer phrase used up: "my leg suddenly went weak"."""
    told = [s.found.used for s in stated if s.fact in sets.place_within and s.value == YES]
    for item in found:
        fact, _, place = item.meanings[0].partition("=")
        inside = any({*item.used} <= {*used} for used in told)
        if fact == SITE and place in LIMB_PARTS and inside:
            return {SITE: place}
    return {}
