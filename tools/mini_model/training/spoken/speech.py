"""Step 1: the training voices speak the training sentences."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tools.mini_model.corpus import load
from tools.mini_model.training import chunks
from tools.mini_model.training.spoken import synth
from tools.mini_model.training.spoken.sentences import Sentences
from tools.mini_model.training.spoken.utterance import Utterance
from tools.mini_model.training.spoken.voices import FESTIVAL_VOICES, FLITE_VOICES, for_training

CHUNK: Final = 400
SHORT_FIRST: Final = 1000
"""The chunks of short phrases are numbered from here."""

_SEED: Final = 1000
_BY_FLITE: Final = 0.42
_OR_FESTIVAL: Final = 0.57
_FLITE_STRETCH: Final = (0.8, 1.35)
_FESTIVAL_STRETCH: Final = (0.8, 1.3)
_SHORTEST_S: Final = 0.2
_LOUDEST: Final = 32_767


class Job(NamedTuple):
    """One chunk to be spoken.

    Attributes:
        number: of the chunk; the sentences and the voices follow from it.
        folder: where it goes.
        short: only phrases and answers, no sentences.
        size: how many utterances.
    """

    number: int
    folder: Path
    short: bool
    size: int = CHUNK


def speak_all(folder: Path, utterances: int, processes: int, *, short: bool) -> Iterator[str]:
    """Speaks so many, in chunks of `CHUNK`."""
    folder.mkdir(parents=True, exist_ok=True)
    first = SHORT_FIRST if short else 0
    numbers = range(first, first + -(-utterances // CHUNK))
    yield from chunks.make(speak, [Job(at, folder, short) for at in numbers], processes)


def speak(job: Job) -> str:
    """Speaks one chunk, unless it is there; says which."""
    path = chunks.path_of(job.folder, job.number)
    if not path.exists():
        long_enough = _SHORTEST_S * synth.RATE_HZ
        chunks.write(path, [u for u in _spoken(job) if len(u.samples) > long_enough])
    return str(path)


def _spoken(job: Job) -> Iterator[Utterance]:
    rng = random.Random(job.number)
    stream, phrases = Sentences(_SEED + job.number), load().phrases
    waiting: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for _ in range(job.size):
        text = rng.choice(phrases) if job.short else stream.next()
        drawn = rng.random()
        if drawn < _BY_FLITE:
            voice = rng.choice(FLITE_VOICES)
            spoken, found = synth.flite(text, voice, rng.uniform(*_FLITE_STRETCH))
            yield Utterance(text, f"flite:{voice}", _pcm(spoken), found)
        elif drawn < _OR_FESTIVAL:
            waiting[rng.choice(FESTIVAL_VOICES)].append((text, rng.uniform(*_FESTIVAL_STRETCH)))
        else:
            way = for_training(rng)
            spoken, phones = synth.espeak(text, way)
            yield Utterance(text, f"espeak:{way.voice}", _pcm(spoken), phones)
    for voice, jobs in waiting.items():
        for (text, _), said in zip(jobs, synth.festival(jobs, voice), strict=True):
            if said is not None:
                yield Utterance(text, f"festival:{voice}", _pcm(said), None)


def _pcm(samples: synth.Samples) -> npt.NDArray[np.int16]:
    return np.clip(np.rint(samples), -_LOUDEST - 1, _LOUDEST).astype(np.int16)
