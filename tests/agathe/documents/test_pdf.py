"""The PDF form: tagged, readable by machines, the same bytes each time, safe whatever the texts."""

import sys
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.agathe.documents.sample import URL, hostile, sample

from agathe.documents.absent import AbsentPackageError
from agathe.documents.pdf import _USUAL, _drawable, render_pdf


def read(content: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def plain(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


def test_file_is_tagged_and_says_what_it_is() -> None:
    reader, _ = read(render_pdf(sample()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Feuille de route – Prévenir les escarres"
    assert reader.metadata.author == "Agathe"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 11, 25)
    assert [mark.title for mark in reader.outline if not isinstance(mark, list)] == [
        "Étapes", "Le reste", "Adresses des liens",
    ]  # fmt: skip
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/XMP" if "/XMP" in root else "/Metadata"].get_data()


def test_texts_addresses_and_page_numbers_can_be_read() -> None:
    reader, text = read(render_pdf(sample()))
    said = plain(text)
    for words in (
        "Prévenir les escarres",
        "« simple »",
        "Gestion des risques",
        "critique",
        "À compléter : région",
        "s'applique",
    ):
        assert words in said
    assert URL in text.replace("\n", "")
    assert f"1 / {len(reader.pages)}" in said
    targets = [
        str(note.get_object()["/A"]["/URI"])
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert set(targets) == {URL}


def test_same_document_same_bytes() -> None:
    assert render_pdf(sample()) == render_pdf(sample())


def test_hostile_texts_stay_texts() -> None:
    reader, text = read(render_pdf(hostile()))
    said = plain(text)
    assert "<script>alert(1)</script>" in said.replace("- ", "")
    assert '#panic("typst") $x^2$ *gras* _it_ @ref <label> `raw` \\ = titre' in said
    assert "\u4e2d" not in said
    assert len(reader.pages) > 1


def test_long_words_stay_inside_the_page() -> None:
    reader, _ = read(render_pdf(hostile()))
    far: list[float] = []

    def visit(text: str, matrix: list[float], position: list[float], font: object, size: float) -> None:
        if text.strip():
            far.append(matrix[4] + position[4] * matrix[0])

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    assert max(far) < 596


def test_fonts_have_the_usual_characters() -> None:
    assert [char for char in sorted(_USUAL) if char.isprintable() and not _drawable(char)] == []


def test_absent_package_is_told_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(AbsentPackageError) as caught:
        render_pdf(sample())
    assert 'pip install "agathe[documents]"' in caught.value.render("fr")
    assert "typst" in caught.value.render("en")
