"""A reply of the core as clips of sound: sentences spoken, holds counted.

Wording is `cramp_triage.render`'s; here it only becomes sound, one part at a time, so that the
first can be heard while the next is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from cramp_triage import render
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Hold, Part, Say
from offline_voice.seams import Clip
from offline_voice.speech import Synthesiser

_SILENCE_HZ: Final = 22_050
_BETWEEN_PARTS_S: Final = 0.25


@dataclass(frozen=True)
class Voice:
    """The speaking half: whose words, which engine, how long a hold really lasts.

    Attributes:
        hold_scale: 1.0 counts in real time, 0.1 keeps a tenth of each silence (recordings, tests).
    """

    protocol: Protocol
    synthesiser: Synthesiser
    hold_scale: float = 1.0

    def clips(self, parts: Iterable[Part], *, slower: bool = False) -> Iterator[Clip]:
        """Makes the parts audible, each when it is asked for.

        Raises:
            SpeechError: the engine failed twice on a sentence.
        """
        for part in parts:
            if isinstance(part, Say):
                if text := render.say(self.protocol, part):
                    # What the person told us is spoken, but not kept on disk.
                    yield self.synthesiser.speak(text, slower=slower, keep=_is_fixed(part))
                    yield _silence(_BETWEEN_PARTS_S, 1.0)
            elif isinstance(part, Hold):
                yield from self._hold(part, slower)

    def _hold(self, hold: Hold, slower: bool) -> Iterator[Clip]:
        passed_s = 0.0
        for count, word in zip(hold.counts, render.counts(hold), strict=True):
            yield _silence(count - passed_s, self.hold_scale)
            spoken = self.synthesiser.speak(word, slower=slower, keep=True)
            yield spoken
            passed_s = count + len(spoken.samples) / spoken.rate_hz
        if hold.hold_s > passed_s:
            yield _silence(hold.hold_s - passed_s, self.hold_scale)


def _is_fixed(part: Say) -> bool:
    # A question made of the facts' own questions carries their ids, nothing of the person.
    return not part.params or part.prompt == render.ASK


def _silence(length_s: float, scale: float) -> Clip:
    kept_s = max(0.0, length_s) * scale
    samples = np.zeros(round(kept_s * _SILENCE_HZ), np.int16)
    return Clip("", samples, _SILENCE_HZ, left_out_s=max(0.0, length_s) - kept_s)
