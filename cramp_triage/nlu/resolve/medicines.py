"""Medicines begun or stopped, by the words before their name: "they took me off lasix"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.fact_sets import FactSets
from cramp_triage.nlu.lexicon.grammar import Changed
from cramp_triage.nlu.tokens.clauses import clauses
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import NO, UNKNOWN, YES

BEFORE: Final = 8
"""So many words up to the end of a medicine's name may say that it was begun or stopped."""


def changed(
    stated: Sequence[Stated], tokens: Sequence[Token], sets: FactSets, names: Changed
) -> dict[str, str]:
    """Returns the medicines of which the words say outright that they are taken or stopped.

    Args:
        stated: what the words say.
        tokens: of the text, at least one.
        sets: the facts by their traits.
        names: the words that tell so.
    """
    told: dict[str, str] = {}
    medicines = sets.medicine - sets.recent
    named = [one for one in stated if one.fact in medicines and one.value != UNKNOWN]
    for clause in clauses(tokens) if named else ():
        words = [tokens[at].word for at in clause]
        if names.unless & {*words}:
            continue
        for one in named:
            if one.found.start in clause:
                end = one.found.end - clause.start
                before = {*words[max(0, end - BEFORE) : end]}
                if before & (names.off | names.stopped):
                    told[one.fact] = YES if before & names.nots else NO
                elif before & names.on and before & names.begun and not before & names.nots:
                    told[one.fact] = YES
    return told
