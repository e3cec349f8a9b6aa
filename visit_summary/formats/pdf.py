"""A page as PDF: the HTML set by WeasyPrint, with fonts embedded, so that both say the same.

No browser is needed; Pango, a system library, is. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import gc
import io
import logging
from pathlib import Path
from typing import Any, Final

from visit_summary.errors import ReportError
from visit_summary.formats.html import html
from visit_summary.pages.page import Page

ZOOMS: Final = (1.0, 0.95, 0.9, 0.85, 0.8)
"""Tried in turn until the page fits on one sheet."""

FONT: Final = "DejaVu Sans"
"""Ships with matplotlib, so the same everywhere; Latin, Greek, Cyrillic, Arabic, Hebrew."""


def pdf(page: Page, paper: str) -> bytes:
    """The page as a tagged PDF of one sheet.

    Raises:
        ReportError: Pango is missing.
    """
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    logging.getLogger("weasyprint").propagate = False
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError:
        raise ReportError(
            "pdf: the library Pango is missing; install it (Debian: apt install libpango-1.0-0 "
            "libpangoft2-1.0-0), or print the HTML report from a browser"
        ) from None
    try:
        return _written(html(page, paper), weasyprint, FontConfiguration(), URLFetcher)
    finally:
        gc.collect()  # WeasyPrint's folder of fonts goes with the last cycle that holds it


def _written(text: str, weasyprint: Any, fonts: Any, fetcher: Any) -> bytes:
    only_data = fetcher(allowed_protocols=("data",))
    only_files = fetcher(allowed_protocols=("file",))
    rendered: Any = None
    for zoom in ZOOMS:
        css = weasyprint.CSS(string=_css(zoom), url_fetcher=only_files, font_config=fonts)
        document = weasyprint.HTML(string=text, url_fetcher=only_data)
        rendered = document.render(stylesheets=[css], font_config=fonts, pdf_tags=True)
        if len(rendered.pages) == 1:
            break
    out = io.BytesIO()
    rendered.write_pdf(out, pdf_tags=True)
    return out.getvalue()


def _css(zoom: float) -> str:
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    faces = (
        ("DejaVuSans.ttf", "normal", "normal"),
        ("DejaVuSans-Bold.ttf", "bold", "normal"),
        ("DejaVuSans-Oblique.ttf", "normal", "italic"),
        ("DejaVuSans-BoldOblique.ttf", "bold", "italic"),
    )
    rules = [
        f"@font-face {{ font-family: '{FONT}'; src: url('{(folder / file).as_uri()}'); "
        f"font-weight: {weight}; font-style: {style}; }}"
        for file, weight, style in faces
    ]
    body = f"html {{ font-family: '{FONT}' !important; }} body {{ font-size: {zoom:.2f}em; }}"
    return "\n".join((*rules, body))
