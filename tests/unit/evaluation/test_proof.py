"""The proof of the protocol: each rule and gate has its case, and losing any of them is noticed."""

import pytest

from cramp_triage.evaluation.cases import read_vignettes
from cramp_triage.evaluation.lint import lint
from cramp_triage.evaluation.metrics import figures, wilson
from cramp_triage.evaluation.simulated_patient import run_vignette
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import assess
from cramp_triage.triage.contraindications import held_back
from tests import CASES
from tests.unit.evaluation.mutation import HELD_BACK, LEVELS, facts_of_case, survivors

PROTOCOL = load_protocol()
STEPS = {step.id: step for step in PROTOCOL.relief}
VIGNETTES = CASES / "vignettes.yaml"


@pytest.mark.parametrize("case", LEVELS, ids=[case["rule"] for case in LEVELS])
def test_each_rule_decides_its_case(case):
    found = assess(PROTOCOL, facts_of_case(case["facts"]))
    assert (found.floor, found.mode) == (case["level"], case["mode"])
    assert case["rule"] in [rule.id for rule in found.fired]


def test_every_rule_has_a_case():
    assert {case["rule"] for case in LEVELS} == {rule.id for rule in PROTOCOL.rules}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_everything_listed_holds_the_step_back(step):
    clear = {need: PROTOCOL.findings[need].deny for need in HELD_BACK[step.id]["needs"]}
    assert step.needs == tuple(HELD_BACK[step.id]["needs"])
    assert not held_back(PROTOCOL, step, clear)
    for case in HELD_BACK[step.id]["held_back_by"]:
        assert held_back(PROTOCOL, step, {**clear, **facts_of_case(case)}), case
    for need in clear:
        assert held_back(PROTOCOL, step, {f: v for f, v in clear.items() if f != need}), need


@pytest.mark.no_cover
def test_no_mutant_of_the_protocol_survives():
    made, alive = survivors(PROTOCOL)
    assert made > 2 * len(PROTOCOL.rules)
    assert alive == []


@pytest.mark.no_cover
def test_the_protocol_is_sound():
    checks = lint(PROTOCOL)
    assert [check.name for check in checks if check.count == 0] == []
    assert [fault for check in checks for fault in check.found] == []


@pytest.mark.parametrize(
    ("file", "n"),
    [("vignettes.yaml", 60), ("vignettes_unseen_1.yaml", 80), ("vignettes_unseen_2.yaml", 70)],
)
def test_the_vignettes_meet_the_targets(file, n):
    cases = read_vignettes(VIGNETTES.with_name(file), PROTOCOL.findings)
    runs = [run_vignette(PROTOCOL, case) for case in cases]
    found = figures(cases, runs)
    assert found["n"] == n
    assert found["emergency_sensitivity"] == 1.0
    assert found["under"] == []
    assert found["over"] == []
    assert found["exact"] >= 0.88 * found["n"]
    assert found["self_care_right"] >= 0.9
    assert found["self_care_to_emergency"] == []
    assert found["relief_violations"] == []
    assert found["questions_median"] <= 8
    assert found["questions_to_911_max"] <= 5
    assert found["not_ended"] == []


FORBIDDEN = {
    "E04": {"heat", "massage", "stretch"},
    "E06": {"massage", "heat"},
    "E08": {"drink", "heat"},
    "E16": {"massage", "heat"},
    "U01": {"massage", "heat"},
    "U06": {"massage", "heat"},
    "U07": {"drink", "salt"},
    "U12": {"stand", "walk"},
    "R10": {"massage", "heat"},
    "R14": {"heat", "cold"},
    "R15": {"drink", "salt"},
}


@pytest.mark.parametrize("case_id", FORBIDDEN)
def test_harmful_relief_is_never_advised(case_id):
    case = next(c for c in read_vignettes(VIGNETTES, PROTOCOL.findings) if c.id == case_id)
    last = run_vignette(PROTOCOL, case).replies[-1]
    first = {step.id for step in run_vignette(PROTOCOL, case).replies[1].relief}
    late = {step.kind for step in last.relief if step.id not in first}
    assert not late & FORBIDDEN[case_id]


def test_sixteen_of_sixteen_proves_less_than_it_seems():
    low, high = wilson(16, 16)
    assert 0.80 < low < 0.81
    assert high == pytest.approx(1.0)
    assert wilson(0, 0) == (0.0, 1.0)
