"""The journal: who did what, in the order it happened, in a chain that shows any tampering."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Application of the journal."""

    name = "agathe_web.journal"
    verbose_name = "Journal"
