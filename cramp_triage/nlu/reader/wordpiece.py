"""A line cut into the pieces of words that the reader knows: BERT's uncased WordPiece."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

UNKNOWN: Final = "[UNK]"
MAX_WORD: Final = 40
"""A longer word is no word."""
_WORDS: Final = re.compile(r"\w+|[^\w\s]")


def words_of(text: str) -> list[str]:
    """Lower-case words and marks, without accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return _WORDS.findall(bare.replace("_", " "))


def pieces_of(text: str, vocabulary: Mapping[str, int]) -> list[int]:
    """The numbers of the longest known pieces, from the left; an unreadable word is `UNKNOWN`."""
    return [piece for word in words_of(text) for piece in _pieces(word, vocabulary)]


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    pieces: list[int] = []
    start = 0
    while start < len(word):
        end = min(len(word), MAX_WORD)
        mark = "##" if start else ""
        while end > start and mark + word[start:end] not in vocabulary:
            end -= 1
        if end == start or len(word) > MAX_WORD:
            return [vocabulary[UNKNOWN]]
        pieces.append(vocabulary[mark + word[start:end]])
        start = end
    return pieces
