"""The session: a log of events. Every other state is a fold over it.

Undo drops the last turn's events, a correction is a later event, "why?" quotes the words of an
event. Sessions are small JSON and carry a version; the core never stores them anywhere.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

import msgspec

from cramp_triage.acts import Value
from cramp_triage.errors import FactError, SessionError
from cramp_triage.findings import normal_value
from cramp_triage.notes import Digest
from cramp_triage.protocol import Protocol
from cramp_triage.replies import Expects, Part, Say

VERSION: Final = 1
HOLDS_S: Final = range(1, 61)
FORGET: Final = "forget"
DIARY_CHECKS: Final = ("diary_nights", "diary_days")
CONFIRM: Final = "confirm"
BE_SURE: Final = "be_sure"
READ_BACK: Final = "read_back"
CONFIRMING: Final = (CONFIRM, BE_SURE, READ_BACK)
"""Questions about what was heard in answer to another."""

OWN_QUESTIONS: Final = ("emergency", FORGET, *CONFIRMING, *DIARY_CHECKS)
"""Questions that the dialogue asks beside those of the protocol."""

EventKind = Literal[
    "words",  # what was heard in this turn
    "fact",  # id has value
    "implied",  # id has value because of another fact, until a word says otherwise
    "drop",  # id was taken back
    "ask",  # question id is open; value = the facts it asks, words = what it expects
    "close",  # no question is open
    "split",  # the parts in value are asked one by one, as question id
    "doubt",  # the facts in value were heard as cleared, but doubtfully: read back first
    "pending",  # id has value, if what was heard doubtfully is right: read back first
    "settled",  # nothing is pending any more
    "misheard",  # what was read back was wrong
    "reopen",  # the question is open again that what is confirmed was said to
    "miss",  # an answer was not understood
    "silence",  # nobody answered
    "heard",  # somebody did
    "relief",  # step id was advised
    "hold",  # value seconds of the round were counted
    "round",  # round value of the relief began
    "level",  # level value was spoken as advice
    "final",  # the closing advice was spoken
    "offer",  # id was offered
    "told",  # id was said and need not be said again
    "slower",
    "end",
]


class Event(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One thing that happened in a turn."""

    turn: int
    kind: EventKind
    id: str = ""
    value: Value | None = None
    words: str = ""


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """A conversation so far.

    Attributes:
        version: of this format.
        protocol: version of the protocol that led it.
        turn: number of the last reply.
        log: all events, oldest first.
        said: parts of the last reply, for "repeat".
        reprompt: its reprompt.
        diary: what the person's diary amounts to; None if the voice has none.
    """

    version: int
    protocol: str
    turn: int
    log: tuple[Event, ...]
    said: tuple[Part, ...] = ()
    reprompt: tuple[Part, ...] = ()
    diary: Digest | None = None


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
                self.facts[event.id] = value
                confirmed = self.pending.get(event.id) == value
                self.words[event.id] = self.pending_words if confirmed else self._said(event)
                self.implied.discard(event.id)
            case "implied":
                self.facts[event.id] = value
                self.implied.add(event.id)
            case "words":
                self.last_words = (event.turn, event.words)
            case "drop":
                self.facts.pop(event.id, None)
                self.implied.discard(event.id)
            case "ask":
                if event.id != self.question:
                    self.misses = 0
                    self.hold_questions += 1
                self.questions += bool(value) and event.turn > 0
                self.question, self.asks, self.expects = event.id, tuple(value), event.words  # type: ignore[assignment]  # words of an ask are one of Expects
                if event.id not in CONFIRMING:
                    self.misheard = self.misheard if event.id == self.behind[0] else 0
                    self.behind = (self.question, self.asks, self.expects)
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


def undo(session: Session) -> Session:
    """The session without the events of its last turn that had any; the opening stays.

    The turn number goes on: it counts replies, not decisions.
    """
    last = max((event.turn for event in session.log), default=0)
    if last == 0:
        return session
    log = tuple(event for event in session.log if event.turn < last)
    return msgspec.structs.replace(session, log=log)


def dump(session: Session) -> str:
    """The session as JSON text."""
    return msgspec.json.encode(session).decode()


def load(protocol: Protocol, data: str | bytes) -> Session:
    """A dumped session, checked: only what this protocol could have written is taken.

    Raises:
        SessionError: not a session, another format or protocol version, or facts that cannot be.
    """
    try:
        session = msgspec.json.decode(data, type=Session)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SessionError(f"session: not a saved conversation ({error}); start afresh") from None
    if session.version != VERSION:
        raise SessionError(
            f"session: format {session.version} is not {VERSION}, the one in use; start afresh"
        )
    if session.protocol != protocol.version:
        raise SessionError(
            f"session: protocol {session.protocol!r} is not {protocol.version}, the one in use; "
            "start afresh"
        )
    try:
        for event in session.log:
            _check(protocol, event)
        for part in (*session.said, *session.reprompt):
            if isinstance(part, Say) and part.prompt not in ("ask", *protocol.prompts):
                raise FactError(f"no prompt is called {part.prompt!r}")
    except FactError as error:
        raise SessionError(f"session: {error}; start afresh") from None
    return session


def _check(protocol: Protocol, event: Event) -> None:
    """Takes only what the dialogue could have written, so that a forged log cannot break it.

    Raises:
        FactError: an id or value that this protocol does not know.
    """
    value = event.value
    lists = ("ask", "split", "doubt")
    numbers = {"hold": HOLDS_S, "round": range(1, 4), "level": range(6)}
    if event.kind in ("fact", "implied", "pending"):
        normal_value(protocol.findings, event.id, value)
    elif event.kind in lists:
        if not isinstance(value, tuple):
            raise FactError(f"not a saved conversation ({event.kind} of {value!r})")
        for fact in value:
            if fact not in protocol.findings:
                raise FactError(f"unknown fact {fact!r}")
        if event.kind == "ask" and event.words not in get_args(Expects):
            raise FactError(f"not a saved conversation (expects {event.words!r})")
        if event.kind in ("ask", "split") and value and not _is_question(protocol, event.id):
            raise FactError(f"no question is called {event.id!r}")
    elif event.kind == "relief":
        if all(step.id != event.id for step in protocol.relief):
            raise FactError(f"no relief step is called {event.id!r}")
    elif event.kind in numbers and value not in numbers[event.kind]:
        raise FactError(f"not a saved conversation ({event.kind} {value!r})")


def _is_question(protocol: Protocol, id_: str) -> bool:
    known = id_ in protocol.questions or id_ in OWN_QUESTIONS
    return known or f"offer.{id_}" in protocol.prompts
