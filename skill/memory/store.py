"""What the skill keeps of somebody who asked for it: off unless configured and opted in to.

Two records a person at most, in a DynamoDB table of our own: one for who said "remember me", one
for who said yes to a diary. DynamoDB itself deletes them after `KEEP_S` and `DIARY_KEEP_S`. Nothing
is kept of anybody else; there is only the look, at the start, whether they have. A table that is
down or slow costs one short wait and no answer. Nothing of what is kept is logged.
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
from skill.memory.table import EXPIRES

if TYPE_CHECKING:
    from cramp_triage.diary.entry import Entry

TABLE_ENV: Final = "CRAMP_MEMORY_TABLE"
ENDPOINT_ENV: Final = "CRAMP_MEMORY_ENDPOINT"
REGION_ENV: Final = "AWS_DEFAULT_REGION"
KEEP_S: Final = 30 * 24 * 3600
RESUME_S: Final = 2 * 3600
"""A conversation older than this is not gone on with: the cramp is another one."""

REPEAT_S: Final = 48 * 3600
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
    """Reads, keeps and forgets records; never raises.

    Args:
        adapter: the SDK's persistence adapter.
        diary: another, whose key is the diary's.
        now: the time in seconds since 1970.
    """

    def __init__(self, adapter: Any, diary: Any, now: Callable[[], float] = time.time) -> None:
        self._adapter = adapter
        self._diary = diary
        self._now = now
        self._resting_until = 0.0

    def recall(self, envelope: Any) -> Record | None:
        """Returns what is kept of the person; None if nothing is, or the table does not answer."""
        done, found = self._try("read", lambda: self._adapter.get_attributes(envelope))
        if not done or not isinstance(found, dict) or "at" not in found:
            return None
        try:
            session, noted = str(found.get("session", "")), str(found.get("noted", ""))
            return Record(session, int(found["at"]), int(self._now()), noted)
        except (ValueError, TypeError, ArithmeticError):
            return None

    def keep(
        self, envelope: Any, session: str = "", noted: str = "", *, first: bool = False
    ) -> bool:
        """Keeps an interrupted session, or that a conversation has ended.

        Args:
            envelope: the request, which names the person.
            session: the core's session as JSON; "" if it is over.
            noted: the time of its diary entry, if it has one.
            first: the person has just asked to be remembered.

        Returns:
            Whether it is kept.
        """
        at = 0 if first else int(self._now())
        saved = {"session": session, "at": at, EXPIRES: int(self._now()) + KEEP_S}
        if noted:
            saved["noted"] = noted
        done, _ = self._try("write", lambda: self._adapter.save_attributes(envelope, saved))
        return done

    def forget(self, envelope: Any) -> bool:
        """Deletes all that is kept of the person; returns whether that is certain."""
        # After the first failure the second would only make the person wait.
        return all(
            self._try("delete", partial(one.delete_attributes, envelope), must=True)[0]
            for one in (self._adapter, self._diary)
        )

    def digest(self, envelope: Any, now: datetime) -> Digest | None:
        """Returns what the person's diary amounts to; None if the table does not answer.

        Args:
            envelope: the request, which names the person.
            now: the person's time.
        """
        read, entries = self._entries(envelope)
        return _digest(entries, now) if read else None

    def note(self, envelope: Any, note: Note, entry: Entry | None, now: datetime) -> Digest | None:
        """Does what the dialogue says is to be done with the diary.

        Args:
            envelope: the request, which names the person.
            note: what to do.
            entry: to save; the first one is the yes to a diary.
            now: the person's time.

        Returns:
            What the diary then amounts to; None if it could not be done.
        """
        if note == "forget":
            return Digest() if self.forget(envelope) else None
        from skill.memory import diary

        read, entries = self._entries(envelope)
        if not read:
            return None
        entries = diary.changed(entries or (), note, entry)
        saved = {**diary.dumped(entries), EXPIRES: int(self._now()) + diary.DIARY_KEEP_S}
        done, _ = self._try("write", lambda: self._diary.save_attributes(envelope, saved))
        return _digest(entries, now) if done else None

    def _entries(self, envelope: Any) -> tuple[bool, tuple[Entry, ...] | None]:
        """Whether the diary could be read, and its entries; None if there is none."""
        from skill.memory import diary

        def read() -> tuple[Entry, ...] | None:
            found = self._diary.get_attributes(envelope)
            return diary.loaded(found) if found else None

        return self._try("read", read)

    def _try(self, what: str, action: Callable[[], Any], must: bool = False) -> tuple[bool, Any]:
        """Does one thing with the table, unless it has just failed; a deletion is always tried."""
        if not must and time.monotonic() < self._resting_until:
            return False, None
        try:
            return True, action()
        except (PersistenceException, ValueError, TypeError, KeyError) as error:
            self._resting_until = time.monotonic() + PAUSE_S
            log.warning("memory: the table did not %s (%s)", what, type(error).__name__)
            return False, None


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
        from skill.memory.dynamo import make_adapters
    except ImportError:
        raise ConfigError(
            f"{TABLE_ENV} is set but the client for it is missing: pip install cramp-helper[memory]"
        ) from None
    from skill.memory import diary

    # Two threads that are the first to read a type can crash msgspec.
    diary.loaded(diary.dumped(()))
    return Memory(*make_adapters(table, os.environ.get(ENDPOINT_ENV) or None))


def _digest(entries: tuple[Entry, ...] | None, now: datetime) -> Digest:
    from cramp_triage.diary.entry import digest

    return digest(entries or (), now, agreed=entries is not None)
