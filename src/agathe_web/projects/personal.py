"""What a person has in projects: told in the export of their data, left or erased with their account."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agathe_web.accounts.models import User
from agathe_web.projects import members
from agathe_web.projects.actions import erase
from agathe_web.projects.models import (
    EDITOR,
    OWNER,
    Evidence,
    Invitation,
    Membership,
    Notice,
    Project,
    Version,
)
from agathe_web.rights import Actor


@dataclass(frozen=True)
class Left:
    """A shared project that goes on without the person.

    Attributes:
        project: the project.
        heir: the member who becomes its owner, when the person is the only one.
    """

    project: Project
    heir: Membership | None = None


@dataclass(frozen=True)
class Fate:
    """What becomes of the projects of a person whose account is erased.

    Attributes:
        erased: nobody else works on them.
        left: others work on them.
    """

    erased: list[Project] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def fate(user: User) -> Fate:
    """What becomes of the projects of a person when their account is erased."""
    found = Fate()
    for mine in (
        Membership.objects.filter(user=user).select_related("project").order_by("project__name", "pk")
    ):
        others = list(
            Membership.objects.filter(project=mine.project)
            .exclude(pk=mine.pk)
            .select_related("user")
            .order_by("since", "pk")
        )
        if not others:
            found.erased.append(mine.project)
        elif mine.role == OWNER and not any(one.role == OWNER for one in others):
            found.left.append(Left(mine.project, _heir(others)))
        else:
            found.left.append(Left(mine.project))
    return found


def _heir(others: list[Membership]) -> Membership:
    """The editor who has been there longest; when there is no editor, the reader who has."""
    return next((one for one in others if one.role == EDITOR), others[0])


def leave_all(actor: Actor, user: User) -> None:
    """Erase or leave every project, inside the transaction of the caller."""
    found = fate(user)
    for project in found.erased:
        erase(actor, project)
    for left in found.left:
        if left.heir is not None:
            members.change_role(actor, left.heir, OWNER)
        members.leave(actor, left.project)
    Invitation.objects.filter(email=user.email).delete()


def personal_data(user: User) -> dict[str, Any]:
    """Projects of the person, and what they did there."""
    memberships = Membership.objects.filter(user=user).select_related("project").order_by("pk")
    keys = [one.project_id for one in memberships]
    return {
        "projects": [
            {
                "project": one.project_id,
                "name": one.project.name,
                "role": one.role,
                "since": one.since,
                "created_at": one.project.created_at,
                "profile": one.project.profile,
            }
            for one in memberships
        ],
        "versions": _rows(
            Version.objects.filter(author=user)
            .order_by("project", "number")
            .values("project", "number", "kind", "at", "changes")
            .iterator()
        ),
        "evidence": _rows(
            Evidence.objects.filter(added_by=user)
            .order_by("pk")
            .values("project", "subject", "title", "url", "size", "sha256", "added_at")
        ),
        "notices": _rows(
            Notice.objects.filter(project__in=keys)
            .order_by("at")
            .values("project", "at", "since", "day", "changes")
        ),
        "invitations_sent": _rows(
            Invitation.objects.filter(invited_by=user)
            .order_by("pk")
            .values("project", "email", "role", "sent_at")
        ),
        "invitations_received": _rows(
            Invitation.objects.filter(email=user.email).order_by("pk").values("role", "sent_at", "expires_at")
        ),
    }


def _rows(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [dict(one) for one in values]
