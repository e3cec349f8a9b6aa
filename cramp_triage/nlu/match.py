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


def symbols_of(
    tokens: Sequence[Token], classes: Mapping[str, tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Returns for each token the symbols it can stand for in a phrase."""
    found = []
    for token in tokens:
        extra = classes.get(token.word, ())
        if token.value is not None:
            extra = (*extra, "<num>")
        found.append((token.word, *extra))
    return found


def find_all(
    tokens: Sequence[Token],
    symbols: Sequence[tuple[str, ...]],
    tries: Sequence[Trie],
    skips: frozenset[str],
) -> list[Found]:
    """Returns every phrase at every place, overlapping ones too.

    Args:
        tokens: the utterance.
        symbols: `symbols_of` the tokens.
        tries: phrases to look for; earlier tries count a little more.
        skips: words that may stand inside a phrase.
    """
    found: list[Found] = []
    for rank, trie in enumerate(tries):
        bonus = 0.5 if rank else 0.0
        anchored = trie.get("^")
        for at in range(len(tokens)):
            if any(s in trie or "~" + s in trie for s in symbols[at]):
                _walk(trie, tokens, symbols, at, skips, bonus, found)
            if anchored is not None and (at == 0 or tokens[at - 1].after == STOP):
                _walk(anchored, tokens, symbols, at, skips, bonus + 0.25, found)
    return found


def _walk(
    trie: Trie,
    tokens: Sequence[Token],
    symbols: Sequence[tuple[str, ...]],
    at: int,
    skips: frozenset[str],
    bonus: float,
    found: list[Found],
) -> None:
    size = len(tokens)
    # (node, next token, used, weight, words skipped in a row, words left in the gap)
    todo: list[tuple[Trie, int, tuple[int, ...], int, int, int]] = [(trie, at, (), 0, 0, 0)]
    while todo:
        node, pos, used, weight, skipped, gap = todo.pop()
        if used and not skipped and not gap:
            meanings = node.get(MEANINGS)
            if meanings:
                found.append(Found(used[0], used[-1] + 1, meanings, used, weight + bonus))
        broken = pos > at and tokens[pos - 1].after == STOP
        if "$" in node and (pos == size or tokens[pos - 1].after):
            meanings = node["$"].get(MEANINGS)
            if meanings and used:
                found.append(Found(used[0], used[-1] + 1, meanings, used, weight + bonus + 0.25))
        if pos == size or broken:
            continue
        for symbol in symbols[pos]:
            edge = node.get(symbol)
            if edge is not None:
                todo.append((edge, pos + 1, (*used, pos), weight + 1, 0, 0))
            edge = node.get("~" + symbol)
            if edge is not None:
                todo.append((edge, pos + 1, used, weight + 1, 0, 0))
        if GAP in node and tokens[pos].word not in GAP_ENDS:
            todo.append((node[GAP], pos, used, weight, 0, MAX_GAP))
        elif GAP in node:
            todo.append((node[GAP], pos, used, weight, 0, 0))
        if gap > 0 and tokens[pos].word not in GAP_ENDS:
            todo.append((node, pos + 1, used, weight, 0, gap - 1))
        elif weight and skipped < MAX_SKIPS and tokens[pos].word in skips:
            todo.append((node, pos + 1, used, weight, skipped + 1, 0))


def choose(found: Sequence[Found]) -> list[Found]:
    """Returns the phrases that stay: longest first, none using a word twice; in order of words."""
    taken: set[int] = set()
    chosen = []
    for item in sorted(found, key=lambda f: (-f.weight, f.end - f.start, f.start)):
        if taken.isdisjoint(item.used):
            taken.update(item.used)
            chosen.append(item)
    return sorted(chosen, key=lambda f: (f.start, f.end))
