"""What the weights say of a sound; needs no PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tools.mini_model.kaldi_files import Network
from tools.mini_model.training.labelled.frames import SUBSAMPLING, padded

Array = npt.NDArray[Any]


def scores(network: Network, mfccs: Array) -> Array:
    """Log probabilities of the outputs.

    Args:
        network: the weights.
        mfccs: shape (frames, 40).

    Returns:
        Shape (outputs' frames, outputs).
    """
    x = padded(mfccs).astype(np.float32)
    for layer in network.layers:
        first, last = min(layer.offsets), max(layer.offsets)
        length = len(x) - (last - first)
        taps = [x[offset - first :][:length] for offset in layer.offsets]
        y = np.maximum(np.concatenate(taps, 1) @ layer.weight.astype(np.float32).T + layer.bias, 0)
        x = y + x[-first:][:length] if layer.residual else y
    weight, bias = network.output
    z = x[::SUBSAMPLING] @ weight.astype(np.float32).T + bias
    z -= z.max(1, keepdims=True)
    found: Array = z - np.log(np.exp(z).sum(1, keepdims=True))
    return found
