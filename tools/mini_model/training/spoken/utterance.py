"""What a voice said: the rows of the chunks of speech."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tools.mini_model.training.labelled.labels import Segment


class Utterance(NamedTuple):
    """One sentence, spoken.

    Attributes:
        text: what was said.
        voice: "flite:slt", "espeak:gmw/en-US+f1".
        samples: 16 kHz, mono.
        segments: its phones, where the synthesiser tells them.
    """

    text: str
    voice: str
    samples: npt.NDArray[np.int16]
    segments: list[Segment] | None
