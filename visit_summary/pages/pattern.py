"""What a diary amounts to for a reader in a hurry: how many, how often, what changed, what helped.

Counting and wording only; small numbers prove nothing, so nothing here says what causes a cramp.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.reading import Reading, assessed
from cramp_triage.diary.statistics import Figures
from cramp_triage.protocol.conditions import support
from cramp_triage.protocol.model import Protocol
from visit_summary.content.summary import Summary, danger_signs, heard_as
from visit_summary.pages import wording

BEFORE: Final = 4
"""Weeks before the last one that it is compared with."""

RECENT: Final = timedelta(days=7)
LONG_MIN: Final = 10.0
DATES: Final = 4
"""Dates that are written out; of more, the newest."""


def how_many(summary: Summary, diary: Figures) -> str:
    """How many, since when, how fast: "21 cramps since Sep 4, 2026; 5 in the past 7 days"."""
    count = "1 cramp" if diary.cramps == 1 else f"{diary.cramps} cramps"
    since = wording.day(diary.since, summary.locale)
    weeks = (diary.until.date() - diary.since).days // 7
    before = diary.weeks[-1 - BEFORE : -1]
    trend = ""
    if weeks > BEFORE:
        trend = f", {sum(before)} in the {BEFORE} weeks before"
    return f"{count} since {since}; {diary.weeks[-1]} in the past 7 days{trend}"


def nights_a_week(diary: Figures) -> str:
    """How many came at night, on how many nights in how many weeks."""
    kept = min(len(diary.weeks), (diary.until.date() - diary.since).days // 7 + 1)
    nights = len(diary.nights)
    span = "the past week" if kept == 1 else f"the past {kept} weeks ({nights / kept:.2g} a week)"
    return f"{diary.at_night} of {diary.cramps} at night; {nights} {_s('night', nights)} in {span}"


def late(summary: Summary) -> Reading | None:
    """The most urgent entry of the week before the summary; of equals, the newest."""
    week = [r for r in summary.readings if summary.at - r.at <= RECENT]
    return max(week, key=lambda reading: (reading.level, reading.at), default=None)


def sides(entries: Sequence[Entry]) -> str:
    """Left and right, where a side is noted; "" if none is."""
    counts = Counter(entry.side for entry in entries if entry.side)
    return ", ".join(f"{side} {counts[side]}" for side in ("left", "right", "both") if counts[side])


def dates(summary: Summary, readings: Iterable[Reading]) -> str:
    """The days of entries, newest last; of many, the newest and how many more."""
    on = list(dict.fromkeys(wording.short_day(r.at.date(), summary.locale) for r in readings))
    more = f"{len(on) - DATES} earlier, " if len(on) > DATES else ""
    return more + ", ".join(on[-DATES:])


def dangers(protocol: Protocol, summary: Summary) -> dict[str, list[Reading]]:
    """The danger signs that entries of the diary report, with those entries; the gravest first."""
    weight = dict.fromkeys(danger_signs(protocol), 0)
    found: dict[str, list[Reading]] = {}
    for reading in summary.readings:
        for fact, value in reading.facts.items():
            if fact in weight and heard_as(protocol, fact, value) == "reported":
                found.setdefault(fact, []).append(reading)
        for rule in assessed(protocol, reading).fired if found else ():
            for fact in weight.keys() & support(rule.when, reading.facts):
                weight[fact] = max(weight[fact], rule.level)
    return dict(sorted(found.items(), key=lambda item: -weight[item[0]]))


def written(summary: Summary, column: str) -> dict[str, list[Reading]]:
    """What stands in a column of the whole diary, word by word, with the entries it stands in."""
    found: dict[str, list[Reading]] = {}
    for entry, reading in zip(summary.entries, summary.readings, strict=True):
        for word in getattr(entry, column):
            found.setdefault(word, []).append(reading)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def longest(summary: Summary) -> list[Entry]:
    """The cramps that lasted over ten minutes, oldest first."""
    return [e for e in summary.entries if e.length_min is not None and e.length_min > LONG_MIN]


def not_understood(summary: Summary) -> list[tuple[str, str]]:
    """Own words of the diary that were read as nothing: the column and the words, newest first."""
    said = [
        (own.column, own.words)
        for reading in reversed(summary.readings)
        for own in reading.own
        if not own.facts and own.column in ("muscle", "also_at", "doing", "other")
    ]
    return list(dict.fromkeys(said))


def _s(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
