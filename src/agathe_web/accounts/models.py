"""People with an account."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from agathe_web.words import said

ROLES = {
    "founder": said("Porteur de projet", "Founder"),
    "agent": said("Agent du guichet", "Counter agent"),
    "operator": said("Opérateur d'appels à projets", "Operator of calls"),
    "reviewer": said("Expert évaluateur", "Reviewer"),
    "site_manager": said("Responsable d'un lieu d'expérimentation", "Manager of an experimentation site"),
    "trainer": said("Formateur", "Trainer"),
    "data_steward": said("Responsable de données", "Data steward"),
    "administrator": said("Administrateur", "Administrator"),
}
"""Roles an account may hold; each is a group of Django, made by a migration."""


class People(BaseUserManager["User"]):
    """Makes accounts; addresses are kept in lower case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without password nobody signs in with it."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that may do everything in the administration."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, verified_at=timezone.now(), **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of an address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person.

    Attributes:
        email: address, in lower case, by which the person signs in.
        name: name shown to the members of shared projects.
        language: language of the e-mails.
        verified_at: when the person showed that the address is theirs.
        demo: whether it is a demonstration account.
        erased_at: when the account was erased; what remains says nothing of the person.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="fr")
    joined_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = said("compte", "account")
        verbose_name_plural = said("comptes", "accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Name shown."""
        return self.name or self.email
