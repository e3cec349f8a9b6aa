"""Every proof of `cramp-triage lint` notices the fault that it is there to notice."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from cramp_triage.evaluation import lint
from cramp_triage.protocol.conditions import All, Any_, AtLeast, AtMost, Condition, Is, Not
from cramp_triage.protocol.model import Protocol, Rule
from cramp_triage.triage.assess import assess


def rule(protocol: Protocol, name: str) -> Rule:
    return next(rule for rule in protocol.rules if rule.id == name)


def with_rule(protocol: Protocol, name: str, **changes: Any) -> Protocol:
    changed = replace(rule(protocol, name), **changes)
    return replace(protocol, rules=tuple(changed if r.id == name else r for r in protocol.rules))


def with_step(protocol: Protocol, name: str, **changes: Any) -> Protocol:
    return replace(
        protocol,
        relief=tuple(replace(s, **changes) if s.id == name else s for s in protocol.relief),
    )


NEVER = All((Is("chest_pain", ("yes",)), Is("chest_pain", ("no",))))


def test_no_facts_are_tried_for_what_must_not_be(protocol: Protocol):
    assert list(lint.ways(Not(Is("fever", ("yes",))), protocol)) == []


def test_a_rule_that_can_never_hold(protocol: Protocol):
    _, faults = lint.rules_satisfiable(with_rule(protocol, "chest_pain", when=NEVER))
    assert faults == ["chest_pain: no facts make it hold"]


def test_a_rule_whose_level_is_not_reached(protocol: Protocol, monkeypatch):
    harmless = assess(protocol, {})
    monkeypatch.setattr(lint, "assess", lambda *_: harmless)
    _, faults = lint.rules_satisfiable(protocol)
    assert faults[0].startswith("chest_pain: does not reach its level with")


@pytest.mark.parametrize(
    ("when", "fault"),
    [
        (Is("pain", ("moderate",)), "chest_pain: takes pain ['moderate'] but not what is worse"),
        (Is("fever", ("no",)), "fever: rules read it in both directions: ['no', 'yes']"),
        (AtMost("age_years", 20), "age_years: rules read it in both directions"),
        (Is("pain", ("unknown",)), None),
    ],
)
def test_a_rule_that_less_danger_makes_true(protocol: Protocol, when: Condition, fault: str | None):
    _, faults = lint.one_way(with_rule(protocol, "chest_pain", when=when))
    assert [f for f in faults if fault and f.startswith(fault)] == faults
    assert bool(faults) is bool(fault)


def test_an_unknown_that_counts_for_less_than_a_no(protocol: Protocol):
    odd = Any_((Is("fever", ("yes", "no")),))
    _, faults = lint.unknown_is_not_no(with_rule(protocol, "fever", when=odd, level=5))
    assert any("fever: fever unknown gives" in fault for fault in faults)


def test_a_step_without_its_contraindication(protocol: Protocol, monkeypatch):
    monkeypatch.setattr(lint, "held_back", lambda *_: False)
    _, faults = lint.gates_hold(protocol)
    assert any("calf_pull_toes: advised in spite of" in fault for fault in faults)
    assert any("calf_stand: advised although injury is unknown" in fault for fault in faults)


def test_among_the_patients_is_one_for_every_place_and_every_way_into_a_question(
    protocol: Protocol,
):
    patients = list(lint._patients(protocol))
    assert {patient["site"] for patient in patients} >= set(protocol.findings["site"].values)
    for question in protocol.questions.values():
        if question.when is not None:
            assert any(question.when.truth(patient) is True for patient in patients), question.id


def test_a_cramp_that_stretching_relieves_lets_go_and_the_rounds_end(protocol: Protocol):
    facts = {"site": "calf", "ongoing_now": "yes", "relieved_by_stretch": "yes"}
    *_, (question, advised) = lint._lead(protocol, facts)
    assert question == ""
    assert {"calf_pull_toes", "rest_after"} <= advised
    assert "calf_stand" not in advised


@pytest.fixture
def one_patient(monkeypatch):
    """All of them take half a minute, and are led in test_proof."""
    monkeypatch.setattr(lint, "_patients", lambda _: [{"site": "calf", "ongoing_now": "no"}])


@pytest.mark.usefixtures("one_patient")
def test_a_question_that_is_never_asked(protocol: Protocol):
    question = replace(protocol.questions["how_often"], when=NEVER)
    silent = replace(protocol, questions={**protocol.questions, "how_often": question})
    _, faults = lint.questions_reachable(silent)
    assert any(fault.startswith("how_often") for fault in faults)


@pytest.mark.usefixtures("one_patient")
def test_a_step_that_is_never_advised(protocol: Protocol):
    always = Any_((AtLeast("pain_score", 0), Is("site", ("calf", "leg"))))
    _, faults = lint.relief_reachable(with_step(protocol, "calf_lean", never_when=always))
    assert any(fault.startswith("calf_lean") for fault in faults)


def test_a_conversation_without_an_end(protocol: Protocol, monkeypatch):
    monkeypatch.setattr(lint, "LAST_TURN", 1)
    _, faults = lint.paths_end(protocol)
    assert "calf: affirm for ever does not end" in faults


def test_advice_that_cites_nothing(protocol: Protocol):
    _, faults = lint.everything_cited(with_rule(protocol, "chest_pain", sources=("R99",)))
    assert faults == ["rule chest_pain: cites nothing that is listed"]


def with_first_aid(protocol: Protocol, name: str, **changes: Any) -> Protocol:
    changed = (replace(e, **changes) if e.id == name else e for e in protocol.first_aid)
    return replace(protocol, first_aid=tuple(changed))


def test_first_aid_that_nobody_can_hear(protocol: Protocol):
    _, faults = lint.first_aid_gated(with_first_aid(protocol, "lie_flat", when=NEVER))
    assert "lie_flat: is never said to anybody" in faults


def test_first_aid_behind_a_more_general_entry(protocol: Protocol):
    _, faults = lint.first_aid_gated(with_first_aid(protocol, "not_rolled", when=None))
    assert "on_the_side: is never said to anybody" in faults


def test_first_aid_that_its_contraindication_does_not_stop(protocol: Protocol, monkeypatch):
    monkeypatch.setattr(lint, "fits", lambda *_: True)
    _, faults = lint.first_aid_gated(protocol)
    assert "lie_flat: said in spite of {'vomiting': 'yes'}" in faults


@pytest.mark.slow
@pytest.mark.usefixtures("one_patient")
def test_a_fault_is_told_with_its_check_and_place(protocol: Protocol):
    broken = with_rule(protocol, "chest_pain", sources=())
    (cited,) = [checked for checked in lint.lint(broken) if checked.name == "cited"]
    (fault,) = cited.found
    assert (fault.check, fault.where) == ("cited", "rule chest_pain")
