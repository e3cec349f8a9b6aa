"""Pins the wheels of the Lambda zip, in the versions of constraints.txt, with their hashes.

`python -m tools.lambda_wheels` does it, after constraints.txt has changed.
"""

from __future__ import annotations

import subprocess
import tempfile
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Final

from skill.publish.wheels import MACHINES, PINS, RUNTIME, pip_download
from tools import ROOT

NEEDED: Final = ("ask-sdk-core", "isodate", "msgspec", "numpy", "threadpoolctl")
NOT_SHIPPED: Final = frozenset({"requests"})
"""It is for a client of Alexa's APIs, which is not used here. Boto3, for the memory, Lambda has."""

HEAD: Final = f"""\
# What the Lambda zip holds apart from our code, for {RUNTIME} on {" and ".join(MACHINES)}, in the
# versions of constraints.txt. Made by `python -m tools.lambda_wheels`.
"""


def pinned() -> list[str]:
    """What must be there for our code to run, as constraints.txt pins it, by name."""
    versions = {
        line.partition("==")[0].lower(): line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    names: set[str] = set()
    waiting = list(NEEDED)
    while waiting:
        name = waiting.pop()
        if name not in names | NOT_SHIPPED:
            names.add(name)
            # Extras and other platforms are behind a marker; none of ours needs any.
            needs = [each for each in metadata.requires(name) or () if ";" not in each]
            waiting += [_plain_name(each) for each in needs]
    return [versions[name] for name in sorted(names)]


def _plain_name(requirement: str) -> str:
    end = next((i for i, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), None)
    return requirement[:end].lower().replace("_", "-")


def main() -> None:
    """Downloads the wheels of each architecture, and writes their hashes."""
    hashes: dict[str, set[str]] = {pin: set() for pin in pinned()}
    with tempfile.TemporaryDirectory() as place:
        wanted = Path(place) / "wanted.txt"
        wanted.write_text("\n".join(hashes), encoding="utf-8")
        for architecture in MACHINES:
            folder = Path(place) / architecture
            subprocess.run(pip_download(architecture, wanted, folder), check=True)
            for wheel in folder.glob("*.whl"):
                name, version = wheel.name.split("-")[:2]
                pin = f"{name.replace('_', '-')}=={version}"
                hashes[pin].add(sha256(wheel.read_bytes()).hexdigest())
    lines = [
        " \\\n".join((pin, *(f"    --hash=sha256:{digest}" for digest in sorted(found))))
        for pin, found in hashes.items()
    ]
    PINS.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
