"""What every form does to the texts of a document before it writes them: nothing unseen, no mark alone at a line start."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from agathe.documents.blocks import Document, Fields, Mark
from agathe.kernel import Language, visible

T = TypeVar("T")
_CODES = frozenset({"url", "anchor", "tone", "kind", "language", "mark"})
"""Fields that are read by the forms, not by people."""
_NOT_CHARACTERS = re.compile("[\ufffe\uffff]")
_FRENCH = (
    (re.compile(r" (?=[;!?](?:\s|$))"), "\u202f"),
    (re.compile(r" (?=:(?:\s|$))"), "\u00a0"),
    (re.compile(r"« "), "«\u00a0"),
    (re.compile(r" »"), "\u00a0»"),
    (
        re.compile(
            r"(?<=\d) (?=[€%])|(?<=\b\d) (?=\d{3}\b)|(?<=\b\d\d) (?=\d{3}\b)|(?<=\b\d{3}) (?=\d{3}\b)"
        ),
        "\u202f",
    ),
)


def typeset(document: Document) -> Document:
    """The same document, its texts free of control characters and spaced as its language asks."""
    return map_texts(document, lambda text: spaced(_clean(text), document.language))


def map_texts(value: T, change: Callable[[str], str]) -> T:
    """The same document, or part of one, with each text that people read changed."""
    found: Any = value
    if isinstance(found, str):
        found = change(found)
    elif isinstance(found, tuple):
        found = tuple(map_texts(item, change) for item in found)
    elif is_dataclass(found) and not isinstance(found, type):
        found = replace(
            found,
            **{
                field.name: map_texts(getattr(found, field.name), change)
                for field in fields(found)
                if field.name not in _CODES
            },
        )
    return cast(T, found)


def spaced(text: str, language: Language) -> str:
    """A text with the no-break spaces of its language; English asks for none."""
    if language == "fr":
        for pattern, space in _FRENCH:
            text = pattern.sub(space, text)
    return text


def is_web(url: str) -> bool:
    """Whether an address may become a link: plain ``http`` and ``https`` only, never a script or a file."""
    return re.fullmatch(r"https?://[^\s<>\"\\^`{|}\x00-\x1f\x7f]+", url) is not None


def large_figures(block: Fields) -> bool:
    """Whether fields are figures to show large: the content of each is one mark, such as a count."""
    return all(len(field.content) == 1 and isinstance(field.content[0], Mark) for field in block.fields)


def _clean(text: str) -> str:
    return _NOT_CHARACTERS.sub("\ufffd", visible(text))
