"""Batches, and the loop that trains on them with whatever loss."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from tools.mini_model.phones import OUTPUTS
from tools.mini_model.training.labelled.examples import Example
from tools.mini_model.training.labelled.frames import padded
from tools.mini_model.training.learning import melaug
from tools.mini_model.training.learning.network import Tdnn

PAST_END: Final = -1
"""The label of what lies behind the end of a shorter utterance."""

Loss = Callable[[Tensor, Tensor], tuple[Tensor, Mapping[str, float]]]
"""Scores (batch, outputs, frames) and labels (batch, frames) to what is to become less, and figures
to be told."""

_BATCHES: Final = 1.05
_JITTER_FRAMES: Final = 4
_WARM_UP_STEPS: Final = 50
_DECAY: Final = 1e-3
_TOLD_STEPS: Final = 100
_S_PER_MIN: Final = 60
_SAMPLED: Final = 500


class Settings(NamedTuple):
    """How to train.

    Attributes:
        epochs: at most so many times through all examples.
        minutes: at most so long, by the clock.
        rate: at which it learns at first; falls as a cosine does.
        last_rate: the least share of it.
        batch_frames: outputs in a batch.
        steepest: gradients are clipped to this norm.
        seed: of the order and of the changes.
        changed: whether the spectra are changed at random.
    """

    epochs: int
    minutes: float
    rate: float
    last_rate: float
    batch_frames: int
    steepest: float
    seed: int
    changed: bool = True


def train(network: Tdnn, examples: Sequence[Example], loss: Loss, settings: Settings) -> None:
    """Trains in place, until the epochs or the minutes are over."""
    rng = np.random.default_rng(settings.seed)
    optimizer = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=_DECAY)
    frames = sum(len(row.labels) for row in examples)
    steps = settings.epochs * int(np.ceil(_BATCHES * frames / settings.batch_frames))
    began, step = time.monotonic(), 0
    for epoch in range(1, settings.epochs + 1):
        network.train()
        told = _Average()
        for mfccs, labels in batches(examples, settings.batch_frames, rng):
            gone = (time.monotonic() - began) / (_S_PER_MIN * settings.minutes)
            for group in optimizer.param_groups:
                group["lr"] = _rate(settings, step, max(step / steps, gone))
            told.add(_step(network, optimizer, loss, mfccs, labels, rng, settings), labels)
            step += 1
            if step % _TOLD_STEPS == 0:
                sys.stderr.write(f"step {step} of {steps}: {told}\n")
            if time.monotonic() - began > _S_PER_MIN * settings.minutes:
                break
        passed_s = time.monotonic() - began
        sys.stderr.write(f"epoch {epoch}: {told}, {passed_s:.0f} s\n")
        if passed_s > _S_PER_MIN * settings.minutes:
            break
    network.eval()


def _step(
    network: Tdnn,
    optimizer: torch.optim.Optimizer,
    loss: Loss,
    mfccs: Tensor,
    labels: Tensor,
    rng: np.random.Generator,
    settings: Settings,
) -> Mapping[str, float]:
    if settings.changed:
        mfccs = melaug.change(mfccs, rng)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(mfccs)
    wrong, figures = loss(scores.float()[:, :, : labels.shape[1]], labels)
    optimizer.zero_grad()
    wrong.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), settings.steepest)
    optimizer.step()
    return figures


def _rate(settings: Settings, step: int, done: float) -> float:
    warm = min(1.0, (step + 1) / _WARM_UP_STEPS)
    falling = warm * 0.5 * (1 + float(np.cos(np.pi * min(done, 1.0))))
    return settings.rate * max(falling, settings.last_rate)


class _Average:
    """Figures, averaged over the frames."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = {}
        self._frames = 0

    def add(self, figures: Mapping[str, float], labels: Tensor) -> None:
        frames = int((labels != PAST_END).sum())
        self._frames += frames
        for name, figure in figures.items():
            self._sums[name] = self._sums.get(name, 0.0) + figure * frames

    def __str__(self) -> str:
        return ", ".join(f"{n} {s / max(1, self._frames):.4f}" for n, s in self._sums.items())


def batches(
    examples: Sequence[Example], batch_frames: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Shuffled batches of examples of similar length.

    Yields:
        Features (batch, 40, padded frames), and labels (batch, frames) with `PAST_END`.
    """
    lengths = np.array([len(row.labels) for row in examples])
    jitter = rng.uniform(-_JITTER_FRAMES, _JITTER_FRAMES, len(lengths))
    groups: list[list[int]] = [[]]
    longest = 0
    for at in np.argsort(lengths + jitter, kind="stable").tolist():
        longest = max(longest, int(lengths[at]))
        if groups[-1] and longest * (len(groups[-1]) + 1) > batch_frames:
            groups.append([])
            longest = int(lengths[at])
        groups[-1].append(at)
    for which in rng.permutation(len(groups)):
        yield _batch([examples[at] for at in groups[which]])


def _batch(rows: Sequence[Example]) -> tuple[Tensor, Tensor]:
    features: list[npt.NDArray[Any]] = [padded(row.mfccs.astype(np.float32)) for row in rows]
    longest = max(map(len, features))
    x = [np.pad(f, ((0, longest - len(f)), (0, 0)), mode="edge") for f in features]
    frames = max(len(row.labels) for row in rows)
    y = [
        np.pad(row.labels, (0, frames - len(row.labels)), constant_values=PAST_END) for row in rows
    ]
    stacked = np.ascontiguousarray(np.stack(x).transpose(0, 2, 1))
    return torch.from_numpy(stacked), torch.from_numpy(np.stack(y).astype(np.int64))


def normalise(network: Tdnn, examples: Sequence[Example]) -> None:
    """Lets the network see its features with mean 0 and spread 1, as measured on a few."""
    some = examples[:: max(1, len(examples) // _SAMPLED)]
    sample = np.concatenate([row.mfccs.astype(np.float32) for row in some])
    network.mean.copy_(torch.from_numpy(sample.mean(0)))
    network.scale.copy_(torch.from_numpy(1.0 / (sample.std(0) + 1e-3)))


def shares(examples: Sequence[Example]) -> Tensor:
    """How often each output is right, shape (outputs,); none is 0."""
    counts = np.bincount(np.concatenate([row.labels for row in examples]), minlength=OUTPUTS) + 1
    return torch.from_numpy((counts / counts.sum()).astype(np.float32))
