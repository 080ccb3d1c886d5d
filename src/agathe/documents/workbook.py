"""Tables as an Excel workbook to work with: typed cells, filters, drop-down lists, colours beside words, ready to print."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, Literal

from agathe.documents.absent import AbsentPackageError
from agathe.documents.blocks import Link, Tone
from agathe.documents.typography import is_web
from agathe.kernel import Language, Text, visible

Kind = Literal["text", "number", "euros", "share", "date", "link", "choice", "free_choice", "day_to_fill"]
"""What a column holds. ``choice``: one of a list; ``free_choice``: the same, but other words are accepted;
``day_to_fill``: an empty cell that accepts a date only."""
Value = str | float | date | Link | None

LONGEST_TEXT = 32_000
LONGEST_LINK = 2_000
NAMES = 30
"""Rows to write names in, for the columns of free choice."""
_COLOURS: dict[Tone, tuple[str, str]] = {
    "applies": ("#0B3D91", "#E3ECFA"), "done": ("#145A32", "#DFF2E5"), "maybe": ("#7A4B00", "#FFF1D6"),
    "upcoming": ("#4A2C82", "#ECE4F8"), "stop": ("#8B1A1A", "#FBE3E1"), "quiet": ("#555555", "#EEEEEE"),
}  # fmt: skip
"""Text and ground of each tone; all pairs pass 4.5 to 1."""
_HEAD = "#1F2A44"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        title: heading.
        width: in characters.
        kind: what it holds.
        choices: words of a drop-down list.
        coloured: whether its words take the colours of the workbook's tones.
    """

    title: str
    width: float
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    coloured: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        title: name on the tab, 31 characters at most.
        columns: columns.
        rows: values, in the order of the columns.
        frozen: columns that stay in sight.
        names: whether the last column is for the names offered in columns of free choice.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    frozen: int = 1
    names: bool = False


@dataclass(frozen=True)
class Workbook:
    """A whole workbook.

    Attributes:
        title: title, in the properties and at the foot of each page.
        subject: what it is about.
        language: language of its texts.
        day: date of the workbook, also in its properties: the same content gives the same bytes.
        comment: what it is and is not.
        sheets: sheets.
        tones: tone of each word of the coloured columns.
    """

    title: str
    subject: str
    language: Language
    day: date
    comment: str
    sheets: tuple[Sheet, ...]
    tones: Mapping[str, Tone] = field(default_factory=dict)


