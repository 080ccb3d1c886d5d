"""One knowledge entry as a readable page."""

from datetime import date

import msgspec

from agathe.kernel import AgatheError, Language, Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.base import DatedExpr
from agathe.rules.citation import cite
from agathe.rules.parser import parse
from agathe.rules.program import Compiler
from agathe.rules.prose import Prose, show_date, show_number
from agathe.rules.syntax import BOOLEAN

_CONDITIONS = ("when", "formula", "asked_when", "require", "expr")
_SKIPPED = ("id", "title", "examples", "weight")


def entry_page(knowledge: Knowledge, kind: str, entry: object, language: Language) -> str:
    """All fields of an entry, its conditions also in words, its sources with their addresses."""
    return _Page(knowledge, language).page(kind, entry)


class _Page:
    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge = knowledge
        self.language: Language = language
        self.prose = Prose(knowledge, language)
        self.vocabulary = Compiler(knowledge).vocabulary

    def page(self, kind: str, entry: object) -> str:
        title = getattr(entry, "title", None) or getattr(entry, "question", None)
        identity = getattr(entry, "id", None) or getattr(entry, "code", "")
        head = f"{kind}:{identity}" + (f" — {title[self.language]}" if isinstance(title, Text) else "")
        place = self.knowledge.files.get(f"{kind}:{identity}")
        lines = [head, "═" * min(len(head), 100), *([f"knowledge/{place}"] if place else [])]
        lines.extend(self.fields(entry, 0))
        return "\n".join(lines) + "\n"

    def fields(self, value: object, depth: int) -> list[str]:
        lines: list[str] = []
        if not isinstance(value, msgspec.Struct):
            return lines
        for name in value.__struct_fields__:
            content = getattr(value, name)
            if (name in _SKIPPED and depth == 0) or content is None or content == () or content == {}:
                continue
            lines.extend(self.field(name.rstrip("_"), content, depth))
        return lines

    def field(self, name: str, content: object, depth: int) -> list[str]:
        pad = "  " * depth
        if name == "sources" and isinstance(content, tuple):
            return [f"{pad}{name}:", *(f"{pad}  - {self.source(id_)}" for id_ in content)]
        if name in _CONDITIONS and isinstance(content, str):
            return [f"{pad}{name}: {content}", *self.words(content, pad)]
        if isinstance(content, Text):
            return [f"{pad}{name}: {content[self.language]}"]
        if isinstance(content, dict):
            lines = [f"{pad}{name}:"]
            for key, item in content.items():
                lines.extend(self.field(str(key), item, depth + 1))
                if isinstance(item, str):
                    lines.extend(self.words(item, pad + "  "))
            return lines
        if isinstance(content, tuple):
            return self.items(name, content, depth)
        if isinstance(content, msgspec.Struct):
            return [f"{pad}{name}:", *self.fields(content, depth + 1)]
        return [f"{pad}{name}: {self.plain(name, content)}"]

    def items(self, name: str, content: tuple[object, ...], depth: int) -> list[str]:
        pad = "  " * depth
        if not any(isinstance(item, msgspec.Struct) for item in content):
            return [f"{pad}{name}: {', '.join(self.plain(name, item) for item in content)}"]
        lines = [f"{pad}{name}:"]
        for item in content:
            if isinstance(item, Text):
                lines.append(f"{pad}  - {item[self.language]}")
                continue
            inner = self.fields(item, depth + 2)
            if isinstance(item, DatedExpr):
                inner = [
                    f"{pad}    {item.from_ or '…'} → {item.to or '…'}: {item.expr}",
                    *self.words(item.expr, pad + "    "),
                ]
            lines.append(f"{pad}  -{inner[0][len(pad) + 3 :]}" if inner else f"{pad}  -")
            lines.extend(inner[1:])
        return lines

    def words(self, expression: str, pad: str) -> list[str]:
        """The condition in words, when it is one."""
        try:
            node = parse(expression, self.vocabulary, BOOLEAN)
        except AgatheError:
            return []
        return [f"{pad}  ↳ {self.prose.condition(node)}"]

    def source(self, id_: str) -> str:
        source = self.knowledge.sources.get(id_)
        if source is None:
            return id_
        return f"{source.url or source.title} ({show_date(source.checked, self.language)})"

    def plain(self, name: str, value: object) -> str:
        if isinstance(value, Text):
            return value[self.language]
        if isinstance(value, date):
            return show_date(value, self.language)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return show_number(value, self.language)
        return cite(str(value), self.language) if name == "legal_ref" else str(value)
