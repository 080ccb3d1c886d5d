"""Addresses by name, fast: a page holds dozens of them, and most differ only by a few parts."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from agathe.kernel import Language
from agathe_web.words import language


def address(name: str, *parts: Any, **query: Any) -> str:
    """Address of a view in the language of the page: parts of the path in order, then the query.

    Query values that are ``None`` or empty are left out; a list gives several values.
    """
    return spoken_address(language(), name, *parts, **query)


def spoken_address(code: Language, name: str, *parts: Any, **query: Any) -> str:
    """The same, in the language that is active anyway: templates know it."""
    path = _path(name, code, tuple(str(part) for part in parts))
    kept = {key.rstrip("_"): value for key, value in query.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


@lru_cache(maxsize=8192)
def _path(name: str, code: str, parts: tuple[str, ...]) -> str:
    return reverse(name, args=parts)
