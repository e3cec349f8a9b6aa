"""Finds the phrases of the lexicon in a run of tokens; the longest ones win.

Words of `skips` may stand inside any phrase, so that "pain in chest" also reads "pain in my chest".
Exact words only: nothing here guesses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon import MEANINGS, Trie
from cramp_triage.nlu.normalise import STOP, Token

GAP: Final = "..."
CONTEXT: Final = "~"
MAX_SKIPS: Final = 3
MAX_GAP: Final = 3
GAP_ENDS: Final = frozenset({"but", "no", "not", "and", "never", "without", "i"})


class Found(NamedTuple):
    """A phrase in the tokens.

    Attributes:
        start: first token that it uses up.
        end: behind the last one.
        meanings: what it means, e.g. `("chest_pain=yes",)`.
        used: the tokens it uses up; context and skipped words are not among them.
        weight: tokens it needed, context included; the longer phrase wins.
    """

    start: int
    end: int
    meanings: tuple[str, ...]
    used: tuple[int, ...]
    weight: float


class Field:
    """The tokens prepared for matching: their symbols, and how far a phrase may reach from each.

    Args:
        tokens: the utterance.
        classes: word -> the classes it belongs to.
        skips: words that may stand inside a phrase.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        classes: Mapping[str, tuple[str, ...]],
        skips: frozenset[str],
    ) -> None:
        self.size = len(tokens)
        self.symbols = [
            (t.word, *classes.get(t.word, ()), *(("<num>",) if t.value is not None else ()))
            for t in tokens
        ]
        self.members = [frozenset(symbols) for symbols in self.symbols]
        self.starts = [at == 0 or tokens[at - 1].after == STOP for at in range(self.size)]
        self.ends = [at == self.size or tokens[at - 1].after > 0 for at in range(self.size + 1)]
        # From each place: where the next word of a phrase may be, beyond skipped words or a gap.
        skipped = [t.word in skips for t in tokens]
        bridged = [t.word not in GAP_ENDS for t in tokens]
        self.near = [self._places(at, skipped, MAX_SKIPS) for at in range(self.size + 1)]
        self.wide = [self._places(at, bridged, MAX_GAP) for at in range(self.size + 1)]

    def _places(self, at: int, passable: Sequence[bool], most: int) -> tuple[int, ...]:
        if at >= self.size or (at and self.starts[at]):
            return ()
        end = at
        while (
            end - at < most and passable[end] and end + 1 < self.size and not self.starts[end + 1]
        ):
            end += 1
        return tuple(range(at, end + 1))


def find_all(field: Field, tries: Sequence[Trie]) -> list[Found]:
    """Returns every phrase at every place, overlapping ones too.

    Args:
        field: the utterance.
        tries: phrases to look for; those after the first count a little more.
    """
    found: list[Found] = []
    for rank, trie in enumerate(tries):
        bonus = min(rank, 2) * 0.4
        anchored = trie.get("^")
        for at in range(field.size):
            _walk(trie, field, at, bonus, found)
            if anchored is not None and field.starts[at]:
                _walk(anchored, field, at, bonus + 0.25, found)
    return found


def _walk(trie: Trie, field: Field, at: int, bonus: float, found: list[Found]) -> None:
    symbols, members, near, wide, ends = (
        field.symbols,
        field.members,
        field.near,
        field.wide,
        field.ends,
    )
    # (node, place behind the last word, used tokens, words matched)
    todo: list[tuple[Trie, int, tuple[int, ...], int]] = []
    _step(trie, at, (), 0, symbols[at], members[at], todo)
    while todo:
        node, pos, used, weight = todo.pop()
        meanings = node.get(MEANINGS)
        if meanings is not None and used:
            found.append(Found(used[0], used[-1] + 1, meanings, used, weight + bonus))
        final = node.get("$")
        if final is not None and used and ends[pos] and MEANINGS in final:
            end = Found(used[0], used[-1] + 1, final[MEANINGS], used, weight + bonus + 0.25)
            found.append(end)
        gap = node.get(GAP)
        if gap is not None:
            for place in wide[pos]:
                _step(gap, place, used, weight, symbols[place], members[place], todo)
        if len(node) > (meanings is not None) + (final is not None) + (gap is not None):
            for place in near[pos]:
                _step(node, place, used, weight, symbols[place], members[place], todo)


def _step(
    node: Trie,
    place: int,
    used: tuple[int, ...],
    weight: int,
    symbols: Sequence[str],
    members: frozenset[str],
    todo: list[tuple[Trie, int, tuple[int, ...], int]],
) -> None:
    """Follows the edges that the token at `place` can take."""
    if len(node) < len(symbols):
        for symbol, edge in node.items():
            if symbol in members:
                todo.append((edge, place + 1, (*used, place), weight + 1))
    else:
        for symbol in symbols:
            edge = node.get(symbol)
            if edge is not None:
                todo.append((edge, place + 1, (*used, place), weight + 1))
    context = node.get(CONTEXT)
    if context is not None:
        for symbol in symbols:
            edge = context.get(symbol)
            if edge is not None:
                todo.append((edge, place + 1, used, weight + 1))


def _rank(item: Found) -> tuple[float, int, int]:
    """Longest first; a bare clause opener ("i have") gives way to anything that means something."""
    weight = item.weight * 0.4 if item.meanings[0] == "cue:stop" else item.weight
    return -weight, item.end - item.start, item.start


def choose(found: Sequence[Found]) -> list[Found]:
    """Returns the phrases that stay: longest first, none using a word twice; in order of words."""
    taken: set[int] = set()
    chosen = []
    for item in sorted(found, key=_rank):
        if taken.isdisjoint(item.used):
            taken.update(item.used)
            chosen.append(item)
    return sorted(chosen, key=lambda f: (f.start, f.end))
