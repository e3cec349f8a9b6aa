"""Words that say how bad something is: "really bad", "a lot", "like hell", "something awful".

They add to what is said and never stand for it: a sign told with them is the same sign. Where they
stand is known before any phrase is looked for; which phrase means what is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence

from cramp_triage.nlu.lexicon.grammar import Strength
from cramp_triage.nlu.tokens.tokenise import STOP, Token


def strong_places(tokens: Sequence[Token], names: Strength) -> frozenset[int]:
    """Returns the places of the words that only say how bad it is."""
    words = [token.word for token in tokens]
    joined = [False, *(token.after < STOP for token in tokens)]
    places: set[int] = set()
    for at, word in enumerate(words):
        start = at
        if word in names.likened:
            start -= 2 if at and words[at - 1] in names.the else 1
            if start < 0 or words[start] not in names.like:
                continue
        elif word not in names.strong:
            continue
        while joined[start] and words[start - 1] in names.leads:
            start -= 1
        places.update(range(start, at + 1))
        if word in names.lots and at + 1 < len(words) and words[at + 1] in names.of:
            places.add(at + 1)  # "a lot of blood"
    return frozenset(places)
