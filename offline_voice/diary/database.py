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
from cramp_triage.errors import DiaryError
from offline_voice.errors import DamagedDiaryError

SCHEMA: Final = 1
APPLICATION: Final = 0x4352414D
"""Marks the file as ours ("CRAM")."""

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
        _check(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _check(db: sqlite3.Connection, path: Path) -> None:
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if application not in (0, APPLICATION):
        raise DamagedDiaryError(f"{path}: not a diary of ours; `cramp-voice diary afresh`")
    if version > SCHEMA:
        raise DiaryError(
            f"{path}: written by a newer Cramp Helper (version {version}, this one knows "
            f"{SCHEMA}); update the program, the diary is left as it is"
        )
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA synchronous = FULL")
    if version == SCHEMA:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(" ".join(str(found).split()))
        return
    db.execute("PRAGMA journal_mode = WAL")
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
    """Writes zeros over a whole file."""
    with file.open("r+b") as out:
        out.write(bytes(file.stat().st_size))
        out.flush()
        os.fsync(out.fileno())


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
