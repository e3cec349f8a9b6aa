"""Step 6: the weights of the last network, and what predicts how well the right phone fits.

The latter is the score behind "[unk]": a least-squares fit, from the last hidden layer, to the log
probability of the right output. It falls in noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch

from tools.mini_model.building import Settings
from tools.mini_model.kaldi_files import Network, write_network
from tools.mini_model.training.labelled import examples
from tools.mini_model.training.learning import loop
from tools.mini_model.training.learning.network import Tdnn, plain_layers, read, without_shares

_CHUNKS: Final = 5
_RIDGE: Final = 1.0
_LEAST: Final = -8.0
"""Log probabilities below are taken for this: wrong labels must not dominate."""

_BATCH_FRAMES: Final = 8000


def export(checkpoint: Path, folders: Sequence[Path], out: Path) -> None:
    """Writes the network as Kaldi reads it.

    Args:
        checkpoint: the network's file.
        folders: examples; the fit is made on a few of each.
        out: the file to write, a `final.mdl`.
    """
    network = without_shares(read(checkpoint)).network
    fit = expected_fit(network, examples.load(folders, _CHUNKS))
    write_network(out, Network(*plain_layers(network), fit), Settings().margin)


def expected_fit(network: Tdnn, made: Sequence[examples.Example]) -> tuple[npt.NDArray[Any], float]:
    """Weights of shape (hidden,) and an offset that foretell the right output's log probability."""
    size = network.hidden + 1
    squares = _RIDGE * torch.eye(size, dtype=torch.float64)
    products = torch.zeros(size, dtype=torch.float64)
    rng = np.random.default_rng(0)
    for mfccs, labels in loop.batches(made, _BATCH_FRAMES, rng):
        with torch.no_grad():
            hidden = network.last_hidden(mfccs)[:, :, : labels.shape[1]]
            likely = torch.log_softmax(network.output(hidden), 1)
        counted = labels != loop.PAST_END
        right = likely.gather(1, labels.clamp(min=0)[:, None])[:, 0]
        target = right.clamp(min=_LEAST)[counted].double()
        seen = hidden.permute(0, 2, 1)[counted].double()
        seen = torch.cat([seen, torch.ones(len(seen), 1, dtype=torch.float64)], 1)
        squares += seen.T @ seen
        products += seen.T @ target
    fit = torch.linalg.solve(squares, products).numpy()
    return fit[:-1], float(fit[-1])
