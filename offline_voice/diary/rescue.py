"""What can still be read of a diary, whatever happened to its files.

Only reads, and needs no room on the disk.

A row stands in the file twice, in its table and in the index over the texts, and once more in the
copy next to it; so an entry is lost only where all three are.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from cramp_triage.diary.entry import Entry
from offline_voice.diary.database import UNREADABLE, as_text, lay_out

BEGINS: Final = re.compile(rb'\{"at":"')
"""How the text of every entry begins."""

TEXT: Final = re.compile(rb"[^\x00-\x1f]*")
SMALLEST_ROW: Final = 32
"""Bytes; a file has fewer rows than its size divided by this."""

WAL_HEADER: Final = 32
FRAME_HEADER: Final = 24
WAL_MAGIC: Final = (0x377F0682, 0x377F0683)
FORMAT_AT: Final = slice(18, 20)
PAGES_AT: Final = slice(28, 32)
"""In the file's header: 1 for a file without a log, and the number of pages."""


def legible(path: Path, copy: Path) -> list[Entry]:
    """Every entry that can still be read, oldest first.

    Of the texts of one moment, those count that appear twice alike. A text that appears once, at a
    moment that the whole copy does not know, is a changed digit and not a cramp.

    Args:
        path: of the database.
        copy: of the last good state.
    """
    data, copied = committed(path), _bytes(copy)
    end = copied.rfind(b"\n", 0, -1) + 1
    is_whole = copied[end:] == _seal(copied[:end])
    times = Counter[str]()
    for texts, weight in ((_texts(data), 1), (_texts(copied), 1 + is_whole)):
        for text, is_sound in texts:
            times[text] += weight * is_sound
    for text, is_sound in set(_by_number(data)):
        times[text] = max(times[text], is_sound)
    moments: dict[datetime, list[str]] = {}
    for text in times:
        moments.setdefault(_decoded(text).at, []).append(text)
    found = [text for of_one in moments.values() for text in _likeliest(of_one, times, is_whole)]
    return sorted(map(_decoded, found), key=lambda entry: entry.at)


def _likeliest(of_one: list[str], times: Counter[str], is_copy_whole: bool) -> list[str]:
    twice = [text for text in of_one if times[text] > 1]
    if twice or is_copy_whole:
        return twice
    return [text for text in of_one if times[text]] or of_one


def as_copy(entries: Iterable[Entry]) -> bytes:
    """A copy, as `legible` takes it: an entry a line, and what tells whether it is whole."""
    text = "".join(f"{as_text(entry)}\n" for entry in entries).encode()
    return text + _seal(text)


def in_memory(path: Path) -> sqlite3.Connection:
    """The database as it was last committed, without a write: for a disk that takes none."""
    return _opened(bytearray(committed(path)))


def committed(path: Path) -> bytes:
    """The file's bytes with the finished transactions that stand in its log only."""
    data, log = bytearray(_bytes(path)), _bytes(path.with_name(path.name + "-wal"))
    if len(log) < WAL_HEADER:
        return bytes(data)
    magic, _, size, _, *salt = struct.unpack(">6I", log[:24])
    order = ">" if magic & 1 else "<"
    sums = _checksum(order, log[:24])
    if magic not in WAL_MAGIC or sums != struct.unpack(">2I", log[24:WAL_HEADER]):
        return bytes(data)
    pending: dict[int, bytes] = {}
    for at in range(WAL_HEADER, len(log) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        number, pages, *told = struct.unpack(">6I", log[at : at + FRAME_HEADER])
        page = log[at + FRAME_HEADER : at + FRAME_HEADER + size]
        sums = _checksum(order, log[at : at + 8] + page, sums)
        if told != [*salt, *sums]:
            break
        pending[number] = page
        if pages:  # a transaction ends here
            data[pages * size :] = bytes(max(0, pages * size - len(data)))
            for number, page in pending.items():
                data[(number - 1) * size : number * size] = page
            pending.clear()
    return bytes(data)


def _seal(text: bytes) -> bytes:
    return f"{hashlib.sha256(text).hexdigest()}\n".encode()


def _checksum(order: str, data: bytes, sums: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """SQLite's checksum of its log, continued."""
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, two in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second


def _texts(data: bytes) -> Iterator[tuple[str, bool]]:
    """The entries whose whole text stands somewhere in the bytes, and whether it is sound."""
    for begin in BEGINS.finditer(data):
        text = TEXT.match(data, begin.start())
        if text is not None:
            yield from _entry(text[0])


def _entry(data: bytes) -> Iterator[tuple[str, bool]]:
    """The entry that the bytes begin with, if they do, and whether it stands there as we write it.

    If not, a letter or a name in it is damaged.
    """
    words = data.decode(errors="replace")
    try:
        _, end = json.JSONDecoder().raw_decode(words)
        text = as_text(_decoded(words[:end]))
    except (ValueError, RecursionError):
        return
    yield text, data.startswith(text.encode())


def _decoded(text: str) -> Entry:
    return msgspec.json.decode(text, type=Entry)


def _by_number(data: bytes) -> Iterator[tuple[str, bool]]:
    """The rows that SQLite still finds, each looked up alone: a broken one costs only itself."""
    for first_page in (data[:0], _first_page(data)):
        try:
            with closing(_opened(bytearray(first_page + data[len(first_page) :]))) as db:
                yield from _looked_up(db, range(1, len(data) // SMALLEST_ROW + 1))
        except UNREADABLE:
            continue


def _looked_up(db: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[tuple[str, bool]]:
    db.execute("SELECT 1 FROM sqlite_master").fetchall()
    for number in numbers:
        sql = "SELECT CAST(form AS BLOB) FROM entry NOT INDEXED WHERE id = ?"
        try:
            row = db.execute(sql, (number,)).fetchone()
        except UNREADABLE:
            continue
        if row and row[0]:
            yield from _entry(row[0])


def _first_page(data: bytes) -> bytes:
    """The first page as every diary of ours has it; only the number of pages differs."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        lay_out(db)
        size = db.execute("PRAGMA page_size").fetchone()[0]
        page = bytearray(db.serialize()[:size])
    page[PAGES_AT] = struct.pack(">I", len(data) // size)
    return bytes(page)


def _opened(data: bytearray) -> sqlite3.Connection:
    data[FORMAT_AT] = b"\x01\x01"
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(bytes(data))
    return db


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
