"""Whether a story tells of a cramp that is over: a past time beside it, and nothing of now.

"Last night I have cramp in leg" tells of last night, whatever its verb; "since last night" does
not. Reads words of time, no fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from cramp_triage.nlu.lexicon.grammar import Past
from cramp_triage.nlu.tokens.clauses import clauses
from cramp_triage.nlu.tokens.tokenise import Token

NEAR: Final = 3
"""Tokens around a "fine" that tell of when."""


def past_clauses(tokens: Sequence[Token], names: Past) -> list[range]:
    """Returns the clauses in which a cramp is told of a past time; none if any of it is of now."""
    if not names.present.isdisjoint(token.word for token in tokens):
        return []
    parts = clauses(tokens, lambda at: tokens[at].word in names.joined)
    told = [clause for clause in parts if _names_cramp(tokens, clause, names)]
    past = [clause for clause in told if _is_past([tokens[k].word for k in clause], names)]
    return past if len(past) == len(told) else []


def _names_cramp(tokens: Sequence[Token], clause: range, names: Past) -> bool:
    """Whether a clause tells of a cramp, by its name or as "one": "had one"."""
    words = [tokens[k].word for k in clause]
    had = any(a in names.had and b in names.one for a, b in pairwise(words))
    return had or not names.cramp.isdisjoint(words)


def _is_past(words: Sequence[str], names: Past) -> bool:
    return not names.times.isdisjoint(words) or any(
        before in names.leads and time in names.led for before, time in pairwise(words)
    )


def well_before(tokens: Sequence[Token], names: Past) -> Iterator[range]:
    """Yields where it is told how somebody was before: "he was fine at four" is no word of now."""
    words = [token.word for token in tokens]
    for clause in clauses(tokens):
        for well in (at for at in clause if words[at] in names.well):
            before = words[max(clause.start, well - NEAR) : well]
            behind = words[well + 1 : clause.stop][:NEAR]
            if not (names.was.isdisjoint(before) or names.until.isdisjoint(behind)):
                yield range(clause.start, well + 1)
