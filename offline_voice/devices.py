"""Microphone and loudspeaker through miniaudio, with a watchdog on both.

That a device exists proves nothing (ALSA lists a null device), and a capture whose server died goes
on "running" in silence; so a device counts only while blocks pass. Nothing here is recorded.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from typing import Any, Final

import miniaudio
import numpy as np
import soxr

from offline_voice.errors import DeviceError
from offline_voice.quiet import native_stderr_silenced
from offline_voice.seams import FRAME_SAMPLES, RATE_HZ, Clip

FIRST_BLOCK_S: Final = 2.0
_CAPTURE_HZ: Final = 48_000
_BLOCK_MS: Final = 20
_QUEUE_BLOCKS: Final = 500  # ten seconds
_PLAY_HZ: Final = 22_050  # what the speech engine makes


def _backends() -> list[miniaudio.Backend]:
    # Named in this order, PulseAudio answers before ALSA writes its page of complaints.
    if sys.platform.startswith("linux"):
        return [miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.ALSA]
    return []


class Microphone:
    """The default microphone as an `AudioSource`; half duplex, so `begin_turn` drops the rest.

    Attributes:
        dropped_blocks: blocks lost because nobody took them in time.

    Args:
        tail_ms: sound just after our own voice that is dropped with it: the room still rings.

    Raises:
        DeviceError: there is none, or it delivers nothing.
    """

    def __init__(self, tail_ms: int = 300) -> None:
        self._tail_ms = tail_ms
        self._blocks: queue.Queue[bytes] = queue.Queue(_QUEUE_BLOCKS)
        self.dropped_blocks = 0
        with native_stderr_silenced():
            try:
                self._device = miniaudio.CaptureDevice(
                    nchannels=1,
                    sample_rate=_CAPTURE_HZ,
                    buffersize_msec=_BLOCK_MS,
                    backends=_backends(),
                )
                self._device.start(self._started(self._take()))
            except miniaudio.MiniaudioError as error:
                raise DeviceError("no microphone") from error
        try:
            self._next_block("the microphone delivers no sound")
        except DeviceError:
            self.close()
            raise

    def begin_turn(self) -> bool:
        """See `AudioSource`."""
        while not self._blocks.empty():
            self._blocks.get_nowait()
        return True

    def frames(self) -> Iterator[bytes]:
        """See `AudioSource`."""
        resampler = soxr.ResampleStream(_CAPTURE_HZ, RATE_HZ, 1, dtype="int16", quality="MQ")
        to_drop = self._tail_ms * RATE_HZ // 1000
        pending = np.zeros(0, np.int16)
        while True:
            block = self._next_block("the microphone stopped delivering; is it unplugged?")
            heard = resampler.resample_chunk(np.frombuffer(block, np.int16))
            to_drop, heard = max(0, to_drop - len(heard)), heard[to_drop:]
            pending = np.concatenate([pending, heard])
            while len(pending) >= FRAME_SAMPLES:
                yield pending[:FRAME_SAMPLES].astype("<i2").tobytes()
                pending = pending[FRAME_SAMPLES:]

    def close(self) -> None:
        """Lets the device go."""
        with native_stderr_silenced():
            self._device.close()

    def _next_block(self, complaint: str) -> bytes:
        try:
            return self._blocks.get(timeout=FIRST_BLOCK_S)
        except queue.Empty:
            raise DeviceError(complaint) from None

    def _take(self) -> Generator[None, bytes, None]:
        while True:
            block = yield
            try:
                self._blocks.put_nowait(bytes(block))
            except queue.Full:
                self.dropped_blocks += 1

    @staticmethod
    def _started(generator: Generator[None, bytes, None]) -> Generator[None, bytes, None]:
        next(generator)
        return generator


class Loudspeaker:
    """The default loudspeaker as a `Speaker`: what was heard is what the device took.

    Attributes:
        played_samples: samples of speech that the device has taken.

    Raises:
        DeviceError: there is none, or it takes no sound.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pending: Any = np.zeros(0, np.int16)
        self._last_taken_s = 0.0
        self.played_samples = 0
        with native_stderr_silenced():
            try:
                self._device = miniaudio.PlaybackDevice(
                    nchannels=1,
                    sample_rate=_PLAY_HZ,
                    buffersize_msec=_BLOCK_MS,
                    backends=_backends(),
                )
                feed = self._feed()
                next(feed)
                self._device.start(feed)
            except miniaudio.MiniaudioError as error:
                raise DeviceError("no loudspeaker") from error
        with self._changed:
            taken = self._changed.wait_for(lambda: self._last_taken_s > 0, FIRST_BLOCK_S)
        if not taken:
            self.close()
            raise DeviceError("the loudspeaker takes no sound")

    def say(self, clips: Iterable[Clip]) -> None:
        """See `Speaker`; later clips are made while earlier ones play."""
        for clip in clips:
            samples = clip.samples
            if clip.rate_hz != _PLAY_HZ:
                samples = soxr.resample(samples, clip.rate_hz, _PLAY_HZ)
            with self._changed:
                self._pending = np.concatenate([self._pending, samples])
        with self._changed:
            while len(self._pending):
                self._changed.wait(FIRST_BLOCK_S)
                if time.monotonic() - self._last_taken_s > FIRST_BLOCK_S:
                    raise DeviceError("the loudspeaker stopped taking sound; is it unplugged?")

    def stop(self) -> None:
        """Silence at once: what has not been taken is dropped."""
        with self._changed:
            self._pending = self._pending[:0]
            self._changed.notify_all()

    def close(self) -> None:
        """Lets the device go."""
        with native_stderr_silenced():
            self._device.close()

    def _feed(self) -> Generator[bytes, int, None]:
        wanted = yield b""
        while True:
            with self._changed:
                taken, self._pending = self._pending[:wanted], self._pending[wanted:]
                self.played_samples += len(taken)
                self._last_taken_s = time.monotonic()
                self._changed.notify_all()
            wanted = yield taken.tobytes().ljust(2 * wanted, b"\0")
