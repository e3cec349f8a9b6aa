"""Files that somebody asked for: private to the one who asked, whole or not at all.

Only the command lines use this; a conversation by itself is never written anywhere.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cramp_triage.dialogue.session import Session, dump, load
from cramp_triage.diary.entry import Entry
from cramp_triage.diary.exchange import from_csv, from_json
from cramp_triage.errors import DISK_FULL, FileError, SessionError
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage.local_time import doubt_of, in_local_zone

LARGEST_BYTES: Final = 4 * 1024 * 1024
"""Many times the longest conversation or diary; a larger file is something else."""

DOUBTS_NAMED: Final = 3
"""So many doubtful times of a file are written out."""

PIPE_S: Final = 10.0
PIPE_TRIES: Final = 100
"""How long the other end of a named pipe is waited for, and how often it is tried."""


def write_private(path: Path, data: bytes) -> None:
    """Writes a file that only its owner may read; see `write_whole`.

    Raises:
        FileError: the folder is missing, not writable or full.
    """
    try:
        write_whole(path, data)
    except OSError as error:
        raise _unwritable(path, error) from None


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file for its owner only (0600); a crash leaves the old one or the new one.

    Only a plain file is ever replaced: a link stays, and what it leads to is replaced; a device or
    a pipe is written into, and so is standard output, whatever its name.

    Raises:
        OSError: it cannot be written, or nobody reads from the pipe.
    """
    real = Path(os.path.realpath(path))
    try:
        there = path.stat()
    except FileNotFoundError:
        there = None
    if there and _is_standard_output(there):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    elif there and stat.S_ISFIFO(there.st_mode):
        _pour(path, data)
    elif there and not stat.S_ISREG(there.st_mode):
        with os.fdopen(os.open(path, os.O_WRONLY), "wb") as place:
            place.write(data)
    else:
        _replace(real, data)


