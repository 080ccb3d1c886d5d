"""Two languages side by side: ``said("Enregistrer", "Save")`` is a string that follows the language of the reader."""

from django.utils.functional import lazy
from django.utils.translation import get_language

from agathe.kernel import Language, Text


def language() -> Language:
    """Language of the page being made: French unless English was asked for."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def say(fr: str, en: str) -> str:
    """The sentence in the language of the page, now."""
    return en if language() == "en" else fr


said = lazy(say, str)
"""The same, chosen when it is shown: for forms, models and whatever is made once for all requests."""


def told(text: Text) -> str:
    """A text of the knowledge base in the language of the page."""
    return text[language()]
