"""Files that somebody asked for: private to the one who asked, whole or not at all.

Only the command lines use this; a conversation by itself is never written anywhere.
"""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from cramp_triage.dialogue.session import Session, dump, load
from cramp_triage.diary.entry import Entry
from cramp_triage.diary.exchange import from_csv, from_json
from cramp_triage.errors import FileError, SessionError
from cramp_triage.protocol.model import Protocol

LARGEST_BYTES: Final = 4 * 1024 * 1024
"""Many times the longest conversation or diary; a larger file is something else."""


def write_private(path: Path, data: bytes) -> None:
    """Writes a file that only its owner may read; a crash leaves the old one or the new one.

    Raises:
        FileError: the folder is missing, not writable or full.
    """
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror}); name another") from None


class Keeper:
    """Keeps a conversation in a file, after every turn."""

    def __init__(self, path: Path) -> None:
        """Refuses a file that is there already.

        Raises:
            FileError: it is, or its folder is missing.
        """
        if path.exists():
            raise FileError(f"{path}: is there already; name a new file")
        if not path.parent.is_dir():
            raise FileError(f"{path}: has no folder to be in; make it first")
        self.path = path

    def __call__(self, session: Session) -> None:
        """Writes the conversation so far."""
        write_private(self.path, dump(session).encode())


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
    return session, datetime.fromtimestamp(path.stat().st_mtime).astimezone()


def read_diary(path: Path) -> tuple[Entry, ...]:
    """The entries of an exported diary, JSON or CSV by the file's name.

    Raises:
        FileError: it cannot be read.
        DiaryError: it is not a diary.
    """
    read = from_csv if path.suffix.lower() == ".csv" else from_json
    return tuple(read(read_bounded(path), path.name))


def read_bounded(path: Path) -> bytes:
    """What a file holds.

    Raises:
        FileError: it cannot be read, or is larger than any conversation or diary.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}); check the name") from None
    if len(data) > LARGEST_BYTES:
        raise FileError(f"{path}: is too large to be a conversation or a diary; name another")
    return data
