"""What a turn does with the optional memory: begins with what is kept, keeps what it changed.

Between the skill's handlers and `skill.memory`; decides nothing clinical and speaks only the few
sentences that the memory needs. Without a memory it does nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from cramp_triage.dialogue.diary_hook import carry_out, with_diary
from cramp_triage.dialogue.session import CONFIRMING, Event, Session, load
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import start, step
from cramp_triage.errors import SessionError
from cramp_triage.messages.acts import (
    AFFIRM,
    DENY,
    DIARY_ACTS,
    DIARY_FORGET,
    REPEAT,
    RESTART,
    UserAct,
    Value,
)
from cramp_triage.messages.diary_note import Digest, Note
from cramp_triage.messages.replies import Reply
from cramp_triage.protocol.facts import REPEAT_CONTACT, YES
from cramp_triage.protocol.model import Protocol
from skill.errors import NotDeleted
from skill.memory.store import Memory, Record
from skill.memory.table import Owner, owner_of
from skill.response.speech import GOING_ON, NO_DIARY_NOW, NO_MEMORY, NOT_REMEMBERED, REMEMBERED

SESSION_KEY: Final = "cramp"
MEMORY_KEY: Final = "remember"
NOTED_KEY: Final = "noted"
WHO_KEY: Final = "who"

log = logging.getLogger(__name__)


class Person(msgspec.Struct):
    """Whose turn it is.

    Attributes:
        locale: of the request.
        owner: of what may be kept and known; None where that is nobody's, or was two people's.
        known: they have asked to be remembered.
        noted: the time of this conversation's entry in their diary, in ISO 8601; "" without one.
        preface: sentences said before the reply.
    """

    locale: str
    owner: Owner | None = None
    known: bool = False
    noted: str = ""
    preface: list[str] = msgspec.field(default_factory=list)

    def attributes(self) -> dict[str, Any]:
        """What the session's attributes say of them."""
        said: dict[str, Any] = {WHO_KEY: self.owner.key if self.owner else ""}
        if self.known:
            said[MEMORY_KEY] = True
        if self.noted:
            said[NOTED_KEY] = self.noted
        return said

    def is_stranger(self) -> None:
        """Neither keeps nor knows anything from here on."""
        self.owner, self.known, self.noted = None, False, ""


