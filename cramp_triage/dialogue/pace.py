"""How long the questions go on: whoever hangs up hears no advice at all.

After many questions, or some and an impatient word, only what could make it an emergency is asked,
and little of that.
"""

from __future__ import annotations

from typing import Final

from cramp_triage.dialogue.turn import Turn
from cramp_triage.protocol.facts import ONGOING_NOW, YES

PATIENCE: Final = 14
"""Questions that anybody answers before the advice; no vignette needs more."""

PRESSED: Final = 10
"""The same of somebody who presses for it."""

WEARY: Final = 13
"""Turns after which a caller who presses has waited long enough, whatever they were spent on."""

PRESSES: Final = frozenset({"ask_level", "ask_length", "complaint"})
MORE: Final = 3
"""Questions after that."""

IN_A_HURRY: Final = "in_a_hurry"


def is_in_a_hurry(turn: Turn) -> bool:
    """Whether the questions have gone on for long enough; once they have, they always have.

    Not while it cramps: how long it has been locked, and what is left when it lets go, decide.
    """
    if turn.facts.get(ONGOING_NOW) == YES:
        return False
    asked = len(_questions(turn, 0))
    is_long = asked >= PRESSED or turn.number >= WEARY
    presses = is_long and not PRESSES.isdisjoint(turn.act.acts)
    if presses or asked >= PATIENCE:
        turn.once(IN_A_HURRY)
    return IN_A_HURRY in turn.state.course.told


def may_ask_more(turn: Turn) -> bool:
    """Whether another question may be asked of somebody in a hurry."""
    since = next(at for at, event in enumerate(turn.log) if event.id == IN_A_HURRY)
    return len(_questions(turn, since)) < MORE


def _questions(turn: Turn, since: int) -> set[str]:
    """The questions of the protocol that were asked from this place of the log on."""
    asked = {event.id for event in turn.log[since:] if event.kind == "ask"}
    return asked & turn.protocol.questions.keys()
