"""The Lambda zip: of pinned wheels, for Lambda's Python whatever is here, and it stands alone."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from skill.errors import ConfigError
from skill.publish import wheels
from skill.publish.package import zipped
from skill.publish.wheels import MACHINES, PINS, RUNTIME, fetch, pins, wheel_files
from tests import ROOT, needs
from tests.alexa.alexa_requests import intent, launch, plain_slot
from tests.alexa.served import environment
from tools.lambda_wheels import pinned
from tools.versions import find

pytestmark = [pytest.mark.slow, pytest.mark.searches]
MAX_BYTES = 29_000_000  # the reader's weights are 14 of it, numpy 12.5, half of that OpenBLAS
ELF_MACHINES = {"x86_64": 62, "arm64": 183}
"""What the head of a compiled file says at byte 18."""


def package(out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "skill.cli", "package", "--out", str(out)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, str]:
    """The folder that the command wrote, and what it said; made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent
    out, said = base / "packaged", base / "packaged.txt"
    with (base / "packaged.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = package(out)
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout)
    return out, said.read_text()


def test_the_command_writes_it_all_and_says_the_size(packaged: tuple[Path, str]) -> None:
    out, said = packaged
    size = (out / "lambda.zip").stat().st_size
    assert size < MAX_BYTES
    assert f"{size:,} bytes, for {RUNTIME} on x86_64" in said
    assert "give --privacy-url" in said
    with zipfile.ZipFile(out / "lambda.zip") as archive:
        names = set(archive.namelist())
    # `ask deploy` zips the folder again, so both must be the same.
    code = out / "lambda"
    assert names == {str(p.relative_to(code)) for p in code.rglob("*") if p.is_file()}
    (out / "file").write_text("")
    failed = package(out / "file")
    assert (failed.returncode, len(failed.stderr.splitlines())) == (1, 1)
    assert "choose another with --out" in failed.stderr


def test_the_zip_stands_alone(packaged: tuple[Path, str], tmp_path: Path) -> None:
    declared = find(RUNTIME.removeprefix("python"))
    if declared is None:
        needs.missing(RUNTIME, f"install {RUNTIME}, which Lambda runs it with")
    with zipfile.ZipFile(packaged[0] / "lambda.zip") as archive:
        archive.extractall(tmp_path)
    script = f"""
import json, sys
sys.path = [p for p in sys.path if "site-packages" not in p]
sys.path.insert(0, {str(tmp_path)!r})
from skill.lambda_function import handler
answers = [handler(event, None) for event in json.load(sys.stdin)]
import skill, msgspec, numpy
assert all(m.__file__.startswith({str(tmp_path)!r}) for m in (skill, msgspec, numpy))
print(json.dumps(answers))
"""
    words = intent("SayIIntent", plain_slot("words", "have chest pain"))
    done = subprocess.run(
        [str(declared), "-I", "-S", "-W", "ignore", "-c", script],
        input=json.dumps([launch(), words]),
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened, danger = json.loads(done.stdout)
    assert "the cramp?" in opened["response"]["outputSpeech"]["ssml"]
    assert "911" in danger["response"]["outputSpeech"]["ssml"]


@pytest.mark.parametrize("architecture", MACHINES)
def test_what_is_compiled_is_for_lambdas_python_and_machine(architecture: str) -> None:
    tag = f"cpython-{RUNTIME.removeprefix('python').replace('.', '')}-{MACHINES[architecture]}-"
    found = fetch(architecture, ROOT / "build/wheels" / architecture)
    assert len(found) == len(pins())
    compiled = {
        path: content
        for wheel in found
        for path, content in wheel_files(wheel)
        if ".so" in path.suffixes
    }
    assert compiled
    for path, content in compiled.items():
        assert content[:4] == b"\x7fELF"
        assert int.from_bytes(content[18:20], "little") == ELF_MACHINES[architecture], path
        assert ".libs" in path.parts[0] or tag in path.name


def test_every_wheel_is_pinned_in_the_version_that_was_tested() -> None:
    assert list(pins()) == pinned(), "run `python -m tools.lambda_wheels`"
    assert all(pins().values())
    assert "requests" not in PINS.read_text()


def test_a_wheel_that_is_not_the_pinned_one_is_not_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (six,) = (pin for pin in pins() if pin.startswith("six=="))
    for wheel in fetch("x86_64", ROOT / "build/wheels/x86_64"):
        shutil.copy(wheel, tmp_path)
        if wheel.name.startswith("six-"):
            (tmp_path / wheel.name).write_bytes(wheel.read_bytes() + b" ")
    offline = [sys.executable, "-c", "raise SystemExit('ERROR: no network')"]
    monkeypatch.setattr(wheels, "pip_download", lambda *_: offline)
    with pytest.raises(ConfigError, match=rf"lacks {six} as .*no network.*connect") as raised:
        fetch("x86_64", tmp_path)
    assert len(str(raised.value).splitlines()) == 1


def test_the_same_files_give_the_same_zip() -> None:
    files = {Path("a/b.py"): b"print()\n" * 99, Path("a.py"): b"", Path("c"): bytes(range(256))}
    assert zipped(files) == zipped(dict(reversed(files.items())))
