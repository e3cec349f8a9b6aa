"""What the Lambda zip holds apart from our code: pinned wheels, for Lambda's Python and not ours.

`wheels.txt` next to this file pins them, with the hash of every file; `tools.lambda_wheels` writes
it. Build time only.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from skill.errors import ConfigError

RUNTIME: Final = "python3.13"
"""The oldest are on Amazon Linux 2, whose C library numpy's wheels are too new for."""

MACHINES: Final = {"x86_64": "x86_64", "arm64": "aarch64"}
"""Lambda's name of an architecture -> that of the wheels."""

PINS: Final = Path(__file__).with_name("wheels.txt")
GLIBC: Final = ("2_34", "2_28", "2_27", "2_17")
"""Of Amazon Linux 2023, and what older wheels are named for."""

_PIN: Final = re.compile(r"^([\w.-]+==[\w.]+)((?:[ \\\n]+--hash=sha256:[0-9a-f]{64})+)", re.M)
_NEEDLESS: Final = re.compile(
    r"""
    [^/]+\.(dist-info|data)/ | .*/tests?/ | .*\.(pyi|h|a|c|pc|pxd|yaml)$
    # Of numpy, what is imported only by name, and nobody here names.
    | numpy/(char|core|ctypeslib|doc|f2py|fft|ma|polynomial|random|rec|strings|testing|typing)/
    | numpy/_core/(defchararray|strings)\. | numpy/lib/recfunctions\.
    | numpy/(_pyinstaller/|conftest|matlib) | numpy/_core/(_simd|\w+_tests)\. | numpy/linalg/lapack
    | dateutil/zoneinfo/
    """,
    re.X,
)


def pip_download(architecture: str, pins: Path, folder: Path) -> list[str]:
    """The command that fetches the wheels that a requirements file names.

    Args:
        architecture: Lambda's name of it.
        pins: the file.
        folder: where to.
    """
    version = RUNTIME.removeprefix("python")
    platforms = [f"manylinux_{glibc}_{MACHINES[architecture]}" for glibc in GLIBC]
    platforms.append(f"manylinux2014_{MACHINES[architecture]}")
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary", ":all:", "--implementation", "cp"),
        *("--python-version", version, "--abi", f"cp{version.replace('.', '')}", "--abi", "none"),
        *(option for platform in platforms for option in ("--platform", platform)),
        *("--requirement", str(pins), "--dest", str(folder)),
    ]


def fetch(architecture: str, folder: Path) -> list[Path]:
    """Returns the pinned wheels of an architecture; downloads what is not in the folder yet.

    Args:
        architecture: Lambda's name of it.
        folder: where they are kept; made if missing.

    Raises:
        ConfigError: one is missing, or is not the file that is pinned.
    """
    if missing(folder):
        done = subprocess.run(
            pip_download(architecture, PINS, folder), capture_output=True, text=True, check=False
        )
        faults = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        if lacking := missing(folder):
            why = (faults or done.stderr.splitlines() or ["pip found nothing"])[-1]
            raise ConfigError(
                f"{folder} lacks {', '.join(lacking)} as skill/publish/wheels.txt pins it ({why}): "
                "connect to the package index, or put the wheels there"
            )
    found = _by_hash(folder)
    return [found[digest] for digest in sorted(found.keys() & set().union(*pins().values()))]


def missing(folder: Path) -> list[str]:
    """The pins of which a folder has no file with a pinned hash."""
    found = _by_hash(folder).keys()
    return [pin for pin, digests in pins().items() if not digests & found]


def pins() -> dict[str, set[str]]:
    """Each pin (`name==version`) with the SHA-256 of its wheels, one for each architecture."""
    return {
        pin: set(re.findall("[0-9a-f]{64}", digests))
        for pin, digests in _PIN.findall(PINS.read_text(encoding="utf-8"))
    }


def wheel_files(wheel: Path) -> Iterator[tuple[Path, bytes]]:
    """Yields what a wheel's package needs to run."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith("/") and not _NEEDLESS.match(name):
                yield Path(name), archive.read(name)


def _by_hash(folder: Path) -> dict[str, Path]:
    return {sha256(path.read_bytes()).hexdigest(): path for path in sorted(folder.glob("*.whl"))}
