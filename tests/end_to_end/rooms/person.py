"""A person in the room: hears the program through its loudspeaker, answers into its microphone.

When to speak and what to answer is decided by sound alone. The person has a voice that is not the
program's and that the recogniser was not trained on.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Final

import numpy as np
import soxr

from cramp_triage.dialogue.session import READ_BACK
from cramp_triage.protocol.model import load_protocol
from offline_voice.audio.interfaces import RATE_HZ, Samples
from offline_voice.speak.synthesiser import SpeechSettings, Synthesiser
from tests.end_to_end.rooms.ears import Ears, Recording, likeness, share_heard
from tests.end_to_end.rooms.room import HEARD, SAID, Room

NOT_UNDERSTOOD: Final = "not understood"
_ASKED_SILENCE_S: Final = 0.9
_SURELY: Final = 0.4
_CERTAINLY: Final = 0.7
_NEAR_ENOUGH: Final = 0.5
_TOO_LONG_S: Final = 90
_PEAK: Final = 12_000


@dataclass(frozen=True)
class Heard:
    """What the program said in one go, as the person heard it.

    Attributes:
        words: in order, some of them misheard.
        question: id of the question or fact the person takes to be asked; NOT_UNDERSTOOD.
    """

    words: str
    question: str

    def has(self, sentence: str) -> bool:
        """The sentence was heard somewhere in it, near enough."""
        return self._share(sentence) >= _NEAR_ENOUGH

    def lacks(self, sentence: str) -> bool:
        """Nothing like the sentence was heard in it."""
        return self._share(sentence) < _CERTAINLY

    def _share(self, sentence: str) -> float:
        words = self.words.split()
        ends = range(1, len(words) + 1)
        return max((share_heard(words[:end], sentence) for end in ends), default=0.0)


class Person:
    """Somebody with ears and a voice; a context manager.

    Args:
        room: where they are.
        voice: of espeak-ng.
        rate_wpm: how fast they speak.
    """

    def __init__(self, room: Room, voice: str = "gmw/en-US+f4", rate_wpm: int = 160) -> None:
        self._room = room
        self.heard = Recording(room, HEARD)
        self.said = Recording(room, SAID)
        self.ears = Ears(self.heard)
        self._mouth = Synthesiser(SpeechSettings(voice, rate_wpm), room.folder / "mouth")
        self._ready: dict[str, Samples] = {}
        self._spoke = False

    def __enter__(self) -> Person:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._mouth.close()
        self.heard.close()
        self.said.close()

    def say(self, text: str) -> None:
        """Speaks, and returns when the last word is out."""
        self._room.log.append(f"Person: {text}")
        sound = self._spoken(text)
        player = self._room.player()
        player.communicate(sound.tobytes(), timeout=_TOO_LONG_S)
        self._spoke = True

    def listen(self, done: Callable[[Ears], bool], what: str) -> Heard:
        """Listens until `done`.

        Raises:
            AssertionError: it did not happen; tells what was heard instead.
        """
        until_s = time.monotonic() + _TOO_LONG_S
        while not done(self.ears):
            complaint = f"waited for {what}, heard: {' '.join(self.ears.words)}"
            assert time.monotonic() < until_s, complaint
            assert self.ears.listen(_TOO_LONG_S), f"the sound server is gone; {complaint}"
        words = self.ears.words
        self._room.log.append(f"Heard: {' '.join(words)} ({question_in(tuple(words))})")
        heard = Heard(" ".join(words), question_in(tuple(words)))
        self._note_wait()
        self.ears.forget()
        self._spoke = False
        return heard

    def await_sound(self, within_s: float) -> None:
        """Listens for so long, or until the program begins to speak."""
        until_s = self.ears.passed_s + within_s
        while self.ears.began_s is None and self.ears.passed_s < until_s:
            assert self.ears.listen(_TOO_LONG_S), "the sound server is gone"

    def hear_out(self, patience_s: float = 3.0, gone: Callable[[], bool] = lambda: False) -> Heard:
        """Listens until the program has asked something, or says no more.

        Args:
            patience_s: the longest pause that a program makes within what it says.
            gone: the program has ended.
        """

        def done(ears: Ears) -> bool:
            if ears.began_s is None:
                return gone()
            if ears.silent_s >= patience_s or (gone() and ears.silent_s > 0):
                return True
            return (
                ears.silent_s >= _ASKED_SILENCE_S
                and question_in(tuple(ears.words)) != NOT_UNDERSTOOD
            )

        return self.listen(done, "the program to have spoken")

    def _note_wait(self) -> None:
        if self._spoke and self.ears.began_s and not self._room.is_noisy:
            wait_s = self.ears.began_s - self.said.last_audible_s
            if wait_s > 0:  # less, if it was said over the voice
                self._room.waits_s.append(wait_s)

    def _spoken(self, text: str) -> Samples:
        if text not in self._ready:
            clip = self._mouth.speak(text)
            sound = soxr.resample(clip.samples.astype(np.float64), clip.rate_hz, RATE_HZ)
            self._ready[text] = np.rint(sound * (_PEAK / np.abs(sound).max())).astype(np.int16)
        return self._ready[text]


@functools.lru_cache(maxsize=256)
def question_in(words: tuple[str, ...]) -> str:
    """The question that the last words heard most resemble."""
    best, question = max((likeness(words, text), of) for text, of in _questions().items())
    return question if best >= _SURELY else NOT_UNDERSTOOD


def answer_from(answers: Mapping[str, str], heard: Heard) -> str:
    """What somebody answers: as in `answers`, else "no" to a question, "yes" to a read-back."""
    usual = {NOT_UNDERSTOOD: "okay", READ_BACK: "yes"}
    return answers.get(heard.question, usual.get(heard.question, "no"))


@functools.cache
def _questions() -> dict[str, str]:
    """Every question the program has, as spoken of a leg: the id of the question or fact."""
    protocol = load_protocol()
    asked = {finding.ask: fact for fact, finding in protocol.findings.items() if finding.ask}
    asked |= {question.again: id_ for id_, question in protocol.questions.items() if question.again}
    asked |= {question.text: id_ for id_, question in protocol.questions.items()}
    offers = (id_ for id_ in protocol.prompts if id_.startswith(("offer.", "question.confirm")))
    asked |= {protocol.prompts[id_]: id_ for id_ in offers} | {"Is that right?": READ_BACK}
    return {text.replace("{limb}", "leg"): id_ for text, id_ in asked.items()}
