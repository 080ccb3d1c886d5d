"""A real Chromium for the pages we write, and the checks that need one: axe, sideways scroll, ids, the console."""

import os
import re
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

WIDTHS = (320, 390, 768, 1280)
_TOLD = re.compile(r"status of (409|422)")
"""Refusals that a page answers on purpose; the console tells them as failures."""


@pytest.fixture(scope="session")
def browser() -> Any:
    """One browser for the whole session. Without Chromium tests are skipped, except where CI is set: there it must be."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        message = "no Chromium here: pages are not checked (on Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return _started(chromium)


@cache
def _started(chromium: str) -> Any:
    """The browser, started once for each process whatever the number of fixtures; it ends with the process."""
    from playwright.sync_api import sync_playwright

    # Playwright leaves an event loop in the main thread, where Django would then refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    playwright = sync_playwright().start()
    return playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])


def show(browser: Any, html: str, *, width: int = 1280, dark: bool = False, folds: bool = True) -> Any:
    """A page of its own with that content; nothing may be fetched. The caller closes its context."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", offline=True
    )
    page = context.new_page()
    page.set_content(html)
    if folds:
        unfold(page)
    return page


def unfold(page: Any) -> None:
    """Open all folds."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")


@cache
def _axe() -> str:
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def violations(page: Any, *rules: str) -> list[str]:
    """What axe finds wrong, by all its rules or only those named: rule, and the first elements concerned."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        "rules => axe.run(document, { resultTypes: ['violations'], ...(rules.length ? { runOnly: rules } : {}) })",
        list(rules),
    )
    return [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found["violations"]
    ]


def sideways(page: Any, widths: tuple[int, ...] = WIDTHS) -> list[int]:
    """Widths, in CSS pixels, at which the page scrolls sideways."""
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(width)
    return wrong


def repeated_ids(page: Any) -> list[str]:
    """Ids that more than one element has."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('[id]')].map(one => one.id).filter((id, place, all) => all.indexOf(id) !== place)"
    )
    return found


def listen(context: Any) -> list[str]:
    """What goes wrong in all pages of a context, as it comes: errors of the console, of scripts, of the content policy."""
    wrong: list[str] = []

    def said(message: Any) -> None:
        if message.type in ("error", "warning") and not _TOLD.search(message.text):
            wrong.append(f"{message.type} of the console: {message.text}")

    context.on("console", said)
    context.on("weberror", lambda error: wrong.append(f"error of a script: {error.error}"))
    return wrong
