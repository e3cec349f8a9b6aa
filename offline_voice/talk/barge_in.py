"""How a reply reaches the person, and what may break into it: one small class for each policy.

A hold is counted aloud with long gaps between the counts. In a gap our own voice is silent, so the
microphone can be trusted; while we speak it hears ourselves, unless the system cancels the echo.
What breaks in is only handed on: what it leads to is the dialogue's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final, Protocol

from msgspec.structs import replace as replace_act

from cramp_triage.messages.acts import (
    BACK,
    FASTER,
    HELP,
    LOUDER,
    QUIETER,
    REPEAT,
    RESTART,
    SLOWER,
    STOP,
    WHY,
    UserAct,
)
from cramp_triage.messages.replies import OpenQuestion, Reply
from offline_voice.audio.interfaces import AudioSource, Clip, LiveSpeaker, Speaker
from offline_voice.listen.hypotheses import Sense, shared
from offline_voice.listen.interpreter import Understander
from offline_voice.listen.listener import HeardTurn, Listener
from offline_voice.speak.voicing import Gap, Piece

Interruption = tuple[HeardTurn, Sense]

_WISHES: Final = frozenset({REPEAT, SLOWER, LOUDER, QUIETER, FASTER})
_IN_A_GAP: Final = _WISHES | {STOP, BACK, HELP, RESTART, WHY}
_LEAST_GAP_S: Final = 1.0
"""A shorter gap is no time to say anything in."""


class Delivery(Protocol):
    """Brings a reply to the person."""

    def deliver(self, pieces: Iterable[Piece], reply: Reply) -> Interruption | None:
        """Returns when all was said, or with what the person said that broke in.

        Raises:
            DeviceError: the loudspeaker or the microphone stopped.
            SpeechError: a sentence could not be spoken.
        """
        ...


class SaidThrough:
    """Nothing breaks in: recordings, and push-to-talk, where the key does."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def deliver(self, pieces: Iterable[Piece], reply: Reply) -> Interruption | None:
        """See `Delivery`; gaps are silence."""
        self._speaker.say(p.clip() if isinstance(p, Gap) else p for p in pieces)
        return None


class HeardInGaps:
    """Half duplex: the person is heard in the gaps of a hold, and nowhere else.

    Fires on a command, a stated fact or a danger. A bare yes or no is not taken: nothing has been
    asked yet. Snoring, groans and what is not understood leave the count going.
    """

    def __init__(
        self,
        speaker: LiveSpeaker,
        source: AudioSource,
        listener: Listener,
        understander: Understander,
    ) -> None:
        self._speaker = speaker
        self._source = source
        self._listener = listener
        self._understander = understander

    def deliver(self, pieces: Iterable[Piece], reply: Reply) -> Interruption | None:
        """See `Delivery`."""
        remaining = iter(pieces)
        while True:
            clips = _UntilGap(remaining)
            broke_in = self._say(clips, reply)
            if broke_in or clips.gap is None:
                return broke_in
            if broke_in := self._wait(clips.gap, reply):
                return broke_in

    def _say(self, clips: Iterable[Clip], reply: Reply) -> Interruption | None:
        self._speaker.say(clips)
        return None

    def _wait(self, gap: Gap, reply: Reply) -> Interruption | None:
        until_s = time.monotonic() + gap.kept_s
        while (left_s := until_s - time.monotonic()) > 0:
            if left_s < _LEAST_GAP_S:
                self._speaker.say([Gap(left_s, 0.0).clip()])
                return None
            self._source.begin_turn()
            heard = self._hear(reply, until_s)
            if heard and _interrupts(heard[1].act, _IN_A_GAP):
                return heard
        return None

    def _hear(self, reply: Reply, until_s: float) -> Interruption | None:
        heard = self._listener.hear(
            self._source,
            self._understander.question(self._in_hold(reply)),
            lambda: time.monotonic() < until_s,
        )
        return (heard, self._understander.sense(heard.words, _NOTHING)) if heard.words else None

    def _in_hold(self, reply: Reply) -> OpenQuestion:
        """What is listened for before the question is out: its facts, and how the cramp goes.

        Getting worse can mean an emergency, so whatever the question is, as much hangs on this.
        """
        asks = tuple(dict.fromkeys((*reply.asks, *self._understander.in_hold)))
        return OpenQuestion(asks, "ack", stakes="emergency")


class HeardOverTheVoice(HeardInGaps):
    """Full duplex, where the system cancels the echo: a few words stop the voice as well.

    While we speak fires only on what is safe to mishear (stop, repeat, slower, louder, "it's gone",
    "it's worse"), and on a danger, which is doubtful then and so asked once more; but not on the
    words that we say ourselves. Whatever else is said over the voice is not taken: the question is
    not out yet.
    """

    def _say(self, clips: Iterable[Clip], reply: Reply) -> Interruption | None:
        own: list[str] = []
        with ThreadPoolExecutor(1, "speaking") as thread:
            saying = thread.submit(self._speaker.say, _noted(clips, own))
            try:
                while not saying.done():
                    heard = self._listener.hear(
                        self._source,
                        self._understander.question(self._in_hold(reply)),
                        lambda: not saying.done(),
                    )
                    sense = self._understander.sense(heard.words, _NOTHING)
                    told = set(sense.act.facts)
                    wished = (_WISHES | {STOP}) & set(sense.act.acts)
                    if wished or told & set(self._understander.in_hold):
                        return heard, sense
                    danger = self._understander.dangers_in(sense.act.facts)
                    if danger and not _is_echo(sense.text, own):
                        return heard, replace(sense, act=replace_act(sense.act, doubtful=True))
            finally:
                if not saying.done():
                    self._speaker.stop()
                saying.result()
        return None


def _noted(clips: Iterable[Clip], texts: list[str]) -> Iterator[Clip]:
    for each in clips:
        texts.append(each.text)
        yield each


def _is_echo(text: str, own: Sequence[str]) -> bool:
    """Most of the words are those of our own sentence, in its order."""
    said = " ".join(own).lower()
    plain = "".join(c for c in said if c.isalpha() or c in " '")
    return shared(text, plain) > _ECHO


_ECHO: Final = 0.7
"""Of so many of its words in our own sentence, what was heard is our own voice."""

_NOTHING: Final = OpenQuestion((), "ack", stakes="today")


def _interrupts(act: UserAct, commands: frozenset[str]) -> bool:
    """Whether an act, understood with no question open, is worth breaking a hold off for."""
    return bool(commands & set(act.acts) or act.facts or act.retracts)


class _UntilGap:
    """The clips before the next gap; afterwards `gap` is that gap, or None at the end."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self.gap: Gap | None = None

    def __iter__(self) -> Iterator[Clip]:
        for piece in self._pieces:
            if isinstance(piece, Gap):
                self.gap = piece
                return
            yield piece
