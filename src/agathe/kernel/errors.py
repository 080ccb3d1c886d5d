"""Errors a person can act on: one sentence, a place, and where possible the nearest right spelling."""

import errno
from collections.abc import Iterable
from difflib import get_close_matches

import msgspec

from agathe.kernel.text import Language, Text


class Location(msgspec.Struct, frozen=True):
    """Where a mistake stands: file, entry, field and 1-based column of the expression, as far as known."""

    file: str | None = None
    entry: str | None = None
    field: str | None = None
    column: int | None = None

    def render(self, language: Language) -> str:
        column = (
            {"fr": f"colonne {self.column}", "en": f"column {self.column}"}[language] if self.column else None
        )
        return " › ".join(part for part in (self.file, self.entry, self.field, column) if part)


class AgatheError(Exception):
    """Base of all errors meant for people.

    Errors on what a user gives (a profile, a file, a date) carry both languages; errors on the knowledge base, meant
    for those who write it, are in English only.
    """

    def __init__(self, message: str | Text, location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.location = location or Location()

    def render(self, language: Language) -> str:
        """The whole message, place included."""
        words = self.message if isinstance(self.message, str) else self.message[language]
        place = self.location.render(language)
        return f"{place} : {words}" if place and language == "fr" else f"{place}: {words}" if place else words

    def __str__(self) -> str:
        return self.render("en")


def nearest(wrong: str, candidates: Iterable[str], language: Language = "en") -> str:
    """Return `` (did you mean “x”?)`` for the closest candidate, or an empty string."""
    close = get_close_matches(wrong, list(candidates), n=1, cutoff=0.6)
    if not close:
        return ""
    return f" (vouliez-vous dire « {close[0]} » ?)" if language == "fr" else f" (did you mean “{close[0]}”?)"


_REASONS = {
    errno.ENOENT: "dossier ou fichier absent",
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération interdite",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un élément du chemin n'est pas un dossier",
    errno.ENOSPC: "disque plein",
    errno.EROFS: "support en lecture seule",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ELOOP: "liens qui tournent en rond",
}


def system_reason(error: OSError) -> Text:
    """Why the system refused, in both languages."""
    english = error.strerror or str(error)
    return Text(_REASONS.get(error.errno or 0, english), english)
