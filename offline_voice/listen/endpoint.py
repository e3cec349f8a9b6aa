"""When the person's turn is over: how much silence a question waits for.

A closed question is answered in a word, so little silence ends it, and a sentence that answers it
whole needs hardly more; somebody who tells a story, or stopped at "and" or at "it's my", is
thinking or in pain, and gets longer. Vosk 0.3.45 has no calls for this, and
its own endpoint is ignored. All times are audio time, counted in frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from offline_voice.audio.interfaces import FRAME_MS

_GOES_ON: Final = frozenset(
    "a about also an and at because but can't for from he i if i'm i've into it's like maybe my of "
    "or she so still that's the then there's they to uh um well when with".split()
)
_PARTS: Final = frozenset({"calf", "foot", "leg", "thigh", "hand", "muscle"})
_OF_A_PART: Final = frozenset({"is", "are", "was", "feels"})
_OWNERS: Final = frozenset({"my", "the", "his", "her"})
_WHICH: Final = frozenset({"left", "right", "lower", "upper"})


def promises_more(text: str, *, whole: bool = False) -> bool:
    """Whether nobody would end there: at "and", "my calf is"; at "my left" unless that answers.

    Args:
        text: the words so far.
        whole: they answer what was asked, such as which leg.
    """
    before, last = ["", "", *text.split()][-2:]
    if last in _GOES_ON or (last in _OF_A_PART and before in _PARTS):
        return True
    return not whole and last in _WHICH and before in _OWNERS


@dataclass(frozen=True)
class Patience:
    """How much silence ends a turn, in milliseconds.

    Attributes:
        early_ms: after one of the usual answers to a question whose answer can be taken back, if
            the words have not changed for as long.
        hang_on_ms: for so long after a word the detector may still hear it.
        bare_ms: after a complete short answer to any other closed question.
        danger_ms: the same where the question is about a danger.
        whole_ms: after a sentence that answers the open question and leaves nothing open.
        statement_ms: after anything else.
        goes_on_ms: after words that promise more ("and", "um", "my left").
        nobody_ms: without a word since the question: nobody answers.
        longest_ms: a turn is cut here, so that a television cannot hold it for ever.
        least_speech_ms: less speech than this was a noise.
    """

    early_ms: int = 300
    hang_on_ms: int = 64
    bare_ms: int = 500
    danger_ms: int = 600
    whole_ms: int = 600
    statement_ms: int = 900
    goes_on_ms: int = 1600
    nobody_ms: int = 7000
    longest_ms: int = 20_000
    least_speech_ms: int = 96

    def silence_ms(self, text: str, *, bare: bool, danger: bool, whole: bool = False) -> int:
        """The silence to wait for after `text`.

        Args:
            text: the words so far.
            bare: they are a complete short answer to the open question.
            danger: the open question is about a danger.
            whole: they are a sentence that answers it.
        """
        if bare:
            return self.danger_ms if danger else self.bare_ms
        if promises_more(text, whole=whole):
            return self.goes_on_ms
        return self.whole_ms if whole else self.statement_ms


class TurnState(Enum):
    """Where a turn stands after a frame."""

    WAITING = "nobody has spoken yet"
    SPEAKING = "somebody speaks, or pauses"
    DROPPED = "what was heard was too short for speech"
    DONE = "the turn is over"
    NOBODY = "nobody answered"


class Endpointer:
    """Follows one turn: `push` each frame's verdict, act on the state returned."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._spoken = 0
        self._silent = 0
        self._passed = 0
        self._since_start = 0

    @property
    def silent_ms(self) -> int:
        """Silence since the last speech."""
        return self._silent * FRAME_MS

    def push(self, is_speech: bool, wait_ms: int) -> TurnState:
        """Counts a frame.

        Args:
            is_speech: somebody speaks in it.
            wait_ms: the silence that would end the turn now (`Patience.silence_ms`).
        """
        self._passed += 1
        if is_speech:
            self._spoken += 1
            self._silent = 0
        elif self._spoken:
            self._silent += 1
        if not self._spoken:
            nobody = self._passed * FRAME_MS >= self._patience.nobody_ms
            return TurnState.NOBODY if nobody else TurnState.WAITING
        self._since_start += 1
        too_short = self._spoken * FRAME_MS < self._patience.least_speech_ms
        if too_short and self.silent_ms >= self._patience.least_speech_ms:
            self._spoken = self._silent = self._since_start = 0
            return TurnState.DROPPED
        if self._since_start * FRAME_MS >= self._patience.longest_ms:
            return TurnState.DONE
        if self._silent and self.silent_ms >= wait_ms and not too_short:
            return TurnState.DONE
        return TurnState.SPEAKING
