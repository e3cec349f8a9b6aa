"""A page as one HTML file: no script, no request to anywhere, prints to one sheet.

What the person said is escaped by the template engine; the page's own policy forbids everything
but its inline style and the chart.
"""

from __future__ import annotations

import base64
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from visit_summary.pages.page import Page

ROOM: Final = (
    (2200, 11.0),
    (3300, 10.0),
    (4200, 9.5),
    (4700, 8.8),
    (5100, 7.9),
    (5600, 7.3),
)
"""Up to so many characters, so many points in print; see `SMALLEST_PT` beyond."""

SMALLEST_PT: Final = 6.8
CHART_CHARACTERS: Final = 700
"""The room that the chart takes, in characters of text."""


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
        picture=_data_url(page.picture.svg) if page.picture else "",
    )


def print_pt(page: Page) -> float:
    """The size of type in print with which the page fits on one sheet."""
    wanted = page.characters + (CHART_CHARACTERS if page.picture else 0)
    return next((pt for room, pt in ROOM if wanted <= room), SMALLEST_PT)


def _data_url(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
