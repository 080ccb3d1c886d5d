"""Every address, every role, one's own project and somebody else's: the declared right is the one that is applied.

Two tables that nobody computes: what each right means for each person (:data:`MEANS`), and what an address needs beside its
project (:data:`PARTS`). The addresses themselves are read from the site, so that a new one without a right fails here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agathe_web import clock, engines
from agathe_web.accounts.models import ROLES, User
from agathe_web.community.actions import ask_contact, put_in_directory
from agathe_web.community.models import DRAFT, PUBLISHED, Event, News
from agathe_web.counter import actions as counter
from agathe_web.counter.models import AnswerTemplate, Thread
from agathe_web.projects import members
from agathe_web.projects.actions import answer, start
from agathe_web.projects.models import EDITOR, READER, Evidence, Membership, Notice, Project
from agathe_web.rights import VISITED, Actor

SIGNED = {"owner", "editor", "reader", "stranger", *(role for role in ROLES)}
ALL = {*SIGNED, "visitor"}
AGENTS = {"agent", "administrator"}
TEAM = {"owner", "editor", "reader"}
MEANS: dict[str, set[str]] = {
    "rights.anyone": ALL,
    "rights.signed_in": SIGNED,
    "accounts.perms.can_change_own": SIGNED,
    "journal.perms.can_read_all": {"administrator"},
    "library.perms.can_read_entry": ALL,
    "library.perms.can_report": ALL,
    "projects.perms.can_read": TEAM,
    "projects.perms.can_edit": {"owner", "editor"},
    "projects.perms.can_own": {"owner"},
    "projects.perms.can_follow": TEAM,
    "projects.perms.can_see_history": TEAM,
    "projects.perms.can_see_notice": TEAM,
    "counter.perms.can_work": AGENTS,
    "counter.perms.can_handle": AGENTS,
    "counter.perms.can_read": TEAM,
    "counter.perms.can_write": {"owner", "editor"},
    "counter.perms.can_withdraw": {"owner"},
    "counter.perms.can_see_dossier": TEAM | AGENTS,
    "community.perms.can_publish": AGENTS,
    "community.perms.can_edit": AGENTS,
    "community.perms.can_see": ALL,
    "community.perms.can_list": {"owner"},
    "community.perms.can_see_listing": ALL,
    "community.perms.can_contact": SIGNED - {"owner"},
    "community.perms.can_report": SIGNED,
    "community.perms.can_moderate": AGENTS,
    "community.perms.can_answer": {"owner"},
    "community.perms.can_read_request": {"owner", "sender"},
    "api.perms.can_program": ALL,
}
"""Who a right lets in, about the project of ``owner``, its question, its listing, a request sent by nobody of this list."""


@dataclass
class World:
    """One project with everything that can belong to it."""

    project: Project
    parts: dict[str, dict[str, Any]]
    people: dict[str, User]


@pytest.fixture
def world(person: Callable[..., User], settings: Any) -> World:
    """The project of ``owner`` with members, a question, a listing, a request, evidence, notices, invitations."""
    people = {
        name: person(name.replace("_", "-"), verified_at=clock.now())
        for name in ("owner", "editor", "reader", "stranger", "sender", "leaver")
    }
    people |= {role: person(role.replace("_", "-"), role, verified_at=clock.now()) for role in ROLES}
    owner = Actor(people["owner"])
    project = start(owner, name="À moi")
    for name, role in (("editor", EDITOR), ("reader", READER), ("leaver", READER)):
        Membership.objects.create(project=project, user=people[name], role=role)
    answer(owner, project, {"purposes": ("predict",)}, seen=None)
    evidence = Evidence(project=project, subject="duty:iso-13485", title="Certificat")
    evidence.file.save("x.pdf", ContentFile(b"%PDF"))
    notice = Notice.objects.create(
        project=project, since=clock.today(), day=clock.today(), knowledge_before="a", knowledge_after="b", changes={"changes": [], "answers": [], "days_only": False}
    )  # fmt: skip
    invitation = members.invite(owner, project, "someone@example.org", READER)
    link = members.make_link(owner, project)
    project.refresh_from_db()
    thread = asked(owner, project)
    listing = listed(owner, project)
    request = ask_contact(Actor(people["sender"]), listing, "Parlons-nous.")
    now = clock.now()
    event = Event.objects.create(
        title_fr="Journée", body_fr="…", starts_at=now, ends_at=now, state=PUBLISHED, published_at=now
    )
    news = News.objects.create(title_fr="Nouvelle", body_fr="…", state=PUBLISHED, published_at=now)
    template = AnswerTemplate.objects.create(title_fr="Modèle", title_en="Template", body_fr="…", body_en="…")
    duty = next(iter(engines.knowledge().duties))
    parts = {
        "projects": {
            "key": project.pk, "number": 1, "slug": "purposes", "kind": "pathway", "entry": "pecan", "form": "yaml", "name": "qualification",
            "task": "nb-agreement", "duty": "iso-13485", "subject": "duty:iso-13485", "pk": evidence.pk,
            "member": Membership.objects.get(project=project, user=people["leaver"]).pk, "invitation": invitation.pk, "secret": "nothing", "share_key": link,
        },
        "notice": {"pk": notice.pk},
        "counter": {"pk": thread.pk},
        "template": {"pk": template.pk},
        "community": {"key": project.pk, "pk": listing.pk},
        "event": {"pk": event.pk}, "news": {"pk": news.pk}, "request": {"pk": request.pk},
        "library": {"kind": "duty", "key": duty, "code": next(iter(engines.knowledge().regions))},
        "accounts": {"token": "nothing"},
        "home": {"stage": 1},
        "journal": {},
    }  # fmt: skip
    return World(project, parts, people)


def asked(owner: Actor, project: Project) -> Thread:
    """A question about the project, with its dossier."""
    question = counter.Asked(title="Que faire ?", topic="other", stage=1, question="Que faire ?")
    return counter.ask(owner, question, project=project, shared=project.number)


def listed(owner: Actor, project: Project) -> Any:
    """The project in the directory."""
    return put_in_directory(owner, project, name="À moi", pitch="…", stage=1)


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All addresses of the site by name, the administration of Django apart."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from routes(pattern, pattern.namespace or space)
        else:
            yield f"{space}:{pattern.name}", pattern


def name_of(right: Callable[..., bool]) -> str:
    """``app.perms.can_x`` or ``rights.anyone``."""
    return f"{right.__module__.removeprefix('agathe_web.')}.{right.__name__}"


ROUTES = dict(routes())
PAGES = {name: pattern for name, pattern in ROUTES.items() if not name.startswith("api:")}
SPECIAL = {
    "projects:notice": "notice", "projects:read": "notice", "counter:template": "template", "counter:archive_template": "template",
    **{f"community:{name}": "event" for name in ("event", "event_ics", "edit_event", "publish_event", "withdraw_event")},
    **{f"community:{name}": "news" for name in ("article", "edit_news", "publish_news", "withdraw_news")},
    **{f"community:{name}": "request" for name in ("request", "answer")},
}  # fmt: skip
FORMS = {"projects:download": "json", "projects:dossier": "html", "projects:history_file": "json"}
ABSENT_FOR_ALL = {
    "accounts:sign_out_everywhere",
    "accounts:second_step",
    "projects:accept",
    "projects:dossier",
    "accounts:reset",
    "accounts:verify",
    "accounts:email_confirm",
    "accounts:provider",
    "accounts:provider_return",
}
"""Addresses whose sample parts lead nowhere (a secret that nobody sent, a provider that is not configured)."""


def address(name: str, world: World) -> str:
    """Address of a page about the world's project."""
    parts = world.parts[SPECIAL.get(name, name.partition(":")[0])]
    wanted = PAGES[name].pattern.converters
    given = {key: parts[key] for key in wanted}
    if name in FORMS:
        given["form"] = FORMS[name]
    if name == "projects:question":
        given["slug"] = "worst_harm"
    return reverse(name, kwargs=given)


