"""The Word form: styles and tables a person can work with, what is missing highlighted, the same bytes each time."""

import sys
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from tests.agathe.documents.sample import HOSTILE, URL, hostile, sample

from agathe.documents.absent import AbsentPackageError
from agathe.documents.docx import render_docx


def read(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def whole(word: Any) -> str:
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def test_file_says_what_it_is() -> None:
    core = read(render_docx(sample())).core_properties
    assert core.title == "Feuille de route – Prévenir les escarres"
    assert (core.author, core.language) == ("Agathe", "fr-FR")
    assert core.created == core.modified
    assert (core.created.year, core.created.month, core.created.day) == (2026, 11, 25)
    assert read(render_docx(sample("en"))).core_properties.language == "en-GB"
    assert isinstance(core.created, datetime)


def test_headings_are_styles_and_tables_repeat_their_heading_row() -> None:
    word = read(render_docx(sample()))
    headings = [
        (p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith(("Heading", "Title"))
    ]
    assert headings[:3] == [
        ("Title", "Prévenir les escarres"),
        ("Heading 1", "Étapes"),
        ("Heading 2", "Devoir 0"),
    ]
    (table,) = word.tables
    assert "tblHeader" in table.rows[0]._tr.xml
    assert "tblHeader" not in table.rows[1]._tr.xml
    assert [cell.text for cell in table.rows[2].cells][1].startswith("du 25 novembre 2026")


def test_what_is_missing_is_highlighted() -> None:
    word = read(render_docx(sample()))
    runs = [run for paragraph in word.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert {run.text for run in runs} == {"À compléter\u00a0: région", "À compléter\u00a0: à dire"}
    assert {run.font.highlight_color for run in runs} == {WD_COLOR_INDEX.YELLOW}


def test_only_web_addresses_become_links() -> None:
    word = read(render_docx(sample()))
    assert {link.url for paragraph in word.paragraphs for link in paragraph.hyperlinks} == {URL}


def test_same_document_same_bytes() -> None:
    assert render_docx(sample()) == render_docx(sample())


def test_hostile_texts_stay_texts() -> None:
    text = whole(read(render_docx(hostile())))
    for words in (HOSTILE[0], HOSTILE[4], HOSTILE[5], HOSTILE[7]):
        assert words in text
    assert [sign for sign in "\x00\u202e\ufffe" if sign in text] == []


def test_absent_package_is_told_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(AbsentPackageError) as caught:
        render_docx(sample())
    assert 'pip install "agathe[documents]"' in caught.value.render("fr")
    assert "python-docx" in caught.value.render("en")
