"""Questions to the counter, their conversation, the dossier sent with them, the agents' notes and templates."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agathe_web.projects.models import Project
from agathe_web.words import said

SENT, ASSIGNED, WAITING, ANSWERED, CLOSED = "sent", "assigned", "waiting", "answered", "closed"
STATES = {
    SENT: said("Envoyée", "Sent"),
    ASSIGNED: said("Confiée à un agent", "With an agent"),
    WAITING: said("Précision demandée", "Details asked for"),
    ANSWERED: said("Répondue", "Answered"),
    CLOSED: said("Close", "Closed"),
}
TO_ANSWER = (SENT, ASSIGNED)
"""States in which the counter owes an answer."""
TOPICS = {
    "qualification": said("Qualification et marquage CE", "Qualification and CE marking"),
    "data": said("Données", "Data"),
    "funding": said("Financement", "Funding"),
    "experimentation": said("Expérimentation", "Experimentation"),
    "evaluation": said("Évaluation", "Evaluation"),
    "reimbursement": said("Remboursement", "Reimbursement"),
    "other": said("Autre", "Other"),
}


class Thread(models.Model):
    """A question and what was said about it.

    Attributes:
        author: who asked; ``None`` once the account is erased.
        project: the project it is about, if any.
        topic: one of :data:`TOPICS`.
        stage: stage of the life line, ``None`` when the founder does not know.
        about: entry of the knowledge base it is about, ``kind:id``, or empty.
        title: the question in one sentence.
        question: the whole question.
        tried: what was tried already.
        wanted_on: day by which the founder needs an answer.
        due_on: day by which the counter owes one.
        state: one of :data:`STATES`.
        agent: who answers.
        revision: grows with each message, so that two answers at once are noticed.
        answered_at: the first answer.
        withdrawn_at: when the sharing of the dossier was withdrawn.
        demo: whether it belongs to the demonstration.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    project = models.ForeignKey(Project, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=20)
    stage = models.PositiveSmallIntegerField(null=True, blank=True)
    about = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=160)
    question = models.TextField(max_length=4000)
    tried = models.TextField(max_length=4000, blank=True)
    wanted_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(db_index=True)
    state = models.CharField(max_length=10, default=SENT, db_index=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = said("question", "question")
        verbose_name_plural = said("questions", "questions")

    def __str__(self) -> str:
        return self.title


class Dossier(models.Model):
    """What the project said of itself when the question was sent: frozen, erased when the sharing is withdrawn.

    Attributes:
        project: whose profile it is; erasing the project erases the dossier.
        number: number of the project's version.
        profile: the whole profile, plain values.
        knowledge: version of the knowledge base of that day.
        day: day it was sent; its law judges the dossier.
    """

    thread = models.OneToOneField(Thread, models.CASCADE, related_name="dossier")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    profile = models.JSONField()
    knowledge = models.CharField(max_length=40)
    day = models.DateField()
    shared_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.thread_id} {self.number}"


class Message(models.Model):
    """Something said in a thread, which the founder and the agents read.

    Attributes:
        kind: ``message`` (the founder), ``answer`` or ``request`` (an agent answers, or asks for details).
        author: who wrote it; ``None`` once the account is erased.
        cites: entries cited, see :mod:`agathe_web.citations`.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    body = models.TextField(max_length=8000)
    cites = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.thread_id} {self.kind}"


class Note(models.Model):
    """What agents tell one another about a thread. It is a table apart, so that no page of the founder can show it by mistake."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    body = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.thread_id}"


class AnswerTemplate(models.Model):
    """A text that agents insert in an answer, with the entries it cites.

    Attributes:
        key: of the demonstration: its name, so that it is made once.
        topic: one of :data:`TOPICS`, or empty for any.
        cites: entries cited, see :mod:`agathe_web.citations`.
        archived: whether it is no longer offered.
    """

    key = models.CharField(max_length=40, blank=True)
    title_fr = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    body_fr = models.TextField(max_length=6000)
    body_en = models.TextField(max_length=6000)
    topic = models.CharField(max_length=20, blank=True)
    cites = models.JSONField(default=list)
    archived = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("title_fr", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="one_template_a_key")
        ]
        verbose_name = said("modèle de réponse", "answer template")
        verbose_name_plural = said("modèles de réponse", "answer templates")

    def __str__(self) -> str:
        return self.title_fr
