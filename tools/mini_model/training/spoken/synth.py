"""Speech at 16 kHz from three free synthesisers: flite, festival, espeak-ng.

Samples are float32 in the range of 16-bit integers.
"""

from __future__ import annotations

import math
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import soundfile
from scipy.signal import resample_poly

from tools.mini_model.phones import SILENCE
from tools.mini_model.training.labelled.labels import Segment
from tools.mini_model.training.needs import APT, DEBIAN
from tools.mini_model.training.spoken.espeak import Espeak
from tools.mini_model.training.spoken.voices import Way

Samples = npt.NDArray[np.float32]

RATE_HZ: Final = 16_000
_FLITE_SILENCES: Final = ("pau", "ssil", "h#", "brth")


def flite(text: str, voice: str, stretch: float = 1.0) -> tuple[Samples, list[Segment]]:
    """Speaks with flite, which also tells its phones.

    Args:
        text: what to say.
        voice: one of flite's.
        stretch: how many times as long as usual.

    Raises:
        SystemExit: flite is missing or fails; names the fix.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "spoken.wav")
        stretched = f"duration_stretch={stretch:.3f}"
        command = ["flite", "-voice", voice, "-psdur", "--setf", stretched, "-t", text]
        ran = _run([*command, "-o", str(out)], "flite")
        if ran.returncode:
            raise SystemExit(f"flite cannot speak as {voice}: {_complaint(ran)}")
        samples = _read(out)
    pairs = (item.rsplit(":", 1) for item in ran.stdout.decode("ascii", "replace").split())
    found = [
        (SILENCE if phone in _FLITE_SILENCES else phone.upper(), float(end_s))
        for phone, end_s in pairs
    ]
    # Some of its voices tell the times of speech that was not stretched.
    length_s = len(samples) / RATE_HZ
    scale = length_s / found[-1][1] if found and found[-1][1] > 0 else 1.0
    return samples, [(phone, end_s * scale) for phone, end_s in found]


def festival(jobs: Sequence[tuple[str, float]], voice: str) -> list[Samples | None]:
    """Speaks many texts in one process of festival, which takes a second to start.

    Args:
        jobs: each text, and how many times as long as usual it is to be.
        voice: one of festival's.

    Returns:
        One for each job; None where festival could not say it.

    Raises:
        SystemExit: festival is missing, or has not this voice; names the fix.
    """
    if not jobs:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [f"(voice_{voice})"]
        for at, (text, stretch) in enumerate(jobs):
            lines.append(f"(Parameter.set 'Duration_Stretch {stretch:.3f})")
            said = f'(utt.synth (Utterance Text "{text}"))'
            lines.append(f'(utt.save.wave {said} "{folder / str(at)}.wav" \'riff)')
        script = folder / "job.scm"
        script.write_text("\n".join([*lines, "(exit)", ""]), encoding="ascii")
        ran = _run(["festival", "-b", str(script)], "festival")
        files = [folder / f"{at}.wav" for at in range(len(jobs))]
        spoken = [_read(file) if file.exists() else None for file in files]
    if not any(samples is not None for samples in spoken):
        fix = f"{APT} {DEBIAN['festival']}"
        raise SystemExit(f"festival cannot speak as {voice}: {_complaint(ran)}; {fix}")
    return spoken


def espeak(text: str, way: Way) -> tuple[Samples, list[Segment] | None]:
    """Speaks with espeak-ng; the phones are None where it named one that is not ours."""
    engine = _engine()
    samples, found = engine.speak(text, way)
    return _resampled(samples.astype(np.float32), engine.rate_hz), found


@cache
def _engine() -> Espeak:
    return Espeak()


def _run(command: Sequence[str], program: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, capture_output=True)
    except FileNotFoundError:
        raise SystemExit(f"{program} is not installed; {APT} {DEBIAN[program]}") from None


def _complaint(ran: subprocess.CompletedProcess[bytes]) -> str:
    """The first line of it."""
    lines = ran.stderr.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else f"status {ran.returncode}"


def _read(path: Path) -> Samples:
    """A file's only channel."""
    samples, native_hz = soundfile.read(path, dtype="int16")
    return _resampled(samples.astype(np.float32), native_hz)


def _resampled(samples: npt.NDArray[Any], native_hz: int) -> Samples:
    shared = math.gcd(native_hz, RATE_HZ)
    if native_hz == RATE_HZ or not len(samples):
        return samples.astype(np.float32)
    out = resample_poly(samples, RATE_HZ // shared, native_hz // shared)
    return np.asarray(out, np.float32)
