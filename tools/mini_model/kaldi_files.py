"""The files of a Vosk model that Kaldi reads: `am/final.mdl`, phones, settings.

The topology is that of "chain" models: one state for each phone that lasts at least one frame of
30 ms; the first frame and those after it have an output of their own. Phones carry their position
in the word (_B begin, _I inside, _E end, _S single), as Kaldi's word alignment needs it; the four
share their two outputs.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tools.mini_model.phones import GARBAGE, OUTPUTS, PHONES, SILENCE, first_output

Array = npt.NDArray[Any]

MFCC_CONF: Final = """\
--use-energy=false
--num-mel-bins=40
--num-ceps=40
--low-freq=20
--high-freq=-400
--sample-frequency=16000
--dither=0.0
"""
MODEL_CONF: Final = """\
--min-active=200
--max-active=3000
--beam=12.0
--lattice-beam=4.0
--acoustic-scale={acoustic_scale:.2f}
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
_POSITIONS: Final = {"B": "begin", "I": "internal", "E": "end", "S": "singleton"}
_KALDI_PHONES: Final = [
    (SILENCE, "nonword"),
    *((f"{p}_{at}", kind) for p in [*PHONES, GARBAGE] for at, kind in _POSITIONS.items()),
]
"""Name and kind; the place in the list, from 1, is the phone's number."""
_NUMBERS: Final = {name: number for number, (name, _) in enumerate(_KALDI_PHONES, 1)}
_STEPS: Final = 65_535
_MATRIX_HEAD: Final = "<ffii"
"""Of a matrix in two bytes a number: the least value, the span of all, rows, columns."""

_MFCCS: Final = 40


class Layer(NamedTuple):
    """An affine layer with ReLU over its input at some offsets in time.

    Attributes:
        offsets: in frames of 10 ms.
        weight: (units, offsets times inputs).
        bias: (units,).
        residual: the layer's own input is added to what comes out.
    """

    offsets: tuple[int, ...]
    weight: Array
    bias: Array
    residual: bool


class Network(NamedTuple):
    """The acoustic model.

    Attributes:
        layers: from the sound on.
        output: weight and bias of the layer that tells the phones.
        garbage: weight and bias that foretell, from the last layer, how well the right phone fits.
    """

    layers: Sequence[Layer]
    output: tuple[Array, Array]
    garbage: tuple[Array, float]


def transition_ids(phone: str) -> tuple[int, int]:
    """Kaldi's transition-ids of a phone with its position: into its state, and staying there."""
    number = _NUMBERS[phone]
    return 2 * number, 2 * number - 1


def read_network(path: Path) -> Network:
    """The network of a `final.mdl` that `write_network` has written, without the margin.

    Written again it gives the same bytes.
    """
    data = path.read_bytes()
    nodes = re.findall(rb"^component-node name=(\S+) component=\S+ input=(.+)$", data, re.MULTILINE)
    inputs = {name.decode(): source.decode() for name, source in nodes}
    layers = [
        Layer(
            _offsets(inputs[f"{name}.affine"]),
            *_read_affine(data, f"{name}.affine"),
            residual=f"{name}.sum" in inputs,
        )
        for name in (name.removesuffix(".relu") for name in inputs if name.endswith(".relu"))
    ]
    fit, offset = _read_affine(data, "garbage.affine")
    return Network(layers, _read_affine(data, "output.affine"), (fit[0], float(offset[0])))


def write_phones(graph: Path) -> None:
    """What libvosk asks of the phones: their kinds, and a transition-id that stands for nothing."""
    lines = [f"{_NUMBERS[name]} {kind}\n" for name, kind in _KALDI_PHONES]
    (graph / "phones").mkdir(exist_ok=True)
    (graph / "phones/word_boundary.int").write_text("".join(lines), encoding="utf-8")
    (graph / "disambig_tid.int").write_text(f"{2 * len(_KALDI_PHONES) + 1}\n", encoding="utf-8")


def write_network(path: Path, network: Network, margin: float) -> None:
    """Writes `final.mdl`.

    The output is normalised to log probabilities over all phones. What `garbage` foretells, less
    `margin`, is the score of any speech, behind "[unk]"; the two stand apart, so that a network
    that is read can be written with another margin.
    """
    nodes = [f"input-node name=input dim={_MFCCS}"]
    components: list[tuple[str, bytes]] = []

    def node(name: str, data: bytes, source: str) -> str:
        nodes.append(f"component-node name={name} component={name} input={source}")
        components.append((name, data))
        return name

    source = "input"
    for number, (offsets, weight, bias, residual) in enumerate(network.layers, 1):
        name, units = f"tdnn{number}", len(bias)
        out = node(f"{name}.affine", _affine(weight, bias), _spliced(source, offsets))
        out = node(f"{name}.relu", _nonlinear("RectifiedLinearComponent", units), out)
        if residual:
            out = node(f"{name}.sum", _same(units), f"Sum({out}, {source})")
        source = out
    out = node("output.affine", _affine(*network.output), source)
    node("output.norm", _nonlinear("LogSoftmaxComponent", OUTPUTS), out)
    fit, offset = network.garbage
    out = node("garbage.affine", _affine(np.stack([fit] * 2), [offset] * 2), source)
    node("garbage.margin", _fixed_bias([-margin] * 2), out)
    both = "Append(output.norm, garbage.margin)"
    nodes.append(f"output-node name=output input={both} objective=linear")
    path.write_bytes(
        b"\0B"
        + _transition_model()
        + _token("<Nnet3>")
        + "\n".join(["", *nodes, "", ""]).encode()
        + _token("<NumComponents>")
        + _int(len(components))
        + b"".join(_token("<ComponentName>") + _token(n) + data for n, data in components)
        + _token("</Nnet3>")
        + _field("<LeftContext>", _int(0))
        + _field("<RightContext>", _int(0))
        + _field("<Priors>", _vector([]))
    )


