"""A "what" with an answer behind it is a cry, no wish to hear it again: "what, no, nobody did"."""

from __future__ import annotations

from collections.abc import Sequence

from cramp_triage.messages.acts import AFFIRM, DENY, REPEAT
from cramp_triage.nlu.context.reach import words_in
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.grammar import Grammar
from cramp_triage.nlu.tokens.tokenise import Token


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
