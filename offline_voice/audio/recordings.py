"""Reads a recording, as people make them, as 16 kHz mono samples.

WAV of any rate, width and byte order, FLAC, MP3, Ogg Vorbis and Opus. A recording that is cut short
is refused rather than half heard: a missing second may be the second in which somebody said what
mattered. Only an MP3 without a length in its header cannot be known to be whole. Nothing here keeps
or logs what was read.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from offline_voice.audio.formats import READ, SUFFIXES, UNREAD_SUFFIXES, cut_short, whole
from offline_voice.audio.interfaces import RATE_HZ, Samples
from offline_voice.audio.native_stderr import native_stderr_silenced
from offline_voice.errors import RecordingError

MAX_LENGTH_S: Final = 600

_CANCELLED: Final = 0.5
"""A mix softer than this share of its loudest channel has channels that cancel each other."""

_BROKEN: Final = 0.1
"""A larger share of samples that are no numbers is a gap in which somebody may have spoken."""


def list_recordings(paths: Iterable[Path]) -> list[Path]:
    """The recordings meant by `paths`: a file is itself, a folder its files in name order.

    Raises:
        RecordingError: a path does not exist, or a folder holds no recording.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p
                for p in path.iterdir()
                if p.suffix.lower() in {*SUFFIXES, *UNREAD_SUFFIXES} and not p.name.startswith(".")
            )
            if not inside:
                raise RecordingError(f"{path}: no recording in this folder; put {READ} there")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise RecordingError(f"{path}: no such recording; check the name")
    if not found:
        raise RecordingError(f"no recording given: name {READ} files, or a folder of them")
    return found


def read_recording(path: Path) -> Samples:
    """Decodes, mixes to mono and resamples a recording to `RATE_HZ`.

    Raises:
        RecordingError: unreadable, empty, cut short, too long, or in another format.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise RecordingError(f"{path}: {reason}; give a {READ} file you may read") from error
    if not data:
        raise RecordingError(f"{path}: the file is empty; record it again")
    frames, rate_hz = _decoded(path, whole(path, data))
    sound = _mono(path, frames)
    if not len(sound):
        raise RecordingError(f"{path}: there is no sound in it; record it again")
    if rate_hz != RATE_HZ:
        import soxr

        sound = soxr.resample(sound, rate_hz, RATE_HZ, quality="HQ")
    samples: Samples = np.clip(np.rint(sound * 32768.0), -32768, 32767).astype(np.int16)
    return samples


def check_recordings(paths: Iterable[Path]) -> None:
    """Reads them all, so that a bad one is told before an hour of hearing the others.

    Raises:
        RecordingError: of the first that cannot be read; it says how many more there are.
    """
    bad = []
    for path in paths:
        try:
            read_recording(path)
        except RecordingError as error:
            bad.append(error)
    if len(bad) > 1:
        raise RecordingError(f"{bad[0]} (and {len(bad) - 1} more cannot be read)") from bad[0]
    if bad:
        raise bad[0]


def _decoded(path: Path, data: bytes) -> tuple[npt.NDArray[np.float32], int]:
    """Float samples at the recording's own rate, shape (frames, channels), and that rate."""
    import soundfile

    is_open = False
    with native_stderr_silenced():  # the decoder of MP3 thinks aloud
        try:
            with soundfile.SoundFile(io.BytesIO(data)) as file:
                is_open, rate_hz, wanted = True, file.samplerate, file.frames
                if wanted > MAX_LENGTH_S * rate_hz:
                    raise RecordingError(
                        f"{path}: longer than {MAX_LENGTH_S // 60} minutes; cut it into pieces"
                    )
                frames: npt.NDArray[np.float32] = file.read(wanted, "float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            damage = "cut short, or damaged within" if is_open else "damaged, cannot be decoded"
            raise RecordingError(f"{path}: {damage}; record or copy it again") from error
    if len(frames) < wanted:
        raise cut_short(path, len(frames), wanted)
    return frames, rate_hz


def _mono(path: Path, frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """One channel of finite samples, -1 to 1.

    The channels are mixed; where they would cancel each other the loudest speaks for all: a lead
    with its poles changed gives the same voice twice in opposite phase.

    Raises:
        RecordingError: too few samples are numbers.
    """
    broken = 1 - np.isfinite(frames).mean() if frames.size else 0.0
    if broken > _BROKEN:
        raise RecordingError(
            f"{path}: damaged, {100 * broken:.0f} % of its samples are no numbers; record it again"
        )
    finite = np.clip(np.nan_to_num(frames, nan=0.0), -1.0, 1.0)
    mixed: npt.NDArray[np.float32] = finite.mean(axis=1)
    if finite.shape[1] == 1 or not len(finite):
        return mixed
    power = finite.var(axis=0, dtype=np.float64)  # an offset is no sound
    loudest = int(power.argmax())
    if mixed.var(dtype=np.float64) < _CANCELLED**2 * power[loudest]:
        mixed = finite[:, loudest]
    return mixed
