"""The pages of the roadmap, on whole projects."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from agathe.roadmap import build_roadmap
from agathe.rules import read_profile
from agathe_web import engines
from agathe_web.accounts.models import User
from agathe_web.projects.actions import start
from agathe_web.projects.models import Project
from agathe_web.rights import Actor

EXAMPLES = Path(__file__).parents[3] / "knowledge/examples"
PAGES = (
    "", "questions/", "reponses/", "etape/1/", "etape/4/", "etape/7/", "voies/pathway/", "voies/scheme/", "voies/country/", "marches/", "lieux/",
    "dossiers/", "calendrier/", "calendrier/?view=tasks", "calendrier/?view=tasks&stage=4", "calendrier/?view=limits", "calendrier/?view=money",
    "tache/nb-agreement/", "et-si/", "et-si/?compare=class", "et-si/?question=worst_harm", "point/decision/mdr_class/", "point/duty/iec-62304/",
    "point/pathway/pecan/", "point/scheme/i-nov/", "point/country/germany-diga/",
)  # fmt: skip
MOST_ELEMENTS = 300


@pytest.fixture
def agathe(
    person: Callable[..., User], client_of: Callable[[User], Client]
) -> Callable[[str], tuple[Client, Project]]:
    """Sign Agathe in, with a project made from an example profile."""

    def make(example: str) -> tuple[Client, Project]:
        user = User.objects.filter(email="agathe@example.org").first() or person("agathe")
        project = start(Actor(user), profile=read_profile(EXAMPLES / f"{example}.yaml", engines.knowledge()))
        return client_of(user), project

    return make


Maker = Callable[[str], tuple[Client, Project]]


def elements(html: str) -> int:
    """Elements of a page, those inside drawings apart."""
    return len(re.findall(r"<[a-z]", re.sub(r"(?s)<svg.*?</svg>", "<svg>", html)))


@pytest.mark.slow
@pytest.mark.parametrize("example", sorted(path.stem for path in EXAMPLES.glob("*.yaml")))
def test_every_page_of_every_example_is_light_and_in_both_languages(agathe: Maker, example: str) -> None:
    client, project = agathe(example)
    for path in PAGES:
        if "country" in path and "germany-diga" not in engines.knowledge().countries and "point" in path:
            path = f"point/country/{next(iter(engines.knowledge().countries))}/"
        for prefix, word in (("", "Aller au contenu"), ("/en", "Skip to content")):
            response = client.get(f"{prefix}/projet/{project.pk}/{path}")
            html = response.content.decode()
            assert response.status_code in (200, 422), (path, prefix)
            assert word in html
            assert html.count("<h1") == 1, path
            assert elements(html) <= MOST_ELEMENTS, (path, elements(html))


def test_the_front_page_shows_what_the_domain_says(agathe: Maker) -> None:
    client, project = agathe("agathe-4-conformity")
    html = client.get(f"/projet/{project.pk}/").content.decode()
    roadmap = build_roadmap(engines.judge(project.profile))
    applies = sum(duty.status == "applies" for stage in roadmap.stages for duty in stage.duties)
    assert f'<span class="big">{applies}</span>' in html
    assert 'aria-current="step"' in html
    assert "Marquage CE" in html


def test_every_item_of_a_roadmap_has_a_page_with_its_source(agathe: Maker) -> None:
    client, project = agathe("agathe-6-reimbursement")
    roadmap = build_roadmap(engines.judge(project.profile))
    items = [("decision", d) for d in roadmap.decisions]
    items += [("duty", duty) for stage in roadmap.stages for duty in stage.duties]
    items += [(way.kind, way) for way in (*roadmap.pathways, *roadmap.schemes, *roadmap.countries)]
    items += [(contact.kind, contact) for contact in (*roadmap.sites[:5], *roadmap.actors[:5])]
    for kind, item in items:
        response = client.get(f"/projet/{project.pk}/point/{kind}/{item.id}/")
        assert response.status_code == 200, (kind, item.id)
        html = response.content.decode()
        assert "Relu le" in html
        assert "Confiance" in html
        assert elements(html) <= 360, (kind, item.id, elements(html))


def test_a_point_that_does_not_concern_the_project_says_why(agathe: Maker) -> None:
    client, project = agathe("agathe-1-idea")
    roadmap = build_roadmap(engines.judge(project.profile))
    mine = {duty.id for stage in roadmap.stages for duty in stage.duties}
    other = next(id_ for id_ in engines.knowledge().duties if id_ not in mine)
    html = client.get(f"/projet/{project.pk}/point/duty/{other}/").content.decode()
    assert "Ne s’applique pas" in html
    assert "Preuve" in html


def test_what_would_close_a_way_is_not_told_as_a_condition_met(agathe: Maker) -> None:
    client, project = agathe("agathe-6-reimbursement")
    html = client.get(f"/projet/{project.pk}/point/pathway/pecan/").content.decode()
    conditions, closing = html.split("Ce qui fermerait cette voie")
    assert "PECAN déjà accordée" not in conditions
    granted = next(part for part in closing.split("<li>") if "PECAN déjà accordée" in part)
    assert "Pas le cas" in granted
    assert "Rempli" not in closing


def test_what_would_change_a_conclusion_is_told_on_demand(agathe: Maker) -> None:
    client, project = agathe("agathe-4-conformity")
    url = f"/projet/{project.pk}/point/decision/mdr_class/"
    assert "pire conséquence" not in client.get(url).content.decode().split("Preuve")[0]
    assert "Ce qui changerait cette conclusion" in client.get(url + "?changes=1").content.decode()


def test_the_law_of_another_day(agathe: Maker) -> None:
    client, project = agathe("agathe-4-conformity")
    later = client.get(f"/projet/{project.pk}/?on=2029-01-15").content.decode()
    assert "15 janvier 2029" in later
    assert "Continuer le parcours" not in later
    for wrong in ("2029-02-30", "hier", "9999-01-01", "%00", "2029-01-01' OR 1=1"):
        response = client.get(f"/projet/{project.pk}/", {"on": wrong})
        assert response.status_code == 200
        assert "Choisissez une date" in response.content.decode()


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("pdf", b"%PDF"),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("ics", b"BEGIN:VCALENDAR"),
        ("json", b"{"),
        ("html", b"<!"),
    ],
)
def test_the_roadmap_is_taken_away(agathe: Maker, form: str, begins: bytes) -> None:
    client, project = agathe("agathe-6-reimbursement")
    response = client.get(f"/projet/{project.pk}/feuille-de-route.{form}")
    assert response.status_code == 200
    assert response.content.lstrip()[: len(begins)].upper() == begins.upper()
    assert client.get(f"/projet/{project.pk}/feuille-de-route.exe").status_code == 404
    if form == "json":
        assert json.loads(response.content)["schedule"]["draws"] == 10_000
    if form == "html":
        assert "sandbox" in response["Content-Security-Policy"]
        assert "script-src 'none'" in response["Content-Security-Policy"]


def test_files_filled_in_say_when_they_do_not_apply(agathe: Maker) -> None:
    client, project = agathe("agathe-6-reimbursement")
    html = client.get(f"/projet/{project.pk}/dossiers/").content.decode()
    names = re.findall(r"dossiers/([\w-]+)\.html", html)
    assert "pecan" in names
    for name in names:
        for form in ("html", "docx", "pdf"):
            assert client.get(f"/projet/{project.pk}/dossiers/{name}.{form}").status_code == 200
    assert client.get(f"/projet/{project.pk}/dossiers/nothing.html").status_code == 404


def test_markets_side_by_side_say_what_is_not_established(agathe: Maker) -> None:
    client, project = agathe("agathe-7-deployment")
    html = client.get(f"/projet/{project.pk}/marches/").content.decode()
    assert "non établi" in html
    ids = re.findall(r'name="m" value="([\w-]+)"', html)
    chosen = client.get(f"/projet/{project.pk}/marches/", {"m": ids[:3]}).content.decode()
    assert chosen.count('<th scope="col">') == 4
    assert client.get(f"/projet/{project.pk}/marches/", {"m": ["nothing", *ids]}).status_code == 200


def test_pages_of_a_project_without_answer_explain_what_will_come(agathe: Maker, client: Client) -> None:
    client.post("/projet/", {"name": ""})
    project = Project.objects.get()
    for path in ("", "reponses/", "etape/3/", "calendrier/", "lieux/", "voies/pathway/", "et-si/"):
        response = client.get(f"/projet/{project.pk}/{path}")
        assert response.status_code == 200, path
    assert "Projet sans nom" in client.get(f"/projet/{project.pk}/").content.decode()
