"""The network in PyTorch: a small TDNN, that is, convolutions over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from tools.mini_model.kaldi_files import Layer, Network
from tools.mini_model.phones import OUTPUTS
from tools.mini_model.training.labelled.frames import LAYERS, MFCCS, SUBSAMPLING, padded

Array = npt.NDArray[Any]

_APART: Final = 0.05
"""By which share of its weights' spread a unit's copy differs from it."""
_SHARE: Final = (0.3, 0.7)
"""What a unit's copy takes over of its weight in the next layer."""


class Tdnn(nn.Module):
    """The layers of `frames.LAYERS`, each a convolution, a normalisation over the batch and ReLU.

    Attributes:
        hidden: the units of a layer.
        fixed: the normalisations keep what they have; a network that was read from its plain
            weights has them folded in.
        mean: of the features, shape (40,).
        scale: one over their spread, shape (40,).
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, hidden: int, *, fixed: bool = False) -> None:
        super().__init__()
        self.hidden, self.fixed = hidden, fixed
        self.convolutions = nn.ModuleList(
            [_convolution(at, offsets, hidden) for at, (offsets, _) in enumerate(LAYERS)]
        )
        self.norms = nn.ModuleList([nn.BatchNorm1d(hidden) for _ in LAYERS])
        self.output = nn.Conv1d(hidden, OUTPUTS, 1)
        self.register_buffer("mean", torch.zeros(MFCCS))
        self.register_buffer("scale", torch.ones(MFCCS))

    def train(self, mode: bool = True) -> Self:
        """Learns from now on, or does not; normalisations that are fixed never do."""
        super().train(mode)
        if self.fixed:
            self.norms.eval()
        return self

    def last_hidden(self, mfccs: Tensor) -> Tensor:
        """Features of shape (batch, 40, padded frames) to shape (batch, hidden, outputs)."""
        x = (mfccs - self.mean[:, None]) * self.scale[:, None]
        layers = zip(LAYERS, self.convolutions, self.norms, strict=True)
        for (_, residual), convolution, norm in layers:
            y = torch.relu(norm(convolution(x)))
            if residual:
                cut = (x.shape[2] - y.shape[2]) // 2
                y = y + x[:, :, cut : x.shape[2] - cut]
            x = y
        return x

    def forward(self, mfccs: Tensor) -> Tensor:
        """Features of shape (batch, 40, padded frames) to scores (batch, outputs, frames)."""
        scores: Tensor = self.output(self.last_hidden(mfccs))
        return scores


def _convolution(at: int, offsets: tuple[int, ...], hidden: int) -> nn.Conv1d:
    if at == 0:
        return nn.Conv1d(MFCCS, hidden, len(offsets), bias=False)
    if at == 1:  # from here on at the frame rate of the output
        return nn.Conv1d(hidden, hidden, len(offsets), stride=SUBSAMPLING, bias=False)
    apart = offsets[-1] // SUBSAMPLING
    return nn.Conv1d(hidden, hidden, len(offsets), dilation=apart, bias=False)


class Checkpoint(NamedTuple):
    """A network, and what its scores mean.

    Attributes:
        network: the network.
        shares: how often each output is right in the training speech, shape (outputs,).
        posterior: the scores tell how likely an output is, given the sound; otherwise they tell how
            likely the sound is.
    """

    network: Tdnn
    shares: Tensor
    posterior: bool


def write(path: Path, checkpoint: Checkpoint) -> None:
    """Keeps a network."""
    network, shares, posterior = checkpoint
    kept = {"state": network.state_dict(), "hidden": network.hidden, "fixed": network.fixed}
    torch.save({**kept, "shares": shares, "posterior": posterior}, path)


def read(path: Path) -> Checkpoint:
    """A network that was kept, ready to be used.

    Raises:
        SystemExit: there is none; names the fix.
    """
    if not path.exists():
        raise SystemExit(f"{path} is missing; python -m tools.mini_model.training makes it")
    kept = torch.load(path, weights_only=True)
    network = Tdnn(kept["hidden"], fixed=kept["fixed"])
    network.load_state_dict(kept["state"])
    return Checkpoint(network.eval(), kept["shares"], kept["posterior"])


def without_shares(checkpoint: Checkpoint) -> Checkpoint:
    """The same, changed in place: its scores tell how likely the sound is."""
    if checkpoint.posterior:
        with torch.no_grad():
            checkpoint.network.output.bias -= checkpoint.shares.log()
    return checkpoint._replace(posterior=False)


def log_likelihoods(checkpoint: Checkpoint, mfccs: Array) -> Array:
    """Of the sound under each output.

    Args:
        checkpoint: the network.
        mfccs: shape (frames, 40).

    Returns:
        Shape (outputs' frames, outputs).
    """
    with torch.no_grad():
        scores = checkpoint.network(torch.from_numpy(padded(mfccs).T.copy())[None])[0].T
        if checkpoint.posterior:
            scores = torch.log_softmax(scores, 1) - checkpoint.shares.log()
    found: Array = scores.numpy()
    return found


def plain_layers(network: Tdnn) -> tuple[list[Layer], tuple[Array, Array]]:
    """The weights of the layers and of the output, all normalisation folded in."""
    layers = []
    with torch.no_grad():
        parts = zip(LAYERS, network.convolutions, network.norms, strict=True)
        for at, ((offsets, residual), convolution, norm) in enumerate(parts):
            spread = torch.sqrt(norm.running_var.double() + norm.eps)
            gain = norm.weight.double() / spread
            bias = norm.bias.double() - norm.running_mean.double() * gain
            weight = convolution.weight.double() * gain[:, None, None]  # (units, inputs, offsets)
            if at == 0:
                scale = network.scale.double()
                shift = (network.mean.double() * scale)[None, :, None]
                bias = bias - (weight * shift).sum((1, 2))
                weight = weight * scale[None, :, None]
            flat = weight.permute(0, 2, 1).flatten(1)  # as Kaldi's Append() stacks
            layers.append(Layer(offsets, flat.numpy(), bias.numpy(), residual))
        weight = network.output.weight[:, :, 0].double()
        output = np.array(weight), np.array(network.output.bias.double())
    return layers, output


def grown(weights: Network, units: int, rng: np.random.Generator) -> Tdnn:
    """The network of these weights, with some of its units twice until a layer has `units`.

    It computes the same, up to the small differences that let copies learn different things.

    Raises:
        ValueError: the network has more units than that, or less than half as many.
    """
    present = len(weights.layers[0].bias)
    if not present <= units <= 2 * present:
        raise ValueError(f"{present} units cannot become {units}")
    twice = rng.permutation(present)[: units - present]
    source = np.concatenate([np.arange(present), twice])
    share = np.ones(units)
    share[present:] = rng.uniform(*_SHARE, len(twice))
    share[twice] -= share[present:]

    def widened(weight: Array) -> Array:
        """(units, inputs) with the new inputs."""
        return weight[:, source] * share

    network = Tdnn(units, fixed=True)
    with torch.no_grad():
        parts = zip(weights.layers, network.convolutions, network.norms, strict=True)
        for at, (layer, convolution, norm) in enumerate(parts):
            taps = np.split(layer.weight, len(layer.offsets), 1)
            taps = [(tap if at == 0 else widened(tap))[source] for tap in taps]
            weight = np.stack(taps, 2)
            weight[present:] += rng.normal(0, _APART * layer.weight.std(), weight[present:].shape)
            convolution.weight.copy_(torch.from_numpy(weight))
            norm.bias.copy_(torch.from_numpy(np.array(layer.bias)[source]))
            norm.running_var.fill_(1 - norm.eps)
        weight, bias = weights.output
        network.output.weight.copy_(torch.from_numpy(widened(weight))[:, :, None])
        network.output.bias.copy_(torch.from_numpy(np.array(bias)))
    return network.eval()


def mean(one: Checkpoint, other: Checkpoint) -> Checkpoint:
    """The network whose weights lie half way between two of one course of learning."""
    network, theirs = one.network, other.network.state_dict()
    network.load_state_dict(
        {
            name: (value + theirs[name]) / 2 if value.is_floating_point() else value
            for name, value in network.state_dict().items()
        }
    )
    return one._replace(network=network)
