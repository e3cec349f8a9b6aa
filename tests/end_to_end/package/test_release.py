"""`make release`: all files of a release, from the last commit, with sums and licences."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from skill.publish.wheels import MACHINES, pins
from tests import ROOT
from tools.release import SUMS

pytestmark = [pytest.mark.slow, pytest.mark.searches]

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release."""
    out = tmp_path_factory.mktemp("release") / "dist"
    command = [sys.executable, "-m", "tools.release", "--out", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return out


def test_a_release_has_every_file_and_right_sums(released: Path) -> None:
    ours = f"cramp_helper-{VERSION}"
    zips = {f"{ours}-lambda-{machine}" for machine in MACHINES}
    made = {path.name for path in released.iterdir()}
    assert made == {
        f"{ours}.tar.gz",
        f"{ours}-py3-none-any.whl",
        *(f"{name}.zip" for name in zips),
        *(f"{name}-licences.txt" for name in zips),
        SUMS,
    }
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=released, check=True)


def test_the_wheel_is_compiled_and_the_source_archive_lacks_recordings(released: Path) -> None:
    (wheel,) = released.glob("*.whl")
    assert "cramp_triage/data/protocol.json" in zipfile.ZipFile(wheel).namelist()
    (source,) = released.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert "docs/release.md" in names
    assert not [name for name in names if name.startswith(("tests/recordings/", "build/", ".git/"))]


@pytest.mark.parametrize("machine", MACHINES)
def test_each_zip_comes_with_the_licences_of_what_it_holds(released: Path, machine: str) -> None:
    (told,) = released.glob(f"*{machine}-licences.txt")
    headings = [line for line in told.read_text("utf-8").splitlines() if line.startswith("==== ")]
    with_text = {line.removeprefix("==== ").partition("-")[0] for line in headings}
    names = {pin.partition("==")[0].replace("-", "_") for pin in pins()}
    # These wheels of Amazon's have no file of their own: their licence is the one in our LICENSE.
    assert names - with_text == {"ask_sdk_core", "ask_sdk_runtime"}
