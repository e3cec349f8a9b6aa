"""A page as one HTML file: no script, no request to anywhere, prints to one sheet.

What the person said is escaped by the template engine; the page's own policy forbids everything
but its inline style; the chart is part of it.
"""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from visit_summary.pages.page import Page

ROOM: Final = (
    (2600, 11.0),
    (3400, 10.0),
    (4000, 9.3),
    (5000, 8.8),
    (6100, 8.2),
    (7000, 7.5),
    (8500, 6.5),
    (10000, 5.6),
)
"""Up to so many characters, so many points in print; see `SMALLEST_PT` beyond."""

SMALLEST_PT: Final = 4.5
CHART_CHARACTERS: Final = 800
LINE_CHARACTERS: Final = 45
ROW_CHARACTERS: Final = 90
"""The room that the chart, an item and a row of a table add to their text, in characters."""


def html(page: Page, paper: str) -> str:
    """The page as HTML.

    Args:
        page: what it says.
        paper: "A4" or "letter", for print.
    """
    environment = Environment(
        loader=PackageLoader("visit_summary"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        page=page,
        paper=paper,
        print_pt=print_pt(page),
        picture=Markup(page.picture.svg.decode()) if page.picture else "",  # ours: see `strip`
    )


def print_pt(page: Page) -> float:
    """The size of type in print with which the page fits on one sheet."""
    return next((pt for room, pt in ROOM if room_of(page) <= room), SMALLEST_PT)


def room_of(page: Page) -> int:
    """How much there is to set, in characters."""
    items = sum(len(section.items) for section in page.sections)
    rows = sum(len(section.table.rows) + 1 for section in page.sections if section.table)
    chart = CHART_CHARACTERS if page.picture else 0
    return page.characters + items * LINE_CHARACTERS + rows * ROW_CHARACTERS + chart
