"""Projects, what they said of themselves at each moment, who works on them, and the notices they got."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from agathe_web.words import said

OWNER, EDITOR, READER = "owner", "editor", "reader"
MEMBER_ROLES = {
    OWNER: said("Propriétaire", "Owner"),
    EDITOR: said("Éditeur", "Editor"),
    READER: said("Lecteur", "Reader"),
}
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_key() -> str:
    """A name for addresses that nobody can guess: 14 letters, about 69 bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(14))


class Project(models.Model):
    """A digital-health project. One without members belongs to the visitor whose session holds its key.

    Attributes:
        key: its name in addresses.
        name: its name for people.
        number: number of its last version.
        profile: what it says of itself, as plain values (see :meth:`agathe.rules.Profile.to_plain`); the last version.
        answered_on: day of the last answer given to each question, ISO dates.
        watched: day and knowledge base of the last law watch, see :mod:`agathe_web.projects.watching`.
        share_key: key of the read-only link, empty when it is not shared by link.
        demo: whether it belongs to the demonstration.
        chapter: of the demonstration: the stage of the story it tells.
    """

    key = models.CharField(primary_key=True, max_length=20, default=new_key, editable=False)
    name = models.CharField(max_length=160, blank=True)
    number = models.PositiveIntegerField(default=0)
    profile = models.JSONField(default=dict)
    answered_on = models.JSONField(default=dict)
    watched_on = models.DateField(null=True, blank=True)
    watched_with = models.CharField(max_length=40, blank=True)
    share_key = models.CharField(max_length=20, blank=True, db_index=True)
    demo = models.BooleanField(default=False)
    chapter = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="projects"
    )

    class Meta:
        verbose_name = said("projet", "project")
        verbose_name_plural = said("projets", "projects")

    def __str__(self) -> str:
        return self.name or self.key


class Membership(models.Model):
    """Somebody works on a project, with a role.

    Attributes:
        mailed: whether the person wants the notices of this project by e-mail too.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10)
    since = models.DateTimeField(default=timezone.now)
    mailed = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.user_id} {self.role}"


class Invitation(models.Model):
    """Somebody was invited by e-mail to work on a project.

    Attributes:
        email: the address invited, in lower case; emptied once the invitation is over.
        digest: SHA-256 of the secret of the link; the secret itself is in the e-mail only.
        ended_at: when it was accepted, cancelled, or replaced by another.
        outcome: how it ended: ``accepted``, ``cancelled`` or ``replaced``; empty while it is open.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"{self.project_id} {self.email}"


class Version(models.Model):
    """What a project said of itself at one moment, and what changed by it.

    Attributes:
        number: from 1.
        kind: ``start``, ``answer``, ``plan``, ``import``, ``restore`` or ``name``.
        profile: the whole profile, plain values.
        knowledge: version of the knowledge base that judged it.
        day: day whose law was applied.
        changes: answers changed: ``[{"question", "before", "after"}]``; a side without answer is left out.
        effects: conclusions changed by it: rows of a comparison, see :class:`agathe.roadmap.whatif.model.Row`.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    profile = models.JSONField()
    knowledge = models.CharField(max_length=40)
    day = models.DateField()
    changes = models.JSONField(default=list)
    effects = models.JSONField(default=list)

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.number}"


class Evidence(models.Model):
    """A file or an address that shows that a duty or a task is done.

    Attributes:
        subject: ``duty:id`` or ``task:id``.
        sha256: digest of the file.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="evidence")
    subject = models.CharField(max_length=120)
    title = models.CharField(max_length=160)
    url = models.URLField(blank=True, max_length=500)
    file = models.FileField(blank=True, upload_to="evidence/%Y/%m/")
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project", "subject"])]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """What a change of the law or a date that passed changes for a project.

    Attributes:
        since: day or knowledge base compared with.
        day: day compared to.
        changes: what changes, in both languages, plain data; see :mod:`agathe_web.projects.watching`.
        read_by: members who saw it.
        seen: whether the visitor whose session holds the project saw it.
        mailed_at: when the e-mails about it were ordered.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="notices")
    at = models.DateTimeField(default=timezone.now)
    since = models.DateField()
    day = models.DateField()
    knowledge_before = models.CharField(max_length=40)
    knowledge_after = models.CharField(max_length=40)
    changes = models.JSONField()
    read_by: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+"
    )
    seen = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.project_id} {self.day}"
