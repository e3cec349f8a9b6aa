"""What the documents promise is there: generated pages are current, and named tests exist."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import yaml
from PIL import Image

from cramp_triage.compile.protocol import DATA
from cramp_triage.compile.read_conditions import read_condition
from cramp_triage.compile.read_protocol import read_definitions
from cramp_triage.protocol.model import load_protocol
from skill.response.apl import screen
from tests import ROOT
from tests.alexa import screens_seen
from tools.docs import architecture, call, hero, named_tests, protocol_page, safety_case
from tools.docs.condition_words import ConditionWords

HAZARDS = yaml.safe_load((ROOT / "docs/safety/hazards.yaml").read_text(encoding="utf-8"))["hazards"]


@pytest.mark.parametrize(
    ("page", "build"),
    [("protocol.md", protocol_page.build), ("safety/hazard-log.md", safety_case.build)],
)
def test_a_generated_page_is_what_its_sources_say(page: str, build: Callable[[], str]):
    written = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert written == build(), f"run `make data` and commit docs/{page}"


def test_every_rule_step_and_answer_has_a_line_to_sign():
    page, protocol = protocol_page.build(), load_protocol()
    for part in (*protocol.rules, *protocol.relief, *protocol.first_aid):
        assert f"\n### {part.id.replace('_', ' ')}\n" in page
    parts = (
        protocol.dispositions,
        protocol.rules,
        protocol.relief,
        protocol.guidance,
        protocol.first_aid,
    )
    assert page.count("- Signed by, date: ____") == sum(map(len, parts))


def test_what_a_clinician_must_settle_stands_at_its_rule():
    page = protocol_page.build()
    form = yaml.safe_load(protocol_page.TO_DECIDE.read_text(encoding="utf-8"))
    for rule, decide in form["for_the_clinician"].items():
        section = page.split(f"\n### {rule.replace('_', ' ')}\n")[1].split("\n### ")[0]
        assert f"- To decide: {decide['now']}. Instead: {decide['instead']}.\n" in section


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("fever", ["fever"]),
        ({"can_bear_weight": False}, ["not being able to put weight on it"]),
        ({"tetanus_shot_current": [False, "unknown"]}, ["no current tetanus shot, or not known"]),
        ({"age_years": {"at_least": 60}}, ["age: 60 years or more"]),
        ({"since_days": {"at_least": 1}}, ["time since it began: 1 day or more"]),
        ({"since_days": {"at_most": 29}}, ["time since it began: 29 days or less"]),
        ({"anywhere": ["jaw", "upper_arm"]}, ["a cramp in the jaw or upper arm"]),
        ({"not": "fever"}, ["not fever"]),
        ("nothing", ["nothing"]),
        ("hurt", ["*an injury behind it*"]),
        (
            {"all": ["fever", {"any": ["hurt", {"frequency": ["nightly", "unknown"]}]}]},
            [
                "all of:",
                "- fever",
                "- any of:",
                "  - *an injury behind it*",
                "  - how often: nightly or not known",
            ],
        ),
    ],
)
def test_a_condition_is_said_in_words(form: object, said: list[str]):
    findings = load_protocol().findings
    definitions = read_definitions(DATA, findings)
    conditions = {name: definition.when for name, definition in definitions.items()}
    condition = read_condition(form, conditions, findings, "rules.yaml", "-")
    assert ConditionWords(findings, definitions).lines(condition) == said


NO_TEST = [{"says": "-", "test": "unit/triage/test_assess.py::test_nothing"}]
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


def test_every_test_that_a_document_names_is_there():
    named = named_tests.named_tests()
    assert {key[0] for keys in named.values() for key in keys} == {"A", "H"}
    faults = [fault for name in named if (fault := named_tests.missing_test(name, ROOT / "tests"))]
    assert faults == []


def test_every_test_that_the_certification_page_names_is_there():
    page = (ROOT / "docs/certification.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+/test_\w+\.py::\w+)`", page)
    assert len(named) == page.count("::")
    assert [
        fault for name in named if (fault := named_tests.missing_test(name, ROOT / "tests"))
    ] == []


NAMED = """
import pytest

