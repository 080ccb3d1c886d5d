"""Evidence that a duty or a task is done: files and addresses, kept with their digest."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agathe.kernel import Text, visible
from agathe_web import engines
from agathe_web.journal.actions import record
from agathe_web.projects import perms
from agathe_web.projects.models import Evidence, Project
from agathe_web.rights import Actor

TYPES = (
    "pdf",
    "png",
    "jpg",
    "jpeg",
    "webp",
    "txt",
    "csv",
    "odt",
    "ods",
    "odp",
    "docx",
    "xlsx",
    "pptx",
    "zip",
    "json",
    "yaml",
)
"""Ends of the names of files that are accepted; they are never opened here nor shown as pages."""
MOST = 200
"""Pieces of evidence a project may hold."""


def is_subject(subject: str) -> bool:
    """Whether evidence may be attached to this: ``duty:id`` or ``task:id``."""
    return title_of(subject) is not None


def title_of(subject: str) -> Text | None:
    """Title of a duty or a task, ``None`` when there is none."""
    kind, _, id_ = subject.partition(":")
    knowledge = engines.knowledge()
    pool = {"duty": knowledge.duties, "task": knowledge.tasks}.get(kind, {})
    return pool[id_].title if id_ in pool else None


def attach(
    actor: Actor, project: Project, subject: str, title: str, url: str, file: "UploadedFile[Any] | None"
) -> Evidence:
    """Keep a file or an address."""
    if not perms.can_edit(actor, project):
        raise PermissionDenied
    digest = hashlib.sha256()
    for chunk in file.chunks() if file else ():
        digest.update(chunk)
    with transaction.atomic():
        kept = Evidence(project=project, subject=subject, title=title, url=url, added_by=actor.user)
        if file is not None:
            file.seek(0)
            kept.size, kept.sha256 = file.size or 0, digest.hexdigest()
            kept.file.save(f"{project.pk}{_end(file.name or '')}", file, save=False)
        kept.save()
        record(
            "projects.attach",
            actor,
            f"project:{project.pk}",
            {"subject": subject, "sha256": kept.sha256, "size": kept.size},
        )
    return kept


def detach(actor: Actor, evidence: Evidence) -> None:
    """Remove evidence, its file too."""
    if not perms.can_edit(actor, evidence.project):
        raise PermissionDenied
    file, pk, subject = evidence.file, evidence.project_id, evidence.subject
    with transaction.atomic():
        evidence.delete()
        record("projects.detach", actor, f"project:{pk}", {"subject": subject})
        if file:
            transaction.on_commit(lambda: file.delete(save=False))


def file_name(evidence: Evidence) -> str:
    """Name under which a file is saved: its title and its end."""
    safe = "".join(
        letter if letter.isalnum() or letter in " -_" else "-" for letter in visible(evidence.title)
    )
    return f"{safe.strip()[:80] or 'preuve'}{_end(evidence.file.name or '')}"


def _end(name: str) -> str:
    return PurePath(name).suffix.lower()
