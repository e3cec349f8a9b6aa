"""Cries: a "what" with an answer behind it wants nothing again, "a clot?" alone tells of none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.messages.acts import AFFIRM, DENY, REPEAT
from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.context.relevance import sentence_of
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.tokens.tokenise import ASKED, Token
from cramp_triage.protocol.facts import YES

NAME_WORDS: Final = 3
"""So few words with a question mark only name something: "a blood clot?"."""


def without_named(
    stated: Sequence[Stated], tokens: Sequence[Token], asked: Sequence[str], grammar: Grammar
) -> list[Stated]:
    """Returns what is stated without what is only named in surprise, and no yes follows."""
    kept = []
    for one in stated:
        begin, end = sentence_of(tokens, one.found.start)
        words = {token.word for token in tokens[begin:end]}
        asks = tokens[end - 1].after == ASKED and end - begin <= NAME_WORDS
        is_name = asks and one.value == YES and words.isdisjoint(grammar.mood.claims)
        confirmed = end < len(tokens) and tokens[end].word in grammar.matching.openers
        if not is_name or confirmed or one.fact in asked:
            kept.append(one)
    return kept


def without_exclaimed(
    stated: Sequence[Stated], tokens: Sequence[Token], grammar: Grammar
) -> list[Stated]:
    """Returns what is stated without the "what" of somebody who says more than that."""
    answered = any(s.fact not in ("act", "ask") or s.value in (AFFIRM, DENY) for s in stated)
    if not answered:
        return list(stated)
    return [
        s
        for s in stated
        if (s.fact, s.value) != ("act", REPEAT)
        or not words_in(tokens, s.found.used) <= grammar.answers.cries
    ]
