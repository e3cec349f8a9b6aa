"""What is typed as an entry of the diary: checked as a careful reader would, with the near word.

Nothing doubtful is taken silently: a cramp to come, an entry that tells nothing, a column given
twice, a word that is almost one of the vocabulary. The person's own words are kept as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Final, get_args

import msgspec

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.exchange import (
    COLUMNS,
    DATE_CHARACTERS,
    LISTS,
    cells_of,
    guarded,
    read_entry,
)
from cramp_triage.diary.reading import read
from cramp_triage.errors import DiaryError
from cramp_triage.nlu import Lexicon
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage.local_time import in_local_zone

NEAR: Final = 0.7
NEAR_COLUMN: Final = 0.8
"""How alike two words are, from 0 to 1, before one is offered for the other."""

AHEAD: Final = timedelta(minutes=5)
"""By so much two clocks may differ."""

UNDATED: Final = Entry(datetime.fromtimestamp(0, UTC))
"""For words that are read alone; its time means nothing."""

QUOTES: Final = ('"', "'", "“", "”")
WITHIN: Final = {
    column.name: tuple(word for word in get_args(column.type) if word)
    for column in msgspec.structs.fields(Entry)
    if get_args(column.type) and column.name in ("side", "pain_word", "sleep_lost")
}
"""The columns that take a few words and no others."""


def typed(
    protocol: Protocol,
    lexicon: Lexicon,
    values: Sequence[str],
    before: Entry | None,
    now: datetime,
) -> Entry:
    """An entry from `COLUMN=VALUE` arguments; see `checked`.

    Raises:
        DiaryError: as there, or it tells nothing but when.
    """
    entry = checked(protocol, lexicon, values, before, now)
    if entry == Entry(at=entry.at, protocol=entry.protocol):
        raise DiaryError(
            "nothing is said about the cramp; write at least where it was, like muscle=calf"
        )
    return entry


def checked(
    protocol: Protocol,
    lexicon: Lexicon,
    values: Sequence[str],
    before: Entry | None,
    now: datetime,
) -> Entry:
    """An entry from `COLUMN=VALUE` arguments, which may still tell nothing but when.

    Args:
        protocol: for the words of the vocabulary.
        lexicon: to tell own words that are understood from words that are mistyped.
        values: the arguments; an empty value empties its column.
        before: the entry that is changed; None makes a new one.
        now: its time, if none is given.

    Raises:
        DiaryError: no such column, or a value that it does not take; one line with the near word.
    """
    cells = cells_of(before) if before else {"at": now.isoformat(timespec="minutes")}
    given = _cells(protocol, values)
    entry, faults = read_entry({**cells, **given}, "diary")
    if entry is None:
        raise DiaryError(faults[0], faults)
    entry = _without_quotes(protocol, lexicon, entry, given.keys())
    if entry.at - now > AHEAD:
        raise DiaryError(f"at: {given.get('at', '')} is in the future; write when it was")
    return entry


def as_arguments(protocol: Protocol, entry: Entry) -> list[str]:
    """The arguments of which `typed` makes this entry again."""
    own = {column for column, _ in _own(protocol, entry, COLUMNS)}
    return [
        f"{column}={QUOTES[0]}{cell}{QUOTES[0]}" if column in own else f"{column}={guarded(cell)}"
        for column, cell in cells_of(entry).items()
        if cell
    ]


def refuse_same_minute(entries: Mapping[int, Entry], entry: Entry) -> None:
    """Takes a cramp of its own minute, or the very same again.

    Raises:
        DiaryError: another cramp of the same minute is there; names its number.
    """
    minute = entry.at.timestamp() // 60
    for number, other in entries.items():
        if other != entry and other.at.timestamp() // 60 == minute:
            raise DiaryError(
                f"a cramp of that minute is number {number}; `cramp-voice diary edit {number} ...` "
                "changes it, or give another minute with at="
            )


def unread(protocol: Protocol, lexicon: Lexicon, entry: Entry) -> tuple[str, ...]:
    """The entry's own words that the program does not know; a report quotes them as written."""
    columns = ("muscle", "also_at", "doing", "medicines", "other")
    own = read(protocol, lexicon, entry).own
    return tuple(one.words for one in own if not one.facts and one.column in columns)


