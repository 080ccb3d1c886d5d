"""``retention``: erase what is kept no longer."""

from typing import Any

from django.core.management.base import BaseCommand

from agathe_web.accounts.retention import apply


class Command(BaseCommand):
    """See :mod:`agathe_web.accounts.retention`."""

    help = "Erase what is kept no longer: anonymous projects, sessions, invitations, unverified accounts, notices, logs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and print how many of each kind."""
        for name, count in apply().items():
            self.stdout.write(f"{name}: {count}")
