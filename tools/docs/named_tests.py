"""The tests that the documents name: that they are there, and that they pass.

    python -m tools.docs.named_tests          # lists them as pytest knows them
    python -m tools.docs.named_tests --run    # runs exactly these

The hazard log and the seed coverage promise what these tests prove, so a run fails on any that is
gone, skipped or failing.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import yaml

from tools import ROOT

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


def unproved(names: Collection[str], tests: Path) -> dict[str, str]:
    """Runs tests by name; those that did not pass, each with what became of it.

    A test of many cases passes when all of them do.
    """
    gone = {name: fault for name in names if (fault := missing_test(name, tests))}
    present = [f"{tests.name}/{name}" for name in names if name not in gone]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}"]
        if present:
            subprocess.run([*command, *present], cwd=tests.parent, check=False)
        cases = ElementTree.parse(report).iter("testcase") if report.exists() else ()
        passed, faults = _read(cases, tests.name)
    never = {name: "was not run" for name in names if name not in passed}
    return never | {name: fault for name, fault in faults.items() if name in names} | gone


def _read(cases: Any, folder: str) -> tuple[set[str], dict[str, str]]:
    """The tests with a case that passed, and those with one that did not, from pytest's report."""
    passed, faults = set(), {}
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
    faults = unproved(named, ROOT / "tests")
    for name, fault in faults.items():
        sys.stderr.write(f"{', '.join(named[name])}: {name}: {fault}\n")
    print(f"{len(named) - len(faults)} of {len(named)} tests that the documents name passed")
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
