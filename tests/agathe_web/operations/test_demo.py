"""The demonstration: made once, closed when it is none, never among real people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from agathe.kernel import AgatheError, Text
from agathe_web.accounts.models import User
from agathe_web.journal.models import Entry
from agathe_web.operations import demo
from agathe_web.projects.models import Project, Version


@pytest.fixture
def told(db: None) -> list[Text]:
    words: list[Text] = []
    demo.create(words.append, administrator=True)
    return words


def counts() -> list[int]:
    from django.apps import apps

    return [model._default_manager.count() for model in apps.get_models() if model._meta.managed]


def test_everything_is_there_and_marked(told: list[Text]) -> None:
    assert [text.fr for text in told] == ["Création du contenu de démonstration…"]
    chapters = Project.objects.exclude(chapter=None).order_by("chapter")
    assert [project.chapter for project in chapters] == [1, 2, 3, 4, 5, 6, 7]
    assert Project.objects.filter(demo=False).count() == 0
    assert User.objects.filter(demo=False).count() == 0
    assert all(
        project.memberships.get(role="owner").user.email == "agathe@demo.example" for project in chapters
    )
    roles = {
        user.email.split("@")[0]: set(user.groups.values_list("name", flat=True))
        for user in User.objects.all()
    }
    assert roles == {
        "agathe": {"founder"},
        "nour": {"founder"},
        "guichet": {"agent"},
        "admin": {"administrator"},
    }
    assert Project.objects.get(chapter=4).memberships.get(role="editor").user.email == "nour@demo.example"
    assert Project.objects.filter(chapter=None, memberships__user__email="nour@demo.example").count() == 2
    assert Project.objects.get(chapter=4).notices.exists()


def test_a_second_time_does_nothing(told: list[Text]) -> None:
    before = counts()
    demo.create(told.append, administrator=True)
    assert counts() == before
    assert len(told) == 1


def test_accounts_sign_in_with_the_password_told(told: list[Text]) -> None:
    words = demo.accounts()
    assert words.fr.endswith(demo.PASSWORD)
    for user in User.objects.all():
        assert user.email in words.en
        assert user.check_password(demo.PASSWORD)
        assert user.verified_at is not None


def test_a_portal_that_is_no_demonstration_closes_the_accounts(told: list[Text], settings: Any) -> None:
    settings.DEMO = False
    demo.close()
    assert not User.objects.filter(is_active=True).exists()
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(is_staff=True).exists()
    with pytest.raises(AgatheError):
        demo.create(told.append)
    settings.DEMO = True
    demo.create(told.append, administrator=True)
    assert User.objects.filter(is_active=True).count() == 4
    admin = User.objects.get(email="admin@demo.example")
    assert admin.is_staff
    assert admin.is_superuser


def test_the_administrator_exists_only_where_nobody_else_comes(told: list[Text], settings: Any) -> None:
    settings.PUBLIC_URL = "https://agathe.example.org"
    demo.create(told.append)
    admin = User.objects.get(email="admin@demo.example")
    assert not admin.is_active
    assert not admin.is_superuser
    assert "admin@" not in demo.accounts().fr
    settings.PUBLIC_URL = "http://localhost:8000"
    demo.create(told.append)
    admin.refresh_from_db()
    assert admin.is_active
    assert admin.is_superuser


def test_real_people_keep_their_folder(person: Callable[..., User]) -> None:
    person("real")
    with pytest.raises(AgatheError) as refused:
        demo.create(lambda text: None)
    assert "AGATHE_DATA_DIR" in refused.value.render("fr")
    with pytest.raises(CommandError):
        call_command("demo")
    assert User.objects.count() == 1


def test_a_chapter_follows_its_example_unless_somebody_changed_it(told: list[Text]) -> None:
    touched, old = Project.objects.get(chapter=2), Project.objects.get(chapter=3)
    for project in (touched, old):
        answers = {k: v for k, v in project.profile["answers"].items() if k != "markets"}
        Project.objects.filter(pk=project.pk).update(profile={**project.profile, "answers": answers})
    touched.number = 2
    Project.objects.filter(pk=touched.pk).update(number=2)
    Version.objects.filter(project=touched).update(number=2, kind="answer")
    entries = Entry.objects.count()
    demo.create(told.append, administrator=True)
    for project in (touched, old):
        project.refresh_from_db()
    assert "markets" not in touched.profile["answers"]
    assert "markets" in old.profile["answers"]
    assert Entry.objects.count() == entries + 1


def test_the_pages_of_the_demonstration_answer(told: list[Text], client_of: Callable[[User], Client]) -> None:
    client = client_of(User.objects.get(email="agathe@demo.example"))
    assert client.get("/").status_code == 200


def test_the_command_says_how_to_sign_in(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    call_command("demo")
    assert capsys.readouterr().out.count(demo.PASSWORD) == 2
