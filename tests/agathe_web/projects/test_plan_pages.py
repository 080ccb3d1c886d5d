"""Ticking, planning, evidence and what-ifs, through the pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agathe.rules import read_profile
from agathe_web import engines
from agathe_web.accounts.models import User
from agathe_web.journal.models import Entry
from agathe_web.projects.actions import start
from agathe_web.projects.models import Evidence, Project
from agathe_web.rights import Actor

EXAMPLES = Path(__file__).parents[3] / "knowledge/examples"


@pytest.fixture
def mine(person: Callable[..., User], client_of: Callable[[User], Client]) -> tuple[Client, Project]:
    """Agathe and her project at the conformity stage."""
    user = person("agathe")
    project = start(
        Actor(user), profile=read_profile(EXAMPLES / "agathe-4-conformity.yaml", engines.knowledge())
    )
    return client_of(user), project


Mine = tuple[Client, Project]


def said(project: Project, key: str) -> dict[str, object]:
    project.refresh_from_db()
    return project.profile.get(key, {})


def test_a_duty_is_ticked_with_its_evidence_and_unticked(mine: Mine) -> None:
    client, project = mine
    url = f"/projet/{project.pk}/fait/iso-13485/"
    assert client.post(url, {"done": "yes", "evidence": "Certificat n° 42"}).status_code == 303
    assert said(project, "done")["iso-13485"] == "Certificat n° 42"
    assert "Certificat n° 42" in client.get(f"/projet/{project.pk}/point/duty/iso-13485/").content.decode()
    client.post(url, {"done": "no"})
    assert "iso-13485" not in said(project, "done")
    assert client.post(f"/projet/{project.pk}/fait/nothing/", {"done": "yes"}).status_code == 404
    assert client.get(url).status_code == 303  # reading changes nothing
    assert "iso-13485" not in said(project, "done")


def test_a_task_over_moves_the_schedule(mine: Mine) -> None:
    client, project = mine
    url = f"/projet/{project.pk}/tache/nb-qms-audit/"
    assert client.post(url, {"state": "done", "ended": "2026-11-10"}).status_code == 303
    assert said(project, "plan")["tasks"]["nb-qms-audit"] == {"done": "2026-11-10"}  # type: ignore[index]
    html = client.get(url).content.decode()
    assert "Terminée" in html
    assert 'value="2026-11-10"' in html


def test_durations_and_costs_of_the_project(mine: Mine) -> None:
    client, project = mine
    url = f"/projet/{project.pk}/tache/nb-qms-audit/"
    data = {
        "state": "",
        "weeks_low": "8",
        "weeks_likely": "10",
        "weeks_high": "12,5",
        "cost_low": "20 000",
        "cost_likely": "20 000",
        "cost_high": "20 000",
    }
    assert client.post(url, data).status_code == 303
    assert said(project, "plan")["tasks"]["nb-qms-audit"] == {
        "weeks": [8, 10, 12.5],
        "cost_eur": [20000, 20000, 20000],
    }  # type: ignore[index]
    assert "donnée par le projet" in client.get(url).content.decode()
    # Taking everything back.
    assert client.post(url, {"state": ""}).status_code == 303
    assert "nb-qms-audit" not in said(project, "plan").get("tasks", {})  # type: ignore[operator]


@pytest.mark.parametrize(
    "data",
    [
        {"state": "done", "ended": "2026-02-31"},
        {"state": "done", "ended": "1800-01-01"},
        {"state": "done", "ended": "2020-01-01", "started": "2021-01-01"},
        {"state": "", "weeks_low": "8"},
        {"state": "", "weeks_low": "8", "weeks_likely": "4", "weeks_high": "2"},
        {"state": "", "cost_low": "beaucoup", "cost_likely": "1", "cost_high": "2"},
        {"state": "", "weeks_low": "1", "weeks_likely": "2", "weeks_high": "99999"},
        {"state": "nothing"},
        {"state": "done", "ends": "2027-01-01"},
    ],
)
def test_impossible_plans_are_refused_with_a_reason(mine: Mine, data: dict[str, str]) -> None:
    client, project = mine
    before = said(project, "plan")
    response = client.post(f"/projet/{project.pk}/tache/nb-qms-audit/", data)
    assert response.status_code == 422
    assert "Il y a un problème" in response.content.decode()
    assert said(project, "plan") == before


def test_the_start_of_the_plan(mine: Mine) -> None:
    client, project = mine
    client.post(f"/projet/{project.pk}/calendrier/debut/", {"start": "2027-03-01"})
    assert said(project, "plan")["start"] == "2027-03-01"
    assert (
        "Choisissez une date"
        in client.post(
            f"/projet/{project.pk}/calendrier/debut/", {"start": "x"}, follow=True
        ).content.decode()
    )


def test_evidence_is_kept_served_as_a_file_and_removed(mine: Mine) -> None:
    client, project = mine
    url = f"/projet/{project.pk}/preuve/duty:iso-13485/ajouter/"
    file = SimpleUploadedFile(
        "../../etc/certificat.pdf", b"%PDF-1.7 <script>alert(1)</script>", content_type="text/html"
    )
    assert client.post(url, {"title": "Certificat ISO", "file": file}).status_code == 303
    kept = Evidence.objects.get()
    assert kept.size == len(b"%PDF-1.7 <script>alert(1)</script>")
    assert len(kept.sha256) == 64
    assert ".." not in kept.file.name
    served = client.get(f"/projet/{project.pk}/preuve/{kept.pk}/")
    assert served["Content-Type"] == "application/octet-stream"
    assert served["Content-Disposition"].startswith("attachment")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert b"".join(served.streaming_content) == b"%PDF-1.7 <script>alert(1)</script>"  # type: ignore[attr-defined]
    assert Client().get(f"/projet/{project.pk}/preuve/{kept.pk}/").status_code == 404
    assert client.post(f"/projet/{project.pk}/preuve/{kept.pk}/retirer/").status_code == 200  # asks first
    path = Path(kept.file.path)
    client.post(f"/projet/{project.pk}/preuve/{kept.pk}/retirer/", {"confirm": "yes"})
    assert not Evidence.objects.exists()
    assert Entry.objects.filter(act="projects.detach").exists()
    assert path.name.endswith(".pdf")


@pytest.mark.parametrize(
    "data",
    [
        {"title": "Rien"},
        {"title": "", "url": "https://example.org"},
        {"title": "Script", "url": "javascript:alert(1)"},
        {"title": "Exe", "file": ("virus.exe", b"MZ")},
        {"title": "Page", "file": ("page.html", b"<script>")},
        {"title": "Gros", "file": ("gros.pdf", b"x" * (10 * 1024 * 1024 + 1))},
        {"title": "Vide", "file": ("vide.pdf", b"")},
    ],
    ids=["nothing", "title", "script", "exe", "html", "large", "empty"],
)
def test_evidence_that_is_refused(mine: Mine, data: dict[str, object]) -> None:
    client, project = mine
    if isinstance(data.get("file"), tuple):
        data = {**data, "file": SimpleUploadedFile(*data["file"])}  # type: ignore[misc]
    response = client.post(f"/projet/{project.pk}/preuve/duty:iso-13485/ajouter/", data)
    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_what_if_saves_nothing_until_adopted(mine: Mine) -> None:
    client, project = mine
    url = f"/projet/{project.pk}/et-si/"
    html = client.get(url, {"question": "worst_harm", "answer": "death_irreversible"}).content.decode()
    assert "Le projet tel qu&#39;il est décrit" in html
    assert "classe III" in html
    assert said(project, "answers")["worst_harm"] == "moderate_minor"
    data = {"question": "worst_harm", "answer": "death_irreversible", "version": project.number}
    assert client.post(url + "adopter/", data).status_code == 303
    assert said(project, "answers")["worst_harm"] == "death_irreversible"
    # The same page, sent again after somebody else changed the answer.
    client.post(url + "adopter/", {**data, "version": project.number, "answer": "none"})
    late = client.post(url + "adopter/", {**data, "version": 1}, follow=True)
    assert "a changé pendant que vous compariez" in late.content.decode()
    assert said(project, "answers")["worst_harm"] == "none"


def test_comparisons_of_the_base_and_ideas(mine: Mine) -> None:
    client, project = mine
    for name in engines.knowledge().plan_comparisons:
        assert client.get(f"/projet/{project.pk}/et-si/", {"compare": name}).status_code == 200, name
    assert client.get(f"/projet/{project.pk}/et-si/", {"compare": "nothing"}).status_code == 404
    assert client.get(f"/projet/{project.pk}/et-si/", {"question": "nothing"}).status_code == 404
    assert (
        client.get(
            f"/projet/{project.pk}/et-si/", {"question": "worst_harm", "answer": "nothing"}
        ).status_code
        == 422
    )
    assert client.get(f"/projet/{project.pk}/et-si/", {"ideas": 1}).status_code == 200
