"""How time is cut: MFCCs every 10 ms, and one output of the network for every three of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MFCCS: Final = 40
SUBSAMPLING: Final = 3
OUTPUT_S: Final = 0.03
CENTRE_S: Final = 0.0125
"""The middle of the first window of analysis."""

LAYERS: Final = (
    ((-2, -1, 0, 1, 2), False),
    ((-1, 0, 1), False),
    *[((-3, 0, 3), True)] * 3,
    *[((-6, 0, 6), True)] * 2,
)
"""Of the network: the offsets of each layer, in frames of 10 ms, and whether its input is added.

The first layer runs on every frame, the others on every third.
"""

CONTEXT: Final = sum(max(offsets) for offsets, _ in LAYERS)
"""How many frames the network looks at before and after the one that it tells."""


def count(mfccs: Array) -> int:
    """How many outputs belong to features of shape (frames, 40)."""
    return -(-len(mfccs) // SUBSAMPLING)


def padded(mfccs: Array) -> Array:
    """The features with their edges repeated, as Kaldi's decoder does.

    Args:
        mfccs: of shape (frames, 40).

    Returns:
        (2 * CONTEXT + 3 * (outputs - 1) + 1, 40): just what the outputs look at.
    """
    length = 2 * CONTEXT + SUBSAMPLING * (count(mfccs) - 1) + 1
    after = max(length - CONTEXT - len(mfccs), 0)
    edges = ((CONTEXT, after), (0, 0))
    return np.pad(mfccs, edges, mode="edge")[:length]
