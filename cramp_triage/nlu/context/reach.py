"""How far a denial reaches: small questions about the words between it and a phrase.

Knows words that build sentences, no fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cramp_triage.nlu.lexicon.word_lists import JOINS, LIGHT, OWNERS, PREPOSITIONS, REACH, VERBS
from cramp_triage.nlu.tokens.tokenise import Token


def words_in(tokens: Sequence[Token], places: Iterable[int]) -> set[str]:
    """Returns the words at `places`."""
    return {tokens[k].word for k in places}


def is_clause(tokens: Sequence[Token], start: int, end: int, noun: bool = False) -> bool:
    """Whether the phrase is a clause of its own ("my pee is dark"), not a noun ("dark pee").

    Args:
        tokens: the utterance.
        start: first token of the phrase.
        end: behind the last.
        noun: only a noun will do, as after "no": "half my face" is none.
    """
    for at in range(start, end):
        word = tokens[at].word
        if word in VERBS:
            return True
        before = tokens[at - 1].word if at else ""
        if noun and word in OWNERS and at > start and before not in PREPOSITIONS:
            return True
    return False


def near_enough(gap: Sequence[str], links: frozenset[str]) -> bool:
    """Whether a denial reaches over `gap`, not across a thought: "not good, my chest hurts"."""
    strange = [k for k, w in enumerate(gap) if w not in links and w not in LIGHT]
    if len(gap) > REACH or len(strange) > 2:
        return False
    return not (strange and OWNERS & {*gap[strange[0] :]})


def goes_on(gap: Sequence[str], links: frozenset[str], listing: bool) -> bool:
    """Whether a denied list goes on over `gap`: "no swelling or redness".

    Args:
        gap: the words between two phrases.
        links: words that may stand between.
        listing: after "no" a bare row is a list; after "not" it needs an "or".
    """
    joined = bool(JOINS & {*gap})
    if len(gap) > REACH or any(w not in links and not (joined and w in LIGHT) for w in gap):
        return False  # a verb may be said again behind "or": "had surgery or been on a plane"
    if any(w in OWNERS and (k == 0 or gap[k - 1] not in PREPOSITIONS) for k, w in enumerate(gap)):
        return False
    return listing or joined


def stands_alone(tokens: Sequence[Token], start: int, end: int, links: frozenset[str]) -> bool:
    """Whether the phrase stands alone: no verb in it, and only links before it."""
    if is_clause(tokens, start, end, noun=True):
        return False
    at = start - 1
    while at >= 0 and tokens[at].word in links:
        at -= 1
    return at < 0 or tokens[at].word in ("no", "yes", "yeah", "nope", "none", "okay")


def opens_thought(tokens: Sequence[Token], start: int, reach_from: int) -> bool:
    """Whether a place is named for its own sake, not as where something is not."""
    at = start - 1
    while at >= reach_from and tokens[at].word in OWNERS | {"a", "left", "right"}:
        at -= 1
    return at < reach_from or tokens[at].word not in PREPOSITIONS
