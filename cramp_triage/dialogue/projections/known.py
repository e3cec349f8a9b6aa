"""What was told: the facts that count, those that wait to be confirmed, and in whose words."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import msgspec

from cramp_triage.dialogue.session import Event, EventKind
from cramp_triage.messages.acts import Value
from cramp_triage.protocol.conditions import Facts

_NONE: Final[Facts] = {}


class Known(msgspec.Struct, frozen=True):
    """A projection of the log.

    Attributes:
        facts: what counts, by fact id.
        implied: ids of those that follow from others.
        words: fact id -> the words it was told in, "" if there were none.
        pending: what was heard doubtfully, by fact id; counts for nothing yet.
        pending_words: the words it was heard in.
        heard: the last turn with words, and the words.
    """

    HEARS: ClassVar[tuple[EventKind, ...]] = (
        "words",
        "fact",
        "implied",
        "drop",
        "pending",
        "settled",
    )

    facts: Facts = _NONE
    implied: frozenset[str] = frozenset()
    words: dict[str, str] = {}
    pending: Facts = _NONE
    pending_words: str = ""
    heard: tuple[int, str] = (0, "")

    def after(self, event: Event) -> Known:
        """What is known once this has happened."""
        value: Any = event.value
        match event.kind:
            case "words":
                return msgspec.structs.replace(self, heard=(event.turn, event.words))
            case "fact":
                return self._told(event, value)
            case "implied":
                return msgspec.structs.replace(
                    self,
                    facts={**self.facts, event.id: value},
                    implied=self.implied | {event.id},
                )
            case "drop":
                return msgspec.structs.replace(
                    self,
                    facts={fact: v for fact, v in self.facts.items() if fact != event.id},
                    implied=self.implied - {event.id},
                )
            case "pending":
                return msgspec.structs.replace(
                    self,
                    pending={**self.pending, event.id: value},
                    pending_words=self._said(event),
                )
            case _:  # "settled"
                return msgspec.structs.replace(self, pending=_NONE, pending_words="")

    def _told(self, event: Event, value: Value) -> Known:
        confirmed = self.pending.get(event.id) == value
        words = self.pending_words if confirmed else self._said(event)
        return msgspec.structs.replace(
            self,
            facts={**self.facts, event.id: value},
            implied=self.implied - {event.id},
            words={**self.words, event.id: words},
        )

    def _said(self, event: Event) -> str:
        """The words heard in the event's turn."""
        turn, words = self.heard
        return words if turn == event.turn else ""
