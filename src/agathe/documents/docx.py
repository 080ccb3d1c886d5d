"""A document as a Word file to be worked on: real headings and tables, what is missing highlighted, the same bytes each time."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from agathe.documents.absent import AbsentPackageError
from agathe.documents.blocks import (
    Bar,
    Block,
    Bullets,
    Cell,
    Content,
    Document,
    Field,
    Fields,
    Inline,
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
from agathe.documents.typography import is_web, typeset
from agathe.kernel import Text
from agathe.rules.prose import show_date

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

COLOURS: dict[Tone, str] = {
    "quiet": "475B5F", "applies": "0B5157", "maybe": "855000", "upcoming": "4B4592", "done": "1C683A", "stop": "A1281C",
}  # fmt: skip
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
MISSING = {"fr": "À compléter\u00a0: ", "en": "To be completed: "}
COLON = {"fr": "\u00a0: ", "en": ": "}
HERE = {"fr": "en cours", "en": "current"}
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""First day that a zip archive can name: the file carries no other time than the day of the document."""


def render_docx(document: Document) -> bytes:
    """The document as a Word file.

    Raises:
        AbsentPackageError: when the package python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise AbsentPackageError(Text("La forme Word", "The Word form"), "python-docx") from None
    word = docx.Document()
    _Writer(word, typeset(document)).write()
    stream = BytesIO()
    word.save(stream)
    return _same_bytes(stream.getvalue())


def _same_bytes(archive: bytes) -> bytes:
    """The same archive without the time at which it was made."""
    stream = BytesIO()
    with ZipFile(BytesIO(archive)) as read, ZipFile(stream, "w", ZIP_DEFLATED) as written:
        for name in sorted(read.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = ZipInfo(name, _OLDEST)
            part.compress_type = ZIP_DEFLATED
            written.writestr(part, read.read(name))
    return stream.getvalue()


class _Writer:
    def __init__(self, word: "WordDocument", document: Document) -> None:
        self.word = word
        self.document = document

    def write(self) -> None:
        document = self.document
        self.properties()
        self.styles()
        self.page()
        self.word.add_heading(document.subtitle or document.title, 0)
        if document.subtitle:
            self.paragraph((Mark(document.title, "strong"),))
        if document.facts:
            self.paragraph((" · ".join(document.facts),), quiet=True)
        for block in document.blocks:
            self.block(block, 1)
        for section in document.sections:
            self.section(section, 1)
        for text in (document.foot, document.signature):
            if text:
                self.paragraph((text,), quiet=True)

    # ------------------------------------------------------------------ the file

    def properties(self) -> None:
        document, core = self.document, self.word.core_properties
        day = datetime(document.day.year, document.day.month, document.day.day)  # noqa: DTZ001 - the format has no zone
        core.title = f"{document.title} – {document.subtitle}" if document.subtitle else document.title
        core.author = core.last_modified_by = document.author
        core.language = LOCALES[document.language]
        core.created = core.modified = day
        core.comments = document.signature
        core.revision = 1

    def styles(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        styles = self.word.styles
        normal: Any = styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10.5)
        normal.paragraph_format.space_after = Pt(5)
        language = normal.element.get_or_add_rPr().makeelement(
            qn("w:lang"), {qn("w:val"): LOCALES[self.document.language]}
        )
        normal.element.get_or_add_rPr().append(language)
        for default in styles.element.iter(qn("w:lang")):
            default.set(qn("w:val"), LOCALES[self.document.language])
        for name, size in (
            ("Title", 24),
            ("Heading 1", 17),
            ("Heading 2", 14),
            ("Heading 3", 12),
            ("Heading 4", 11),
        ):
            style: Any = styles[name]
            style.font.name, style.font.size = "Cambria", Pt(size)
            style.font.color.rgb = RGBColor.from_string("13262A")
            fonts = style.element.rPr.rFonts
            for attribute in [key for key in fonts.attrib if "Theme" in key]:
                del fonts.attrib[attribute]  # a theme font would win over the one named

    def page(self) -> None:
        """A4, with the title above and the page number below."""
        from docx.shared import Mm

        section = self.word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        section.header.paragraphs[0].text = self.word.core_properties.title
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{self.document.author} · {show_date(self.document.day, self.document.language)} · ")
        for number, code in enumerate(("PAGE", "NUMPAGES")):
            if number:
                foot.add_run(" / ")
            self.page_field(foot, code)

    def page_field(self, paragraph: Any, code: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        field.append(OxmlElement("w:r"))
        paragraph._p.append(field)

    # ------------------------------------------------------------------ sections and blocks

    def section(self, section: Section, level: int) -> None:
        self.word.add_heading(section.title, level)
        for block in section.blocks:
            self.block(block, min(level + 1, 4))
        for inner in section.sections:
            self.section(inner, min(level + 1, 4))

    def block(self, block: Block, level: int) -> None:
        match block:
            case Paragraph(content=content, quiet=quiet):
                self.paragraph(content, quiet=quiet)
            case Fields(fields=fields):
                for field in fields:
                    self.field(field)
            case Bullets(items=items, numbered=numbered):
                for item in items:
                    self.paragraph(item, style="List Number" if numbered else "List Bullet")
            case Notice(title=title, content=content):
                self.paragraph((Mark(f"{title}{self.colon}", "strong"), *content), style="Intense Quote")
            case Item():
                self.item(block, level)
            case Table():
                self.table(block)
            case LifeLine():
                self.line(block)

    def item(self, item: Item, level: int) -> None:
        self.word.add_heading(item.title, level)
        self.paragraph((f"{item.mark} " if item.mark else "", Mark(item.status, item.tone)))
        for field in item.fields:
            self.field(field)
        if item.quiet:
            self.paragraph(item.quiet, quiet=True)

    def line(self, line: LifeLine) -> None:
        self.paragraph((Mark(line.label, "strong"),))
        for stop in line.stops:
            here = f" ({HERE[self.document.language]})" if stop.here else ""
            title = Mark(f"{stop.number}. {stop.title}{here}", "strong" if stop.here else "plain")
            self.paragraph((title, f"{self.colon}{stop.text}"))

    def field(self, field: Field) -> None:
        from docx.enum.text import WD_COLOR_INDEX

        paragraph = self.paragraph((Mark(f"{field.label}{self.colon}", "quiet"), *field.content))
        if field.missing is not None:
            lead = " " if field.content else ""
            run = paragraph.add_run(f"{lead}{MISSING[self.document.language]}{field.missing}")
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def table(self, table: Table) -> None:
        """A real table: heading row repeated on each page, rows unbroken; bars are told in words."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        caption = self.paragraph((table.caption,), style="Caption")
        caption.paragraph_format.keep_with_next = True
        width = len(table.head)
        drawn = self.word.add_table(rows=1 + len(table.rows), cols=width, style="Table Grid")
        description = OxmlElement("w:tblCaption")
        description.set(qn("w:val"), table.caption)
        drawn._tbl.tblPr.append(description)
        rows: Sequence[Sequence[Cell]] = (
            tuple((Mark(title, "strong"),) for title in table.head),
            *table.rows,
        )
        for number, (row, line) in enumerate(zip(rows, drawn.rows, strict=True)):
            properties = line._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
            cells = line.cells
            if len(row) == 1 and width > 1:
                cells[0].merge(cells[-1])
            for place, (cell, content) in enumerate(zip(cells, row, strict=False)):
                self.cell(cell, content, right=place in table.numbers, strong=len(row) == 1 < width)
        self.word.add_paragraph()

    def cell(self, cell: Any, content: Cell, *, right: bool, strong: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = cell.paragraphs[0]
        said: Content = (content.text,) if isinstance(content, Bar) else content
        self.inline(paragraph, said)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in paragraph.runs if strong else ():
            run.bold = True

    # ------------------------------------------------------------------ inside a paragraph

    @property
    def colon(self) -> str:
        return COLON[self.document.language]

    def paragraph(self, content: Content, *, quiet: bool = False, style: str | None = None) -> Any:
        from docx.shared import Pt, RGBColor

        paragraph = self.word.add_paragraph(style=style)
        self.inline(paragraph, content)
        for run in paragraph.runs if quiet else ():
            run.font.size = Pt(9)
            run.font.color.rgb = RGBColor.from_string(COLOURS["quiet"])
        return paragraph

    def inline(self, paragraph: Any, content: Content) -> None:
        for part in content:
            self.part(paragraph, part)

    def part(self, paragraph: Any, part: Inline) -> None:
        from docx.shared import RGBColor

        if isinstance(part, str):
            paragraph.add_run(part)
        elif isinstance(part, Mark):
            run = paragraph.add_run(part.text)
            run.bold = part.tone not in ("plain", "quiet") or None
            if part.tone in COLOURS:
                run.font.color.rgb = RGBColor.from_string(COLOURS[part.tone])
        elif is_web(part.url):
            self.link(paragraph, part)
        else:
            paragraph.add_run(part.text)

    def link(self, paragraph: Any, link: Link) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        element = OxmlElement("w:hyperlink")
        element.set(
            qn("r:id"), paragraph.part.relate_to(link.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        )
        run = paragraph.add_run(link.text)
        run.font.underline = True
        run.font.color.rgb = RGBColor.from_string(COLOURS["applies"])
        element.append(run._r)
        paragraph._p.append(element)
