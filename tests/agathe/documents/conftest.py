"""The browser in which pages are checked."""

from tests.browser import browser

__all__ = ["browser"]
