"""What a log of events amounts to: a few small projections, all folded together.

Nothing is stored of it: it is folded from the log once a turn, and goes on with what the turn adds.
"""

from __future__ import annotations

from typing import Any, Final, get_args

import msgspec

from cramp_triage.dialogue.projections.advised import Advised
from cramp_triage.dialogue.projections.confirmation import Confirmation
from cramp_triage.dialogue.projections.course import Course
from cramp_triage.dialogue.projections.known import Known
from cramp_triage.dialogue.projections.open_question import Asked
from cramp_triage.dialogue.projections.rounds import Rounds
from cramp_triage.dialogue.session import Event, EventKind
from cramp_triage.protocol.conditions import Facts


class State(msgspec.Struct, frozen=True):
    """All projections of one log."""

    known: Known = Known()
    asked: Asked = Asked()
    confirmation: Confirmation = Confirmation()
    rounds: Rounds = Rounds()
    advised: Advised = Advised()
    course: Course = Course()

    @property
    def facts(self) -> Facts:
        """What counts, by fact id."""
        return self.known.facts

    @property
    def question(self) -> str:
        """Id of the open question, "" if none is."""
        return self.asked.question

    def after(self, event: Event) -> State:
        """The state once this has happened."""
        changed = {name: getattr(self, name).after(event) for name in _HEARERS[event.kind]}
        return msgspec.structs.replace(self, **changed)


Projection = Known | Asked | Confirmation | Rounds | Advised | Course

_PROJECTIONS: Final[dict[str, type[Projection]]] = {
    "known": Known,
    "asked": Asked,
    "confirmation": Confirmation,
    "rounds": Rounds,
    "advised": Advised,
    "course": Course,
}
_HEARERS: Final = {
    kind: tuple(name for name, projection in _PROJECTIONS.items() if kind in projection.HEARS)
    for kind in get_args(EventKind)
}
"""Kind of event -> the projections that it changes."""


def fold(log: tuple[Event, ...]) -> State:
    """The state that a log amounts to."""
    parts: dict[str, Any] = {name: projection() for name, projection in _PROJECTIONS.items()}
    for event in log:
        for name in _HEARERS[event.kind]:
            parts[name] = parts[name].after(event)
    return State(**parts)
