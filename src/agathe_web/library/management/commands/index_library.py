"""``python -m agathe_web index_library``: make the index of the library, if it is not up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from agathe_web.library import actions


class Command(BaseCommand):
    """See the module."""

    help = "Refait l'index de la bibliothèque s'il n'est pas à jour · Make the index of the library again if it is stale"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="même s'il est à jour · even when up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = actions.index(force=options["force"])
        self.stdout.write(f"{count} pages" if count else "à jour · up to date")