def test_passes():
    pass

@pytest.mark.parametrize("number", [1, 2])
def test_fails_once(number):
    assert number == 1

def test_is_skipped():
    pytest.skip("no sound card")

@pytest.mark.xfail
def test_is_excused():
    raise ValueError

if __name__ == "never":
    def test_is_not_collected():
        pass

# def test_is_a_comment():
"""


@pytest.mark.slow
def test_a_named_test_that_is_gone_skipped_excused_or_failing_proves_nothing(tmp_path: Path):
    tests = tmp_path / "tests"
    (tests / "unit").mkdir(parents=True)
    (tests / "unit/test_some.py").write_text(NAMED, encoding="utf-8")
    names = [f"unit/test_some.py::{name}" for name in re.findall(r"def (test_\w+)", NAMED)]
    names.append("unit/test_none.py::test_passes")
    faults = named_tests.unproved(names, tests)
    assert {name.partition("::")[2]: fault.partition(":")[0] for name, fault in faults.items()} == {
        "test_fails_once": "failure",
        "test_is_skipped": "skipped",
        "test_is_excused": "skipped",
        "test_is_not_collected": "no such test",
        "test_is_a_comment": "no such test",
        "test_passes": "no such test file",
    }
    assert "no sound card" in faults["unit/test_some.py::test_is_skipped"]


REPORT = """<testsuites><testsuite>
<testcase classname="tests.unit.test_some" name="test_passes"/>
<testcase classname="tests.unit.test_some" name="test_fails_once[1]"/>
<testcase classname="tests.unit.test_some" name="test_fails_once[2]">
<failure message="no"/></testcase>
</testsuite></testsuites>"""


def test_what_a_report_shows_is_not_run_again(tmp_path: Path):
    tests, report = tmp_path / "tests", tmp_path / "report.xml"
    (tests / "unit").mkdir(parents=True)
    (tests / "unit/test_some.py").write_text(NAMED, encoding="utf-8")
    report.write_text(REPORT, encoding="utf-8")
    names = [f"unit/test_some.py::{name}" for name in ("test_passes", "test_fails_once")]
    assert named_tests.unproved(names, tests, [report]) == {names[1]: "failure: no"}


def test_the_picture_is_drawn_from_the_folders():
    written = architecture.PAGE.read_text(encoding="utf-8")
    assert written == architecture.with_picture(written), (
        f"run `make data`, commit {architecture.PAGE}"
    )


def test_the_readme_is_short_and_its_figures_are_those_of_the_pages():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 150
    first_runs = (ROOT / "docs/first-runs.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"vignettes_unseen_\d.yaml` \| (\d+) \| (\d+) in range, \d+ exact, (\d+) of (\d+)",
        first_runs,
    )
    cases, in_range, missed, emergencies = (
        sum(map(int, column)) for column in zip(*rows, strict=True)
    )
    assert f"{in_range} of {cases} written cases" in readme
    assert f"{missed} of {emergencies} emergencies" in readme
    rounds = yaml.safe_load((ROOT / "tests/cases/calls/rounds.yaml").read_text("utf-8"))["rounds"]
    held, right = sum(one["calls"] for one in rounds), sum(one["in_range"] for one in rounds)
    assert f"{right} of {held} calls" in readme


def test_the_picture_of_the_readme_shows_the_screen_as_it_is():
    with Image.open(hero.HERO) as picture:
        said = picture.info[hero.SHOWS]
    assert hero.HERO.stat().st_size < hero.MAX_BYTES
    name, _ = hero.SHOWN
    shown = screen(screens_seen.PROTOCOL, screens_seen.reply(*screens_seen.REPLIES[name]), "en-US")
    seconds, buttons = f"of {shown.total_s} s", [button.label for button in shown.buttons]
    words = [*shown.step, seconds, shown.main, *shown.signs, shown.box, shown.question, *buttons]
    assert [text for text in words if text not in said] == [], "run python -m tools.docs.hero"


def test_the_call_that_one_can_hear_says_what_the_program_says():
    page = call.PAGE.read_text(encoding="utf-8")
    said = call.words_to_say()
    assert call.words_of(page) == said, "run python -m tools.docs.call"
    assert call.words_in(call.CALL) == said, "run python -m tools.docs.call"


def test_the_call_can_be_played_and_is_small_and_short():
    assert call.CALL.stat().st_size <= call.MAX_BYTES
    samples, rate_hz = soundfile.read(call.CALL, dtype="float32")
    length_s = len(samples) / rate_hz
    ends = re.findall(r"^> `(\d+):(\d\d)`", call.PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    last_s = 60 * int(ends[-1][0]) + int(ends[-1][1])
    assert last_s < length_s < last_s + 5
    assert length_s < 150
    seconds = samples[: int(length_s) * rate_hz].reshape(-1, rate_hz)
    assert (np.abs(seconds).max(axis=1) > 0.1).mean() > 0.7  # somebody speaks most of the time


PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tools").rglob("*.md")]
)


def anchors(page: Path) -> set[str]:
    """What a link into a page can name, as GitHub makes it of the headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_of_a_page_leads_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        linked = (page.parent / file).resolve() if file else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


