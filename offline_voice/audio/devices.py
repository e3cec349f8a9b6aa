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

Kind = Literal["microphone", "loudspeaker"]


def device_names(kind: Kind) -> list[str]:
    """Names of the devices there are; none if there is no sound at all."""
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
    return known.backend, list(found)


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
