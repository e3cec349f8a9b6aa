"""Who calls for help: now, or on another day ("my neighbor rang 911 once"); and what is no sign.

To whether somebody is calling, a time is when help comes, and "she" is who calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cramp_triage.nlu.context.statement import Stated, kind_of
from cramp_triage.nlu.lexicon.fact_sets import FactSets
from cramp_triage.nlu.lexicon.grammar import Scope
from cramp_triage.nlu.match.phrases import Found
from cramp_triage.nlu.tokens.tokenise import STOP, Token

CALL_FOR_HELP: Final = "ask:calling"
"""The meaning of words that mention a call for help."""


def is_of_another_day(tokens: Sequence[Token], item: Found, scope: Scope) -> bool:
    """Whether a date in its sentence is not now."""
    breaks = [k for k, token in enumerate(tokens) if token.after >= STOP]
    start = max((k + 1 for k in breaks if k < item.start), default=0)
    end = min((k + 1 for k in breaks if k + 1 >= item.end), default=len(tokens))
    words = [token.word for token in tokens[start:end]]
    return not scope.once.isdisjoint(words) or any(
        one in scope.one_of and time in scope.times for one, time in pairwise(words)
    )


def without_strangers(items: Sequence[Found]) -> list[Found]:
    """Returns the phrases of a call without the cues of a stranger: "the lady next door" calls."""
    if not any(CALL_FOR_HELP in item.meanings for item in items):
        return [*items]
    return [item for item in items if kind_of(item) != "cue:stranger"]


def of_call(stated: Sequence[Stated], sets: FactSets) -> list[Stated]:
    """Returns what the answer to whether somebody calls tells of the call alone; often nothing."""
    if not any(f"{s.fact}:{s.value}" == CALL_FOR_HELP for s in stated):
        return []
    return [
        s for s in stated if s.fact in sets.beside_call or f"{s.fact}:{s.value}" == CALL_FOR_HELP
    ]
