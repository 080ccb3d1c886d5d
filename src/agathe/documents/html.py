"""A document as one web page: nothing outside the file, no script, usable with a keyboard, a screen reader or a printer."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from agathe.documents.anchors import anchored
from agathe.documents.blocks import Axis, Bar, Block, Document, Field, Inline, Mark, Section, Table
from agathe.documents.typography import is_web, large_figures, typeset

GLYPHS = {
    "●": "full", "○": "empty", "◐": "half", "◔": "clock", "◌": "dashed", "✓": "tick", "✕": "barred", "·": "dot",
}  # fmt: skip
"""Marks that the page draws, so that they look the same whatever the fonts; others are written as they are."""
WORDS = {
    "fr": {
        "skip": "Aller au contenu", "contents": "Sommaire", "missing": "À compléter", "of": "sur", "stage": "Étape",
        "more": "textes et dates", "top": "Haut de la page",
    },
    "en": {
        "skip": "Skip to content", "contents": "Contents", "missing": "To be completed", "of": "of", "stage": "Stage",
        "more": "texts and dates", "top": "Top of the page",
    },
}  # fmt: skip

COLON = {"fr": "\u00a0: ", "en": ": "}
BANDS = frozenset(f"stage-{number}" for number in range(1, 8))
"""Anchors of sections that carry the colour of a stage of the life line, and that the line leads to."""


def render_html(document: Document) -> str:
    """The document as a whole HTML page; the same document gives the same text."""
    page = anchored(typeset(document))
    return (
        _environment()
        .get_template("document.html.jinja")
        .render(
            page=page,
            words=WORDS[page.language],
            colon=COLON[page.language],
            anchors=set(_anchors(page.sections)),
            style=_style(),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("agathe.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["kind"] = _kind
    environment.globals |= {
        "glyphs": GLYPHS, "bands": BANDS, "is_web": is_web, "place": _place, "told_of": _told, "bar_column": _bar_column,
    }  # fmt: skip
    environment.tests |= {"figures": large_figures, "bar": lambda cell: isinstance(cell, Bar)}
    return environment


@cache
def _style() -> Markup:
    return Markup(files("agathe.documents").joinpath("templates", "document.css").read_text(encoding="utf-8"))


def _anchors(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        yield section.anchor or ""
        yield from _anchors(section.sections)


def _kind(part: Block | Inline) -> str:
    return type(part).__name__


def _place(value: float, axis: Axis) -> float:
    """Where a value stands on an axis, in percent."""
    return round(100 * min(max((value - axis.start) / ((axis.end - axis.start) or 1), 0), 1), 2)


class _Told(NamedTuple):
    first: Field | None
    shown: list[Field]
    folded: list[Field]

    def labels(self, last: str) -> str:
        """What the fold holds, ``last`` included: a summary that makes sense alone."""
        said = ", ".join(dict.fromkeys((*(field.label for field in self.folded), *([last] if last else []))))
        return said[:1].upper() + said[1:].lower()


def _told(fields: Sequence[Field]) -> _Told:
    """How an item tells its fields: the first as a sentence, then what is set off or missing; the rest is folded."""
    plain = bool(fields) and fields[0].missing is None
    rest = fields[1:] if plain else fields
    stays = [
        field.missing is not None or any(isinstance(part, Mark) for part in field.content) for field in rest
    ]
    shown = [field for field, stay in zip(rest, stays, strict=True) if stay]
    folded = [field for field, stay in zip(rest, stays, strict=True) if not stay]
    return _Told(fields[0] if plain else None, shown, folded)


def _bar_column(table: Table) -> int | None:
    """Position of the column that holds bars, whose heading carries the axis."""
    return next((n for row in table.rows for n, cell in enumerate(row) if isinstance(cell, Bar)), None)
