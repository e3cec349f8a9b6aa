"""The diary on this computer: one SQLite file that only its owner can read.

Every operation opens the file, does one transaction and closes it, so that a kill at any instant
leaves the entries of before or after, and two programs may share it. Next to it lies a copy of its
last good state, one entry a line, for the day that the file is damaged. No file is made before the
first entry. Nothing is logged.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from cramp_triage.diary.entry import Entry
from cramp_triage.errors import DiaryError
from offline_voice.diary.database import (
    BUSY_S,
    UNREADABLE,
    as_text,
    check,
    opened,
    overwrite,
    rows,
    transaction,
)
from offline_voice.diary.rescue import as_copy, in_memory, legible
from offline_voice.diary.trouble import disk_trouble_told, is_busy, takes_no_byte
from offline_voice.errors import DamagedDiaryError

LOCK: Final = "diary.lock"
"""An empty file next to the diary's folder."""

ENDINGS: Final = ("", "-wal", "-shm", "-journal")
COPY: Final = ".copy"
HALF_COPY: Final = ".copy-new"
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

    def legible(self) -> tuple[dict[int, Entry], DamagedDiaryError | None]:
        """The entries as far as they can be read, and what is wrong with the file, if it is.

        Entries of a damaged file are numbered by time, as `start_afresh` will number them.
        """
        try:
            return self.entries(), None
        except DamagedDiaryError as damage:
            with disk_trouble_told(self.path):
                found = legible(self.path, self._file(COPY))
            return dict(enumerate(found, 1)), damage

    def agreed(self) -> bool:
        """Whether the person has said yes to the diary, by voice."""
        return self._read(lambda db: bool(db.execute("SELECT 1 FROM consent").fetchone()), False)

    def agree(self) -> None:
        """Keeps the person's yes."""
        self._write(lambda db: db.execute("INSERT OR IGNORE INTO consent VALUES (1)"))

    def add(self, entries: Iterable[Entry]) -> list[int]:
        """Adds entries that are not there yet, all or none; returns the numbers of the new."""
        new = list(entries)
        return self._write(lambda db: _insert(db, new)) if new else []

    def replace(self, number: int, entry: Entry) -> bool:
        """Puts an entry in the place of another; False if none has that number."""

        def update(db: sqlite3.Connection) -> bool:
            form = as_text(entry)
            db.execute("DELETE FROM entry WHERE form = ? AND id <> ?", (form, number))
            sql = "UPDATE entry SET at_s = ?, form = ? WHERE id = ?"
            return db.execute(sql, (entry.at.timestamp(), form, number)).rowcount > 0

        return self._is_there() and self._write(update)

    def delete(self, number: int) -> bool:
        """Deletes an entry; False if none has that number."""
        sql = "DELETE FROM entry WHERE id = ?"
        return self._is_there() and self._write(lambda db: db.execute(sql, (number,)).rowcount > 0)

    def delete_last(self) -> bool:
        """Deletes the newest entry; False if there is none."""
        newest = "SELECT id FROM entry ORDER BY at_s DESC, id DESC LIMIT 1"
        sql = f"DELETE FROM entry WHERE id = ({newest})"
        return self._is_there() and self._write(lambda db: db.execute(sql).rowcount > 0)

    def forget(self) -> None:
        """Deletes every entry and the yes: overwritten first, then the files are removed.

        All copies go, too, the one of the last good state first; what cannot be read as a diary is
        overwritten whole.
        """
        if not self.files():
            return
        with self._held():
            for copy in (COPY, HALF_COPY):
                self._remove(self._file(copy))
            emptied = self._wipe()
            # The file itself goes last: what stays of a log alone would be read into a new diary.
            for file in reversed(self.files()):
                if file == self.path and emptied:
                    file.unlink()
                else:
                    self._remove(file)
            if not any(self.path.parent.iterdir()):
                self.path.parent.rmdir()

    def files(self) -> list[Path]:
        """Every file that holds, or held, something of the diary."""
        with disk_trouble_told(self.path):
            beside = sorted(self.path.parent.glob(self.path.name + DAMAGED + "*"))
            return [
                f for f in (*map(self._file, (*ENDINGS, COPY, HALF_COPY)), *beside) if f.exists()
            ]

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
                raise DiaryError(f"{aside}: already exists; try again in a second")
            saved = legible(self.path, self._file(COPY))
            self._write_copy(saved)  # first: a kill from here on costs nothing
            moved = [ending for ending in ENDINGS if self._file(ending).exists()]
            for ending in reversed(moved):
                self._file(ending).rename(f"{aside}{ending}")
            try:
                self._create()
                with closing(opened(self.path)) as db, transaction(db):
                    _insert(db, saved)
            except (OSError, *UNREADABLE):
                for ending in ENDINGS:  # no room for a new one: all is as it was
                    self._remove(self._file(ending))
                for ending in moved:
                    self._file(ending).with_name(f"{aside.name}{ending}").rename(self._file(ending))
                raise
        return aside, len(saved)

    def _wipe(self) -> bool:
        """Empties the file so that its old bytes are overwritten; False if that cannot be.

        A kill from here on leaves an empty diary, never half of one.
        """
        if not self.path.exists() or self.path.stat().st_size == 0:
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
        except UNREADABLE as error:
            if is_busy(error):
                raise
            return False
        return True

    def _file(self, ending: str) -> Path:
        return self.path.with_name(self.path.name + ending)

    def _is_there(self) -> bool:
        """Whether there is a diary.

        Raises:
            DamagedDiaryError: all that is left of it is the copy.
        """
        with disk_trouble_told(self.path):
            if self.path.exists() and self.path.stat().st_size > 0:
                return True
            if self._file(COPY).exists():
                raise sqlite3.DatabaseError("it is empty, but a copy exists")
        return False

    def _read(self, query: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        if not self._is_there():
            return nothing
        with self._held(writes=False):
            if not self._is_there():
                return nothing
            try:
                with closing(opened(self.path)) as db:
                    return query(db)
            except sqlite3.Error as error:
                if not takes_no_byte(error):
                    raise
            with closing(in_memory(self.path)) as db:
                check(db, self.path)
                return query(db)

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        with self._held():
            self._is_there()
            self._create()
            with closing(opened(self.path)) as db:
                with transaction(db):
                    before = rows(db)
                    done = change(db)
                    after = rows(db)
                    if before.items() - after.items():
                        self._remove(self._file(COPY))  # it knows what goes now
                with suppress(OSError):  # no room for a copy is no reason to refuse the entry
                    self._write_copy(after.values())
            return done

    def _remove(self, file: Path) -> None:
        """Overwrites a file and removes it, if it is there."""
        if file.exists():
            overwrite(file)
            file.unlink()

    def _write_copy(self, entries: Collection[Entry]) -> None:
        """Puts a new copy of the last good state in the place of the old; none of no entries."""
        if entries:
            half = self._file(HALF_COPY)
            number = os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            try:
                with os.fdopen(number, "wb") as out:
                    out.write(as_copy(entries))
                    out.flush()
                    os.fsync(out.fileno())
                half.replace(self._file(COPY))
            except OSError:
                self._remove(half)
                raise

    @contextmanager
    def _held(self, *, writes: bool = True) -> Iterator[None]:
        """Holds the diary alone; the system lets go of it even if we are killed.

        SQLite's own locks would do for entries, but not for removing the file under another. Where
        the disk takes no byte, whoever only reads goes on without.
        """
        import filelock

        data = self.path.parent.parent
        with disk_trouble_told(self.path), ExitStack() as held:
            try:
                data.mkdir(parents=True, exist_ok=True)
                lock = filelock.FileLock(data / LOCK, BUSY_S, poll_interval=0.01)
                held.enter_context(lock)
            except filelock.Timeout:
                raise DiaryError(
                    f"{self.path}: another program is using it; close that program and try again"
                ) from None
            except OSError:
                if writes:
                    raise
            yield

    def _create(self) -> None:
        folder = self.path.parent
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        self.path.chmod(0o600)


def _insert(db: sqlite3.Connection, entries: Iterable[Entry]) -> list[int]:
    """Adds the entries that are not there yet, in whichever zone; returns their numbers."""
    sql = "INSERT OR IGNORE INTO entry (at_s, form) VALUES (?, ?) RETURNING id"
    known = set(rows(db).values())
    new = [entry for entry in dict.fromkeys(entries) if entry not in known]
    forms = [(entry.at.timestamp(), as_text(entry)) for entry in new]
    return [row[0] for form in forms for row in db.execute(sql, form).fetchall()]
