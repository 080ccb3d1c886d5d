"""The list of reference pages."""

from collections.abc import Callable, Mapping
from pathlib import Path

from agathe.knowledge import Knowledge, load_knowledge
from agathe.reference.api import api_page
from agathe.reference.commands import commands_page
from agathe.reference.facts import facts_page
from agathe.reference.knowledge_format import format_page
from agathe.reference.language import language_page
from agathe.reference.questions import questions_page
from agathe.roadmap.schema import roadmap_schema

PAGES: Mapping[str, Callable[[Knowledge], str]] = {
    "language.md": language_page,
    "cli.md": lambda knowledge: commands_page(),
    "knowledge-format.md": lambda knowledge: format_page(),
    "questions.md": questions_page,
    "facts.md": facts_page,
    "api.md": lambda knowledge: api_page(),
    "roadmap.schema.json": lambda knowledge: roadmap_schema(),
}
"""File name of each page, and the function that writes its text."""
NOTE = "<!-- Written by `make docs` from the code and the knowledge base. Do not edit by hand. -->\n\n"


def render(knowledge: Knowledge) -> dict[str, str]:
    """Text of every page, by file name."""
    pages = {}
    for name, page in PAGES.items():
        text = page(knowledge)
        pages[name] = NOTE + text if name.endswith(".md") else text
    return pages


def write_pages(folder: Path, knowledge: Knowledge | None = None) -> list[Path]:
    """Write every page into a folder and return the paths.

    Args:
        folder: created if it does not exist; other files in it are left alone.
        knowledge: the packaged knowledge base when ``None``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in render(knowledge or load_knowledge()).items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
