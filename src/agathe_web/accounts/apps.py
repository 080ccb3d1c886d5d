"""Application of the accounts pages."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package."""

    name = "agathe_web.accounts"
