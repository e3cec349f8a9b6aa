"""Spoken sentences as sound, remembered in memory and kept on disk."""

from __future__ import annotations

import io
import os
import wave
from collections import OrderedDict
from pathlib import Path
from typing import Final

import numpy as np

from offline_voice.audio.interfaces import Clip

_REMEMBERED_SAMPLES: Final = 2_500_000  # two minutes of speech, 5 MB: all that one turn rehearses


class Remembered:
    """The clips used last, as many as fit."""

    def __init__(self) -> None:
        self._clips: OrderedDict[tuple[str, int], Clip] = OrderedDict()
        self._samples = 0

    def get(self, text: str, rate_wpm: int) -> Clip | None:
        """The clip of a text at a rate, if it is remembered."""
        clip = self._clips.get((text, rate_wpm))
        if clip:
            self._clips.move_to_end((text, rate_wpm))
        return clip

    def add(self, clip: Clip, rate_wpm: int) -> None:
        """Remembers a clip; the ones longest unused are forgotten for it."""
        if (clip.text, rate_wpm) in self._clips:
            return
        self._clips[clip.text, rate_wpm] = clip
        self._samples += len(clip.samples)
        while self._samples > _REMEMBERED_SAMPLES:
            _, oldest = self._clips.popitem(last=False)
            self._samples -= len(oldest.samples)


def kept_clip(path: Path, text: str) -> Clip | None:
    """The clip in a file; None if it is not there or not whole."""
    try:
        return clip_of(path.read_bytes(), text)
    except OSError:
        return None


def clip_of(wav: bytes, text: str) -> Clip | None:
    """The clip in the bytes of a WAV file; None if they are not whole."""
    try:
        with wave.open(io.BytesIO(wav), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                return None
            data = file.readframes(file.getnframes())
            samples = np.frombuffer(data, dtype="<i2").astype(np.int16)
            whole = len(samples) == file.getnframes() > 0
            return Clip(text, samples, file.getframerate()) if whole else None
    except (EOFError, wave.Error):
        return None


def keep_clip(wav: bytes, kept: Path) -> None:
    """Puts a whole file in its place at once, so that no reader ever sees half of it."""
    part = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        part.write_bytes(wav)
        part.replace(kept)
    except OSError:
        _drop(part)  # a full disk costs speed, not speech
    except BaseException:  # Ctrl-C
        _drop(part)
        raise


def _drop(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # its folder has been taken away with it
