"""``python -m agathe_web demo``: make what is missing of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agathe.kernel import AgatheError
from agathe_web.operations import demo
from agathe_web.words import told


class Command(BaseCommand):
    """See :mod:`agathe_web.operations.demo`."""

    help = "Crée le contenu de démonstration / makes the demonstration content"

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say with which accounts one signs in."""
        try:
            demo.create(lambda text: self.stdout.write(told(text)))
        except AgatheError as error:
            raise CommandError(error.render("fr")) from None
        self.stdout.write(told(demo.accounts()))
