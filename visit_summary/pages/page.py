"""A page: what a report says, in order, for whichever format. The formats only set it."""

from __future__ import annotations

import msgspec


class Item(msgspec.Struct, frozen=True):
    """A line of a section.

    Attributes:
        text: ours.
        label: a word or two before it.
        quote: the person's own words, never to be trusted as markup.
        after: ours, after the quotation.
    """

    text: str = ""
    label: str = ""
    quote: str = ""
    after: str = ""


class Table(msgspec.Struct, frozen=True):
    """Rows under a head; every cell is text, the person's own words among them."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(msgspec.Struct, frozen=True):
    """A heading with its lines.

    Attributes:
        id: unique in the page.
        urgent: stands out, and first.
        listed: the lines are items of a list.
        ordered: in an order that means something.
        picture: the chart of the diary stands under the lines.
        wide: over the whole width; the others stand in columns below.
        paired: the lines stand two side by side, label and text apart.
        table: stands under the lines.
    """

    id: str
    heading: str
    items: tuple[Item, ...]
    urgent: bool = False
    listed: bool = False
    ordered: bool = False
    picture: bool = False
    wide: bool = False
    paired: bool = False
    table: Table | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.items and self.table is None and not self.picture


class Picture(msgspec.Struct, frozen=True):
    """A chart with the words for those who cannot see it."""

    svg: bytes
    alt: str


class Page(msgspec.Struct, frozen=True):
    """A whole report for one reader.

    Attributes:
        locale: place, also the language of the page.
        audience: "clinician" or "person".
        intro: lines under the title.
        notes: small print at the end.
        picture: the diary's chart, if there is a diary.
    """

    title: str
    locale: str
    audience: str
    intro: tuple[Item, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    picture: Picture | None = None

    @property
    def characters(self) -> int:
        """How much there is to set."""
        items = [*self.intro, *(item for section in self.sections for item in section.items)]
        texts = (part for i in items for part in (i.text, i.label, i.quote, i.after))
        tables = (section.table for section in self.sections if section.table is not None)
        cells = (cell for table in tables for row in (table.head, *table.rows) for cell in row)
        return sum(map(len, (*texts, *cells, *self.notes)))
