"""A document as text for a terminal or a plain file."""

from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Styled

from agathe.documents.blocks import (
    Axis,
    Bar,
    Block,
    Bullets,
    Cell,
    Content,
    Document,
    Field,
    Fields,
    Item,
    LifeLine,
    Link,
    Mark,
    Notice,
    Paragraph,
    Section,
    Table,
    Tone,
)
from agathe.kernel import Language, visible

STYLES: dict[Tone, str] = {
    "plain": "", "strong": "bold", "quiet": "dim", "applies": "bold green", "maybe": "yellow", "upcoming": "cyan",
    "done": "green", "stop": "red",
}  # fmt: skip
_NOTICES = {"info": "·", "good": "✓", "warning": "!", "error": "✕"}
_NOTICE_STYLES = {"info": "cyan", "good": "green", "warning": "yellow", "error": "red"}
_MISSING = {"fr": "à compléter", "en": "to be completed"}


def render_text(document: Document, *, width: int = 100, color: bool = False) -> str:
    """The document as text.

    Args:
        document: what to write.
        width: columns.
        color: whether to add terminal colours.
    """
    stream = StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, no_color=not color, highlight=False, markup=False
    )
    _Page(document.language, console).write(document)
    return plain_lines(stream.getvalue())


_BOUND = {"\u00a0": "\ue000", "\u202f": "\ue001"}
"""No-break spaces, and what stands for them while lines are broken: rich breaks lines at any space."""


def bound(text: str) -> str:
    """A text whose no-break spaces hold."""
    for space, stand_in in _BOUND.items():
        text = text.replace(space, stand_in)
    return text


def plain_lines(written: str) -> str:
    """What a console wrote, its no-break spaces given back, without spaces at the ends of lines."""
    for space, stand_in in _BOUND.items():
        written = written.replace(stand_in, space)
    lines = (line.rstrip() for line in written.splitlines())
    return "\n".join(lines).strip("\n") + "\n"


def write_section(section: Section, language: Language, console: Console) -> None:
    """One section of a document, on a console that already shows something else."""
    _Page(language, console).section(section, 0)


