"""Reports in a real browser: accessible, readable in the dark and zoomed, one sheet of paper."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from cramp_triage.messages.report_options import Audience
from tests.end_to_end.browser import browser
from visit_summary.formats.html import html
from visit_summary.report import page_for

pytestmark = [pytest.mark.slow, pytest.mark.outside]

READERS = list(Audience)


@pytest.fixture(scope="module")
def pages(protocol, summaries):
    return {
        (name, reader): page_for(protocol, summary, reader)
        for name, summary in summaries.items()
        for reader in READERS
    }


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("talkative", Audience.clinician),
        ("talkative", Audience.person),
        ("hostile", Audience.clinician),
        ("emergency", Audience.person),
    ],
)
def test_axe_finds_nothing_and_nothing_is_fetched(pages, name, reader):
    seen = browser.see(html(pages[name, reader], "letter"))
    assert seen["violations"] == []
    assert seen["passes"] > 10
    assert seen["fetched"] == []
    assert seen["errors"] == 0


@pytest.mark.parametrize("reader", READERS)
def test_the_dark_is_dark_and_still_readable(pages, reader):
    dark = browser.see(html(pages["typical", reader], "letter"), browser.DARK)
    assert dark["dark"]
    assert dark["background"] == "rgb(22, 24, 27)"
    assert dark["violations"] == []


@pytest.mark.parametrize("reader", READERS)
def test_zoomed_in_nothing_runs_off_the_side(pages, reader):
    """A screen of 1280 at 200 % is 640 wide."""
    seen = browser.see(html(pages["crammed", reader], "letter"), width=640)
    assert seen["width"] == 640
    assert seen["wide"] <= 0


def test_the_judge_would_find_a_fault(pages):
    page = html(pages["typical", Audience.person], "letter")
    seen = browser.see(page.replace('role="img" aria-label="', 'role="img" data-label="'))
    assert any(found.startswith("svg-img-alt") for found in seen["violations"])
    wide = page.replace("<main>", '<main><div style="width: 3000px">x</div>')
    assert browser.see(wide)["wide"] > 0


@pytest.mark.parametrize("paper", ["A4", "letter"])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["typical", "crammed"])
def test_it_prints_to_one_sheet(pages, name, reader, paper):
    found = pypdf.PdfReader(io.BytesIO(browser.printed(html(pages[name, reader], paper))))
    assert len(found.pages) == 1
    size = [round(float(side)) for side in found.pages[0].mediabox[2:]]
    assert size == ([595, 842] if paper == "A4" else [612, 792])
    text = found.pages[0].extract_text()
    assert "not reviewed by a clinician" in " ".join(text.split())


def test_it_needs_no_script(pages):
    page = html(pages["typical", Audience.person], "letter")
    assert "<script" not in page
    png = browser.picture(page)  # whose own policy allows none
    assert png == browser.picture(browser.without_policy(page))
    colours = Image.open(io.BytesIO(png)).convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 50


def test_the_lock_file_names_no_registry():
    lock = (Path(__file__).parent / "axe" / "package-lock.json").read_text("utf-8")
    assert "resolved" not in lock
    assert "registry" not in lock
