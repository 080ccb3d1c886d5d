"""Application of the library pages."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """See the package."""

    name = "agathe_web.library"
