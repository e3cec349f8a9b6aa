"""The lexicon's phrases as sentences: symbols filled in with words that the model knows.

The lexicon keeps phrases as tries of symbols, in its own words. People say more than that: "charley
horse", "they're". Nothing is decided here on which phrases are wanted: that is `phrases`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from cramp_triage.nlu.lexicon.compiled import MEANINGS, Lexicon, Trie

Knows = Callable[[str], bool]

AMOUNTS: Final = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty "
    "fifty sixty seventy eighty ninety hundred few couple several half"
).split()
_GLUE: Final = {"are": "'re", "have": "'ve", "will": "'ll", "would": "'d", "am": "'m"}
_MARKS: Final = ("^", "$", "~", "...")
"""Symbols of a phrase that stand for no word."""


class Speller:
    """Symbols as sentences: classes filled in, mis-hearings and contractions as people say them."""

    def __init__(self, lexicon: Lexicon, knows: Knows) -> None:
        self._knows = _remembered(knows)
        self._members: dict[str, list[str]] = {}
        for word, names in lexicon.symbols.items():
            for name in names:
                self._members.setdefault(name, []).append(word)
        # The lexicon rewrites what people say ("urine", "charley horse") into its own words.
        self._said_as: dict[str, list[str]] = {}
        for pairs in lexicon.spelling.rewrites.values():
            for said, own in pairs:
                if len(own) == 1 and self.is_known(" ".join(said)):
                    self._said_as.setdefault(own[0], []).append(" ".join(said))
        self._short: dict[str, list[str]] = {}
        marked = {short for short in lexicon.spelling.contractions if "'" in short}
        same = {short.replace("'", "") for short in marked}  # sounds like the one with the mark
        for short, full in lexicon.spelling.contractions.items():
            if self._knows(short) and short not in same | lexicon.spelling.typed:
                self._short.setdefault(full, []).append(short)
        self._slots: dict[str, list[str]] = {}

    def is_known(self, sentence: str) -> bool:
        """The model knows every word."""
        return all(self._knows(word) for word in sentence.split())

    def spoken(
        self, symbols: Sequence[str], most: int | None = None, first: int = 0
    ) -> Iterator[str]:
        """Sentences for a sequence: each member of each class at least once, in its place.

        Args:
            symbols: of a phrase of the lexicon.
            most: so many sentences at most; None for all.
            first: which members a shortened list begins with.
        """
        pieces: list[list[list[str]]] = [[]]
        for symbol in symbols:
            if symbol == "...":
                pieces.append([])
            elif symbol not in _MARKS:
                pieces[-1].append(self._slot(symbol))
        for slots in pieces:
            if not slots or not all(slots):
                continue
            size = max(map(len, slots))
            for turn in range(size) if most is None else range(first, first + min(size, most)):
                yield from self._spelt([slot[turn % len(slot)] for slot in slots])

    def members(self, symbols: Iterable[str]) -> set[str]:
        """The words that may stand for the symbols."""
        slots = (self._slot(symbol) for symbol in symbols if symbol not in _MARKS)
        return {word for slot in slots for said in slot for word in said.split()}

    def _slot(self, symbol: str) -> list[str]:
        if symbol not in self._slots:
            members = self._members.get(symbol, () if symbol.startswith("<") else (symbol,))
            if symbol == "<num>":
                members = AMOUNTS
            said = [s for m in members for s in (m, *self._said_as.get(m, ()))]
            self._slots[symbol] = [s for s in said if s == "'s" or self.is_known(s)]
        return self._slots[symbol]

    def _spelt(self, words: Sequence[str]) -> Iterator[str]:
        plain = " ".join(words).replace(" 's", "'s").split()
        spellings = [plain] if plain else []
        for at in range(len(plain) - 1):
            full = f"{plain[at]} {plain[at + 1]}"
            glued = plain[at] + _GLUE.get(plain[at + 1], " ")
            for short in (*self._short.get(full, ()), glued):
                if self._knows(short):
                    spellings.append([*plain[:at], short, *plain[at + 2 :]])
        yield from (s for s in map(" ".join, spellings) if self.is_known(s))


def walk(trie: Trie, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every phrase of a trie, and which of the lexicon's meanings it has."""
    for symbol, below in trie.items():
        if symbol == MEANINGS:
            yield path, below
        elif isinstance(below, int):
            yield (*path, symbol), below
        else:
            yield from walk(below, (*path, symbol))


def _remembered(knows: Knows) -> Knows:
    known: dict[str, bool] = {}

    def ask(word: str) -> bool:
        if word not in known:
            known[word] = knows(word)
        return known[word]

    return ask
