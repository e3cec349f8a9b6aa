"""Goes on from the shipped network with natural voices and people: what `make ear` does.

    python -m tools.mini_model.training.ear --work DIR --people FOLDER

Needs what `needs` lists, the voices of Kokoro (`KOKORO_VOICES`), and recordings of people laid out
as Google's Speech Commands are. What is there in the work folder is kept, so that a run that was
interrupted goes on. Writes DIR/final.mdl; the README says what to do with it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from tools.mini_model.building import NETWORK, SHIPPED
from tools.mini_model.training import needs


class Round(NamedTuple):
    """So many minutes of learning, from so high a rate down."""

    minutes: float
    rate: float


class Source(NamedTuple):
    """Speech of one kind.

    Attributes:
        name: of its folders.
        copies: distorted ones of each utterance.
        worst_percent: so many that fit their words worst are left out.
    """

    name: str
    copies: int
    worst_percent: float


NATURAL: Final = Source("natural", 2, 8.0)
PEOPLE: Final = Source("people", 4, 10.0)
ENGINES: Final = Source("engines", 1, 1.5)
ENGINES_SHORT: Final = Source("engines_short", 1, 1.5)
SOURCES: Final = (NATURAL, PEOPLE, ENGINES, ENGINES_SHORT)
ROUNDS: Final = (Round(10, 6e-4), Round(10, 4e-4), Round(9, 2e-4), Round(11, 3e-4))
UNITS: Final = 384
_SEED: Final = 11


class Amounts(NamedTuple):
    """How many utterances of each kind, besides people's."""

    natural: int = 7_500
    engines: int = 4_800
    engines_short: int = 1_600


def run(work: Path, people_folder: Path, amounts: Amounts, processes: int, units: int) -> Path:
    """Trains; returns the file of the network, as Kaldi reads it."""
    import numpy as np
    import torch

    from tools.mini_model.kaldi_files import read_network
    from tools.mini_model.training.labelled import align_speech, examples
    from tools.mini_model.training.learning import export, stages
    from tools.mini_model.training.learning.network import Checkpoint, grown, mean, read, write
    from tools.mini_model.training.spoken import natural, people, speech

    def made(source: Source) -> Path:
        return work / f"examples_{source.name}"

    work.mkdir(parents=True, exist_ok=True)
    voices = natural.voices_folder()
    spoken = [work / source.name for source in SOURCES]
    _tell(natural.speak_all(spoken[0], voices, amounts.natural, processes))
    _tell(people.keep_all(people_folder, spoken[1]))
    _tell(speech.speak_all(spoken[2], amounts.engines, processes, short=False))
    _tell(speech.speak_all(spoken[3], amounts.engines_short, processes, short=True))

    start = work / "start.pt"
    if not start.exists():
        torch.manual_seed(_SEED)
        network = grown(read_network(SHIPPED / NETWORK), units, np.random.default_rng(_SEED))
        write(start, Checkpoint(network, torch.ones(network.output.out_channels), posterior=False))
    for source, said in zip(SOURCES, spoken, strict=True):
        aligned = work / f"aligned_{source.name}"
        _tell(align_speech.align_all(said, aligned, start, processes, source.worst_percent))
        _tell(examples.make_all(aligned, made(source), source.copies, processes))

    folders, before = [made(source) for source in SOURCES], start
    for number, (minutes, rate) in enumerate(ROUNDS, 1):
        after = work / f"round_{number}.pt"
        if not after.exists():
            half = after.with_suffix(".tmp")
            stages.whole(folders, start, half, minutes, rate)
            half.replace(after)
        before, start = start, after
    last = work / "mean.pt"
    write(last, mean(read(before), read(start)))
    export.export(last, folders, work / "final.mdl")
    return work / "final.mdl"


def _tell(said: Iterable[str]) -> None:
    for line in said:
        sys.stderr.write(f"{line}\n")


def main() -> None:
    """Trains."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for all that is made")
    parser.add_argument("--people", type=Path, required=True, help="folder of WORD/*.flac")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument(
        "--units", type=int, default=UNITS, help="of a layer; at least those of now"
    )
    wanted = parser.parse_args()
    needs.check(*needs.ALL, *needs.NATURAL)
    made = run(wanted.work, wanted.people, Amounts(), wanted.jobs, wanted.units)
    print(f"{made} is made; to ship it: cp {made} {SHIPPED / NETWORK} && make mini-model")


if __name__ == "__main__":
    main()
