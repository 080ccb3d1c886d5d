"""The pages of the journal."""

import csv
from datetime import timedelta

import pytest
from django.test import Client

from agathe_web import clock
from agathe_web.journal.actions import record
from agathe_web.projects.actions import start
from agathe_web.rights import Actor

JOURNAL = "/journal/"


@pytest.fixture
def admin(client_of, person):
    return client_of(person("root", "administrator"))


@pytest.fixture
def filled(person):
    """Sixty entries, of a person, a visitor and the system."""
    user = person()
    for number in range(20):
        record("projects.answer", Actor(user), f"project:p{number}", {"changed": number})
        record("accounts.sign_in", Actor(), "user:0")
        record("library.report", None, "duty:x")
    return user


def rows(page) -> str:
    return (
        page.content.decode().split("<tbody>")[-1].split("</tbody>")[0] if b"<tbody>" in page.content else ""
    )


def test_administrators_only(person, client_of, db):
    assert Client().get(JOURNAL).status_code == 302
    for path in ("", "export.csv"):
        assert client_of(person(f"agent{len(path)}", "agent")).get(f"{JOURNAL}{path}").status_code == 404


def test_pages_of_25_in_both_languages(admin, filled):
    page = admin.get(JOURNAL)
    assert rows(page).count("<tr") == 25
    assert "60 entrées" in page.content.decode()
    assert "60 entries" in admin.get("/en/journal/").content.decode()
    assert rows(admin.get(JOURNAL, {"page": 3})).count("<tr") == 10
    assert rows(admin.get(JOURNAL, {"page": "x"})).count("<tr") == 25
    assert page.content.count(b"<") / 2 < 330


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"act": "projects.answer"}, 20),
        ({"act": "projects"}, 20),
        ({"act": "project"}, 0),
        ({"about": "project:p3"}, 1),
        ({"about": "project"}, 20),
        ({"actor": "visitor"}, 20),
        ({"actor": "system"}, 20),
        ({"actor": "Agathe@example.org"}, 20),
        ({"actor": "nobody@example.org"}, 0),
        ({"act": "accounts", "actor": "visitor"}, 20),
    ],
)
def test_filters(admin, filled, query, count):
    found = rows(admin.get(JOURNAL, query))
    assert found.count("<tr") == count
    lines = list(
        csv.reader(b"".join(admin.get(f"{JOURNAL}export.csv", query).streaming_content).decode().splitlines())
    )
    assert len(lines) == count + 1


def test_days_are_those_of_paris(admin, filled):
    today = clock.today()
    assert rows(admin.get(JOURNAL, {"first": today, "last": today})).count("<tr") == 25
    assert (
        "Aucune entrée pour ces filtres"
        in admin.get(JOURNAL, {"last": today - timedelta(days=1)}).content.decode()
    )
    wrong = admin.get(JOURNAL, {"first": today, "last": today - timedelta(days=1)}).content.decode()
    assert "Écrivez un jour qui vient après" in wrong
    assert "Erreur" in wrong


def test_pages_keep_the_filters(admin, filled):
    for _ in range(20):
        record("projects.answer", Actor(), "project:q")
    page = admin.get(JOURNAL, {"act": "projects"}).content.decode()
    assert 'href="/journal/?page=2&amp;act=projects"' in page
    assert 'href="/journal/export.csv?act=projects"' in page


def test_export_is_whole_and_harmless(admin, filled):
    record("x.y", Actor(), "=1+1")
    answer = admin.get(f"{JOURNAL}export.csv")
    assert answer["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))
    assert len(lines) == 62
    assert lines[0][:3] == ["number", "at", "actor"]
    assert lines[1][0] == "1"
    assert lines[-1][4] == "'=1+1"


def test_markup_stays_text(admin, db):
    record("x.y", Actor(), "<script>", {"<b>": "<i>"})
    assert "<script>" not in rows(admin.get(JOURNAL))
    assert "<i>" not in rows(admin.get(JOURNAL))


def test_mine_shows_what_i_did_and_nothing_else(person, client_of):
    user = person()
    mine = client_of(user)
    assert "Rien encore" in mine.get("/journal/moi/").content.decode()
    start(Actor(user), name="A")
    start(Actor(person("other")), name="B")
    page = mine.get("/journal/moi/")
    assert rows(page).count("<tr") == 1
    assert "Projet commencé" in page.content.decode()
    assert "Project started" in mine.get("/en/journal/moi/").content.decode()
