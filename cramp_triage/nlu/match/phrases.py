"""Finds the phrases of the lexicon in a run of tokens, overlapping ones too.

Words of `skips` may stand inside any phrase, so that "pain in chest" also reads "pain in my chest".
Exact words only: nothing here guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon.compiled import MEANINGS, Phrases, Trie
from cramp_triage.nlu.match.lattice import Field

Meanings = Sequence[tuple[str, ...]]
GAP: Final = "..."
CONTEXT: Final = "~"
MAX_DENIED_GAP: Final = 3
"""A gap with a "not" in it is short: what stands far behind may be another thought."""
WINDOW: Final = 40
"""More tokens than any phrase spans, skipped words and gaps included."""
MOST_KNOWN: Final = 2000
"""First words whose ways are kept; there is no end of numbers."""


class Found(NamedTuple):
    """A phrase in the tokens.

    Attributes:
        start: first token that it uses up.
        end: behind the last one.
        meanings: what it means, e.g. `("chest_pain=yes",)`.
        used: the tokens it uses up; context and skipped words are not among them.
        weight: tokens it needed, context included; the longer phrase wins.
        denied: a "not" stood inside the phrase ("my pee is not dark").
    """

    start: int
    end: int
    meanings: tuple[str, ...]
    used: tuple[int, ...]
    weight: float
    denied: bool = False


def find_all(field: Field, sets: Sequence[Phrases], meanings: Meanings) -> list[Found]:
    """Returns every phrase at every place, overlapping ones too.

    Args:
        field: the utterance.
        sets: phrases to look for; those of the later sets count a little more.
        meanings: what the numbers in the tries stand for.
    """
    found: list[Found] = []
    for rank, phrases in enumerate(sets):
        bonus = (0.0, 0.4, 0.95)[min(rank, 2)]
        anchored = phrases.trie.get("^")
        seen: dict[tuple[tuple[str, int], ...], tuple[int, list[Found]]] = {}
        for at in range(field.size):
            # The same words mean the same: without this, "it is hot it is hot ..." takes long.
            window = field.shape[at : at + WINDOW] if field.repeats else ()
            known = seen.get(window) if window else None
            if known is not None:
                found += [_moved(item, at - known[0]) for item in known[1]]
            else:
                before = len(found)
                alive = _firsts(phrases, field, at).alive(field, at)
                if alive:
                    _walk(alive, field, bonus, meanings, found)
                if window:
                    seen[window] = (at, found[before:])
            if anchored is not None and field.opens[at]:
                alive = _firsts(phrases, field, at, "^").alive(field, at)
                _walk(alive, field, bonus + 0.25, meanings, found)
    return found


def _moved(item: Found, by: int) -> Found:
    used = tuple([k + by for k in item.used])
    start, end, meanings, _, weight, denied = item
    return Found(start + by, end + by, meanings, used, weight, denied)


class _Firsts:
    """Where a word leads as the first one of a phrase.

    Nearly all phrases fail at their second word; so those that do not are looked up, not tried.

    Args:
        trie: the phrases.
        field: any utterance with the word.
        at: where it stands there.
    """

    def __init__(self, trie: Trie, field: Field, at: int) -> None:
        self.states: list[_State] = []
        _step(trie, at, field, (), 0, False, self.states)
        self.index = _Index(self.states)

    def alive(self, field: Field, at: int) -> list[_State]:
        """Returns the states behind `at` where a phrase ends or goes on, in the order of all."""
        alive: list[_State] = []
        if self.states:
            for number in sorted(self.index.alive(field, at + 1)):
                node, _, used, weight, denied = self.states[number]
                alive.append((node, at + 1, (at,) if used else (), weight, denied))
        return alive


class _Index:
    """Numbers of states, by the symbols that they go on with, at once or behind a gap."""

    def __init__(self, states: Sequence[_State]) -> None:
        self.ended: list[int] = []
        self.near: dict[str, list[int]] = {}
        self.wide: dict[str, list[int]] = {}
        for number, (node, *_) in enumerate(states):
            if isinstance(node, int) or MEANINGS in node or "$" in node:
                self.ended.append(number)
                continue
            for symbol in (*node, *node.get(CONTEXT, ())):
                self.near.setdefault(symbol, []).append(number)
            gap = node.get(GAP, {})
            for symbol in (*gap, *gap.get(CONTEXT, ())):
                self.wide.setdefault(symbol, []).append(number)
        self.near_symbols, self.wide_symbols = frozenset(self.near), frozenset(self.wide)

    def alive(self, field: Field, at: int) -> set[int]:
        """Returns the states that end before `at` or go on from there."""
        live = {*self.ended}
        for place in field.near[at]:
            for symbol in field.members[place] & self.near_symbols:
                live.update(self.near[symbol])
        if self.wide:
            wide = field.wide[at]
            if wide and wide[-1] in field.nots:
                live.update(*self.wide.values())  # a gap may reach beyond a "not"
            for place in wide:
                for symbol in field.members[place] & self.wide_symbols:
                    live.update(self.wide[symbol])
        return live


def _firsts(phrases: Phrases, field: Field, at: int, anchor: str = "") -> _Firsts:
    """What is known of the word at `at` as the first one, at the start of a sentence if "^"."""
    key = anchor + field.codes[at]
    known: _Firsts | None = phrases.firsts.get(key)
    if known is None:
        known = _Firsts(phrases.trie[anchor] if anchor else phrases.trie, field, at)
        if len(phrases.firsts) >= MOST_KNOWN:
            phrases.firsts.clear()
        if len(field.symbols[at]) > 1 or known.states:  # a name or a slip is not kept
            phrases.firsts[key] = known
    return known


def _walk(
    todo: list[_State], field: Field, bonus: float, meanings: Meanings, found: list[Found]
) -> None:
    near, wide, ends, nots = field.near, field.wide, field.ends, field.nots
    members = field.members
    while todo:
        node, pos, used, weight, denied = todo.pop()
        if isinstance(node, int):
            if used:
                found.append(_found(used, meanings[node], weight + bonus, denied))
            continue
        if used:
            number = node.get(MEANINGS)
            if number is not None:
                found.append(_found(used, meanings[number], weight + bonus, denied))
            number = node.get("$")
            if number is not None and ends[pos]:
                found.append(_found(used, meanings[number], weight + bonus + 0.25, denied))
        gap = node.get(GAP)
        if gap is not None and wide[pos]:
            for place in wide[pos]:
                if CONTEXT in gap or not members[place].isdisjoint(gap):
                    _step(gap, place, field, used, weight, denied, todo)
            barrier = wide[pos][-1]
            if barrier in nots and not denied:
                for place in wide[barrier + 1][:MAX_DENIED_GAP]:
                    _step(gap, place, field, (*used, barrier), weight, True, todo)
        for place in near[pos]:
            if CONTEXT in node or not members[place].isdisjoint(node):
                passed = nots.intersection(range(pos, place)) if place > pos and nots else None
                if not passed:
                    _step(node, place, field, used, weight, denied, todo)
                elif weight and not denied:
                    _step(node, place, field, (*used, *sorted(passed)), weight, True, todo)


def _found(used: tuple[int, ...], meanings: tuple[str, ...], weight: float, denied: bool) -> Found:
    return Found(used[0], used[-1] + 1, meanings, used, weight, denied)


_State = tuple[Trie | int, int, tuple[int, ...], int, bool]
"""Node, place behind the last word, used tokens, words matched, whether a "not" was passed."""


def _step(
    node: Trie,
    place: int,
    field: Field,
    used: tuple[int, ...],
    weight: int,
    denied: bool,
    todo: list[_State],
) -> None:
    """Follows the edges that the token at `place` can take."""
    symbols, members = field.symbols[place], field.members[place]
    after, more = place + 1, (*used, place)
    if len(node) < len(symbols):
        for symbol, edge in node.items():
            if symbol in members:
                todo.append((edge, after, more, weight + 1, denied))
    else:
        for symbol in symbols:
            if symbol in node:
                todo.append((node[symbol], after, more, weight + 1, denied))
    context = node.get(CONTEXT)
    if context is not None and (len(context) > len(symbols) or not members.isdisjoint(context)):
        for symbol in symbols:
            if symbol in context:
                todo.append((context[symbol], after, used, weight + 1, denied))
