"""What a stranger installs: the wheel alone, into an empty environment."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.searches]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built as pip builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder]
    subprocess.run([*build, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def empty(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the commands of an environment with the wheel and what it cannot do without."""
    folder = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [folder / "bin/python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "-c", ROOT / "constraints.txt", wheel], check=True)
    return folder / "bin"


def run(command: Path, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *words], input=said, capture_output=True, text=True, timeout=120
    )


def test_the_wheel_holds_what_it_needs_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "cramp_triage/data/protocol.json",
        "cramp_triage/data/lexicon.json",
        "visit_summary/templates/page.html",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "hatch_build"))]


def test_a_fault_in_the_data_stops_the_install_with_its_line(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "cramp_triage", tmp_path / "cramp_triage")
    (tmp_path / "cramp_triage/data/rules.yaml").write_text("rules: none\n", encoding="utf-8")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path]
    stopped = subprocess.run([*build, tmp_path], capture_output=True, text=True)
    assert stopped.returncode
    told = [line.strip() for line in (stopped.stdout + stopped.stderr).splitlines()]
    at = told.index("rules.yaml: has no list 'rules'; add it")
    assert told[at - 1].endswith("[1 lines of output]")


def test_the_core_talks_from_the_wheel(empty: Path) -> None:
    shown = run(empty / "cramp-triage", "chat", said="my left calf is cramping\n")
    assert shown.returncode == 0, shown.stderr
    assert "pull your toes up" in shown.stdout


@pytest.mark.parametrize(
    ("command", "words", "extra"),
    [
        ("cramp-voice", ["model", "path"], "voice"),
        ("cramp-skill", ["serve", "--insecure-local"], "skill"),
        ("cramp-triage", ["report", "kept.json"], "report"),
    ],
)
def test_what_is_not_installed_is_told_with_its_fix(
    empty: Path, command: str, words: list[str], extra: str
) -> None:
    shown = run(empty / command, *words)
    assert shown.returncode == 1
    assert shown.stderr.count("\n") == 1, shown.stderr
    assert f"pip install 'cramp-helper[{extra}]'" in shown.stderr


@pytest.mark.parametrize("command", ["cramp-triage", "cramp-skill", "cramp-voice"])
def test_every_command_tells_what_it_can_do(empty: Path, command: str) -> None:
    shown = run(empty / command, "--help")
    assert shown.returncode == 0
    assert "Usage" in shown.stdout
