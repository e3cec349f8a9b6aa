"""What a person in the room hears: when the program speaks, when it has stopped, which words.

The words come from the mini model's open vocabulary, which knows nothing of the program's prompts:
it hears "sure is it still camping", and a person guesses the sentence, as people do.
"""

from __future__ import annotations

import functools
import json
import queue
import re
import threading
import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

import numpy as np
import vosk

from offline_voice.audio.interfaces import RATE_HZ, Samples
from offline_voice.vosk_models.find import MINI_MODEL
from tests.end_to_end.rooms.room import Room

_BLOCK: Final = RATE_HZ // 50
_AUDIBLE: Final = 60
"""Loudest sample of a block that a person notices; a sink where nothing plays is at 0."""


class Recording:
    """Everything that passes a source of the room, from now on, in blocks of 20 ms.

    Attributes:
        blocks: those not yet taken, with their times; an empty one when the sound server has gone.
        last_audible_s: when something was last to be heard, on the clock `time.monotonic`.
    """

    def __init__(self, room: Room, source: str) -> None:
        self.blocks: queue.SimpleQueue[tuple[float, Samples]] = queue.SimpleQueue()
        self.last_audible_s = 0.0
        self._kept: list[Samples] = []
        self._recorder = room.recorder(source)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def samples(self) -> Samples:
        """All of it so far."""
        return np.concatenate([np.zeros(0, np.int16), *self._kept])

    def close(self) -> None:
        """Ends the recording."""
        self._recorder.kill()
        self._recorder.wait()
        self._thread.join()
        assert self._recorder.stdout
        self._recorder.stdout.close()

    def _run(self) -> None:
        assert self._recorder.stdout
        while len(data := self._recorder.stdout.read(2 * _BLOCK)) == 2 * _BLOCK:
            block = np.frombuffer(data, "<i2").astype(np.int16)
            now_s = time.monotonic()
            if is_audible(block):
                self.last_audible_s = now_s
            self._kept.append(block)
            self.blocks.put((now_s, block))
        self.blocks.put((time.monotonic(), np.zeros(0, np.int16)))


class Ears:
    """Listens to a recording as it grows.

    Attributes:
        words: heard since the last `forget`.
        began_s: when the first sound since then came, on the clock `time.monotonic`; None: not yet.
        passed_s: seconds since then.
        silent_s: seconds of silence since the last sound.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._recogniser = vosk.KaldiRecognizer(_model(), RATE_HZ)
        self.forget()

    def forget(self) -> None:
        """What comes now is something new."""
        self._recogniser.Reset()
        self._settled: list[str] = []
        self.words: list[str] = []
        self.began_s: float | None = None
        self.passed_s = self.silent_s = 0.0

    def listen(self, timeout_s: float) -> bool:
        """Hears what has come since, at least one block.

        Returns:
            False: nothing comes any more; the sound server has gone.
        """
        at_s, block = self._recording.blocks.get(timeout=timeout_s)
        while len(block):
            self._hear(at_s, block)
            try:
                at_s, block = self._recording.blocks.get_nowait()
            except queue.Empty:
                break
        current = json.loads(self._recogniser.PartialResult()).get("partial", "")
        self.words = [*self._settled, *current.split()]
        return len(block) > 0

    def _hear(self, at_s: float, block: Samples) -> None:
        self.passed_s += _BLOCK / RATE_HZ
        if is_audible(block):
            self.silent_s = 0.0
            self.began_s = self.began_s or at_s
        elif self.began_s:
            self.silent_s += _BLOCK / RATE_HZ
        if self._recogniser.AcceptWaveform(block.astype("<i2").tobytes()):
            self._settled += json.loads(self._recogniser.Result())["text"].split()


def is_audible(samples: Samples) -> bool:
    """Somebody would hear it."""
    return int(np.abs(samples.astype(np.int32)).max(initial=0)) > _AUDIBLE


def likeness(heard: Sequence[str], sentence: str) -> float:
    """How well the last of the words heard sound like a sentence: 0 to nearly 1.

    Letters are compared, not words: "is yup is dark" is not far from "is your pee dark". A short
    sentence says less, for chance makes it up more easily.
    """
    said = " ".join(words_of(sentence))
    return _letters_shared(" ".join(heard)[-len(said) - 3 :], said) / (len(said) + 8)


def share_heard(heard: Sequence[str], sentence: str) -> float:
    """The share of a sentence's letters that the last of the words heard have, too."""
    said = " ".join(words_of(sentence))
    return _letters_shared(" ".join(heard)[-len(said) * 5 // 4 - 3 :], said) / len(said)


def _letters_shared(one: str, other: str) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)


def words_of(sentence: str) -> list[str]:
    """The words of a sentence as a recogniser would write them."""
    return re.findall(r"[a-z0-9']+", sentence.lower().replace("911", "nine one one"))


@functools.cache
def _model() -> vosk.Model:
    vosk.SetLogLevel(-1)
    return vosk.Model(str(MINI_MODEL))
