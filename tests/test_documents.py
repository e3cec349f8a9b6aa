"""What the documents promise is there: generated pages are current, and named tests exist."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import architecture
import pytest
import safety_case
import yaml

ROOT = Path(__file__).parent.parent
HAZARDS = yaml.safe_load((ROOT / "docs/safety/hazards.yaml").read_text(encoding="utf-8"))["hazards"]


def test_the_safety_case_is_what_its_sources_say():
    for name, text in safety_case.build().items():
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


def test_the_picture_is_drawn_from_the_code():
    written = (ROOT / "README.md").read_text(encoding="utf-8")
    assert written == architecture.with_picture(written), "run `make data` and commit README.md"


def test_the_arrows_point_one_way():
    for module, imported in architecture.imports().items():
        package = module.partition(".")[0]
        strangers = {"skill", "offline_voice", "visit_summary"} - {package}
        if package == "offline_voice" or module == "cramp_triage.console.cli":
            strangers -= {"visit_summary"}  # inside the commands that report
        assert not {name for name in imported if name.partition(".")[0] in strangers}, module


@pytest.mark.parametrize("library", ["socket", "time", "random", "threading", "sqlite3", "vosk"])
def test_the_core_has_no_clock_no_chance_and_no_network(library: str):
    for module, imported in architecture.imports().items():
        if module.startswith("cramp_triage"):
            assert library not in {name.partition(".")[0] for name in imported}, module
