"""What a turn does with the optional memory: begins with what is kept, keeps what it changed.

Between the skill's handlers and `skill.memory`; decides nothing clinical and speaks only the few
sentences that the memory needs. Without a memory it does nothing.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, Final

import msgspec

from cramp_triage.dialogue.diary_hook import carry_out, with_diary
from cramp_triage.dialogue.session import Event, Session, load
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import start, step
from cramp_triage.errors import SessionError
from cramp_triage.messages.acts import DIARY_ACTS, DIARY_FORGET, REPEAT, RESTART, UserAct
from cramp_triage.messages.diary_note import Digest, Note
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol.facts import REPEAT_CONTACT, YES
from cramp_triage.protocol.model import Protocol
from skill.memory.store import Memory, Record
from skill.response.speech import NO_DIARY_NOW, NO_MEMORY, NOT_REMEMBERED, REMEMBERED, WELCOME_BACK

MEMORY_KEY: Final = "remember"
NOTED_KEY: Final = "noted"


class Person(msgspec.Struct):
    """Whose turn it is.

    Attributes:
        envelope: the request, which names them.
        locale: of the request.
        known: they have asked to be remembered.
        noted: the time of this conversation's entry in their diary, in ISO 8601; "" without one.
        preface: sentences said before the reply.
    """

    envelope: Any
    locale: str
    known: bool = False
    noted: str = ""
    preface: list[str] = msgspec.field(default_factory=list)

    def attributes(self) -> dict[str, Any]:
        """What the session's attributes say of them."""
        known = {MEMORY_KEY: True} if self.known else {}
        return {**known, NOTED_KEY: self.noted} if self.noted else dict(known)


class Keeping:
    """The memory as a turn uses it.

    Args:
        protocol: the clinical protocol.
        memory: of those who asked for it; None if there is none.
    """

    def __init__(self, protocol: Protocol, memory: Memory | None) -> None:
        self._protocol = protocol
        self._memory = memory

    def begin(self, person: Person, *, launched: bool) -> tuple[Session, Reply]:
        """Opens a conversation, or goes on with one that was interrupted."""
        if self._memory is None:
            return start(self._protocol)
        record = self._memory.recall(person.envelope)
        diary = self._memory.digest(person.envelope, _now(person.locale))
        person.known = record is not None
        kept = self.kept(record.session) if record and record.resumable and launched else None
        if record is not None and kept is not None:
            person.noted = record.noted
            person.preface.append(WELCOME_BACK)
            return step(self._protocol, with_diary(kept, diary), UserAct((REPEAT,)))
        session, reply = start(self._protocol, diary)
        return _repeated(session, record), reply

    def kept(self, data: object) -> Session | None:
        """The session that some attribute holds, if it is one of ours."""
        if not isinstance(data, str):
            return None
        try:
            session = load(self._protocol, data)
            fold(session.log)
        except (SessionError, TypeError, ValueError):
            return None
        return session

    def remember(self, person: Person) -> None:
        """Begins to remember somebody, and says so."""
        if self._memory is None:
            person.preface.append(NO_MEMORY)
            return
        done = self._memory.keep(person.envelope, first=True)
        person.known = done or person.known
        person.preface.append(REMEMBERED if done else NOT_REMEMBERED)

    def reach(self, person: Person, session: Session, act: UserAct) -> tuple[Session, UserAct]:
        """Makes sure that nobody hears of an empty diary where only the table did not answer."""
        if RESTART in act.acts:
            person.noted = ""
        asked = set(DIARY_ACTS) & set(act.acts)
        if self._memory is None or session.diary is not None or not asked:
            return session, act
        if DIARY_FORGET in asked:
            return with_diary(session, Digest()), act
        person.preface.append(NO_DIARY_NOW)
        return session, UserAct((REPEAT,))

    def note(self, person: Person, session: Session, reply: Reply) -> tuple[Session, Reply]:
        """Does with the diary what the reply says is done; corrects it if that failed."""
        memory = self._memory
        if memory is None:
            return session, reply

        def keep(note: Note, session: Session) -> Digest | None:
            now = _now(person.locale)
            entry = None
            if note == "save":
                # Here, not above: a cold start without a memory does not pay for it.
                from cramp_triage.diary.entry import entry_of

                entry = entry_of(self._protocol, session, _time(person.noted) or now)
            diary = memory.note(person.envelope, note, entry, now)
            if diary is not None and entry is not None:
                person.noted = entry.at.isoformat()
            elif diary is not None and note == "forget":
                person.known, person.noted = False, ""
            return diary

        return carry_out(session, reply, keep)

    def over(self, person: Person) -> None:
        """Keeps that a conversation has ended, for the next contact."""
        if person.known and self._memory is not None:
            self._memory.keep(person.envelope)

    def interrupted(self, envelope: Any, attributes: dict[str, Any], session: object) -> None:
        """Keeps a conversation that broke off, of somebody who asked to be remembered."""
        if self._memory is None or not attributes.get(MEMORY_KEY) or not isinstance(session, str):
            return
        noted = attributes.get(NOTED_KEY)
        self._memory.keep(envelope, session, noted if isinstance(noted, str) else "")

    def left(self, envelope: Any) -> None:
        """Deletes all that is kept of somebody who has disabled the skill."""
        if self._memory is not None:
            self._memory.forget(envelope)


def person_of(envelope: Any, locale: str, attributes: dict[str, Any]) -> Person:
    """Whose turn it is, as the session's attributes have it."""
    noted = attributes.get(NOTED_KEY)
    return Person(
        envelope,
        locale,
        known=attributes.get(MEMORY_KEY) is True,
        noted=noted if isinstance(noted, str) else "",
    )


def _repeated(session: Session, record: Record | None) -> Session:
    """The session with the fact that this is another contact within 48 hours, if it is."""
    if record is None or not record.repeated:
        return session
    event = Event(session.turn, "fact", REPEAT_CONTACT, YES)
    return msgspec.structs.replace(session, log=(*session.log, event))


def _now(locale: str) -> datetime:
    from skill.memory.diary import near_now

    return near_now(time.time(), locale)


def _time(text: str) -> datetime | None:
    """A time with its zone; None if the text is none, as in forged attributes."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
