"""The sound devices there are, by miniaudio; `microphone` and `loudspeaker` open them.

That a device exists proves nothing (ALSA lists a null device), and a capture whose server died goes
on "running" in silence; so a device counts only while blocks pass. Nothing here is recorded, and
nothing is opened again: that is `reconnect`.
"""

from __future__ import annotations

import sys
from typing import Any, Final, Literal

import miniaudio

from offline_voice.audio.native_stderr import native_stderr_silenced
from offline_voice.errors import DeviceError

FIRST_BLOCK_S: Final = 2.0
"""A device through which no block has passed for so long has stopped."""

_NULL: Final = (b"null", b"auto_null", b"auto_null.monitor")
"""Devices of ALSA and PulseAudio that stand for none: they swallow what is played, hear nothing."""

MONITOR: Final = "Monitor of "
"""So PulseAudio calls what hears a loudspeaker instead of a room."""

_NULL_BACKEND: Final = "Null"
"""Miniaudio's own stand-in where a system has no sound."""

Kind = Literal["microphone", "loudspeaker"]


def choices(kind: Kind) -> list[str]:
    """Names of those that a person can choose: what only hears a loudspeaker hears nobody."""
    return [name for name in device_names(kind) if not name.startswith(MONITOR)]


def device_names(kind: Kind) -> list[str]:
    """Names of the devices there are; none if there is no sound at all, or only a null device."""
    return [found["name"] for found in known_devices(kind)[1]]


def chosen(kind: Kind, name: str) -> Any:
    """The id of the device whose name has `name` in it."""
    _, found = known_devices(kind)
    for device in found:
        if name.casefold() in device["name"].casefold():
            return device["id"]
    there = ", ".join(device["name"] for device in found) or "none"
    raise DeviceError(f"no {kind} is called {name!r}; there is: {there}")


def known_devices(kind: Kind) -> tuple[str, list[dict[str, Any]]]:
    """The backend in use, and its devices of a kind."""
    with native_stderr_silenced():
        try:
            known = miniaudio.Devices(backends())
            found = known.get_captures() if kind == "microphone" else known.get_playbacks()
        except miniaudio.MiniaudioError:
            return "", []
    if known.backend == _NULL_BACKEND:
        return known.backend, []
    return known.backend, [device for device in found if _id_of(device) not in _NULL]


def _id_of(device: dict[str, Any]) -> bytes:
    """The sound system's own name of a device; names for people are translated."""
    return bytes(miniaudio.ffi.buffer(device["id"])[:]).split(b"\0")[0]


def backends() -> list[miniaudio.Backend]:
    """The sound systems to try, the first one first."""
    # Named in this order, PulseAudio answers before ALSA writes its page of complaints.
    if sys.platform.startswith("linux"):
        return [miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.ALSA]
    return []


def started(generator: Any) -> Any:
    """A generator that waits for its first block, as miniaudio wants it."""
    next(generator)
    return generator
