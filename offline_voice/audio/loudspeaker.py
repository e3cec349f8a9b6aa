"""The loudspeaker, with a watchdog: what was heard is what the device took."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterable
from contextlib import suppress
from typing import Any, Final

import miniaudio
import numpy as np
import soxr

from offline_voice.audio.devices import FIRST_BLOCK_S, backends, chosen, started
from offline_voice.audio.interfaces import Clip
from offline_voice.audio.native_stderr import native_stderr_silenced
from offline_voice.errors import DeviceError

_PLAY_HZ: Final = 22_050  # what the speech engine makes
_PLAY_MS: Final = 40


class Loudspeaker:
    """A loudspeaker as a `Speaker`: what was heard is what the device took.

    Attributes:
        played_samples: samples of speech that the device has taken.

    Args:
        name: a part of the device's name, in any case; "" for the system's default.

    Raises:
        DeviceError: there is none, none is called so, or it takes no sound.
    """

    def __init__(self, name: str = "") -> None:
        self._changed = threading.Condition()
        self._pending: Any = np.zeros(0, np.int16)
        self._last_taken_s = 0.0
        self._stops = 0
        self.played_samples = 0
        device = chosen("loudspeaker", name) if name else None
        with native_stderr_silenced():
            try:
                self._device = miniaudio.PlaybackDevice(
                    nchannels=1,
                    sample_rate=_PLAY_HZ,
                    buffersize_msec=_PLAY_MS,
                    device_id=device,
                    backends=backends(),
                )
            except miniaudio.MiniaudioError as error:
                raise DeviceError("no loudspeaker") from error
        try:
            self._begin()
        except DeviceError:
            self.close()
            raise

    def say(self, clips: Iterable[Clip]) -> None:
        """See `Speaker`; later clips are made while earlier ones play. `stop` ends it."""
        stops = self._stops
        if self._resting:
            self._begin()
        for clip in clips:
            samples = clip.samples
            if clip.rate_hz != _PLAY_HZ:
                samples = soxr.resample(samples, clip.rate_hz, _PLAY_HZ)
            with self._changed:
                if self._stops != stops:
                    return
                self._pending = np.concatenate([self._pending, samples])
        with self._changed:
            while len(self._pending):
                self._changed.wait(FIRST_BLOCK_S)
                if time.monotonic() - self._last_taken_s > FIRST_BLOCK_S:
                    self._pending = self._pending[:0]
                    raise DeviceError("the loudspeaker stopped taking sound; is it unplugged?")

    def rest(self) -> None:
        """Takes nothing, not even silence, until the next `say`: for long waits."""
        self._resting = True
        with native_stderr_silenced(), suppress(miniaudio.MiniaudioError):
            self._device.stop()  # a device that is lost is met when something is to be said

    def stop(self) -> None:
        """Silence at once: what has not been taken is dropped, and `say` returns."""
        with self._changed:
            self._stops += 1
            self._pending = self._pending[:0]
            self._changed.notify_all()

    def close(self) -> None:
        """Lets the device go."""
        with native_stderr_silenced():
            self._device.close()

    def _begin(self) -> None:
        self._last_taken_s = 0.0
        with native_stderr_silenced():
            try:
                self._device.start(started(self._feed()))
            except miniaudio.MiniaudioError as error:
                raise DeviceError("no loudspeaker") from error
        self._resting = False
        with self._changed:
            if not self._changed.wait_for(lambda: self._last_taken_s > 0, FIRST_BLOCK_S):
                raise DeviceError("the loudspeaker takes no sound")

    def _feed(self) -> Generator[bytes, int, None]:
        wanted = yield b""
        while True:
            with self._changed:
                taken, self._pending = self._pending[:wanted], self._pending[wanted:]
                self.played_samples += len(taken)
                self._last_taken_s = time.monotonic()
                self._changed.notify_all()
            wanted = yield taken.tobytes().ljust(2 * wanted, b"\0")
