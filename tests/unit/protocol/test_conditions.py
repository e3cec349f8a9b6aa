"""Kleene truth: unknown is not no, and an absent fact is not a fact."""

import pytest

from cramp_triage.protocol.conditions import (
    All,
    Any_,
    AtLeast,
    AtMost,
    Is,
    Not,
    could,
    support,
)

FEVER = Is("fever", ("yes",))
OLD = AtLeast("age_years", 60)


@pytest.mark.parametrize(
    ("facts", "truth"),
    [
        ({"fever": "yes"}, True),
        ({"fever": "no"}, False),
        ({"fever": "unknown"}, None),
        ({}, None),
    ],
)
def test_a_fact_is_true_false_or_cannot_be_told(facts, truth):
    assert FEVER.truth(facts) is truth
    assert Not(FEVER).truth(facts) is (None if truth is None else not truth)


def test_all_needs_every_part_and_any_needs_one():
    facts = {"fever": "yes", "age_years": "unknown"}
    assert All((FEVER, OLD)).truth(facts) is None
    assert Any_((FEVER, OLD)).truth(facts) is True
    assert All((FEVER, OLD)).truth({"fever": "no"}) is False
    assert Any_((FEVER, OLD)).truth({"fever": "no"}) is None
    assert All(()).truth({}) is True
    assert Any_(()).truth({}) is False


def test_numbers_and_lists():
    assert AtLeast("age_years", 60).truth({"age_years": 60}) is True
    assert AtMost("since_days", 29).truth({"since_days": 30}) is False
    assert Is("other_sites", ("jaw",)).truth({"other_sites": ("neck", "jaw")}) is True


def test_unknown_can_be_named_as_a_value():
    assert Is("since_days", ("unknown",)).truth({"since_days": "unknown"}) is True
    assert Is("since_days", ("unknown",)).truth({}) is None


def test_absent_facts_can_stand_for_harmless_even_under_a_not():
    assert FEVER.truth({}, False) is False
    assert Not(FEVER).truth({}, False) is False
    assert FEVER.truth({"fever": "unknown"}, False) is None


def test_look_ahead_of_one_question():
    both = All((FEVER, Is("confusion", ("yes",))))
    assert could(both, {}, frozenset({"fever"})) is False
    assert could(both, {}, frozenset({"fever", "confusion"})) is True
    assert could(both, {"confusion": "yes"}, frozenset({"fever"})) is True
    assert could(both, {"confusion": "unknown"}, frozenset({"fever"})) is None
    assert could(Not(FEVER), {}, frozenset({"fever"})) is False


def test_the_facts_that_made_it_true_are_named_once():
    condition = Any_((FEVER, All((FEVER, OLD)), Is("chills", ("yes",))))
    assert support(condition, {"fever": "yes", "age_years": 70}) == ("fever", "age_years")
