"""Finds the phrases of the lexicon in a run of tokens; the longest ones win.

Words of `skips` may stand inside any phrase, so that "pain in chest" also reads "pain in my chest".
Exact words only: nothing here guesses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cramp_triage.nlu.lexicon import MEANINGS, Trie
from cramp_triage.nlu.normalise import STOP, Token

Meanings = Sequence[tuple[str, ...]]
GAP: Final = "..."
CONTEXT: Final = "~"
MAX_SKIPS: Final = 3
MAX_GAP: Final = 4
MAX_DENIED_GAP: Final = 3
"""A gap with a "not" in it is short: what stands far behind may be another thought."""
LONG: Final = 400
WINDOW: Final = 40
"""More tokens than any phrase spans, skipped words and gaps included."""
NOT: Final = "not"
JOINED: Final = frozenset({"and", "but", "or"})
LEADS: Final = frozenset(
    {"yes", "yeah", "yep", "no", "nope", "nah", "well", "okay", "uhhuh", "sorry", "honestly"}
)
OPENERS: Final = LEADS - {"no", "nope", "nah"}
"""Behind these a sentence begins anew; "no that was last month" is not "that was"."""
LIGHTER: Final = {"cue:stop": 0.4, "cue:neg": 0.75}
"""Scope words give way to phrases that mean something: "doesn't feel hot", "I have chest pain"."""

GAP_ENDS: Final = frozenset({"but", "no", "not", "never", "without", "i"})


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
        self.shape = tuple((t.word, t.after) for t in tokens)
        self.repeats = self.size > 10 * len(set(self.shape))
        known: dict[tuple[str, bool], tuple[tuple[str, ...], frozenset[str]]] = {}
        for token in tokens:
            key = (token.word, token.value is not None)
            if key not in known:
                number = ("<num>",) if key[1] else ()
                found = (token.word, *classes.get(token.word, ()), *number)
                known[key] = (found, frozenset(found))
        both = [known[t.word, t.value is not None] for t in tokens]
        self.codes = [
            self.shape[at][0] + "#" * (t.value is not None) for at, t in enumerate(tokens)
        ]
        self.symbols = [symbols for symbols, _ in both]
        self.members = [members for _, members in both]
        self.starts = [at == 0 or tokens[at - 1].after == STOP for at in range(self.size)]
        self.opens = [
            start or (self.starts[at - 1] and tokens[at - 1].word in OPENERS)
            for at, start in enumerate(self.starts)
        ]
        self.ends = [at == self.size or tokens[at - 1].after > 0 for at in range(self.size + 1)]
        # From each place: where the next word of a phrase may be, beyond skipped words or a gap.
        skipped = [t.word in skips or t.word == NOT for t in tokens]
        for at in range(1, self.size):
            if tokens[at].word == NOT and tokens[at - 1].word in JOINED:
                skipped[at] = False  # "red and not swollen" are two things
        self.nots = {at for at, t in enumerate(tokens) if t.word == NOT}
        bridged = [t.word not in GAP_ENDS for t in tokens]
        # Nobody says that much at once; a tighter reach keeps the longest text within its time.
        slack = 0 if self.size <= LONG else 1
        self.near = [self._places(at, skipped, MAX_SKIPS - slack) for at in range(self.size + 1)]
        self.wide = [self._places(at, bridged, MAX_GAP - slack) for at in range(self.size + 1)]

    def _places(self, at: int, passable: Sequence[bool], most: int) -> tuple[int, ...]:
        if at >= self.size or (at and self.starts[at]):
            return ()
        end = at
        while (
            end - at < most and passable[end] and end + 1 < self.size and not self.starts[end + 1]
        ):
            end += 1
        return tuple(range(at, end + 1))


def find_all(field: Field, tries: Sequence[Trie], meanings: Meanings) -> list[Found]:
    """Returns every phrase at every place, overlapping ones too.

    Args:
        field: the utterance.
        tries: phrases to look for; those of the later tries count a little more.
        meanings: what the numbers in the tries stand for.
    """
    found: list[Found] = []
    for rank, trie in enumerate(tries):
        bonus = (0.0, 0.4, 0.95)[min(rank, 2)]
        anchored = trie.get("^")
        firsts: dict[str, list[_State]] = {}
        seen: dict[tuple[tuple[str, int], ...], tuple[int, list[Found]]] = {}
        for at in range(field.size):
            # The same words mean the same: without this, "it is hot it is hot ..." takes long.
            window = field.shape[at : at + WINDOW] if field.repeats else ()
            known = seen.get(window) if window else None
            if known is not None:
                found += [_moved(item, at - known[0]) for item in known[1]]
            else:
                here: list[Found] = []
                code = field.codes[at]
                if code not in firsts:
                    firsts[code] = _first(trie, field, at)
                if firsts[code]:
                    _walk([_at(state, at) for state in firsts[code]], field, bonus, meanings, here)
                if window:
                    seen[window] = (at, here)
                found += here
            if anchored is not None and field.opens[at]:
                _walk(_first(anchored, field, at), field, bonus + 0.25, meanings, found)
    return found


def _moved(item: Found, by: int) -> Found:
    used = tuple(k + by for k in item.used)
    return item._replace(start=item.start + by, end=item.end + by, used=used)


def _first(trie: Trie, field: Field, at: int) -> list[_State]:
    """Where the first word of a phrase may lead."""
    todo: list[_State] = []
    _step(trie, at, field, (), 0, False, todo)
    return todo


def _at(state: _State, at: int) -> _State:
    """The same first step from another place with the same word."""
    node, _, used, weight, denied = state
    return node, at + 1, (at,) if used else (), weight, denied


def _walk(
    todo: list[_State], field: Field, bonus: float, meanings: Meanings, found: list[Found]
) -> None:
    near, wide, ends, nots = field.near, field.wide, field.ends, field.nots
    while todo:
        node, pos, used, weight, denied = todo.pop()
        if isinstance(node, int):
            if used:
                end = used[-1] + 1
                found.append(Found(used[0], end, meanings[node], used, weight + bonus, denied))
            continue
        final = node.get("$")
        for number, extra in ((node.get(MEANINGS), 0.0), (final if ends[pos] else None, 0.25)):
            if number is not None and used:
                total = weight + bonus + extra
                end = used[-1] + 1
                found.append(Found(used[0], end, meanings[number], used, total, denied))
        gap = node.get(GAP)
        if gap is not None:
            for place in wide[pos]:
                _step(gap, place, field, used, weight, denied, todo)
            barrier = wide[pos][-1] if nots and wide[pos] else -1
            if barrier in nots and not denied:
                for place in wide[barrier + 1][:MAX_DENIED_GAP]:
                    _step(gap, place, field, (*used, barrier), weight, True, todo)
        for place in near[pos]:
            passed = nots.intersection(range(pos, place)) if place > pos and nots else None
            if not passed:
                _step(node, place, field, used, weight, denied, todo)
            elif weight and not denied:
                _step(node, place, field, (*used, *sorted(passed)), weight, True, todo)


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
    symbols = field.symbols[place]
    if len(node) < len(symbols):
        members = field.members[place]
        for symbol, edge in node.items():
            if symbol in members:
                todo.append((edge, place + 1, (*used, place), weight + 1, denied))
    else:
        for symbol in symbols:
            edge = node.get(symbol)
            if edge is not None:
                todo.append((edge, place + 1, (*used, place), weight + 1, denied))
    context = node.get(CONTEXT)
    if context is not None:
        for symbol in symbols:
            edge = context.get(symbol)
            if edge is not None:
                todo.append((edge, place + 1, used, weight + 1, denied))


def _rank(item: Found) -> tuple[float, int, int]:
    """Longest first; a bare clause opener ("i have") gives way to anything that means something."""
    return -item.weight * LIGHTER.get(item.meanings[0], 1.0), item.end - item.start, item.start


def choose(found: Sequence[Found], passed: frozenset[int] = frozenset()) -> list[Found]:
    """Returns the phrases that stay: longest first, none using a word twice; in order of words.

    Phrases over the very same words say several things at once ("hurts like hell": severe, and on).

    Args:
        found: from `find_all`, and the numbers.
        passed: places of words that a phrase may pass over.
    """
    taken: set[int] = set()
    chosen: dict[tuple[int, ...], Found] = {}
    for item in sorted(found, key=_rank):
        if item.denied and "=" not in item.meanings[0]:
            continue  # only facts can be turned by a "not" in their midst
        if passed.issuperset(item.used) and any(_repeats(item, o) for o in chosen.values()):
            continue
        if taken.isdisjoint(item.used):
            taken.update(item.used)
            chosen[item.used] = item
        elif (twin := chosen.get(item.used)) is not None and _joins(twin, item):
            chosen[item.used] = twin._replace(meanings=_union(twin.meanings, item.meanings))
    return sorted(chosen.values(), key=lambda f: (f.start, f.end))


def _repeats(item: Found, other: Found) -> bool:
    """Whether it stands within a longer phrase about the same: "gone but I can (still) feel it"."""
    inside = other.start < item.start and item.end < other.end
    return inside and {m.partition("=")[0] for m in item.meanings} <= {
        m.partition("=")[0] for m in other.meanings if "=" in m
    }


def _joins(twin: Found, item: Found) -> bool:
    same = twin.weight - item.weight < 0.5 and twin.denied == item.denied
    return same and "=" in twin.meanings[0] and "=" in item.meanings[0]


def _union(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    facts = {meaning.partition("=")[0] for meaning in first}
    return (*first, *(m for m in second if m.partition("=")[0] not in facts))
