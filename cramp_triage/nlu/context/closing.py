"""What says that a list is at its end: "that's the lot", "just those two", "no others".

Reads the order of words alone; what the list is of, and what it denies, the pipeline decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.lexicon.grammar import Closing
from cramp_triage.nlu.tokens.tokenise import NO_BREAK, Token

MANY: Final = range(2, 10)
"""So many things are counted off: "that's the two"."""


def closing_words(tokens: Sequence[Token], names: Closing) -> frozenset[int]:
    """Returns the places of the words that say that no more comes; empty if none do."""
    found: set[int] = set()
    for at in range(len(tokens)):
        found.update(range(at, max(_summed(tokens, at, names), _no_more(tokens, at, names))))
    return frozenset(found)


def _summed(tokens: Sequence[Token], start: int, names: Closing) -> int:
    """Returns the end of "that's the two", "just those two", "only what i told you", or 0."""
    words = [token.word for token in tokens[start : start + 2]]
    points = words[0] in names.points and words[-1] in names.states
    counts = words[0] in names.only and words[-1] in names.points
    if not (points or counts) or len(words) < 2:
        return 0
    at = start + 2
    while at < len(tokens) and tokens[at].word in names.passed | names.only:
        at += 1
    inside = {token.word for token in tokens[start:at]}
    if counts and (at == len(tokens) or tokens[at - 1].after):
        return at  # "just those"
    if at == len(tokens) or not _is_sum(tokens[at], inside, start, names):
        return 0
    ends = at + 1 == len(tokens) or tokens[at].after != NO_BREAK
    return at + 1 if ends or tokens[at + 1].word in names.owners else 0


def _is_sum(token: Token, inside: set[str], start: int, names: Closing) -> bool:
    """Whether it sums a list up; a bare "it" only behind what was listed."""
    if token.word in names.single:
        return not names.only.isdisjoint(inside)
    if token.word in names.bare:
        return start > 0
    return token.word in names.sums or token.value in MANY


def _no_more(tokens: Sequence[Token], start: int, names: Closing) -> int:
    """Returns the end of "nothing else", "no others", or 0."""
    pair = tokens[start : start + 2]
    if len(pair) < 2 or pair[0].word not in names.noes or pair[1].word not in names.more:
        return 0
    ends = start + 2 == len(tokens) or pair[1].after != NO_BREAK
    return start + 2 if ends else 0
