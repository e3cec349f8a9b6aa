"""A page as PDF: its words set by Typst with fonts embedded, so that PDF and HTML say the same.

Neither a browser nor a system library is needed; Typst and the fonts come with their wheels. The
words go to the template as data, which nothing runs as markup. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
import typst
from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font

from visit_summary.errors import ReportError
from visit_summary.pages.page import Page

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "page.typ"
FONT: Final = "DejaVu Sans"
"""Ships with matplotlib, so the same everywhere; Latin, Greek, Cyrillic, Arabic, Hebrew."""

INK: Final = "#111"
"""What an SVG takes from the text around it, as a browser would; Typst does not."""

FACES: Final = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSans-Oblique.ttf",
    "DejaVuSans-BoldOblique.ttf",
)


def pdf(page: Page, paper: str) -> bytes:
    """The page as a tagged PDF of one sheet: the same bytes for the same page.

    Args:
        page: what it says.
        paper: "A4" or "letter".

    Raises:
        ReportError: the page cannot be set.
    """
    words = msgspec.to_builtins(page)
    inputs = {"font": FONT, "paper": paper}
    if page.picture is not None:
        words["picture"] = {"alt": page.picture.alt}
        inputs["picture"] = page.picture.svg.decode().replace("currentColor", INK)
    inputs["page"] = msgspec.json.encode(words).decode()
    try:
        with TemporaryDirectory() as folder:
            fonts = _fonts(Path(folder), inputs["page"])
            return typst.compile(
                TEMPLATE,
                root=TEMPLATE.parent,
                font_paths=fonts,
                format="pdf",
                sys_inputs=inputs,
            )
    except typst.TypstError as error:
        why = " ".join(error.message.split())
        raise ReportError(
            f"pdf: cannot be typeset ({why}); print the HTML report from a browser"
        ) from None


def _fonts(folder: Path, text: str) -> typst.Fonts:
    """Our faces; the system's too where a letter is in none of ours, as Chinese is.

    The faces are copied to a folder of their own since Typst takes whole folders only, and next to
    them lies a font of placeholders, which would come before a system's font for such a letter.
    """
    ours = Path(get_data_path()) / "fonts" / "ttf"
    for face in FACES:
        shutil.copyfile(ours / face, folder / face)
    known = FT2Font(str(ours / FACES[0])).get_charmap()
    beyond = any(ord(letter) not in known for letter in text)
    return typst.Fonts(
        include_system_fonts=beyond, include_embedded_fonts=False, font_paths=[folder]
    )
