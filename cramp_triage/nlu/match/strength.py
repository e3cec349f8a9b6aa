"""Words that say how bad something is: "really bad", "a lot", "like hell", "something awful".

They add to what is said and never stand for it: a sign told with them is the same sign. Where they
stand is known before any phrase is looked for; which phrase means what is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.tokens.tokenise import STOP, Token

STRONG: Final = frozenset(
    "bad badly terrible terribly awful awfully horrible horribly dreadful dreadfully fierce rotten "
    "severe severely intense intensely seriously extremely really lot lots much".split()
)
LIKENED: Final = frozenset("hell heck crazy mad anything nothing fury blazes devil".split())
"""Strength behind "like" alone: "like mad", "like the devil"."""
LEADS: Final = frozenset(
    "really very real so too pretty quite super extremely wicked something a the whole".split()
)
"""Part of it right before such a word: "a whole lot", "so very badly", "something awful"."""


def strong_places(tokens: Sequence[Token]) -> frozenset[int]:
    """Returns the places of the words that only say how bad it is."""
    words = [token.word for token in tokens]
    joined = [False, *(token.after != STOP for token in tokens)]
    places: set[int] = set()
    for at, word in enumerate(words):
        start = at
        if word in LIKENED:
            start -= 2 if words[at - 1 : at] == ["the"] else 1
            if start < 0 or words[start] != "like":
                continue
        elif word not in STRONG:
            continue
        while joined[start] and words[start - 1] in LEADS:
            start -= 1
        places.update(range(start, at + 1))
        if word in ("lot", "lots") and words[at + 1 : at + 2] == ["of"]:
            places.add(at + 1)  # "a lot of blood"
    return frozenset(places)
