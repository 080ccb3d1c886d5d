"""The demonstration: people, Agathe's projects at her seven stages, questions to the counter, news. Made once, marked as such.

The accounts have a password that everybody knows. They are open only while ``AGATHE_DEMO`` is set: a start without it
closes them, and a folder where people opened real accounts takes no demonstration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from agathe.kernel import AgatheError, Text
from agathe.knowledge import knowledge_root
from agathe.rules import Profile, read_profile
from agathe_web import clock, engines
from agathe_web.accounts.models import User
from agathe_web.operations import Tell
from agathe_web.operations.listening import LOOPBACK
from agathe_web.projects import actions
from agathe_web.projects.models import EDITOR, OWNER, Membership, Project
from agathe_web.projects.watching import watch_project
from agathe_web.rights import Actor

PASSWORD = "decouvrir-agathe"  # known to everybody: see the module
SINCE = {4: date(2025, 9, 15), 5: date(2026, 4, 15)}
"""Day of two chapters of the story: the law watch tells what the law has changed since."""


@dataclass(frozen=True)
class Persona:
    """Somebody of the demonstration.

    Attributes:
        name: first part of the address, and the key in :func:`create`.
        shown: name that people see.
        roles: roles held.
    """

    name: str
    shown: str
    roles: tuple[str, ...]

    @property
    def email(self) -> str:
        """Address the person signs in with."""
        return f"{self.name}@demo.example"


AGATHE = Persona("agathe", "Agathe (démonstration)", ("founder",))
NOUR = Persona("nour", "Nour (démonstration)", ("founder",))
COUNTER = Persona("guichet", "Agent du guichet (démonstration)", ("agent",))
ADMINISTRATOR = Persona("admin", "Administration (démonstration)", ("administrator",))
OTHERS = (("telemonitoring-heart", NOUR), ("digital-therapy-insomnia", NOUR))
"""Example projects beside Agathe's, with their owners."""
FROM_CHAPTER = 2
"""Chapter in which Nour joins Agathe."""
ASKED = 4
"""Chapter about which Agathe asks the counter."""


def accounts() -> Text:
    """The accounts and their password, for whoever starts the demonstration."""
    emails = ", ".join(
        User.objects.filter(demo=True, is_active=True).order_by("pk").values_list("email", flat=True)
    )
    return Text(
        f"Comptes de démonstration : {emails} · mot de passe : {PASSWORD}",
        f"Demonstration accounts: {emails} · password: {PASSWORD}",
    )


def create(tell: Tell, *, administrator: bool | None = None) -> None:
    """Make what is missing of the demonstration.

    Args:
        tell: says what takes long.
        administrator: whether there is an account of administrator; by default when the portal has a local address, since
            everybody knows the password.

    Raises:
        AgatheError: this is no demonstration, or real people have their accounts here.
    """
    if not settings.DEMO:
        raise AgatheError(Text(
            "ce portail n'est pas une démonstration : démarrez-le par agathe serve --demo, ou avec AGATHE_DEMO=1",
            "this portal is no demonstration: start it with agathe serve --demo, or with AGATHE_DEMO=1",
        ))  # fmt: skip
    if not User.objects.filter(demo=True).exists():
        if User.objects.exists():
            raise AgatheError(Text(
                "de vraies personnes ont un compte dans ce dossier de données : prenez-en un autre par AGATHE_DATA_DIR",
                "real people have accounts in this data folder: take another with AGATHE_DATA_DIR",
            ))  # fmt: skip
        tell(Text("Création du contenu de démonstration…", "Making the demonstration content…"))
    with transaction.atomic():
        people = {persona.name: _person(persona) for persona in (AGATHE, NOUR, COUNTER)}
        local = urlsplit(settings.PUBLIC_URL).hostname in LOOPBACK
        _administrator(local if administrator is None else administrator)
        chapters = {number: _chapter(number, path, people) for number, path in _chapters()}
        for name, owner in OTHERS:
            _project(_examples() / f"{name}.yaml", people[owner.name])
        for app in ("counter", "community"):
            if (act := _act(app)) is not None:
                act(people[AGATHE.name], people[COUNTER.name], chapters[ASKED])


def close() -> None:
    """Close the accounts of the demonstration: nobody signs in with a password that everybody knows."""
    User.objects.filter(demo=True, is_active=True).update(is_active=False, is_staff=False, is_superuser=False)


def _person(persona: Persona) -> User:
    user = User.objects.filter(email=persona.email).first()
    if user is None:
        user = User.objects.create_user(
            persona.email, PASSWORD, name=persona.shown, demo=True, verified_at=clock.now()
        )
        user.groups.set(Group.objects.filter(name__in=persona.roles))
    elif not user.is_active and user.erased_at is None:
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.is_active = True
    return user


def _administrator(wanted: bool) -> None:
    if wanted:
        user = _person(ADMINISTRATOR)
        if not (user.is_staff and user.is_superuser):
            User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    else:
        found = User.objects.filter(email=ADMINISTRATOR.email, demo=True)
        found.update(is_active=False, is_staff=False, is_superuser=False)


def _examples() -> Path:
    return (settings.KNOWLEDGE_DIR or knowledge_root()) / "examples"


def _chapters() -> Iterator[tuple[int, Path]]:
    for path in sorted(_examples().glob("agathe-[1-7]-*.yaml")):
        yield int(path.name.split("-")[1]), path


def _chapter(number: int, path: Path, people: dict[str, User]) -> Project:
    """A chapter of the story; what it tells follows the example, unless somebody changed it since."""
    profile = read_profile(path, engines.knowledge())
    actor = Actor(people[AGATHE.name])
    project = Project.objects.filter(demo=True, chapter=number).first()
    if project is not None:
        _renew(actor, project, profile)
        return project
    project = actions.start(actor, profile=profile, demo=True)
    project.chapter = number
    project.watched_on = SINCE.get(number, project.watched_on)
    project.save(update_fields=["chapter", "watched_on"])
    if number >= FROM_CHAPTER:
        Membership.objects.create(project=project, user=people[NOUR.name], role=EDITOR, mailed=False)
    project.memberships.update(mailed=False)
    if number in SINCE:
        watch_project(project)
    return project


def _renew(actor: Actor, project: Project, profile: Profile) -> None:
    untouched = project.number == 1 or project.versions.filter(number=project.number, kind="example").exists()
    owns = project.memberships.filter(user=actor.user, role=OWNER).exists()
    if untouched and owns and engines.read(project.profile).to_plain() != profile.to_plain():
        actions.replace_profile(actor, project, profile, "example")


def _project(path: Path, owner: User) -> None:
    profile = read_profile(path, engines.knowledge())
    if not Project.objects.filter(
        demo=True, chapter=None, memberships__user=owner, name=profile.name[:160]
    ).exists():
        project = actions.start(Actor(owner), profile=profile, demo=True)
        project.memberships.update(mailed=False)


def _act(app: str) -> Any:
    """What an application adds to the demonstration: the function ``demo(founder, agent, project)`` of its actions."""
    place = f"agathe_web.{app}.actions"
    return getattr(import_module(place), "demo", None) if find_spec(place) else None
