"""A diary's entries as lines for a terminal, and what is typed there as an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from cramp_triage.diary.entry import Entry, label, nights_of, per_week
from cramp_triage.diary.exchange import COLUMNS, cells_of, read_entry
from cramp_triage.errors import DiaryError
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage.local_time import in_local_zone

WEEKS: Final = 12
BARS: Final = "▁▂▃▄▅▆▇█"


def overview(protocol: Protocol, entries: Mapping[int, Entry], now: datetime) -> Iterator[str]:
    """A line a cramp, newest last, and the cramps a week as bars."""
    for number, entry in entries.items():
        yield f"{number:4}  {line(protocol, entry)}"
    counts = per_week(entries.values(), now, WEEKS)
    yield ""
    yield f"Cramps a week, the past {WEEKS} weeks: {sparkline(counts)}  this week {counts[-1]}"
    yield f"{len(entries)} in all, on {len(nights_of(entries.values()))} nights."


def details(protocol: Protocol, entry: Entry) -> Iterator[str]:
    """A line for everything that is noted of a cramp."""
    for column in COLUMNS:
        value = getattr(entry, column)
        if value in (None, "", ()):
            continue
        if isinstance(value, tuple):
            value = "; ".join(label(protocol, word) for word in value)
        elif column in ("muscle", "doing"):
            value = value.replace("_", " ")
        elif column == "at":
            value = _time(entry)
        yield f"{column.replace('_', ' '):>10}  {value}"


def typed(values: Sequence[str], before: Entry | None, now: datetime) -> Entry:
    """An entry from `COLUMN=VALUE` arguments.

    Args:
        values: the arguments; an empty value empties its column.
        before: the entry that is changed; None makes a new one.
        now: its time, if none is given.

    Raises:
        DiaryError: no such column, or a value that it does not take.
    """
    cells = cells_of(before) if before else {"at": now.isoformat(timespec="minutes")}
    entry, faults = read_entry({**cells, **_cells(values)}, "diary")
    if entry is None:
        raise DiaryError(faults[0], faults)
    return entry


def sparkline(counts: tuple[int, ...]) -> str:
    """The counts as one line of bars; the highest fills its place."""
    most = max((*counts, 1))
    return "".join(BARS[-(-count * (len(BARS) - 1) // most)] for count in counts)


def _cells(values: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for value in values:
        column, mark, text = value.partition("=")
        if not mark or column not in COLUMNS:
            raise DiaryError(f"{value!r}: write COLUMN=VALUE, with one of {', '.join(COLUMNS)}")
        cells[column] = text
    if cells.get("at"):
        cells["at"] = _with_zone(cells["at"])
    return cells


def _with_zone(text: str) -> str:
    """A time without a zone is one of this computer's zone."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text  # named as a fault with the other cells
    return (time if time.tzinfo else in_local_zone(time)).isoformat()


def line(protocol: Protocol, entry: Entry) -> str:
    """A cramp in one line: when, where, how."""
    where = " ".join(filter(None, (entry.side, entry.muscle.replace("_", " ")))) or "-"
    told = [
        f"{entry.length_min:g} min" if entry.length_min is not None else "",
        f"pain {entry.pain}" if entry.pain is not None else entry.pain_word,
        entry.doing.replace("_", " "),
        *(label(protocol, word) for word in entry.helped[:1]),
    ]
    return f"{_time(entry)}  {where:16}  {', '.join(filter(None, told))}".rstrip()


def _time(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M %z}"
