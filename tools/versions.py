"""Runs the fast tests with every other supported Python that this machine has.

    python -m tools.versions

Looks for `python3.12` and so on in the path, and among pyenv's. One that is not there is named and
left out. What depends on the version is the language and its library: the core, the understanding
and the skill show that; sound, pictures and browsers are tested once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tools import ROOT

SUPPORTED: Final = ("3.11", "3.12", "3.13")
PYENV: Final = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
INSTALLED: Final = ("-e", f"{ROOT}[skill]", "hypothesis", "pytest", "pytest-xdist")
TESTS: Final = (
    *("tests/unit", "tests/fuzz", "tests/alexa", "-m", "not slow and not searches", "-n", "2"),
    # Other programs than this interpreter: a server, Node, a browser, pip.
    *(f"--ignore=tests/alexa/test_{name}.py" for name in ("client", "package", "screens", "stack")),
    # They start the voice or read all packages, which this environment has not.
    *(
        f"--ignore=tests/unit/{name}.py"
        for name in ("console/test_streams", "compile/test_writing")
    ),
    "--ignore=tests/unit/storage/test_local_time.py",
    *(f"--ignore=tests/unit/test_{name}.py" for name in ("documents", "licences", "reasons")),
)

PACKED: Final = ("tests/alexa/test_lambda_zip.py",)
"""What each must pack alike, slow as it is."""


def find(version: str) -> Path | None:
    """An interpreter of this version that starts, or None."""
    named = shutil.which(f"python{version}")
    candidates = [Path(named)] if named else []
    candidates += sorted(PYENV.glob(f"{version}.*/bin/python{version}"))
    for candidate in candidates:
        # pyenv puts a shim into the path even for versions that are not to be used.
        if subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    return None


def environment(version: str, interpreter: Path) -> Path:
    """The interpreter of an environment with what the tests need, made again if pins changed."""
    folder = ROOT / "build" / f"python{version}"
    python, stamp = folder / "bin/python", folder / "installed"
    pins = "\n".join(
        (*INSTALLED, (ROOT / "constraints.txt").read_text(), (ROOT / "pyproject.toml").read_text())
    )
    if not stamp.is_file() or stamp.read_text() != pins:
        subprocess.run([interpreter, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-c", ROOT / "constraints.txt", *INSTALLED], check=True)
        stamp.write_text(pins)
    return python


def main() -> None:
    """Exits 1 if a version fails."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    # On CI a test fails where what it needs is missing; this is one run of several, where it may.
    own = {key: value for key, value in os.environ.items() if key not in ("CI", "PYTHONPATH")}
    for version in SUPPORTED:
        if version == here:
            continue
        interpreter = find(version)
        if interpreter is None:
            print(f"Python {version} is not on this machine; left out.")
            continue
        print(f"Python {version}, the fast tests:", flush=True)
        began_s = time.monotonic()
        pytest = [environment(version, interpreter), "-m", "pytest", "-p", "no:cacheprovider"]
        for tests in (TESTS, PACKED):
            if subprocess.run([*pytest, *tests], cwd=ROOT, env=own).returncode:
                raise SystemExit(1)
        print(f"Python {version}: {time.monotonic() - began_s:.0f} s")


if __name__ == "__main__":
    main()
