"""Text to sound: pyttsx3 in a child process with a deadline, in front of it a cache of WAV files.

Only fixed wording is kept on disk: a sentence that carries what the person said is spoken and
forgotten. Nothing here plays sound.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np

from offline_voice.errors import SpeechError
from offline_voice.seams import Clip

# By path and with -P: neither the current folder nor ours may lend the child a module.
_CHILD: Final = (sys.executable, "-P", str(Path(__file__).with_name("speech_child.py")))
_CACHE_FORMAT: Final = "pyttsx3-2.99 espeak-1.52 v1"


@dataclass(frozen=True)
class SpeechSettings:
    """How the program sounds.

    Attributes:
        voice: a voice of the speech engine; "" for its own choice.
        rate_wpm: words a minute.
        slow_rate_wpm: the same after "slower".
        deadline_s: a sentence that takes longer has hung the engine.
        start_deadline_s: the same for starting it.
    """

    voice: str = "gmw/en-us" if sys.platform.startswith("linux") else ""
    rate_wpm: int = 165
    slow_rate_wpm: int = 135
    deadline_s: float = 2.0
    start_deadline_s: float = 10.0


class Synthesiser:
    """Speaks texts into clips. A context manager: leaving it ends the child.

    Args:
        settings: voice and rates.
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
        self._scratch = tempfile.TemporaryDirectory(prefix="cramp-voice-")

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
        """Ends the child and removes what was spoken but not kept."""
        if self._child:
            self._child.end()
            self._child = None
        self._scratch.cleanup()

    def speak(self, text: str, *, slower: bool = False, keep: bool = False) -> Clip:
        """The text as sound.

        Args:
            text: plain words.
            slower: at the slow rate.
            keep: it is fixed wording: may be kept on disk.

        Raises:
            SpeechError: the engine failed twice on this text.
        """
        rate_wpm = self.settings.slow_rate_wpm if slower else self.settings.rate_wpm
        kept = self._kept_path(text, rate_wpm) if keep else None
        if kept and (clip := _read_clip(kept, text)):
            return clip
        made = Path(self._scratch.name) / "sentence.wav"
        self._make(text, rate_wpm, made)
        clip = _read_clip(made, text)
        if clip is None:
            raise SpeechError("the speech engine delivered no sound; see `cramp-voice model check`")
        if kept:
            _keep(made, kept)
        made.unlink(missing_ok=True)
        return clip

    def _make(self, text: str, rate_wpm: int, path: Path) -> None:
        request = {
            "text": text,
            "path": str(path),
            "voice": self.settings.voice,
            "rate_wpm": rate_wpm,
        }
        for last_try in (False, True):
            path.unlink(missing_ok=True)
            try:
                if self._child is None:
                    self._child = _Child(self._command, self.settings.start_deadline_s)
                self._child.ask(request, self.settings.deadline_s)
                return
            except SpeechError:
                if self._child:
                    self._child.end()
                    self._child = None
                if last_try:
                    raise

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


class _Child:
    """The running child process; every wait has a deadline."""

    def __init__(self, command: Sequence[str], deadline_s: float) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C at the terminal is ours to handle
            )
        except OSError as error:
            raise SpeechError(f"{command[0]}: the speech engine cannot be started") from error
        self._answers: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._answer(deadline_s)
        except SpeechError:
            self.end()
            raise

    def ask(self, request: dict[str, Any], deadline_s: float) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise SpeechError("the speech engine has stopped; it is started again") from error
        self._answer(deadline_s)

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
            self._answers.put(line)
        self._answers.put("")

    def _answer(self, deadline_s: float) -> None:
        try:
            line = self._answers.get(timeout=deadline_s)
        except queue.Empty:
            raise SpeechError(f"the speech engine did not answer within {deadline_s:g} s") from None
        if not line:
            raise SpeechError("the speech engine ended without a word; install pyttsx3 again")
        answer = json.loads(line)
        if not answer.get("ok", True):
            raise SpeechError(f"the speech engine says: {answer['why']}")


def _read_clip(path: Path, text: str) -> Clip | None:
    """The clip in a file; None if it is not there or not whole."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                return None
            data = file.readframes(file.getnframes())
            samples = np.frombuffer(data, dtype="<i2").astype(np.int16)
            whole = len(samples) == file.getnframes() > 0
            return Clip(text, samples, file.getframerate()) if whole else None
    except (OSError, EOFError, wave.Error):
        return None


def _keep(made: Path, kept: Path) -> None:
    """Puts a whole file in its place at once, so that no reader ever sees half of it."""
    part = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        part.write_bytes(made.read_bytes())
        part.replace(kept)
    except OSError:
        part.unlink(missing_ok=True)  # a full disk costs speed, not speech
