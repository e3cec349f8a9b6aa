"""Draws the picture at the head of the README: the hold screen next to the page for the visit.

    python -m tools.docs.hero

The screen is drawn by Amazon's own engine in Chromium (`tools/ci_install_browser.sh`), the page is
the PDF of a real report. The conversation goes through the program; the diary is made up.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone
from typing import Final

import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cramp_triage.diary.entry import Entry
from cramp_triage.messages.report_options import Audience, Format
from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import load_protocol
from tests.alexa.screens_seen import SHAPES, see
from tests.report.conversations import TYPICAL, talk
from tools import ROOT
from visit_summary.content.summarize import summarize
from visit_summary.report import report

HERO: Final = ROOT / "docs/hero.png"
SHOWN: Final = ("hold", "hub")
"""The screen and its shape, as `tests.alexa.screens_seen` names them."""

SHOWS: Final = "Description"
"""The PNG's text that keeps the words of the screen, so that a test can tell when they change."""

MAX_BYTES: Final = 150_000
COLOURS: Final = 64
MARGIN: Final = 40
HEIGHT: Final = 800
GROUND: Final = "#E8EDF1"
EDGE: Final = "#8A949C"

NOW: Final = datetime(2026, 11, 28, 3, 5, tzinfo=timezone(timedelta(hours=-5)))
# Days before, hour, muscle, side, minutes, pain, sleep lost, alcohol, what helped.
DIARY: Final = (
    (58, 2, "calf", "left", 3, 7, "no", "", "calf_pull_toes"),
    (51, 4, "calf", "left", 2, 6, "no", "", "calf_pull_toes"),
    (43, 3, "foot", "right", 1, 5, "no", "beer", "walking about"),
    (40, 1, "calf", "left", 12, 8, "yes", "two glasses of wine", "calf_pull_toes"),
    (33, 16, "calf", "right", 2, 5, "no", "", "calf_pull_toes"),
    (29, 3, "calf", "left", 3, 7, "yes", "", "calf_pull_toes"),
    (24, 2, "toes", "left", 1, 4, "no", "beer", "walking about"),
    (20, 5, "calf", "left", 4, 8, "yes", "", "calf_pull_toes"),
    (17, 3, "calf", "right", 3, 7, "no", "two glasses of wine", "calf_pull_toes"),
    (12, 2, "calf", "left", 11, 9, "yes", "", "calf_pull_toes"),
    (9, 23, "calf", "left", 2, 6, "yes", "beer", ""),
    (6, 4, "foot", "left", 2, 6, "no", "", "walking about"),
    (4, 3, "calf", "left", 5, 8, "yes", "", "calf_pull_toes"),
    (2, 2, "calf", "left", 3, 7, "yes", "two glasses of wine", "calf_pull_toes"),
    (1, 1, "calf", "left", 4, 8, "yes", "", "calf_pull_toes"),
)


def diary() -> list[Entry]:
    """The entries of the made-up diary."""
    return [
        Entry(
            at=(NOW - timedelta(days=days)).replace(hour=hour),
            muscle=muscle,
            side=side,
            length_min=minutes,
            pain=pain,
            doing="sitting_long" if 8 <= hour <= 20 else "night",
            alcohol=(alcohol,) if alcohol else (),
            medicines=("furosemide",) if days in (40, 12, 2) else (),
            sleep_lost=sleep_lost,
            helped=(helped,) if helped else (),
        )
        for days, hour, muscle, side, minutes, pain, sleep_lost, alcohol, helped in DIARY
    ]


def visit_page(height: int) -> Image.Image:
    """The clinician's page of one conversation and the diary, `height` pixels high."""
    protocol, lexicon = load_protocol(), load_lexicon()
    session = talk(protocol, lexicon, "ow my left calf", TYPICAL)
    summary = summarize(protocol, lexicon, session, NOW, diary())
    pdf = pypdfium2.PdfDocument(report(protocol, summary, Audience.clinician, Format.pdf))
    sheet = pdf[0]
    drawn: Image.Image = sheet.render(scale=height / sheet.get_height()).to_pil()
    return drawn


def main() -> None:
    """Writes the picture."""
    seen = see(*SHOWN)
    shape = SHAPES[SHOWN[1]]
    width = HEIGHT * shape["width"] // shape["height"]
    device = Image.open(io.BytesIO(seen.png)).resize((width, HEIGHT))
    page = visit_page(HEIGHT)
    hero = Image.new("RGB", (width + page.width + 3 * MARGIN, HEIGHT + 2 * MARGIN), GROUND)
    hero.paste(
        EDGE, (width + 2 * MARGIN - 1, MARGIN - 1, hero.width - MARGIN + 1, HEIGHT + MARGIN + 1)
    )
    hero.paste(device, (MARGIN, MARGIN))
    hero.paste(page, (width + 2 * MARGIN, MARGIN))
    words = PngInfo()
    words.add_text(SHOWS, " | ".join(seen.texts))
    small = hero.quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(HERO, optimize=True, pnginfo=words)


if __name__ == "__main__":
    main()
