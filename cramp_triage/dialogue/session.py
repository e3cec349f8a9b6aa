"""The session: a log of events. Every other state is a fold over it, see `state`.

Undo drops the last turn's events, a correction is a later event. Sessions are small JSON and carry
a version; the core never stores them anywhere.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

import msgspec

from cramp_triage.dialogue.render import say
from cramp_triage.errors import FactError, SessionError
from cramp_triage.messages.acts import Value
from cramp_triage.messages.diary_note import Digest
from cramp_triage.messages.replies import Beats, Expects, Hold, Part, Say
from cramp_triage.protocol.facts import normal_value
from cramp_triage.protocol.model import Protocol

VERSION: Final = 1
HOLDS_S: Final = range(1, 61)
BEATS_PER_MIN: Final = range(60, 151)
FORGET: Final = "forget"
DIARY_CHECKS: Final = ("diary_nights", "diary_days")
CONFIRM: Final = "confirm"
BE_SURE: Final = "be_sure"
READ_BACK: Final = "read_back"
WITHDRAW: Final = "withdraw"
CONFIRMING: Final = (CONFIRM, BE_SURE, READ_BACK, WITHDRAW)
"""Questions about what was heard in answer to another."""

CALLED: Final = ("emergency_called", "emergency_waits", "emergency_stays")
"""What is asked once somebody calls: the first once, then the others in turn; a yes to any ends it,
and a no to one and a no to the next are two."""

EMERGENCY: Final = ("emergency", *CALLED, "emergency_refused", "count")
"""What is asked while 911 stands: whether somebody calls, and whether to go on counting."""

OF_911: Final = "911."
"""Before what is remembered as told only while 911 stands."""

COMPOSED: Final = ("ask", "brief")
"""What is said without a prompt: composed of the facts' own questions."""

OWN_QUESTIONS: Final = (*EMERGENCY, FORGET, *CONFIRMING, *DIARY_CHECKS)
"""Questions that the dialogue asks in addition to those of the protocol."""

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
    "ease",  # the hold of the round ended before its count
    "round",  # round value of the relief began
    "level",  # level value was spoken as advice
    "withdrawn",  # a level was taken back, 911 or one told early
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
        saved: the person asked for this conversation to be kept in a file of theirs.
    """

    version: int
    protocol: str
    turn: int
    log: tuple[Event, ...]
    said: tuple[Part, ...] = ()
    reprompt: tuple[Part, ...] = ()
    diary: Digest | None = None
    saved: bool = False


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
        raise SessionError(
            f"session: not a saved conversation ({error}); start a new one"
        ) from None
    if session.version != VERSION:
        raise SessionError(
            f"session: format {session.version} is not {VERSION}, the one in use; start a new one"
        )
    if session.protocol != protocol.version:
        raise SessionError(
            f"session: protocol {session.protocol!r} is not {protocol.version}, the one in use; "
            "start a new one"
        )
    try:
        for event in session.log:
            _check(protocol, event)
        for part in (*session.said, *session.reprompt):
            _check_part(protocol, part)
    except FactError as error:
        raise SessionError(f"session: {error}; start a new one") from None
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


def _check_part(protocol: Protocol, part: Part) -> None:
    """Takes only what can be said again.

    Raises:
        FactError: a prompt that is not known or lacks what fills it, or a time that cannot be.
    """
    if isinstance(part, Say):
        try:
            say(protocol, part)
        except (KeyError, ValueError, IndexError, AttributeError):
            raise FactError(f"no prompt is called {part.prompt!r} and filled so") from None
        return
    timed = [part.hold_s, *part.counts] if isinstance(part, Hold) else [part.beats]
    if any(one not in HOLDS_S for one in timed):
        raise FactError(f"not a saved conversation ({timed!r} at a time)")
    if isinstance(part, Beats) and part.per_minute not in BEATS_PER_MIN:
        raise FactError(f"not a saved conversation ({part.per_minute} beats a minute)")


def _is_question(protocol: Protocol, id_: str) -> bool:
    known = id_ in protocol.questions or id_ in OWN_QUESTIONS
    return known or f"offer.{id_}" in protocol.prompts
