"""Pictures of the diary as SVG or PNG, each with its alternative text.

Made to be read in grey print and by colour-blind eyes: few marks, labelled in place, told apart
by lightness or hatching, never by hue alone. Drawn without a display, no text is run as markup.
What the font cannot set, such as other scripts and emoji, is numbered in the picture and stands in
its words.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, Literal, NamedTuple
from unicodedata import bidirectional

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font

from cramp_triage.diary.statistics import Figures, Trigger
from visit_summary.pages.wording import day, plain

Form = Literal["svg", "png"]
BLUE: Final = "#0072B2"
ORANGE: Final = "#E69F00"
INK: Final = "#222222"
PALE: Final = "#ececec"
"""Blue and orange are Okabe and Ito's, told apart by lightness, too."""

DPI: Final = 150
MOST: Final = 8
"""Rows of a picture; what is rarer is summed up."""

NAME_CHARACTERS: Final = 24
NOTHING: Final = "Nothing noted yet"
FONT: Final = "DejaVu Sans"
STYLE: Final[dict[Any, Any]] = {
    "font.family": FONT,
    "font.size": 9,
    "svg.hashsalt": "cramp-helper",
    "svg.fonttype": "path",
    "text.parse_math": False,  # of what somebody wrote, nothing is run
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "hatch.linewidth": 0.8,
}
Name = Callable[[str], str]
"""How a word of the diary reads, e.g. "a water pill" for `diuretic`."""


class Drawn:
    """One picture: its name, what it shows in words, and the figure."""

    __slots__ = ("alt", "figure", "name")

    def __init__(self, name: str, alt: str, figure: Figure) -> None:
        self.name = name
        self.alt = alt
        self.figure = figure

    def image(self, form: Form) -> bytes:
        """The picture as a file: the same bytes for the same diary."""
        out = io.BytesIO()
        metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        about = {"Title": self.name, "Description": self.alt}
        with rc_context(STYLE):
            self.figure.savefig(out, format=form, dpi=DPI, metadata={**metadata, **about})
        return out.getvalue()


def draw_all(diary: Figures | None, name: Name = plain, locale: str = "en-US") -> list[Drawn]:
    """Every picture of a diary; an empty diary gives pictures that say so."""
    return [
        draw_weeks(diary, locale),
        draw_nights(diary, locale),
        draw_hours(diary),
        draw_muscles(diary, name),
        draw_triggers(diary, name),
    ]


@rc_context(STYLE)
def draw_weeks(diary: Figures | None, locale: str = "en-US", height_in: float = 2.4) -> Drawn:
    """Cramps in each of the past twelve weeks."""
    figure, axes = _sheet("Cramps a week", height_in, empty=diary is None)
    if diary is None:
        return Drawn("weeks", f"Cramps a week: {NOTHING.lower()}.", figure)
    weeks, last = diary.weeks, len(diary.weeks) - 1
    ends = [diary.until.date() - timedelta(weeks=last - n) for n in range(len(weeks))]
    bars = axes.bar(range(len(weeks)), weeks, color=BLUE, width=0.7)
    kept = [end >= diary.since for end in ends]
    shown = [str(count or "") if was else "-" for count, was in zip(weeks, kept, strict=True)]
    axes.bar_label(bars, shown, padding=1)
    ticks = list(range(last, -1, -4))[::-1]
    axes.set_xticks(ticks, [_short(ends[n], locale) for n in ticks])
    axes.set_xlabel("week ending" if all(kept) else "week ending (-: before the diary)")
    axes.set_ylim(0, max(1, *weeks) * 1.2)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    told = zip(weeks, kept, strict=True)
    counts = ", ".join(str(count) if was else "before the diary" for count, was in told)
    alt = f"Cramps in each of the past {len(weeks)} weeks, oldest first: {counts}."
    return Drawn("weeks", alt, figure)


