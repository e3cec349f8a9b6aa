"""What the training voices say: sentences about cramps, familiar words, and words of any kind."""

from __future__ import annotations

import random
from collections.abc import Collection
from pathlib import Path
from typing import Final

from tools.mini_model.corpus import load, sentence
from tools.mini_model.pronouncing import dictionary
from tools.mini_model.training.needs import WORD_LIST
from tools.mini_model.vocabulary import familiar

_ABOUT_CRAMPS: Final = 0.45
_OR_FAMILIAR: Final = 0.72
_FAMILIAR_IN_A_ROW: Final = (1, 1, 2, 3, 4)
_ANY_IN_A_ROW: Final = (1, 2, 3, 4, 5, 6)
_SHORTEST, _LONGEST = 3, 12


class Sentences:
    """A stream of them; equal seeds give equal streams.

    Raises:
        SystemExit: the list of English words or the CMU dictionary is missing.
    """

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._corpus = load()
        self._familiar = _Round(familiar(), self._rng)
        self._any = _Round(common_words(), self._rng)

    def next(self) -> str:
        """The next sentence."""
        drawn = self._rng.random()
        if drawn < _ABOUT_CRAMPS:
            return sentence(self._corpus, self._rng)
        familiar_ones = drawn < _OR_FAMILIAR
        count = self._rng.choice(_FAMILIAR_IN_A_ROW if familiar_ones else _ANY_IN_A_ROW)
        words = self._familiar if familiar_ones else self._any
        return " ".join(words.next() for _ in range(count))


class _Round:
    """Words in random order; each comes round equally often."""

    def __init__(self, words: Collection[str], rng: random.Random) -> None:
        self._words, self._rng = sorted(words), rng
        self._left: list[str] = []

    def next(self) -> str:
        if not self._left:
            self._left = self._words[:]
            self._rng.shuffle(self._left)
        return self._left.pop()


def common_words(path: Path = WORD_LIST) -> list[str]:
    """The words of a Debian word list that the CMU dictionary can say."""
    lines = path.read_text(encoding="utf-8").splitlines()
    said = dictionary()
    return [
        word
        for word in map(str.strip, lines)
        if word.isascii() and word.isalpha() and word.islower()
        if _SHORTEST <= len(word) <= _LONGEST and word in said
    ]