class _Page:
    def __init__(self, language: Language, console: Console) -> None:
        self.language = language
        self.console = console
        self.bar = max(12, console.width // 6)  # columns of a bar
        self.colon = "\u00a0: " if language == "fr" else ": "

    def write(self, document: Document) -> None:
        subtitle = f" · {visible(document.subtitle)}" if document.subtitle else ""
        self.line(Styled(f"{document.title}{subtitle}", style="bold"))
        if document.facts:
            self.line(Styled(" · ".join(document.facts), style="dim"))
        self.blocks(document.blocks, 0)
        for section in document.sections:
            self.section(section, 0)
        if document.foot:
            self.console.print()
            self.line(Styled(document.foot, style="dim italic"))

    def line(self, text: Styled, indent: int = 0) -> None:
        self.console.print(Padding(text, (0, 0, 0, indent)))

    def section(self, section: Section, depth: int) -> None:
        self.console.print()
        title = section.title.upper() if depth == 0 else section.title
        self.line(Styled(title, style="bold"), 2 * min(depth, 2) - (2 if depth else 0))
        if depth == 0:
            self.line(Styled("─" * min(len(title), self.console.width), style="dim"))
        self.blocks(section.blocks, 2)
        for part in section.sections:
            self.section(part, depth + 1)

    def blocks(self, blocks: tuple[Block, ...], indent: int) -> None:
        for block in blocks:
            self.block(block, indent)

    def block(self, block: Block, indent: int) -> None:
        match block:
            case Paragraph():
                self.line(self.styled(block.content, "dim" if block.quiet else ""), indent)
            case Fields():
                for field in block.fields:
                    self.field(field, indent)
            case Bullets():
                for number, item in enumerate(block.items, 1):
                    head = f"{number}. " if block.numbered else "- "
                    self.line(Styled(head).append(self.styled(item)), indent)
            case Notice():
                style = _NOTICE_STYLES[block.kind]
                text = Styled(f"{_NOTICES[block.kind]} {block.title}", style=style)
                if block.content:
                    text.append(self.colon).append(self.styled(block.content))
                self.line(text, indent)
            case Item():
                self.item(block, indent)
            case Table():
                self.table(block, indent)
            case LifeLine():
                self.life_line(block, indent)

    def field(self, field: Field, indent: int) -> None:
        text = Styled(f"{field.label}{self.colon}", style="dim")
        text.append(self.styled(field.content))
        if field.missing is not None:
            before = " · " if field.content else ""
            text.append(f"{before}[{_MISSING[self.language]}{self.colon}{field.missing}]", style="yellow")
        self.line(text, indent)

    def item(self, item: Item, indent: int) -> None:
        text = Styled(f"{item.mark} ", style=STYLES[item.tone])
        text.append(item.title, style="bold").append(f"  [{item.status}]", style=STYLES[item.tone])
        self.line(text, indent)
        for field in item.fields:
            self.field(field, indent + 4)
        if item.quiet:
            self.line(self.styled(item.quiet, "dim"), indent + 4)

    def life_line(self, line: LifeLine, indent: int) -> None:
        text = Styled()
        for stop in line.stops:
            text.append(
                f"[{stop.number}]" if stop.here else f" {stop.number} ",
                style="bold reverse" if stop.here else "bold",
            )
            text.append("──" if stop is not line.stops[-1] else "", style="dim")
        self.line(text, indent)

    def table(self, table: Table, indent: int) -> None:
        columns = [number for number in range(len(table.head)) if not number or _told(table, number)]
        grid = Grid(box=SIMPLE_HEAD, pad_edge=False, title=None, expand=False, header_style="bold")
        for number in columns:
            bars = any(isinstance(row[number], Bar) for row in table.rows if number < len(row))
            grid.add_column(
                table.head[number],
                justify="right" if number in table.numbers else "left",
                overflow="fold",
                min_width=self.bar if bars else None if number else _widest_word(table),
            )
        for row in table.rows:  # a row of one cell heads those below it
            style = "bold" if len(row) == 1 < len(table.head) else ""
            grid.add_row(
                *(self.cell(row[number], table.axis) for number in columns if number < len(row)), style=style
            )
        self.console.print()
        self.line(Styled(table.caption, style="italic"), indent)
        self.console.print(Padding(grid, (0, 0, 0, indent)))

    def cell(self, cell: Cell, axis: Axis | None) -> Styled:
        if not isinstance(cell, Bar):
            return self.styled(cell)
        assert axis is not None
        scale = self.bar / ((axis.end - axis.start) or 1)
        start, sure, late = (
            min(max(round((value - axis.start) * scale), 0), self.bar)
            for value in (cell.start, cell.sure, cell.late)
        )
        start = min(start, self.bar - 1)
        sure = max(sure, start + 1)
        text = Styled(" " * start)
        text.append("█" * (sure - start), style=STYLES[cell.tone])
        return text.append("░" * max(late - sure, 0), style=STYLES[cell.tone])

    def styled(self, content: Content, style: str = "") -> Styled:
        text = Styled(style=style)
        for part in content:
            if isinstance(part, Link):
                text.append(bound(part.text))
                if part.url not in part.text:
                    text.append(f" ({part.url})", style="dim")
            elif isinstance(part, Mark):
                text.append(bound(part.text), style=STYLES[part.tone])
            else:
                text.append(bound(part))
        return text


def _told(table: Table, number: int) -> bool:
    """Whether a column says something: one of dashes alone is left out of a narrow screen."""
    return any(row[number] not in ((), ("–",), ("",)) for row in table.rows if number < len(row))


def _widest_word(table: Table) -> int:
    """Columns that the first cells need so that no word is cut, within reason."""
    words = [
        len(word)
        for row in table.rows
        if len(row) > 1 and not isinstance(row[0], Bar)
        for part in row[0]
        for word in (part if isinstance(part, str) else part.text).split()
    ]
    return min(max(words, default=0), 20)
