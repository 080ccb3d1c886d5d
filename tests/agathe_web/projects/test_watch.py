"""The law watch: notices when a date passes or the knowledge base changes, once, for whom it concerns."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from agathe.knowledge.load import knowledge_root
from agathe.rules import Profile, read_profile
from agathe_web import engines
from agathe_web.accounts.models import User
from agathe_web.journal.models import Entry
from agathe_web.projects import bases, tasks, watching
from agathe_web.projects.actions import answer, start
from agathe_web.projects.models import READER, Membership, Notice, Project
from agathe_web.rights import VISITED, Actor

People = Callable[..., User]
Clients = Callable[[User], Client]
DUTY = "duty:product-liability"
BEFORE, AFTER = date(2026, 12, 1), date(2026, 12, 10)
"""Days around the one from which software is a product: 9 December 2026."""


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A data folder of its own and a fixed day; the knowledge base is read again afterwards."""
    settings.DATA_DIR = tmp_path / "data"
    settings.TODAY = BEFORE
    yield
    bases._load.cache_clear()
    settings.KNOWLEDGE_DIR = None
    engines.forget()


@pytest.fixture
def profile() -> Profile:
    """Agathe at the stage of conformity."""
    return read_profile(knowledge_root() / "examples" / "agathe-4-conformity.yaml", engines.knowledge())


@pytest.fixture
def watched(person: People, profile: Profile) -> Project:
    """A project of somebody whose address is verified."""
    return start(Actor(person("agathe", verified_at=timezone.now())), profile=profile)


def titles(notice: Notice) -> set[str]:
    return {change["id"] for change in notice.changes["changes"]}


def other_base(
    settings: Any, folder: Path, change: Callable[[dict[str, Any]], None], duty: str = "product-liability"
) -> None:
    """Use a knowledge base in which one duty is written otherwise."""
    shutil.copytree(knowledge_root(), folder)
    for path in sorted((folder / "duties").glob("*.yaml")):
        entries = yaml.safe_load(path.read_text())
        found = [entry for entry in entries if entry["id"] == duty]
        if found:
            change(found[0])
            path.write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False))
            break
    else:
        raise AssertionError(duty)
    settings.KNOWLEDGE_DIR = folder
    engines.forget()


# ---------------------------------------------------------------------- a date passes


def test_a_date_that_passes_gives_a_notice_with_its_cause(watched: Project, client_of: Clients) -> None:
    run = watching.watch_all(AFTER)
    assert (run.compared, run.notices, run.mailed) == (1, 1, 1)
    notice = Notice.objects.get()
    change = next(one for one in notice.changes["changes"] if one["id"] == DUTY)
    assert (change["before"], change["after"], change["since"]) == ("upcoming", "applies", "2026-12-09")
    assert "9 décembre 2026" in change["causes"][0]["text"]["fr"]
    assert (notice.since, notice.day) == (BEFORE, AFTER)
    assert change["grounds"]["legal_ref"]
    assert change["grounds"]["confidence"] in ("high", "medium", "low")
    assert "profiles" not in json.dumps(notice.changes)
    text = client_of(watched.memberships.get().user).get(f"/avis/{notice.pk}/").content.decode()
    assert "9 décembre 2026" in text
    assert "Pourquoi" in text
    assert "À faire" in text
    assert f"/projet/{watched.pk}/point/duty/product-liability/" in text


def test_a_duty_of_2028(watched: Project, settings: Any) -> None:
    Project.objects.update(watched_on=date(2028, 8, 1))
    watching.watch_all(date(2028, 8, 3))
    change = next(
        one for one in Notice.objects.get().changes["changes"] if one["id"] == "duty:ai-high-risk-device"
    )
    assert (change["before"], change["after"], change["since"]) == ("absent", "to_confirm", "2028-08-02")
    assert "agathe ask" not in json.dumps(change)


