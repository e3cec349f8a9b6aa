"""The seams of the local voice: where sound comes from, what hears it, what speaks.

All sound that is heard crosses these seams as frames of one format: 16-bit little-endian mono
samples at `RATE_HZ`, `FRAME_SAMPLES` a frame. Tests put fakes behind the same protocols; nothing in
this module touches a device, a model or a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

RATE_HZ: Final = 16_000
"""Rate of everything that is heard; what Vosk's models are trained on."""

FRAME_SAMPLES: Final = 512
"""Samples in a frame: the one size that the neural voice-activity detector takes."""

FRAME_MS: Final = 32
SILENT_FRAME: Final = bytes(2 * FRAME_SAMPLES)

Samples = npt.NDArray[np.int16]
"""Mono samples; the rate comes with them."""


class AudioSource(Protocol):
    """Where the person's voice comes from."""

    def begin_turn(self) -> bool:
        """The program has stopped speaking and listens now; what was captured before is dropped.

        Returns:
            False if nothing more can come: the recordings are used up.
        """
        ...

    def frames(self) -> Iterator[bytes]:
        """The frames of this turn, in order, for as long as the listener reads.

        Raises:
            DeviceError: the device stopped delivering.
        """
        ...


@dataclass(frozen=True)
class Hypothesis:
    """What one pass of the recogniser heard.

    Attributes:
        text: lower-case words; `[unk]` stands for speech that fits no phrase of the list.
        confidence: mean of the words' confidences, 0 to 1; 0 if there are no words.
    """

    text: str
    confidence: float


@dataclass(frozen=True)
class Hypotheses:
    """What both passes heard in one turn.

    Attributes:
        listed: the pass that knows only the question's phrases, or None if there was none.
        unlisted: the pass over the model's whole vocabulary.
        closed: the pass that knows only the few usual answers, or None if there was none. Where it
            heard one of them from end to end, `listed` is None: nobody asked the long list.
    """

    listed: Hypothesis | None
    unlisted: Hypothesis
    closed: Hypothesis | None = None


class Recogniser(Protocol):
    """Turns the frames of one turn into words: `begin`, then `accept` for each, then `finish`."""

    def begin(self, phrases: Sequence[str], closed: Sequence[str] = ()) -> None:
        """A turn starts.

        Args:
            phrases: the question's phrase list; empty: open vocabulary only.
            closed: the few usual answers, if it is a closed question.
        """
        ...

    def accept(self, frame: bytes) -> None:
        """Hears one frame."""
        ...

    def partial(self) -> str:
        """The words so far, of the pass with the shortest list; they may still change."""
        ...

    def glimpse(self, sound: bytes) -> str:
        """What the usual answers' pass decides for `sound` by itself; the turn goes on as it was.

        Args:
            sound: the turn's, from its first frame up to a pause, little-endian samples.
        """
        ...

    def finish(self) -> Hypotheses:
        """The turn is over: decides on the words."""
        ...


@dataclass(frozen=True, eq=False)
class Clip:
    """A stretch of sound to play.

    Attributes:
        text: the words in it; "" for silence.
        samples: mono samples at `rate_hz`.
        rate_hz: samples per second.
        left_out_s: seconds of silence that were shortened away (a hold in a recording).
    """

    text: str
    samples: Samples
    rate_hz: int
    left_out_s: float = 0.0


class Speaker(Protocol):
    """Makes clips audible, or writes them down."""

    def say(self, clips: Iterable[Clip]) -> None:
        """Returns when the last sample has been used.

        Raises:
            DeviceError: the device took no samples any more.
        """
        ...


class LiveSpeaker(Speaker, Protocol):
    """A loudspeaker in the room."""

    def stop(self) -> None:
        """Silence at once; `say`, in whichever thread it is, returns."""
        ...
