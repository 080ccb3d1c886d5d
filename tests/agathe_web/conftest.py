"""What the tests of the portal share: people, projects, a client that says who it is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from agathe_web.accounts.models import User
from agathe_web.projects.actions import start
from agathe_web.projects.models import Project
from agathe_web.rights import Actor

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """French again, whatever language the page before spoke; nothing kept from another test."""
    translation.activate("fr")
    cache.clear()


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make an account: ``person("agathe", "agent")`` holds the role of an agent."""

    def make(name: str = "agathe", *roles: str, **fields: Any) -> User:
        user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.title(), **fields)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which somebody signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def project(person: Callable[..., User]) -> Project:
    """A project of Agathe."""
    return start(Actor(person("agathe")), name="Prévenir les escarres")
