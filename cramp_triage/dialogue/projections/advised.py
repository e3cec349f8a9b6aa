"""What was advised and offered."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from cramp_triage.dialogue.session import Event, EventKind


class Advised(msgspec.Struct, frozen=True):
    """A projection of the log.

    Attributes:
        level: last level spoken as advice, 0 to 5; None if none was.
        final: the closing advice was spoken.
        offers: ids of what was offered after it.
    """

    HEARS: ClassVar[tuple[EventKind, ...]] = ("level", "withdrawn", "final", "offer")

    level: int | None = None
    final: bool = False
    offers: tuple[str, ...] = ()

    def after(self, event: Event) -> Advised:
        """What was advised once this has happened."""
        value: Any = event.value
        match event.kind:
            case "level":
                return msgspec.structs.replace(self, level=value)
            case "withdrawn":
                return msgspec.structs.replace(self, level=None, final=False)
            case "final":
                return msgspec.structs.replace(self, final=True)
            case _:  # "offer"
                return msgspec.structs.replace(self, offers=(*self.offers, event.id))
