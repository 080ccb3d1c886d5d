"""A few pieces of Markdown, and the reading of docstrings."""

import inspect
import re
from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Text for a table cell: one line, pipes escaped."""
    return " ".join(text.split()).replace("|", "\\|")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table, with an empty line after it."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    return [*lines, ""]


def code(text: str) -> str:
    """Inline code."""
    return f"`{text}`" if text else ""


def plain(docstring: str) -> str:
    """A docstring in Markdown: roles and double backquotes become simple code."""
    text = re.sub(r":[a-z]+:`~?([^`]+)`", lambda match: f"`{match[1].rsplit('.', 1)[-1]}`", docstring)
    return text.replace("``", "`")


def first_paragraph(docstring: str | None) -> str:
    """First paragraph of a docstring on one line."""
    return plain(" ".join(inspect.cleandoc(docstring or "").split("\n\n")[0].split()))


def attributes(docstring: str | None) -> dict[str, str]:
    """The ``Attributes`` section of a docstring, by name."""
    found: dict[str, str] = {}
    _, _, section = inspect.cleandoc(docstring or "").partition("Attributes:\n")
    name = ""
    for line in section.splitlines():
        start = re.match(r"^    (\w+): (.*)$", line)
        if start:
            name = start[1]
            found[name] = plain(start[2])
        elif line.startswith("        ") and name:
            found[name] += " " + plain(line.strip())
        elif line.strip():
            break
    return found
