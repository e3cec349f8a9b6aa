"""Whether it is told that the one with the cramp is another than who speaks.

Who is only mentioned is not: a podiatrist who looks, a wife who says so, a nurse who took it out.
"""

from __future__ import annotations

from collections.abc import Sequence

from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.context.statement import Stated, facts_of, kind_of
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import Token


def has_sign(
    lexicon: Lexicon,
    tokens: Sequence[Token],
    items: Sequence[Found],
    stated: Sequence[Stated],
    asked: Sequence[str],
) -> bool:
    """Whether somebody else has a sign that is told, or the one asked about: "no he doesn't".

    A bare answer to what was asked names no sign: "my mother always said so".

    Args:
        lexicon: its grammar.
        tokens: the utterance.
        items: the phrases in it.
        stated: what it states.
        asked: fact ids of the open question.
    """
    scope, mere = lexicon.grammar.scope, lexicon.sets.no_sign - {*asked}
    others = {k for k, token in enumerate(tokens) if token.word in scope.he}
    others |= {item.end - 1 for item in items if kind_of(item) == "cue:family"}
    told = {s.found for s in stated if s.fact not in ("act", "ask")}
    named = {found for found in told if not words_in(tokens, found.used) <= lexicon.stopwords}
    signs = {found.start for found in named if not {*facts_of(found)} <= mere}
    inside = {k for found in told for k in found.used if found.start in signs}
    return any(
        at in inside or _reaches(tokens, at, signs, scope.has) or _ends(tokens, at, scope.does)
        for at in others
    )


def _reaches(tokens: Sequence[Token], at: int, signs: set[int], has: frozenset[str]) -> bool:
    """Whether only words of having stand before a sign: "she's not dizzy", "his leg's fine"."""
    while not tokens[at].after and at + 1 < len(tokens):
        at += 1
        if at in signs:
            return True
        if tokens[at].word not in has:
            return False
    return False


def _ends(tokens: Sequence[Token], at: int, does: frozenset[str]) -> bool:
    """Whether a bare verb is the answer: "no he doesn't", "she has"."""
    begin = at
    while not tokens[at].after and at + 1 < len(tokens) and tokens[at + 1].word in does:
        at += 1
    return at > begin and (bool(tokens[at].after) or at + 1 == len(tokens))


def is_named(lexicon: Lexicon, tokens: Sequence[Token], items: Sequence[Found]) -> bool:
    """Whether somebody is named by themselves, and who speaks is not: "it's my brother, left calf".

    Whoever does something is told of for that: "my mother had the same".
    """
    named = [item for item in items if kind_of(item) == "cue:family"]
    inside = {k for item in named for k in item.used}
    spoken = {token.word for k, token in enumerate(tokens) if k not in inside}
    alone = any(item.end == len(tokens) or tokens[item.end - 1].after for item in named)
    return alone and lexicon.grammar.scope.first.isdisjoint(spoken)
