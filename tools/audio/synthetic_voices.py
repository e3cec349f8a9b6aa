"""Speaks a sentence with a synthetic voice, or makes a noise of the bedside: 16 kHz, 16-bit mono.

The voices are variants of espeak-ng, one of its accents and a voice of flite that took no part in
training the mini model. espeak-ng speaks the same text a little differently the second time within
a process, so `speak` is to be called once per process; then equal input gives equal samples.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

import espeakng_loader
import numpy as np
import numpy.typing as npt
import soundfile
import soxr

RATE_HZ: Final = 16_000
PEAK: Final = 12_000
LEAD_S: Final = 0.2
TAIL_S: Final = 0.2
STEP: Final = 32
"""Samples are multiples of this: 70 dB below full scale, and the FLAC files are half as large."""

ESPEAK: Final = "espeak-ng 1.52.0"
FLITE: Final = "flite 2.2"
_RETRIEVAL, _DO_NOT_EXIT, _UTF8 = 2, 0x8000, 1
_RATE, _PITCH = 1, 3

Samples = npt.NDArray[np.int16]


class Way(NamedTuple):
    """Who speaks, and how: what a manifest says of it."""

    voice: str
    by: str = ESPEAK
    rate_wpm: int = 160
    pitch: int = 50


VOICES: Final = {
    "f4": Way("gmw/en-US+f4", rate_wpm=165),
    "linda": Way("gmw/en-US+linda"),
    "edward": Way("gmw/en+edward", rate_wpm=155),
    "m8": Way("gmw/en-GB-x-gbcwmd+m8", rate_wpm=155),
    "paul": Way("gmw/en+paul"),
    "max": Way("gmw/en-US+max"),
    "anika": Way("gmw/en-US+anika", rate_wpm=150),
    "gene2": Way("gmw/en-GB-x-rp+Gene2", rate_wpm=155),
    "steph2": Way("gmw/en-US+steph2", rate_wpm=155),
    "klatt3": Way("gmw/en-GB-x-gbcwmd+klatt3", rate_wpm=150),
    "andy": Way("gmw/en-US+Andy", rate_wpm=150),
    "miguel": Way("gmw/en+miguel", rate_wpm=155),
    "kal16": Way("kal16", FLITE, rate_wpm=165),
}
"""Short name: the voice. Nobody of them was heard in training."""


def speak(text: str, way: Way) -> Samples:
    """One utterance with a little silence around it; call it once per process."""
    wave, native_hz = _flite(text, way) if way.by == FLITE else _espeak(text, way)
    sound = soxr.resample(wave.astype(np.float64), native_hz, RATE_HZ)
    sound *= PEAK / np.abs(sound).max()
    lead, tail = np.zeros(round(LEAD_S * RATE_HZ)), np.zeros(round(TAIL_S * RATE_HZ))
    return _coarse(np.concatenate([lead, sound, tail]))


def noise(kind: str, length_s: float, seed: int) -> Samples:
    """An alarm clock, snoring, or an empty room."""
    time_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    hiss = np.random.default_rng(seed).standard_normal(len(time_s))
    if kind == "alarm":
        wave = np.sign(np.sin(2 * np.pi * 1900 * time_s)) * (time_s % 0.5 < 0.12)
    elif kind == "snoring":
        rumble = np.convolve(hiss, np.hanning(160), "same")
        wave = rumble * np.clip(np.sin(2 * np.pi * time_s / 2.5), 0, None) ** 0.5
        wave *= 1 + 0.8 * np.sign(np.sin(2 * np.pi * 38 * time_s))
    else:
        wave = hiss
    level = {"alarm": 6000, "snoring": 7000, "room": 60}[kind]
    return np.rint(level * wave / np.abs(wave).max()).astype(np.int16)


def _espeak(text: str, way: Way) -> tuple[Samples, int]:
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    native_hz = espeak.espeak_Initialize(_RETRIEVAL, 0, data, _DO_NOT_EXIT)
    if native_hz <= 0:
        raise SystemExit("espeak-ng cannot find its data; install espeakng_loader again")
    pieces: list[Samples] = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
    def take(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    espeak.espeak_SetSynthCallback(take)
    if espeak.espeak_SetVoiceByName(way.voice.encode()) != 0:
        raise SystemExit(f"espeak-ng has no voice {way.voice}; fix the manifest")
    espeak.espeak_SetParameter(_RATE, way.rate_wpm, 0)
    espeak.espeak_SetParameter(_PITCH, way.pitch, 0)
    encoded = text.encode()
    espeak.espeak_Synth(encoded, ctypes.c_size_t(len(encoded) + 1), 0, 0, 0, _UTF8, None, None)
    espeak.espeak_Synchronize()
    return np.concatenate(pieces), native_hz


def _flite(text: str, way: Way) -> tuple[Samples, int]:
    stretch = f"duration_stretch={165 / way.rate_wpm:.3f}"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "spoken.wav"
        command = ["flite", "-voice", way.voice, "--setf", stretch, "-t", text, "-o", str(out)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except FileNotFoundError:
            raise SystemExit("flite is not installed; apt-get install flite") from None
        wave, native_hz = soundfile.read(out, dtype="int16")
    return wave, native_hz


def _coarse(sound: npt.NDArray[np.float64]) -> Samples:
    return (np.rint(sound / STEP) * STEP).astype(np.int16)
