"""Application of the accounts pages."""

from django.apps import AppConfig

from agathe_web.words import said


class AccountsConfig(AppConfig):
    """See the package."""

    name = "agathe_web.accounts"
    verbose_name = said("Comptes", "Accounts")

    def ready(self) -> None:
        """Listen to what changes roles."""
        from agathe_web.accounts import roles  # models exist only from now on

        roles.connect(self)
