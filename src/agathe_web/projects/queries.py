"""What other parts read of projects."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from agathe.roadmap import Roadmap
from agathe.rules import Judgement
from agathe_web.projects.models import Evidence, Project
from agathe_web.projects.readings import reading_of
from agathe_web.rights import Actor, loads


@loads("key")
def project_of(*, key: str, **_: Any) -> Project:
    """The project of an address."""
    try:
        return Project.objects.get(pk=key)
    except Project.DoesNotExist:
        raise Http404 from None


def projects_of(actor: Actor) -> QuerySet[Project]:
    """Projects the actor works on, the last touched first."""
    if actor.user is not None:
        return Project.objects.filter(memberships__user=actor.user).order_by("-touched_at")
    return visited(actor)


def visited(actor: Actor) -> QuerySet[Project]:
    """Projects without member that the session holds."""
    return Project.objects.filter(pk__in=actor.visited, memberships=None).order_by("-touched_at")


def current(actor: Actor) -> Project | None:
    """The project the actor touched last: the one "my project" means."""
    return projects_of(actor).first()


def judgement_of(project: Project) -> Judgement:
    """What the rules say of a project today."""
    return reading_of(project).judgement


def roadmap_of(project: Project) -> Roadmap:
    """The roadmap of a project today."""
    return reading_of(project).roadmap


def same(one: object, other: object) -> bool:
    """Whether two plain answers say the same."""
    return _plain(one) == _plain(other)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | dict) else value


def evidence_of(project: Project, subject: str) -> QuerySet[Evidence]:
    """Files and addresses that show that a duty or a task is done."""
    return project.evidence.filter(subject=subject).order_by("added_at")


def story_projects() -> dict[int, Project]:
    """Demonstration projects that tell the story of Agathe, by chapter."""
    return {
        project.chapter: project
        for project in Project.objects.exclude(chapter=None).defer("profile")
        if project.chapter
    }
