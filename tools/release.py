"""Makes the files of a release from a clean clone of the last commit.

    python -m tools.release [--out dist]

What is not committed is not in them. The wheel is built from the source archive, so that one shows
that the other is whole; the Lambda zips come with the licences of what they hold.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Final

from skill.publish.wheels import MACHINES
from tools import ROOT

SUMS: Final = "SHA256SUMS"
_WHEELS: Final = "build/wheels"


def clone(folder: Path) -> None:
    """Clones the last commit, with the downloaded wheels, whose hashes are checked again."""
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, folder], check=True)
    if (ROOT / _WHEELS).is_dir():
        shutil.copytree(ROOT / _WHEELS, folder / _WHEELS)


def run(source: Path, *words: str | Path) -> None:
    """Runs a module of the clone, or of the environment."""
    subprocess.run([sys.executable, "-m", *words], cwd=source, check=True)


def licences(wheels: Path) -> str:
    """The licence files that some wheels bring, one after the other."""
    texts = []
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in sorted(archive.namelist()):
                file = Path(name).name.upper()
                if ".dist-info/" in name and ("LICENSE" in file or "COPYING" in file):
                    texts.append(f"==== {name}\n\n{archive.read(name).decode('utf-8')}")
    return "\n".join(texts)


def make(out: Path) -> None:
    """Writes the wheel, the source archive, the Lambda zips and their sums into an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "source"
        clone(source)
        project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
        run(source, "build", "--outdir", out, source)
        for part in ("protocol", "lexicon"):
            run(source, f"cramp_triage.compile.{part}")
        for machine in MACHINES:
            packed = Path(place) / machine
            run(source, "skill.cli", "package", "--architecture", machine, "--out", packed)
            name = f"cramp_helper-{project['version']}-lambda-{machine}"
            shutil.copy(packed / "lambda.zip", out / f"{name}.zip")
            told = licences(source / _WHEELS / machine)
            (out / f"{name}-licences.txt").write_text(told, encoding="utf-8")
    files = sorted(out.iterdir())
    sums = [f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (out / SUMS).write_text("".join(sums), encoding="utf-8")


def main() -> None:
    """Makes a release, and says what is in it."""
    parser = argparse.ArgumentParser(description="Make the files of a release.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="emptied first")
    out = parser.parse_args().out.resolve()
    make(out)
    for file in sorted(out.iterdir()):
        print(f"{file.stat().st_size:>12,}  {file.name}")


if __name__ == "__main__":
    main()
