"""Which relief step may be advised now: gates first, one spoken step at a time.

A step is advised only if its contraindication is surely false of what is known; the first stretch
of a plain limb cramp may come before the questions. Pure choice; the rounds live in
`policies.relief_rounds`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from cramp_triage.protocol.conditions import Facts
from cramp_triage.protocol.facts import NO, ONGOING_NOW, SITE
from cramp_triage.protocol.model import Protocol, ReliefStep
from cramp_triage.triage.assess import ER_NOW, is_clear

ROUNDS: Final = 3
HOLD_S: Final = 30
AFTER: Final = 0


def may_be_on(facts: Facts) -> bool:
    """Whether the cramp is, or for all that is known may be, still on."""
    return facts.get(ONGOING_NOW) != NO


def advisable(
    protocol: Protocol, facts: Facts, round_: int, given: Collection[str], floor: int
) -> list[ReliefStep]:
    """The steps of a round that fit the place and situation and that nothing holds back."""
    if floor >= ER_NOW:
        return []
    site = facts.get(SITE)
    return [
        step
        for step in protocol.relief
        if step.round == round_
        and step.id not in given
        and (not step.sites or site in step.sites)
        and (step.when is None or step.when.truth(facts) is True)
        and not held_back(protocol, step, facts)
    ]


def held_back(protocol: Protocol, step: ReliefStep, facts: Facts) -> bool:
    """Whether a contraindication is true or was answered "I don't know", or a need is not clear."""
    if step.never_when.truth(facts, False) is not False:
        return True
    return not all(is_clear(protocol, facts, fact) for fact in step.needs)


def unasked_needs(
    protocol: Protocol, facts: Facts, round_: int, given: Collection[str]
) -> frozenset[str]:
    """Facts that, once clear, would free a step of this round that nothing else holds back."""
    site = facts.get(SITE)
    needs: set[str] = set()
    for step in protocol.relief:
        fits = (
            step.round == round_
            and step.id not in given
            and (
                site in step.sites
                or (not step.sites and step.when is not None and step.when.truth(facts) is True)
            )
        )
        if fits and step.never_when.truth(facts, False) is False:
            missing = {fact for fact in step.needs if fact not in facts}
            rest = [fact for fact in step.needs if fact in facts]
            if missing and all(is_clear(protocol, facts, fact) for fact in rest):
                needs |= missing
    return frozenset(needs)
