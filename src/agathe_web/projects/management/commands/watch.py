"""``python -m agathe_web watch``: the law watch of all projects."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agathe_web import clock, engines
from agathe_web.projects import watching


class Command(BaseCommand):
    """Compare all projects with the law of a day; safe to run twice, and to run again after a stop."""

    help = "Veille du droit : compare tous les projets au droit du jour et écrit les avis / law watch of all projects."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day."""
        parser.add_argument(
            "--on",
            metavar="DATE",
            help="jour du droit appliqué, par défaut aujourd'hui / day of the law, today by default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, and say what was done."""
        try:
            day = date.fromisoformat(options["on"]) if options["on"] else clock.today()
        except ValueError:
            raise CommandError(
                f"« {options['on']} » n'est pas une date : écrivez par exemple 2027-01-31"
            ) from None
        if not engines.FIRST_YEAR <= day.year <= engines.LAST_YEAR:
            raise CommandError(f"la base de connaissances va de {engines.FIRST_YEAR} à {engines.LAST_YEAR}")
        run = watching.watch_all(day)
        self.stdout.write(
            f"{run.compared} projet(s) comparé(s), {run.notices} avis, {run.mailed} personne(s) prévenue(s) par courriel"
        )