def _cells(protocol: Protocol, values: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for value in values:
        name, mark, text = value.partition("=")
        column = name.strip().casefold()
        if not mark or column not in COLUMNS:
            near = _near(column, COLUMNS, NEAR_COLUMN) if mark else ""
            hint = f"did you mean {near}? " if near else ""
            raise DiaryError(
                f"{value!r}: {hint}write COLUMN=VALUE, with one of {', '.join(COLUMNS)}"
            )
        if column in cells:
            raise DiaryError(
                f"{column}: given twice, {cells[column]!r} and {text!r}; leave one out"
            )
        cells[column] = _as_known(protocol, column, text)
    if cells.get("at"):
        cells["at"] = _with_zone(cells["at"])
    return cells


def _as_known(protocol: Protocol, column: str, text: str) -> str:
    """The text, as the vocabulary writes it where it differs in capitals and spaces alone.

    Raises:
        DiaryError: none of the few words that the column takes, or the same word twice.
    """
    words = " ".join(text.split())
    if column in LISTS:
        listed = [word.strip().casefold() for word in words.split(";") if word.strip()]
        twice = next((word for word in listed if listed.count(word) > 1), None)
        if twice is not None:
            raise DiaryError(f"{column}: {twice!r} appears twice; leave one out")
        return text
    known = WITHIN.get(column) or vocabulary(protocol, column)
    word = words.casefold().replace(" ", "_")
    if not words or word in known:
        return word if known else text
    if column in WITHIN:
        near = _near(word, known)
        hint = f"did you mean {near}? " if near else ""
        raise DiaryError(
            f"{column}: cannot be {text!r}; {hint}it takes {', '.join(known)} or nothing"
        )
    return text


def _without_quotes(
    protocol: Protocol, lexicon: Lexicon, entry: Entry, given: Iterable[str]
) -> Entry:
    """The entry, its own words checked for a near one; words in quotes are meant as they are.

    Raises:
        DiaryError: own words that are almost a word of the vocabulary.
    """
    changed = {}
    for column, words in _own(protocol, entry, given):
        if words[0] in QUOTES and words[-1] in QUOTES and len(words) > 2:
            changed[column] = words[1:-1].strip()
            continue
        if near := near_word(protocol, lexicon, column, words):
            raise DiaryError(
                f"{column}: {words!r} is not a word of this column; did you mean {near}? "
                f"If it is your own word, put it in quotes: {column}='\"{words}\"'"
            )
    return msgspec.structs.replace(entry, **changed)


def _own(protocol: Protocol, entry: Entry, given: Iterable[str]) -> Iterator[tuple[str, str]]:
    for column in ("muscle", "doing"):
        words = getattr(entry, column)
        if column in given and words and words not in vocabulary(protocol, column):
            yield column, words


def near_word(protocol: Protocol, lexicon: Lexicon, column: str, words: str) -> str:
    """The word of the vocabulary that own words almost are; "" if none, or if they are known.

    Args:
        protocol: for the vocabulary.
        lexicon: to understand the words.
        column: that takes own words, `muscle` or `doing`.
        words: as written.
    """
    near = _near(words.casefold().replace(" ", "_"), vocabulary(protocol, column))
    if not near:
        return ""
    alone = msgspec.structs.replace(UNDATED, **{column: words})
    return "" if any(own.facts for own in read(protocol, lexicon, alone).own) else near


def vocabulary(protocol: Protocol, column: str) -> tuple[str, ...]:
    """The words of the vocabulary that a column takes in addition to the person's own."""
    if column not in ("muscle", "doing"):
        return ()
    return next(f.values for f in protocol.findings.values() if f.diary == column)


def _near(word: str, known: Sequence[str], alike: float = NEAR) -> str:
    return next(iter(get_close_matches(word, known, 1, alike)), "")


def _with_zone(text: str) -> str:
    """A time without a zone is one of this computer's zone; a date alone is no midnight.

    Raises:
        DiaryError: a date without a time.
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text  # named as a fault with the other cells
    if len(text.strip()) <= DATE_CHARACTERS:
        raise DiaryError(f"at: {text!r} has no time; write about when, like {text.strip()}T03:00")
    return (time if time.tzinfo else in_local_zone(time)).isoformat()
