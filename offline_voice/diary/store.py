"""The diary on this computer: one SQLite file that only its owner can read.

Every operation opens the file, does one transaction and closes it, so that a kill at any instant
leaves the entries of before or after, and two programs may share it. No file is made before the
first entry. Nothing is logged.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from cramp_triage.diary.entry import Entry
from cramp_triage.errors import DiaryError
from offline_voice.diary.database import (
    BUSY_S,
    as_text,
    connect,
    opened,
    overwrite,
    rows,
    transaction,
)
from offline_voice.diary.trouble import disk_trouble_told

LOCK: Final = "diary.lock"
"""An empty file beside the diary's folder."""

ENDINGS: Final = ("", "-wal", "-shm", "-journal")
DAMAGED: Final = ".damaged-"

T = TypeVar("T")


def diary_path() -> Path:
    """Where the diary lives: a folder of its own in the user's data folder."""
    import platformdirs

    folder = platformdirs.user_data_path("cramp-helper", appauthor=False)
    return folder / "diary" / "diary.sqlite3"


class DiaryStore:
    """Keeps entries under numbers that stay with them.

    Every method may raise a `DiaryError` of one line: no space, no permission, another program
    that does not let go, a newer version; a `DamagedDiaryError` if the file is not sound.

    Args:
        path: the file; its folder is made, for the owner only, with the first entry.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> dict[int, Entry]:
        """All entries by number, oldest first."""
        return self._read(rows, {})

    def agreed(self) -> bool:
        """Whether the person has said yes to the diary, by voice."""
        return self._read(lambda db: bool(db.execute("SELECT 1 FROM consent").fetchone()), False)

    def agree(self) -> None:
        """Keeps the person's yes."""
        self._write(lambda db: db.execute("INSERT OR IGNORE INTO consent VALUES (1)"))

    def add(self, entries: Iterable[Entry]) -> list[int]:
        """Adds entries that are not there yet, all or none; returns the numbers of the new."""
        forms = [(entry.at.timestamp(), as_text(entry)) for entry in entries]

        def insert(db: sqlite3.Connection) -> list[int]:
            sql = "INSERT OR IGNORE INTO entry (at_s, form) VALUES (?, ?) RETURNING id"
            return [row[0] for form in forms for row in db.execute(sql, form).fetchall()]

        return self._write(insert) if forms else []

    def replace(self, number: int, entry: Entry) -> bool:
        """Puts an entry in the place of another; False if there is none of that number."""

        def update(db: sqlite3.Connection) -> bool:
            form = as_text(entry)
            db.execute("DELETE FROM entry WHERE form = ? AND id <> ?", (form, number))
            sql = "UPDATE entry SET at_s = ?, form = ? WHERE id = ?"
            return db.execute(sql, (entry.at.timestamp(), form, number)).rowcount > 0

        return self.path.exists() and self._write(update)

    def delete(self, number: int) -> bool:
        """Deletes an entry; False if there is none of that number."""
        sql = "DELETE FROM entry WHERE id = ?"
        return self.path.exists() and self._write(
            lambda db: db.execute(sql, (number,)).rowcount > 0
        )

    def delete_last(self) -> bool:
        """Deletes the newest entry; False if there is none."""
        newest = "SELECT id FROM entry ORDER BY at_s DESC, id DESC LIMIT 1"
        sql = f"DELETE FROM entry WHERE id = ({newest})"
        return self.path.exists() and self._write(lambda db: db.execute(sql).rowcount > 0)

    def forget(self) -> None:
        """Deletes every entry and the yes: overwritten first, then the files are removed.

        Copies of damaged diaries go, too; what cannot be read as a diary is overwritten whole.
        """
        if not self.files():
            return
        with self._held():
            emptied = self._wipe()
            # The file itself goes last: what stays of a log alone would be read into a new diary.
            for file in reversed(self.files()):
                if file != self.path or not emptied:
                    overwrite(file)
                file.unlink()
            if not any(self.path.parent.iterdir()):
                self.path.parent.rmdir()

    def files(self) -> list[Path]:
        """Every file that holds, or held, something of the diary."""
        with disk_trouble_told(self.path):
            beside = sorted(self.path.parent.glob(self.path.name + DAMAGED + "*"))
            return [f for f in (*map(self._file, ENDINGS), *beside) if f.exists()]

    def start_afresh(self, stamp: str) -> tuple[Path, int]:
        """Puts a damaged diary aside and begins a new one with what can still be read of it.

        Args:
            stamp: goes into the name of the file that is kept.

        Returns:
            The file that is kept, and how many entries could be read.
        """
        aside = self.path.with_name(f"{self.path.name}{DAMAGED}{stamp}")
        with self._held():
            if aside.exists():
                raise DiaryError(f"{aside}: there already; try again in a second")
            saved = self._salvage()
            for ending in reversed(ENDINGS):
                if self._file(ending).exists():
                    self._file(ending).rename(f"{aside}{ending}")
        self.add(saved)
        return aside, len(saved)

    def _salvage(self) -> list[Entry]:
        found: list[Entry] = []
        try:
            with closing(connect(self.path)) as db:
                for (form,) in db.execute("SELECT form FROM entry"):
                    try:
                        found.append(msgspec.json.decode(form, type=Entry))
                    except (msgspec.DecodeError, TypeError):
                        continue
        except sqlite3.Error:
            pass  # what was read until here is all there is
        return found

    def _wipe(self) -> bool:
        """Empties the file so that its old bytes are overwritten; False if that cannot be.

        A kill from here on leaves an empty diary, never half of one.
        """
        if not self._is_there():
            return True
        try:
            with closing(opened(self.path)) as db:
                with transaction(db):
                    db.execute("DELETE FROM entry")
                    db.execute("DELETE FROM consent")
                db.execute("VACUUM")
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except DiaryError:
            return False
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def _file(self, ending: str) -> Path:
        return self.path.with_name(self.path.name + ending)

    def _is_there(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > 0

    def _read(self, query: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        with disk_trouble_told(self.path):
            if not self.path.exists():
                return nothing
        with self._held():
            if not self._is_there():
                return nothing
            with closing(opened(self.path)) as db:
                return query(db)

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        with self._held():
            self._create()
            with closing(opened(self.path)) as db, transaction(db):
                return change(db)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Holds the diary alone; the system lets go of it even if we are killed.

        SQLite's own locks would do for entries, but not for removing the file under another.
        """
        import filelock

        data = self.path.parent.parent
        with disk_trouble_told(self.path):
            data.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(data / LOCK, BUSY_S, poll_interval=0.01)
            try:
                with lock:
                    yield
            except filelock.Timeout:
                raise DiaryError(
                    f"{self.path}: another program keeps it busy; close that and try again"
                ) from None

    def _create(self) -> None:
        folder = self.path.parent
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        self.path.chmod(0o600)
