"""Which word has followed which: separates the sentences that a phrase list needs from the others.

Vosk makes a bigram with back-off of a list, so a sentence whose every pair of words is there
already would add nothing. The pairs are kept as a few sets of shared words, since there are tens of
thousands of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise


class WordPairs:
    """The pairs of words seen so far.

    Args:
        besides: more pairs that count as seen; they are only read.
    """

    def __init__(self, besides: WordPairs | None = None) -> None:
        self._besides = besides
        self._followers: dict[str, set[str]] = {}

    def __contains__(self, pair: tuple[str, str]) -> bool:
        first, second = pair
        seen = second in self._followers.get(first, ())
        return seen or (self._besides is not None and pair in self._besides)

    def needed(self, sentences: Iterable[str]) -> Iterator[str]:
        """Leaves out the sentences that add no pair; takes those of the others in."""
        for sentence in sentences:
            pairs = list(pairwise(("<s>", *sentence.split(), "</s>")))
            if all(pair in self for pair in pairs):
                continue
            for first, second in pairs:
                self._followers.setdefault(sys.intern(first), set()).add(sys.intern(second))
            yield sentence
