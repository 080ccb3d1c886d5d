"""Application of the home pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """See the package."""

    name = "agathe_web.home"
