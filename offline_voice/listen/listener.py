"""One turn of the person, from the open microphone to the words: gate, endpoint, two passes.

The same code hears a microphone and a recording. Frames are handed to the recogniser only while
somebody speaks, with a short run-up, so that waiting costs next to nothing. What was heard is kept
until the turn is dealt with, and nowhere else.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from offline_voice.audio.interfaces import (
    FRAME_MS,
    RATE_HZ,
    AudioSource,
    Hypotheses,
    Recogniser,
    Samples,
)
from offline_voice.listen.early_answer import EarlyAnswer, joined, trailing_ms
from offline_voice.listen.endpoint import Endpointer, Patience, TurnState
from offline_voice.listen.voice_activity import SpeechDetector

_RUN_UP_FRAMES: Final = 320 // FRAME_MS


@dataclass(frozen=True)
class Question:
    """What a listener must know of the open question.

    Attributes:
        phrases: the phrase list for the listed pass.
        is_bare: tells a complete short answer, which ends a turn early.
        danger: it asks about a danger: wait longer.
        closed: the few usual answers to a closed question.
        can_be_taken_back: acting on a usual answer a moment too soon does no harm.
        is_whole: tells a sentence that answers it and leaves nothing open.
    """

    phrases: tuple[str, ...]
    is_bare: Callable[[str], bool]
    danger: bool
    closed: tuple[str, ...] = ()
    can_be_taken_back: bool = False
    is_whole: Callable[[str], bool] = lambda text: False


@dataclass(frozen=True, eq=False)
class HeardTurn:
    """One turn as sound and words.

    Attributes:
        words: both passes, or None if nobody spoke.
        samples: the sound of the turn at `RATE_HZ`, run-up and closing silence included.
        endpoint_ms: audio time from the last audible speech to the end of the turn; 0 if silent.
        decode_s: time the recogniser took after the end of the turn.
    """

    words: Hypotheses | None
    samples: Samples
    endpoint_ms: int
    decode_s: float = 0.0


class Listener:
    """Hears one turn after another."""

    def __init__(
        self, recogniser: Recogniser, detector: SpeechDetector, patience: Patience | None = None
    ) -> None:
        self._recogniser = recogniser
        self._detector = detector
        self._patience = patience or Patience()

    def hear(
        self,
        source: AudioSource,
        question: Question,
        while_waiting: Callable[[], bool] = lambda: True,
    ) -> HeardTurn:
        """Listens until the person has answered, or nobody has.

        Args:
            source: where the frames come from.
            question: what is open.
            while_waiting: asked at each frame before the first word; False gives up waiting. What
                has begun by then is heard to its end.

        Raises:
            DeviceError: the source stopped delivering.
        """
        self._detector.reset()
        self._recogniser.begin(question.phrases, question.closed)
        endpointer = Endpointer(self._patience)
        early = EarlyAnswer(question.closed if question.can_be_taken_back else (), self._patience)
        run_up: deque[bytes] = deque(maxlen=_RUN_UP_FRAMES)
        kept: list[bytes] = []
        state, waited = TurnState.WAITING, 0
        decided: tuple[Hypotheses, float] | None = None
        for frame in source.frames():
            before = state
            is_speech = self._detector.is_speech(frame)
            state = endpointer.push(is_speech, self._wait_ms(question, endpointer.silent_ms))
            if state in (TurnState.WAITING, TurnState.NOBODY):
                run_up.append(frame)
                waited += 1
                if not while_waiting():
                    break
            elif state is TurnState.DROPPED:
                self._recogniser.begin(question.phrases, question.closed)
                run_up.extend(kept)
                kept.clear()
                state = TurnState.WAITING
            else:
                for new in [*run_up, frame] if before is TurnState.WAITING else [frame]:
                    kept.append(new)
                    self._recogniser.accept(new)
                run_up.clear()
            if state in (TurnState.DONE, TurnState.NOBODY):
                break
            if kept and early.is_complete(self._recogniser, kept, endpointer.silent_ms):
                decided = self._decided()
                if early.is_confirmed_by(decided[0]):
                    break
                decided = None
                self._hear_again(question, kept)
        if not kept:
            return HeardTurn(None, np.zeros(waited * FRAME_MS * RATE_HZ // 1000, np.int16), 0)
        words, decode_s = decided or self._decided()
        samples = joined(kept)
        return HeardTurn(words, samples, trailing_ms(samples), decode_s)

    def _decided(self) -> tuple[Hypotheses, float]:
        """The words, and the seconds that it took to decide on them."""
        began_s = time.perf_counter()
        words = self._recogniser.finish()
        return words, time.perf_counter() - began_s

    def _hear_again(self, question: Question, kept: list[bytes]) -> None:
        self._recogniser.begin(question.phrases, question.closed)
        for frame in kept:
            self._recogniser.accept(frame)

    def _wait_ms(self, question: Question, silent_ms: int) -> int:
        # Asking for the words so far costs time; before the shortest wait they cannot matter.
        if silent_ms + FRAME_MS < self._patience.bare_ms:
            return self._patience.goes_on_ms
        text = self._recogniser.partial()
        return self._patience.silence_ms(
            text,
            bare=question.is_bare(text),
            danger=question.danger,
            whole=question.is_whole(text),
        )
