"""What the page of an entry is made of."""

from dataclasses import dataclass, field

from agathe_web.library.catalogue import Ref


@dataclass(frozen=True)
class Piece:
    """A word or two, with the entry it names."""

    text: str
    ref: Ref | None = None


@dataclass(frozen=True)
class Row:
    """A label and what stands under it."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Line:
    """One item of a list: its text, its condition in words, details in small, lines of its own."""

    text: str
    words: tuple[str, ...] = ()
    small: str = ""
    ref: Ref | None = None
    inner: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading."""

    title: str
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    ordered: bool = False


@dataclass(frozen=True)
class Reading:
    """An entry ready to be shown.

    Attributes:
        lead: what it says first.
        rows: short fields.
        sections: conditions and lists.
    """

    lead: str
    rows: tuple[Row, ...]
    sections: tuple[Section, ...] = field(default=())
