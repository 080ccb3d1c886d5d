"""A document as a tagged PDF (PDF/UA-1): headings, tables and bars that a screen reader can follow, the same bytes each time."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from agathe.documents.absent import AbsentPackageError
from agathe.documents.blocks import Document, Fields, Link, Notice, Section
from agathe.documents.typography import is_web, large_figures, map_texts, typeset
from agathe.kernel import Text
from agathe.rules.prose import show_date

WORDS = {
    "fr": {
        "colon": "\u00a0: ", "missing": "À compléter", "contents": "Sommaire", "links": "Adresses des liens",
        "here": "en cours",
    },
    "en": {"colon": ": ", "missing": "To be completed", "contents": "Contents", "links": "Addresses of the links", "here": "current"},
}  # fmt: skip
_USUAL = frozenset(
    map(
        chr,
        (
            0x0A,
            *range(0x20, 0x7F),
            *range(0xA0, 0x180),
            0x200B,
            0x202F,
            *range(0x2012, 0x201F),
            0x2026,
            0x20AC,
        ),
    )
)
"""Characters that the fonts inside typst are known to have (a test says so)."""
_LONG_WORD = re.compile(r"[^\s\u200b]{40,}")


def render_pdf(document: Document) -> bytes:
    """The document as a PDF file, A4.

    Only the fonts inside typst are used, so that the bytes do not depend on the machine; a character that they lack is
    replaced by ``\ufffd``.

    Raises:
        AbsentPackageError: when the package typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise AbsentPackageError(Text("La forme PDF", "The PDF form"), "typst") from None
    page = map_texts(typeset(document), lambda text: _breakable(_known(text)))
    day = datetime(page.day.year, page.day.month, page.day.day, tzinfo=UTC)
    source = files("agathe.documents").joinpath("templates", "document.typ").read_bytes()
    return bytes(
        typst.compile(
            source,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs={"document": json.dumps(_plain_document(page), ensure_ascii=False)},
            timestamp=int(day.timestamp()),
        )
    )


def _plain_document(document: Document) -> dict[str, Any]:
    """The document as the template reads it: links numbered, so that paper can give their addresses at the end."""
    numbers: dict[str, int] = {}
    plain: dict[str, Any] = _plain(document, lambda url: numbers.setdefault(url, len(numbers) + 1))
    return plain | {
        "name": f"{document.title} – {document.subtitle}" if document.subtitle else document.title,
        "day": [document.day.year, document.day.month, document.day.day],
        "date": show_date(document.day, document.language),
        "words": WORDS[document.language],
        "links": list(numbers),
    }


def _plain(value: Any, number: Callable[[str], int]) -> Any:
    if isinstance(value, tuple):
        return [_plain(item, number) for item in value]
    if not is_dataclass(value):
        return value if isinstance(value, str | int | float | None) else str(value)
    plain = {field.name: _plain(getattr(value, field.name), number) for field in fields(value)}
    if isinstance(value, Notice):
        return {"kind": "Notice", "notice": plain}
    if isinstance(value, Link):
        plain["number"] = number(value.url) if is_web(value.url) else None
    if isinstance(value, Fields):
        plain["large"] = large_figures(value)
    if isinstance(value, Section):
        stage = re.fullmatch(r"stage-([1-7])", value.anchor or "")
        plain["band"] = int(stage[1]) if stage else None
    return {"kind": type(value).__name__, **plain}


def _known(text: str) -> str:
    return "".join(char if char in _USUAL or _drawable(char) else "\ufffd" for char in text)


@cache
def _drawable(char: str) -> bool:
    """Whether the fonts inside typst have a character: PDF/UA refuses a document where one is missing."""
    import typst

    probe = b'#set document(title: "?")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), fallback: false)\n#sys.inputs.char'
    try:
        typst.compile(
            probe, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"], sys_inputs={"char": char}
        )
    except typst.TypstError:
        return False
    return True


def _breakable(text: str) -> str:
    """Words too long for a line may be cut."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(re.findall(r".{1,16}", word[0])), text)
