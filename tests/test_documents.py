"""What the documents promise is there: generated pages are current, and named tests exist."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import safety_case
import yaml

ROOT = Path(__file__).parent.parent
HAZARDS = yaml.safe_load((ROOT / "docs/safety/hazards.yaml").read_text(encoding="utf-8"))["hazards"]


@pytest.mark.parametrize(("name", "text"), safety_case.build().items())
def test_a_page_of_the_safety_case_is_what_its_source_says(name: str, text: str):
    written = (ROOT / "docs/safety" / name).read_text(encoding="utf-8")
    assert written == text, f"run `make data` and commit docs/safety/{name}"


NO_TEST = [{"says": "-", "test": "core/test_engine.py::test_nothing"}]
NO_FILE = [{"says": "-", "test": "core/gone.py::test_nothing"}]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"controls": NO_TEST}, "no such test"),
        ({"controls": NO_FILE}, "no such test file"),
        ({"controls": []}, "nothing stands against it"),
        ({"after": 4}, "risk 20 is left"),
        ({"severity": 6}, "grades go from 1 to 5"),
    ],
)
def test_a_hazard_without_a_proof_is_named(change: dict[str, Any], complaint: str):
    hazards = copy.deepcopy(HAZARDS)
    hazards["H01"] |= change
    with pytest.raises(ValueError, match=f"H01: {complaint}"):
        safety_case.hazard_log(hazards, ROOT / "tests")
