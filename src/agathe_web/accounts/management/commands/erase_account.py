"""``erase_account``: erase the account of a person who asked for it and cannot sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agathe_web.accounts.erasure import erase
from agathe_web.accounts.models import User
from agathe_web.rights import Actor


class Command(BaseCommand):
    """Erase an account, as the person could have done."""

    help = "Erase the account of a person who asked for it and cannot sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """See :meth:`BaseCommand.add_arguments`."""
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Erase, in the name of the person."""
        user = User.objects.filter(email=email.strip().lower(), demo=False).first()
        if user is None:
            raise CommandError("No account with this address.")
        erase(Actor(user), user)
        self.stdout.write("Erased.")
