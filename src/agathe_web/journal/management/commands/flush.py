"""``flush``: Django's own command, which empties all tables; the journal lets it, since nothing of the past remains."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from agathe_web.journal.guard import lifted


class Command(flush.Command):
    """Empty the database, the journal included."""

    def handle(self, **options: Any) -> None:
        """Lift the triggers of the journal for the time it takes."""
        with lifted(connections[options["database"]]):
            super().handle(**options)