def test_every_address_declares_its_right() -> None:
    assert [name for name, pattern in ROUTES.items() if not hasattr(pattern.callback, "right")] == []
    unknown = {name_of(pattern.callback.right) for pattern in ROUTES.values()} - set(MEANS)
    assert unknown == set()


def is_refused(response: Any) -> bool:
    """404, or an invitation to sign in."""
    return response.status_code == 404 or (
        response.status_code == 302 and "/compte/connexion/" in response["Location"]
    )


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", sorted({*ALL, "sender"}))
def test_the_declared_right_is_the_one_applied(
    world: World, client_of: Callable[[User], Client], who: str, method: str
) -> None:
    wrong = []
    for name, pattern in PAGES.items():
        client = Client() if who == "visitor" else client_of(world.people[who])
        right = name_of(pattern.callback.right)
        allowed = who in MEANS[right] or (who == "sender" and "stranger" in MEANS[right])
        response = getattr(client, method)(address(name, world))
        for close in response._resource_closers:  # close() would end the connection of the test too
            close()
        assert response.status_code < 500, (name, who, response.status_code)
        if (
            allowed
            and is_refused(response)
            and name not in ABSENT_FOR_ALL
            and not (method == "post" and response.status_code == 404)
        ):
            wrong.append((name, "refused", response.status_code))
        if not allowed and not is_refused(response):
            wrong.append((name, "let in", response.status_code))
        if method == "post":
            again(world)
    assert wrong == []


