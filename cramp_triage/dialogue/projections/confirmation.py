"""What is asked once more: a doubtful "no" that is read back, a "yes" asked part by part."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from cramp_triage.dialogue.session import Event, EventKind


class Confirmation(msgspec.Struct, frozen=True):
    """A projection of the log.

    Attributes:
        doubt: the facts that a doubtful "no" would clear.
        split: the facts asked one by one.
        split_question: the question that they are parts of.
    """

    HEARS: ClassVar[tuple[EventKind, ...]] = ("doubt", "split")

    doubt: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    split_question: str = ""

    def after(self, event: Event) -> Confirmation:
        """What is asked once more after this has happened."""
        value: Any = event.value
        match event.kind:
            case "doubt":
                return msgspec.structs.replace(self, doubt=tuple(value))
            case _:  # "split"
                return msgspec.structs.replace(self, split=tuple(value), split_question=event.id)
