"""Reads a recording (WAV of any rate and width, mono or stereo; FLAC) as 16 kHz mono samples.

A recording that is cut short is refused rather than half heard: a missing second may be the second
in which somebody said what mattered. Nothing here keeps or logs what was read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from offline_voice.audio.interfaces import RATE_HZ, Samples
from offline_voice.errors import RecordingError

SUFFIXES: Final = (".wav", ".flac")
MAX_LENGTH_S: Final = 600
_STREAMED: Final = (0, 0xFFFFFFFF)  # a WAV written to a pipe does not know its length


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
                if p.suffix.lower() in SUFFIXES and not p.name.startswith(".")
            )
            if not inside:
                raise RecordingError(f"{path}: no recording in this folder; put WAV or FLAC there")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise RecordingError(f"{path}: no such recording; check the name")
    if not found:
        raise RecordingError("no recording given: name WAV or FLAC files, or a folder of them")
    return found


def read_recording(path: Path) -> Samples:
    """Decodes, mixes to mono and resamples a recording to `RATE_HZ`.

    Raises:
        RecordingError: unreadable, empty, cut short, too long, or not a WAV or FLAC.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise RecordingError(f"{path}: {reason}; give a WAV or FLAC file you may read") from error
    if not data:
        raise RecordingError(f"{path}: the file is empty; record it again")
    sound, rate_hz = _decode(path, data)
    if not len(sound):
        raise RecordingError(f"{path}: there is no sound in it; record it again")
    if rate_hz != RATE_HZ:
        import soxr

        sound = soxr.resample(sound, rate_hz, RATE_HZ, quality="HQ")
    samples: Samples = np.clip(np.rint(sound * 32768.0), -32768, 32767).astype(np.int16)
    return samples


def _decode(path: Path, data: bytes) -> tuple[np.ndarray[tuple[int], np.dtype[np.float32]], int]:
    """Mono float samples at the recording's own rate, and that rate."""
    import miniaudio

    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        info_of = miniaudio.wav_get_info
        _refuse_cut_wav(path, data)
    elif data[:4] == b"fLaC":
        info_of = miniaudio.flac_get_info
    else:
        raise RecordingError(f"{path}: not a WAV or FLAC recording; convert it to one of them")
    try:
        info = info_of(data)
        if info.num_frames > MAX_LENGTH_S * info.sample_rate:
            raise RecordingError(
                f"{path}: longer than {MAX_LENGTH_S // 60} minutes; cut it into utterances"
            )
        decoded = miniaudio.decode(
            data,
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=info.nchannels,
            sample_rate=info.sample_rate,
        )
        if info.num_frames and not decoded.num_frames:
            raise miniaudio.DecodeError("no frames")
    except miniaudio.DecodeError as error:
        raise RecordingError(f"{path}: damaged, cannot be decoded; record it again") from error
    if decoded.num_frames < info.num_frames:
        raise _cut(path, decoded.num_frames, info.num_frames)
    frames = np.frombuffer(decoded.samples, dtype=np.float32).reshape(-1, info.nchannels)
    return frames.mean(axis=1), info.sample_rate


def _refuse_cut_wav(path: Path, data: bytes) -> None:
    """The decoder shortens a cut WAV without a word, so its chunk sizes are compared first."""
    at = 12
    while at + 8 <= len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        if data[at : at + 4] == b"data":
            if size not in _STREAMED and at + 8 + size > len(data):
                raise _cut(path, len(data) - at - 8, size)
            return
        at += 8 + size + size % 2
    raise RecordingError(f"{path}: cut short before its sound begins; record or copy it again")


def _cut(path: Path, have: int, want: int) -> RecordingError:
    percent = 100 * have // max(want, 1)
    return RecordingError(
        f"{path}: cut short, {percent} % of its sound is there; record or copy it again"
    )
