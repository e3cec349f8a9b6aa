"""Waiting for the wake phrase, cheaply and without being fooled.

Four sieves, each dearer than the one before and run only when that one lets sound through:
loudness, neural voice activity, Vosk with a short list (the phrase, its look-alikes, anything
else), and the open vocabulary over the same few seconds. A television says much in a night: all
four must agree.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Protocol

from offline_voice.audio.interfaces import FRAME_MS, AudioSource
from offline_voice.listen.recogniser import UNKNOWN_WORD
from offline_voice.listen.voice_activity import SpeechDetector
from offline_voice.listen.vosk_stream import VoskStream, Word

if TYPE_CHECKING:
    import vosk

_LOOK_EVERY_FRAMES: Final = 192 // FRAME_MS
_RUN_UP_FRAMES: Final = 320 // FRAME_MS
_KEPT_FRAMES: Final = 4000 // FRAME_MS
_AFTERWARDS_FRAMES: Final = 256 // FRAME_MS
"""Heard on for so long after the phrase shows, since its last word may still be growing."""

_OVER_FRAMES: Final = 800 // FRAME_MS
_SPOKEN_FRAMES: Final = 256 // FRAME_MS
_BELIEVED: Final = 0.8
_ALIKE: Final = 0.9
_TALKED_ABOUT: Final = frozenset({"the", "a", "my", "her", "his", "this", "that", "your"})
"""Before the phrase, they make it talk about somebody, and no call."""

_WORDS_KEPT: Final = 12
_DECOYS: Final = (
    "hey helper", "hey doctor", "help her", "hey you", "hey there", "the cramp", "a cramp",
    "my cramp", "hey can you help", "help me", "hello", "okay", "yes", "no", "and", "the", "what",
)  # fmt: skip


class WakeSpotter:
    """Hears the wake phrase in a stream of frames.

    Args:
        model: from `vosk_models.find.load_model`.
        detector: tells speech from everything else.
        phrase: what wakes, in lower case; a "hey" before two more words may be left out.
        takes_lists: the model's graph accepts a phrase list; without one the open vocabulary alone
            decides.
    """

    def __init__(
        self, model: vosk.Model, detector: SpeechDetector, phrase: str, *, takes_lists: bool
    ) -> None:
        self._detector = detector
        self._short = short_form(phrase)
        known = [d for d in _DECOYS if all(model.vosk_model_find_word(w) >= 0 for w in d.split())]
        listed = json.dumps([phrase, self._short, *known, UNKNOWN_WORD]) if takes_lists else None
        self._listed = VoskStream(model, listed, _WORDS_KEPT)
        self._open = VoskStream(model, None, _WORDS_KEPT)
        self._run_up: deque[bytes] = deque(maxlen=_RUN_UP_FRAMES)
        self._kept: deque[bytes] = deque(maxlen=_KEPT_FRAMES)
        self._silent = self._since_look = self._showed = 0

    def hears(self, frame: bytes) -> bool:
        """Takes the next frame; True if it completes the phrase."""
        is_speech = self._detector.is_speech(frame)
        self._silent = 0 if is_speech else self._silent + 1
        if self._kept and self._silent >= _OVER_FRAMES:
            self._forget()
        if not is_speech and not self._kept:
            self._run_up.append(frame)
            return False
        if not self._kept:
            for earlier in self._run_up:
                self._take(earlier)
        self._take(frame)
        return self._is_woken()

    def _take(self, frame: bytes) -> None:
        self._kept.append(frame)
        self._listed.accept(frame)

    def _is_woken(self) -> bool:
        """Looks at the words so far now and then; decides a little after the phrase showed."""
        self._since_look += 1
        if self._showed:
            self._showed += 1
            return self._showed > _AFTERWARDS_FRAMES and self._decided()
        if self._since_look >= _LOOK_EVERY_FRAMES:
            self._since_look = 0
            self._showed = int(self._short in self._listed.partial())
        return False

    def _decided(self) -> bool:
        text, confidence = _told(self._listed.finish())
        frames = list(self._kept)
        self._forget()
        called = is_call(self._short, text) and confidence >= _BELIEVED
        return called and self._confirmed(frames)

    def _confirmed(self, frames: list[bytes]) -> bool:
        self._open.reset()
        for frame in frames:
            self._open.accept(frame)
        text, _ = _told(self._open.finish())
        return is_alike(self._short, text)

    def _forget(self) -> None:
        self._listed.reset()
        self._kept.clear()
        self._run_up.clear()
        self._since_look = self._showed = 0


def short_form(phrase: str) -> str:
    """The phrase without its "hey", unless a single word would be left: that is said too often."""
    bare = phrase.removeprefix("hey ")
    return bare if " " in bare else phrase


def is_call(phrase: str, text: str) -> bool:
    """The phrase is in the text, and nothing before it makes it the name of something."""
    before, found, _ = text.partition(phrase)
    return bool(found) and _TALKED_ABOUT.isdisjoint(before.split()[-1:])


def is_alike(phrase: str, text: str) -> bool:
    """Some run of words in the text sounds, letter by letter, nearly like the phrase."""
    wanted, words = phrase.split(), text.split()
    runs = (
        " ".join(words[begin : begin + length])
        for length in range(max(1, len(wanted) - 1), len(wanted) + 2)
        for begin in range(len(words) - length + 1)
    )
    return any(SequenceMatcher(None, phrase, run, autojunk=False).ratio() >= _ALIKE for run in runs)


class SpeechSpotter:
    """Hears that somebody speaks, whatever it is: waiting without a wake phrase."""

    def __init__(self, detector: SpeechDetector) -> None:
        self._detector = detector
        self._lately: deque[bool] = deque(maxlen=_SPOKEN_FRAMES)

    def hears(self, frame: bytes) -> bool:
        """Takes the next frame; True once speech has lasted for a word."""
        self._lately.append(self._detector.is_speech(frame))
        spoken = len(self._lately) == _SPOKEN_FRAMES and all(self._lately)
        if spoken:
            self._lately.clear()  # what began one conversation begins no other
        return spoken


class Spotter(Protocol):
    """Tells when to begin."""

    def hears(self, frame: bytes) -> bool:
        """Takes the next frame; True if it is time."""
        ...


def wait_for(spotter: Spotter, source: AudioSource, each_frame: Callable[[bytes], None]) -> bool:
    """Returns True when the spotter fires; False when nothing more can come.

    Args:
        spotter: what is waited for.
        source: the room.
        each_frame: gets every frame, for a level meter.

    Raises:
        DeviceError: the microphone stopped.
    """
    if not source.begin_turn():
        return False
    for frame in source.frames():
        each_frame(frame)
        if spotter.hears(frame):
            return True
    return False


def _told(words: Sequence[Word]) -> tuple[str, float]:
    """All words, and the least confidence among the last few of ours."""
    ours = [word.confidence for word in words if word.text != UNKNOWN_WORD]
    return " ".join(word.text for word in words), min(ours[-3:], default=0.0)
