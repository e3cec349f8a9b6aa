"""A page as PDF: its words set by Typst with fonts embedded, so that PDF and HTML say the same.

Neither a browser nor a system library is needed; Typst and the fonts come with their wheels. The
words go to the template as data, which nothing runs as markup. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import shutil
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
import typst
from matplotlib import get_data_path
from matplotlib.font_manager import findSystemFonts
from matplotlib.ft2font import FT2Font

from cramp_triage.diary.entry import JOINERS
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
    words = _readable(msgspec.to_builtins(page))
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


def _readable(part: Any) -> Any:
    """The page with letters that no font here has named by their script, never set as boxes."""
    if isinstance(part, dict):
        return {key: _readable(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_readable(value) for value in part]
    return named_scripts(part) if isinstance(part, str) else part


def named_scripts(text: str) -> str:
    """The text with every run of letters without a font as "[in Devanagari]"."""
    if text.isascii() or not (missing := frozenset(text) - _ours()):
        return text
    if not (missing := missing - _of_the_system(missing)):
        return text
    parts: list[str] = []
    for letter in text:
        if letter not in missing:
            parts.append(letter)
            continue
        name = f"[in {_script(letter)}]"
        if "".join(parts).rstrip().endswith(name):
            parts = ["".join(parts).rstrip()]
        else:
            parts.append(name)
    return "".join(parts)


def _script(letter: str) -> str:
    """The script of a letter by its Unicode name; a picture is a symbol."""
    if unicodedata.category(letter) in ("So", "Sk", "Cn", "Co"):
        return "symbols"
    name = unicodedata.name(letter, "other letters").split()[0]
    return name if name == "CJK" else name.capitalize()


@cache
def _ours() -> frozenset[str]:
    """The letters of our faces, and what is seen only in what it joins."""
    faces = Path(get_data_path()) / "fonts" / "ttf"
    return frozenset(map(chr, FT2Font(str(faces / FACES[0])).get_charmap())) | {"\n", *JOINERS}


@cache
def _of_the_system(letters: frozenset[str]) -> frozenset[str]:
    """Those of some letters that a font of the system has."""
    found: set[str] = set()
    for path in findSystemFonts():
        try:
            known = FT2Font(path).get_charmap()
        except (OSError, RuntimeError):  # not a font after all
            continue
        found |= {letter for letter in letters if ord(letter) in known}
        if found == letters:
            break
    return frozenset(found)


def _fonts(folder: Path, text: str) -> typst.Fonts:
    """Our faces; the system's too where a letter is in none of ours, as Chinese is.

    The faces are copied to a folder of their own since Typst takes whole folders only, and next to
    them lies a font of placeholders, which would come before a system's font for such a letter.
    """
    ours = Path(get_data_path()) / "fonts" / "ttf"
    for face in FACES:
        shutil.copyfile(ours / face, folder / face)
    beyond = not _ours().issuperset(text)
    return typst.Fonts(
        include_system_fonts=beyond, include_embedded_fonts=False, font_paths=[folder]
    )
