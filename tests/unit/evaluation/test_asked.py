"""What decides a level is asked for: of somebody to whom all the rest of it happened and who tells.

A rule of level 3 or above that hangs on a fact nobody asks for holds only for those who volunteer
it; `tests/cases/told_only.yaml` lists each such fact with the reason, and no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

import pytest

from cramp_triage.protocol.facts import ONGOING_NOW, SITE, UNKNOWN
from cramp_triage.protocol.model import Rule, load_protocol
from cramp_triage.triage.assess import NOT_EXCLUDED, SEE_TODAY
from tests.unit.evaluation.mutation.conditions import ways
from tests.unit.evaluation.mutation.questions import asked
from tools.docs.proof_cases import Facts, read

PROTOCOL = load_protocol()
TOLD_ONLY: dict[str, dict[str, str]] = read("told_only.yaml")
SERIOUS = [rule for rule in PROTOCOL.rules if rule.level >= SEE_TODAY and rule.id != NOT_EXCLUDED]
STORIES = 4
"""How many ways for a rule to hold are told, each of a cramp that is on and of one that is over."""

QUESTIONED = {fact for question in PROTOCOL.questions.values() for fact in question.asks}
SITES = ("calf", "back")
"""Where it cramps in the story, where the rule does not say."""


def deciding(rule: Rule) -> list[str]:
    """The facts of a rule that somebody could be asked for: places and what we record apart."""
    return [
        fact
        for fact in sorted(rule.facts)
        if not {"place", "recorded"} & set(PROTOCOL.findings[fact].traits)
    ]


def people(rule: Rule, fact: str) -> Iterator[Facts]:
    """To whom it happened: small sets of facts for which the rule holds by this fact."""
    holding = (facts for facts in ways(rule.when, PROTOCOL) if facts.get(fact, UNKNOWN) != UNKNOWN)
    for facts, site, ongoing in product([*islice(holding, STORIES)], SITES, ("no", "yes")):
        if not {SITE, "other_sites"} & set(facts):
            yield {SITE: site, ONGOING_NOW: ongoing, **facts}
        elif site == SITES[0]:
            yield {ONGOING_NOW: ongoing, **facts}


def is_asked(rule: Rule, fact: str) -> bool:
    """Whether somebody who tells all but this fact, and then only answers, is asked for it."""
    for person in people(rule, fact) if fact in QUESTIONED else ():
        told = {other: value for other, value in person.items() if other != fact}
        if any(fact in facts for facts in asked(PROTOCOL, told).values()):
            return True
    return False


@pytest.mark.searches
@pytest.mark.parametrize("rule", SERIOUS, ids=lambda rule: rule.id)
def test_what_decides_a_level_is_asked_or_is_listed_as_told_only(rule: Rule):
    unasked = {fact for fact in deciding(rule) if not is_asked(rule, fact)}
    assert unasked == set(TOLD_ONLY.get(rule.id, {}))


def test_only_serious_rules_are_listed_each_with_a_reason():
    assert set(TOLD_ONLY) <= {rule.id for rule in SERIOUS}
    assert all(reason for facts in TOLD_ONLY.values() for reason in facts.values())
