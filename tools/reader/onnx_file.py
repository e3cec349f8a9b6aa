"""Writes the shipped reader for onnxruntime: `python -m tools.reader.onnx_file FLOATS WHOLE`."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from cramp_triage.nlu.reader.weights import load_weights
from tools.reader.distil import from_package
from tools.reader.network import Reader

OPSET = 17


class Line(nn.Module):
    """One line, with no mask: its scores, and what every layer makes of it.

    Args:
        reader: the shipped one.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (1, labels) and states (layers, length, width) of (1, length) pieces."""
        mask = torch.ones_like(ids, dtype=torch.bool)
        layers = self.reader.states(ids, asked, mask)
        return self.reader.scores(layers[-1], asked, mask), torch.cat(layers)


def write(floats: Path, whole: Path) -> None:
    """Writes it in floats and, its matrices, in whole numbers of eight bits."""
    weights = load_weights()
    reader = from_package(weights, tuple(range(weights.about.layers))).eval()
    cls, sep = (weights.about.pieces.index(piece) for piece in ("[CLS]", "[SEP]"))
    ids, asked = torch.tensor([[cls, 0, sep, 9, 9, sep]]), torch.tensor([[-1, 3, -1, -1, -1, -1]])
    length = {1: "length"}
    torch.onnx.export(
        Line(reader),
        (ids, asked),
        str(floats),
        input_names=["ids", "asked"],
        output_names=["scores", "layers"],
        dynamic_axes={"ids": length, "asked": length, "layers": length},
        opset_version=OPSET,
        dynamo=False,
    )
    quantize_dynamic(floats, whole, weight_type=QuantType.QInt8, per_channel=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
