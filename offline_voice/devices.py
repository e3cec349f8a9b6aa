"""Microphone and loudspeaker through miniaudio, with a watchdog on both.

That a device exists proves nothing (ALSA lists a null device), and a capture whose server died goes
on "running" in silence; so a device counts only while blocks pass. Nothing here is recorded, and
nothing is opened again: that is `reopening`.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from typing import Any, Final, Literal

import miniaudio
import numpy as np
import soxr

from offline_voice.errors import DeviceError
from offline_voice.quiet import native_stderr_silenced
from offline_voice.seams import FRAME_SAMPLES, RATE_HZ, Clip, Samples

FIRST_BLOCK_S: Final = 2.0
_OWN_RATE: Final = 0  # miniaudio: whatever the device itself runs at
_CAPTURE_MS: Final = 20
_QUEUE_BLOCKS: Final = 500  # ten seconds
_PLAY_HZ: Final = 22_050  # what the speech engine makes
_PLAY_MS: Final = 40

_PULSEAUDIO: Final = "PulseAudio"
_PULSE_DEFAULT: Final = b"@DEFAULT_SOURCE@\0"
_MONITOR: Final = "Monitor of "

_SETTLES_S: Final = 1.0
"""A device that has just come back is made the default a moment later."""

Kind = Literal["microphone", "loudspeaker"]


def device_names(kind: Kind) -> list[str]:
    """Names of the devices there are; none if there is no sound at all."""
    return [found["name"] for found in _known(kind)[1]]


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
        real = [device for device in there if not device.startswith(_MONITOR)]
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
        chosen = _chosen("microphone", name) if name else _default_microphone()
        with native_stderr_silenced():
            try:
                self._device = miniaudio.CaptureDevice(
                    nchannels=1,
                    sample_rate=_OWN_RATE,
                    buffersize_msec=_CAPTURE_MS,
                    device_id=chosen,
                    backends=_backends(),
                )
                # The wrapper does not tell the rate that "own" turned out to be; the device does.
                self._rate_hz = int(self._device._device.sampleRate)
                self._device.start(_started(self._take()))
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
        chosen = _chosen("loudspeaker", name) if name else None
        with native_stderr_silenced():
            try:
                self._device = miniaudio.PlaybackDevice(
                    nchannels=1,
                    sample_rate=_PLAY_HZ,
                    buffersize_msec=_PLAY_MS,
                    device_id=chosen,
                    backends=_backends(),
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
                self._device.start(_started(self._feed()))
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


def _backends() -> list[miniaudio.Backend]:
    # Named in this order, PulseAudio answers before ALSA writes its page of complaints.
    if sys.platform.startswith("linux"):
        return [miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.ALSA]
    return []


def _known(kind: Kind) -> tuple[str, list[dict[str, Any]]]:
    """The backend in use, and its devices of a kind."""
    with native_stderr_silenced():
        try:
            known = miniaudio.Devices(_backends())
            found = known.get_captures() if kind == "microphone" else known.get_playbacks()
        except miniaudio.MiniaudioError:
            return "", []
    return known.backend, list(found)


def _chosen(kind: Kind, name: str) -> Any:
    """The id of the device whose name has `name` in it."""
    _, found = _known(kind)
    for device in found:
        if name.casefold() in device["name"].casefold():
            return device["id"]
    there = ", ".join(device["name"] for device in found) or "none"
    raise DeviceError(f"no {kind} is called {name!r}; there is: {there}")


def _default_microphone() -> Any:
    """The id that PulseAudio gives its default; None where that is the only way to say it.

    A stream without an id is moved when its device is pulled out, in the end to what the
    loudspeaker plays: the program would listen to itself. One with an id stops, which is noticed.
    """
    backend, _ = _known("microphone")
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


def _started(generator: Any) -> Any:
    next(generator)
    return generator
