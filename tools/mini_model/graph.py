"""The decoding graph as text for OpenFst: words as chains of phones, and which word follows which.

The lexicon is a prefix tree over all pronunciations whose arcs carry Kaldi's transition-ids; a word
is put out at its last phone. The decoder needs no deterministic graph, so there are no
disambiguation symbols. "[unk]" is a chain of the phone that stands for any speech.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from tools.mini_model.kaldi_files import transition_ids
from tools.mini_model.phones import GARBAGE, SILENCE, Pronunciation

EPSILON: Final = "<eps>"
UNKNOWN: Final = "[unk]"
_BEGIN: Final = "<s>"
_END: Final = "</s>"
_ANYWHERE: Final = ""
SILENCE_BETWEEN: Final = 0.5
SILENCE_FIRST: Final = 0.7
VARIANT_COST: Final = 0.2
MOST_VARIANTS: Final = 2
_UNKNOWN_FRAMES: Final = 6
_FLOOR: Final = 0.3
_BACK_OFF: Final = 0.35

Said = tuple[Sequence[Pronunciation], float]
"""How a word is said, the likelier first, and what it costs."""


class Penalties(NamedTuple):
    """What the words cost, in nats.

    Attributes:
        unknown: of each stretch of "[unk]"; more rejects less.
        word: of each word; more makes longer words likelier.
    """

    unknown: float = 5.0
    word: float = 0.0


def lexicon_text(words: Mapping[str, Said], ids: Mapping[str, int], penalties: Penalties) -> str:
    """The lexicon with its phones' states, as `fstcompile` reads it.

    Args:
        words: how each is said.
        ids: of the words and of `UNKNOWN`.
        penalties: what it costs to hear a word.
    """
    tree = _Tree()
    for word in sorted(words):
        pronunciations, own = words[word]
        for rank, phones in enumerate(pronunciations):
            cost = penalties.word + own + VARIANT_COST * min(rank, MOST_VARIANTS)
            tree.add(phones, ids[word], cost)
    tree.add_unknown(ids[UNKNOWN], penalties.unknown)
    return tree.text()


class _Tree:
    """A prefix tree that grows; every word leads back to its root, through silence or not."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._states = 0
        self._within: dict[tuple[int, str], int] = {}
        self._ends: dict[str, int] = {}
        start, self._root = self._state(), self._state()  # the first state named is the start
        self._arc(start, self._root, cost=-math.log(1 - SILENCE_FIRST))
        self._silence = self._state()
        self._arc(self._enter(self._silence, SILENCE), self._root)
        self._arc(start, self._silence, cost=-math.log(SILENCE_FIRST))

    def add(self, phones: Pronunciation, word: int, cost: float) -> None:
        """One way to say a word."""
        at = self._root
        for position, phone in enumerate(phones[:-1]):
            key = at, f"{phone}_{'I' if position else 'B'}"
            if key not in self._within:
                self._within[key] = self._enter(*key)
            at = self._within[key]
        self._end(at, f"{phones[-1]}_{'E' if len(phones) > 1 else 'S'}", word, cost)

    def add_unknown(self, word: int, cost: float) -> None:
        """Any speech of some length."""
        at = self._enter(self._root, f"{GARBAGE}_B", word, cost)
        for _ in range(_UNKNOWN_FRAMES - 2):
            at = self._enter(at, f"{GARBAGE}_I")
        self._end(at, f"{GARBAGE}_E")

    def text(self) -> str:
        """All of it."""
        return "\n".join([*self._lines, f"{self._root} 0", ""])

    def _state(self) -> int:
        self._states += 1
        return self._states - 1

    def _arc(self, at: int, to: int, label: int = 0, word: int = 0, cost: float = 0.0) -> None:
        self._lines.append(f"{at} {to} {label} {word} {cost:.5f}")

    def _enter(self, at: int, phone: str, word: int = 0, cost: float = 0.0) -> int:
        """A new state that stays in a phone, and the arc into it."""
        forward, loop = transition_ids(phone)
        to = self._state()
        self._arc(at, to, forward, word, cost)
        self._arc(to, to, loop)
        return to

    def _end(self, at: int, phone: str, word: int = 0, cost: float = 0.0) -> None:
        """The last phone of a word; all words that end in it share its state."""
        if phone in self._ends:
            self._arc(at, self._ends[phone], transition_ids(phone)[0], word, cost)
            return
        end = self._ends[phone] = self._enter(at, phone, word, cost)
        self._arc(end, self._root, cost=-math.log(1 - SILENCE_BETWEEN))
        self._arc(end, self._silence, cost=-math.log(SILENCE_BETWEEN))


def bigram_text(sentences: Iterable[str], words: Iterable[str], ids: Mapping[str, int]) -> str:
    """A bigram of words with back-off, as `fstcompile` reads it: the open vocabulary.

    `UNKNOWN` is not in it: without a phrase list there are always words.

    Args:
        sentences: what follows what is counted on them.
        words: what may be heard although no sentence has it.
        ids: of all words.
    """
    alone = Counter[str](dict.fromkeys(words, _FLOOR))
    after: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        before = _BEGIN
        for word in [*sentence.split(), _END]:
            after[before][word] += 1
            alone[word] += 1
            before = word
    states = {word: at for at, word in enumerate(dict.fromkeys([_BEGIN, _ANYWHERE, *after]))}
    lines: list[str] = []

    def add(state: str, word: str, probability: float) -> None:
        cost = -math.log(probability)
        if word == _END:
            lines.append(f"{states[state]} {cost:.4f}")
            return
        to = states.get(word, states[_ANYWHERE])
        lines.append(f"{states[state]} {to} {ids[word]} {ids[word]} {cost:.4f}")

    for state, follows in after.items():
        for word, count in sorted(follows.items()):
            add(state, word, count / follows.total() * (1 - _BACK_OFF))
        lines.append(f"{states[state]} {states[_ANYWHERE]} 0 0 {-math.log(_BACK_OFF):.4f}")
    for word, count in sorted(alone.items()):
        add(_ANYWHERE, word, count / alone.total())
    return "\n".join([*lines, ""])
