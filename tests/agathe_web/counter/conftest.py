"""People at the counter, and a question asked."""

from collections.abc import Callable

import pytest

from agathe_web.accounts.models import User
from agathe_web.counter import actions
from agathe_web.counter.actions import Asked
from agathe_web.counter.models import Thread
from agathe_web.projects.models import Project
from agathe_web.rights import Actor

ASKED = Asked(
    "Notre score d’alerte est-il un dispositif médical ?",
    "Il calcule un risque d’escarre et prévient l’équipe.",
    "qualification",
    4,
)


@pytest.fixture
def founder(project: Project) -> User:
    """Agathe, who owns the project."""
    found = User.objects.get(name="Agathe")
    found.groups.set([])
    return found


@pytest.fixture
def agent(person: Callable[..., User]) -> User:
    """An agent of the counter."""
    return person("claire", "agent")


@pytest.fixture
def other_agent(person: Callable[..., User]) -> User:
    """Another agent."""
    return person("denis", "agent")


@pytest.fixture
def thread(founder: User, project: Project) -> Thread:
    """A question of Agathe, with her dossier."""
    return actions.ask(Actor(founder), ASKED, project=project, shared=project.number)
