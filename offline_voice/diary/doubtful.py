"""What is doubtful in entries that come from a file: taken as they are, and told, a line a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.exchange import LISTS
from cramp_triage.nlu import Lexicon
from cramp_triage.protocol.model import Protocol
from offline_voice.diary.spelling import as_known, near_word
from offline_voice.diary.typed import AHEAD, contradicts

NAMED: Final = 3
"""Of one kind so many are named."""


def doubtful(
    protocol: Protocol, lexicon: Lexicon, entries: Collection[Entry], now: datetime
) -> Iterator[str]:
    """A line for each kind of doubt, with the first few places.

    Args:
        protocol: for the words of the vocabulary.
        lexicon: to tell own words that are understood from words that are mistyped.
        entries: as they stand in the file.
        now: no cramp is later.
    """
    ahead = sorted(entry.at for entry in entries if entry.at - now > AHEAD)
    if ahead:
        yield f"in the future, and counted from then on: {_named([_minute(at) for at in ahead])}"
    minutes = Counter(_minute(entry.at.astimezone(UTC)) for entry in entries)
    twice = sorted({e.at for e in entries if minutes[_minute(e.at.astimezone(UTC))] > 1})
    if twice:
        yield f"cramps of one minute: {_named([_minute(at) for at in twice])}"
    apart = sorted(entry.at for entry in entries if contradicts(entry))
    if apart:
        yield f"the pain and its word do not go together: {_named([_minute(at) for at in apart])}"
    mistyped = list(_mistyped(protocol, lexicon, entries))
    if mistyped:
        yield f"kept as written, but almost a word of ours: {_named(mistyped)}"


def respelled(
    protocol: Protocol, lexicon: Lexicon, entries: Collection[Entry]
) -> tuple[list[Entry], str]:
    """The entries as the diary writes their words, and a line with those of another spelling.

    Args:
        protocol: for the words of the vocabulary.
        lexicon: to tell another spelling from another word.
        entries: as they stand in the file.
    """
    known = [as_known(protocol, lexicon, entry) for entry in entries]
    changed = dict.fromkeys(
        f"{column} {before!r} ({after})"
        for entry, other in zip(entries, known, strict=True)
        for column in ("muscle", "doing", "also_at")
        for before, after in _changes(getattr(entry, column), getattr(other, column))
    )
    return known, f"written as the diary writes it: {_named(list(changed))}" if changed else ""


def _changes(
    before: str | tuple[str, ...], after: str | tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    if before != after:
        was, now = ((each,) if isinstance(each, str) else each for each in (before, after))
        yield "; ".join(was), "; ".join(now)


def _mistyped(protocol: Protocol, lexicon: Lexicon, entries: Collection[Entry]) -> Iterator[str]:
    for column in ("muscle", "doing", *LISTS):
        values = (getattr(entry, column) for entry in entries)
        written = dict.fromkeys(
            word for value in values for word in (value if column in LISTS else (value,)) if word
        )
        for words in written:
            if near := near_word(protocol, lexicon, column, words):
                yield f"{column} {words!r} ({near}?)"


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _named(places: Sequence[str]) -> str:
    more = len(places) - NAMED
    return ", ".join(places[:NAMED]) + (f" and {more} more" if more > 0 else "")
