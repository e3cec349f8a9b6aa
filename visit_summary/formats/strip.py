"""Every cramp of the diary in one strip, date against pain, as SVG in the colour of the text.

A mark tells by its form, never by colour alone: a disc came at night, a ring by day, a diamond
lasted over ten minutes; a cross has no pain noted. Nobody's words are in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Final

from cramp_triage.diary.entry import Entry, is_night
from visit_summary.pages import wording
from visit_summary.pages.page import Picture
from visit_summary.pages.pattern import LONG_MIN

WEEKS: Final = 12
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

LABEL_APART: Final = 44
"""So far apart are two lengths that are written over their marks."""


def draw_strip(entries: Sequence[Entry], until: datetime, locale: str) -> Picture | None:
    """The cramps of the past twelve weeks; None if there are none.

    Args:
        entries: of the diary, oldest first.
        until: the end of the strip.
        locale: place, for the form of dates.
    """
    shown = [entry for entry in entries if timedelta() <= until - entry.at < WEEKS * timedelta(7)]
    if not shown:
        return None
    first = shown[0].at.date()
    days = max(7, (until.date() - first).days + 1)
    places = [_x((entry.at.date() - first).days, days) for entry in shown]
    parts = [*_grid(first, days, locale)]
    labelled = -float(LABEL_APART)
    for entry, x in zip(shown, places, strict=True):
        parts.append(_mark(entry, x))
        if _is_long(entry) and x - labelled >= LABEL_APART:
            labelled = x
            y = _y(entry.pain) - 10
            parts.append(
                f'<text class="long" text-anchor="middle" font-weight="bold" x="{x:.0f}" '
                f'y="{y:.0f}">{entry.length_min:g} min</text>'
            )
    alt = _words(shown, locale)
    return Picture(_svg(parts, alt).encode(), alt)


def _svg(parts: Sequence[str], alt: str) -> str:
    legend = (
        ("disc", "at night"),
        ("ring", "by day"),
        ("diamond", "over 10 minutes"),
        ("cross", "pain not noted"),
    )
    below = "".join(
        f"{_shape(form, LEFT + 5 + n * LEGEND_APART, 134)}"
        f'<text x="{LEFT + 18 + n * LEGEND_APART}" y="138">{text}</text>'
        for n, (form, text) in enumerate(legend)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 144" role="img" '
        f'aria-label="{escape(alt)}" font-family="Liberation Sans, Arial, DejaVu Sans, sans-serif" '
        f'font-size="12" fill="currentColor">{"".join(parts)}{below}</svg>'
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
    step = 7 * max(1, round(days / 7 / 6))
    for day in range(0, days, step):
        x, name = _x(day, days), wording.short_day(first + timedelta(days=day), locale)
        lines.append(
            f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{BOTTOM}" y2="{BOTTOM + 5}" '
            'stroke="currentColor"/>'
            f'<text x="{x:.0f}" y="{BOTTOM + 18}" text-anchor="middle">{escape(name)}</text>'
        )
    return lines


def _mark(entry: Entry, x: float) -> str:
    if entry.pain is None:
        form = "diamond" if _is_long(entry) else "cross"
        return _shape(form, x, BOTTOM)
    y = _y(entry.pain)
    form = "diamond" if _is_long(entry) else "disc" if is_night(entry) else "ring"
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


def _words(shown: Sequence[Entry], locale: str) -> str:
    """The strip for those who cannot see it."""
    nights, pains = sum(map(is_night, shown)), [e.pain for e in shown if e.pain is not None]
    first, last = (wording.short_day(entry.at.date(), locale) for entry in (shown[0], shown[-1]))
    long = [
        f"{wording.short_day(e.at.date(), locale)} ({e.length_min:g})" for e in shown if _is_long(e)
    ]
    more = [f"{len(long) - NAMED} more"] if len(long) > NAMED else []
    parts = [
        f"{len(shown)} cramps by date and pain, {first} to {last}"
        if len(shown) > 1
        else f"1 cramp by date and pain, {first}",
        f"{nights} at night, {len(shown) - nights} by day",
        _pain(pains),
        f"over 10 minutes: {wording.joined([*long[:NAMED], *more])}" if long else "",
    ]
    return f"{'; '.join(filter(None, parts))}."


def _pain(pains: Sequence[int]) -> str:
    if not pains:
        return "pain not noted"
    low, high = min(pains), max(pains)
    return f"pain {low} of 10" if low == high else f"pain {low} to {high} of 10"


def _is_long(entry: Entry) -> bool:
    return entry.length_min is not None and entry.length_min > LONG_MIN


def _x(day: float, days: int) -> float:
    return LEFT + 12 + (RIGHT - LEFT - 24) * day / max(1, days - 1)


def _y(pain: int | None) -> float:
    return BOTTOM - (BOTTOM - TOP) * (pain or 0) / PAIN
