"""Application of the theme pages."""

from django.apps import AppConfig


class ThemeConfig(AppConfig):
    """See the package."""

    name = "agathe_web.theme"
