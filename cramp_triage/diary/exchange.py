"""The diary as CSV and JSON text, both ways without loss.

A table is for people and their spreadsheets: commas, semicolons or tabs stand between its cells, a
header may be in capitals. Every kind of bad cell is named with its lines, column and fix, and one
bad row refuses the whole. Text in, text out: no file is touched here.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from cramp_triage.diary.entry import (
    JOINERS,
    LONGEST_CRAMP_MIN,
    WORD_ENDS,
    Entry,
    says_nothing,
)
from cramp_triage.errors import DiaryError

FORMAT: Final = 1
COLUMNS: Final = Entry.__struct_fields__
LISTS: Final = tuple(f.name for f in msgspec.structs.fields(Entry) if f.default == ())
_TYPES: Final = {field.name: field.type for field in msgspec.structs.fields(Entry)}
_FORMULA: Final = ("=", "+", "-", "@", "'")
"""A spreadsheet runs a cell that begins so; such a cell gets one more quote, taken off again."""

_BETWEEN: Final = ",;\t|"
"""What may stand between the cells of a table; the header tells which."""

_NAMED_SEPARATOR: Final = re.compile(r'"?sep=(.)"?[,;\t|]*\r?\n', re.IGNORECASE)
"""A first line by which a spreadsheet is told."""

_EMPTY_LINES: Final = re.compile(r"(?:[\s,;|]*\n)?")
_RULE: Final = re.compile(r":?-+:?")
"""A cell of the line that is drawn under the header of a table in Markdown."""

_DECIMAL_COMMA: Final = re.compile(r"(\d+),(\d{1,2})")
_LINES_NAMED: Final = 3

NOTHING_SAID: Final = (
    "nothing is said about the cramp; write at least where it was, like muscle=calf"
)

DATE_CHARACTERS: Final = 10
"""Of a date without a time, at most."""

Localize = Callable[[datetime], datetime]
"""Gives a time without a zone the zone that it is meant in."""

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


class _Fault(NamedTuple):
    """What is wrong with one cell, or with the row if it names no column."""

    column: str
    cell: str
    fix: str


def to_json(entries: Iterable[Entry]) -> str:
    """Entries as JSON, one object with `version` and `entries`."""
    form = msgspec.json.encode(_File(FORMAT, tuple(entries)))
    return msgspec.json.format(form, indent=2).decode() + "\n"


def from_json(data: bytes, name: str, *, all_tell: bool = False) -> tuple[Entry, ...]:
    """Entries from `to_json`.

    Args:
        data: the file's bytes.
        name: of the file, for errors.
        all_tell: an entry that tells only when is a bad one.

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
        entries = msgspec.json.decode(data, type=_File).entries
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DiaryError(f"{name}: not a diary in JSON ({error}); export it again") from None
    empty = [number for number, entry in enumerate(entries, 1) if says_nothing(entry)]
    if all_tell and empty:
        faults = [f"{name}, {_lines(empty, 'entry', 'entries')}: {NOTHING_SAID}"]
        _raise_if(faults, len(faults), name)
    return entries


