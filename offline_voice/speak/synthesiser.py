"""Text to sound: pyttsx3 in a child process with a deadline, in front of it what was made before.

Only fixed wording is kept on disk; a sentence that carries what the person said stays in memory, at
most for a few minutes of speech, and reaches no file. Nothing here plays sound.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from offline_voice.audio.clips import Remembered, clip_of, keep_clip, kept_clip
from offline_voice.audio.interfaces import Clip
from offline_voice.errors import SpeechError, UnknownVoiceError
from offline_voice.settings import Settings
from offline_voice.speak.worker_process import SpeechProcess

# By path and with -P: neither the current folder nor ours may lend the child a module.
_CHILD: Final = (sys.executable, "-P", str(Path(__file__).with_name("worker.py")))
_CACHE_FORMAT: Final = "pyttsx3-2.99 espeak-1.52 v2"
_PIPER_DEADLINES_S: Final = 8.0, 15.0
"""A long sentence takes two seconds of a slow processor, to begin with five."""
_NUMBER_TO_CALL: Final = re.compile(r"\d[\d-]+\d")


@dataclass(frozen=True)
class SpeechSettings:
    """How the program sounds.

    Attributes:
        voice: a voice of the speech engine; "" for its own choice.
        rate_wpm: words a minute.
        deadline_s: a sentence that takes longer has hung the engine.
        start_deadline_s: the same for starting it.
        piper_voice: Piper speaks instead, with this voice; "" if it does not.
    """

    voice: str = "gmw/en-us" if sys.platform.startswith("linux") else ""
    rate_wpm: int = 165
    deadline_s: float = 2.0
    start_deadline_s: float = 4.0
    piper_voice: str = ""

    @classmethod
    def of(cls, settings: Settings) -> SpeechSettings:
        """Voice and rate as they are configured."""
        usual = cls(settings.voice or cls.voice, settings.rate_wpm)
        if not settings.piper_voice:
            return usual
        spoken_s, started_s = _PIPER_DEADLINES_S
        return replace(
            usual,
            deadline_s=spoken_s,
            start_deadline_s=started_s,
            piper_voice=settings.piper_voice,
        )


class Synthesiser:
    """Speaks texts into clips; threads may share it. Leaving it as a context ends the child.

    Args:
        settings: voice and rate.
        cache: folder for fixed sentences; None for the platform's place.
        command: how the child is started; tests put a frozen or dying one here.
    """

    def __init__(
        self,
        settings: SpeechSettings | None = None,
        cache: Path | None = None,
        command: Sequence[str] = _CHILD,
    ) -> None:
        self.settings = settings or SpeechSettings()
        self._command = tuple(command)
        self._cache = cache
        self._child: SpeechProcess | None = None
        self._remembered = Remembered()
        self._one_at_a_time = threading.Lock()

    def __enter__(self) -> Synthesiser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child."""
        with self._one_at_a_time:
            self._end_child()

    def speak(self, text: str, *, rate_wpm: int = 0, keep: bool = False) -> Clip:
        """The text as sound.

        Args:
            text: plain words.
            rate_wpm: words a minute; 0 for the settings'.
            keep: it is fixed wording: may be kept on disk.

        Raises:
            SpeechError: the engine failed twice on this text, or has no voice of that name.
        """
        rate_wpm = rate_wpm or self.settings.rate_wpm
        with self._one_at_a_time:
            clip = self._remembered.get(text, rate_wpm)
            if clip is None:
                clip = self._kept_or_made(text, rate_wpm, keep)
                self._remembered.add(clip, rate_wpm)
            return clip

    def take_usual_voice(self) -> None:
        """Gives up the voice of the settings."""
        with self._one_at_a_time:
            self.settings = SpeechSettings(rate_wpm=self.settings.rate_wpm)

    def _kept_or_made(self, text: str, rate_wpm: int, keep: bool) -> Clip:
        kept = self._kept_path(text, rate_wpm) if keep else None
        if kept and (clip := kept_clip(kept, text)):
            return clip
        wav, clip = self._made(text, rate_wpm)
        if kept:
            keep_clip(wav, kept)
        return clip

    def _made(self, text: str, rate_wpm: int) -> tuple[bytes, Clip]:
        request = {
            "text": _digit_by_digit(text),
            "voice": self.settings.voice,
            "rate_wpm": rate_wpm,
        }
        try:
            wav, spoken = self._asked(request)
        except UnknownVoiceError:
            raise
        except SpeechError:
            wav, spoken = self._asked(request)  # of a new child
        return wav, replace(spoken, text=text)

    def _asked(self, request: dict[str, Any]) -> tuple[bytes, Clip]:
        try:
            if self._child is None:
                piper = self.settings.piper_voice
                command = (*self._command, *(("--piper", piper) if piper else ()))
                self._child = SpeechProcess(command, self.settings.start_deadline_s)
            wav = self._child.ask(request, self.settings.deadline_s)
            clip = clip_of(wav, request["text"])
            if clip is None:  # once in two thousand times, on a busy machine, a text is lost
                raise SpeechError("the speech engine made no sound; see `cramp-voice doctor`")
            return wav, clip
        except BaseException:  # whatever came between, this child's next answer would be a late one
            self._end_child()
            raise

    def _end_child(self) -> None:
        if self._child:
            child, self._child = self._child, None
            child.end()

    def _kept_path(self, text: str, rate_wpm: int) -> Path | None:
        try:
            if self._cache is None:
                import platformdirs

                self._cache = platformdirs.user_cache_path("cramp-helper", appauthor=False)
                self._cache /= "speech"
            self._cache.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None  # without a place to keep them, sentences are made each time
        voice = self.settings.piper_voice or self.settings.voice
        key = json.dumps([_CACHE_FORMAT, text, voice, rate_wpm])
        return self._cache / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.wav"


def _digit_by_digit(text: str) -> str:
    """Numbers to call spelt out: nobody dials nine hundred and eleven."""
    return _NUMBER_TO_CALL.sub(lambda number: " ".join(number[0]).replace(" - ", ", "), text)
