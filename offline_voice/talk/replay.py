"""Recordings in place of a microphone, a file in place of a loudspeaker.

Each recording is the person's next utterance, heard through the same listener as a microphone.
What is still unsaid when a turn ends (a long pause within a recording) is heard as the next turn:
nothing of a recording is lost.
"""

from __future__ import annotations

import errno
import io
import tempfile
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import soxr

from cramp_triage.errors import DISK_FULL
from cramp_triage.storage.private_files import write_whole
from offline_voice.audio.interfaces import (
    FRAME_MS,
    FRAME_SAMPLES,
    RATE_HZ,
    SILENT_FRAME,
    Clip,
    Samples,
)
from offline_voice.errors import RecordingError

MIX_HZ: Final = 22_050
_LEAD_FRAMES: Final = 256 // FRAME_MS


class RecordedPerson:
    """An `AudioSource` over recordings that are already read.

    Args:
        utterances: samples at `RATE_HZ`, one array an utterance.
        has_speech: tells whether somebody speaks in the rest of a recording.
    """

    def __init__(
        self, utterances: Iterable[Samples], has_speech: Callable[[Samples], bool]
    ) -> None:
        self._utterances = iter(utterances)
        self._has_speech = has_speech
        self._rest: Samples = np.zeros(0, np.int16)
        self._lead_frames = 0

    def begin_turn(self) -> bool:
        """See `AudioSource`: the rest of the recording if there is speech in it, else the next."""
        self._lead_frames = 0
        if len(self._rest) and self._has_speech(self._rest):
            return True
        following = next(self._utterances, None)
        if following is None:
            return False
        self._rest = following
        self._lead_frames = _LEAD_FRAMES
        return True

    def frames(self) -> Iterator[bytes]:
        """See `AudioSource`; after the recording the room is silent for as long as one listens."""
        for _ in range(self._lead_frames):
            yield SILENT_FRAME
        while len(self._rest):
            frame, self._rest = self._rest[:FRAME_SAMPLES], self._rest[FRAME_SAMPLES:]
            yield frame.astype("<i2").tobytes().ljust(len(SILENT_FRAME), b"\0")
        while True:
            yield SILENT_FRAME


class Mixdown:
    """A `Speaker` that lays both voices into one recording, one after the other."""

    def __init__(self) -> None:
        self._pieces: list[Samples] = []
        self._samples = 0
        self.left_out_s = 0.0

    @property
    def position_s(self) -> float:
        """Length of what has been laid down."""
        return self._samples / MIX_HZ

    def say(self, clips: Iterable[Clip]) -> None:
        """See `Speaker`."""
        for clip in clips:
            self.left_out_s += clip.left_out_s
            self._add(clip.samples, clip.rate_hz)

    def person(self, samples: Samples) -> None:
        """Adds the person's turn, at `RATE_HZ`."""
        self._add(samples, RATE_HZ)

    def write(self, path: Path) -> None:
        """Writes the whole conversation as one WAV, 16-bit mono.

        Raises:
            RecordingError: the place cannot be written.
        """
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(MIX_HZ)
            for piece in self._pieces:
                file.writeframes(piece.astype("<i2").tobytes())
        _write(path, sound.getvalue())

    def _add(self, samples: Samples, rate_hz: int) -> None:
        if rate_hz != MIX_HZ and len(samples):
            samples = soxr.resample(samples, rate_hz, MIX_HZ)
        self._pieces.append(samples)
        self._samples += len(samples)


def check_folder(out: Path, name: str) -> None:
    """Makes the folder, and tries whether `<name>.wav` and `<name>.txt` can be written in it.

    A full disk is no reason to refuse; see `private_files.check_new`.

    Raises:
        RecordingError: there is no such place, no permission, or a folder of that name.
    """
    try:
        out.mkdir(parents=True, mode=0o700, exist_ok=True)
        for file in (out / f"{name}.wav", out / f"{name}.txt"):
            if file.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            if file.exists() and not file.is_file():
                raise _unwritable(file, OSError(errno.EEXIST, "is a device or a pipe"))
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise _unwritable(out, error) from error


def write_text(path: Path, lines: Sequence[str]) -> None:
    """Writes a transcript.

    Raises:
        RecordingError: the place cannot be written.
    """
    _write(path, "\n".join([*lines, ""]).encode())


def _write(path: Path, data: bytes) -> None:
    """A file for its owner only, in a folder for its owner only if there is none yet."""
    try:
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> RecordingError:
    reason = (error.strerror or "cannot be written").lower()
    room = "make room, or " if error.errno in DISK_FULL else ""
    return RecordingError(f"{path}: {reason}; {room}name another folder with --out")