def to_csv(entries: Iterable[Entry]) -> str:
    """Entries as a table, one line each; a list's words stand in one cell, `;` between them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow(map(guarded, cells_of(entry).values()))
    return out.getvalue()


def from_csv(
    data: bytes, name: str, localize: Localize | None = None, *, all_tell: bool = False
) -> tuple[Entry, ...]:
    """Entries from `to_csv`, or from a table by hand: columns in any order, all but `at` optional.

    Args:
        data: the file's bytes, UTF-8 with or without a byte order mark.
        name: of the file, for errors.
        localize: for times without a zone; None refuses them.
        all_tell: a row that tells only when is a bad one.

    Raises:
        DiaryError: wrong encoding or columns, or bad rows; `faults` names every kind.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DiaryError(f"{name}, line {line}: not UTF-8 text; save it as CSV UTF-8") from None
    begin = _after_empty_lines(text, 0)
    named = _NAMED_SEPARATOR.match(text, begin)
    if named:
        begin = _after_empty_lines(text, named.end())
    above, text = text.count("\n", 0, begin), text[begin:]
    between = named[1] if named else max(_BETWEEN, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        header = ["_".join(title.lower().split()) for title in next(reader, [])]
        _check_header(header, name, above + 1)
        return _rows(reader, header, name, above, localize, all_tell)
    except csv.Error as error:
        raise DiaryError(
            f"{name}, line {above + reader.line_num}: not CSV ({error}); "
            "put a cell with a comma or quote in double quotes"
        ) from None


def read_entry(cells: Mapping[str, str], place: str) -> tuple[Entry | None, list[str]]:
    """An entry from cells of text, or every fault in them.

    Args:
        cells: text by column; an empty text is a value not told.
        place: file and line, for the faults.
    """
    entry, faults = _read(cells, None)
    return entry, [_told(place, fault, [fault.cell]) for fault in faults]


def _read(cells: Mapping[str, str], localize: Localize | None) -> tuple[Entry | None, list[_Fault]]:
    form: dict[str, Any] = {}
    faults: list[_Fault] = []
    for column, cell in cells.items():
        try:
            value = _value(column, cell)
        except ValueError:
            faults.append(_Fault(column, cell, f"takes {_TAKES.get(column, 'words')}"))
        else:
            if value is not None:
                form[column] = value
    if faults:
        return None, faults
    if "at" not in form:
        return None, [_Fault("at", "", f"empty; takes {_TAKES['at']}")]
    if localize and form["at"].tzinfo is None:
        form["at"] = localize(form["at"])
    try:
        return Entry(**form), []
    except ValueError as error:
        return None, [_Fault(str(error).split()[0], "", str(error))]


def _told(place: str, fault: _Fault, cells: Iterable[str]) -> str:
    """A fault in words; one of several rows with some of their cells."""
    column = f", column {fault.column!r}" if fault.column else ""
    some = [repr(cell) for cell in dict.fromkeys(cells) if cell]
    more = ", …" if len(some) > _LINES_NAMED else ""
    cannot = f"cannot be {', '.join(some[:_LINES_NAMED])}{more}; " if some else ""
    return f"{place}{column}: {cannot}{fault.fix}"


def cells_of(entry: Entry) -> dict[str, str]:
    """An entry as text by column, as `read_entry` takes it."""
    return {column: _cell(getattr(entry, column)) for column in COLUMNS}


def _check_header(header: list[str], name: str, line: int) -> None:
    faults = [
        f"{name}, line {line}, column {title!r}: unknown; use some of {', '.join(COLUMNS)}"
        for title in header
        if title and title not in COLUMNS
    ]
    faults += [
        f"{name}, line {line}, column {title!r}: given twice; leave one out"
        for title in dict.fromkeys(filter(None, header))
        if header.count(title) > 1
    ]
    if "at" not in header:
        faults.append(f"{name}, line {line}: no column 'at'; add one with {_TAKES['at']}")
    _raise_if(faults, len(faults), name)


def _after_empty_lines(text: str, begin: int) -> int:
    """Where the first line begins that has more than separators in it."""
    empty = _EMPTY_LINES.match(text, begin)
    return empty.end() if empty else begin


def _rows(
    reader: Any,
    header: list[str],
    name: str,
    above: int,
    localize: Localize | None,
    all_tell: bool,
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    faults: dict[tuple[str, str], list[tuple[int, _Fault]]] = {}
    begins = above + reader.line_num + 1
    for row in reader:
        line, begins = begins, above + reader.line_num + 1
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or (reader.dialect.delimiter == "|" and all(map(_RULE.fullmatch, filled))):
            continue
        entry, found = _row(header, row, localize)
        if entry is not None:
            entries.append(entry)
            if all_tell and says_nothing(entry):
                found = [_Fault("", "", NOTHING_SAID)]
        for fault in found:
            faults.setdefault((fault.column, fault.fix), []).append((line, fault))
    told = [
        _told(
            f"{name}, {_lines([line for line, _ in alike])}",
            alike[0][1],
            [fault.cell for _, fault in alike],
        )
        for alike in faults.values()
    ]
    _raise_if(told, sum(map(len, faults.values())), name)
    return tuple(entries)


def _row(
    header: list[str], row: list[str], localize: Localize | None
) -> tuple[Entry | None, list[_Fault]]:
    """The entry of a row; a cell without a title must be empty."""
    titles = [*header, *[""] * (len(row) - len(header))]
    if any(cell.strip() for title, cell in zip(titles, row, strict=False) if not title):
        named = sum(map(bool, header))
        return None, [_Fault("", "", f"{len(row)} cells for {named} columns; quote the commas")]
    cells = {title: cell for title, cell in zip(titles, row, strict=False) if title}
    return _read(cells, localize)


def _lines(lines: list[int], one: str = "line", more: str = "lines") -> str:
    if len(lines) == 1:
        return f"{one} {lines[0]}"
    if len(lines) <= _LINES_NAMED:
        return f"{more} {', '.join(map(str, lines[:-1]))} and {lines[-1]}"
    some = ", ".join(map(str, lines[:_LINES_NAMED]))
    return f"{more} {some} and {len(lines) - _LINES_NAMED} more"


def _value(column: str, cell: str) -> Any:
    """A cell as the entry's value, None if it is empty.

    Raises:
        ValueError: the column does not take it.
    """
    text = unguarded(" ".join(_visible(cell).split()))
    if not text:
        return None
    if column in LISTS:
        return tuple(word.strip() for word in text.split(WORD_ENDS) if word.strip())
    if column == "at":
        if len(text) <= DATE_CHARACTERS:
            raise ValueError(f"{text!r} has no time, and a date alone does not mean midnight")
        return datetime.fromisoformat(text)
    if column == "length_min":
        text = _DECIMAL_COMMA.sub(r"\1.\2", text) if _DECIMAL_COMMA.fullmatch(text) else text
    return msgspec.convert(text, _TYPES[column], strict=False)


def _visible(text: str) -> str:
    """The text without marks that only steer how it is set, such as a direction."""
    return "".join(c for c in text if c in JOINERS or unicodedata.category(c) != "Cf")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"{WORD_ENDS} ".join(value)
    return value if isinstance(value, str) else str(msgspec.to_builtins(value))


def guarded(cell: str) -> str:
    """The cell with the quote that tells a formula from words, which `read_entry` takes off."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell without the quote that `guarded` gave it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA and cell[1:] else cell


def _raise_if(faults: list[str], count: int, name: str) -> None:
    if len(faults) == 1:
        raise DiaryError(f"{faults[0]}; nothing was imported", faults)
    if faults:
        raise DiaryError(f"{name}: {count} faults, nothing was imported", faults)
