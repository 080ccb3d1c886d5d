"""What a document is made of. Texts are in the language of the document; each form (HTML, PDF, Word) writes all of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from agathe.kernel import Language

Tone = Literal["plain", "strong", "quiet", "applies", "maybe", "upcoming", "done", "stop"]
"""How a short text is set off: always beside a word or a mark, never by colour alone."""


@dataclass(frozen=True)
class Link:
    """A text that leads to an address; written out in print."""

    text: str
    url: str


@dataclass(frozen=True)
class Mark:
    """A short text set off from the rest."""

    text: str
    tone: Tone


Inline = str | Link | Mark
Content = tuple[Inline, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``quiet`` for what is secondary (sources, dates)."""

    content: Content
    quiet: bool = False


@dataclass(frozen=True)
class Field:
    """A label and what is known under it.

    Attributes:
        label: name of the field.
        content: what is known; empty when nothing is.
        missing: what to write or to settle there, when something is missing.
    """

    label: str
    content: Content = ()
    missing: str | None = None


@dataclass(frozen=True)
class Fields:
    """Labels and their contents, one under another."""

    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Bullets:
    """A list; numbered when the order counts."""

    items: tuple[Content, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Notice:
    """Something to see before the rest."""

    kind: Literal["info", "good", "warning", "error"]
    title: str
    content: Content


@dataclass(frozen=True)
class Item:
    """An entry with its status: a duty, a pathway, a scheme.

    Attributes:
        title: name.
        mark: glyph of the status, decorative.
        status: the status in words.
        tone: how the status is set off.
        fields: what to know about it.
        quiet: last line, secondary: texts, dates, confidence.
        anchor: id of the item in the document.
    """

    title: str
    mark: str
    status: str
    tone: Tone
    fields: tuple[Field, ...] = ()
    quiet: Content = ()
    anchor: str | None = None


@dataclass(frozen=True)
class Bar:
    """A cell that holds a bar on the time axis of its table: chart and data are one.

    Attributes:
        start: beginning, in the unit of the axis.
        sure: end of the dark part (median).
        late: end of the light part (9 chances in 10).
        tone: ``applies`` for an ordinary bar, ``stop`` for a critical one, ``done``, ``maybe``.
        text: what the bar says, for those who do not see it.
    """

    start: float
    sure: float
    late: float
    tone: Tone
    text: str


@dataclass(frozen=True)
class Axis:
    """Time axis of the bars of a table: from ``start`` to ``end``, with marks at some places."""

    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]


Cell = Content | Bar


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        caption: what it shows.
        head: heading of each column.
        rows: cells; the first of a row is its heading.
        numbers: positions of the columns of numbers, set to the right.
        axis: time axis, when a column holds bars.
        shares: relative widths of the columns; equal when empty.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    axis: Axis | None = None
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class Stop:
    """One stop of a line: number, name, a short text and whether one is there."""

    number: int
    title: str
    text: str
    here: bool = False


@dataclass(frozen=True)
class LifeLine:
    """The seven stages as a line."""

    label: str
    stops: tuple[Stop, ...]


Block = Paragraph | Fields | Bullets | Notice | Item | Table | LifeLine


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it.

    Attributes:
        title: heading.
        blocks: content.
        sections: subsections.
        anchor: id of the section in the document, unique.
        folded: whether a screen may show the section closed at first (print and PDF show it open).
    """

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    anchor: str | None = None
    folded: bool = False


@dataclass(frozen=True)
class Document:
    """A whole document.

    Attributes:
        title: title.
        subtitle: what it is about (the project).
        language: language of all texts.
        day: date whose law is applied; also the date of the document.
        facts: short statements under the title (versions, counts).
        blocks: content before the first section.
        sections: sections.
        foot: last words: what the document is and is not.
        signature: version of the knowledge base, for reproduction.
    """

    title: str
    subtitle: str
    language: Language
    day: date
    facts: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: str = ""
    signature: str = ""
    author: str = field(default="Agathe")
