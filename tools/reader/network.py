"""The reader while it learns, in torch; `cramp_triage/nlu/reader` runs the same in numpy.

MiniLM reads the facts asked, one piece each, and the words. Every fact then looks at the words
with a query of its own, and one small layer, shared by all facts, says whether it is claimed,
denied or unknown: a way of speaking learnt over one fact serves all. What has other values, and
what the line does, is read off the whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

WIDTH, HEADS = 384, 12
QUERY, STATE = 96, 128


class Layer(nn.Module):
    """One layer of MiniLM."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """The line, (lines, length, width), once more looked at as a whole."""
        n, length, _ = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None])
        seen = seen.transpose(1, 2).reshape(n, length, WIDTH)
        x = self.norm1(x + self.drop(self.out(seen)))
        return self.norm2(
            x + self.drop(self.down(nn.functional.gelu(self.up(x), approximate="tanh")))
        )


class Reader(nn.Module):
    """A line, and what is asked, to a score for every label.

    Args:
        pieces: how many word pieces it knows.
        facts: how many facts there are.
        labels: how many labels there are.
        status: for each fact the numbers of its labels for claimed, denied and unknown (-1: none).
        layers: how many layers of MiniLM it keeps.
    """

    def __init__(self, pieces: int, facts: int, labels: int, status: Tensor, layers: int) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.asked = nn.Embedding(facts, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.drop = nn.Dropout(0.1)
        self.key = nn.Linear(WIDTH, QUERY)
        self.query = nn.Parameter(torch.zeros(facts, QUERY))
        self.state = nn.Linear(WIDTH, STATE)
        self.state_of = nn.Parameter(torch.zeros(facts, STATE))
        self.status = nn.Linear(STATE, 3)
        self.answer = nn.Linear(WIDTH, 3)
        self.whole = nn.Linear(2 * WIDTH, labels)
        self.register_buffer("status_at", status)

    def forward(self, ids: Tensor, asked: Tensor, mask: Tensor) -> Tensor:
        """Scores.

        Args:
            ids: (lines, length) pieces; 0 where a fact asked stands.
            asked: (lines, length) number of the fact asked, else -1.
            mask: (lines, length) true where something stands.
        """
        return self.scores(self.states(ids, asked, mask)[-1], asked, mask)

    def states(self, ids: Tensor, asked: Tensor, mask: Tensor) -> list[Tensor]:
        """What each layer makes of every piece, (lines, length, width)."""
        is_asked = asked >= 0
        x = (
            torch.where(is_asked[..., None], self.asked(asked.clamp(min=0)), self.words(ids))
            + self.places.weight[: ids.shape[1]]
        )
        x = self.drop(self.norm(x))
        made = []
        for layer in self.layers:
            x = layer(x, mask)
            made.append(x)
        return made

    def scores(self, x: Tensor, asked: Tensor, mask: Tensor) -> Tensor:
        """The scores of what the last layer makes, (lines, labels)."""
        is_asked = asked >= 0
        said = mask & ~is_asked
        mean = (x * said[..., None]).sum(1) / said.sum(1, keepdim=True)
        scores = self.whole(self.drop(torch.cat([x[:, 0], mean], 1)))
        look = torch.einsum("fq,nlq->nfl", self.query, self.key(x)) / QUERY**0.5
        look = look.masked_fill(~mask[:, None], -1e4).softmax(-1)
        state = nn.functional.gelu(self.state(look @ x) + self.state_of, approximate="tanh")
        status = self.status(self.drop(state))
        answers = self.answer(x)
        at = torch.zeros_like(status)
        rows, columns = is_asked.nonzero(as_tuple=True)
        at = at.index_put((rows, asked[rows, columns]), answers[rows, columns])
        status = status + at
        width = scores.shape[1]
        index = torch.where(self.status_at < 0, width, self.status_at).flatten()
        padded = torch.cat([scores, scores.new_zeros(len(scores), 1)], 1)
        return padded.index_add(1, index, status.flatten(1))[:, :width]


def from_minilm(folder: Path, rows: list[int], names: list[list[int]], model: Reader) -> None:
    """Fills the model with MiniLM's weights.

    Args:
        folder: of the base weights.
        rows: the base's row of each piece kept.
        names: for each fact the pieces (of those kept) of its name.
        model: filled in place; of the layers the first, or evenly spread ones.
    """
    base = load_file(folder / "model.safetensors")
    base = {name.removeprefix("bert."): weight for name, weight in base.items()}
    config = json.loads((folder / "config.json").read_text())
    words = base["embeddings.word_embeddings.weight"][rows]
    model.words.weight.data.copy_(words)
    kind = base["embeddings.token_type_embeddings.weight"][0]
    model.places.weight.data.copy_(base["embeddings.position_embeddings.weight"] + kind)
    model.norm.weight.data.copy_(base["embeddings.LayerNorm.weight"])
    model.norm.bias.data.copy_(base["embeddings.LayerNorm.bias"])
    for fact, pieces in enumerate(names):
        model.asked.weight.data[fact] = words[pieces].mean(0)
    keep, n = len(model.layers), config["num_hidden_layers"]
    for layer, one in zip(model.layers, [n * k // keep for k in range(keep)], strict=True):
        at = f"encoder.layer.{one}."
        for part, name in (
            (layer.out, "attention.output.dense"),
            (layer.norm1, "attention.output.LayerNorm"),
            (layer.up, "intermediate.dense"),
            (layer.down, "output.dense"),
            (layer.norm2, "output.LayerNorm"),
        ):
            part.weight.data.copy_(base[f"{at}{name}.weight"])
            part.bias.data.copy_(base[f"{at}{name}.bias"])
        for kind_of in ("weight", "bias"):
            three = [base[f"{at}attention.self.{p}.{kind_of}"] for p in ("query", "key", "value")]
            getattr(layer.qkv, kind_of).data.copy_(torch.cat(three))
    with torch.no_grad():
        query = torch.stack([words[pieces].mean(0) for pieces in names])
        query = (query - query.mean(0)) / query.std()
        model.query.copy_(query @ torch.randn(WIDTH, QUERY) / WIDTH**0.5)


def from_shipped(
    file: Mapping[str, np.ndarray], rows: Mapping[str, list[int]], model: Reader
) -> None:
    """Fills the model with weights as `tools.reader.export` stores them, to go on from.

    Args:
        file: the arrays by name.
        rows: for each array that has a row a fact, a label or a piece: where in the model each
            row belongs. All else has the same rows in both.
        model: filled in place; rows of facts and labels that the file has not stay as they are.
    """
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            short = name.removesuffix(".weight")
            stored = file[name] if name in file else file[short]
            weight = stored.astype(np.float32)
            if f"{short}.scale" in file:
                weight *= file[f"{short}.scale"].astype(np.float32)[:, None]
            to = rows.get(name.partition(".")[0], slice(0, len(weight)))
            parameter[to] = torch.from_numpy(weight)
