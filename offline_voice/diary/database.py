"""The diary's SQLite file: how it is laid out, opened and checked."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.diary.entry import Entry
from cramp_triage.errors import DISK_FULL
from offline_voice.errors import DamagedDiaryError, NewerDiaryError

SCHEMA: Final = 1
APPLICATION: Final = 0x4352414D
"""Marks the file as ours ("CRAM")."""

NEVER: Final = 1000
"""No version is ever so high; such a number is damage."""

UNREADABLE: Final = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file raises; the second where SQLite's own message quotes bytes of it."""

BUSY_S: Final = 10.0
"""How long another program is waited for; its transactions take milliseconds."""


def connect(path: Path) -> sqlite3.Connection:
    """The file as it is, unchecked."""
    # "rw": SQLite itself would make a new file that everybody can read.
    where = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(where, uri=True, timeout=BUSY_S, isolation_level=None)


def opened(path: Path) -> sqlite3.Connection:
    """The file, checked to be a sound diary of a version we know; a new one is laid out."""
    db = connect(path)
    try:
        if check(db, path) < SCHEMA:
            db.execute("PRAGMA journal_mode = WAL")
            lay_out(db)
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA synchronous = FULL")
    except BaseException:
        db.close()
        raise
    return db


def check(db: sqlite3.Connection, path: Path) -> int:
    """Finds the diary sound, its table and the index alike; returns its version."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if application not in (0, APPLICATION):
        raise DamagedDiaryError(f"{path}: not a Cramp Helper diary; run `cramp-voice diary afresh`")
    if SCHEMA < version < NEVER:
        raise NewerDiaryError(
            f"{path}: written by a newer Cramp Helper (version {version}, this one knows "
            f"{SCHEMA}); update the program; if there is none, run `cramp-voice diary afresh`"
        )
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok" or version >= NEVER:
        raise sqlite3.DatabaseError(" ".join(str(found).split()))
    return version


def lay_out(db: sqlite3.Connection) -> None:
    """Makes the tables of an empty diary."""
    with transaction(db):
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(
            "CREATE TABLE IF NOT EXISTS entry"
            " (id INTEGER PRIMARY KEY, at_s REAL NOT NULL, form TEXT NOT NULL UNIQUE)"
        )
        db.execute("CREATE TABLE IF NOT EXISTS consent (yes INTEGER PRIMARY KEY)")
        db.execute(f"PRAGMA user_version = {SCHEMA}")


def rows(db: sqlite3.Connection) -> dict[int, Entry]:
    """All entries by number, oldest first."""
    try:
        return {
            number: msgspec.json.decode(form, type=Entry)
            for number, form in db.execute("SELECT id, form FROM entry ORDER BY at_s, id")
        }
    except (msgspec.DecodeError, TypeError) as error:
        raise sqlite3.DatabaseError(f"an entry cannot be read: {type(error).__name__}") from None


def as_text(entry: Entry) -> str:
    """The entry as text; equal entries give equal texts (3 minutes, 3.0 minutes)."""
    return msgspec.json.encode(msgspec.json.decode(msgspec.json.encode(entry), type=Entry)).decode()


def overwrite(file: Path) -> None:
    """Writes zeros over a whole file, unless the disk has no room for even that."""
    try:
        with file.open("r+b") as out:
            out.write(bytes(file.stat().st_size))
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All that is done meanwhile, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
