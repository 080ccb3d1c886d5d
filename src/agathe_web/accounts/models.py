"""People with an account."""

import secrets
from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from agathe_web.words import said, say

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

ADMINISTRATOR = "administrator"
"""The role that opens the administration and the journal: see :mod:`agathe_web.accounts.roles`."""


def new_seal() -> str:
    """A fresh value for :attr:`User.seal`."""
    return secrets.token_urlsafe(12)


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
        """An account that may do everything in the administration, and holds the role of administrator."""
        fields.setdefault("verified_at", timezone.now())
        user = self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
        user.groups.add(Group.objects.get_or_create(name=ADMINISTRATOR)[0])
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of an address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person.

    Attributes:
        email: address, in lower case, by which the person signs in.
        pending_email: address the person wants instead, until they show that it is theirs.
        name: name shown to the members of shared projects.
        language: language of the e-mails.
        verified_at: when the person showed that the address is theirs.
        is_staff: whether the administration opens; follows the role, see :mod:`agathe_web.accounts.roles`.
        seal: part of what every session of the person is checked against; a new one ends them all.
        demo: whether it is a demonstration account.
        erased_at: when the account was erased; what remains says nothing of the person.
    """

    email = models.EmailField(said("adresse", "address"), unique=True)
    pending_email = models.EmailField(said("adresse demandée", "address asked for"), blank=True)
    name = models.CharField(said("nom", "name"), max_length=120, blank=True)
    language = models.CharField(said("langue", "language"), max_length=2, default="fr")
    joined_at = models.DateTimeField(said("compte créé", "account created"), default=timezone.now)
    verified_at = models.DateTimeField(said("adresse confirmée", "address confirmed"), null=True, blank=True)
    is_active = models.BooleanField(said("compte ouvert", "account open"), default=True)
    is_staff = models.BooleanField(
        said("entre dans l’administration", "enters the administration"), default=False
    )
    seal = models.CharField(max_length=20, default=new_seal, editable=False)
    demo = models.BooleanField(said("démonstration", "demonstration"), default=False)
    erased_at = models.DateTimeField(said("effacé", "erased"), null=True, blank=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = said("compte", "account")
        verbose_name_plural = said("comptes", "accounts")
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return say("Compte effacé", "Erased account")
        return self.name or self.email

    def get_full_name(self) -> str:
        """Name shown."""
        return str(self)

    def get_short_name(self) -> str:
        """The same: people write their name as they like."""
        return str(self)

    @cached_property
    def administers(self) -> bool:
        """Whether the account holds the role of administrator."""
        return self.is_active and (self.is_superuser or self.groups.filter(name=ADMINISTRATOR).exists())

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Administrators may do all that the administration offers; its pages say what that is."""
        return self.administers or super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """As :meth:`has_perm`."""
        return self.administers or super().has_module_perms(app_label)

    def get_session_auth_hash(self) -> str:
        """What each session of the person keeps: a new password or a new seal ends them."""
        return self._digest(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the secret keys used before."""
        return (self._digest(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _digest(self, secret: str | bytes | None) -> str:
        value = f"{self.password}|{self.seal}"
        return salted_hmac(
            "agathe_web.accounts.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()


class Identity(models.Model):
    """An account signs in with an identity provider (OpenID Connect).

    Attributes:
        issuer: address of the provider.
        sub: name of the person there, which never changes.
    """

    issuer = models.CharField(max_length=200)
    sub = models.CharField(max_length=255)
    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = said("identité", "identity")
        verbose_name_plural = said("identités", "identities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "sub"], name="one_account_an_identity"),
            models.UniqueConstraint(fields=["issuer", "user"], name="one_identity_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.user_id}"
