"""The tests that the documents name: that they are there, and that they pass.

    python -m tools.docs.named_tests          # lists them as pytest knows them
    python -m tools.docs.named_tests --run    # runs exactly these

The hazard log and the seed coverage promise what these tests prove, so a run fails on any that is
gone, skipped or failing. What the other parts of `make verify` have just run is read from their
reports below build/reports and not run twice; a report older than the code counts for nothing.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import yaml

from tools import ROOT

REPORTS: Final = ROOT / "build/reports"
DOCUMENTS: Final = {"docs/safety/hazards.yaml": "hazards", "docs/seed-coverage.yaml": "items"}


def named_tests() -> dict[str, list[str]]:
    """Each test that a document names (`folder/test_file.py::test_name`), with who names it."""
    named: dict[str, list[str]] = {}
    for document, section in DOCUMENTS.items():
        entries = yaml.safe_load((ROOT / document).read_text(encoding="utf-8"))[section]
        for key, entry in entries.items():
            for each in entry.get("controls", [entry]):
                if "test" in each:
                    named.setdefault(each["test"], []).append(key)
    return named


def missing_test(name: str, tests: Path) -> str | None:
    """What is wrong with a test's name, or None.

    Args:
        name: `folder/test_file.py::test_name`.
        tests: the folder that it starts from.
    """
    file, _, function = name.partition("::")
    if not (tests / file).is_file():
        return f"no such test file: {file}"
    written = ast.parse((tests / file).read_text(encoding="utf-8"))
    functions = [each for each in written.body if isinstance(each, ast.FunctionDef)]
    if not function.startswith("test_") or function not in [each.name for each in functions]:
        return f"no such test: {name}"
    return None


def unproved(names: Collection[str], tests: Path, reports: Iterable[Path] = ()) -> dict[str, str]:
    """Runs tests by name; those that did not pass, each with what became of it.

    A test of many cases passes when all of them do.

    Args:
        names: `folder/test_file.py::test_name` each.
        tests: the folder that they start from.
        reports: what pytest wrote of runs that just were; what is in them is not run again.
    """
    gone = {name: fault for name in names if (fault := missing_test(name, tests))}
    passed, faults = _read(reports, tests.name)
    left = [name for name in names if not (name in gone or name in passed or name in faults)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}"]
        if left:
            present = [f"{tests.name}/{name}" for name in left]
            subprocess.run([*command, *present], cwd=tests.parent, check=False)
        if report.exists():
            also_passed, also_faults = _read([report], tests.name)
            passed, faults = passed | also_passed, faults | also_faults
    never = {name: "was not run" for name in names if name not in passed}
    return never | {name: fault for name, fault in faults.items() if name in names} | gone


def fresh_reports() -> list[Path]:
    """The reports that are younger than all code and data."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [ROOT / name for name in listed.stdout.splitlines()]
    changed = max(file.stat().st_mtime for file in files if file.exists())
    return [report for report in REPORTS.glob("*.xml") if report.stat().st_mtime > changed]


def _read(reports: Iterable[Path], folder: str) -> tuple[set[str], dict[str, str]]:
    """The tests with a case that passed, and those with one that did not, from pytest's reports."""
    passed, faults = set(), {}
    cases = (case for report in reports for case in ElementTree.parse(report).iter("testcase"))
    for case in cases:
        module = case.get("classname", "").replace(".", "/").removeprefix(f"{folder}/")
        name = f"{module}.py::{case.get('name', '').partition('[')[0]}"
        outcomes = [each for each in case if each.tag in ("skipped", "failure", "error")]
        if outcomes:
            said = outcomes[0].get("message", "").partition("\n")[0]
            faults[name] = f"{outcomes[0].tag}: {said}"
        else:
            passed.add(name)
    return passed, faults


def main() -> int:
    """Lists the named tests, or runs them; the exit status is 1 if one did not pass."""
    named = named_tests()
    if "--run" not in sys.argv[1:]:
        print(*(f"tests/{name}" for name in named), sep="\n")
        return 0
    faults = unproved(named, ROOT / "tests", fresh_reports())
    for name, fault in faults.items():
        sys.stderr.write(f"{', '.join(named[name])}: {name}: {fault}\n")
    print(f"{len(named) - len(faults)} of {len(named)} tests that the documents name passed")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
