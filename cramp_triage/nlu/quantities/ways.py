"""Whether a length is of a way or a wait: "forty minutes away", "in three weeks", "on hold".

Such a length is of no cramp. Knows the words beside it alone.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.nlu.quantities.utterance import Utterance

NEAR: Final = 4
"""Tokens before a length in which somebody waits: "on hold for about"."""


def is_way(said: Utterance, start: int, end: int) -> bool:
    """Whether the length from `start` to `end` is of a way or a wait.

    Args:
        said: the utterance.
        start: first token of the length.
        end: behind the last.
    """
    names = said.grammar.ways
    behind, further = said.word(end), said.word(end + 1)
    if behind in names.behind or said.phrase(end, names.to_get):
        return True
    if behind in names.since and further in names.places:
        return True
    before = [word for word in said.before(start, NEAR) if word not in said.grammar.spells.hedges]
    if names.waits & {*before} and not said.phrase(end, names.for_it):
        return True
    return said.ends(start, names.will_be) and said.word(start - 3) not in names.cramp


def is_time_to_come(said: Utterance, start: int) -> bool:
    """Whether a length tells when something will be, and of none that it lasted: "in an hour"."""
    spells = said.grammar.spells
    before = [word for word in said.before(start, NEAR) if word not in spells.hedges]
    return bool(before) and before[-1] in said.grammar.ways.within and not spells.ended & {*before}
