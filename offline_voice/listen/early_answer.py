"""When a usual answer is taken before the turn would be over: a third of a second after it.

Only where the answer can be taken back. Three witnesses must agree: the sound has been below the
level of speech for `early_ms`, the detector has called it silence for as long (less what it hangs
on after a word), and the words have not changed in that time. Vosk's partial results cannot tell
the latter soon: they come every quarter of a second and need to hear a tenth of one ahead. So what
was said up to the pause is decided by itself, while the pause lasts. The turn's own decision, made
at its end, must be the same; it alone is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from offline_voice.audio.interfaces import FRAME_MS, RATE_HZ, Hypotheses, Recogniser, Samples
from offline_voice.listen.endpoint import Patience
from offline_voice.listen.recogniser import UNKNOWN_WORD

_AUDIBLE_DB: Final = 35.0  # below its loudest part, speech is taken to have ended
_STEP: Final = RATE_HZ // 100
_PAUSE_MS: Final = 96  # a shorter one is within a word
_LONGEST_MS: Final = 3000  # run-up included; the usual answers are shorter


class EarlyAnswer:
    """Follows one turn: `is_complete` at each frame, then `is_confirmed_by` the decision.

    Args:
        answers: the usual answers; none where the answer cannot be taken back.
        patience: the times.
    """

    def __init__(self, answers: Iterable[str], patience: Patience) -> None:
        self._answers = frozenset(answers)
        self._patience = patience
        self._text: str | None = None
        self._said_ms = 0

    def is_complete(
        self, recogniser: Recogniser, kept: Sequence[bytes], detector_silent_ms: int
    ) -> bool:
        """Whether a usual answer stands at the last frame of `kept`."""
        if not detector_silent_ms:
            self._text = None  # whatever was said goes on
        if not self._answers or not detector_silent_ms:
            return False
        samples = joined(kept)
        quiet_ms = trailing_ms(samples)
        now_ms = len(kept) * FRAME_MS
        said_ms = now_ms - quiet_ms
        if self._text is None and quiet_ms >= _PAUSE_MS and 0 < said_ms <= _LONGEST_MS:
            self._said_ms = said_ms
            self._text = self._decided(recogniser, samples[: said_ms * RATE_HZ // 1000])
        return (
            self._text in self._answers
            and min(quiet_ms, now_ms - self._said_ms) >= self._patience.early_ms
            and detector_silent_ms >= self._patience.early_ms - self._patience.hang_on_ms
        )

    def is_confirmed_by(self, words: Hypotheses) -> bool:
        """Whether the decision is still that answer; if not, this pause is waited out."""
        confirmed = words.closed is not None and words.closed.text == self._text
        if not confirmed:
            self._text = ""
        return confirmed

    def _decided(self, recogniser: Recogniser, said: Samples) -> str:
        # A story is no usual answer, which the partial result knows at no cost.
        is_strange = UNKNOWN_WORD in recogniser.partial()
        return "" if is_strange else recogniser.glimpse(said.astype("<i2").tobytes())


def joined(frames: Iterable[bytes]) -> Samples:
    """Frames as samples."""
    return np.frombuffer(b"".join(frames), dtype="<i2").astype(np.int16)


def trailing_ms(samples: Samples) -> int:
    """Time after the last audible step of 10 ms, judged from the whole turn.

    The detector hangs on a little after a word; measured from its verdict the delay would look
    shorter than the person feels it.
    """
    steps = samples[: len(samples) // _STEP * _STEP].astype(np.float64).reshape(-1, _STEP)
    power = (steps**2).mean(axis=1)
    tenth = len(power) // 10
    background = float(np.partition(power, tenth)[tenth])
    floor = max(float(power.max()) * 10 ** (-_AUDIBLE_DB / 10), background * 4)
    audible = np.flatnonzero(power > floor)
    last = int(audible[-1]) + 1 if len(audible) else 0
    return (len(samples) - last * _STEP) * 1000 // RATE_HZ
