"""What is still to come is no history: "I fly tomorrow", "they're putting me on a statin".

Of the past weeks and of what is taken alone; a sign that is there stays one, whatever is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.fact_sets import FactSets
from cramp_triage.nlu.lexicon.grammar import Coming, Grammar
from cramp_triage.nlu.tokens.clauses import clauses
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import YES


def coming(
    stated: Sequence[Stated], tokens: Sequence[Token], sets: FactSets, grammar: Grammar
) -> list[Stated]:
    """Returns what is stated of a time to come, and so is not so yet.

    Args:
        stated: what the words say.
        tokens: of the text, at least one.
        sets: the facts by their traits.
        grammar: the words that tell of a time to come, and those that begin a clause.
    """
    joined, subjects = grammar.past.joined, grammar.mood.subjects | grammar.mood.owners

    def begins(at: int) -> bool:
        return tokens[at].word in joined and any(
            t.word in subjects for t in tokens[at + 1 : at + 2]
        )

    ahead = {
        at
        for clause in clauses(tokens, begins)
        if _is_ahead([tokens[at].word for at in clause], grammar.coming)
        for at in clause
    }
    return [
        one
        for one in stated
        if one.value == YES and one.fact in sets.begun and ahead.issuperset(one.found.used)
    ]


def _is_ahead(words: Sequence[str], names: Coming) -> bool:
    said = {*words}
    if names.past & said:
        return False
    dated = any(one in names.next and two in names.led for one, two in pairwise(words))
    on_a_day = any(one in names.on and two in names.led for one, two in pairwise(words))
    is_begun = bool(names.going & said and names.starting & said)
    wanted = any(
        tuple(words[at : at + len(run)]) == run for run in names.wants for at in range(len(words))
    )
    return bool(
        names.times & said or dated or (on_a_day and is_begun) or names.planned & said or wanted
    )
