"""Documents of the domain as bytes to send."""

from agathe.documents.blocks import Document
from agathe.kernel import Language
from agathe.roadmap import Roadmap
from agathe.rules import Judgement

TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


def rendered(roadmap: Roadmap, judgement: Judgement, form: str, language: Language) -> bytes:
    """A roadmap in one of :data:`TYPES`."""
    knowledge = judgement.engine.knowledge
    if form == "json":
        import msgspec

        return msgspec.json.format(msgspec.json.encode(roadmap), indent=2)
    if form == "ics":
        from agathe.roadmap.ical import deadlines_ics

        return deadlines_ics(roadmap, knowledge, language, profile=judgement.profile)
    if form == "xlsx":
        from agathe.roadmap.checklist import checklist_xlsx

        return checklist_xlsx(roadmap, knowledge, language)
    from agathe.roadmap.document import roadmap_document

    return document_bytes(roadmap_document(roadmap, knowledge, language, everything=False), form)


def document_bytes(document: Document, form: str) -> bytes:
    """A document as HTML, PDF or Word."""
    if form == "html":
        from agathe.documents.html import render_html

        return render_html(document).encode()
    if form == "pdf":
        from agathe.documents.pdf import render_pdf

        return render_pdf(document)
    from agathe.documents.docx import render_docx

    return render_docx(document)
