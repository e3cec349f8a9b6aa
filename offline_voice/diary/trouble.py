"""What can go wrong with the diary's file, said in one line that names the file and the fix."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cramp_triage.errors import DiaryError
from offline_voice.diary.database import UNREADABLE
from offline_voice.errors import DamagedDiaryError

_FIXES: Final = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and try again, nothing was changed",
    sqlite3.SQLITE_IOERR: "cannot be written; is the disk full? Nothing was changed",
    sqlite3.SQLITE_BUSY: "another program is using it; close that program and try again",
    sqlite3.SQLITE_READONLY: "may not be written; check the permissions of file and folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the permissions of file and folder",
    sqlite3.SQLITE_PERM: "may not be opened; check the permissions of file and folder",
}

_TAKES_NO_BYTE: Final = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)
"""A diary can still be read there."""


def is_busy(error: Exception) -> bool:
    """Whether another program uses the file."""
    return _code(error) == sqlite3.SQLITE_BUSY


def takes_no_byte(error: Exception) -> bool:
    """Whether the disk, not the file, is at fault: full, or only to be read."""
    return _code(error) in _TAKES_NO_BYTE


@contextmanager
def disk_trouble_told(path: Path) -> Iterator[None]:
    """Says what went wrong with the file in one line that names it and the fix."""
    try:
        yield
    except UNREADABLE as error:
        fix = _FIXES.get(_code(error))
        if fix:
            raise DiaryError(f"{path}: {fix}") from None
        what = str(error) if isinstance(error, sqlite3.Error) else "text that is no UTF-8"
        raise DamagedDiaryError(
            f"{path}: the diary is damaged ({_plain(what)}); `cramp-voice diary afresh` keeps the "
            "file, saves what can be read and begins a new one"
        ) from None
    except OSError as error:
        raise DiaryError(
            f"{path}: {error.strerror or error}; check the folder and its permissions"
        ) from None


def _code(error: Exception) -> int:
    """SQLite's number for what went wrong; a file that ends too early is damage, not a bad disk."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return sqlite3.SQLITE_CORRUPT if code == sqlite3.SQLITE_IOERR_SHORT_READ else code & 0xFF


def _plain(text: str) -> str:
    """One line of characters that a terminal shows; the rest may come out of the damaged file."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
