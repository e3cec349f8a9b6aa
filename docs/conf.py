"""How Sphinx makes a site of the repository's pages: `make docs` writes it to `build/site`.

The pages are read from where they are, the README among them. What leads to them is `index.md`: its
headings and links are the site's navigation. A page loads nothing from another host.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT: Final = Path(__file__).resolve().parents[1]

project = "Cramp Helper"
html_title = project
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "tools/mini_model/README.md"]
exclude_patterns = [".*", "build", "dist", "out", "tests"]  # not even looked into
myst_heading_anchors = 6  # as GitHub makes them
smartquotes = False  # `--json` is typed with two hyphens
html_theme = "furo"
html_copy_source = False
html_show_copyright = False

FOLDER: Final = re.compile(r"\[([^\]]+)\]\([^)\s:]+/\)")
"""A link to a folder of the repository: the site has no page for it."""

REDIRECT: Final = '<!doctype html><meta http-equiv="refresh" content="0; url=docs/index.html">\n'


def doors(index: str) -> dict[str, list[str]]:
    """The pages that each heading of `docs/index.md` lists, by their names from the root."""
    found: dict[str, list[str]] = {}
    for section in index.split("\n## ")[1:]:
        heading, _, body = section.partition("\n")
        paths = [ROOT / "docs" / page for page in re.findall(r"\]\(([^)\s]+\.md)\)", body)]
        found[heading] = [str(path.resolve().relative_to(ROOT))[:-3] for path in paths]
    return found


def read(app: Sphinx, page: str, source: list[str]) -> None:
    """Changes what a page says to GitHub into what it says to Sphinx."""
    source[0] = FOLDER.sub(r"\1", source[0])
    if page == root_doc:
        for door, pages in doors(source[0]).items():
            listed = "\n".join(f"/{each}" for each in pages)
            source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {door}\n\n{listed}\n```\n"


def finish(app: Sphinx, error: Exception | None) -> None:
    """Adds what no page links as Sphinx would see it: a way in, and the sounds that pages play."""
    if error is None:
        (app.outdir / "index.html").write_text(REDIRECT, encoding="utf-8")
        for sound in (ROOT / "docs").glob("*.ogg"):
            shutil.copy(sound, app.outdir / "docs")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", read)
    app.connect("build-finished", finish)
    app.add_lexer("mermaid", TextLexer)  # GitHub draws it; to draw it here would take a script
