"""The dashboard: projects, what comes soon, for people and for visitors."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agathe.knowledge.load import knowledge_root
from agathe.rules import Profile, read_profile
from agathe_web import engines
from agathe_web.accounts.models import User
from agathe_web.projects import actions, follow_queries, members
from agathe_web.projects.actions import start
from agathe_web.projects.models import EDITOR, READER, Membership, Notice, Project
from agathe_web.rights import VISITED, Actor

People = Callable[..., User]
Clients = Callable[[User], Client]
DAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.TODAY = DAY


def example(name: str) -> Profile:
    return read_profile(knowledge_root() / "examples" / f"{name}.yaml", engines.knowledge())


def elements(text: str) -> int:
    """Elements of a page, those of drawings apart."""
    return len(re.findall(r"<[a-z]", re.sub(r"<svg.*?</svg>", "<svg>", text, flags=re.S)))


def test_projects_with_stage_duties_dates_and_role(person: People, client_of: Clients) -> None:
    agathe, nour = person("agathe"), person("nour")
    project = start(Actor(agathe), profile=example("agathe-4-conformity"))
    other = start(Actor(nour), profile=example("agathe-2-proof-of-concept"))
    Membership.objects.create(project=other, user=agathe, role=READER)
    hidden = start(Actor(nour), name="Secret de Nour")
    text = client_of(agathe).get("/projets/").content.decode()
    assert "Bonjour Agathe" in text
    assert f"/projet/{project.pk}/" in text
    assert "4 · " in text
    assert "2 · " in text
    assert "Propriétaire" in text
    assert "Lecteur" in text
    assert "9 décembre 2026" in text
    assert hidden.name not in text
    assert hidden.pk not in text
    assert "À faire bientôt" in text


def test_what_is_due_soon_comes_from_the_plan_the_law_and_the_calls(person: People) -> None:
    actor = Actor(person("agathe"))
    project = start(actor, profile=example("agathe-4-conformity"))
    planned = next(iter(_tasks(project)))
    actions.plan_task(actor, project, planned, {"started": "2026-10-01", "ends": "2026-11-18"})
    standing = follow_queries.standing_of(project)
    assert standing is not None
    assert standing.here == 4
    assert standing.applies > 0
    kinds = {due.kind for due in standing.dates}
    assert {"task", "law", "closing"} <= kinds
    found = follow_queries.soon([follow_queries.Line(project, standing, "owner")])
    assert (found[0].due.kind, found[0].late) == ("task", 7)
    assert [one.due.day for one in found] == sorted(one.due.day for one in found)
    assert standing.coming is not None
    assert standing.coming.day >= DAY
    assert all(due.day <= DAY + follow_queries.HORIZON for due in standing.dates)


def _tasks(project: Project) -> list[str]:
    from agathe.roadmap.schedule.planning import Planning
    from agathe_web.projects.queries import judgement_of

    return [one.task.id for one in Planning(judgement_of(project)).of("planned")]


def test_a_visitor_is_told_how_long_and_how_to_keep(db: None) -> None:
    project = start(Actor(), name="Sans compte")
    client = Client()
    empty = client.get("/projets/").content.decode()
    assert "Aucun projet pour l’instant" in empty
    assert "30 jours" in empty
    session = client.session
    session[VISITED] = [project.pk]
    session.save()
    text = client.get("/projets/").content.decode()
    assert "30 jours après votre dernière visite" in text
    assert "Se connecter ou créer un compte" in text
    assert f"/projet/{project.pk}/profil.yaml" in text
    assert "Mon rôle" not in text


def test_ten_projects_a_page_and_few_elements(person: People, client_of: Clients) -> None:
    agathe = person("agathe", verified_at=timezone.now())
    for number in range(12):
        project = start(Actor(agathe), profile=example("agathe-4-conformity"), name=f"Projet {number}")
        Notice.objects.create(
            project=project, since=DAY - timedelta(days=1), day=DAY, knowledge_before="a", knowledge_after="a",
            changes={"changes": [CHANGE] * 30, "answers": [], "days_only": False},
        )  # fmt: skip
    client = client_of(agathe)
    first, second = (client.get(f"/projets/?page={number}").content.decode() for number in (1, 2))
    assert "Projet 11" in first
    assert "Projet 1<" not in first
    assert "Projet 1<" in second
    assert "Voir les 12 avis non lus" in first
    paths = ("/projets/", "/avis/", f"/avis/{Notice.objects.latest('pk').pk}/")
    counts = {path: elements(client.get(path).content.decode()) for path in paths}
    assert {path: count for path, count in counts.items() if count > 300} == {}


CHANGE = {
    "id": "duty:product-liability", "kind": "duty", "title": {"fr": "Titre", "en": "Title"}, "before": "upcoming", "after": "applies",
    "before_text": {"fr": "à venir", "en": "upcoming"}, "after_text": {"fr": "s'applique", "en": "applies"}, "effect": "asks",
    "action": {"fr": "Agir", "en": "Act"}, "since": "2026-12-09",
    "causes": [{"reason": "date", "on": "x", "title": {"fr": "T", "en": "T"}, "text": {"fr": "parce que", "en": "because"}, "day": "2026-12-09", "legal_ref": None, "fields": [["a", "b", "c"]]}],
    "grounds": {"legal_ref": "Directive (UE) 2024/2853", "citations": [{"source": "s", "publisher": "p", "url": "https://example.org/", "checked": "2026-11-01"}] * 3, "confidence": "high", "confidence_note": None, "checked": "2026-11-01", "stale": False},
}  # fmt: skip


def test_other_pages_stay_light(person: People, client_of: Clients) -> None:
    agathe = person("agathe")
    actor = Actor(agathe)
    project = start(actor, profile=example("agathe-4-conformity"))
    for number in range(30):
        Membership.objects.create(project=project, user=person(f"member{number}"), role=EDITOR)
    for number in range(20):
        members.invite(actor, project, f"invited{number}@example.org", READER)
    for number in range(30):
        actions.rename(actor, project, f"Nom {number}")
    client = client_of(agathe)
    paths = [
        "partager/",
        "historique/",
        "historique/1/",
        "historique/1/?part=answers",
        "historique/1/restaurer/",
    ]
    counts = {path: elements(client.get(f"/projet/{project.pk}/{path}").content.decode()) for path in paths}
    assert {path: count for path, count in counts.items() if count > 300} == {}


def test_answers_that_the_base_no_longer_understands_do_not_break_the_page(
    project: Project, client_of: Clients
) -> None:
    Project.objects.update(profile={"agathe_profile": 1, "answers": {"gone": True}})
    text = client_of(project.memberships.get().user).get("/projets/").content.decode()
    assert "Des réponses sont à revoir" in text


def test_pending_invitations_lead_to_the_answer(project: Project, person: People, client_of: Clients) -> None:
    nour = person("nour", verified_at=timezone.now())
    members.invite(Actor(project.memberships.get().user), project, "nour@example.org", EDITOR)
    client = client_of(nour)
    text = client.get("/projets/").content.decode()
    link = re.search(r"/invitation/\w+/", text)
    assert link
    assert client.post(link[0]).status_code == 303
    assert project.memberships.filter(user=nour).exists()
    assert (
        "/invitation/"
        not in client_of(person("other", verified_at=timezone.now())).get("/projets/").content.decode()
    )


def test_english(project: Project, client_of: Clients) -> None:
    text = client_of(project.memberships.get().user).get("/en/projets/").content.decode()
    assert "Hello Agathe" in text
    assert "Describe a new project" in text


def test_the_count_of_unread_notices(project: Project, person: People) -> None:
    owner = project.memberships.get().user
    assert follow_queries.unread(Actor(owner)) == follow_queries.unread(Actor()) == 0
    Notice.objects.create(
        project=project, since=DAY, day=DAY, knowledge_before="a", knowledge_after="b",
        changes={"changes": [], "answers": [], "days_only": True},
    )  # fmt: skip
    assert follow_queries.unread(Actor(owner)) == 1
    assert follow_queries.unread(Actor(person("nour"))) == 0
    assert follow_queries.unread(Actor(None, frozenset([project.pk]))) == 0
