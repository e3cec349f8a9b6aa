"""The microphone, with a watchdog: it counts only while its blocks come."""

from __future__ import annotations

import queue
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from typing import Any, Final

import miniaudio
import numpy as np
import soxr

from offline_voice.audio.devices import (
    FIRST_BLOCK_S,
    MONITOR,
    backends,
    chosen,
    device_names,
    known_devices,
    started,
)
from offline_voice.audio.interfaces import FRAME_SAMPLES, RATE_HZ, Samples
from offline_voice.audio.native_stderr import native_stderr_silenced
from offline_voice.errors import DeviceError

_OWN_RATE: Final = 0  # miniaudio: whatever the device itself runs at
_CAPTURE_MS: Final = 20
_QUEUE_BLOCKS: Final = 500  # ten seconds

_PULSEAUDIO: Final = "PulseAudio"
_PULSE_DEFAULT: Final = b"@DEFAULT_SOURCE@\0"

_SETTLES_S: Final = 1.0
"""A device that has just come back is made the default a moment later."""


def microphone_opener(name: str, tail_ms: int) -> Callable[[], Microphone]:
    """A function that opens a microphone, and opens it again only when it is really back.

    Where the last microphone has been pulled out PulseAudio offers the monitor of the loudspeaker
    in its place; that does not count unless it was all there ever was.
    """
    at_first: Counter[str] = Counter()
    away = False

    def open_it() -> Microphone:
        nonlocal away
        there = Counter(device_names("microphone"))
        real = [device for device in there if not device.startswith(MONITOR)]
        if at_first and not real and not at_first <= there:
            away = True
            raise DeviceError("no microphone")
        if away:
            time.sleep(_SETTLES_S)
        microphone = Microphone(name, tail_ms)
        away = False
        if not at_first:
            at_first.update(there)
        return microphone

    return open_it


class Microphone:
    """A microphone as an `AudioSource`; half duplex, so `begin_turn` drops what came before.

    Attributes:
        dropped_blocks: blocks lost because nobody took them in time.

    Args:
        name: a part of the device's name, in any case; "" for the system's default.
        tail_ms: sound just after our own voice that is dropped with it: the room still rings.

    Raises:
        DeviceError: there is none, none is called so, or it delivers nothing.
    """

    def __init__(self, name: str = "", tail_ms: int = 300) -> None:
        self._tail_ms = tail_ms
        self._blocks: queue.Queue[bytes] = queue.Queue(_QUEUE_BLOCKS)
        self.dropped_blocks = 0
        device = chosen("microphone", name) if name else _default_microphone()
        with native_stderr_silenced():
            try:
                self._device = miniaudio.CaptureDevice(
                    nchannels=1,
                    sample_rate=_OWN_RATE,
                    buffersize_msec=_CAPTURE_MS,
                    device_id=device,
                    backends=backends(),
                )
                # The wrapper does not tell the rate that "own" turned out to be; the device does.
                self._rate_hz = int(self._device._device.sampleRate)
                self._device.start(started(self._take()))
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
        at_our_rate = _resampler(self._rate_hz)
        to_drop = self._tail_ms * RATE_HZ // 1000
        pending = np.zeros(0, np.int16)
        while True:
            block = self._next_block("the microphone stopped delivering; is it unplugged?")
            heard = at_our_rate(np.frombuffer(block, np.int16))
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


def _default_microphone() -> Any:
    """The id that PulseAudio gives its default; None where that is the only way to say it.

    A stream without an id is moved when its device is pulled out, in the end to what the
    loudspeaker plays: the program would listen to itself. One with an id stops, which is noticed.
    """
    backend, _ = known_devices("microphone")
    if backend != _PULSEAUDIO:
        return None
    default = miniaudio.ffi.new("ma_device_id *")
    miniaudio.ffi.buffer(default)[: len(_PULSE_DEFAULT)] = _PULSE_DEFAULT
    return default


def _resampler(rate_hz: int) -> Any:
    """A function from blocks at the device's rate to blocks at ours."""
    if rate_hz == RATE_HZ:
        return _as_it_is
    return soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="int16", quality="MQ").resample_chunk


def _as_it_is(block: Samples) -> Samples:
    return block
