"""Which output of the network is right at each time of an utterance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from tools.mini_model.phones import INDEX, SILENCE, first_output
from tools.mini_model.training.labelled.frames import CENTRE_S, OUTPUT_S

Segment = tuple[str, float]
"""A phone, and when it ends, in seconds."""

Labels = npt.NDArray[np.int16]

_ROOM: Final = 2
"""A phone with so many frames can give one to a neighbour that has none."""


def known(segments: Sequence[Segment] | None) -> bool:
    """Whether there are segments, all of them phones of the model."""
    return bool(segments) and all(phone in INDEX for phone, _ in segments or ())


def labels(
    segments: Sequence[Segment], count: int, lead_s: float = 0.0, factor: float = 1.0
) -> Labels:
    """The right output for each frame of 30 ms; every phone gets one where there is room.

    Args:
        segments: of the utterance, as it was spoken.
        count: of frames.
        lead_s: silence that was put before it.
        factor: how many times as fast it was made.

    Returns:
        Shape (count,).
    """
    phones, starts_s = _merged(segments)
    begins = [_frame(lead_s + start_s / factor) for start_s in starts_s]
    if phones[0] == SILENCE:
        begins[0] = 0
    else:
        phones, begins = [SILENCE, *phones], [0, *begins]
    stop = _frame(lead_s + segments[-1][1] / factor)
    if phones[-1] != SILENCE and stop < count:
        phones, begins = [*phones, SILENCE], [*begins, stop]
    return _spread(phones, [*begins, count], count)


def phone_runs(outputs: Sequence[int]) -> list[int]:
    """The phones of labels, by number: a new one at each first frame or change of phone."""
    runs: list[int] = []
    for output in outputs:
        phone, goes_on = divmod(int(output), 2)
        if not goes_on or not runs or runs[-1] != phone:
            runs.append(phone)
    return runs


def _merged(segments: Sequence[Segment]) -> tuple[list[str], list[float]]:
    """Phones and when they start, in seconds; silences in a row are one."""
    phones: list[str] = []
    starts_s: list[float] = []
    for (phone, _), (_, start_s) in zip(segments, [("", 0.0), *segments], strict=False):
        if not (phones and phones[-1] == phone == SILENCE):
            phones.append(phone)
            starts_s.append(start_s)
    return phones, starts_s


def _frame(time_s: float) -> int:
    return math.ceil((time_s - CENTRE_S) / OUTPUT_S)


def _spread(phones: Sequence[str], begins: list[int], count: int) -> Labels:
    out = np.zeros(count, np.int16)
    for at, phone in enumerate(phones):
        begin, end = max(begins[at], 0), begins[at + 1]
        if begin >= count:
            break
        if end <= begin:  # too short for a frame of its own
            if at + 2 >= len(begins) - 1 or begins[at + 2] - end < _ROOM:
                continue
            begins[at + 1] = end = begin + 1
        out[begin:end] = first_output(phone) + 1
        out[begin] = first_output(phone)
    return out