def test_the_email_comes_once_in_the_language_of_the_person(watched: Project, person: People) -> None:
    nour = person("nour", verified_at=timezone.now(), language="en")
    for user in (nour, person("quiet", verified_at=timezone.now()), person("unverified")):
        Membership.objects.create(project=watched, user=user, role=READER)
    Membership.objects.filter(user__email="quiet@example.org").update(mailed=False)
    second = start(
        Actor(nour),
        profile=read_profile(knowledge_root() / "examples" / "agathe-4-conformity.yaml", engines.knowledge()),
        name="Second",
    )
    for _ in range(2):
        watching.watch_all(AFTER)
    assert sorted(one.to[0] for one in mail.outbox) == ["agathe@example.org", "nour@example.org"]
    french, english = sorted(mail.outbox, key=lambda one: one.to)
    assert french.subject.startswith("Veille du droit : ce qui change pour « ")
    assert "Pourquoi : " in french.body
    assert english.subject == "Law watch: what changes for 2 projects"
    for project in (watched, second):
        assert project.name in english.body
        assert f"http://localhost:8000/en/avis/{Notice.objects.get(project=project).pk}/" in english.body
    assert "http://localhost:8000/en/avis/courriels/" in english.body


def test_nothing_changes_so_nothing_is_said(watched: Project) -> None:
    run = watching.watch_all(date(2026, 12, 2))
    assert (run.compared, run.notices, run.mailed) == (1, 0, 0)
    watched.refresh_from_db()
    assert watched.watched_on == date(2026, 12, 2)
    assert not Notice.objects.exists()
    assert not mail.outbox


def test_running_twice_gives_one_notice(watched: Project) -> None:
    watching.watch_all(AFTER)
    again = watching.watch_all(AFTER)
    assert (again.compared, again.notices, again.mailed) == (0, 0, 0)
    assert Notice.objects.count() == len(mail.outbox) == 1


