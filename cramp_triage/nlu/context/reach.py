"""How far a denial reaches: small questions about the words between it and a phrase.

Knows words that build sentences, no fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from cramp_triage.nlu.lexicon.grammar import Scope
from cramp_triage.nlu.lexicon.topic import WordRuns
from cramp_triage.nlu.tokens.tokenise import Token

REACH: Final = 6
"""Tokens between a denial and the first phrase it denies."""


def words_in(tokens: Sequence[Token], places: Iterable[int]) -> set[str]:
    """Returns the words at `places`."""
    return {tokens[k].word for k in places}


def names_one(words: Sequence[str], phrases: WordRuns) -> bool:
    """Whether one of the phrases stands among the words, word by word."""
    sizes = {len(phrase) for phrase in phrases}
    return any(
        tuple(words[at : at + size]) in phrases for size in sizes for at in range(len(words))
    )


def is_clause(
    scope: Scope, tokens: Sequence[Token], start: int, end: int, noun: bool = False
) -> bool:
    """Whether the phrase is a clause of its own ("my pee is dark"), not a noun ("dark pee").

    Args:
        scope: the words by which it goes.
        tokens: the utterance.
        start: first token of the phrase.
        end: behind the last.
        noun: only a noun will do, as after "no": "half my face" is not one.
    """
    for at in range(start, end):
        word = tokens[at].word
        if word in scope.verbs:
            return True
        before = tokens[at - 1].word if at else ""
        if noun and word in scope.owners and at > start and before not in scope.prepositions:
            return True
    return False


def near_enough(scope: Scope, gap: Sequence[str], links: frozenset[str]) -> bool:
    """Whether a denial reaches over `gap`, not across a thought: "not good, my chest hurts"."""
    if len(gap) > REACH:
        return False
    passed = (links, scope.light, scope.descriptors)
    strange = [k for k, w in enumerate(gap) if not any(w in words for words in passed)]
    if len(strange) > 2:
        return False
    return not (strange and scope.owners & {*gap[strange[0] :]})


def goes_on(scope: Scope, gap: Sequence[str], links: frozenset[str], listing: bool) -> bool:
    """Whether a denied list goes on over `gap`: "no swelling or redness".

    Args:
        scope: the words by which it goes.
        gap: the words between two phrases.
        links: words that may stand between.
        listing: after "no" a bare row is a list; after "not" it needs an "or".
    """
    joined = bool(scope.joins & {*gap})
    # A verb may be said again behind "or": "had surgery or been on a plane".
    passed = (links, scope.descriptors, scope.light if joined else frozenset())
    if len(gap) > REACH or not all(any(w in words for words in passed) for w in gap):
        return False
    for k, word in enumerate(gap):
        if word in scope.owners and (k == 0 or gap[k - 1] not in scope.prepositions):
            return False
    return listing or joined


def opens_thought(scope: Scope, tokens: Sequence[Token], start: int, reach_from: int) -> bool:
    """Whether a place is named for its own sake, not as where something is not."""
    at = start - 1
    while at >= reach_from and tokens[at].word in scope.place_starts:
        at -= 1
    return at < reach_from or tokens[at].word not in scope.prepositions
