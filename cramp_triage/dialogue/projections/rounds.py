"""How far the guided relief has come."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from cramp_triage.dialogue.session import Event, EventKind
from cramp_triage.protocol.facts import NO, ONGOING_NOW, YES
from cramp_triage.triage.contraindications import HOLD_S


class Rounds(msgspec.Struct, frozen=True):
    """A projection of the log.

    Attributes:
        relief: ids of the steps advised so far, in order.
        round: number of the round that is on, 0 before the first.
        held_s: seconds of it that were counted.
        eased: its hold ended before its count, because the muscle let go or hurt more, and nobody
            has said since that it still cramps.
        gone: the cramp was over after that, and has not come back.
        back: it was letting go, or gone, and is on again; until its stretch is said once more.
    """

    HEARS: ClassVar[tuple[EventKind, ...]] = ("relief", "hold", "ease", "fact", "round")

    relief: tuple[str, ...] = ()
    round: int = 0
    held_s: int = 0
    eased: bool = False
    gone: bool = False
    back: bool = False

    def after(self, event: Event) -> Rounds:
        """How far it has come once this has happened."""
        value: Any = event.value
        match event.kind:
            case "relief":
                return msgspec.structs.replace(self, relief=(*self.relief, event.id))
            case "hold":
                return msgspec.structs.replace(self, held_s=self.held_s + value)
            case "ease":
                return msgspec.structs.replace(self, eased=True)
            case "fact":
                if event.id != ONGOING_NOW or not self.round:
                    return self
                if value != YES:
                    return msgspec.structs.replace(self, gone=value == NO, back=False)
                if not (self.eased or self.gone):
                    return self
                anew = msgspec.structs.replace(self, eased=False, gone=False, back=True)
                return msgspec.structs.replace(anew, held_s=HOLD_S)
            case _:  # "round"
                return msgspec.structs.replace(self, round=value, held_s=0, eased=False, back=False)
