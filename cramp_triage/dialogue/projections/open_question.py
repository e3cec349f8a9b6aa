"""Which question is open, and how its answers have gone so far."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from cramp_triage.dialogue.session import CALLED, CONFIRMING, EMERGENCY, Event, EventKind
from cramp_triage.messages.replies import Expects


class Asked(msgspec.Struct, frozen=True):
    """A projection of the log.

    Attributes:
        question: id of the open question, "" if none is.
        asks: the facts it asks.
        expects: the kind of answer it waits for.
        behind: id, facts and kind of the last question that was none about what was heard; a
            read-back stands before it.
        again: it was the open question before, and comes back for what an answer left open.
        misses: answers to the open question that were not understood, or that told something else.
        misheard: how often what was heard in answer to `behind` was wrong.
        in_round: questions opened since the round of relief began.
    """

    HEARS: ClassVar[tuple[EventKind, ...]] = (
        "ask",
        "close",
        "reopen",
        "miss",
        "misheard",
        "heard",
        "round",
    )

    question: str = ""
    asks: tuple[str, ...] = ()
    expects: Expects = "none"
    behind: tuple[str, tuple[str, ...], Expects] = ("", (), "none")
    again: bool = False
    misses: int = 0
    misheard: int = 0
    in_round: int = 0

    def after(self, event: Event) -> Asked:
        """What is open once this has happened."""
        match event.kind:
            case "ask":
                return self._opened(event)
            case "close":
                return msgspec.structs.replace(self, question="", asks=(), expects="none")
            case "reopen":
                question, asks, expects = self.behind
                return msgspec.structs.replace(
                    self, question=question, asks=asks, expects=expects, misses=0
                )
            case "miss":
                return msgspec.structs.replace(self, misses=self.misses + 1)
            case "misheard":
                return msgspec.structs.replace(self, misheard=self.misheard + 1)
            case "heard":
                kept = self.misses if self.question in EMERGENCY else 0
                return msgspec.structs.replace(self, misses=kept)
            case _:  # "round"
                return msgspec.structs.replace(self, in_round=0)

    def _opened(self, event: Event) -> Asked:
        value: Any = event.value
        expects: Any = event.words
        asks = tuple(value)
        is_new = event.id != self.question
        waits = {event.id, self.question} <= {*CALLED}
        confirms = event.id in CONFIRMING
        kept = confirms or event.id == self.behind[0]
        return Asked(
            question=event.id,
            asks=asks,
            expects=expects,
            behind=self.behind if confirms else (event.id, asks, expects),
            again=event.id == self.behind[0],
            misses=0 if is_new and not waits else self.misses,
            misheard=self.misheard if kept else 0,
            in_round=self.in_round + is_new,
        )
