"""What can go wrong with the diary's file, told in one line that names the file and the mend."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cramp_triage.errors import DiaryError
from offline_voice.errors import DamagedDiaryError

_MENDS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and try again, nothing was changed",
    sqlite3.SQLITE_IOERR: "cannot be written; is the disk full? Nothing was changed",
    sqlite3.SQLITE_BUSY: "another program keeps it busy; close that and try again",
    sqlite3.SQLITE_READONLY: "may not be written; check the permissions of file and folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the permissions of file and folder",
    sqlite3.SQLITE_PERM: "may not be opened; check the permissions of file and folder",
}


@contextmanager
def disk_trouble_told(path: Path) -> Iterator[None]:
    """Tells what went wrong with the file in one line that names it and the mend."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in _MENDS:
            raise DiaryError(f"{path}: {_MENDS[code]}") from None
        raise DamagedDiaryError(
            f"{path}: the diary is damaged ({error}); `cramp-voice diary afresh` keeps the file, "
            "saves what can be read and begins a new one"
        ) from None
    except OSError as error:
        raise DiaryError(
            f"{path}: {error.strerror or error}; check the folder and its permissions"
        ) from None
