"""The entries of the journal."""

from django.core.exceptions import PermissionDenied
from django.db import models

from agathe_web.words import said


class Entry(models.Model):
    """One act. Entries are added, never changed: the database refuses it too.

    Attributes:
        number: place in the chain, from 1, without a hole.
        at: when, to the microsecond, UTC.
        actor: id of the account, or ``visitor``, or ``system``.
        act: what was done, such as ``projects.answer``.
        about: what it was done to, such as ``project:k3f9…``.
        data: details, without anything a person could ask to be erased.
        previous: digest of the entry before.
        digest: SHA-256 of this entry and of ``previous``.
    """

    number = models.PositiveBigIntegerField(said("numéro", "number"), primary_key=True)
    at = models.DateTimeField(said("date", "date"), db_index=True)
    actor = models.CharField(said("auteur", "actor"), max_length=40, db_index=True)
    act = models.CharField(said("acte", "act"), max_length=60, db_index=True)
    about = models.CharField(said("objet", "subject"), max_length=80, db_index=True)
    data = models.JSONField(said("détails", "details"), default=dict)
    previous = models.CharField(said("empreinte d’avant", "digest before"), max_length=64)
    digest = models.CharField(said("empreinte", "digest"), max_length=64)

    class Meta:
        ordering = ("-number",)
        verbose_name = said("entrée du journal", "journal entry")
        verbose_name_plural = said("journal", "journal")

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.about}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Refused for an entry that stands already."""
        if not self._state.adding:
            raise PermissionDenied
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refused: the journal only grows."""
        raise PermissionDenied
