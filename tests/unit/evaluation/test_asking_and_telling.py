"""Whoever only answers ends at the level of whoever tells everything at once.

The exceptions are listed with the reason: a fact that no question of that story leads to, and that
the case's author does not count, or counts within the range that was reached.
"""

from __future__ import annotations

import pytest

from cramp_triage.evaluation.cases import read_vignettes
from cramp_triage.evaluation.simulated_patient import answer, run_vignette
from cramp_triage.protocol.model import load_protocol
from cramp_triage.triage.assess import assess
from tests import CASES

pytestmark = pytest.mark.searches
PROTOCOL = load_protocol()
UNASKED = {
    "C24": "a bluish arm whose skin changed: 3 by the swelling, as labelled",
    "C54": "a heart that pounded with fright, and is calm since; labelled 0",
    "BA14": "the bends are 5, told; numb and weak is 4 where nobody speaks of a dive",
    "BA17": "a swollen hand whose skin changed: 3 by the swelling, as labelled",
    "BA21": "sick with back pain is 5, told; the fever has it seen today, as labelled",
    "BA33": "sore legs in pregnancy are 3, told; sore on both sides, labelled 0",
    "BB29": "a muscle that hurts when moved is 4, told; weak on steroids is 3, as labelled",
    "BB32": "a belly that is sore after two hundred sit-ups; labelled 0",
    **dict.fromkeys(("BA31", "BA34", "BB01", "BB07", "BB21"), "worried, which nobody is asked"),
}
FILES = ("vignettes.yaml", *(f"vignettes_unseen_{number}.yaml" for number in range(1, 5)))


@pytest.mark.parametrize("file", FILES)
def test_asking_finds_the_level_that_telling_all_finds(file: str) -> None:
    cases, lost = read_vignettes(CASES / file, PROTOCOL.findings), set()
    for case in cases:
        told = {
            fact: answer(case.findings, fact, finding)
            for fact, finding in PROTOCOL.findings.items()
            if fact in case.findings or finding.kind == "yes_no"
        }
        if run_vignette(PROTOCOL, case).level < assess(PROTOCOL, told).floor:
            lost.add(case.id)
    assert lost == {case.id for case in cases} & set(UNASKED)
