"""Recordings of a room in which nobody calls: whatever wakes it there is a false wake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from offline_voice.audio.interfaces import FRAME_MS, FRAME_SAMPLES, RATE_HZ
from offline_voice.audio.recordings import read_recording
from offline_voice.listen.voice_activity import NeuralDetector
from offline_voice.listen.waking import WakeSpotter
from offline_voice.talk.assembly import Ears


@dataclass(frozen=True)
class WakeTrial:
    """One recording.

    Attributes:
        length_s: of the recording.
        woken_s: when the wake phrase was heard, from its beginning.
    """

    path: Path
    length_s: float
    woken_s: tuple[float, ...]


def listen_for_wakes(ears: Ears, phrase: str, paths: Iterable[Path]) -> Iterator[WakeTrial]:
    """Waits for the wake phrase through each recording, from beginning to end.

    Raises:
        RecordingError: one cannot be read.
    """
    for path in paths:
        samples = read_recording(path)
        spotter = WakeSpotter(ears.model, NeuralDetector(), phrase, takes_lists=ears.takes_lists)
        woken = []
        for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            if spotter.hears(samples[at : at + FRAME_SAMPLES].astype("<i2").tobytes()):
                woken.append(round(at // FRAME_SAMPLES * FRAME_MS / 1000, 1))
        yield WakeTrial(path, len(samples) / RATE_HZ, tuple(woken))
