"""A whole roadmap as a page, in a real browser: the page most people will print."""

from typing import Any

import pytest
from tests.agathe.roadmap.test_document import knowledge, roadmap
from tests.browser import show, sideways, violations

from agathe.documents.html import render_html
from agathe.documents.pdf import render_pdf
from agathe.roadmap.document import roadmap_document


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Any, width: int, dark: bool) -> None:
    found = roadmap_document(roadmap("agathe-4-conformity"), knowledge(), "fr", everything=True)
    page = show(browser, render_html(found), width=width, dark=dark)
    assert violations(page) == []
    assert sideways(page) == []
    page.context.close()


def test_whole_roadmap_makes_a_tagged_pdf_with_the_same_bytes() -> None:
    found = roadmap_document(roadmap("agathe-6-reimbursement"), knowledge(), "en", everything=True)
    content = render_pdf(found)
    assert content.startswith(b"%PDF")
    assert content == render_pdf(found)
