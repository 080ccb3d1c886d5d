"""The index of the library, made again whenever the knowledge base changes, and the errors people report."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from agathe_web.words import said


class Page(models.Model):
    """The text of one entry in one language, as the search reads it; its words are in the full-text table of the database.

    Attributes:
        language: ``fr`` or ``en``.
        kind: kind of the entry.
        key: id of the entry.
        title: its title.
        body: everything it says, for the parts shown under a result.
    """

    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=120)
    title = models.TextField()
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "kind", "key"], name="one_page_an_entry")
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.kind}:{self.key}"


class IndexState(models.Model):
    """Which knowledge base the index was made from; one row.

    Attributes:
        version: its version, with that of the way words are read.
    """

    version = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.version


class ErrorReport(models.Model):
    """Somebody says that an entry is wrong.

    Attributes:
        kind: kind of the entry.
        key: id of the entry.
        message: what is wrong, in the words of the person.
        source: where it can be checked.
        email: where to answer, if the person wishes.
        reporter: account of the person, if they signed in.
        language: language of the page.
        knowledge: version of the knowledge base they read.
        closed_at: when somebody dealt with it.
        outcome: what was done about it.
    """

    kind = models.CharField(said("genre", "kind"), max_length=30)
    key = models.CharField(said("fiche", "entry"), max_length=120)
    message = models.TextField(said("message", "message"), max_length=2000)
    source = models.CharField(said("où le vérifier", "where to check it"), max_length=500, blank=True)
    email = models.EmailField(said("adresse électronique", "e-mail"), blank=True)
    reporter: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=2)
    knowledge = models.CharField(max_length=40)
    created_at = models.DateTimeField(said("reçu le", "received on"), default=timezone.now, db_index=True)
    closed_at = models.DateTimeField(said("traité le", "dealt with on"), null=True, blank=True)
    closed_by: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(said("suite donnée", "what was done"), blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = said("erreur signalée", "reported error")
        verbose_name_plural = said("erreurs signalées", "reported errors")

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
