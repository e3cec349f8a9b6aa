"""What the skill keeps of somebody who asked for it: off unless configured and opted in to.

Two records a person at most, in a DynamoDB table of our own: one for who said "remember me", one
for who said yes to a diary. Whom Alexa recognises by voice has records of their own, all others of
an account share its; a list of an account's persons makes sure that theirs go with it. DynamoDB
itself deletes them after `KEEP_S` and `DIARY_KEEP_S`. Nothing is kept of anybody else; there is
only the look, at the start, whether they have. A table that is down or slow costs one short wait
and no answer. Nothing of what is kept is logged.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from ask_sdk_core.exceptions import PersistenceException

from cramp_triage.messages.diary_note import Digest, Note
from skill.errors import ConfigError
from skill.memory.table import EXPIRES, DamagedRecord, Owner, diary_key

if TYPE_CHECKING:
    from cramp_triage.diary.entry import Entry

TABLE_ENV: Final = "CRAMP_MEMORY_TABLE"
ENDPOINT_ENV: Final = "CRAMP_MEMORY_ENDPOINT"
REGION_ENV: Final = "AWS_DEFAULT_REGION"
KEEP_S: Final = 30 * 24 * 3600
RESUME_S: Final = 2 * 3600
"""A conversation older than this is not gone on with: the cramp is another one."""

REPEAT_S: Final = 48 * 3600
PEOPLE_KEEP_S: Final = 400 * 24 * 3600
"""Longer than anything whose owner is listed."""

PAUSE_S: Final = 30.0
"""After a failure the table is left alone for so long: one turn waits, not every turn."""

log = logging.getLogger(__name__)


class Record(msgspec.Struct, frozen=True):
    """What is kept of one person.

    Attributes:
        session: the core's session as JSON, if it was interrupted.
        noted: the time of its diary entry, in ISO 8601; "" if it has none.
        at: when we last spoke, in seconds since 1970; 0 before the first talk has ended.
        now: the time at which it was read.
    """

    session: str = ""
    at: int = 0
    now: int = 0
    noted: str = ""

    @property
    def resumable(self) -> bool:
        """An interrupted conversation can be gone on with."""
        return bool(self.session) and self.now - self.at <= RESUME_S

    @property
    def repeated(self) -> bool:
        """This is another contact within 48 hours."""
        return self.at > 0 and self.now - self.at <= REPEAT_S


class Memory:
    """Reads, keeps and forgets the records of people, each under a key of `skill.memory.table`.

    Raises nothing: what could not be done is told.

    Args:
        records: of the table.
        now: the time in seconds since 1970.
    """

    def __init__(self, records: Any, now: Callable[[], float] = time.time) -> None:
        self._records = records
        self._now = now
        self._resting_until = 0.0

    def recall(self, owner: Owner) -> Record | None:
        """Returns what is kept of a person; None if nothing is, or the table does not answer."""
        done, found = self._try("read", lambda: self._records.read(owner.key))
        return _record(found, int(self._now())) if done else None

    def keep(
        self, owner: Owner, session: str = "", noted: str = "", *, first: bool = False
    ) -> bool:
        """Keeps an interrupted session, or that a conversation has ended.

        Args:
            owner: whose.
            session: the core's session as JSON; "" if it is over.
            noted: the time of its diary entry, if it has one.
            first: the person has just asked to be remembered.

        Returns:
            Whether it is kept.
        """
        at = 0 if first else int(self._now())
        saved: dict[str, object] = {"session": session, "at": at}
        if noted:
            saved["noted"] = noted
        return self._enlist(owner) and self._save(owner.key, saved, KEEP_S)

    def forget(self, owner: Owner) -> bool:
        """Deletes all that is kept of a person; returns whether that is certain."""
        return self._delete(owner.key, owner.diary)

    def forget_account(self, owner: Owner) -> bool:
        """Deletes all that is kept of an account and its persons; whether that is certain."""
        done, people = self._people(owner, must=True)
        keys = [key for one in (owner.account, *(people or ())) for key in (one, diary_key(one))]
        if people is None:
            # Whose records the list named, nobody can tell: they expire by themselves.
            return done and self._delete(*keys) and False
        # The list goes last: what a failure leaves is found again.
        return self._delete(*keys, owner.people)

    def digest(self, owner: Owner, now: datetime) -> Digest | None:
        """Returns what a person's diary amounts to; None if the table does not answer.

        Args:
            owner: whose.
            now: the person's time.
        """
        read, entries = self._entries(owner)
        return _digest(entries, now) if read else None

    def note(self, owner: Owner, note: Note, entry: Entry | None, now: datetime) -> Digest | None:
        """Does what the dialogue says is to be done with the diary.

        Args:
            owner: whose.
            note: what to do.
            entry: to save; the first one is the yes to a diary.
            now: the person's time.

        Returns:
            What the diary then amounts to; None if it could not be done.
        """
        if note == "forget":
            return Digest() if self.forget(owner) else None
        from skill.memory import diary

        read, entries = self._entries(owner)
        if not read:
            return None
        entries = diary.changed(entries or (), note, entry)
        kept = self._enlist(owner) and self._save(
            owner.diary, diary.dumped(entries), diary.DIARY_KEEP_S
        )
        return _digest(entries, now) if kept else None

    def _entries(self, owner: Owner) -> tuple[bool, tuple[Entry, ...] | None]:
        """Whether the diary could be read, and its entries; None if there is none."""
        from skill.memory import diary

        def read() -> tuple[Entry, ...] | None:
            found = self._records.read(owner.diary)
            return diary.loaded(found) if found else None

        return self._try("read", read)

    def _enlist(self, owner: Owner) -> bool:
        """Notes that something is kept of a person, so that it goes when the account leaves."""
        if not owner.recognised:
            return True
        done, people = self._people(owner)
        # A damaged list can only be made again.
        saved = {"people": sorted({*(people or ()), owner.key})}
        return done and self._save(owner.people, saved, PEOPLE_KEEP_S)

    def _people(self, owner: Owner, must: bool = False) -> tuple[bool, tuple[str, ...] | None]:
        """Whether the list of an account's persons was asked for, and their keys.

        None for keys: it could not be read, or is damaged.
        """

        def read() -> tuple[str, ...] | None:
            try:
                listed = self._records.read(owner.people).get("people", [])
            except DamagedRecord:
                return None
            if not isinstance(listed, list):
                return None
            return tuple(one for one in listed if isinstance(one, str))

        return self._try("read", read, must)

    def _save(self, key: str, attributes: dict[str, Any], keep_s: int) -> bool:
        saved = {**attributes, EXPIRES: int(self._now()) + keep_s}
        return self._try("write", lambda: self._records.save(key, saved))[0]

    def _delete(self, *keys: str) -> bool:
        """Deletes records; after the first failure the next would only make the person wait."""
        return all(
            self._try("delete", partial(self._records.delete, key), must=True)[0] for key in keys
        )

    def _try(self, what: str, action: Callable[[], Any], must: bool = False) -> tuple[bool, Any]:
        """Does one thing with the table, unless it has just failed; a deletion is always tried."""
        if not must and time.monotonic() < self._resting_until:
            return False, None
        try:
            return True, action()
        except DamagedRecord:
            # One person's: the table is as good as before for all others.
            log.warning("memory: a record could not be %s", "read" if what == "read" else "kept")
        except PersistenceException as error:
            self._resting_until = time.monotonic() + PAUSE_S
            log.warning("memory: the table did not %s (%s)", what, type(error).__name__)
        return False, None


def _record(found: object, now: int) -> Record | None:
    if not isinstance(found, dict) or "at" not in found:
        return None
    try:
        return Record(
            str(found.get("session", "")), int(found["at"]), now, str(found.get("noted", ""))
        )
    except (ValueError, TypeError, ArithmeticError):
        return None


def load_memory() -> Memory | None:
    """Returns the memory that the environment configures; None if it configures none.

    Raises:
        ConfigError: a table is named, but its region or the client for it is missing.
    """
    table = os.environ.get(TABLE_ENV, "").strip()
    if not table:
        return None
    if not os.environ.get(REGION_ENV):
        raise ConfigError(f"{TABLE_ENV} is set but {REGION_ENV} is not: name the table's region")
    try:
        # Half a second of imports: only for those who have configured a table.
        from skill.memory.dynamo import Records
    except ImportError:
        raise ConfigError(
            f"{TABLE_ENV} is set but the client for it is missing: pip install cramp-helper[memory]"
        ) from None
    from skill.memory import diary

    # Two threads that are the first to read a type can crash msgspec.
    diary.loaded(diary.dumped(()))
    return Memory(Records(table, os.environ.get(ENDPOINT_ENV) or None))


def _digest(entries: tuple[Entry, ...] | None, now: datetime) -> Digest:
    from cramp_triage.diary.entry import digest

    return digest(entries or (), now, agreed=entries is not None)
