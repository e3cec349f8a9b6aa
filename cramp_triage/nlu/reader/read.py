"""Reads a line: the same sums as `tools/reader/network.py`, in numpy, one line at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from cramp_triage.nlu.reader.weights import BLOCK, Weights
from cramp_triage.nlu.reader.wordpiece import pieces_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

HEADS: Final = 12
MOST: Final = 4
"""Windows of a long line that are read; the rules hear the rest."""


class Read(NamedTuple):
    """What the reader makes of a line.

    Attributes:
        chances: label -> probability; empty for a text without words.
        states: the mean of what each layer makes of the first window's words, layer by layer.
    """

    chances: Mapping[str, float]
    states: Floats | None


class Reader:
    """A line and what is asked to a probability for every label; fixed, with no draw.

    Args:
        weights: from `load_weights`.
    """

    def __init__(self, weights: Weights) -> None:
        self.about = weights.about
        self._blas = ThreadpoolController()
        self._w, self._rows, self._scales = weights.arrays, weights.rows, weights.scales
        self._pieces = {piece: at for at, piece in enumerate(weights.about.pieces)}
        self._facts = {fact: at for at, fact in enumerate(weights.about.facts)}
        status = np.array(weights.about.status)
        self._status_of, self._status_kind = np.nonzero(status >= 0)
        self._status_at = status[self._status_of, self._status_kind]

    def read(self, text: str, asked: Sequence[str] = ()) -> Read:
        """What it makes of a line.

        Args:
            text: any text; of one longer than `MOST` windows the first.
            asked: the facts of the open question.
        """
        words = pieces_of(text, self._pieces)
        if not words:
            return Read({}, None)
        facts = [self._facts[fact] for fact in asked if fact in self._facts]
        step = self.about.longest
        windows = [words[at : at + step] for at in range(0, len(words), step)][:MOST]
        # A line is too small for several threads: they would wait for one another.
        with self._blas.limit(limits=1, user_api="blas"):
            layers = [[*self._layers(window, facts)] for window in windows]
            scores = np.max([self._scores(made[-1], facts) for made in layers], axis=0)
        chances = 1 / (1 + np.exp(-scores))
        states = np.concatenate([_said(x, facts).mean(0) for x in layers[0]])
        return Read(dict(zip(self.about.labels, chances.tolist(), strict=True)), states)

    def _layers(self, words: Sequence[int], facts: Sequence[int]) -> Iterator[Floats]:
        """What each layer makes of a window, a row a piece: the lead with what is asked, words."""
        w = self._w
        lead = [self._pieces["[CLS]"], *(0 for _ in facts), self._pieces["[SEP]"]]
        ids = [*lead, *words, lead[-1]]
        x = self._rows[ids] * self._scales[ids, None]
        x[1 : 1 + len(facts)] = w["asked"][facts]
        x = _norm(x + w["places"][: len(ids)], w, "norm")
        for layer in range(self.about.layers):
            x = self._layer(x, f"layers.{layer}.")
            yield x

    def _scores(self, x: Floats, facts: Sequence[int]) -> Floats:
        w = self._w
        whole = np.concatenate([x[0], _said(x, facts).mean(0)])
        scores: Floats = whole @ w["whole"] + w["whole.bias"]
        look = w["query"] @ (x @ w["key"] + w["key.bias"]).T / w["query"].shape[1] ** 0.5
        state = _gelu(_softmax(look) @ x @ w["state"] + w["state.bias"] + w["state_of"])
        status = state @ w["status"] + w["status.bias"]
        status[facts] += x[1 : 1 + len(facts)] @ w["answer"] + w["answer.bias"]
        scores[self._status_at] += status[self._status_of, self._status_kind]
        return scores

    def _layer(self, x: Floats, at: str) -> Floats:
        w = self._w
        length, width = x.shape
        bias = w[f"{at}qkv.bias"].reshape(-1, 1, BLOCK)
        q, k, v = (x @ w[f"{at}qkv"] + bias).reshape(3, HEADS, length, BLOCK)
        look = _softmax(q @ k.transpose(0, 2, 1) / BLOCK**0.5)
        seen = (look @ v).transpose(1, 0, 2).reshape(length, width)
        x = _norm(x + _times(seen, w[f"{at}out"]) + w[f"{at}out.bias"], w, f"{at}norm1")
        up = _gelu(_times(x, w[f"{at}up"]) + w[f"{at}up.bias"])
        return _norm(x + _times(up, w[f"{at}down"]) + w[f"{at}down.bias"], w, f"{at}norm2")


def _times(x: Floats, blocks: Floats) -> Floats:
    """Rows times a matrix that lies in blocks of columns: (rows, in) to (rows, out)."""
    made: Floats = x @ blocks
    return made.transpose(1, 0, 2).reshape(len(x), -1)


def _said(x: Floats, facts: Sequence[int]) -> Floats:
    """The rows of what was said, without those of what is asked."""
    return np.concatenate([x[:1], x[1 + len(facts) :]])


def _norm(x: Floats, w: Mapping[str, Floats], at: str) -> Floats:
    centred = x - x.mean(-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-12)
    normed: Floats = centred / spread * w[f"{at}.weight"] + w[f"{at}.bias"]
    return normed


def _softmax(x: Floats) -> Floats:
    raised = np.exp(x - x.max(-1, keepdims=True))
    shares: Floats = raised / raised.sum(-1, keepdims=True)
    return shares


def _gelu(x: Floats) -> Floats:
    """With tanh for the error function, as in training."""
    bent: Floats = 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))
    return bent
