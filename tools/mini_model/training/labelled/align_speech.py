"""Step 3: all spoken sentences aligned with their words, by the first network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tools.mini_model.training import chunks
from tools.mini_model.training.labelled.align import align, ways_to_say
from tools.mini_model.training.labelled.features import mfccs
from tools.mini_model.training.learning.network import Checkpoint, log_likelihoods, read
from tools.mini_model.training.spoken.synth import RATE_HZ
from tools.mini_model.training.spoken.utterance import Utterance

_PEAK: Final = 8000.0
_AROUND_S: Final = 0.1
WORST_PERCENT: Final = 1.5
"""So many of an engine's are left out: most of them were not said as written."""


class Job(NamedTuple):
    """One chunk of speech, where it goes, the file of the network, and how many are left out."""

    speech: Path
    out: Path
    network: Path
    worst_percent: float


def align_all(
    speech: Path, out: Path, network: Path, processes: int, worst_percent: float = WORST_PERCENT
) -> Iterator[str]:
    """Aligns each chunk of a folder."""
    out.mkdir(parents=True, exist_ok=True)
    jobs = [Job(path, out, network, worst_percent) for path in chunks.paths(speech)]
    yield from chunks.make(align_chunk, jobs, processes)


def align_chunk(job: Job) -> str:
    """Aligns one chunk, unless that is done; says which, and how well it fitted."""
    path = job.out / job.speech.name
    if path.exists():
        return str(path)
    found = [pair for row in chunks.read(job.speech) if (pair := _aligned(row, job.network))]
    scores = np.array([score for _, score in found])
    least = np.percentile(scores, job.worst_percent) if found else 0.0
    chunks.write(path, [row for row, score in found if score > least])
    return f"{path}: {len(found)} utterances, {scores.mean() if found else 0.0:.2f} a frame"


def _aligned(row: Utterance, file: Path) -> tuple[Utterance, float] | None:
    ways = ways_to_say(row.text)
    aligned = align(_scores(row.samples, file), ways) if ways else None
    if aligned is None:
        return None
    segments, score = aligned
    on_time = [(phone, max(end_s - _AROUND_S, 0.0)) for phone, end_s in segments]
    return row._replace(segments=on_time), score


def _scores(samples: npt.NDArray[np.int16], file: Path) -> npt.NDArray[Any]:
    """Log likelihoods of the sound with some silence around it, shape (frames, outputs)."""
    level = _PEAK / (np.abs(samples.astype(np.float32)).max() + 1.0)
    around = round(_AROUND_S * RATE_HZ)
    return log_likelihoods(_network(file), mfccs(np.pad(samples * level, around)))


@cache
def _network(file: Path) -> Checkpoint:
    return read(file)