def test_every_make_target_that_a_page_names_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in PAGES:
        written = page.read_text(encoding="utf-8")
        named = set(re.findall(r"(?:`|^ *)make ([a-z-]+[a-z])(?:`| {2,}|$)", written, re.MULTILINE))
        assert named - targets == set(), page


def test_the_tag_of_a_release_is_its_version():
    page = (ROOT / "docs/release.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"python -c '([^']+)'", page)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert f'\nversion = "{done.stdout.strip()}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_index_lists_every_page():
    index = ROOT / "docs/index.md"
    linked = set(re.findall(r"\]\(([^)\s]+)\)", index.read_text(encoding="utf-8")))
    pages = {
        str(page.relative_to(ROOT / "docs")) for page in PAGES if ROOT / "docs" in page.parents
    }
    assert pages - linked == {"index.md"}


def test_no_arrow_points_the_wrong_way():
    assert list(architecture.faults()) == []


def test_every_folder_is_a_room():
    folders = {
        f"{package}.{path.name}"
        for package in architecture.PACKAGES
        for path in (ROOT / package).iterdir()
        if (path / "__init__.py").is_file()
    }
    assert folders == {room for room in architecture.MAY_IMPORT if "." in room}


def test_no_circle_of_modules_or_rooms():
    modules = architecture.imports()
    modules = {
        name: {other for other in imported if other in modules}
        for name, imported in modules.items()
    }
    assert architecture.circles(modules) == []
    rooms: dict[str, set[str]] = {}
    for room, other in architecture.arrows():
        rooms.setdefault(room, set()).add(other)
    assert architecture.circles({a: {b for b in bs if "." in b} for a, bs in rooms.items()}) == []


def test_no_folder_has_more_modules_than_fit_at_a_glance():
    crowded = {
        str(folder.relative_to(ROOT)): count
        for package in (*architecture.PACKAGES, "tools")
        for folder in {path.parent for path in (ROOT / package).rglob("*.py")}
        if (count := len([*folder.glob("*.py")]) - 1) > 15
    }
    assert crowded == {}


@pytest.mark.parametrize("library", ["socket", "time", "random", "threading", "sqlite3", "vosk"])
def test_the_core_has_no_clock_no_chance_and_no_network(library: str):
    for module, imported in architecture.imports().items():
        if module.startswith("cramp_triage"):
            assert library not in {name.partition(".")[0] for name in imported}, module
