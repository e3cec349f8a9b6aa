"""How facts, values, times and levels read: plain for the person, standard terms for a clinician.

No sentence of advice stands here; those come from the protocol.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from cramp_triage.messages.acts import Value
from cramp_triage.messages.words import clipped as cut
from cramp_triage.protocol.facts import UNKNOWN, YES
from cramp_triage.protocol.model import Protocol
from cramp_triage.storage.local_time import zone_unnamed
from visit_summary.content.summary import Summary, Told
from visit_summary.pages.page import Item

with zone_unnamed():  # every time here carries its own
    from babel import Locale
    from babel.dates import format_date, format_datetime, format_skeleton, format_time

FAHRENHEIT: Final = "degrees Fahrenheit"
"""In which a fact is kept."""
CELSIUS: Final = "degrees Celsius"
UNITS: Final = {
    "years": "y",
    "minutes": "min",
    "days": "d",
    FAHRENHEIT: "°F",
    CELSIUS: "°C",
    "of ten": "",
}


QUOTED_CHARACTERS: Final = 300
NAME_CHARACTERS: Final = 32


def term(protocol: Protocol, word: str) -> str:
    """A fact, or a word of the diary, in a clinician's words."""
    finding = protocol.findings.get(word)
    return plain(word) if finding is None else finding.name.clinician or plain(word)


def label(protocol: Protocol, word: str, *, of_other: bool = False) -> str:
    """A fact, or a word of the diary, as a person reads it; one whose "no" tells, by its "no".

    Args:
        protocol: for the names.
        word: id of the fact, or own word.
        of_other: it is read by somebody else than the one it is about.
    """
    finding = protocol.findings.get(word)
    if finding is None:
        return plain(word)
    name = finding.name
    return name.if_no or (name.page if of_other and name.page else name.person)


def plain(word: str) -> str:
    """An id or own word without its underscores, cut where a list has no more room."""
    return clipped(word.replace("_", " "), NAME_CHARACTERS)


def shown_value(protocol: Protocol, told: Told, *, short: bool) -> str:
    """The value as text, "" where the name alone says it; `short` with a clinician's units."""
    value: Value | None = told.value
    if value is None or value in (YES, "no", UNKNOWN):
        return ""
    unit = protocol.findings[told.id].unit
    if unit == CELSIUS and isinstance(value, int | float):
        value = round((value - 32) / 1.8, 1)
    unit = UNITS.get(unit, unit) if short else unit
    if isinstance(value, tuple):
        return ", ".join(map(plain, value))
    text = f"{value:g}" if isinstance(value, int | float) else plain(value)
    return f"{text} {unit}".rstrip()


def clipped(words: str, characters: int = QUOTED_CHARACTERS) -> str:
    """Somebody's words on one line, no longer than a report has room for.

    Controls go, of a terminal and of the direction of writing, too.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return cut(line, characters)


def joined(words: Iterable[str], none: str = "none") -> str:
    """Words with commas."""
    return ", ".join(words) or none


def number(value: float | None, unit: str = "") -> str:
    """A figure, or that it was not recorded."""
    return "not recorded" if value is None else f"{value:g} {unit}".rstrip()


def moment(at: datetime, locale: str) -> str:
    """Date, time and offset in the form of the place, e.g. "Nov 20, 2026, 3:05 AM (UTC-05:00)"."""
    zone = at.strftime("%z") or "+0000"
    offset = f"UTC{zone[:3]}:{zone[3:5]}" if zone != "+0000" else "UTC"
    text = format_datetime(at, "medium", tzinfo=at.tzinfo, locale=_locale(locale))
    short = text.replace(f":{at:%S}", "", 1) if text.count(":") == 2 else text
    return f"{' '.join(short.split())} ({offset})"


def recorded(summary: Summary, name: str = "Recorded") -> tuple[Item, ...]:
    """When it was told; of a diary, the newest entry and the time up to which it is counted."""
    at = moment(summary.at, summary.locale)
    if summary.basis == "conversation" or summary.diary is None:
        return (Item(label=name, text=at),)
    printed = moment(summary.diary.until, summary.locale)
    return (Item(label="Newest entry", text=at), Item(label="Counted up to", text=printed))


def day(on: date, locale: str) -> str:
    """A date in the form of the place, e.g. "Nov 20, 2026"."""
    return format_date(on, "medium", locale=_locale(locale))


def short_day(on: date, locale: str) -> str:
    """A day and month in the form of the place, e.g. "Nov 20"."""
    return format_skeleton("MMMd", on, locale=_locale(locale))


def clock(at: datetime, locale: str) -> str:
    """Weekday, day and time of the person's own clock, e.g. "Fri, Nov 20, 3:05 AM"."""
    text = format_datetime(at, "EEE", tzinfo=at.tzinfo, locale=_locale(locale))
    time = format_time(at.timetz(), "short", tzinfo=at.tzinfo, locale=_locale(locale))
    return " ".join(f"{text} {short_day(at.date(), locale)}, {time}".split())


def paper(locale: str) -> str:
    """The paper that the place prints on."""
    return "letter" if locale.rpartition("-")[2] in ("US", "CA", "MX", "PH") else "A4"


def _locale(locale: str) -> Locale:
    return Locale.parse(locale, sep="-")
