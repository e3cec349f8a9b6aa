"""Lays the noises of a bedroom under recordings: a fan, somebody snoring, a television.

Noise is synthesised from a fixed seed, so the same recording with the same noise is the same
samples in every run. The television is what the suite's own `oov_*` voices say, several at once.
Levels are those of the loud parts of each: 10 dB means that the snore, while it lasts, is 10 dB
under the voice while it speaks. Nothing is kept: recordings are mixed in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from offline_voice.audio.interfaces import RATE_HZ, Samples
from offline_voice.audio.recordings import read_recording

NOISES: Final = ("fan", "snoring", "television")
RATIOS_DB: Final = (20, 10, 5)
BEFORE_S: Final = 1.0
AFTER_S: Final = 2.0
"""The noise was there before anybody spoke, and goes on."""

_TALKERS: Final = 4
_STEP: Final = RATE_HZ // 100
_LOUD_DB: Final = 25.0

Wave = npt.NDArray[np.float64]


class Room:
    """Makes noise; the television needs the recordings whose voices it speaks with.

    Args:
        folder: of the suite, for its `oov_*` recordings.
    """

    def __init__(self, folder: Path) -> None:
        talk = [p for p in sorted(folder.glob("oov_*.flac")) if p.name.count(".") > 1]
        self._talk = [read_recording(path).astype(np.float64) for path in talk]

    def noise(self, kind: str, length_s: float, seed: int) -> Wave:
        """One of `NOISES`, loud parts at level 1."""
        rng = np.random.default_rng(seed)
        count = round(length_s * RATE_HZ)
        make = {"fan": _fan, "snoring": _snoring, "television": self._television}[kind]
        wave = make(rng, count)
        return wave / _loudness(wave)

    def under(self, speech: Samples, kind: str, ratio_db: float, name: str) -> Samples:
        """The recording `name` with noise under it, before it and after it."""
        lead, tail = np.zeros(round(BEFORE_S * RATE_HZ)), np.zeros(round(AFTER_S * RATE_HZ))
        voice = np.concatenate([lead, speech.astype(np.float64), tail])
        noise = self.noise(kind, len(voice) / RATE_HZ, crc32(f"{name} {kind}".encode()))
        level = _loudness(speech.astype(np.float64)) * 10 ** (-ratio_db / 20)
        mixed: Samples = np.clip(np.rint(voice + level * noise), -32768, 32767).astype(np.int16)
        return mixed

    def _television(self, rng: np.random.Generator, count: int) -> Wave:
        total = np.zeros(count)
        for _ in range(_TALKERS):
            said: list[Wave] = []
            while sum(map(len, said)) < count + RATE_HZ:
                one = self._talk[rng.integers(len(self._talk))]
                said.append(one * rng.uniform(0.5, 1.0))
            track = np.concatenate(said)
            at = rng.integers(RATE_HZ)
            total += track[at : at + count]
        return total


def conditions() -> Iterator[tuple[str, int]]:
    """Every noise at every ratio."""
    for kind in NOISES:
        for ratio_db in RATIOS_DB:
            yield kind, ratio_db


def sample_of(entries: Sequence[Any], share: float, salt: str) -> list[Any]:
    """A fixed choice of about this share of the entries, another for each `salt`."""
    return [e for e in entries if crc32(f"{salt} {e.file}".encode()) % 1000 < share * 1000]


def _fan(rng: np.random.Generator, count: int) -> Wave:
    """Air, louder the lower, and the hum of a motor."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    air = np.fft.irfft(spectrum / np.sqrt(1 + (hz / 120) ** 2), count)
    hum = np.sin(2 * np.pi * 98 * np.arange(count) / RATE_HZ)
    return np.asarray(air / air.std() + 0.3 * hum)


def _snoring(rng: np.random.Generator, count: int) -> Wave:
    """A rattling rumble at each breath in, a hiss at each breath out."""
    time_s = np.arange(count) / RATE_HZ + rng.uniform(0, 4)
    rumble = np.convolve(rng.standard_normal(count), np.hanning(100), "same")
    rattle = 1 + 0.8 * np.sign(np.sin(2 * np.pi * rng.uniform(30, 45) * time_s))
    breath = np.sin(2 * np.pi * time_s / rng.uniform(3, 4.5))
    inward = rumble / rumble.std() * rattle * np.clip(breath, 0, None) ** 0.5
    outward = 0.1 * rng.standard_normal(count) * np.clip(-breath, 0, None)
    return np.asarray(inward + outward)


def _loudness(wave: Wave) -> float:
    """Root-mean-square level of the loud steps."""
    steps = wave[: len(wave) // _STEP * _STEP].reshape(-1, _STEP)
    power = (steps**2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 10 ** (-_LOUD_DB / 10)].mean()))
