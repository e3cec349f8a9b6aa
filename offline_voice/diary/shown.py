"""A diary's entries as lines for a terminal, and what an entry there asks for at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from cramp_triage.diary.entry import Entry, label, nights_of, per_week
from cramp_triage.diary.exchange import COLUMNS
from cramp_triage.diary.reading import assessed, read
from cramp_triage.errors import DiaryError
from cramp_triage.nlu import Lexicon
from cramp_triage.protocol.facts import SITE
from cramp_triage.protocol.model import Protocol
from cramp_triage.triage.assess import SEE_TODAY
from cramp_triage.triage.wording import level_prompt, reason

WEEKS: Final = 12
NAMED: Final = 3
"""So many numbers of entries are written out."""

BARS: Final = "▁▂▃▄▅▆▇█"


def chosen(
    entries: Mapping[int, Entry], since: datetime | None, last: int | None, muscle: str | None
) -> dict[int, Entry]:
    """The entries that were asked for, by number.

    Args:
        entries: the diary, oldest first.
        since: when the first may be; None: any time.
        last: how many, the newest; None: all.
        muscle: where, in the diary's words; None: anywhere.

    Raises:
        DiaryError: the diary has no cramp there; names the near word, or where it has some.
    """
    found = dict(entries)
    if muscle is not None:
        places = {n: {_plain(word) for word in (e.muscle, *e.also_at)} for n, e in found.items()}
        known = sorted(set().union(*places.values()) - {""})
        found = {n: e for n, e in found.items() if _plain(muscle) in places[n]}
        if not found:
            near = get_close_matches(_plain(muscle), known, 1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(known) or 'none'}"
            raise DiaryError(f"--muscle: no cramp in {muscle!r} in the diary; {hint}")
    if since is not None:
        found = {n: e for n, e in found.items() if e.at >= since}
    return found if last is None else dict(list(found.items())[-last:])


def overview(protocol: Protocol, entries: Mapping[int, Entry], now: datetime) -> Iterator[str]:
    """A line a cramp, newest last, and the cramps a week as bars."""
    for number, entry in entries.items():
        yield f"{number:4}  {line(protocol, entry)}"
    counts = per_week(entries.values(), now, WEEKS)
    yield ""
    yield f"Cramps a week, the past {WEEKS} weeks: {sparkline(counts)}  this week {counts[-1]}"
    nights = len(nights_of(entries.values()))
    yield f"{len(entries)} in all, on {nights} night{'' if nights == 1 else 's'}."
    if said := ahead(entries, now):
        yield f"Not in the weeks: {said}."


def ahead(entries: Mapping[int, Entry], now: datetime) -> str:
    """Which cramps are in the future, so that no count has them, and the fix; "" if none is."""
    found = [number for number, entry in entries.items() if entry.at > now]
    if not found:
        return ""
    named = ", ".join(map(str, found[:NAMED]))
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    which = f"number {named} is" if len(found) == 1 else f"numbers {named}{more} are"
    return f"{which} in the future; `cramp-voice diary edit {found[0]} at=...` corrects the time"


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


def urgent(protocol: Protocol, lexicon: Lexicon, entry: Entry, place: Mapping[str, str]) -> str:
    """What the rules say of an entry that must not wait; "" if nothing written asks for it.

    Args:
        protocol: the rules and the words of the levels.
        lexicon: to read the entry's own words.
        entry: just noted.
        place: what a sentence of advice names, such as the emergency number.
    """
    reading = read(protocol, lexicon, entry)
    found = assessed(protocol, reading)
    if found.floor < SEE_TODAY:
        return ""
    said = protocol.prompts[level_prompt(protocol, found, "level")].format_map(place)
    why = reason(protocol, found.fired[0].id, reading.facts.get(SITE))
    return f"By what you wrote: {said} Because {why}."


def sparkline(counts: tuple[int, ...]) -> str:
    """The counts as one line of bars; the highest fills its place."""
    most = max((*counts, 1))
    return "".join(BARS[-(-count * (len(BARS) - 1) // most)] for count in counts)


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").split()).casefold()


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