def render_xlsx(workbook: Workbook) -> bytes:
    """The workbook as an Excel file; the same workbook gives the same bytes.

    Raises:
        AbsentPackageError: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise AbsentPackageError(Text("Un classeur Excel", "An Excel workbook"), "XlsxWriter") from None
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    _Book(workbook, book).write()
    book.close()
    return stream.getvalue()


class _Book:
    def __init__(self, workbook: Workbook, book: Any) -> None:
        self.workbook = workbook
        self.book = book
        french = workbook.language == "fr"
        cell: dict[str, object] = {"text_wrap": True, "valign": "top", "font_size": 10}
        forms: dict[str, dict[str, object]] = {
            "text": {},
            "number": {"num_format": "#,##0.##"},
            "euros": {"num_format": "#,##0 €" if french else "€#,##0"},
            "share": {"num_format": "0%"},
            "date": {"num_format": "dd/mm/yyyy" if french else "d mmm yyyy", "align": "left"},
            "link": {"font_color": "#0B3D91", "underline": 1},
            "to_fill": {"bg_color": "#FFFDF2", "border": 1, "border_color": "#D9D2B8"},
        }  # fmt: skip
        self.forms = {name: book.add_format({**cell, **form}) for name, form in forms.items()}
        self.forms["day_to_fill"] = book.add_format({**cell, **forms["to_fill"], **forms["date"]})
        self.head = book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": _HEAD, "text_wrap": True, "valign": "vcenter", "font_size": 10}
        )  # fmt: skip
        self.tones = {
            tone: book.add_format({"font_color": ink, "bg_color": ground}) for tone, (ink, ground) in _COLOURS.items()
        }  # fmt: skip

    def write(self) -> None:
        workbook = self.workbook
        created = datetime(workbook.day.year, workbook.day.month, workbook.day.day, tzinfo=UTC)
        self.book.set_properties(
            {
                "title": workbook.title, "subject": workbook.subject, "author": "Agathe",
                "comments": workbook.comment, "created": created.replace(tzinfo=None),
            }
        )  # fmt: skip
        names = next((sheet for sheet in workbook.sheets if sheet.names), None)
        if names is not None:
            column = _letter(len(names.columns) - 1)
            self.book.define_name("Names", f"={_quoted(names.title)}!${column}$2:${column}${NAMES + 1}")
        for sheet in workbook.sheets:
            self.sheet(sheet)

    def sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.title)
        for position, column in enumerate(sheet.columns):
            page.set_column(position, position, column.width)
            page.write_string(0, position, column.title, self.head)
        for line, row in enumerate(sheet.rows, 1):
            for position, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self.cell(page, line, position, column, value)
        last = max(len(sheet.rows), NAMES if sheet.names else 1)
        for position, column in enumerate(sheet.columns):
            if sheet.names and position == len(sheet.columns) - 1:
                for line in range(1, NAMES + 1):
                    page.write_blank(line, position, None, self.forms["to_fill"])
            self.rules(page, position, column, last)
        page.freeze_panes(1, sheet.frozen)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer(f"&L{_foot(self.workbook.title)} · {_foot(sheet.title)}&R&P / &N")

    def cell(self, page: Any, line: int, position: int, column: Column, value: Value) -> None:
        """One cell of the type of its value; a text is never read as a formula."""
        to_fill = column.kind in ("choice", "free_choice", "day_to_fill")
        form = self.forms.get(column.kind, self.forms["to_fill" if to_fill else "text"])
        if value is None:
            page.write_blank(line, position, None, form)
        elif isinstance(value, Link):
            if is_web(value.url) and len(value.url) <= LONGEST_LINK:
                page.write_url(line, position, value.url, self.forms["link"], string=_text(value.text))
            else:
                page.write_string(line, position, _text(value.text), self.forms["text"])
        elif isinstance(value, date):
            page.write_datetime(line, position, value, self.forms["date"])
        elif isinstance(value, str):
            page.write_string(line, position, _text(value), form)
        else:
            page.write_number(line, position, value, form)

    def rules(self, page: Any, position: int, column: Column, last: int) -> None:
        """Drop-down lists, and colours that follow the word in the cell."""
        french = self.workbook.language == "fr"
        match column.kind:
            case "choice":
                page.data_validation(
                    1, position, last, position, {"validate": "list", "source": list(column.choices)}
                )
            case "free_choice":
                page.data_validation(1, position, last, position, {
                    "validate": "list", "source": "=Names", "error_type": "information",
                    "error_title": "Nom hors liste" if french else "Name not in the list",
                    "error_message": "Ce nom n'est pas dans la liste du dernier onglet." if french
                    else "This name is not in the list of the last tab.",
                })  # fmt: skip
            case "day_to_fill":
                page.data_validation(1, position, last, position, {
                    "validate": "date", "criteria": ">=", "value": date(2016, 1, 1),
                    "error_title": "Date attendue" if french else "Date expected",
                    "error_message": "Écrivez une date." if french else "Write a date.",
                })  # fmt: skip
        if column.coloured:
            for word, tone in self.workbook.tones.items():
                if tone in self.tones:
                    told = word.replace('"', '""')
                    page.conditional_format(1, position, last, position, {
                        "type": "cell", "criteria": "==", "value": f'"{told}"', "format": self.tones[tone],
                    })  # fmt: skip


def _text(text: str) -> str:
    """A text that fits in a cell, without what cannot be seen."""
    clean = visible(text)
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…"


def _foot(text: str) -> str:
    """A text as a page foot writes it, where ``&`` begins a code."""
    return visible(text)[:80].replace("&", "&&")


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _letter(position: int) -> str:
    assert 0 <= position < 26
    return chr(ord("A") + position)
