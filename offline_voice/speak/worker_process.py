"""The running child process of `worker`, and its deadlines."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Sequence
from typing import Any

from offline_voice.errors import SpeechError, UnknownVoiceError


class SpeechProcess:
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
        """The WAV file of a request.

        Raises:
            SpeechError: it did not come in time, or the engine refused.
        """
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise SpeechError("the speech engine has stopped; it is started again") from error
        return self._answer(deadline_s)

    def end(self) -> None:
        """Ends the child, politely if it still listens."""
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
            raise SpeechError("the speech engine ended without an answer; install pyttsx3 again")
        if "why" in answer:
            kind = UnknownVoiceError if answer.get("unknown_voice") else SpeechError
            raise kind(f"the speech engine says: {answer['why']}")
        return wav
