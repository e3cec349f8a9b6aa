"""Clean synthetic speech made less clean: noise, echo, filters, level.

Samples are float32 at 16 kHz in the range of 16-bit integers, shape (samples,). All keep the time
but `faster` and `with_silence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, fftconvolve, lfilter, resample_poly

from tools.mini_model.training.spoken.synth import RATE_HZ, Samples

Rng = np.random.Generator
Pool = Sequence[npt.NDArray[Any]]
"""Other utterances, to babble with."""

COLOURS: Final = {"white": 0.0, "pink": 1.0, "brown": 2.0}
"""Noise: how steeply its power falls with the frequency."""

_KINDS: Final = {"white": 0.25, "pink": 0.3, "brown": 0.15, "babble": 0.25, "hum": 0.05}
_LOUDEST: Final = 32_767
_LOWEST_HZ: Final = 30.0
_LOUD_PERCENTILE: Final = 60
_WINDOW: Final = 400
_DIRECT_S: Final = 0.002
_HUMS_HZ: Final = (50.0, 60.0, 100.0, 120.0)


def faster(samples: Samples, factor: float) -> Samples:
    """Played so many times as fast; pitch and formants move along."""
    at = np.arange(round(len(samples) / factor)) * factor
    return np.interp(at, np.arange(len(samples)), samples).astype(np.float32)


def with_silence(rng: Rng, samples: Samples) -> tuple[Samples, float]:
    """With silence around it, and how long that before it is, in seconds."""
    before, after = (
        int(rng.choice([0.02, rng.uniform(0, 0.3), rng.uniform(0.2, 0.9)]) * RATE_HZ)
        for _ in range(2)
    )
    return np.pad(samples, (before, after)), before / RATE_HZ


def distort(rng: Rng, samples: Samples, pool: Pool, strength: float = 1.0) -> Samples:
    """The random mixture that the network learns from.

    Args:
        rng: where chance comes from.
        samples: not empty.
        pool: other utterances.
        strength: 1 for all of it, 0 to change the level only.
    """
    if rng.random() < 0.35 * strength:
        samples = equalised(rng, samples)
    if rng.random() < 0.4 * strength:
        samples = echoing(rng, samples, rng.uniform(0.08, 0.6), rng.uniform(0.1, 1.0))
    if rng.random() < 0.8 * strength:
        kind = rng.choice(list(_KINDS), p=list(_KINDS.values()))
        samples = with_noise(rng, samples, rng.uniform(3, 35), kind, pool)
    if rng.random() < 0.2 * strength:
        samples = low_passed(samples, rng.uniform(2800, 7000))
    if rng.random() < 0.15 * strength:
        samples = telephoned(samples)
    peak = np.abs(samples).max() + 1e-6
    level = _LOUDEST * 10 ** (rng.uniform(-34, 1.5) / 20)
    out = np.clip(np.rint(samples * (level / peak)), -_LOUDEST - 1, _LOUDEST)
    return out.astype(np.float32)


def with_noise(rng: Rng, samples: Samples, below_db: float, kind: str, pool: Pool) -> Samples:
    """With noise so far below the speech.

    Args:
        rng: where chance comes from.
        samples: not empty.
        below_db: the louder parts of the speech over the noise.
        kind: one of `COLOURS`, "babble" or "hum".
        pool: who babbles.
    """
    if kind == "babble":
        noise = _babble(rng, len(samples), pool, int(rng.integers(3, 7)))
    elif kind == "hum":
        noise = _hum(rng, len(samples))
    else:
        noise = _coloured(rng, len(samples), COLOURS[kind])
    return samples + noise * _speech_level(samples) * np.float32(10 ** (-below_db / 20))


def echoing(rng: Rng, samples: Samples, fading_s: float, tail: float) -> Samples:
    """In a room whose echo falls by 60 dB in `fading_s`, `tail` times as loud as the speech."""
    length = int(fading_s * RATE_HZ)
    answer = rng.normal(size=length) * 10 ** (-3 * np.arange(length) / length)
    answer[: int(_DIRECT_S * RATE_HZ)] = 0
    answer *= tail / (np.sqrt((answer**2).sum()) + 1e-9)
    answer[0] = 1.0
    return np.asarray(fftconvolve(samples, answer)[: len(samples)], np.float32)


def equalised(rng: Rng, samples: Samples) -> Samples:
    """Through a smooth random gain over the frequencies, 8 dB up or down."""
    at = np.linspace(0, 1, len(samples) // 2 + 1)
    gain_db = np.interp(at, np.linspace(0, 1, 6), rng.uniform(-8, 8, 6))
    spectrum = np.fft.rfft(samples) * 10 ** (gain_db / 20)
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def low_passed(samples: Samples, cut_hz: float) -> Samples:
    """Dull."""
    above, below = butter(4, cut_hz / (RATE_HZ / 2))
    return np.asarray(lfilter(above, below, samples), np.float32)


def telephoned(samples: Samples) -> Samples:
    """Through 8 kHz and back."""
    back = resample_poly(resample_poly(samples, 1, 2), 2, 1)[: len(samples)]
    return np.pad(back, (0, len(samples) - len(back))).astype(np.float32)


def _coloured(rng: Rng, length: int, slope: float) -> Samples:
    bins = length // 2 + 1
    spectrum = rng.normal(size=bins) + 1j * rng.normal(size=bins)
    frequencies_hz = np.maximum(np.arange(bins) * RATE_HZ / length, _LOWEST_HZ)
    return _level(np.fft.irfft(spectrum * frequencies_hz ** (-slope / 2), length))


def _hum(rng: Rng, length: int) -> Samples:
    turns = 2 * np.pi * rng.choice(_HUMS_HZ) * np.arange(length) / RATE_HZ
    return _level(sum(np.sin(turns * k + rng.uniform(0, 6.3)) / k for k in range(1, 8)))


def _babble(rng: Rng, length: int, pool: Pool, voices: int) -> Samples:
    """So many voices that speak one utterance after the other."""
    mixed = np.zeros(length, np.float32)
    for _ in range(voices):
        at = 0
        while at < length:
            said = pool[int(rng.integers(len(pool)))].astype(np.float32)
            part = said[: length - at]
            mixed[at : at + len(part)] += part / (said.std() + 1.0)
            at += len(said) + int(rng.integers(0, RATE_HZ // 4))
    return _level(mixed)


def _level(noise: npt.NDArray[Any]) -> Samples:
    return (noise / (noise.std() + 1e-9)).astype(np.float32)


def _speech_level(samples: Samples) -> np.float32:
    """The root mean square of the louder windows of 25 ms."""
    count = len(samples) // _WINDOW
    if not count:
        return np.float32(samples.std() + 1.0)
    powers = (samples[: count * _WINDOW].reshape(count, _WINDOW) ** 2).mean(1)
    loud = powers[powers >= np.percentile(powers, _LOUD_PERCENTILE)]
    return np.float32(np.sqrt(loud.mean()) + 1.0)
