"""Ids of the sections and items of a document: unique, and the same at each run."""

import re
import unicodedata
from dataclasses import replace

from agathe.documents.blocks import Block, Document, Item, Section

_OWN = ("top", "content", "contents")
"""Ids the page itself uses."""


def anchored(document: Document) -> Document:
    """The same document, each section with an id and no id twice."""
    taken = set(_OWN)
    return replace(
        document,
        sections=tuple(_section(section, taken) for section in document.sections),
        blocks=_blocks(document.blocks, taken),
    )


def _section(section: Section, taken: set[str]) -> Section:
    anchor = _free(section.anchor or section.title, taken)
    blocks = _blocks(section.blocks, taken)
    return replace(
        section,
        anchor=anchor,
        blocks=blocks,
        sections=tuple(_section(one, taken) for one in section.sections),
    )


def _blocks(blocks: tuple[Block, ...], taken: set[str]) -> tuple[Block, ...]:
    return tuple(
        replace(block, anchor=_free(block.anchor, taken))
        if isinstance(block, Item) and block.anchor
        else block
        for block in blocks
    )


def _free(wish: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", wish).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "section"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