class Keeping:
    """The memory as a turn uses it.

    Args:
        protocol: the clinical protocol.
        memory: of those who asked for it; None if there is none.
    """

    def __init__(self, protocol: Protocol, memory: Memory | None) -> None:
        self._protocol = protocol
        self._memory = memory

    def person(self, envelope: Any, locale: str, attributes: dict[str, Any]) -> Person:
        """Whose turn it is: the conversation's, unless Alexa recognises somebody else."""
        person = Person(locale)
        if self._memory is None:
            return person
        owner, who = owner_of(envelope), attributes.get(WHO_KEY)
        noted = attributes.get(NOTED_KEY)
        person.known = attributes.get(MEMORY_KEY) is True
        person.noted = noted if isinstance(noted, str) else ""
        if isinstance(who, str) and who != owner.key:
            # A key of another account can only be forged.
            if owner.recognised or not owner.has(who):
                person.is_stranger()
                return person
            # A short yes is often not recognised: it is the person's who began.
            owner = Owner(owner.account, who)
        person.owner = owner if owner.account else None
        return person

    def begin(self, person: Person, *, launched: bool = False) -> tuple[Session, Reply] | None:
        """Opens a conversation; None where one was interrupted, and it is to be asked whose."""
        if self._memory is None or person.owner is None:
            return start(self._protocol)
        record = self._memory.recall(person.owner)
        if launched and record and record.resumable and self.kept(record.session):
            return None
        person.known = record is not None
        session, reply = start(
            self._protocol, self._memory.digest(person.owner, _now(person.locale))
        )
        return _repeated(session, record), reply

    def resume(self, person: Person) -> tuple[Session, Reply] | None:
        """Goes on with the conversation that was interrupted; None if it cannot be had."""
        if self._memory is None or person.owner is None:
            return None
        record = self._memory.recall(person.owner)
        kept = self.kept(record.session) if record and record.resumable else None
        if record is None or kept is None:
            return None
        person.known, person.noted = True, record.noted
        person.preface.append(GOING_ON)
        diary = self._memory.digest(person.owner, _now(person.locale))
        return step(self._protocol, with_diary(kept, diary), UserAct((REPEAT,)))

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

    def dangers(self, data: object, act: UserAct) -> tuple[dict[str, Value], Event | None]:
        """What must not be lost of a session that cannot be gone on with, such as an older one.

        Args:
            data: what some attribute holds.
            act: what was heard now.

        Returns:
            The dangers that it told of, and those that it had heard but not confirmed, unless that
            is denied now; and its open question, if a yes is heard and could mean a danger.
        """
        told: dict[str, Value] = {}
        pending: dict[str, Value] = {}
        asked, expects = "", ""
        asks: tuple[str, ...] = ()
        for kind, id_, value, words in _old_events(data):
            finding = self._protocol.findings.get(id_)
            if kind == "ask":
                asked, expects = id_, words
                asks = tuple(fact for fact in value if fact in self._protocol.findings)
            elif kind == "close":
                asked, asks, expects = "", (), ""
            elif kind == "settled":
                pending.clear()
            elif finding is not None and finding.danger:
                kept = pending if kind == "pending" else told
                kept.pop(id_, None)
                if kind != "drop" and value == finding.danger:
                    kept[id_] = value
        if asked in CONFIRMING and act.acts == (DENY,):
            pending.clear()
        question = None
        could = [fact for fact in asks if self._protocol.findings[fact].danger]
        if could and asked not in CONFIRMING and expects == "yes_no" and AFFIRM in act.acts:
            known = next(q.id for q in self._protocol.questions.values() if could[0] in q.asks)
            question = Event(0, "ask", known, asks, expects)
        return {**pending, **told}, question

    def remember(self, person: Person) -> None:
        """Begins to remember somebody, and says so."""
        if self._memory is None:
            person.preface.append(NO_MEMORY)
            return
        done = person.owner is not None and self._memory.keep(person.owner, first=True)
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
            if person.owner is None:
                return None
            diary = memory.note(person.owner, note, entry, now)
            if diary is not None and entry is not None:
                person.noted = entry.at.isoformat()
            elif diary is not None and note == "forget":
                person.known, person.noted = False, ""
            return diary

        return carry_out(session, reply, keep)

    def over(self, person: Person) -> None:
        """Keeps that a conversation has ended, for the next contact."""
        if person.known and person.owner is not None and self._memory is not None:
            self._memory.keep(person.owner)

    def interrupted(self, envelope: Any, attributes: dict[str, Any]) -> None:
        """Keeps a conversation that broke off, of somebody who asked to be remembered."""
        session = attributes.get(SESSION_KEY)
        person = self.person(envelope, "", attributes)
        if self._memory and person.known and person.owner and isinstance(session, str):
            self._memory.keep(person.owner, session, person.noted)

    def left(self, envelope: Any) -> None:
        """Deletes all that is kept of an account that has disabled the skill.

        Raises:
            NotDeleted: that is not certain.
        """
        if self._memory is None:
            return
        try:
            done = self._memory.forget_account(owner_of(envelope))
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody may believe it is deleted
            log.error("event failed: %s", type(error).__name__)
            done = False
        if not done:
            raise NotDeleted("What is kept could not be deleted: send the event again.")


class _Old(msgspec.Struct):
    """What every format of a session had: a list of events."""

    log: list[Any]


def _old_events(data: object) -> Iterator[tuple[str, str, Any, str]]:
    """Yields the kind, id, value and words of each event that can tell of a danger.

    An event of a shape that is not known, as a later format may have, is left out alone.
    """
    try:
        log = msgspec.json.decode(data, type=_Old).log if isinstance(data, str) else []
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return
    for event in log:
        match [*event[1:], *[""] * 4][:4] if isinstance(event, list) else None:
            case ["fact" | "implied" | "pending", str(fact), str(value), _]:
                yield event[1], fact, value, ""
            case ["drop", str(fact), _, _]:
                yield "drop", fact, "", ""
            case ["ask", str(question), [*facts], str(words)]:
                yield "ask", question, [one for one in facts if isinstance(one, str)], words
            case ["close" | "settled" as kind, _, _, _]:
                yield kind, "", "", ""


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
    """A time with its zone; None if the text is not a time, as in forged attributes."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