def _offsets(spliced: str) -> tuple[int, ...]:
    """Of the frames that `_spliced` has put together."""
    frames = re.findall(r"Offset\([^,]+, (-?\d+)\)|[\w.]+", spliced.removeprefix("Append("))
    return tuple(int(offset or 0) for offset in frames)


def _spliced(source: str, offsets: Sequence[int]) -> str:
    if list(offsets) == [0]:
        return source
    parts = (f"Offset({source}, {offset})" if offset else source for offset in offsets)
    return f"Append({', '.join(parts)})"


def _transition_model() -> bytes:
    count = len(_KALDI_PHONES)
    topology = (
        _ints(range(1, count + 1))
        + _ints([-1] + [0] * count)
        # The extended format with one entry of two states: one that emits, and the last.
        + _int(-1)
        + _int(1)
        + _int(2)
        # Its outputs for entering and staying, and its two transitions.
        + _int(0)
        + _int(1)
        + _int(2)
        + _int(0)
        + _float(0.5)
        + _int(1)
        + _float(0.5)
        + _int(-1)
        + _int(-1)
        + _int(0)
    )
    tuples = _int(count)
    for name, number in _NUMBERS.items():
        first = first_output(name.partition("_")[0])
        tuples += _int(number) + _int(0) + _int(first) + _int(first + 1)
    log_probabilities = _vector([0.0] + [np.log(0.5)] * (2 * count))
    return (
        _token("<TransitionModel>")
        + _token("<Topology>")
        + topology
        + _token("</Topology>")
        + _token("<Tuples>")
        + tuples
        + _token("</Tuples>")
        + _token("<LogProbs>")
        + log_probabilities
        + _token("</LogProbs>")
        + _token("</TransitionModel>")
    )


def _affine(weight: Array, bias: Array | Sequence[float]) -> bytes:
    return (
        _token("<AffineComponent>")
        + _field("<LearningRate>", _float(0.001))
        + _field("<LinearParams>", _matrix(weight))
        + _field("<BiasParams>", _vector(bias))
        + _token("</AffineComponent>")
    )


def _read_affine(data: bytes, name: str) -> tuple[Array, Array]:
    """Weight and bias of an affine component, in double precision: rounding adds up to nothing."""
    at = data.index(_token("<ComponentName>") + _token(name))
    at = data.index(_token("CM2"), at) + len("CM2 ")
    low, span, rows, columns = struct.unpack_from(_MATRIX_HEAD, data, at)
    at += struct.calcsize(_MATRIX_HEAD)
    steps = np.frombuffer(data, "<u2", rows * columns, at).reshape(rows, columns)
    at = data.index(_token("FV"), at + steps.nbytes) + len("FV ") + len(_int(rows))
    return low + steps * (span / _STEPS), np.frombuffer(data, "<f4", rows, at)


def _fixed_bias(bias: Sequence[float]) -> bytes:
    return (
        _token("<FixedBiasComponent>")
        + _field("<Bias>", _vector(bias))
        + _token("</FixedBiasComponent>")
    )


def _nonlinear(kind: str, units: int) -> bytes:
    nothing = _vector([])
    return (
        _token(f"<{kind}>")
        + _field("<Dim>", _int(units))
        + _field("<ValueAvg>", nothing)
        + _field("<DerivAvg>", nothing)
        + _field("<Count>", _double(0.0))
        + _field("<OderivRms>", nothing)
        + _field("<OderivCount>", _double(0.0))
        + _field("<NumDimsSelfRepaired>", _double(0.0))
        + _field("<NumDimsProcessed>", _double(0.0))
        + _token(f"</{kind}>")
    )


def _same(units: int) -> bytes:
    return (
        _token("<NoOpComponent>")
        + _field("<Dim>", _int(units))
        + _field("<BackpropScale>", _float(1.0))
        + _token("</NoOpComponent>")
    )


def _field(name: str, value: bytes) -> bytes:
    return _token(name) + value


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _double(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def _ints(values: Iterable[int]) -> bytes:
    packed = np.fromiter(values, "<i4")
    return _int(len(packed)) + packed.tobytes()


def _vector(values: Array | Sequence[float]) -> bytes:
    packed = np.asarray(values, "<f4")
    return _token("FV") + _int(len(packed)) + packed.tobytes()


def _matrix(values: Array) -> bytes:
    """In two bytes a number, which Kaldi reads wherever it expects a matrix."""
    exact = np.asarray(values, np.float64)
    low, span = float(exact.min()), float(exact.max() - exact.min()) or 1e-5
    packed: bytes = np.rint((exact - low) / span * _STEPS).clip(0, _STEPS).astype("<u2").tobytes()
    rows, columns = exact.shape
    return _token("CM2") + struct.pack(_MATRIX_HEAD, low, span, rows, columns) + packed
