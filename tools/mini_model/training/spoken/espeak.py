"""Speaking with espeak-ng in this process, which also tells when each phone was said.

It is the wheel's that the program speaks with (espeak-ng 1.52.0), so equal on every machine; the
shipped weights heard Debian's 1.51, which has the same voices.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import espeakng_loader
import numpy as np
import numpy.typing as npt

from tools.mini_model.phones import SILENCE
from tools.mini_model.training.labelled.labels import Segment
from tools.mini_model.training.spoken.voices import Way

Samples = npt.NDArray[np.int16]

_SYNCHRONOUS, _PHONEME_EVENTS, _DO_NOT_EXIT, _UTF8 = 2, 1, 0x8000, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_IPA: Final = 2
_END_OF_LIST, _PHONEME = 0, 7
_MS_PER_S: Final = 1000.0
_STRESS: Final = "'"

# espeak-ng's names of sounds, and ours. Only the first network learns from them.
_SOUNDS: Final = """
    p P, b B, t T, d D, k K, g G, tS CH, dZ JH, f F, v V, T TH, D DH, s S, z Z, S SH, Z ZH, h HH,
    m M, n N, N NG, l L, r R, w W, j Y, t# T, t2 T, d# D, z# Z, ? T, i: IY, i IY, I IH, I2 IH,
    I# IH, E EH, E2 EH, E# EH, a AE, aa AE, a# AX, A: AA, A# AA, A AA, 0 AA, 0# AX, O: AO, O AO,
    O2 AO, V AH, U UH, u: UW, u UW, U# UH, 3: ER, 3 ER, @ AX, @2 AX, @5 UH, @- AX, aI AY, eI EY,
    OI OY, aU AW, oU OW, aI@ AY AX, aI3 AY ER, aU@ AW ER, i@ IY AX, i@3 IH R, e@ EH R, A@ AA R,
    O@ AO R, o@ AO R, U@ UH R, @L AX L, l# L, r- R, w# W, L L, IR ER, VR AH R, l^ L, n- AX N,
    m- AX M, _: SIL, _ SIL, _! SIL, _| SIL
"""
PHONES_OF: Final = {
    "": [SILENCE],
    **{sound: phones for sound, *phones in map(str.split, _SOUNDS.split(","))},
}


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    """The engine's `espeak_EVENT`."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_CALLBACK: Final = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The engine; one a process.

    Attributes:
        rate_hz: of the samples that it gives.

    Raises:
        SystemExit: the engine's data are missing; names the fix.
    """

    def __init__(self) -> None:
        self._engine = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        options = _PHONEME_EVENTS | _DO_NOT_EXIT
        self.rate_hz: int = self._engine.espeak_Initialize(_SYNCHRONOUS, 0, data, options)
        if self.rate_hz <= 0:
            raise SystemExit("espeak-ng cannot find its data; install espeakng_loader again")
        self._pieces: list[Samples] = []
        self._sounds: list[tuple[str, float]] = []
        self._callback = _CALLBACK(self._take)  # kept, or the engine would call what is gone
        self._engine.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, way: Way) -> tuple[Samples, list[Segment] | None]:
        """The samples at `rate_hz`, and the phones unless one is not in `PHONES_OF`.

        Raises:
            SystemExit: there is no such voice.
        """
        if self._engine.espeak_SetVoiceByName(way.voice.encode()) != 0:
            raise SystemExit(f"espeak-ng has no voice {way.voice}; take it out of voices.py")
        settings = ((_RATE, way.rate_wpm), (_PITCH, way.pitch), (_RANGE, way.pitch_range))
        for parameter, value in settings:
            self._engine.espeak_SetParameter(parameter, value, 0)
        self._pieces, self._sounds = [], []
        said = text.encode()
        size = ctypes.c_size_t(len(said) + 1)
        self._engine.espeak_Synth(said, size, 0, 0, 0, _UTF8, None, None)
        self._engine.espeak_Synchronize()
        samples = np.concatenate([np.zeros(0, np.int16), *self._pieces])
        return samples, segments(self._sounds, len(samples) / self.rate_hz)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        at = 0
        while events[at].type != _END_OF_LIST:
            if events[at].type == _PHONEME:
                name = bytes(events[at].id.string).split(b"\0")[0].decode("latin1")
                self._sounds.append((name, events[at].audio_position / _MS_PER_S))
            at += 1
        return 0


def ipa(text: str, voice: str) -> str:
    """The sounds of a text as the engine would say them, in the letters of the IPA."""
    engine = _for_sounds()
    if engine.espeak_SetVoiceByName(voice.encode()) != 0:
        raise SystemExit(f"espeak-ng has no voice {voice}; take it out of natural.py")
    said = ctypes.c_char_p(text.encode())
    parts = []
    while said.value:
        parts.append(engine.espeak_TextToPhonemes(ctypes.byref(said), _UTF8, _IPA))
    return " ".join(part.decode() for part in parts if part).strip()


@cache
def _for_sounds() -> Any:
    """The engine without sound."""
    engine = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    engine.espeak_Initialize(_SYNCHRONOUS, 0, data, _DO_NOT_EXIT)
    engine.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return engine


def segments(sounds: Sequence[tuple[str, float]], length_s: float) -> list[Segment] | None:
    """The engine's sounds and their starts in seconds as our phones and their ends.

    A sound that is several phones is shared out evenly.
    """
    found: list[Segment] = []
    ends_s = [*(start_s for _, start_s in sounds), length_s][1:]
    for (name, start_s), end_s in zip(sounds, ends_s, strict=True):
        phones = PHONES_OF.get(name.strip(_STRESS))
        if phones is None:
            return None
        step_s = (end_s - start_s) / len(phones)
        found += [(phone, start_s + step_s * at) for at, phone in enumerate(phones, 1)]
    return found