def _replace(path: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _pour(pipe: Path, data: bytes) -> None:
    """Writes into a named pipe, as long as somebody reads there."""
    for _ in range(PIPE_TRIES):
        try:
            number = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            _wait()
    else:
        raise OSError(errno.ETIMEDOUT, "nobody reads from this pipe")
    try:
        left = memoryview(data)
        while left:
            if not select.select([], [number], [], PIPE_S)[1]:
                raise OSError(errno.ETIMEDOUT, "nobody reads on from this pipe")
            left = left[os.write(number, left) :]
    finally:
        os.close(number)


def is_private(path: Path) -> bool:
    """Whether it is a plain file that nobody but its owner may read; we cannot speak for others."""
    try:
        there = path.stat()
    except OSError:
        return False
    others = stat.S_IRWXG | stat.S_IRWXO
    return stat.S_ISREG(there.st_mode) and not there.st_mode & others


def told_private(path: Path) -> str:
    """How a sentence about a file that we wrote ends: who can read it, where we know it."""
    return "; only you can read it" if is_private(path) else ""


def _is_standard_output(there: os.stat_result) -> bool:
    try:
        return os.path.samestat(there, os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):  # closed, or not the system's
        return False


def check_new(path: Path) -> None:
    """Tries whether a new file can be written there, and leaves nothing.

    A full disk is no reason to refuse: there may be room by the time that there is something to
    write.

    Raises:
        FileError: there is something of that name, no folder for it, or no permission.
    """
    try:
        if path.is_dir():
            raise FileError(f"{path}: is a folder; name a new file in it")
        if os.path.lexists(path):
            raise FileError(f"{path}: already exists; name a new file")
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        if error.errno in DISK_FULL:
            return
        if error.errno in (errno.ENOENT, errno.ENOTDIR) and not path.parent.is_dir():
            folder = f"there is no folder {path.parent}"
            raise FileError(f"{path}: {folder}; make it, or name another") from None
        raise _unwritable(path, error) from None
    os.close(number)
    os.unlink(name)


class Keeper:
    """Keeps a conversation in a new file, after every turn; what fails there never ends it.

    Args:
        path: of the file.
        tell: gets a line when the conversation is first kept, when it no longer is, and why.

    Raises:
        FileError: no new file can be written there; see `check_new`.
    """

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        check_new(path)
        self._path = path
        self._tell = tell
        self._is_kept: bool | None = None

    def __call__(self, session: Session) -> None:
        """Writes the conversation so far; tells if that is no longer as it was."""
        was_kept = self._is_kept
        try:
            write_private(self._path, dump(session).encode())
        except FileError as error:
            self._is_kept = False
            if was_kept is not False:
                now = "no longer" if was_kept else "not"
                self._tell(f"This conversation is {now} kept: {error}")
        else:
            self._is_kept = True
            if not was_kept:
                self._tell(f"This conversation is kept in {self._path}{told_private(self._path)}.")


def _unwritable(path: Path, error: OSError) -> FileError:
    fix = "make room on the disk" if error.errno in DISK_FULL else "name another"
    return FileError(f"{path}: cannot be written ({error.strerror}); {fix}")


def read_session(protocol: Protocol, path: Path) -> tuple[Session, datetime]:
    """A saved conversation, and when it was saved, in the local zone.

    Raises:
        FileError: it cannot be read.
        SessionError: it is not a conversation of this protocol.
    """
    try:
        session = load(protocol, read_bounded(path))
    except SessionError as error:
        raise SessionError(f"{path}: {str(error).removeprefix('session: ')}") from None
    return session, in_local_zone(datetime.fromtimestamp(path.stat().st_mtime, UTC))


def read_diary(
    path: Path, tell: Callable[[str], None], *, all_tell: bool = False
) -> tuple[Entry, ...]:
    """The entries of an exported diary, JSON or CSV by the file's name.

    Args:
        path: of the file.
        tell: gets a line if times without a zone were taken as this computer's, and which of them
            come twice there, or never.
        all_tell: an entry that tells only when is a bad one.

    Raises:
        FileError: it cannot be read.
        DiaryError: it is not a diary.
    """
    taken: list[datetime] = []

    def here(clock: datetime) -> datetime:
        taken.append(clock)
        return in_local_zone(clock)

    data = read_bounded(path)
    is_table = path.suffix.lower() == ".csv"
    if is_table:
        entries = from_csv(data, path.name, here, all_tell=all_tell)
    else:
        entries = from_json(data, path.name, all_tell=all_tell)
    if taken:
        times = "1 time" if len(taken) == 1 else f"{len(taken)} times"
        tell(f"{path}: {times} without a zone, taken as this computer's time.")
    doubts = dict.fromkeys(doubt for clock in taken if (doubt := doubt_of(clock)))
    if doubts:
        some, more = list(doubts)[:DOUBTS_NAMED], len(doubts) - DOUBTS_NAMED
        tell(f"{path}: {'; '.join(some)}{f'; and {more} more' if more > 0 else ''}.")
    return entries


def read_bounded(path: Path) -> bytes:
    """What a file holds.

    Raises:
        FileError: it cannot be read, is larger than any conversation or diary, or is a pipe into
            which nobody writes.
    """
    try:
        if stat.S_ISFIFO(path.stat().st_mode):
            data = _drawn(path)
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}); check the name") from None
    if len(data) > LARGEST_BYTES:
        raise FileError(f"{path}: is too large to be a conversation or a diary; name another")
    return data


def _drawn(pipe: Path) -> bytes:
    """What is written into a named pipe, as soon as somebody writes there."""
    number = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        for _ in range(PIPE_TRIES):
            try:
                data = os.read(number, LARGEST_BYTES)
            except BlockingIOError:  # somebody has it open, and takes their time
                data = b""
                break
            if data:
                break
            _wait()
        else:
            raise OSError(errno.ETIMEDOUT, "nobody writes into this pipe")
        os.set_blocking(number, True)
        return data + file.read(LARGEST_BYTES + 1 - len(data))


def _wait() -> None:
    """Until the other end of a pipe is tried again."""
    select.select([], [], [], PIPE_S / PIPE_TRIES)
