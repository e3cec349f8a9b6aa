"""How far the guided relief has come."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from cramp_triage.dialogue.session import Event, EventKind


class Rounds(msgspec.Struct, frozen=True):
    """A projection of the log.

    Attributes:
        relief: ids of the steps advised so far, in order.
        round: number of the round that is on, 0 before the first.
        held_s: seconds of it that were counted.
    """

    HEARS: ClassVar[tuple[EventKind, ...]] = ("relief", "hold", "round")

    relief: tuple[str, ...] = ()
    round: int = 0
    held_s: int = 0

    def after(self, event: Event) -> Rounds:
        """How far it has come once this has happened."""
        value: Any = event.value
        match event.kind:
            case "relief":
                return msgspec.structs.replace(self, relief=(*self.relief, event.id))
            case "hold":
                return msgspec.structs.replace(self, held_s=self.held_s + value)
            case _:  # "round"
                return msgspec.structs.replace(self, round=value, held_s=0)
