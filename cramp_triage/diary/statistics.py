"""What the entries of a diary add up to: the figures behind the pictures and the visit summary.

Pure counting; small numbers prove nothing, so nothing here says what causes a cramp.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

import msgspec

from cramp_triage.diary.entry import Entry, day_of, is_night, nights_of, per_week

WEEKS: Final = 12
HOURS: Final = 24


class Trigger(msgspec.Struct, frozen=True):
    """What was noted with some of the cramps, and how those went.

    Attributes:
        word: a fact id or the person's own.
        cramps: how many.
        length_min: median length of those with one.
        pain: median pain, 0 to 10, of those with one.
        sleep_lost: how many cost sleep, of the `sleep_told` of which that is noted.
    """

    word: str
    cramps: int
    length_min: float | None
    pain: float | None
    sleep_lost: int
    sleep_told: int


class Figures(msgspec.Struct, frozen=True):
    """The diary in figures; entries after `until` are not in it.

    Attributes:
        cramps: all entries.
        since: day of the first one.
        until: the time it was counted at.
        weeks: cramps in each of the past twelve weeks, oldest first.
        nights: nights with a cramp in those weeks, by the date of the evening.
        days: days with a cramp by day only.
        hours: cramps by hour of the clock, 0 to 23.
        muscles: words with their counts, the most frequent first; `Calf` is `calf`.
        sleep_told: cramps of which it is written whether they cost sleep; `sleep_lost` that did.
        at_night: cramps that came at night.
    """

    cramps: int
    since: date
    until: datetime
    weeks: tuple[int, ...]
    nights: tuple[date, ...]
    days: tuple[date, ...]
    hours: tuple[int, ...]
    muscles: tuple[tuple[str, int], ...]
    triggers: tuple[Trigger, ...]
    helped: tuple[tuple[str, int], ...]
    length_median_min: float | None
    length_longest_min: float | None
    pain_median: float | None
    pain_worst: int | None
    sleep_lost: int
    sleep_told: int
    at_night: int


def figures(entries: Iterable[Entry], now: datetime) -> Figures | None:
    """The figures of the entries up to a time; None if there are none."""
    past = sorted((entry for entry in entries if entry.at <= now), key=lambda entry: entry.at)
    if not past:
        return None
    shown = [entry for entry in past if now - entry.at < timedelta(weeks=WEEKS)]
    nights = nights_of(shown)
    hours = Counter(entry.at.hour for entry in past)
    lengths = [entry.length_min for entry in past if entry.length_min is not None]
    pains = [entry.pain for entry in past if entry.pain is not None]
    return Figures(
        cramps=len(past),
        since=day_of(past[0]),
        until=now,
        weeks=per_week(past, now, WEEKS),
        nights=tuple(sorted(nights)),
        days=tuple(sorted({day_of(entry) for entry in shown if not is_night(entry)} - nights)),
        hours=tuple(hours[hour] for hour in range(HOURS)),
        muscles=_counted(entry.muscle for entry in past),
        triggers=_triggers(past),
        helped=_counted(word for entry in past for word in entry.helped),
        length_median_min=median(lengths) if lengths else None,
        length_longest_min=max(lengths, default=None),
        pain_median=median(pains) if pains else None,
        pain_worst=max(pains, default=None),
        sleep_lost=sum(entry.sleep_lost == "yes" for entry in past),
        sleep_told=sum(bool(entry.sleep_lost) for entry in past),
        at_night=sum(map(is_night, past)),
    )


def words_beside(entry: Entry) -> tuple[str, ...]:
    """What was noted with a cramp: what the person was doing, had drunk, eaten or taken."""
    doing = (entry.doing,) if entry.doing else ()
    beside = (entry.fluids, entry.food, entry.alcohol, entry.caffeine, entry.medicines)
    told = (*doing, *(word for words in beside for word in words))
    return tuple({word.casefold(): word for word in reversed(told)}.values())[::-1]


def _triggers(entries: Sequence[Entry]) -> tuple[Trigger, ...]:
    words = _counted(word for entry in entries for word in words_beside(entry))
    return tuple(
        _trigger(word, [e for e in entries if word.casefold() in _folded(words_beside(e))])
        for word, _ in words
    )


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def _trigger(word: str, entries: Sequence[Entry]) -> Trigger:
    lengths = [entry.length_min for entry in entries if entry.length_min is not None]
    pains = [entry.pain for entry in entries if entry.pain is not None]
    return Trigger(
        word=word,
        cramps=len(entries),
        length_min=median(lengths) if lengths else None,
        pain=median(pains) if pains else None,
        sleep_lost=sum(entry.sleep_lost == "yes" for entry in entries),
        sleep_told=sum(bool(entry.sleep_lost) for entry in entries),
    )


def _counted(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Words with their counts, most frequent first, then by the alphabet.

    Words that differ in capitals alone are one word, as it was written first.
    """
    written = [word for word in words if word]
    first = {word.casefold(): word for word in reversed(written)}
    counts = Counter(first[word.casefold()] for word in written)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