def test_a_run_that_stopped_is_taken_up_again(
    watched: Project, person: People, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(Actor(person("nour", verified_at=timezone.now())), profile=profile)
    settle, done = watching._settle, []

    def stops(*args: Any) -> None:
        if done:
            raise RuntimeError("the machine stops")
        done.append(True)
        settle(*args)

    monkeypatch.setattr(watching, "_settle", stops)
    with pytest.raises(RuntimeError):
        watching.watch_all(AFTER)
    assert Notice.objects.count() == 1
    assert not mail.outbox
    monkeypatch.setattr(watching, "_settle", settle)
    run = watching.watch_all(AFTER)
    assert (run.compared, run.notices, run.mailed) == (1, 1, 2)
    assert sorted(one.to[0] for one in mail.outbox) == ["agathe@example.org", "nour@example.org"]


def test_another_run_that_was_quicker_leaves_nothing_to_do(
    watched: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = watching.watch
    monkeypatch.setattr(
        watching,
        "watch",
        lambda *args: (monkeypatch.setattr(watching, "watch", real), watching.watch_all(AFTER), real(*args))[
            -1
        ],
    )
    watching.watch_all(AFTER)
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == 1


def test_answers_given_meanwhile_are_compared_in_the_same_run(
    watched: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, actor = watching.watch, Actor(watched.memberships.get().user)

    def slow(*args: Any) -> Any:
        monkeypatch.setattr(watching, "watch", real)
        answer(
            actor,
            watched,
            {"team_size_known": None}
            if "team_size_known" in engines.knowledge().questions
            else {"planned_launch": date(2029, 1, 1)},
            seen=None,
        )
        return real(*args)

    monkeypatch.setattr(watching, "watch", slow)
    assert watching.watch_all(AFTER).compared == 1
    watched.refresh_from_db()
    assert watched.watched_on == AFTER
    assert Notice.objects.count() == 1


# ---------------------------------------------------------------------- the knowledge base changes


def test_a_change_of_the_base_gives_a_notice_that_says_so(
    watched: Project, settings: Any, tmp_path: Path, client_of: Clients
) -> None:
    watching.watch_all(BEFORE)
    first = engines.knowledge().version
    other_base(settings, tmp_path / "base", lambda duty: duty.update(valid_from=date(2026, 11, 1)))
    watching.watch_all(BEFORE)
    notice = Notice.objects.get()
    assert titles(notice) == {DUTY}
    change = notice.changes["changes"][0]
    assert (change["before"], change["after"]) == ("upcoming", "applies")
    assert notice.changes["days_only"] is False
    assert (notice.knowledge_before, notice.knowledge_after) == (first, engines.knowledge().version)
    text = client_of(watched.memberships.get().user).get(f"/avis/{notice.pk}/").content.decode()
    assert "La base de connaissances a changé" in text
    assert "Pourquoi" in text
    watching.watch_all(BEFORE)
    assert Notice.objects.count() == len(mail.outbox) == 1


def test_a_duty_that_no_longer_concerns_the_project(watched: Project, settings: Any, tmp_path: Path) -> None:
    watching.watch_all(BEFORE)
    other_base(settings, tmp_path / "base", lambda duty: duty.update(when="false"))
    watching.watch_all(BEFORE)
    change = Notice.objects.get().changes["changes"][0]
    assert (change["id"], change["after"], change["causes"][0]["reason"]) == (DUTY, "absent", "version")


def test_a_base_that_says_the_same_changes_nothing(watched: Project, settings: Any, tmp_path: Path) -> None:
    watching.watch_all(BEFORE)
    shutil.copytree(knowledge_root(), tmp_path / "base")
    settings.KNOWLEDGE_DIR = tmp_path / "base"
    engines.forget()
    watching.watch_all(BEFORE)
    assert not Notice.objects.exists()


def test_a_former_base_read_by_newer_code_is_found_by_the_name_it_had(watched: Project) -> None:
    watching.watch_all(BEFORE)
    kept = bases._home() / engines.knowledge().version
    kept.rename(kept.with_name("0123456789abcdef0123"))
    Project.objects.update(watched_with="0123456789abcdef0123")
    assert bases.former("0123456789abcdef0123") is engines.knowledge()
    run = watching.watch_all(BEFORE)
    assert (run.compared, run.notices) == (1, 0)


@pytest.mark.parametrize("version", ["deadbeefdeadbeefdead", "../../etc", ""])
def test_without_the_former_base_the_notice_is_honest(
    watched: Project, version: str, client_of: Clients
) -> None:
    Project.objects.update(watched_with=version)
    watching.watch_all(AFTER)
    notice = Notice.objects.get()
    assert notice.changes["days_only"] is True
    assert DUTY in titles(notice)
    assert (
        "Seules les dates ont été comparées"
        in client_of(watched.memberships.get().user).get(f"/avis/{notice.pk}/").content.decode()
    )


def test_a_former_base_that_cannot_be_read_is_as_if_it_was_lost(watched: Project) -> None:
    broken = bases._home() / "deadbeefdeadbeefdead" / "duties"
    broken.mkdir(parents=True)
    (broken / "all.yaml").write_text("- [")
    Project.objects.update(watched_with="deadbeefdeadbeefdead")
    watching.watch_all(BEFORE)
    notice = Notice.objects.get()
    assert (notice.changes["days_only"], notice.changes["changes"]) == (True, [])
    assert not mail.outbox


def test_an_answer_the_new_base_does_not_read_is_told(
    watched: Project, settings: Any, tmp_path: Path, client_of: Clients
) -> None:
    watching.watch_all(BEFORE)
    other_base(settings, tmp_path / "base", lambda duty: None)
    path = next(
        path
        for path in (tmp_path / "base" / "questions").glob("*.yaml")
        if "- id: planned_launch" in path.read_text()
    )
    questions = yaml.safe_load(path.read_text())
    for question in questions:
        if question["id"] == "planned_launch":
            question["max"] = date(2027, 1, 2)
    path.write_text(yaml.safe_dump(questions, allow_unicode=True, sort_keys=False))
    engines.forget()
    Project.objects.update(
        profile={**watched.profile, "answers": {**watched.profile["answers"], "planned_launch": "2028-05-01"}}
    )
    watching.watch_all(BEFORE)
    told = Notice.objects.get().changes["answers"]
    assert any("planned_launch" in text["fr"] for text in told)
    client = client_of(watched.memberships.get().user)
    assert "Des réponses sont à revoir" in client.get("/projets/").content.decode()
    assert client.get(f"/avis/{Notice.objects.get().pk}/").status_code == 200


# ---------------------------------------------------------------------- many projects


def test_each_project_is_told_its_own_reasons(watched: Project, person: People) -> None:
    other = start(
        Actor(person("nour")),
        profile=read_profile(knowledge_root() / "examples" / "wellness-sleep-app.yaml", engines.knowledge()),
    )
    Project.objects.update(watched_on=date(2024, 1, 1))
    watching.watch_all(AFTER)
    for project in (watched, other):
        together = Notice.objects.get(project=project).changes["changes"]
        Notice.objects.filter(project=project).delete()
        Project.objects.filter(pk=project.pk).update(watched_on=date(2024, 1, 1))
        project.refresh_from_db()
        alone = watching.watch_project(project, AFTER)
        assert alone is not None
        assert alone.changes["changes"] == together


def test_the_bases_nobody_needs_go_after_a_while(watched: Project) -> None:
    watching.watch_all(BEFORE)
    old = bases._home() / "aaaaaaaaaaaaaaaaaaaa"
    old.mkdir()
    bases.tidy({watched.watched_with})
    assert old.is_dir()
    import os

    os.utime(old, (0, 0))
    os.utime(bases._home() / engines.knowledge().version, (0, 0))
    bases.tidy({watched.watched_with})
    assert [folder.name for folder in bases._home().iterdir()] == [engines.knowledge().version]


# ---------------------------------------------------------------------- reading notices


def test_notices_are_read_by_each_member_and_hidden_from_others(
    watched: Project, person: People, client_of: Clients
) -> None:
    nour, stranger = person("nour"), person("stranger")
    Membership.objects.create(project=watched, user=nour, role=READER)
    watching.watch_all(AFTER)
    notice = Notice.objects.get()
    client, hers = client_of(watched.memberships.order_by("pk")[0].user), client_of(nour)
    assert "Marquer comme lu" in client.get("/avis/").content.decode()
    client.post(f"/avis/{notice.pk}/lu/")
    assert "Marquer comme non lu" in client.get("/avis/").content.decode()
    assert "Marquer comme lu" in hers.get("/avis/").content.decode()
    client.post(f"/avis/{notice.pk}/lu/", {"unread": "1"})
    assert "Marquer comme lu" in client.get("/avis/").content.decode()
    client.post("/avis/tout-lu/")
    assert "Marquer comme non lu" in client.get("/avis/").content.decode()
    foreign = client_of(stranger)
    assert foreign.get(f"/avis/{notice.pk}/").status_code == 404
    assert foreign.post(f"/avis/{notice.pk}/lu/").status_code == 404
    assert "Aucun avis" in foreign.get("/avis/").content.decode()
    assert Client().get(f"/avis/{notice.pk}/").status_code == 404


def test_who_joins_later_has_nothing_unread(watched: Project, person: People, client_of: Clients) -> None:
    watching.watch_all(AFTER)
    nour = person("nour")
    Membership.objects.create(project=watched, user=nour, role=READER)
    text = client_of(nour).get("/avis/").content.decode()
    assert "Voir ce qui change" in text
    assert "Marquer tout comme lu" not in text


def test_a_visitor_gets_the_notices_of_the_session(db: None, profile: Profile) -> None:
    project = start(Actor(), profile=profile)
    client = Client()
    session = client.session
    session[VISITED] = [project.pk]
    session.save()
    watching.watch_all(AFTER)
    notice = Notice.objects.get()
    assert "Ce qui change pour vous" in client.get("/projets/").content.decode()
    assert client.get(f"/avis/{notice.pk}/").status_code == 200
    client.post(f"/avis/{notice.pk}/lu/", {"then": "dashboard"})
    assert "Ce qui change pour vous" not in client.get("/projets/").content.decode()
    assert not mail.outbox


def test_choosing_the_emails(watched: Project, person: People, client_of: Clients) -> None:
    other = start(Actor(person("nour")), name="Autre")
    client = client_of(watched.memberships.get().user)
    assert watched.name in client.get("/avis/courriels/").content.decode()
    client.post("/avis/courriels/", {"shown": [watched.pk, other.pk]})
    assert watched.memberships.get().mailed is False
    assert other.memberships.get().mailed is True
    client.post("/avis/courriels/", {"shown": [watched.pk], "wanted": [watched.pk]})
    assert watched.memberships.get().mailed is True
    assert Client().get("/avis/courriels/").status_code == 302


# ---------------------------------------------------------------------- ways to start it


def test_command_and_task(watched: Project, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("watch", "--on", "2026-12-10")
    assert "1 projet(s) comparé(s), 1 avis" in capsys.readouterr().out
    assert tasks.watch_all.enqueue("2026-12-10").return_value == {"compared": 0, "notices": 0, "mailed": 0}
    for wrong in ("tomorrow", "1999-01-01"):
        with pytest.raises(CommandError):
            call_command("watch", "--on", wrong)


def test_the_journal_notes_the_run_without_anybody_s_data(watched: Project) -> None:
    watching.watch_all(AFTER)
    entry = Entry.objects.get(act="projects.notice")
    assert (entry.actor, entry.about) == ("system", f"project:{watched.pk}")
    assert Entry.objects.get(act="projects.watch").data == {"compared": 1, "notices": 1, "mailed": 1}
