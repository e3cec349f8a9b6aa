"""Steps 2 and 5: the networks, each trained from the one before."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch

from tools.mini_model.training import chunks
from tools.mini_model.training.labelled import examples
from tools.mini_model.training.labelled.frames import OUTPUT_S
from tools.mini_model.training.labelled.labels import known
from tools.mini_model.training.learning import loop, losses
from tools.mini_model.training.learning.network import Checkpoint, Tdnn, read, without_shares, write
from tools.mini_model.training.spoken.utterance import Utterance

_FIRST_UNITS: Final = 192
_UNITS: Final = 256
_FIRST_STRENGTH: Final = 0.5
_FIRST: Final = loop.Settings(
    epochs=30,
    minutes=2.5,
    rate=3e-3,
    last_rate=0.02,
    batch_frames=5000,
    steepest=5.0,
    seed=0,
    changed=False,
)
_BY_FRAME: Final = _FIRST._replace(epochs=8, rate=2e-3, changed=True)
_WHOLE: Final = loop.Settings(
    epochs=20,
    minutes=32.0,
    rate=1e-3,
    last_rate=0.01,
    batch_frames=8000,
    steepest=3.0,
    seed=1,
)
LAST_RATE: Final = 4e-4
"""At which `whole` learns when it goes on with what it trained before."""

FIRST_RATE: Final = _WHOLE.rate


def first(speech: Path, out: Path, most_chunks: int, minutes: float) -> None:
    """A small network from the phone times that flite and espeak-ng tell.

    Only the speech is aligned with it: the synthesisers' own pronunciations are not the lexicon's.
    """
    rows: list[Utterance] = chunks.read_all(chunks.paths(speech)[:most_chunks])
    pool, rng = [row.samples for row in rows], np.random.default_rng(0)
    made = [
        examples.example(row.samples, row.segments, rng, pool, _FIRST_STRENGTH)
        for row in rows
        if row.segments and known(row.segments)
        if row.voice.startswith("flite:") or "en-US" in row.voice
    ]
    network = _new(_FIRST_UNITS, made)
    loop.train(network, made, losses.cross_entropy, _FIRST._replace(minutes=minutes))
    write(out, Checkpoint(network, loop.shares(made), posterior=True))


def by_frame(folders: Sequence[Path], out: Path, minutes: float) -> None:
    """A network of full size, trained frame by frame."""
    made = _load(folders)
    network = _new(_UNITS, made)
    loop.train(network, made, losses.cross_entropy, _BY_FRAME._replace(minutes=minutes))
    write(out, Checkpoint(network, loop.shares(made), posterior=True))


def whole(folders: Sequence[Path], start: Path, out: Path, minutes: float, rate: float) -> None:
    """The network of `start`, trained on whole utterances."""
    made = _load(folders)
    _prepare()
    checkpoint, shares = without_shares(read(start)), loop.shares(made)
    loss = losses.Mmi(made, shares)
    loop.train(checkpoint.network, made, loss, _WHOLE._replace(minutes=minutes, rate=rate))
    write(out, checkpoint._replace(shares=shares))


def _load(folders: Sequence[Path]) -> list[examples.Example]:
    made = examples.load(folders)
    hours = sum(len(row.labels) for row in made) * OUTPUT_S / 3600
    sys.stderr.write(f"{len(made)} examples, {hours:.1f} hours\n")
    return made


def _new(units: int, made: Sequence[examples.Example]) -> Tdnn:
    _prepare()
    network = Tdnn(units)
    loop.normalise(network, made)
    return network


def _prepare() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count() or 1)
