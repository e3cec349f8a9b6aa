"""The pages as a site: it builds without a warning and loads nothing from another host."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from tests import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.searches]

PAGES = sorted(
    path.relative_to(ROOT)
    for path in (
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "tools").rglob("*.md"),
    )
)
DOORS = ["Start", "How-to", "Reference", "Explanation"]
LOADS = {"audio", "embed", "iframe", "img", "link", "object", "script", "source", "video"}
COUNTED = ("blockquote", "h2", "h3", "li", "ol", "pre", "table", "tr", "ul")


class Tags(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def built(source: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """What `make docs` runs, on these sources and into this folder."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = re.findall(r"^\t\$\(BIN\)/(sphinx-build .*)$", makefile, re.MULTILINE)
    words = shlex.split(line)
    places = {"docs": ROOT / "docs", "build/doctrees": folder / "doctrees"}
    places |= {".": source, "build/site": folder / "site"}
    command = [Path(sys.executable).with_name(words[0]), *(places.get(w, w) for w in words[1:])]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    done = built(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"


def page_of(site: Path, page: Path) -> str:
    return (site / page.with_suffix(".html")).read_text(encoding="utf-8")


def test_a_way_in_leads_to_the_index(site: Path) -> None:
    assert "url=docs/index.html" in (site / "index.html").read_text(encoding="utf-8")


def test_every_page_has_the_four_doors_and_every_page_is_behind_one(site: Path) -> None:
    for page in PAGES:
        beside = page_of(site, page).split('<div class="sidebar-tree">')[1].split("</aside>")[0]
        assert re.findall(r'caption-text">([^<]+)<', beside) == DOORS, page
    shown = page_of(site, Path("docs/start.md")).split('<div class="sidebar-tree">')[1]
    links = re.findall(r'internal" href="([^"]*)"', shown.split("</aside>")[0])
    here = site / "docs"
    led = {(here / (link.partition("#")[0] or "start.html")).resolve() for link in links}
    assert {site / page.with_suffix(".html") for page in PAGES} - led == {here / "index.html"}


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(files) > len(PAGES)
    for file in files:
        text = file.read_text(encoding="utf-8")
        loaded = re.findall(r"url\(\s*[\"']?([^)\"']+)|@import\s+[\"']([^\"']+)", text)
        names = [name for pair in loaded for name in pair if name]
        if file.suffix == ".html":
            names += [
                value
                for tag, attributes in Tags(text).found
                if tag in LOADS
                for key, value in attributes.items()
                if key in ("data", "href", "poster", "src", "srcset") and value
            ]
        away = [name for name in names if urlsplit(name).netloc]
        assert away == [], file


def test_every_link_of_a_page_leads_to_a_file_of_the_site(site: Path) -> None:
    for file in site.rglob("*.html"):
        for tag, attributes in Tags(file.read_text(encoding="utf-8")).found:
            target = attributes.get("href" if tag in ("a", "link") else "src")
            parts = urlsplit(target or "")
            if target and not parts.scheme and parts.path:
                assert (file.parent / unquote(parts.path)).is_file(), (file, target)


def test_a_page_has_the_lists_tables_and_blocks_that_github_shows(site: Path) -> None:
    github = MarkdownIt("commonmark").enable("table")
    for page in PAGES:
        shown = github.render((ROOT / page).read_text(encoding="utf-8"))
        article = page_of(site, page).split("<article")[1].split("</article>")[0]
        for tag in COUNTED:
            found, meant = (len(re.findall(rf"<{tag}[ >]", text)) for text in (article, shown))
            assert found == meant, (page, tag)


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    docs = tmp_path / "source/docs"
    docs.mkdir(parents=True)
    (docs / "other.md").write_text("---\norphan: true\n---\n\n# Other\n", encoding="utf-8")
    links = "[a](gone.md)\n\n[b](other.md#gone)\n\n[c](#gone)\n\n[d](other.md#other)\n"
    (docs / "index.md").write_text(f"# All pages\n\n{links}", encoding="utf-8")
    done = built(tmp_path / "source", tmp_path)
    assert done.returncode
    assert re.findall(r"index\.md:(\d+): WARNING: ", done.stderr) == ["3", "5", "7"], done.stderr
