"""Which of the phrases found stay: the longest ones win, and none uses a word twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.lexicon.named import PAIN
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.protocol.facts import YES

LIGHTER: Final = {"cue:stop": 0.4, "cue:neg": 0.75, "cue:no_back": 0.9}
"""Scope words give way to phrases that mean something: "doesn't feel hot", "I have chest pain"."""

SEVERE: Final = f"{PAIN}=severe"
"""What a phrase of strength says of whatever hurts."""
IS_SO: Final = f"={YES}"


def _rank(item: Found, strong: frozenset[int]) -> tuple[float, int, int]:
    """Longest first; a bare clause opener ("i have") gives way to anything that means something.

    The closer one wins of two as long; words of strength put nothing apart ("chest badly aches").
    """
    span = item.end - item.start
    if strong and strong.isdisjoint(item.used):
        span -= len(strong.intersection(range(item.start, item.end)))
    return -item.weight * LIGHTER.get(item.meanings[0], 1.0), span, item.start


def choose(
    found: Sequence[Found],
    passed: frozenset[int] = frozenset(),
    strong: frozenset[int] = frozenset(),
) -> list[Found]:
    """Returns the phrases that stay: longest first, none using a word twice; in order of words.

    Phrases over the very same words say several things at once ("hurts like hell": severe, and on).

    Args:
        found: from `find_all`, and the numbers.
        passed: places of words that a phrase may pass over.
        strong: places of words that only say how bad it is.
    """
    if strong:
        found = _shared(found, strong)
    taken: set[int] = set()
    chosen: dict[tuple[int, ...], Found] = {}
    around: dict[int, list[tuple[int, ...]]] = {}  # place -> what was chosen on both sides of it
    for item in sorted(found, key=lambda item: _rank(item, strong)):
        if item.denied and "=" not in item.meanings[0]:
            continue  # only facts can be turned by a "not" in their midst
        if (passed | strong).issuperset(item.used) and any(
            _repeats(item, chosen[used]) for used in around.get(item.start, ())
        ):
            continue
        if taken.isdisjoint(item.used):
            taken.update(item.used)
            chosen[item.used] = item
            for place in range(item.start + 1, item.end - 1):
                around.setdefault(place, []).append(item.used)
        elif (twin := chosen.get(item.used)) is not None and _joins(twin, item):
            chosen[item.used] = twin._replace(meanings=_union(twin.meanings, item.meanings))
    return sorted(chosen.values(), key=lambda f: (f.start, f.end))


def _shared(found: Sequence[Found], strong: frozenset[int]) -> list[Found]:
    """Returns the phrases; none wins over a sign by words of strength alone.

    "Hurts really bad" is longer than "chest hurts" by "really bad": it keeps these words and leaves
    the others to the sign. One that means something else altogether gives way: "blood in my pee a
    lot" is no "pee a lot".
    """
    signs: dict[int, list[Found]] = {}
    for item in found:
        if not item.denied and _tells_sign(item):
            for place in item.used:
                signs.setdefault(place, []).append(item)
    kept: list[Found] = []
    for item in found:
        own = strong.intersection(item.used)
        if not own or _tells_sign(item):
            kept.append(item)
            continue
        plain = [place for place in item.used if place not in own]
        weight = item.weight - len(own)
        if not any(
            weight < sign.weight and not own.issubset(sign.used)
            for place in plain
            for sign in signs.get(place, ())
        ):
            kept.append(item)
        elif SEVERE in item.meanings:
            used = tuple(sorted(own))
            rest = item.weight - len(plain)
            kept.append(item._replace(start=used[0], end=used[-1] + 1, used=used, weight=rest))
    return kept


def _tells_sign(item: Found) -> bool:
    """Whether it says that something is so, beyond how bad it is."""
    return SEVERE not in item.meanings and any(m.endswith(IS_SO) for m in item.meanings)


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
