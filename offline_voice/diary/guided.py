"""What a cramp was like, asked column by column of a person at a terminal.

Nothing is read or printed here: `ask` does both. What is wrong is told, and asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from textwrap import fill
from typing import Final

import msgspec

from cramp_triage.diary.entry import WORD_ENDS, Entry, label
from cramp_triage.diary.exchange import LISTS
from cramp_triage.errors import DiaryError
from cramp_triage.protocol.model import Protocol
from offline_voice.diary.columns import TOLD, column_of
from offline_voice.diary.spelling import vocabulary

ENOUGH: Final = "."
OFFERED: Final = 4
WIDE: Final = 78
WORDED: Final = {f.name for f in msgspec.structs.fields(Entry) if f.default in ("", ())}
WITH_A_NUMBER: Final = "pain_word"
INTRODUCTION: Final = (
    f"Enter alone leaves a question out, {ENOUGH} leaves out the rest, Ctrl-C notes nothing."
)


def needs_guide(values: Iterable[str]) -> bool:
    """Whether what was typed does not even say where the cramp was."""
    return "muscle" not in _named(values)


def guided(
    protocol: Protocol,
    before: Sequence[Entry],
    values: Sequence[str],
    now: datetime,
    ask: Callable[[str], str],
    check: Callable[[Sequence[str]], object],
) -> list[str]:
    """The values given, and those that were asked for, as `COLUMN=VALUE`.

    Args:
        protocol: for the names of the words.
        before: the diary; its words are offered.
        values: what was given already, and is not asked for.
        now: the time.
        ask: puts a question and returns the answer as it was typed.
        check: raises a `DiaryError` for values that cannot be.
    """
    found, named, fault = list(values), _named(values), ""
    for example, what in TOLD.items():
        column = column_of(example)
        if column in named or column == WITH_A_NUMBER:
            continue
        title = column.replace("_", " ").capitalize()
        question = f"{title}: {what}{_offered(protocol, before, column)}"
        while True:
            answer = ask(f"{fault}{question}\n> ").strip()
            fault = ""
            if answer == ENOUGH:
                return found
            if not answer:
                break
            try:
                check([*found, value := f"{column}={_as_written(column, answer, now)}"])
            except DiaryError as error:
                fault = f"{error}\n"
                continue
            found.append(value)
            break
    return found


def _named(values: Iterable[str]) -> frozenset[str]:
    pairs = (value.partition("=") for value in values)
    return frozenset(column.strip().casefold() for column, _, text in pairs if text.strip())


def _offered(protocol: Protocol, before: Sequence[Entry], column: str) -> str:
    """The words that the program knows there, and those that the diary has most often."""
    if column not in WORDED:
        return ""
    listed = column in LISTS
    noted = (getattr(entry, column) for entry in before)
    words = Counter(word for value in noted for word in (value if listed else (value,)) if word)
    often = [
        label(protocol, word) if listed else word.replace("_", " ")
        for word, _ in words.most_common(OFFERED)
    ]
    known = [word.replace("_", " ") for word in vocabulary(protocol, column)]
    return "".join(
        "\n" + fill(f"{whose}: {f'{WORD_ENDS} '.join(words)}", WIDE, break_long_words=False)
        for whose, words in (("Known", known), ("In your diary", often))
        if words
    )


def _as_written(column: str, answer: str, now: datetime) -> str:
    """The answer as the column takes it: a clock time as the last such time, commas in lists."""
    if column in LISTS:
        return answer.replace(",", WORD_ENDS)
    if column != "at":
        return answer
    try:
        clock = time.fromisoformat(f"0{answer}" if answer[1:2] == ":" else answer)
    except ValueError:
        return answer
    today = datetime.combine(now.date(), clock)
    return (today if today <= now.replace(tzinfo=None) else today - timedelta(days=1)).isoformat()
