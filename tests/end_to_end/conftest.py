"""A portal with the demonstration, and people who look at it in a real browser."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from tests.browser import browser, listen
from tests.end_to_end import sitemap
from tests.end_to_end.portal import Portal

__all__ = ["browser"]


@pytest.fixture(scope="session")
def portal(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with the demonstration, shared by the tests of a process: each changes only what it made."""
    started = Portal(tmp_path_factory.mktemp("portal"), demo=True)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def cookies(browser: Any, portal: Portal) -> Callable[[str], Any]:
    """The cookies of somebody of the demonstration, who signs in once for all tests; none for a visitor."""
    return cache(lambda who: sitemap.signed_in(browser, portal.url, who) if who else None)


@pytest.fixture(scope="session")
def chapters(browser: Any, portal: Portal, cookies: Callable[[str], Any]) -> dict[int, str]:
    """Addresses of Agathe's projects of the demonstration, by chapter."""
    return sitemap.chapters(browser, portal.url, cookies("agathe"))


@pytest.fixture
def visit(browser: Any, portal: Portal, cookies: Callable[[str], Any]) -> Iterator[Callable[..., Any]]:
    """Open a page in a browser of its own: ``visit("/", who="agathe", width=390, dark=True)``.

    When the test ends, nothing may have gone wrong in the console of any.
    """
    opened: list[tuple[Any, list[str]]] = []

    def go(path: str = "/", *, who: str = "", width: int = 1280, dark: bool = False, **options: Any) -> Any:
        context = browser.new_context(
            **{
                "base_url": portal.url, "viewport": {"width": width, "height": 844 if width < 500 else 900},
                "color_scheme": "dark" if dark else "light", "reduced_motion": "reduce", "locale": "fr-FR",
                "storage_state": cookies(who), **options,
            }
        )  # fmt: skip
        opened.append((context, listen(context)))
        page = context.new_page()
        page.goto(path)
        return page

    yield go
    wrong = [one for _, told in opened for one in told]
    for context, _ in opened:
        context.close()
    assert wrong == []
