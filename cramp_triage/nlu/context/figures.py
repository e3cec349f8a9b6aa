"""Figures of speech: what only a person does, said of a leg, a foot or a muscle.

"My toes were having a fit" is a cramp, and so is "lockjaw of the foot". An arm, a face or a jaw may
do it in earnest, and whoever says "I" does. Idioms are phrases of the lexicon: the cue `figure`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cramp_triage.nlu.context.statement import facts_of, kind_of
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import Token


def idioms(items: Sequence[Found]) -> list[Found]:
    """Returns the figures of speech that the lexicon knows as a whole."""
    return [item for item in items if kind_of(item) == "cue:figure"]


def without_figures(
    items: Sequence[Found], figures: Sequence[range], place: frozenset[str]
) -> list[Found]:
    """Returns the phrases without the signs of a figure of speech; a place in it is the cramp's."""
    unreal = {k for words in figures for k in words}
    return [
        item
        for item in items
        if kind_of(item) != "fact" or unreal.isdisjoint(item.used) or {*facts_of(item)} <= place
    ]


def done_by_parts(tokens: Sequence[Token], grammar: Grammar) -> Iterator[range]:
    """Yields the places of what a part of the body does; which part it is stays outside."""
    words = [token.word for token in tokens]
    if not grammar.upper_parts.isdisjoint(words):
        return  # "my leg was convulsing and then my arm"
    doings = grammar.figures.doings
    for at in range(len(words)):
        size = max(
            (len(run) for run in doings if tuple(words[at : at + len(run)]) == run), default=0
        )
        if not size:
            continue
        begin = _behind_part(tokens, at, grammar)
        if begin is not None:
            yield range(begin, at + size)
        elif _before_part(tokens, at + size, grammar):
            yield range(at, at + size)


def _behind_part(tokens: Sequence[Token], at: int, grammar: Grammar) -> int | None:
    """Returns where what a part of the body does begins; None if no such part does it."""
    names, parts = grammar.figures, grammar.lower_parts
    begin = at
    while begin and tokens[begin - 1].word in names.between and not tokens[begin - 1].after:
        begin -= 1
    if not begin or tokens[begin - 1].word not in parts or tokens[begin - 1].after:
        return None
    first = begin - 1
    while first and tokens[first - 1].word in parts | names.before and not tokens[first - 1].after:
        first -= 1
    owned = not grammar.scope.owners.isdisjoint(t.word for t in tokens[first:begin])
    opens = not first or tokens[first - 1].after or tokens[first - 1].word in names.leads
    return begin if owned and opens else None


def _before_part(tokens: Sequence[Token], end: int, grammar: Grammar) -> bool:
    """Whether "in my foot" or "of the calf" follows."""
    if (
        end >= len(tokens)
        or tokens[end].word not in grammar.figures.within
        or tokens[end - 1].after
    ):
        return False
    at = end + 1
    while at < len(tokens) and tokens[at].word in grammar.figures.before:
        at += 1
    return at < len(tokens) and tokens[at].word in grammar.lower_parts
