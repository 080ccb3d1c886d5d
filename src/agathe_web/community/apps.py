"""Application of the community pages."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """See the package."""

    name = "agathe_web.community"
