"""All steps in their order. What a step has made is kept, so a run can be interrupted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

from tools.mini_model.training.labelled import align_speech, examples
from tools.mini_model.training.learning import export, stages
from tools.mini_model.training.spoken import speech

_COPIES: Final = 2


class Amounts(NamedTuple):
    """How much of everything.

    Attributes:
        utterances: sentences to be spoken.
        short: more phrases and answers to speak, for the last round.
        first_chunks: chunks of speech that the first network learns from.
        first_min: minutes for it.
        by_frame_min: minutes of training frame by frame.
        whole_min: minutes of training on whole utterances.
        last_min: minutes more of it, with the short phrases.
    """

    utterances: int = 23_600
    short: int = 4_000
    first_chunks: int = 14
    first_min: float = 2.5
    by_frame_min: float = 8.0
    whole_min: float = 32.0
    last_min: float = 11.0


FULL: Final = Amounts()
QUICK: Final = Amounts(2_400, 400, 4, 1.0, 1.5, 2.0, 1.0)


def run(work: Path, amounts: Amounts, processes: int) -> Path:
    """Trains.

    Args:
        work: folder for what lies between.
        amounts: how much of everything.
        processes: at a time; each takes a core.

    Returns:
        The file of the network, as Kaldi reads it.
    """
    work.mkdir(parents=True, exist_ok=True)
    first, by_frame = work / "first.pt", work / "by_frame.pt"
    whole, last, network = work / "whole.pt", work / "last.pt", work / "final.mdl"
    spoken, spoken_short = work / "speech", work / "speech_short"
    made, made_short = work / "examples", work / "examples_short"

    _tell("speech", speech.speak_all(spoken, amounts.utterances, processes, short=False))
    _tell("short speech", speech.speak_all(spoken_short, amounts.short, processes, short=True))
    _once(first, lambda to: stages.first(spoken, to, amounts.first_chunks, amounts.first_min))
    for said, out in ((spoken, made), (spoken_short, made_short)):
        aligned = said.with_name(said.name.replace("speech", "aligned"))
        _tell("alignment", align_speech.align_all(said, aligned, first, processes))
        _tell("examples", examples.make_all(aligned, out, _COPIES, processes))
    _once(by_frame, lambda to: stages.by_frame([made], to, amounts.by_frame_min))
    _once(
        whole,
        lambda to: stages.whole([made], by_frame, to, amounts.whole_min, stages.FIRST_RATE),
    )
    _once(
        last,
        lambda to: stages.whole([made, made_short], whole, to, amounts.last_min, stages.LAST_RATE),
    )
    export.export(last, [made], network)
    return network


def _tell(step: str, said: Iterable[str]) -> None:
    for line in said:
        sys.stderr.write(f"{step}: {line}\n")


def _once(file: Path, make: Callable[[Path], None]) -> None:
    if file.exists():
        sys.stderr.write(f"{file} is there\n")
        return
    sys.stderr.write(f"{file} ...\n")
    half = file.with_suffix(".tmp")
    make(half)
    half.replace(file)
