"""The history of a project: what changed, who, when, what it changed; coming back."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from agathe_web import engines
from agathe_web.accounts.models import User
from agathe_web.projects import actions
from agathe_web.projects.models import EDITOR, READER, Membership, Project
from agathe_web.rights import Actor

People = Callable[..., User]
Clients = Callable[[User], Client]


@pytest.fixture
def told(project: Project) -> Project:
    """A project whose team said first yes, then no, and ticked a duty."""
    actor = Actor(project.memberships.get().user)
    actions.answer(actor, project, {"personal_data": True}, seen=None)
    actions.answer(actor, project, {"personal_data": False, "planned_launch": date(2028, 5, 1)}, seen=None)
    actions.tick_duty(actor, project, next(iter(engines.knowledge().duties)), True, "rapport.pdf")
    return project


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_history_says_who_changed_what_and_what_that_changed(told: Project, client_of: Clients) -> None:
    user = told.memberships.get().user
    text = page(client_of(user), f"/projet/{told.pk}/historique/")
    label = engines.knowledge().questions["personal_data"].label.fr
    assert label[1:] in text
    assert "oui → non" in text
    assert "1er mai 2028" in text
    assert "Ce que cela a changé" in text
    assert "fait, preuve" in text
    assert str(user) in text
    assert text.index("Version 4") < text.index("Version 2") < text.index("Version 1")


def test_a_version_in_full_with_its_differences(told: Project, client_of: Clients) -> None:
    client = client_of(told.memberships.get().user)
    text = page(client, f"/projet/{told.pk}/historique/3/")
    assert "Ce qui a été modifié" in text
    assert "Toutes les réponses de cette version" in text
    assert "base de connaissances" in text
    assert engines.knowledge().version[:8] in text
    assert "Revenir à cette version" in text
    for part in ("answers", "changes", "effects"):
        page(client, f"/projet/{told.pk}/historique/3/?part={part}")
    assert "Revenir à cette version" not in page(client, f"/projet/{told.pk}/historique/4/")
    assert client.get(f"/projet/{told.pk}/historique/9/").status_code == 404


def test_history_in_english(told: Project, client_of: Clients) -> None:
    text = page(client_of(told.memberships.get().user), f"/en/projet/{told.pk}/historique/")
    assert "yes → no" in text
    assert "1 May 2028" in text


def test_restoring_asks_first_then_adds_a_version(told: Project, client_of: Clients) -> None:
    client, path = client_of(told.memberships.get().user), f"/projet/{told.pk}/historique/2/restaurer/"
    assert "non" in page(client, path)
    told.refresh_from_db()
    assert told.number == 4
    assert client.post(path).status_code == 303
    told.refresh_from_db()
    assert told.number == 5
    assert told.profile["answers"] == {"personal_data": True}
    assert told.versions.get(number=5).kind == "restore"
    assert "Retour à une version" in page(client, f"/projet/{told.pk}/historique/")


def test_roles_and_history(told: Project, person: People, client_of: Clients) -> None:
    reader, editor, stranger = person("reader"), person("editor"), person("stranger")
    Membership.objects.create(project=told, user=reader, role=READER)
    Membership.objects.create(project=told, user=editor, role=EDITOR)
    expected = {reader: (200, 404), editor: (200, 200), stranger: (404, 404)}
    for user, (reads, restores) in expected.items():
        client = client_of(user)
        for path in ("", "2/", "export.csv", "export.json"):
            assert client.get(f"/projet/{told.pk}/historique/{path}").status_code == reads
        assert client.get(f"/projet/{told.pk}/historique/2/restaurer/").status_code == restores
    assert client_of(reader).post(f"/projet/{told.pk}/historique/2/restaurer/").status_code == 404
    told.refresh_from_db()
    assert told.number == 4


def test_exports_hold_every_change(told: Project, client_of: Clients) -> None:
    actions.rename(Actor(told.memberships.get().user), told, "=cmd()")
    client = client_of(told.memberships.get().user)
    text = client.get(f"/projet/{told.pk}/historique/export.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["version"] for row in rows} == {"1", "2", "3", "4", "5"}
    assert any(row["avant"] == "oui" and row["après"] == "non" for row in rows)
    assert any(row["changement"] == "conclusion" for row in rows)
    assert any(row["après"] == "'=cmd()" for row in rows)
    data = json.loads(client.get(f"/projet/{told.pk}/historique/export.json").content)
    assert [version["number"] for version in data["versions"]] == [1, 2, 3, 4, 5]
    assert data["versions"][2]["changes"][0]["question"] == "personal_data"
    assert client.get(f"/projet/{told.pk}/historique/export.xml").status_code == 404


def test_long_histories_come_by_pages(project: Project, client_of: Clients) -> None:
    actor = Actor(project.memberships.get().user)
    for number in range(30):
        actions.rename(actor, project, f"Nom {number}")
    client = client_of(project.memberships.get().user)
    first = page(client, f"/projet/{project.pk}/historique/")
    assert "Version 31" in first
    assert "Version 6<" not in first
    assert "Version 6<" in page(client, f"/projet/{project.pk}/historique/?page=2")


def test_answers_the_present_base_does_not_know_are_still_told(project: Project, client_of: Clients) -> None:
    version = project.versions.get()
    version.changes = [
        {"question": "forgotten_question", "before": ["a"], "after": "<b>"},
        {"question": "personal_data", "after": "perhaps"},
    ]
    version.save()
    text = page(client_of(project.memberships.get().user), f"/projet/{project.pk}/historique/")
    assert "forgotten_question" in text
    assert "&lt;b&gt;" in text
    assert "perhaps" in text
