"""How the conversation goes, whatever it is about."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from cramp_triage.dialogue.session import OF_911, Event, EventKind


class Course(msgspec.Struct, frozen=True):
    """A projection of the log.

    Attributes:
        silences: how often nobody answered since somebody last did.
        told: ids of what is said only once.
        slower: slower speech was asked for.
        ended: the last words were said.
    """

    HEARS: ClassVar[tuple[EventKind, ...]] = (
        "silence",
        "heard",
        "told",
        "withdrawn",
        "slower",
        "end",
    )

    silences: int = 0
    told: frozenset[str] = frozenset()
    slower: bool = False
    ended: bool = False

    def after(self, event: Event) -> Course:
        """How it goes once this has happened."""
        match event.kind:
            case "silence":
                return msgspec.structs.replace(self, silences=self.silences + 1)
            case "heard":
                return msgspec.structs.replace(self, silences=0)
            case "told":
                return msgspec.structs.replace(self, told=self.told | {event.id})
            case "withdrawn":
                return msgspec.structs.replace(
                    self, told=frozenset(id_ for id_ in self.told if not id_.startswith(OF_911))
                )
            case "slower":
                return msgspec.structs.replace(self, slower=True)
            case _:  # "end"
                return msgspec.structs.replace(self, ended=True)
