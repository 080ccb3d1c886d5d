"""Events and news that agents publish, the directory of projects, requests for contact."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agathe_web.projects.models import Project
from agathe_web.words import language, said

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
STATES = {
    DRAFT: said("Brouillon", "Draft"),
    PUBLISHED: said("Publié", "Published"),
    WITHDRAWN: said("Retiré", "Withdrawn"),
}
LOOKING = {
    "partners": said("Partenaires", "Partners"),
    "site": said("Lieu d’expérimentation", "Experimentation site"),
    "funding": said("Financement", "Funding"),
    "clinicians": said("Soignants", "Clinicians"),
    "developers": said("Développeurs", "Developers"),
    "patients": said("Patients", "Patients"),
}
"""What a project of the directory may be looking for."""
OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"


class Published(models.Model):
    """What events and news have in common: French first, English where there is some, a state.

    Attributes:
        key: of the demonstration: its name, so that it is made once.
        state: one of :data:`STATES`.
        published_at: when it was first published.
        demo: whether it belongs to the demonstration; pages say so.
    """

    key = models.CharField(max_length=40, blank=True)
    title_fr = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    body_fr = models.TextField(max_length=8000)
    body_en = models.TextField(max_length=8000, blank=True)
    state = models.CharField(max_length=10, default=DRAFT, db_index=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    updated_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    demo = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title_fr

    @property
    def written_in(self) -> str:
        """Language of what a reader of this page gets."""
        return "en" if language() == "en" and self.title_en and self.body_en else "fr"

    @property
    def title(self) -> str:
        """Title for this page."""
        return self.title_en if self.written_in == "en" else self.title_fr

    @property
    def body(self) -> str:
        """Text for this page."""
        return self.body_en if self.written_in == "en" else self.body_fr


class Event(Published):
    """A meeting, a workshop, a conference.

    Attributes:
        starts_at: beginning.
        ends_at: end.
        place: where, or empty when it is on line only.
        link: page of the event, or of the video call.
        stage: stage of the life line, ``None`` when it concerns all.
        region: code of the region, empty when it is national or on line.
        organiser: who organises it.
    """

    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)
    stage = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.CharField(max_length=3, blank=True)
    organiser = models.CharField(max_length=160)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_event_a_key")
        ]
        verbose_name = said("événement", "event")
        verbose_name_plural = said("événements", "events")

    @property
    def one_day(self) -> bool:
        """Whether it begins and ends on the same day in Paris."""
        return timezone.localdate(self.starts_at) == timezone.localdate(self.ends_at)

    @property
    def closing(self) -> str:
        """Hour of its end in Paris."""
        end = timezone.localtime(self.ends_at)
        return f"{end:%H}\u00a0h\u00a0{end:%M}" if language() == "fr" else f"{end:%H:%M}"


class News(Published):
    """A piece of news.

    Attributes:
        cites: entries cited, see :mod:`agathe_web.citations`.
    """

    cites = models.JSONField(default=list)

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_news_a_key")
        ]
        verbose_name = said("actualité", "piece of news")
        verbose_name_plural = said("actualités", "news")


class Listing(models.Model):
    """A project in the directory: only what its owner chose to show, never its answers.

    Attributes:
        name: name shown, chosen for the directory.
        pitch: what it does, in a few lines.
        stage: stage of the life line.
        region: code of its region.
        looking: what it looks for, among :data:`LOOKING`, between commas: ``,partners,funding,``.
        contact: whether people may ask for contact.
        folded: name and pitch as the search compares them.
        hidden_reason: why agents hid it, empty while it is shown.
    """

    project = models.OneToOneField(Project, models.CASCADE, related_name="+")
    name = models.CharField(max_length=160)
    pitch = models.TextField(max_length=600)
    stage = models.PositiveSmallIntegerField()
    region = models.CharField(max_length=3, blank=True)
    looking = models.CharField(max_length=120, blank=True)
    contact = models.BooleanField(default=True)
    folded = models.TextField(blank=True)
    listed_at = models.DateTimeField(default=timezone.now, db_index=True)
    hidden_reason = models.CharField(max_length=400, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-listed_at", "-pk")
        verbose_name = said("projet de l’annuaire", "listed project")
        verbose_name_plural = said("projets de l’annuaire", "listed projects")

    def __str__(self) -> str:
        return self.name

    @property
    def wants(self) -> list[str]:
        """What it looks for."""
        return [one for one in self.looking.split(",") if one in LOOKING]


class ContactRequest(models.Model):
    """Somebody asks the owners of a listed project for contact.

    Attributes:
        state: ``open``, ``accepted`` (the addresses are exchanged) or ``declined``.
        answered_by: the owner who answered; their address is the one exchanged.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="requests")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    message = models.TextField(max_length=1500)
    state = models.CharField(max_length=10, default=OPEN, db_index=True)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listing", "sender"], condition=Q(state="open"), name="one_open_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.state}"


class Report(models.Model):
    """Somebody says that a listing should not be there.

    Attributes:
        handled_at: when an agent looked at it.
        outcome: ``hidden`` or ``kept``; empty until then.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(max_length=1000)
    sent_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("sent_at", "pk")

    def __str__(self) -> str:
        return f"{self.listing_id} {self.outcome}"
