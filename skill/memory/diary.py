"""The diary of somebody who said yes to it, as the memory keeps it: its form, its limits, the time.

Pure: what is read and written where is in `skill.memory.store`. Imported only where a table is
configured.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

import msgspec

from cramp_triage.diary.entry import Entry
from cramp_triage.messages.diary_note import Note
from cramp_triage.protocol.model import DEFAULT_LOCALE
from skill.memory.table import DamagedRecord

FORMAT: Final = 1
ENTRIES_MAX: Final = 100
"""About 30 kB; the oldest go first. A record of DynamoDB takes 400 kB."""

DIARY_KEEP_S: Final = 365 * 24 * 3600
"""From the last change on."""

OFFSETS_MIN: Final = {"en-US": -360, "en-CA": -300, "en-GB": 0, "en-AU": 600, "en-IN": 330}
"""Minutes from UTC in the middle of a locale's people. Alexa tells a zone only to whoever calls its
settings service, which no turn should wait for."""


def near_now(seconds: float, locale: str) -> datetime:
    """The time, to the minute, by a clock that is near the person's own."""
    offset = OFFSETS_MIN.get(locale, OFFSETS_MIN[DEFAULT_LOCALE])
    zone = timezone(timedelta(minutes=offset))
    return datetime.fromtimestamp(seconds, zone).replace(microsecond=0)


def dumped(entries: tuple[Entry, ...]) -> dict[str, object]:
    """Entries as attributes for the table."""
    return {"version": FORMAT, "entries": msgspec.json.encode(entries).decode()}


def loaded(attributes: dict[str, object]) -> tuple[Entry, ...]:
    """Entries from such attributes.

    Raises:
        DamagedRecord: they are of another format, or damaged.
    """
    if attributes.get("version") != FORMAT:
        raise DamagedRecord("the diary is of another format")
    try:
        return msgspec.json.decode(str(attributes.get("entries")), type=tuple[Entry, ...])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise DamagedRecord(type(error).__name__) from None


def changed(entries: tuple[Entry, ...], note: Note, entry: Entry | None) -> tuple[Entry, ...]:
    """Entries after a note was done, oldest first.

    Args:
        entries: before it.
        note: `save` or `delete_last`.
        entry: to save, in place of one of the same time.
    """
    if note == "save" and entry is not None:
        entries = (*(other for other in entries if other.at != entry.at), entry)
    ordered = sorted(entries, key=lambda one: one.at)
    return tuple(ordered[:-1] if note == "delete_last" else ordered[-ENTRIES_MAX:])
