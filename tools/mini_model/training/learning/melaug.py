"""Random changes of the spectrum, made on the features while training.

The 40 MFCCs are an invertible transform of the 40 log mel energies. So a stretch along frequency
(a longer or shorter throat) or another microphone is one matrix and one offset an utterance.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tools.mini_model.training.labelled.frames import MFCCS

Matrix = npt.NDArray[Any]

_LIFTER: Final = 22.0
_CHANGED_SHARE: Final = 0.6
_GAP_SHARE: Final = 0.3
_GAP_FRAMES: Final = (2, 10)
_KNOTS: Final = 7
_AT: Final = np.arange(MFCCS)


def _from_mel() -> Matrix:
    cosines = np.cos(np.pi / MFCCS * (_AT[None] + 0.5) * _AT[:, None])
    transform = np.sqrt(2.0 / MFCCS) * cosines
    transform[0] = np.sqrt(1.0 / MFCCS)
    lifted: Matrix = transform * (1.0 + _LIFTER / 2 * np.sin(np.pi * _AT / _LIFTER))[:, None]
    return lifted


FROM_MEL: Final = _from_mel()
"""MFCCs are this times log mel energies."""

TO_MEL: Final = np.linalg.inv(FROM_MEL)


def change(mfccs: Tensor, rng: np.random.Generator) -> Tensor:
    """Another speaker, another microphone, and now and then a gap in time.

    Args:
        mfccs: shape (batch, 40, frames).
        rng: where chance comes from.

    Returns:
        The same shape.
    """
    matrices, offsets = [], []
    for _ in range(len(mfccs)):
        matrix = np.eye(MFCCS)
        if rng.random() < _CHANGED_SHARE:
            matrix = _stretched(rng.uniform(0.9, 1.1))
        offset = np.full(MFCCS, rng.uniform(-1, 1))
        if rng.random() < _CHANGED_SHARE:
            knots, places = rng.normal(0, 1.0, _KNOTS), np.linspace(0, 1, _KNOTS)
            offset += np.interp(np.linspace(0, 1, MFCCS), places, knots)
        matrices.append(FROM_MEL @ matrix @ TO_MEL)
        offsets.append(FROM_MEL @ offset)
    by = torch.from_numpy(np.stack(matrices).astype(np.float32))
    plus = torch.from_numpy(np.stack(offsets).astype(np.float32))
    changed = torch.baddbmm(plus[:, :, None].expand_as(mfccs), by, mfccs)
    for utterance in changed:
        _leave_a_gap(utterance, rng)
    return changed


def _stretched(factor: float) -> Matrix:
    """The matrix that reads mel band `factor * i` where it was band i."""
    position = np.clip(_AT * factor, 0, MFCCS - 1)
    low = np.minimum(position.astype(int), MFCCS - 2)
    matrix = np.zeros((MFCCS, MFCCS))
    matrix[_AT, low] = 1 - (position - low)
    matrix[_AT, low + 1] = position - low
    return matrix


def _leave_a_gap(mfccs: Tensor, rng: np.random.Generator) -> None:
    """Now and then the last frame before a gap goes on through it; shape (40, frames)."""
    if rng.random() < _GAP_SHARE:
        width = int(rng.integers(*_GAP_FRAMES))
        at = int(rng.integers(1, max(2, mfccs.shape[1] - width)))
        mfccs[:, at : at + width] = mfccs[:, at - 1 : at]
