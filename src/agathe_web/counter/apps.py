"""Application of the counter pages."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """See the package."""

    name = "agathe_web.counter"
