"""The diary as CSV and JSON text, both ways without loss.

A table is for people and their spreadsheets, so every bad cell is named with its line, column and
mend, and one bad row refuses the whole. Text in, text out: no file is touched here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from cramp_triage.diary.entry import LONGEST_CRAMP_MIN, WORD_ENDS, Entry
from cramp_triage.errors import DiaryError

FORMAT: Final = 1
COLUMNS: Final = Entry.__struct_fields__
LISTS: Final = tuple(f.name for f in msgspec.structs.fields(Entry) if f.default == ())
_TYPES: Final = {field.name: field.type for field in msgspec.structs.fields(Entry)}
_FORMULA: Final = ("=", "+", "-", "@", "'")
"""A spreadsheet runs a cell that begins so; such a cell gets one more quote, taken off again."""

_TAKES: Final = {
    "at": "a date, time and zone like 2026-11-20T02:10-05:00",
    "side": "left, right, both or nothing",
    "length_min": f"minutes from 0 to {LONGEST_CRAMP_MIN}",
    "pain": "a whole number from 0 to 10",
    "pain_word": "none, mild, moderate, severe or nothing",
    "sleep_lost": "yes, no or nothing",
    "level": "a whole number from 0 to 5",
    "mode": "the way to care of an exported entry, or nothing",
}


class _File(msgspec.Struct, frozen=True):
    """The JSON form."""

    version: int
    entries: tuple[Entry, ...]


class _Version(msgspec.Struct):
    version: int


def to_json(entries: Iterable[Entry]) -> str:
    """Entries as JSON, one object with `version` and `entries`."""
    form = msgspec.json.encode(_File(FORMAT, tuple(entries)))
    return msgspec.json.format(form, indent=2).decode() + "\n"


def from_json(data: bytes, name: str) -> tuple[Entry, ...]:
    """Entries from `to_json`.

    Args:
        data: the file's bytes.
        name: of the file, for errors.

    Raises:
        DiaryError: not a diary, or one of a newer version.
    """
    try:
        version = msgspec.json.decode(data, type=_Version).version
        if version > FORMAT:
            raise DiaryError(
                f"{name}: a diary of version {version}, and this program knows {FORMAT}; "
                "update the program"
            )
        return msgspec.json.decode(data, type=_File).entries
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DiaryError(f"{name}: not a diary in JSON ({error}); export it again") from None


def to_csv(entries: Iterable[Entry]) -> str:
    """Entries as a table, one line each; a list's words stand in one cell, `;` between them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow(map(_guarded, cells_of(entry).values()))
    return out.getvalue()


def from_csv(data: bytes, name: str) -> tuple[Entry, ...]:
    """Entries from `to_csv`, or from a table by hand: columns in any order, all but `at` optional.

    Args:
        data: the file's bytes, UTF-8 with or without a byte order mark.
        name: of the file, for errors.

    Raises:
        DiaryError: wrong encoding or columns, or bad rows; `faults` names every one.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DiaryError(f"{name}, line {line}: not UTF-8 text; save it as CSV UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [title.strip() for title in next(reader, [])]
        _check_header(header, name)
        return _rows(reader, header, name)
    except csv.Error as error:
        raise DiaryError(
            f"{name}, line {reader.line_num}: not CSV ({error}); "
            "put a cell with a comma or quote in double quotes"
        ) from None


def read_entry(cells: Mapping[str, str], place: str) -> tuple[Entry | None, list[str]]:
    """An entry from cells of text, or every fault in them.

    Args:
        cells: text by column; an empty text is a value not told.
        place: file and line, for the faults.
    """
    form: dict[str, Any] = {}
    faults: list[str] = []
    for column, cell in cells.items():
        try:
            value = _value(column, cell)
        except ValueError:
            takes = _TAKES.get(column, "words")
            faults.append(f"{place}, column {column!r}: cannot be {cell!r}; takes {takes}")
        else:
            if value is not None:
                form[column] = value
    if faults:
        return None, faults
    if "at" not in form:
        return None, [f"{place}, column 'at': empty; takes {_TAKES['at']}"]
    try:
        return Entry(**form), []
    except ValueError as error:
        return None, [f"{place}, column {str(error).split()[0]!r}: {error}"]


def cells_of(entry: Entry) -> dict[str, str]:
    """An entry as text by column, as `read_entry` takes it."""
    return {column: _cell(getattr(entry, column)) for column in COLUMNS}


def _check_header(header: list[str], name: str) -> None:
    faults = [
        f"{name}, line 1, column {title!r}: unknown; use some of {', '.join(COLUMNS)}"
        for title in header
        if title not in COLUMNS
    ]
    faults += [
        f"{name}, line 1, column {title!r}: there twice; leave one out"
        for title in dict.fromkeys(header)
        if header.count(title) > 1
    ]
    if "at" not in header:
        faults.append(f"{name}, line 1: no column 'at'; add one with {_TAKES['at']}")
    _raise_if(faults, name)


def _rows(reader: Any, header: list[str], name: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    faults: list[str] = []
    begins = reader.line_num + 1
    for row in reader:
        place = f"{name}, line {begins}"
        begins = reader.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            faults.append(f"{place}: {len(row)} cells for {len(header)} columns; quote the commas")
            continue
        entry, found = read_entry(dict(zip(header, row, strict=False)), place)
        if entry is not None:
            entries.append(entry)
        faults += found
    _raise_if(faults, name)
    return tuple(entries)


def _value(column: str, cell: str) -> Any:
    """A cell as the entry's value, None if it is empty.

    Raises:
        ValueError: the column does not take it.
    """
    text = " ".join(cell.split())
    if text[:1] == "'" and text[1:2] in _FORMULA:
        text = text[1:]
    if not text:
        return None
    if column in LISTS:
        return tuple(word.strip() for word in text.split(WORD_ENDS) if word.strip())
    if column == "at":
        return datetime.fromisoformat(text)
    return msgspec.convert(text, _TYPES[column], strict=False)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"{WORD_ENDS} ".join(value)
    return value if isinstance(value, str) else str(msgspec.to_builtins(value))


def _guarded(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _raise_if(faults: list[str], name: str) -> None:
    if len(faults) == 1:
        raise DiaryError(f"{faults[0]}; nothing was imported", faults)
    if faults:
        raise DiaryError(f"{name}: {len(faults)} faults, nothing was imported", faults)
