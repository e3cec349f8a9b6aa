"""Runs the fast tests with every other supported Python that this machine has.

    python tools/versions.py

Looks for `python3.12` and so on in the path, and among pyenv's. One that is not there is named and
left out: CI's machine has them all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SUPPORTED: Final = ("3.11", "3.12", "3.13")
PYENV: Final = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
# Without the slow proofs, the browser and real speech: none of them depends on the version.
FAST: Final = (
    "tests/core",
    "tests/nlu",
    "tests/voice",
    "tests/skill",
    "-m",
    "not audio and not slow",
)


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
    """The interpreter of an environment with everything installed, made anew if pins changed."""
    folder = ROOT / "build" / f"python{version}"
    python, stamp = folder / "bin/python", folder / "installed"
    pins = (ROOT / "constraints.txt").read_text() + (ROOT / "pyproject.toml").read_text()
    if not stamp.is_file() or stamp.read_text() != pins:
        subprocess.run([interpreter, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-c", ROOT / "constraints.txt", "-e", f"{ROOT}[dev]"], check=True)
        stamp.write_text(pins)
    return python


def main() -> None:
    """Exits 1 if a version fails."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in SUPPORTED:
        if version == here:
            continue
        interpreter = find(version)
        if interpreter is None:
            print(f"Python {version} is not on this machine; left out.")
            continue
        print(f"Python {version}:", flush=True)
        tests = [environment(version, interpreter), "-m", "pytest", "-p", "no:cacheprovider", *FAST]
        if subprocess.run(tests, cwd=ROOT).returncode:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
