"""Texts that people typed, as HTML: paragraphs, line breaks and links to web addresses, nothing else."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'«»]+", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_TRAILING = ".,;:!?…)]}"


def paragraphs(text: str, links: bool = True) -> Markup:
    """A text as paragraphs; whatever it holds is shown, never obeyed.

    Args:
        text: what was typed.
        links: whether web addresses become links; the words of a link are its address, so that it hides nothing.
    """
    blocks = (block for block in _BLANK.split(text.replace("\r\n", "\n").strip()) if block.strip())
    return Markup("\n").join(Markup("<p>{}</p>").format(_lines(block, links)) for block in blocks)


def _lines(block: str, links: bool) -> Markup:
    return Markup("<br>\n").join(_linked(line) if links else escape(line) for line in block.split("\n"))


def _linked(line: str) -> Markup:
    made, after = Markup(""), 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_TRAILING)
        made += escape(line[after : found.start()])
        made += Markup('<a href="{0}" rel="nofollow noopener ugc">{0}</a>').format(address)
        after = found.start() + len(address)
    return made + escape(line[after:])
