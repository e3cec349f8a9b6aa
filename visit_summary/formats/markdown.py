"""A page as Markdown. Every character that could be markup is escaped, whoever said it."""

from __future__ import annotations

import re
from typing import Final

from visit_summary.pages.page import Item, Page, Section, Table

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$^=:@/\"'])")


def markdown(page: Page) -> str:
    """The page as Markdown (CommonMark)."""
    blocks = [f"# {escape(page.title)}", *(_line(item) for item in page.intro)]
    for section in page.sections:
        blocks.append(f"## {escape(section.heading)}")
        if section.items:
            blocks.append(_lines(section))
        if section.picture and page.picture is not None:
            blocks.append(escape(page.picture.alt))
        if section.table is not None:
            blocks.append(_table(section.table))
    blocks.append("---")
    blocks.extend(escape(note) for note in page.notes)
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """The text with its markup made harmless, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _lines(section: Section) -> str:
    if section.paired:
        return "\n\n".join(_line(item, "; ") for item in section.items)
    if section.listed or section.ordered:
        marks = (f"{n}." if section.ordered else "-" for n in range(1, len(section.items) + 1))
        lines = zip(marks, section.items, strict=True)
        return "\n".join(f"{mark} {_line(item)}" for mark, item in lines)
    return "\n\n".join(map(_line, section.items))


def _table(table: Table) -> str:
    """Rows as GitHub's Markdown shows them; elsewhere they stay readable."""
    rows = (table.head, ("---",) * len(table.head), *table.rows)
    cells = ((cell if cell == "---" else escape(cell) for cell in row) for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _line(item: Item, apart: str = "") -> str:
    """A line; `apart` stands between the two parts of a pair."""
    text = escape(item.text)
    parts = (
        f"**{escape(item.label)}:**" if item.label else "",
        text + (apart.rstrip() if text and item.after else ""),
        f"*“{escape(item.quote)}”*" if item.quote else "",
        escape(item.after),
    )
    return " ".join(part for part in parts if part)
