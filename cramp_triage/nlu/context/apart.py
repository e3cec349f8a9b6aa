"""Clauses that tell of something else: a call for help, a figure of speech, a way to go.

The rules know them for what they are; the reader, which would guess, does not get to read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import Token

Offsets = tuple[tuple[int, int], ...]
"""Stretches of a text: the first character of each, and the one behind its last."""


def apart(
    tokens: Sequence[Token],
    others: Iterable[Found],
    stated: Sequence[Stated],
    words: Iterable[range],
) -> Offsets:
    """Returns the stretches that the reader does not get, none over another.

    Args:
        tokens: the utterance.
        others: phrases whose whole clause goes, if no fact is next to them.
        stated: what else the utterance states.
        words: places of words that go by themselves.
    """
    besides = {k for s in stated if s.fact not in ("act", "ask") for k in s.found.used}
    told = {k for item in others for k in item.used}
    clauses = [
        clause
        for clause in _clauses(tokens)
        if told.intersection(clause) and besides.isdisjoint(clause)
    ]
    places = sorted({k for run in (*clauses, *words) for k in run})
    return tuple((tokens[k].start, tokens[k].end) for k in places)


def without(text: str, offsets: Offsets) -> str:
    """Returns the text without these stretches of it."""
    kept, at = [], 0
    for start, end in offsets:
        kept.append(text[at:start])
        at = max(at, end)
    return "".join([*kept, text[at:]])


def _clauses(tokens: Sequence[Token]) -> Iterator[range]:
    begin = 0
    for at, token in enumerate(tokens, 1):
        if token.after or at == len(tokens):
            yield range(begin, at)
            begin = at
