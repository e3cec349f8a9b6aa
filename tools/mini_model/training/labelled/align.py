"""When each phone of known words was said: the likeliest path through all ways to say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tools.mini_model import lexicon
from tools.mini_model.phones import SILENCE, Pronunciation, first_output, with_accents
from tools.mini_model.pronouncing import dictionary
from tools.mini_model.training.labelled.frames import OUTPUT_S
from tools.mini_model.training.labelled.labels import Segment

Array = npt.NDArray[Any]

_ENTRY: Final = -1
"""What comes before the first state."""

_NEVER: Final = -1e10
_VARIANT_COST: Final = 0.5
_MOST_WAYS: Final = 4
_EDGE_S: Final = 0.0025
"""The boundary lies between the middles of two outputs, which are not the middles of frames."""


class _Paths:
    """The states of a sentence: two for each phone, its first frame and the rest.

    Attributes:
        phones: of each state.
        first: whether a state is the first of its phone.
        exits: the states in which the sentence may end.
    """

    def __init__(self, ways: Sequence[Sequence[Pronunciation]]) -> None:
        self.phones: list[str] = []
        self.first: list[bool] = []
        self._before: list[list[tuple[int, float]]] = []
        self._starts: dict[int, float] = {}
        ends = [_ENTRY, *self._add([SILENCE], [_ENTRY], 0.0)]
        for variants in ways:
            spoken = [
                state
                for rank, phones in enumerate(variants)
                for state in self._add(phones, ends, _VARIANT_COST * rank)
            ]
            ends = spoken + self._add([SILENCE], spoken, 0.0)
        self.exits = [state for state in ends if state != _ENTRY]

    def arrays(self) -> tuple[Array, Array, Array]:
        """What may come before each state, what it costs, and the scores to begin with.

        Returns:
            Shapes (states, most before), the same, and (states + 1,): the last is never reached.
        """
        count = len(self.phones)
        shape = count, max(map(len, self._before))
        before, costs = np.full(shape, count), np.zeros(shape, np.float32)
        start = np.full(count + 1, _NEVER, np.float32)
        for state, entries in enumerate(self._before):
            for at, (source, cost) in enumerate(entries):
                before[state, at], costs[state, at] = source, cost
        for state, cost in self._starts.items():
            start[state] = -cost
        return before, costs, start

    def _add(self, phones: Sequence[str], ends: Sequence[int], cost: float) -> list[int]:
        """A chain of phones behind some states; returns the states that it ends in."""
        for phone in phones:
            at = len(self.phones)
            self.phones += [phone, phone]
            self.first += [True, False]
            if _ENTRY in ends:
                self._starts[at] = cost
            self._before.append([(state, cost) for state in ends if state != _ENTRY])
            self._before.append([(at, 0.0), (at + 1, 0.0)])
            ends, cost = [at, at + 1], 0.0
        return list(ends)


def align(
    scores: Array, ways: Sequence[Sequence[Pronunciation]]
) -> tuple[list[Segment], float] | None:
    """The likeliest phones and their ends in seconds, and the score of a frame on average.

    Args:
        scores: log likelihoods, shape (frames, outputs).
        ways: how each word may be said, the likelier first.

    Returns:
        None if there are fewer frames than phones.
    """
    paths = _Paths(ways)
    before, costs, score = paths.arrays()
    firsts = np.array([first_output(phone) for phone in paths.phones])
    emitted = scores[:, np.where(paths.first, firsts, firsts + 1)]
    score[:-1] += emitted[0]
    states = np.arange(len(firsts))
    back = [states]
    for frame in emitted[1:]:
        options = score[before] - costs
        best = options.argmax(1)
        back.append(before[states, best])
        score[:-1] = options[states, best] + frame
    state = max(paths.exits, key=lambda end: float(score[end]))
    total = float(score[state])
    if total < _NEVER / 2:
        return None
    path = [state]
    for sources in back[:0:-1]:
        path.append(int(sources[path[-1]]))
    return _segments(paths, path[::-1]), total / len(scores)


def _segments(paths: _Paths, path: Sequence[int]) -> list[Segment]:
    found: list[Segment] = []
    for at, state in enumerate(path, 1):
        if found and not paths.first[state]:
            found.pop()
        found.append((paths.phones[state], at * OUTPUT_S - _EDGE_S))
    return found


def ways_to_say(text: str) -> list[list[Pronunciation]] | None:
    """How each word may be said in every accent; None if one of them is not known."""
    ways = [
        with_accents([*_written(word), *dictionary().get(word, [])][:_MOST_WAYS])
        for word in text.split()
    ]
    return ways if all(ways) else None


def _written(word: str) -> Iterable[Pronunciation]:
    known = _lexicon().get(word)
    return known.pronunciations if known else ()


@cache
def _lexicon() -> dict[str, lexicon.Word]:
    return lexicon.read()
