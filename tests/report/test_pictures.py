"""Pictures of the diary: right figures, readable in grey and by everybody, sound when empty."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import msgspec
import pytest
from PIL import Image

from cramp_triage.diary.entry import Entry
from cramp_triage.diary.statistics import figures
from tests.report.conversations import NOW, entries
from visit_summary.formats import pictures
from visit_summary.formats.pictures import draw_all, draw_muscles, draw_triggers

DIARIES = {
    "empty": [],
    "one": entries(1),
    "full": entries(60),
    "bare": [Entry(at=NOW)],
    "hostile": [
        Entry(at=NOW - timedelta(days=n), muscle=f"$\\frac{n}$ <b>&", doing="W" * 200)
        for n in range(12)
    ],
}


@pytest.mark.parametrize("name", DIARIES)
def test_every_diary_can_be_drawn(name):
    found = figures(DIARIES[name], NOW)
    for drawn in draw_all(found):
        png = Image.open(io.BytesIO(drawn.image("png")))
        assert png.width == 960
        assert drawn.alt.endswith(".")
        svg = drawn.image("svg").decode()
        assert svg.startswith("<?xml")
        assert "<b>" not in svg
        assert 'href="http' not in svg
        assert ("nothing noted yet" in drawn.alt) == (
            not DIARIES[name] or (name == "bare" and drawn.name in ("muscles", "triggers"))
        )


@pytest.mark.parametrize("word", ["腓肠肌", "درد", "🦵", "ขา", "calf 🦵", "שריר"])
def test_what_the_font_cannot_set_is_numbered_and_told_in_words(word):
    diary = [Entry(at=NOW, muscle=word, doing=word), Entry(at=NOW, muscle="foot", doing="night")]
    for draw in (draw_muscles, draw_triggers):
        drawn = draw(figures(diary, NOW))
        drawn.figure.draw_without_rendering()  # a missing character warns, which is an error here
        labels = {text.get_text() for text in drawn.figure.axes[0].get_yticklabels()}
        assert "own words 1" in labels
        assert f"own words 1 ({word})" in drawn.alt


@pytest.mark.parametrize("count", [1, 3, 8])
def test_no_legend_covers_a_label(count):
    diary = [
        Entry(at=NOW - timedelta(hours=n), doing=f"doing {word}", length_min=1234.5, pain=9)
        for word in range(count)
        for n in range(9)
    ]
    figure = draw_triggers(figures(diary, NOW)).figure
    figure.draw_without_rendering()
    legend = figure.legends[0].get_window_extent()
    for text in (*figure.axes[0].texts, *figure.axes[0].get_yticklabels()):
        assert not legend.overlaps(text.get_window_extent())


def test_none_and_before_the_diary_differ_in_black_and_white():
    def in_black_and_white(style):
        return [grey(style[edge]) > 127 for edge in ("facecolor", "edgecolor")]

    white = {**pictures.BEFORE, "facecolor": "#ffffff"}
    assert in_black_and_white(pictures.NONE) != in_black_and_white(white)


@pytest.mark.slow
def test_the_same_diary_gives_the_same_bytes():
    found = figures(entries(20), NOW)
    for form in ("svg", "png"):
        first = [drawn.image(form) for drawn in draw_all(found)]
        assert first == [drawn.image(form) for drawn in draw_all(found)]


def test_the_words_beside_a_picture_hold_its_figures():
    found = figures(entries(60), NOW)
    alts = {drawn.name: drawn.alt for drawn in draw_all(found)}
    assert [int(n) for n in re.findall(r"(\d+)(?=[,.])", alts["weeks"].split(":")[1])] == list(
        found.weeks
    )
    assert f"{len(found.nights)} in all" in alts["nights"]
    for word, count in found.muscles:
        assert f"{word} {count}" in alts["muscles"]
    assert sum(map(int, re.findall(r":00 (\d+)", alts["hours"]))) == 60


def grey(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_colours_differ_in_grey_print():
    night, day, none = (grey(colour) for colour in (pictures.BLUE, pictures.ORANGE, pictures.PALE))
    assert day - night > 60
    assert none - day > 50
    assert "hatch" in pictures.DAY


def test_a_diary_is_not_said_to_be_empty_before_it_began():
    one = figures([Entry(at=NOW - timedelta(days=3), muscle="calf")], NOW)
    alts = {drawn.name: drawn.alt for drawn in draw_all(one)}
    assert alts["weeks"].count("before the diary") == 11


def test_figures_of_another_zone_are_counted_by_the_persons_clock():
    entry = Entry(at=NOW.replace(hour=23), muscle="calf")
    found = figures([entry], NOW + timedelta(days=1))
    assert found.hours[23] == 1
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found
