"""A microphone and a loudspeaker that come back by themselves.

A cable is pulled, a sound server ends and is started again: the conversation waits, says what is
the matter, and goes on where it was. Only when a device stays away is it an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final, Protocol, TypeVar

from offline_voice.audio.interfaces import AudioSource, Clip, LiveSpeaker
from offline_voice.errors import DeviceError

WAITS_S: Final = (0.3, 0.7, 1.5, 3.0, 6.0, 10.0)
"""Before each attempt to open a lost device, after the first at once; then it is given up, or tried
for ever where nobody is there to restart the program."""

MICROPHONE_LOST: Final = "I can't hear the microphone. Is it plugged in? I'm trying again."
MICROPHONE_BACK: Final = "I can hear you again."
LOUDSPEAKER_LOST: Final = "The loudspeaker is gone. I'm trying again; read along here meanwhile."
LOUDSPEAKER_BACK: Final = "The loudspeaker is back."

Tell = Callable[[str], None]
_Device = TypeVar("_Device", bound="_Closable")


class _Closable(Protocol):
    def close(self) -> None: ...


class OpenMicrophone(AudioSource, Protocol):
    """An `AudioSource` that holds a device.

    Attributes:
        dropped_blocks: blocks of sound lost because nobody took them in time.
    """

    dropped_blocks: int

    def close(self) -> None:
        """Lets it go."""
        ...


class OpenLoudspeaker(LiveSpeaker, Protocol):
    """A `LiveSpeaker` that holds a device."""

    def rest(self) -> None:
        """Costs nothing until the next `say`."""
        ...

    def close(self) -> None:
        """Lets it go."""
        ...


class SteadyMicrophone:
    """An `AudioSource` whose frames go on after the device came back.

    Args:
        open_it: opens the device, or raises DeviceError.
        tell: says and shows a sentence about it.

    Attributes:
        never_given_up: a lost device is tried again without end: while the program waits to be
            called, everybody may be asleep.

    Raises:
        DeviceError: it cannot be opened the first time, or stayed away.
    """

    def __init__(self, open_it: Callable[[], OpenMicrophone], tell: Tell) -> None:
        self._open_it = open_it
        self._tell = tell
        self._device = open_it()
        self.never_given_up = False

    def begin_turn(self) -> bool:
        """See `AudioSource`."""
        return self._device.begin_turn()

    def frames(self) -> Iterator[bytes]:
        """See `AudioSource`."""
        while True:
            try:
                yield from self._device.frames()
                return
            except DeviceError as error:
                self._device = _reopened(
                    self._device, self._open_it, error, self._lost, lambda: self.never_given_up
                )
                self._tell(MICROPHONE_BACK)
                self._device.begin_turn()

    def close(self) -> None:
        """Lets the device go."""
        self._device.close()

    def _lost(self) -> None:
        self._tell(MICROPHONE_LOST)


class SteadyLoudspeaker:
    """A `LiveSpeaker` that says a sentence again when the device broke off in it.

    Args and errors are those of `SteadyMicrophone`; what it tells is only shown.
    """

    def __init__(self, open_it: Callable[[], OpenLoudspeaker], tell: Tell) -> None:
        self._open_it = open_it
        self._tell = tell
        self._device = open_it()

    def say(self, clips: Iterable[Clip]) -> None:
        """See `Speaker`."""
        given: list[Clip] = []
        clips = iter(clips)  # what was given is not to be asked for twice
        try:
            self._device.say(_noting(clips, given))
        except DeviceError as error:
            self._device = _reopened(self._device, self._open_it, error, self._lost)
            self._tell(LOUDSPEAKER_BACK)
            self.say([*given, *clips])

    def say_once(self, clips: Iterable[Clip]) -> None:
        """Says something if the device still plays; a lost one is not waited for."""
        with suppress(DeviceError):
            self._device.say(clips)

    def rest(self) -> None:
        """See `OpenLoudspeaker`."""
        self._device.rest()

    def stop(self) -> None:
        """See `LiveSpeaker`."""
        self._device.stop()

    def close(self) -> None:
        """Lets the device go."""
        self._device.close()

    def _lost(self) -> None:
        self._tell(LOUDSPEAKER_LOST)


def _reopened(
    lost: _Device,
    open_it: Callable[[], _Device],
    error: DeviceError,
    tell: Callable[[], None],
    never_given_up: Callable[[], bool] = lambda: False,
) -> _Device:
    """The device opened again; what cannot be done at once is told first.

    Raises:
        DeviceError: it stayed away.
    """
    lost.close()
    attempt = 0
    while attempt <= len(WAITS_S) or never_given_up():
        if attempt == 1:
            tell()
        time.sleep((0.0, *WAITS_S)[min(attempt, len(WAITS_S))])
        try:
            return open_it()
        except DeviceError as still:
            error = still
        attempt += 1
    raise DeviceError(f"{error}; plug it in and start again")


def _noting(clips: Iterable[Clip], given: list[Clip]) -> Iterator[Clip]:
    for clip in clips:
        given.append(clip)
        yield clip
