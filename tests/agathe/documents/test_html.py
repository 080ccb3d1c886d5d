"""The HTML form: accessible in a real browser, whole in print, safe whatever the texts."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.agathe.documents.sample import HOSTILE, URL, hostile, sample
from tests.browser import show, sideways, violations

from agathe.documents.blocks import Document
from agathe.documents.html import render_html
from agathe.kernel import LANGUAGES, Language

VOID = {"meta", "link", "img", "br", "col", "use", "path", "circle", "line", "rect"}


class Outline(HTMLParser):
    """Ids, headings, links and the balance of tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.wrong += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.handlers += [name for name in found if name.startswith("on")]
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(str(found["href"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280], ids=["390", "1280"])
def test_axe_finds_nothing(browser: Any, width: int, dark: bool) -> None:
    page = show(browser, render_html(sample()), width=width, dark=dark)
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("document", [sample(), hostile()], ids=["sample", "hostile"])
def test_no_sideways_scroll_and_nothing_runs(browser: Any, document: Document) -> None:
    page = show(browser, "<html></html>", folds=False)
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on(
        "request", lambda request: said.append(request.url) if not request.url.startswith("data:") else None
    )
    page.set_content(render_html(document))
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert sideways(page) == []
    assert said == []
    page.context.close()


def test_print_opens_the_folds_and_leaves_navigation_out(browser: Any) -> None:
    page = show(browser, render_html(sample()), folds=False)
    quiet, contents = page.locator(".inside .name").first, page.locator("nav.contents")
    assert not quiet.is_visible()
    assert contents.is_visible()
    page.emulate_media(media="print")
    assert quiet.is_visible()
    assert not contents.is_visible()
    after = "getComputedStyle(document.querySelector('main p a[href^=http]'), '::after').content"
    assert URL in page.evaluate(after)
    page.context.close()


def test_skip_link_comes_first_and_leads_to_the_content(browser: Any) -> None:
    page = show(browser, render_html(sample()))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_well_formed(language: Language) -> None:
    text = render_html(sample(language))
    outline = Outline(text)
    assert outline.wrong == []
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert [step for step in steps if step[1] > step[0] + 1] == []
    assert f'<html lang="{language}">' in text
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside <= set(outline.ids)
    assert "script" not in outline.tags


def test_hostile_texts_stay_texts() -> None:
    text = render_html(hostile())
    outline = Outline(text)
    assert outline.wrong == []
    assert outline.handlers == []
    assert {"script", "img"} & outline.tags == set()
    assert "&lt;script&gt;" in text
    assert [sign for sign in "\x00\u202e\ufffe" if sign in text] == []
    assert HOSTILE[2].split()[1] in text


def test_only_web_addresses_become_links() -> None:
    assert {link for link in Outline(render_html(sample())).links if not link.startswith("#")} == {URL}


def test_same_document_same_page_and_a_bare_one_is_a_page() -> None:
    assert render_html(sample()) == render_html(sample())
    bare = replace(sample(), subtitle="", facts=(), blocks=(), sections=(), foot="")
    assert Outline(render_html(bare)).wrong == []


def test_french_marks_never_start_a_line() -> None:
    text = render_html(sample())
    assert "à jour\u00a0: «\u00a0simple\u00a0»\u202f; 25\u202f000\u202f€\u202f; 45\u202f%." in text
