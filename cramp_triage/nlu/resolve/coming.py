"""What is still to come is no history: "I fly tomorrow", "they're putting me on a statin".

Of the past weeks and of what is taken alone; a sign that is there stays one, whatever is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cramp_triage.nlu.context.reach import names_one
from cramp_triage.nlu.context.statement import Stated
from cramp_triage.nlu.lexicon.grammar import Coming
from cramp_triage.nlu.tokens.tokenise import Token
from cramp_triage.protocol.facts import YES


def coming(
    stated: Sequence[Stated],
    tokens: Sequence[Token],
    parts: Sequence[range],
    begun: frozenset[str],
    names: Coming,
) -> list[Stated]:
    """Returns what is stated of a time to come, and so is not so yet.

    Args:
        stated: what the words say.
        tokens: of the text.
        parts: its clauses.
        begun: the facts of what is done or begun one day.
        names: the words that tell of a time to come.
    """
    ahead = {
        at for part in parts if _is_ahead([tokens[k].word for k in part], names) for at in part
    }
    return [
        one
        for one in stated
        if one.value == YES and one.fact in begun and ahead.issuperset(one.found.used)
    ]


def _is_ahead(words: Sequence[str], names: Coming) -> bool:
    said = {*words}
    if names.past & said:
        return False
    dated = any(one in names.next and two in names.led for one, two in pairwise(words))
    on_a_day = any(one in names.on and two in names.led for one, two in pairwise(words))
    is_begun = bool(names.going & said and names.starting & said)
    planned = bool(names.planned & said) or names_one(words, names.wants)
    return bool(names.times & said) or dated or (on_a_day and is_begun) or planned
