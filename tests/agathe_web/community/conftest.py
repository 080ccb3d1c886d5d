"""People of the network, an event, a listed project."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agathe_web import clock
from agathe_web.accounts.models import User
from agathe_web.community import actions
from agathe_web.community.models import Event, Listing, News
from agathe_web.projects.models import Project
from agathe_web.rights import Actor


@pytest.fixture
def founder(project: Project) -> User:
    """Agathe, who owns the project."""
    return User.objects.get(name="Agathe")


@pytest.fixture
def agent(person: Callable[..., User]) -> User:
    """An agent."""
    return person("claire", "agent")


@pytest.fixture
def nour(person: Callable[..., User]) -> User:
    """Somebody else."""
    return person("nour")


@pytest.fixture
def event_in(agent: User) -> Callable[..., Event]:
    """Make an event that begins some days from now, published unless told."""

    def make(days: float, published: bool = True, **values: Any) -> Event:
        start = clock.now() + timedelta(days=days)
        fields = {
            "title_fr": "Atelier",
            "body_fr": "Venez.",
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "place": "Lyon",
            "organiser": "Guichet",
        }
        made = actions.save_event(Actor(agent), None, {**fields, **values})
        if published:
            actions.publish(Actor(agent), made)
        return made

    return make


@pytest.fixture
def news(agent: User) -> News:
    """A draft."""
    return actions.save_news(
        Actor(agent), None, {"title_fr": "Une nouvelle", "body_fr": "Le texte."}, ["duty:gdpr-dpia"]
    )


@pytest.fixture
def listing(founder: User, project: Project) -> Listing:
    """Agathe's project in the directory."""
    return actions.put_in_directory(
        Actor(founder),
        project,
        name="Escarres",
        pitch="Prévenir les escarres à l’hôpital.",
        stage=4,
        region="53",
        looking=("site", "funding"),
    )