@rc_context(STYLE)
def draw_nights(diary: Figures | None, locale: str = "en-US") -> Drawn:
    """A calendar of the past twelve weeks: nights and days with a cramp."""
    figure, axes = _sheet("Nights with a cramp", 2.6, empty=diary is None)
    if diary is None:
        return Drawn("nights", f"Nights with a cramp: {NOTHING.lower()}.", figure)
    until = diary.until.date()
    monday = until - timedelta(days=until.weekday(), weeks=len(diary.weeks) - 1)
    for offset in range((until - monday).days + 1):
        on = monday + timedelta(days=offset)
        _day_box(axes, offset // 7, on.weekday(), on, diary)
    columns = len(diary.weeks)
    axes.set_xlim(-0.5, columns + 4.8)
    axes.set_ylim(6.6, -0.6)
    axes.set_aspect("equal")
    axes.set_yticks(range(7), ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    ticks = list(range(0, columns, 4))
    axes.set_xticks(ticks, [_short(monday + timedelta(weeks=n), locale) for n in ticks])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row, (style, text) in enumerate(LEGEND):
        _box(axes, columns + 0.3, row * 1.2 + 1.4, style)
        axes.text(columns + 1.0, row * 1.2 + 1.4, text, va="center")
    told = "; ".join(day(night, locale) for night in diary.nights) or "none"
    alt = f"Nights with a cramp in the past {columns} weeks, {len(diary.nights)} in all: {told}."
    return Drawn("nights", alt, figure)


@rc_context(STYLE)
def draw_hours(diary: Figures | None) -> Drawn:
    """Cramps by the hour of the clock, from noon to noon so that the night is whole."""
    figure, axes = _sheet("Time of day", 2.4, empty=diary is None)
    if diary is None:
        return Drawn("hours", f"Time of day: {NOTHING.lower()}.", figure)
    hours = [(12 + n) % 24 for n in range(24)]
    counts = [diary.hours[hour] for hour in hours]
    axes.axvspan(9.5, 17.5, color=PALE, zorder=0)
    bars = axes.bar(range(24), counts, color=BLUE, width=0.8)
    axes.bar_label(bars, [str(count) if count else "" for count in counts], padding=1)
    top = max(1, *counts) * 1.35
    axes.text(13.5, top * 0.97, "night", ha="center", va="top", color=INK)
    axes.set_ylim(0, top)
    axes.set_xticks(range(0, 24, 3), [f"{hours[n]:02d}:00" for n in range(0, 24, 3)])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    told = ", ".join(f"{hour:02d}:00 {n}" for hour, n in enumerate(diary.hours) if n)
    return Drawn("hours", f"Cramps by hour of the day: {told}.", figure)


@rc_context(STYLE)
def draw_muscles(diary: Figures | None, name: Name = plain) -> Drawn:
    """Cramps by muscle, most frequent first."""
    counted = _fewer(diary.muscles) if diary is not None else []
    figure, axes = _sheet("Muscles", 0.9 + 0.3 * max(2, len(counted)), empty=not counted)
    if not counted:
        return Drawn("muscles", f"Muscles: {NOTHING.lower()}.", figure)
    bars = axes.barh(range(len(counted)), [count for _, count in counted], color=BLUE, height=0.65)
    axes.bar_label(bars, padding=3)
    rows = _named(name, [word for word, _ in counted])
    _rows(axes, [row.drawn for row in rows])
    axes.set_xlim(0, max(count for _, count in counted) * 1.12)
    told = ", ".join(f"{row.told} {n}" for row, (_, n) in zip(rows, counted, strict=True))
    return Drawn("muscles", f"Cramps by muscle: {told}.", figure)


@rc_context(STYLE)
def draw_triggers(diary: Figures | None, name: Name = plain) -> Drawn:
    """What was noted with the cramps, how often, and how those went; shows no cause."""
    found = diary.triggers[:MOST] if diary is not None else ()
    title = "Noted with the cramps (not a cause)"
    figure, axes = _sheet(title, 1.4 + 0.34 * max(2, len(found)), empty=not found)
    if not found:
        return Drawn("triggers", f"{title}: {NOTHING.lower()}.", figure)
    rows = range(len(found))
    axes.barh(rows, [t.cramps for t in found], color=BLUE, height=0.65, label="cramps")
    lost = [t.sleep_lost for t in found]
    axes.barh(
        rows, lost, color=ORANGE, height=0.65, hatch="////", edgecolor=INK, label="cost sleep"
    )
    for row, trigger in zip(rows, found, strict=True):
        axes.text(trigger.cramps, row, f" {_outcome(trigger)}", va="center")
    names = _named(name, [trigger.word for trigger in found])
    _rows(axes, [row.drawn for row in names])
    axes.set_xlim(0, max(t.cramps for t in found) * 2.1)
    figure.legend(loc="outside lower right", ncols=2, frameon=False)
    told = "; ".join(
        f"{row.told}: {_outcome(t)}, {_slept(t)}" for row, t in zip(names, found, strict=True)
    )
    return Drawn("triggers", f"{title}: {told}.", figure)


NIGHT: Final[dict[str, Any]] = {"facecolor": BLUE, "edgecolor": BLUE}
DAY: Final[dict[str, Any]] = {"facecolor": ORANGE, "edgecolor": INK, "hatch": "////"}
NONE: Final[dict[str, Any]] = {"facecolor": PALE, "edgecolor": INK}
BEFORE: Final[dict[str, Any]] = {"facecolor": "white", "edgecolor": PALE}
LEGEND: Final = ((NIGHT, "night"), (DAY, "day only"), (NONE, "none"), (BEFORE, "before the diary"))


def _day_box(axes: Any, column: int, row: int, on: date, diary: Figures) -> None:
    nothing = NONE if on >= diary.since else BEFORE
    style = NIGHT if on in diary.nights else DAY if on in diary.days else nothing
    _box(axes, column, row, style)


def _box(axes: Any, x: float, y: float, style: dict[str, Any]) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x - 0.42, y - 0.42), 0.84, 0.84, linewidth=0.6, **style))


