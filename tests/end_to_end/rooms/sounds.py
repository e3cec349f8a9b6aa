"""The noises of a bedroom that never end: a fan, a television. Equal in every run."""

from __future__ import annotations

from typing import Final

import numpy as np

from offline_voice.audio.interfaces import RATE_HZ, Samples
from offline_voice.audio.recordings import read_recording
from tests import RECORDINGS

_LENGTH_S: Final = 240


def fan(level: int) -> Samples:
    """Air: noise that is louder the lower it is, at a root-mean-square level."""
    noise = np.random.default_rng(2).standard_normal(_LENGTH_S * RATE_HZ)
    spectrum = np.fft.rfft(noise)
    hz = np.fft.rfftfreq(len(noise), 1 / RATE_HZ)
    air = np.fft.irfft(spectrum / np.sqrt(1 + (hz / 120) ** 2), len(noise))
    return np.rint(air / air.std() * level).astype(np.int16)


def television(level: int) -> Samples:
    """Three voices at a time that talk of anything but cramps, at a root-mean-square level."""
    talk = [read_recording(path) for path in sorted(RECORDINGS.glob("oov_*.*.flac"))]
    random = np.random.default_rng(3)
    total = np.zeros(_LENGTH_S * RATE_HZ)
    for _ in range(3):
        order = [talk[i] for i in random.integers(len(talk), size=_LENGTH_S)]
        total += np.concatenate(order)[: len(total)]
    return np.rint(total / total.std() * level).astype(np.int16)
