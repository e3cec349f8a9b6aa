"""What is typed as an entry of the diary: checked as a careful reader would, with the near word.

Nothing doubtful is taken silently: a cramp to come, an entry that tells nothing, a column given
twice, a word that is almost one of the vocabulary. The person's own words are kept as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, get_args, get_type_hints

from cramp_triage.diary.entry import WORD_ENDS, Entry, says_nothing
from cramp_triage.diary.exchange import (
    COLUMNS,
    DATE_CHARACTERS,
    LISTS,
    NOTHING_SAID,
    cells_of,
    guarded,
    read_entry,
    unguarded,
)
from cramp_triage.diary.reading import read
from cramp_triage.errors import DiaryError
from cramp_triage.messages.replies import Mode
from cramp_triage.nlu import Lexicon
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage.local_time import doubt_of, in_local_zone
from offline_voice.diary.spelling import (
    NEAR_COLUMN,
    known_words,
    looks_like,
    near_word,
    nearest,
    spelled,
)

AHEAD: Final = timedelta(minutes=5)
"""By so much two clocks may differ."""

PAIN_OF: Final = {"none": (0, 1), "mild": (0, 4), "moderate": (3, 7), "severe": (5, 10)}
"""The numbers from 0 to 10 that somebody may mean by a word."""

OF_WORDS: Final = ("muscle", "doing", "protocol", *LISTS)
TO_BE_KNOWN: Final = ("muscle", "also_at", "doing", "medicines", "helped", "other")
"""The columns of which it is told what is not known; food and drink may be anything."""

VERSION: Final = re.compile(r"\d{4}(\.\d{1,3}){1,2}")
QUOTES: Final = ('"', "'", "“", "”")
WITHIN: Final = {
    **{
        column: tuple(filter(None, get_args(get_type_hints(Entry)[column])))
        for column in ("side", "pain_word", "sleep_lost")
    },
    "mode": get_args(Mode),
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
    if says_nothing(entry):
        raise DiaryError(NOTHING_SAID)
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
    given = _cells(protocol, lexicon, values)
    entry, faults = read_entry({**cells, **given}, "diary")
    if entry is None:
        raise DiaryError(faults[0], faults)
    if entry.at - now > AHEAD:
        raise DiaryError(f"at: {given.get('at', '')} is in the future; write when it was")
    if contradicts(entry) and {*given} & {"pain", "pain_word"} and not _is_meant(values):
        raise DiaryError(
            f"pain {entry.pain} and pain_word {entry.pain_word!r} do not go together; leave one out"
        )
    return entry


def contradicts(entry: Entry) -> bool:
    """Whether the pain's number and its word are further apart than two people's ideas of it."""
    if entry.pain is None or not entry.pain_word:
        return False
    least, most = PAIN_OF[entry.pain_word]
    return not least <= entry.pain <= most


def as_arguments(protocol: Protocol, entry: Entry) -> list[str]:
    """The arguments of which `typed` makes this entry again."""
    cells = cells_of(entry)
    typed_cells = {name: _written(protocol, entry, name, cell) for name, cell in cells.items()}
    return [f"{name}={cell}" for name, cell in typed_cells.items() if cell]


def _written(protocol: Protocol, entry: Entry, column: str, cell: str) -> str:
    """The cell as it is typed: in quotes what would else be asked about."""
    if column in LISTS:
        words = (_quoted_if_needed(protocol, column, word) for word in getattr(entry, column))
        return guarded(f"{WORD_ENDS} ".join(words))
    if column == "pain_word" and contradicts(entry):
        return _quoted(cell)
    return guarded(_quoted_if_needed(protocol, column, cell)) if column in OF_WORDS else cell


def _quoted_if_needed(protocol: Protocol, column: str, word: str) -> str:
    known = known_words(protocol, column)
    is_own = bool(word) and word not in known and column in ("muscle", "doing", "also_at", "steps")
    is_odd = column == "protocol" and not _is_version(protocol, word) and bool(word)
    if is_own or is_odd or _is_quoted(word) or (word not in known and looks_like(word, known)):
        return _quoted(word)
    return word


def _quoted(word: str) -> str:
    return f"{QUOTES[0]}{word}{QUOTES[0]}"


def _is_quoted(words: str) -> bool:
    return len(words) > 2 and words[0] in QUOTES and words[-1] in QUOTES


def doubts_of_time(values: Iterable[str]) -> Iterator[str]:
    """What is doubtful in a time that was typed without a zone."""
    for value in values:
        name, _, text = value.partition("=")
        if name.strip().casefold() == "at":
            with suppress(ValueError):
                clock = datetime.fromisoformat(text.strip())
                if clock.tzinfo is None and (doubt := doubt_of(clock)):
                    yield doubt


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


def unread(protocol: Protocol, lexicon: Lexicon, entry: Entry) -> Iterator[str]:
    """What the program does not know of the entry's own words; a report quotes them as written."""
    own = read(protocol, lexicon, entry).own
    known = {(one.column, one.words) for one in own if one.facts}
    for one in own:
        if one.facts or (one.column == "helped" and not one.unknown):
            continue
        if (one.column, one.words) in known:
            part = "”, “".join(one.unknown)
            yield f"Of your words “{one.words}” this program does not know “{part}”."
        elif one.column in TO_BE_KNOWN:
            yield f"Kept in your own words, which this program does not know: “{one.words}”."