def _sheet(title: str, height_in: float, *, empty: bool) -> tuple[Figure, Any]:
    figure = Figure(figsize=(6.4, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    axes = figure.add_subplot()
    if empty:
        axes.set_axis_off()
        axes.text(0.5, 0.5, NOTHING, ha="center", va="center", transform=axes.transAxes)
    return figure, axes


def _rows(axes: Any, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(2, len(names)) - 0.5, -0.5)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)


def _fewer(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    if len(counted) <= MOST:
        return list(counted)
    rest = sum(count for _, count in counted[MOST - 1 :])
    return [*counted[: MOST - 1], ("others", rest)]


def _slept(trigger: Trigger) -> str:
    """How many cost sleep, of those of which it is noted."""
    if not trigger.sleep_told:
        return "sleep not noted"
    if trigger.sleep_told == trigger.cramps:
        return f"{trigger.sleep_lost} cost sleep"
    return f"{trigger.sleep_lost} of {trigger.sleep_told} cost sleep, where it is noted"


def _outcome(trigger: Trigger) -> str:
    """How the cramps noted with it went, e.g. "9 cramps, median 4 min, pain 6"."""
    parts = ["1 cramp" if trigger.cramps == 1 else f"{trigger.cramps} cramps"]
    if trigger.length_min is not None:
        parts.append(f"median {trigger.length_min:g} min")
    if trigger.pain is not None:
        parts.append(f"pain {trigger.pain:g}")
    return ", ".join(parts)


class _Named(NamedTuple):
    """A word as it is drawn, and as it is told in words."""

    drawn: str
    told: str


def _named(name: Name, words: Sequence[str]) -> list[_Named]:
    rows: list[_Named] = []
    numbered = 0
    for text in map(name, words):
        short = text if len(text) <= NAME_CHARACTERS else f"{text[: NAME_CHARACTERS - 1]}…"
        if _can_be_set(short):
            rows.append(_Named(short, short))
        else:
            numbered += 1
            rows.append(_Named(f"own words {numbered}", f"own words {numbered} ({text})"))
    return rows


def _can_be_set(text: str) -> bool:
    """Whether the font has every character, and sets them from left to right as they stand."""
    known = _characters()
    return all(ord(c) in known and bidirectional(c) not in ("R", "AL") for c in text)


@cache
def _characters() -> frozenset[int]:
    return frozenset(get_font(findfont(FONT)).get_charmap())


def _short(on: date, locale: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", on, locale=locale.replace("-", "_"))
