"""What the network must minimise: frame by frame, or over whole utterances (lattice-free MMI)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from tools.mini_model.phones import INDEX, OUTPUTS
from tools.mini_model.training.labelled.examples import Example
from tools.mini_model.training.labelled.labels import phone_runs
from tools.mini_model.training.learning.loop import PAST_END

_SMOOTHING: Final = 0.05
_FRAMES_WEIGHT: Final = 0.2
_SIZE_WEIGHT: Final = 5e-4
_NEVER: Final = -1e4


def cross_entropy(scores: Tensor, labels: Tensor) -> tuple[Tensor, Mapping[str, float]]:
    """Of the right output in each frame, given the sound; see `loop.Loss`."""
    loss = functional.cross_entropy(scores, labels, ignore_index=PAST_END)
    counted = labels != PAST_END
    right = float((scores.argmax(1) == labels)[counted].float().mean())
    return loss, {"loss": float(loss.detach()), "right": right}


class Mmi:
    """How likely the right phones are among all phones, whatever their timing.

    Args:
        examples: which phone follows which is counted on them.
        shares: how often each output is right, shape (outputs,).
    """

    def __init__(self, examples: Sequence[Example], shares: Tensor) -> None:
        self._follows, self._starts = phone_bigram(examples)
        self._log_shares = shares.log()

    def __call__(self, scores: Tensor, labels: Tensor) -> tuple[Tensor, Mapping[str, float]]:
        """See `loop.Loss`."""
        lengths = (labels != PAST_END).sum(1)
        said = [
            phone_runs(row[:length].tolist()) for row, length in zip(labels, lengths, strict=True)
        ]
        everything = any_phones(scores, lengths, self._follows, self._starts)
        mmi = (everything - right_phones(scores, lengths, said)).sum() / lengths.sum()
        by_frame = functional.cross_entropy(
            scores + self._log_shares[None, :, None], labels, ignore_index=PAST_END
        )
        loss = mmi + _FRAMES_WEIGHT * by_frame + _SIZE_WEIGHT * scores.square().mean()
        return loss, {"mmi": float(mmi.detach()), "by frame": float(by_frame.detach())}


def phone_bigram(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """What follows each output, shape (outputs, outputs), and what comes first, (outputs,)."""
    phones = len(INDEX)
    starts, follows = np.full(phones, _SMOOTHING), np.full((phones, phones), _SMOOTHING)
    for row in examples:
        said = phone_runs(row.labels.tolist())
        starts[said[0]] += 1
        for pair in pairwise(said):
            follows[pair] += 1
    follows /= follows.sum(1, keepdims=True)
    steps = np.zeros((OUTPUTS, OUTPUTS), np.float32)
    steps[:, 0::2] = follows.repeat(2, 0)
    staying = np.arange(OUTPUTS)
    steps[staying, staying | 1] = 1.0
    first = np.zeros(OUTPUTS, np.float32)
    first[0::2] = starts / starts.sum()
    return torch.from_numpy(steps), torch.from_numpy(first)


def any_phones(scores: Tensor, lengths: Tensor, follows: Tensor, starts: Tensor) -> Tensor:
    """The log of the sum over all phones and timings.

    Args:
        scores: shape (batch, outputs, frames).
        lengths: frames of each utterance, shape (batch,).
        follows: see `phone_bigram`.
        starts: see `phone_bigram`.

    Returns:
        Shape (batch,).
    """
    top = scores.max(1, keepdim=True).values
    likely = torch.exp(scores - top)
    at = starts * likely[:, :, 0]
    total = torch.zeros(len(scores))
    for frame in range(scores.shape[2]):
        if frame:
            going = (frame < lengths)[:, None]
            at = torch.where(going, (at @ follows) * likely[:, :, frame], at)
        norm = at.sum(1)
        total = total + torch.log(norm)
        at = at / norm[:, None]
    within = torch.arange(scores.shape[2])[None] < lengths[:, None]
    return total + (top[:, 0] * within).sum(1)


def right_phones(scores: Tensor, lengths: Tensor, said: Sequence[Sequence[int]]) -> Tensor:
    """The log of the sum over all timings of the phones that were said.

    Args:
        scores: shape (batch, outputs, frames).
        lengths: frames of each utterance, shape (batch,).
        said: the phones of each, by number.

    Returns:
        Shape (batch,).
    """
    batch, _, frames = scores.shape
    most = max(map(len, said))
    phones = torch.tensor([[*row, *[0] * (most - len(row))] for row in said])
    entered = scores.gather(1, (2 * phones)[:, :, None].expand(-1, -1, frames))
    stayed = scores.gather(1, (2 * phones + 1)[:, :, None].expand(-1, -1, frames))
    never = torch.full((batch, most), _NEVER)
    first, rest = torch.cat([entered[:, :1, 0], never[:, 1:]], 1), never
    for frame in range(1, frames):
        both = torch.logaddexp(first, rest)
        into = torch.cat([never[:, :1], both[:, :-1]], 1) + entered[:, :, frame]
        going = (frame < lengths)[:, None]
        first = torch.where(going, into, first)
        rest = torch.where(going, both + stayed[:, :, frame], rest)
    last = torch.tensor([[len(row) - 1] for row in said])
    return torch.logaddexp(first, rest).gather(1, last)[:, 0]
