"""How often it was before, beside how often it is now: "twice a week, up from once a month".

A clause that tells of before takes nothing from what is told of now. Where there is no other, it is
all that is told: "it used to be every night". Reads words of time and rates, no fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cramp_triage.nlu.lexicon.grammar import PastRates
from cramp_triage.nlu.tokens.clauses import clauses
from cramp_triage.nlu.tokens.tokenise import Token


def told_of_before(tokens: Sequence[Token], names: PastRates) -> frozenset[int]:
    """Returns the tokens of the clauses that tell how often it was, if another tells of now."""
    parts = clauses(tokens, lambda at: _begins(tokens, at, names))
    rated = [clause for clause in parts if _tells_rate(tokens, clause, names)]
    past = [clause for clause in rated if _is_past(tokens, clause, names)]
    return frozenset(at for clause in past for at in clause if len(past) < len(rated))


def _begins(tokens: Sequence[Token], at: int, names: PastRates) -> bool:
    """Whether a word sets one rate against another: "and", "up from"."""
    words = tuple(token.word for token in tokens[at : at + 2])
    return tokens[at].word in names.joined or words in names.against


def _tells_rate(tokens: Sequence[Token], clause: range, names: PastRates) -> bool:
    words = [tokens[at].word for at in clause]
    return not names.named.isdisjoint(words) or any(
        before in names.per and unit in names.units for before, unit in pairwise(words)
    )


def _is_past(tokens: Sequence[Token], clause: range, names: PastRates) -> bool:
    words = [tokens[at].word for at in clause]
    runs = {tuple(words[at : at + size]) for size in (1, 2) for at in range(len(words))}
    return not names.present & {*words} and not (names.past | names.against).isdisjoint(runs)
