"""A reply of the core as clips of sound: sentences spoken, holds counted.

Wording is `cramp_triage.dialogue.render`'s; here it only becomes sound, one part at a time, so
that the first can be heard while the next is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time
from typing import Final

import numpy as np

from cramp_triage.dialogue import render
from cramp_triage.messages.replies import Beats, Hold, Part, Say
from cramp_triage.protocol.model import Protocol
from offline_voice.audio.interfaces import Clip
from offline_voice.errors import SpeechError, UnknownVoiceError
from offline_voice.settings import Settings
from offline_voice.speak.rate_and_volume import Manner
from offline_voice.speak.synthesiser import Synthesiser

_SILENCE_HZ: Final = 22_050
_BETWEEN_PARTS_S: Final = 0.25
_FAILURES_IN_A_ROW: Final = 2
BEAT_RATE_WPM: Final = 200
"""So fast that "seven" ends within a beat of 110 a minute."""

_MISSING_HZ: Final = (660, 440)  # two falling tones: look at the screen


@dataclass(frozen=True)
class Gap:
    """A silence of a hold, between counts: the person can be listened to in it.

    Attributes:
        kept_s: its length.
        left_out_s: what was shortened away from it.
    """

    kept_s: float
    left_out_s: float

    def clip(self) -> Clip:
        """The gap as silence, where nobody listens in it."""
        return _silence(self.kept_s, self.left_out_s)


Piece = Clip | Gap


class Voice:
    """The speaking half: whose words, which engine, how long a hold really lasts.

    Args:
        protocol: the wording.
        synthesiser: makes the sound.
        hold_scale: 1.0 counts in real time, 0.1 keeps a tenth of each silence.
        manner: speed and volume; None for the defaults, by day.
        on_failure: gets the sentence that cannot be spoken and why; it is then shown, and two
            tones take its place. After two in a row the engine is left alone until `try_again`.
            None raises.
    """

    def __init__(
        self,
        protocol: Protocol,
        synthesiser: Synthesiser,
        hold_scale: float = 1.0,
        manner: Manner | None = None,
        on_failure: Callable[[str, SpeechError], None] | None = None,
    ) -> None:
        self.protocol = protocol
        self.manner = manner or Manner(Settings(), lambda: time(hour=12))
        self._synthesiser = synthesiser
        self._hold_scale = hold_scale
        self._on_failure = on_failure
        self._failures = 0

    def pieces(self, parts: Iterable[Part], *, slower: bool = False) -> Iterator[Piece]:
        """Makes the parts audible, each when it is asked for.

        Raises:
            SpeechError: the engine failed twice on a sentence, and nobody takes failures.
        """
        for part in parts:
            if isinstance(part, Hold):
                yield from self._hold(part, slower)
            elif isinstance(part, Beats):
                yield from self._beats(part)
            elif text := render.say(self.protocol, part):
                yield self._spoken(text, slower, keep=is_fixed(part))
                yield _silence(_BETWEEN_PARTS_S)

    def try_again(self) -> None:
        """An engine that was given up may have recovered."""
        self._failures = 0

    def sentence(self, text: str) -> Clip:
        """A sentence of the program about itself, of fixed wording."""
        return self._spoken(text, slower=False, keep=True)

    def rehearse(self, parts: Iterable[Part], *, slower: bool = False) -> Iterator[None]:
        """Makes the same sentences ready without a sound, one a step.

        Raises:
            SpeechError: the engine failed twice on a sentence.
        """
        for part in parts:
            pace = BEAT_RATE_WPM if isinstance(part, Beats) else None
            rate_wpm = pace or self.manner.rate_wpm(slower=slower)
            for text in _texts(self.protocol, part):
                if text:
                    self._synthesiser.speak(text, rate_wpm=rate_wpm, keep=is_fixed(part))
                    yield

    def _hold(self, hold: Hold, slower: bool) -> Iterator[Piece]:
        passed_s = 0.0
        for count, word in zip(hold.counts, render.counts(hold), strict=True):
            yield self._gap(count - passed_s)
            spoken = self._spoken(word, slower, keep=True)
            yield spoken
            passed_s = count + len(spoken.samples) / spoken.rate_hz
        if hold.hold_s > passed_s:
            yield self._gap(hold.hold_s - passed_s)

    def _beats(self, part: Beats) -> Iterator[Piece]:
        """A pace to push to: each count begins one beat, and no wish for slow speech slows it."""
        beat_s = 60 / part.per_minute
        for word in render.beats(part):
            clip = self._spoken(word, slower=False, keep=True, rate_wpm=BEAT_RATE_WPM)
            kept = replace(clip, samples=clip.samples[: round(beat_s * clip.rate_hz)])
            yield kept
            yield _silence(beat_s - len(kept.samples) / kept.rate_hz)

    def _gap(self, length_s: float) -> Gap:
        kept_s = max(0.0, length_s) * self._hold_scale
        return Gap(kept_s, max(0.0, length_s) - kept_s)

    def _spoken(self, text: str, slower: bool, *, keep: bool, rate_wpm: int | None = None) -> Clip:
        if self._failures >= _FAILURES_IN_A_ROW:
            return _missing(text)
        try:
            rate = rate_wpm or self.manner.rate_wpm(slower=slower)
            clip = self._synthesiser.speak(text, rate_wpm=rate, keep=keep)
        except UnknownVoiceError as error:
            if self._on_failure is None:
                raise
            self._on_failure(text, error)
            self._synthesiser.take_usual_voice()
            return self._spoken(text, slower, keep=keep, rate_wpm=rate_wpm)
        except SpeechError as error:
            if self._on_failure is None:
                raise
            self._failures += 1
            self._on_failure(text, error)
            return _missing(text)
        self._failures = 0
        return _at_volume(clip, self.manner.volume())


def is_fixed(part: Part) -> bool:
    """The wording carries nothing of the person, and may be kept on disk."""
    # A question made of the facts' own questions carries their ids, nothing of the person.
    composed = isinstance(part, Say) and part.prompt in (render.ASK, render.BRIEF)
    return composed or not isinstance(part, Say) or not part.params


def _texts(protocol: Protocol, part: Part) -> list[str]:
    match part:
        case Hold():
            return render.counts(part)
        case Beats():
            return sorted({*render.beats(part)})
        case _:
            return [render.say(protocol, part)]


def _at_volume(clip: Clip, volume: float) -> Clip:
    if volume == 1.0:
        return clip
    louder = np.clip(clip.samples * volume, -32768, 32767).astype(np.int16)
    return Clip(clip.text, louder, clip.rate_hz)


def _missing(text: str) -> Clip:
    """Two tones in place of a sentence that cannot be spoken."""
    at = np.arange(_SILENCE_HZ // 4) / _SILENCE_HZ
    fade = np.minimum(1.0, np.minimum(at, at[::-1]) * 50)
    tones = [4000 * fade * np.sin(2 * np.pi * hz * at) for hz in _MISSING_HZ]
    return Clip(text, np.concatenate(tones).astype(np.int16), _SILENCE_HZ)


def _silence(kept_s: float, left_out_s: float = 0.0) -> Clip:
    samples = np.zeros(round(kept_s * _SILENCE_HZ), np.int16)
    return Clip("", samples, _SILENCE_HZ, left_out_s=left_out_s)
