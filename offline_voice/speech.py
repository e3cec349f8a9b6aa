"""Text to sound: pyttsx3 in a child process with a deadline, in front of it what was made before.

Only fixed wording is kept on disk; a sentence that carries what the person said stays in memory, at
most for a few minutes of speech, and reaches no file. Nothing here plays sound.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import queue
import re
import subprocess
import sys
import threading
import wave
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np

from offline_voice.errors import SpeechError, UnknownVoiceError
from offline_voice.seams import Clip
from offline_voice.settings import Settings

# By path and with -P: neither the current folder nor ours may lend the child a module.
_CHILD: Final = (sys.executable, "-P", str(Path(__file__).with_name("speech_child.py")))
_CACHE_FORMAT: Final = "pyttsx3-2.99 espeak-1.52 v2"
_NUMBER_TO_CALL: Final = re.compile(r"\d[\d-]+\d")
_REMEMBERED_SAMPLES: Final = 2_500_000  # two minutes of speech, 5 MB: all that one turn rehearses


@dataclass(frozen=True)
class SpeechSettings:
    """How the program sounds.

    Attributes:
        voice: a voice of the speech engine; "" for its own choice.
        rate_wpm: words a minute.
        deadline_s: a sentence that takes longer has hung the engine.
        start_deadline_s: the same for starting it.
    """

    voice: str = "gmw/en-us" if sys.platform.startswith("linux") else ""
    rate_wpm: int = 165
    deadline_s: float = 2.0
    start_deadline_s: float = 4.0

    @classmethod
    def of(cls, settings: Settings) -> SpeechSettings:
        """Voice and rate as they are configured."""
        return cls(settings.voice or cls.voice, settings.rate_wpm)


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
        self._child: _Child | None = None
        self._remembered = _Remembered()
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
            self.settings = replace(self.settings, voice=SpeechSettings().voice)

    def _kept_or_made(self, text: str, rate_wpm: int, keep: bool) -> Clip:
        kept = self._kept_path(text, rate_wpm) if keep else None
        if kept and (clip := _kept_clip(kept, text)):
            return clip
        wav, clip = self._made(text, rate_wpm)
        if kept:
            _keep(wav, kept)
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
                self._child = _Child(self._command, self.settings.start_deadline_s)
            wav = self._child.ask(request, self.settings.deadline_s)
            clip = _clip(wav, request["text"])
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
        key = json.dumps([_CACHE_FORMAT, text, self.settings.voice, rate_wpm])
        return self._cache / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.wav"


def _digit_by_digit(text: str) -> str:
    """Numbers to call spelt out: nobody dials nine hundred and eleven."""
    return _NUMBER_TO_CALL.sub(lambda number: " ".join(number[0]).replace(" - ", ", "), text)


class _Remembered:
    """The clips used last, as many as fit."""

    def __init__(self) -> None:
        self._clips: OrderedDict[tuple[str, int], Clip] = OrderedDict()
        self._samples = 0

    def get(self, text: str, rate_wpm: int) -> Clip | None:
        clip = self._clips.get((text, rate_wpm))
        if clip:
            self._clips.move_to_end((text, rate_wpm))
        return clip

    def add(self, clip: Clip, rate_wpm: int) -> None:
        if (clip.text, rate_wpm) in self._clips:
            return
        self._clips[clip.text, rate_wpm] = clip
        self._samples += len(clip.samples)
        while self._samples > _REMEMBERED_SAMPLES:
            _, oldest = self._clips.popitem(last=False)
            self._samples -= len(oldest.samples)


class _Child:
    """The running child process; every wait has a deadline."""

    def __init__(self, command: Sequence[str], deadline_s: float) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the terminal is ours to handle
            )
        except OSError as error:
            raise SpeechError(f"{command[0]}: the speech engine cannot be started") from error
        self._answers: queue.Queue[tuple[dict[str, Any], bytes]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._answer(deadline_s)
        except BaseException:
            self.end()
            raise

    def ask(self, request: dict[str, Any], deadline_s: float) -> bytes:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise SpeechError("the speech engine has stopped; it is started again") from error
        return self._answer(deadline_s)

    def end(self) -> None:
        if self._process.poll() is None and self._process.stdin:
            try:
                self._process.stdin.close()
                self._process.wait(timeout=0.3)
            except (OSError, subprocess.TimeoutExpired):
                self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # an unsent request of a dead child: nothing to save

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            answer = json.loads(line)
            wav = self._process.stdout.read(answer.get("wav_bytes", 0))
            if len(wav) < answer.get("wav_bytes", 0):
                break  # it ended in the middle of a sentence
            self._answers.put((answer, wav))
        self._answers.put(({}, b""))

    def _answer(self, deadline_s: float) -> bytes:
        try:
            answer, wav = self._answers.get(timeout=deadline_s)
        except queue.Empty:
            raise SpeechError(f"the speech engine did not answer within {deadline_s:g} s") from None
        if not answer:
            raise SpeechError("the speech engine ended without a word; install pyttsx3 again")
        if "why" in answer:
            kind = UnknownVoiceError if answer.get("unknown_voice") else SpeechError
            raise kind(f"the speech engine says: {answer['why']}")
        return wav


def _kept_clip(path: Path, text: str) -> Clip | None:
    """The clip in a file; None if it is not there or not whole."""
    try:
        return _clip(path.read_bytes(), text)
    except OSError:
        return None


def _clip(wav: bytes, text: str) -> Clip | None:
    """The clip in the bytes of a WAV file; None if they are not whole."""
    try:
        with wave.open(io.BytesIO(wav), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                return None
            data = file.readframes(file.getnframes())
            samples = np.frombuffer(data, dtype="<i2").astype(np.int16)
            whole = len(samples) == file.getnframes() > 0
            return Clip(text, samples, file.getframerate()) if whole else None
    except (EOFError, wave.Error):
        return None


def _keep(wav: bytes, kept: Path) -> None:
    """Puts a whole file in its place at once, so that no reader ever sees half of it."""
    part = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        part.write_bytes(wav)
        part.replace(kept)
    except OSError:
        _drop(part)  # a full disk costs speed, not speech
    except BaseException:  # Ctrl-C
        _drop(part)
        raise


def _drop(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # its folder has been taken away with it
