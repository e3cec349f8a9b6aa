"""Every cramp of the diary in one strip, date against pain, as SVG in the colour of the text.

A mark tells by its form, never by colour alone: a disc came at night, a ring by day or with
something else than sleep, a diamond lasted over ten minutes; a cross has no number for pain, but
its word if there is one. Nobody's own words are in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Final, NamedTuple

from cramp_triage.diary.entry import Entry, is_night
from visit_summary.pages import wording
from visit_summary.pages.page import Picture
from visit_summary.pages.pattern import LONG_MIN, in_strip, pain_in_words

LEGEND_APART: Final = 168
"""Room for the words in the larger letters of a narrow screen."""
WIDTH: Final = 720
LEFT: Final = 40
RIGHT: Final = 700
TOP: Final = 24
BOTTOM: Final = 100
PAIN: Final = 10
NAMED: Final = 6
"""So many of the longest are named in words."""

LETTER: Final = 7.0
LINE: Final = 12
MARK: Final = 8
RISES: Final = (10, 22, 34, 46, 58)
"""Over its mark words are lifted so far, until they touch no other."""


class _Label(NamedTuple):
    """Words over a mark: the middle of their line, their room, how grave they are."""

    x: float
    y: float
    text: str
    weight: float

    @property
    def half(self) -> float:
        """Half the width that they take."""
        return len(self.text) * LETTER / 2

    def meets(self, x: float, y: float, half: float) -> bool:
        """Whether they touch something so wide about a point."""
        return abs(self.x - x) < self.half + half and abs(self.y - 4 - y) < LINE


def draw_strip(
    entries: Sequence[Entry],
    until: datetime,
    locale: str,
    night: Callable[[Entry], bool] = is_night,
) -> Picture | None:
    """The cramps of the past twelve weeks; None if there are none.

    Args:
        entries: of the diary, oldest first.
        until: the end of the strip.
        locale: place, for the form of dates.
        night: whether an entry is counted among the nights.
    """
    shown = in_strip(entries, until)
    if not shown:
        return None
    first = min(shown[0].at.date(), until.date() - timedelta(days=6))
    days = (until.date() - first).days + 1
    places = [_x((entry.at.date() - first).days, days) for entry in shown]
    marks = [_mark(entry, x, night=night(entry)) for entry, x in zip(shown, places, strict=True)]
    labels = _placed(list(zip(shown, places, strict=True)))
    parts = [*_grid(first, days, locale), *marks, *map(_written, labels)]
    alt = _words(shown, locale, night)
    return Picture(_svg(parts, alt).encode(), alt)


def _placed(marked: Sequence[tuple[Entry, float]]) -> list[_Label]:
    """The length of what is long, and pain told in words, each where it touches nothing.

    The longest are placed first; one for which no place is left stands in words below the picture.
    """
    found: list[_Label] = []
    wanted = [
        _Label(x, _y(entry.pain), f"{entry.length_min:g} min", entry.length_min or 0)
        for entry, x in marked
        if _is_long(entry)
    ]
    wanted += [
        _Label(x, BOTTOM, entry.pain_word, 0)
        for entry, x in marked
        if entry.pain is None and entry.pain_word and not _is_long(entry)
    ]
    marks = [(x, _y(entry.pain)) for entry, x in marked]
    for label in sorted(wanted, key=lambda label: -label.weight):
        for rise in RISES:
            here = label._replace(y=label.y - rise)
            free = not any(here.meets(x, y, MARK) for x, y in marks)
            apart = not any(here.meets(one.x, one.y - 4, one.half) for one in found)
            if free and apart and here.y >= LINE:
                found.append(here)
                break
    return found


def _written(label: _Label) -> str:
    """Words with a rim of the paper, so that no line strikes through them."""
    x = min(max(label.x, LEFT + label.half - 8), RIGHT - label.half + 8)
    return (
        f'<text class="long" text-anchor="middle" font-weight="bold" stroke="#fff" '
        f'stroke-width="3" stroke-linejoin="round" paint-order="stroke" x="{x:.0f}" '
        f'y="{label.y:.0f}">{label.text}</text>'
    )


def _svg(parts: Sequence[str], alt: str) -> str:
    legend = (
        ("disc", "at night"),
        ("ring", "by day, or not sure"),
        ("diamond", "over 10 minutes"),
        ("cross", "no number for pain"),
    )
    below = "".join(
        f"{_shape(form, LEFT + 5 + n * LEGEND_APART, 134)}"
        f'<text x="{LEFT + 18 + n * LEGEND_APART}" y="138">{text}</text>'
        for n, (form, text) in enumerate(legend)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 144" role="img" '
        f'aria-label="{escape(alt)}" font-family="Liberation Sans, Arial, DejaVu Sans, sans-serif" '
        f'font-size="12" fill="currentColor"><text x="0" y="10">pain, 0-10</text>'
        f"{''.join(parts)}{below}</svg>"
    )


def _grid(first: date, days: int, locale: str) -> list[str]:
    lines = []
    for pain in (0, 5, 10):
        y = _y(pain)
        lines.append(
            f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="currentColor" '
            f'stroke-opacity="0.35"/><text x="{LEFT - 8}" y="{y + 4:.0f}" '
            f'text-anchor="end">{pain}</text>'
        )
    step = max(1, round(days / 6)) if days < 21 else 7 * max(1, round(days / 7 / 6))
    for day in range(0, days, step):
        x, name = _x(day, days), wording.short_day(first + timedelta(days=day), locale)
        lines.append(
            f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{BOTTOM}" y2="{BOTTOM + 5}" '
            'stroke="currentColor"/>'
            f'<text x="{x:.0f}" y="{BOTTOM + 18}" text-anchor="middle">{escape(name)}</text>'
        )
    return lines


def _mark(entry: Entry, x: float, *, night: bool) -> str:
    if entry.pain is None:
        form = "diamond" if _is_long(entry) else "cross"
        return _shape(form, x, BOTTOM)
    y = _y(entry.pain)
    form = "diamond" if _is_long(entry) else "disc" if night else "ring"
    stem = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{BOTTOM}" y2="{y:.0f}" stroke="currentColor" '
    return f'{stem}stroke-width="2" stroke-opacity="0.6"/>{_shape(form, x, y)}'


def _shape(form: str, x: float, y: float) -> str:
    match form:
        case "disc":
            return f'<circle cx="{x:.1f}" cy="{y:.0f}" r="4.5"/>'
        case "ring":
            return (
                f'<circle class="ring" cx="{x:.1f}" cy="{y:.0f}" r="4" fill="#fff" '
                'stroke="currentColor" stroke-width="2"/>'
            )
        case "diamond":
            return f'<path class="long" d="M{x:.1f} {y - 8:.0f}l8 8-8 8-8-8z"/>'
        case _:
            return (
                f'<path d="M{x - 4:.1f} {y - 4:.0f}l8 8m0-8l-8 8" stroke="currentColor" '
                'stroke-width="2"/>'
            )


def _words(shown: Sequence[Entry], locale: str, night: Callable[[Entry], bool]) -> str:
    """The strip for those who cannot see it."""
    nights = sum(map(night, shown))
    first, last = (wording.short_day(entry.at.date(), locale) for entry in (shown[0], shown[-1]))
    long = [
        f"{wording.short_day(e.at.date(), locale)} ({e.length_min:g})" for e in shown if _is_long(e)
    ]
    more = [f"{len(long) - NAMED} more"] if len(long) > NAMED else []
    parts = [
        f"{len(shown)} cramps by date and pain, {first} to {last}"
        if len(shown) > 1
        else f"1 cramp by date and pain, {first}",
        f"{nights} at night, {len(shown) - nights} by day or not sure",
        _pain(shown),
        f"over 10 minutes: {wording.joined([*long[:NAMED], *more])}" if long else "",
    ]
    return f"{'; '.join(filter(None, parts))}."


def _pain(shown: Sequence[Entry]) -> str:
    pains, words = [e.pain for e in shown if e.pain is not None], pain_in_words(shown)
    if not pains:
        return f"pain in words: {words}" if words else "pain not noted"
    low, high = min(pains), max(pains)
    numbers = f"pain {low} of 10" if low == high else f"pain {low} to {high} of 10"
    return f"{numbers}, in words: {words}" if words else numbers


def _is_long(entry: Entry) -> bool:
    return entry.length_min is not None and entry.length_min > LONG_MIN


def _x(day: float, days: int) -> float:
    return LEFT + 12 + (RIGHT - LEFT - 24) * day / max(1, days - 1)


def _y(pain: int | None) -> float:
    return BOTTOM - (BOTTOM - TOP) * (pain or 0) / PAIN