def _cells(protocol: Protocol, lexicon: Lexicon, values: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for value in values:
        name, mark, text = value.partition("=")
        column = name.strip().casefold()
        if not mark or column not in COLUMNS:
            near = nearest(column, COLUMNS, NEAR_COLUMN) if mark else ""
            hint = f"did you mean {near}? " if near else ""
            raise DiaryError(
                f"{value!r}: {hint}write COLUMN=VALUE, with one of {', '.join(COLUMNS)}"
            )
        if column in cells:
            raise DiaryError(
                f"{column}: given twice, {cells[column]!r} and {text!r}; leave one out"
            )
        cells[column] = _as_known(protocol, lexicon, column, text)
    if cells.get("at"):
        cells["at"] = _with_zone(cells["at"])
    return cells


def _as_known(protocol: Protocol, lexicon: Lexicon, column: str, text: str) -> str:
    """The text, as the vocabulary writes it where it differs in capitals and spaces alone.

    Words in quotes are meant as they are.

    Raises:
        DiaryError: none of the words that the column takes, almost one of them, or one twice.
    """
    words = unguarded(" ".join(text.split()))
    if column in WITHIN:
        return _one_of(column, words[1:-1] if _is_quoted(words) else words)
    if column not in OF_WORDS or not words:
        return text
    if column not in LISTS:
        return guarded(_word(protocol, lexicon, column, words))
    listed = [word.strip() for word in words.split(WORD_ENDS) if word.strip()]
    found = [_word(protocol, lexicon, column, word) for word in listed]
    folded = [word.casefold() for word in found]
    twice = next((word for word in folded if folded.count(word) > 1), None)
    if twice is not None:
        raise DiaryError(f"{column}: {twice!r} appears twice; leave one out")
    return guarded(f"{WORD_ENDS} ".join(found))


def _one_of(column: str, words: str) -> str:
    known = WITHIN[column]
    word = words.casefold().replace(" ", "_")
    if word and word not in known:
        near = nearest(word, known)
        hint = f"did you mean {near}? " if near else ""
        raise DiaryError(
            f"{column}: cannot be {words!r}; {hint}it takes {', '.join(known)} or nothing"
        )
    return word


def _word(protocol: Protocol, lexicon: Lexicon, column: str, words: str) -> str:
    """A word of a column as it is kept.

    Raises:
        DiaryError: almost a word of the vocabulary, or none where only such words make sense.
    """
    if _is_quoted(words):
        return words[1:-1].strip()
    known = known_words(protocol, column)
    if words in known:
        return words
    if known_as := spelled(protocol, lexicon, column, words):
        return known_as
    as_it_is = f"If it is meant so, put it in quotes: {column}='\"{words}\"'"
    if column == "protocol" and not _is_version(protocol, words):
        raise DiaryError(
            f"{column}: {words!r} is no version of the rules up to {protocol.version}. {as_it_is}"
        )
    near = near_word(protocol, lexicon, column, words)
    if near or column == "steps":
        hint = f"; did you mean {near}?" if near else "."
        raise DiaryError(f"{column}: {words!r} is not a word of this column{hint} {as_it_is}")
    return words


def _is_version(protocol: Protocol, words: str) -> bool:
    """Whether it can be a version of the rules: none is newer than ours."""
    if not VERSION.fullmatch(words):
        return False
    written, ours = ([int(part) for part in each.split(".")] for each in (words, protocol.version))
    return written <= ours


def _is_meant(values: Iterable[str]) -> bool:
    """Whether a word for the pain is put in quotes: it is meant whatever its number is."""
    pairs = (value.partition("=") for value in values)
    return any(name.strip().casefold() == "pain_word" and _is_quoted(t) for name, _, t in pairs)


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
