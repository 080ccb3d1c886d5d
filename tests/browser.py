"""A real Chromium for the pages we write, and the checks that need one: axe and sideways scroll."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

WIDTHS = (320, 390, 768, 1280)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for the whole session. Without Chromium tests are skipped, except where CI is set: there it must be."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        message = "no Chromium here: pages are not checked (on Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def show(browser: Any, html: str, *, width: int = 1280, dark: bool = False, folds: bool = True) -> Any:
    """A page of its own with that content; nothing may be fetched. The caller closes its context."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", offline=True
    )
    page = context.new_page()
    page.set_content(html)
    if folds:
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    return page


def violations(page: Any) -> list[str]:
    """What axe finds wrong: rule, and the first elements concerned."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    script = next(Path(spec.origin).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
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
