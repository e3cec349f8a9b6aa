"""What a diary amounts to for a reader in a hurry: how many, how often, what changed, what helped.

Counting and wording only; small numbers prove nothing, so nothing here says what causes a cramp.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from cramp_triage.diary.entry import NIGHT, Entry, day_of, is_night
from cramp_triage.diary.reading import Reading, assessed
from cramp_triage.diary.statistics import Figures
from cramp_triage.nlu.lexicon.named import OVER_TEN
from cramp_triage.protocol.conditions import support
from cramp_triage.protocol.facts import CONTEXT
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import SEE_TODAY
from visit_summary.content.summary import Summary, danger_signs, heard_as
from visit_summary.pages import wording

PAIN_WORDS: Final = ("severe", "moderate", "mild", "none")
WEEKS: Final = 12
"""So many weeks are in the picture of dates and pain."""

STEEP: Final = 1.5
UNRESOLVED: Final = 3
RUN: Final = 3
"""So many figures make a usual one, and so many weeks a run."""

BEFORE: Final = 4
"""Weeks before the last one that it is compared with."""

RECENT: Final = timedelta(days=7)
LONG_MIN: Final = 10.0
DATES: Final = 4
"""Dates, or words, that are written out; of more dates, the newest."""


def how_many(summary: Summary, diary: Figures) -> str:
    """How many, since when, how fast: "21 cramps since Sep 4, 2026; 5 in the past 7 days"."""
    count = "1 cramp" if diary.cramps == 1 else f"{diary.cramps} cramps"
    since = wording.day(first_day(summary), summary.locale)
    before = diary.weeks[-1 - BEFORE : -1]
    trend = ""
    if (diary.until.date() - first_day(summary)).days // 7 > BEFORE:
        trend = f", {sum(before) / BEFORE:.2g} a week in the {BEFORE} weeks before"
    return f"{count} since {since}; {diary.weeks[-1]} in the past 7 days{trend}"


def in_strip(entries: Sequence[Entry], until: datetime) -> list[Entry]:
    """The entries that the picture of dates and pain shows: those of the past weeks."""
    return [entry for entry in entries if timedelta() <= until - entry.at < WEEKS * timedelta(7)]


def first_day(summary: Summary) -> date:
    """The date of the first entry, as it is written there."""
    return min(entry.at for entry in summary.entries).date()


def nights(summary: Summary) -> dict[datetime, Entry]:
    """The entries of the night by their time: told so, or by the clock with nothing else noted."""
    return {
        entry.at: entry
        for entry, reading in zip(summary.entries, summary.readings, strict=True)
        if is_night(entry) and (not entry.doing or reading.facts.get(CONTEXT) == NIGHT)
    }


def nights_a_week(protocol: Protocol, summary: Summary, diary: Figures) -> str:
    """How many came at night, and on how many nights in each week, oldest first."""
    kept = min(len(diary.weeks), (diary.until.date() - first_day(summary)).days // 7 + 1)
    found = nights(summary)
    weeks = _nights_in_weeks(list(found.values()), diary.until, kept)
    span = "the past week" if kept == 1 else f"the past {kept} weeks"
    total = sum(weeks)
    said = f"{len(found)} of {diary.cramps} at night; {total} {_s('night', total)} in {span}"
    if kept >= RUN and total:
        said += f", by week, oldest first: {' '.join(map(str, weeks))}"
    other = [e for e in summary.entries if is_night(e) and e.at not in found]
    if other:
        words = list(dict.fromkeys(wording.term(protocol, entry.doing) for entry in other))
        more = [f"{len(words) - DATES} more"] if len(words) > DATES else []
        doing = wording.joined([*words[:DATES], *more])
        said += f". {len(other)} more at a night hour by the clock, noted with: {doing}"
    return said


def _nights_in_weeks(entries: Sequence[Entry], until: datetime, weeks: int) -> list[int]:
    """The nights with a cramp in each week of seven days, the one that ends now last."""
    newest: dict[date, datetime] = {}
    for entry in entries:
        on = day_of(entry)
        newest[on] = max(newest.get(on, entry.at), entry.at)
    counts = Counter((until - at) // RECENT for at in newest.values())
    return [counts[ago] for ago in range(weeks - 1, -1, -1)]


def usual(what: str, values: Sequence[float], unit: str, most: str) -> str:
    """The middle and the highest of figures; of one or two, the figures themselves."""
    if not values:
        return f"{what} not recorded"
    if len(values) < RUN:
        return f"{what} {' and '.join(f'{value:g}' for value in values)} {unit}"
    return f"usual {what} {median(values):g} {unit}, {most} {max(values):g}"


def pain_in_words(entries: Iterable[Entry]) -> str:
    """Pain that has a word and no number, the worst first: "severe 2, mild 1"."""
    counts = Counter(entry.pain_word for entry in entries if entry.pain is None)
    return ", ".join(f"{word} {counts[word]}" for word in PAIN_WORDS if counts[word])


def places(protocol: Protocol, summary: Summary) -> list[tuple[str, int]]:
    """Where it cramped, the other places of a cramp included, the most frequent first."""
    counts: Counter[str] = Counter()
    for entry in summary.entries:
        counts.update({word.casefold(): 1 for word in (entry.muscle, *entry.also_at) if word})
    written = {w.casefold(): w for e in summary.entries[::-1] for w in (*e.also_at, e.muscle) if w}
    return [(wording.term(protocol, written[word]), n) for word, n in counts.most_common()]


def trend(diary: Figures, summary: Summary) -> str:
    """Cramps a week, the first weeks of the diary against the last; "" where it is too short."""
    kept = min(len(diary.weeks), (diary.until.date() - first_day(summary)).days // 7)
    if kept < 2 * BEFORE or sum(diary.weeks) < 2 * BEFORE:
        return ""
    weeks = diary.weeks[-kept:]
    first, last = (sum(part) / BEFORE for part in (weeks[:BEFORE], weeks[-BEFORE:]))
    if max(first, last) < STEEP * min(first, last):
        return f"about {last:.2g} a week throughout"
    return f"from {first:.2g} to {last:.2g} a week"


def is_rising(diary: Figures) -> bool:
    """Whether the past four weeks have many more cramps than the four before."""
    last, before = sum(diary.weeks[-BEFORE:]), sum(diary.weeks[-2 * BEFORE : -BEFORE])
    return before > 0 and last >= max(BEFORE, STEEP * before)


def is_late(reading: Reading, now: datetime) -> bool:
    """Whether it is of the past seven days, by the calendar: no sign falls off at an hour."""
    return (now.date() - reading.at.date()).days <= RECENT.days


def late(summary: Summary) -> Reading | None:
    """The most urgent entry of the week before the summary; of equals, the newest."""
    week = [r for r in summary.readings if is_late(r, summary.at)]
    return max(week, key=lambda reading: (reading.level, reading.at), default=None)


def unresolved(protocol: Protocol, summary: Summary, level: int) -> list[Reading]:
    """Older entries that asked for more than this, and for care today: nobody noted how they went.

    One whose signs were all denied since is left out; each set of signs is there once, the newest.
    """
    found: dict[tuple[str, ...], Reading] = {}
    for reading in summary.readings:
        here = signs_of(protocol, reading)
        grave = reading.level > level and reading.level >= SEE_TODAY
        if not here or not grave or is_late(reading, summary.at):
            continue
        if not all(denied_since(protocol, summary, fact, reading.at) for fact in here):
            found[here] = reading
    return sorted(found.values(), key=lambda r: (-r.level, r.at))[:UNRESOLVED]


def signs_of(protocol: Protocol, reading: Reading) -> tuple[str, ...]:
    """The danger signs that an entry reports; that a cramp was long is over with the cramp."""
    return tuple(
        fact
        for fact in danger_signs(protocol)
        if fact in reading.facts
        and fact != OVER_TEN
        and heard_as(protocol, fact, reading.facts[fact]) == "reported"
    )


def denied_since(protocol: Protocol, summary: Summary, fact: str, at: datetime) -> date | None:
    """The day on which a sign of the diary was denied later, there or when asked; None if never."""
    told = next((one for one in (*summary.signs, *summary.facts) if one.id == fact), None)
    asked = summary.basis == "conversation" and told is not None and not told.inferred
    if asked and told is not None and told.heard == "denied":
        return summary.at.date()
    later = (r for r in reversed(summary.readings) if r.at > at)
    noted = (r for r in later if fact in r.facts and fact not in r.implied)
    return next(
        (r.at.date() for r in noted if heard_as(protocol, fact, r.facts[fact]) == "denied"), None
    )


def newest(summary: Summary, readings: Sequence[Reading]) -> str:
    """The day of the last of some entries."""
    return wording.short_day(readings[-1].at.date(), summary.locale)


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