def again(world: World) -> None:
    """Nothing that a bare POST may have taken away is missing for the next one."""
    assert Project.objects.filter(pk=world.project.pk).exists()


def test_a_visitor_sees_the_projects_of_the_session_and_no_other(world: World) -> None:
    client = Client()
    client.post("/projet/", {"name": "Mon idée"})
    mine = Project.objects.get(pk=client.session[VISITED][-1])
    other = Client()
    other.post("/projet/", {"name": "Autre idée"})
    for name, pattern in PAGES.items():
        alone = set(pattern.pattern.converters) == {"key"} and name.startswith("projects:")
        if not alone or name == "projects:leave":  # a visitor has no membership to leave
            continue
        assert client.get(reverse(name, kwargs={"key": mine.pk})).status_code != 404, name
        assert other.get(reverse(name, kwargs={"key": mine.pk})).status_code == 404, name
        assert client.get(reverse(name, kwargs={"key": world.project.pk})).status_code == 404, name


def test_the_read_only_link_opens_reading_until_it_is_revoked(world: World) -> None:
    client = Client()
    key = world.project.pk
    assert client.get(f"/projet/{key}/").status_code == 404
    client.get(reverse("projects:shared", args=[world.project.share_key]))
    assert client.get(f"/projet/{key}/").status_code == 200
    assert client.post(f"/projet/{key}/question/worst_harm/", {"answer": "none"}).status_code == 404
    assert client.get(f"/projet/{key}/historique/").status_code == 404
    members.revoke_link(Actor(world.people["owner"]), world.project)
    assert client.get(f"/projet/{key}/").status_code == 404


def test_drafts_and_hidden_listings_are_for_agents(world: World, client_of: Callable[[User], Client]) -> None:
    soon = clock.now() + timedelta(days=3)
    draft = Event.objects.create(title_fr="Brouillon", body_fr="…", starts_at=soon, ends_at=soon, state=DRAFT)
    url = reverse("community:event", args=[draft.pk])
    assert client_of(world.people["agent"]).get(url).status_code == 200
    assert client_of(world.people["owner"]).get(url).status_code == 404
    assert Client().get(url).status_code == 404


def test_a_signed_in_person_is_not_mistaken_for_another(
    world: World, client_of: Callable[[User], Client]
) -> None:
    """Two people one after the other in one browser: the second sees nothing of the first."""
    client = client_of(world.people["owner"])
    assert client.get(f"/projet/{world.project.pk}/").status_code == 200
    client.post("/compte/deconnexion/")
    client.force_login(world.people["stranger"], backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert client.get(f"/projet/{world.project.pk}/").status_code == 404
