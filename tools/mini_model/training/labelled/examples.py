"""Step 4: distorted copies of the aligned speech, as features and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tools.mini_model.training import chunks
from tools.mini_model.training.labelled import augment
from tools.mini_model.training.labelled.features import mfccs
from tools.mini_model.training.labelled.frames import count
from tools.mini_model.training.labelled.labels import Labels, Segment, labels

FEWEST: Final = 8
"""An example with fewer outputs is left out."""

_FASTER_SHARE: Final = 0.6
_FASTER: Final = (0.86, 1.16)
_SEED: Final = 0


class Example(NamedTuple):
    """What the network learns from.

    Attributes:
        mfccs: shape (frames, 40), in half precision.
        labels: shape (outputs,); a third as many.
    """

    mfccs: npt.NDArray[np.float16]
    labels: Labels


class Job(NamedTuple):
    """One chunk of aligned speech, where its examples go, and how many of each."""

    speech: Path
    out: Path
    copies: int


def example(
    samples: npt.NDArray[np.int16],
    segments: Sequence[Segment],
    rng: np.random.Generator,
    pool: augment.Pool,
    strength: float = 1.0,
) -> Example:
    """A distorted copy.

    Args:
        samples: one utterance.
        segments: its phones.
        rng: where chance comes from.
        pool: other utterances, to babble with.
        strength: see `augment.distort`.
    """
    sound, factor = samples.astype(np.float32), 1.0
    if rng.random() < _FASTER_SHARE:
        factor = float(rng.uniform(*_FASTER))
        sound = augment.faster(sound, factor)
    sound, lead_s = augment.with_silence(rng, sound)
    found = mfccs(augment.distort(rng, sound, pool, strength))
    return Example(found.astype(np.float16), labels(segments, count(found), lead_s, factor))


def make_all(speech: Path, out: Path, copies: int, processes: int) -> Iterator[str]:
    """Makes so many examples of each utterance."""
    out.mkdir(parents=True, exist_ok=True)
    jobs = [Job(path, out, copies) for path in chunks.paths(speech)]
    yield from chunks.make(make, jobs, processes)


def make(job: Job) -> str:
    """Makes the examples of one chunk, unless they are there; says which."""
    path = job.out / job.speech.name
    if not path.exists():
        rows = chunks.read(job.speech)
        rng = np.random.default_rng([_SEED, int(job.speech.stem)])
        pool = [row.samples for row in rows]
        made = [
            example(row.samples, row.segments, rng, pool) for _ in range(job.copies) for row in rows
        ]
        chunks.write(path, made)
    return str(path)


def load(folders: Sequence[Path], most_chunks: int | None = None) -> list[Example]:
    """The examples of some folders that are long enough."""
    files = [path for folder in folders for path in chunks.paths(folder)[:most_chunks]]
    return [row for row in chunks.read_all(files) if len(row.labels) >= FEWEST]
