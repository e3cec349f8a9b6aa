"""What a log of events amounts to: what is known, what is open, what was said.

Nothing is stored of it: it is folded anew from the log in every turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cramp_triage.dialogue.session import CONFIRMING, Event
from cramp_triage.messages.acts import Value
from cramp_triage.messages.replies import Expects


class State:
    """The fold of a log: what is known, what is open, what was said. Built by `fold` only."""

    __slots__ = (
        "asks",
        "behind",
        "doubt",
        "ended",
        "expects",
        "facts",
        "final",
        "held_s",
        "hold_questions",
        "implied",
        "last_words",
        "level",
        "misheard",
        "misses",
        "offers",
        "pending",
        "pending_words",
        "question",
        "questions",
        "relief",
        "round",
        "silences",
        "slower",
        "split",
        "split_question",
        "told",
        "words",
    )

    def __init__(self) -> None:
        self.facts: dict[str, Value] = {}
        self.implied: set[str] = set()
        self.words: dict[str, str] = {}
        self.last_words: tuple[int, str] = (0, "")
        self.question = ""
        self.questions = 0
        self.asks: tuple[str, ...] = ()
        self.expects: Expects = "none"
        self.split_question = ""
        self.split: tuple[str, ...] = ()
        self.doubt: tuple[str, ...] = ()
        self.pending: dict[str, Value] = {}
        self.pending_words = ""
        self.behind: tuple[str, tuple[str, ...], Expects] = ("", (), "none")
        self.misheard = 0
        self.misses = 0
        self.silences = 0
        self.relief: list[str] = []
        self.round = 0
        self.held_s = 0
        self.hold_questions = 0
        self.level: int | None = None
        self.final = False
        self.offers: list[str] = []
        self.told: set[str] = set()
        self.slower = False
        self.ended = False

    def apply(self, event: Event) -> None:
        """Takes one event in."""
        value: Any = event.value
        match event.kind:
            case "fact":
                self._learn(event, value)
            case "implied":
                self.facts[event.id] = value
                self.implied.add(event.id)
            case "words":
                self.last_words = (event.turn, event.words)
            case "drop":
                self.facts.pop(event.id, None)
                self.implied.discard(event.id)
            case "ask":
                self._open(event, value)
            case "close":
                self.question, self.asks, self.expects = "", (), "none"
            case "split":
                self.split, self.split_question = tuple(value), event.id
            case "doubt":
                self.doubt = tuple(value)
            case "pending":
                self.pending[event.id] = value
                self.pending_words = self._said(event)
            case "settled":
                self.pending, self.pending_words = {}, ""
            case "misheard":
                self.misheard += 1
            case "reopen":
                self.question, self.asks, self.expects = self.behind
                self.misses = 0
            case "miss":
                self.misses += 1
            case "silence":
                self.silences += 1
            case "heard":
                self.silences = 0
                self.misses = 0
            case "relief":
                self.relief.append(event.id)
            case "hold":
                self.held_s += value
            case "round":
                self.round, self.held_s, self.hold_questions = value, 0, 0
            case "level":
                self.level = value
            case "final":
                self.final = True
            case "offer":
                self.offers.append(event.id)
            case "told":
                self.told.add(event.id)
            case "slower":
                self.slower = True
            case _:  # "end"
                self.ended = True

    def _learn(self, event: Event, value: Value) -> None:
        self.facts[event.id] = value
        confirmed = self.pending.get(event.id) == value
        self.words[event.id] = self.pending_words if confirmed else self._said(event)
        self.implied.discard(event.id)

    def _open(self, event: Event, asks: Sequence[str]) -> None:
        if event.id != self.question:
            self.misses = 0
            self.hold_questions += 1
        self.questions += bool(asks) and event.turn > 0
        self.question, self.asks, self.expects = event.id, tuple(asks), event.words  # type: ignore[assignment]  # words of an ask are one of Expects
        if event.id not in CONFIRMING:
            self.misheard = self.misheard if event.id == self.behind[0] else 0
            self.behind = (self.question, self.asks, self.expects)

    def _said(self, event: Event) -> str:
        """The words heard in the event's turn."""
        turn, words = self.last_words
        return words if turn == event.turn else ""


def fold(log: tuple[Event, ...]) -> State:
    """The state that a log amounts to."""
    state = State()
    for event in log:
        state.apply(event)
    return state
