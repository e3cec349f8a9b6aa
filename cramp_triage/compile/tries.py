"""Gathers written phrases into the tries that `match` walks. Used when the lexicon is built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cramp_triage.compile.patterns import Expander
from cramp_triage.errors import ProtocolError
from cramp_triage.nlu.lexicon.compiled import MEANINGS, Trie
from cramp_triage.nlu.match.phrases import CONTEXT


def add(trie: Trie, phrases: object, means: Sequence[str], expander: Expander, where: str) -> None:
    """Adds written phrases to a trie.

    Args:
        trie: gets them.
        phrases: one, or a list of them.
        means: `fact=value`, `act:name`, `ask:topic`, `cue:name`.
        expander: knows what a phrase stands for.
        where: file and key, for the error.

    Raises:
        ProtocolError: a phrase cannot be read, or already means another value of the same fact.
    """
    if phrases is None:
        raise ProtocolError(f"{where}: has no phrase: write one after it or remove it")
    for phrase in phrases if isinstance(phrases, list) else [phrases]:
        for sequence in expander.expand(str(phrase), where):
            node = trie
            for symbol in sequence:
                if symbol.startswith(CONTEXT):
                    node = node.setdefault(CONTEXT, {})
                    symbol = symbol[1:]
                node = node.setdefault(symbol, {})
            _end(node, means, f"{where}: {phrase!r}")


def _end(node: Trie, means: Sequence[str], where: str) -> None:
    there: list[str] = node.setdefault(MEANINGS, [])
    for meaning in means:
        fact, mark, _ = meaning.partition("=")
        for other in there:
            if mark and other.startswith(fact + "=") and other != meaning:
                raise ProtocolError(f"{where} means both {other} and {meaning}: keep one")
        if meaning not in there:
            there.append(meaning)


def symbols(tries: Sequence[Trie]) -> Iterator[str]:
    """Every symbol on an edge of the tries, as often as it stands there."""
    todo = list(tries)
    while todo:
        for symbol, edge in todo.pop().items():
            yield symbol
            if symbol != MEANINGS:
                todo.append(edge)


def packed(node: Trie, numbers: dict[tuple[str, ...], int]) -> Trie:
    """The trie with a number for every combination of meanings, and no node where nothing goes on.

    Args:
        node: the trie.
        numbers: meanings -> their number; new ones are added.
    """
    small: Trie = {}
    for symbol, edge in node.items():
        if symbol == MEANINGS:
            small[symbol] = numbers.setdefault(tuple(edge), len(numbers))
            continue
        below = packed(edge, numbers)
        ends = symbol == "$" or list(below) == [MEANINGS]
        small[symbol] = below[MEANINGS] if ends else below
    return small
