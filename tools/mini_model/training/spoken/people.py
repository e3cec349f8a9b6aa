"""People say one word each: recordings of many hundred speakers, from a folder beside the checkout.

The folder is laid out as Google's Speech Commands are (CC BY 4.0): `yes/8ec6dab6_nohash_0.flac`,
where the eight digits are the speaker. Words without a folder of their own lie in `unknown`, the
word before the speaker: `bed_4c7c95de_nohash_0.flac`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import yaml

from tools.mini_model.training import chunks
from tools.mini_model.training.spoken.utterance import Utterance

CHUNK: Final = 300
TESTED: Final = Path(__file__).parents[4] / "tests" / "recordings" / "people" / "manifest.yaml"
"""Whose recordings are in the tests."""

_NAME: Final = re.compile(r"(?:(?P<word>[a-z]+)_)?(?P<speaker>[0-9a-f]{8})_nohash_\d+")
_JUDGES: Final = (10, 2)
"""Speakers whose number leaves 2 when divided by 10 judge; they never train."""


def judges(speaker: str) -> bool:
    """Whether this speaker is kept for measuring."""
    of, rest = _JUDGES
    return int(speaker, 16) % of == rest


def recorded(folder: Path, *, judging: bool) -> Iterator[Utterance]:
    """Everybody's words, of those who judge or of those who train; none that the tests have.

    Raises:
        SystemExit: there are no such recordings; names the folder.
    """
    manifest = yaml.safe_load(TESTED.read_text(encoding="utf-8"))
    tested = {str(entry["voice"]) for entry in manifest}
    found = sorted(folder.glob("*/*.flac"))
    if not found:
        raise SystemExit(f"{folder} has no WORD/SPEAKER_nohash_N.flac; see tools/mini_model/README")
    for path in found:
        named = _NAME.match(path.name)
        if named and named["speaker"] not in tested and judges(named["speaker"]) == judging:
            samples, _ = soundfile.read(path, dtype="int16")
            word = named["word"] or path.parent.name
            yield Utterance(word, f"person:{named['speaker']}", np.asarray(samples), None)


def keep_all(recordings: Path, folder: Path) -> Iterator[str]:
    """Writes down the words of those who train, in chunks of `CHUNK`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(recorded(recordings, judging=False))
    for number, at in enumerate(range(0, len(rows), CHUNK)):
        path = chunks.path_of(folder, number)
        if not path.exists():
            chunks.write(path, rows[at : at + CHUNK])
        yield str(path)
