"""The guided path, as a browser without script goes through it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agathe.rules import read_profile
from agathe_web import engines
from agathe_web.accounts.models import User
from agathe_web.projects.models import Project, Version
from agathe_web.projects.screens import trail
from agathe_web.rights import VISITED

EXAMPLES = Path(__file__).parents[3] / "knowledge/examples"
PersonMaker = Callable[..., User]


@pytest.fixture
def visitor(db: None) -> Client:
    """A browser without account in which a project was begun."""
    client = Client()
    client.post("/projet/", {"name": "Prévenir les escarres"})
    return client


def begun(client: Client) -> Project:
    return Project.objects.get(pk=client.session[VISITED][-1])


def post(client: Client, project: Project, slug: str, **data: object):
    project.refresh_from_db()
    return client.post(f"/projet/{project.pk}/question/{slug}/", {"version": project.number, **data})


def test_a_visitor_begins_without_account(visitor: Client) -> None:
    project = begun(visitor)
    assert project.name == "Prévenir les escarres"
    page = visitor.get(f"/projet/{project.pk}/questions/")
    assert page.status_code == 200
    assert "<h1" in page.content.decode()
    assert Client().get(f"/projet/{project.pk}/").status_code == 404


def test_an_answer_is_kept_and_the_next_question_comes(visitor: Client) -> None:
    project = begun(visitor)
    response = post(visitor, project, "purposes", answer=["predict", "prevent"])
    assert response.status_code == 303
    project.refresh_from_db()
    assert project.profile["answers"] == {"purposes": ["predict", "prevent"]}
    following = visitor.get(response["Location"]).content.decode()
    assert "1 réponse donnée" in following
    assert "Question précédente" in following
    # Back keeps the answer.
    back = visitor.get(f"/projet/{project.pk}/question/purposes/").content.decode()
    assert len(re.findall(r"<input[^>]* checked", back)) == 2


def test_a_whole_profile_can_be_told_page_after_page(visitor: Client) -> None:
    project = begun(visitor)
    told = read_profile(EXAMPLES / "agathe-2-proof-of-concept.yaml", engines.knowledge())
    knowledge, pages = engines.knowledge(), 0
    while pages < 120:
        html = visitor.get(f"/projet/{project.pk}/questions/").content.decode()
        found = re.search(r'<form method="post" action="/projet/\w+/question/([\w-]+)/"', html)
        if found is None:
            break
        pages += 1
        slug = found[1]
        if slug in knowledge.question_groups:
            shown = re.findall(r'name="shown" value="(\w+)"', html)
            members = {m.question: m for m in knowledge.question_groups[slug].members}
            unknown = [id_ for id_ in shown if told.answers.get(id_) is None]
            ticked = [
                id_ for id_ in shown if id_ not in unknown and told.answers[id_] not in (members[id_].unticked, (str(members[id_].unticked),))
            ]  # fmt: skip
            data: dict[str, object] = {"shown": shown, "answer": ticked, "unknown": unknown}
            if not ticked and not unknown:
                data["answer"] = ["none-of-these"]
        else:
            answer = told.answers.get(slug)
            kind = knowledge.questions[slug].type
            if answer is None:
                data = {"unknown": slug} if kind in ("number", "date") else {"answer": "unknown"}
            elif isinstance(answer, bool):
                data = {"answer": "yes" if answer else "no"}
            elif isinstance(answer, float):
                data = {"answer": f"{answer:g}"}
            else:
                data = {"answer": list(answer) if isinstance(answer, tuple) else str(answer)}
        response = post(visitor, project, slug, **data)
        assert response.status_code == 303, (slug, data, response.content.decode()[:2000])
    assert 15 <= pages <= 60
    project.refresh_from_db()
    given = engines.read(project.profile).answers
    assert {id_: answer for id_, answer in given.items() if id_ in told.answers} == {
        id_: told.answers[id_] for id_ in given if id_ in told.answers
    }
    assert "C’est complet" in visitor.get(f"/projet/{project.pk}/questions/").content.decode()
    assert visitor.get(f"/projet/{project.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("purposes", {}),
        ("purposes", {"answer": ["predict", "unknown"]}),
        ("purposes", {"answer": ["nothing-of-the-kind"]}),
        ("worst_harm", {"answer": ""}),
        ("planned_launch", {"answer": "2027-02-30"}),
        ("planned_launch", {"answer": "3000-01-01"}),
        ("project_cost_eur", {"answer": "environ 2 millions"}),
        ("project_cost_eur", {"answer": "1.840"}),
        ("project_cost_eur", {"answer": "1e9999"}),
        ("data-processed", {}),
        ("data-processed", {"answer": ["personal_data", "none-of-these"], "shown": ["personal_data"]}),
        (
            "data-processed",
            {"answer": ["personal_data"], "unknown": ["personal_data"], "shown": ["personal_data"]},
        ),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_is_lost(
    visitor: Client, slug: str, data: dict[str, object]
) -> None:
    project = begun(visitor)
    response = post(visitor, project, slug, **data)
    html = response.content.decode().replace("\u00a0", " ")
    assert response.status_code == 422
    assert "<title>Erreur :" in html
    assert html.count("Erreur :") >= 2
    project.refresh_from_db()
    assert project.profile["answers"] == {}


def test_what_was_typed_stays(visitor: Client) -> None:
    html = post(
        visitor, begun(visitor), "project_cost_eur", answer="environ <b>2</b> millions"
    ).content.decode()
    assert "environ &lt;b&gt;2&lt;/b&gt; millions" in html


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 840 000", 1840000),
        ("1840000", 1840000),
        ("1,840,000", 1840000),
        ("12,5", 12.5),
        ("1 840 000 €", 1840000),
    ],
)
def test_numbers_are_read_as_people_type_them(visitor: Client, typed: str, value: float) -> None:
    project = begun(visitor)
    assert post(visitor, project, "project_cost_eur", answer=typed).status_code == 303
    project.refresh_from_db()
    assert project.profile["answers"]["project_cost_eur"] == value


def test_i_do_not_know_is_an_answer(visitor: Client) -> None:
    project = begun(visitor)
    assert post(visitor, project, "worst_harm", answer="unknown").status_code == 303
    project.refresh_from_db()
    assert project.profile["answers"] == {"worst_harm": None}
    assert "je ne sais pas encore" in visitor.get(f"/projet/{project.pk}/reponses/").content.decode()


def test_a_ticked_choice_is_detailed_next(visitor: Client) -> None:
    project = begun(visitor)
    response = post(
        visitor, project, "other-functions", shown=["ai_technique", "segur_family"], answer=["ai_technique"]
    )
    assert response.status_code == 303
    html = visitor.get(f"/projet/{project.pk}/questions/").content.decode()
    assert f"/projet/{project.pk}/question/ai_technique/" in html


def test_two_pages_that_answer_the_same_question_do_not_lose_an_answer(visitor: Client) -> None:
    project = begun(visitor)
    seen = project.number
    assert post(visitor, project, "worst_harm", answer="moderate_minor").status_code == 303
    # A second page, opened before, sends another answer.
    url = f"/projet/{project.pk}/question/worst_harm/"
    clash = visitor.post(url, {"version": seen, "answer": "none"})
    html = clash.content.decode()
    assert clash.status_code == 409
    assert "Gêne limitée ou réversible" in html
    assert "Aucune conséquence sur la santé" in html
    project.refresh_from_db()
    assert project.profile["answers"]["worst_harm"] == "moderate_minor"
    # Seen, then kept on purpose.
    number = re.search(r'name="version" value="(\d+)"', html)
    assert number is not None
    assert visitor.post(url, {"version": number[1], "answer": "none", "keep": "mine"}).status_code == 303
    project.refresh_from_db()
    assert project.profile["answers"]["worst_harm"] == "none"
    assert [version.profile["answers"].get("worst_harm") for version in project.versions.all()] == [
        "none",
        "moderate_minor",
        None,
    ]


def test_two_pages_that_answer_different_questions_both_count(visitor: Client) -> None:
    project = begun(visitor)
    seen = project.number
    post(visitor, project, "worst_harm", answer="none")
    assert (
        visitor.post(
            f"/projet/{project.pk}/question/decision_support/", {"version": seen, "answer": "yes"}
        ).status_code
        == 303
    )
    project.refresh_from_db()
    assert project.profile["answers"] == {"worst_harm": "none", "decision_support": True}


def test_export_then_import_gives_the_same_answers(visitor: Client) -> None:
    project = begun(visitor)
    post(visitor, project, "purposes", answer=["predict"])
    post(visitor, project, "planned_launch", answer="2028-09-01")
    for form in ("yaml", "json"):
        file = visitor.get(f"/projet/{project.pk}/profil.{form}")
        assert file.status_code == 200
        other = Client()
        response = other.post("/projet/", {"file": SimpleUploadedFile(f"profil.{form}", file.content)})
        assert response.status_code == 302, response.content.decode()
        project.refresh_from_db()
        assert begun(other).profile == project.profile


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"answers: {nope: 1}", b"- a\n- b", b"answers: &a [*a]", b'{"answers": {"purposes": ' + b"[" * 5000,
        b"answers: {worst_harm: death}", b"answers: {}\nmembers: [1]", b"a" * 1_200_000, b"!!python/object/apply:os.system ['true']",
    ],
    ids=["empty", "binary", "unknown", "list", "anchor", "deep", "option", "key", "large", "code"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["profil.yaml", "profil.json"])
def test_a_forged_file_is_refused_with_a_reason(db: None, content: bytes, name: str) -> None:
    client = Client()
    response = client.post("/projet/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert "Il y a un problème" in response.content.decode()
    assert Project.objects.count() == 0


def test_texts_of_a_file_are_shown_as_text(db: None) -> None:
    client = Client()
    content = json.dumps(
        {
            "name": "<script>alert(1)</script>",
            "answers": {},
            "done": {"gdpr-dpia": "<img src=x onerror=alert(1)>"},
        }
    )
    client.post("/projet/", {"file": SimpleUploadedFile("profil.json", content.encode())})
    project = begun(client)
    for path in ("", "reponses/", "etape/2/", "historique/", "effacer/"):
        html = client.get(f"/projet/{project.pk}/{path}").content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_each_answer_leaves_a_version_with_what_it_changed(visitor: Client) -> None:
    project = begun(visitor)
    post(visitor, project, "purposes", answer=["predict"])
    version = Version.objects.filter(project=project).first()
    assert version is not None
    assert version.changes == [{"question": "purposes", "after": ["predict"]}]
    assert version.knowledge == engines.knowledge().version
    assert version.effects
    assert {"kind", "id", "title", "statuses", "values"} <= set(version.effects[0])


def test_taking_an_answer_back_asks_it_again(visitor: Client) -> None:
    project = begun(visitor)
    post(visitor, project, "worst_harm", answer="none")
    visitor.post(f"/projet/{project.pk}/reponses/retirer/", {"question": "worst_harm"})
    project.refresh_from_db()
    assert project.profile["answers"] == {}


def test_replacing_by_a_file_keeps_the_former_answers_in_the_history(visitor: Client) -> None:
    project = begun(visitor)
    post(visitor, project, "worst_harm", answer="none")
    upload = SimpleUploadedFile("p.yaml", (EXAMPLES / "agathe-1-idea.yaml").read_bytes())
    assert visitor.post(f"/projet/{project.pk}/importer/", {"file": upload}).status_code == 303
    project.refresh_from_db()
    assert project.profile["answers"]["purposes"]
    assert project.versions.filter(number=2).get().profile["answers"] == {"worst_harm": "none"}


def test_erasing_asks_first(visitor: Client) -> None:
    project = begun(visitor)
    url = f"/projet/{project.pk}/effacer/"
    assert visitor.get(url).status_code == 200
    assert "cochez la case" in visitor.post(url).content.decode()
    assert Project.objects.filter(pk=project.pk).exists()
    assert visitor.post(url, {"confirm": "yes"}).status_code == 303
    assert not Project.objects.filter(pk=project.pk).exists()


def test_the_way_back_follows_the_screens_answered() -> None:
    knowledge = engines.knowledge()
    profile = engines.read(
        yaml.safe_load(
            "answers: {purposes: [predict], personal_data: true, health_data: true, data_reuse: [train_ai]}"
        )
    )
    assert trail(knowledge, profile) == ["purposes", "data-processed", "data_reuse"]


def test_the_path_speaks_english(visitor: Client) -> None:
    project = begun(visitor)
    html = visitor.get(f"/en/projet/{project.pk}/questions/").content.decode()
    assert '<html lang="en"' in html
    assert "I don’t know yet" in html
    assert "Continuer" not in html


def test_a_question_with_its_own_unknown_offers_it_once(visitor: Client) -> None:
    project = begun(visitor)
    html = visitor.get(f"/projet/{project.pk}/question/output_role/").content.decode()
    assert html.count("Je ne sais pas") == 1
    # Another question has a choice whose id is "unknown" and which is an answer.
    html = visitor.get(f"/projet/{project.pk}/question/drives_device/").content.decode()
    assert html.count("Je ne sais pas encore") == 1
    assert post(visitor, project, "drives_device", answer="unknown").status_code == 303
    project.refresh_from_db()
    assert project.profile["answers"]["drives_device"] == "unknown"


def test_five_megabytes_do_no_harm(visitor: Client) -> None:
    project = begun(visitor)
    five = b"x" * 5_000_000
    file = SimpleUploadedFile("p.yaml", b"answers: {" + five + b"}")
    assert visitor.post(f"/projet/{project.pk}/importer/", {"file": file}).status_code == 422
    assert visitor.post("/projet/", {"name": five.decode()}).status_code in (400, 422)
    assert post(visitor, project, "worst_harm", answer=five.decode()).status_code in (400, 422)
    project.refresh_from_db()
    assert project.number == 1


@pytest.mark.parametrize(
    "text",
    ["<b>x</b>", "\x00", "\u202e", "é" * 500, "'; DROP TABLE projects_project; --", "{{ 7 * 7 }}", "%s%s%n"],
)
def test_any_name_is_shown_as_text(visitor: Client, text: str) -> None:
    project = begun(visitor)
    response = visitor.post(f"/projet/{project.pk}/nom/", {"name": text})
    assert response.status_code in (200, 303)
    html = visitor.get(f"/projet/{project.pk}/").content.decode()
    assert "<b>x</b>" not in html
    assert ">49<" not in html
    assert "\u202e" not in html
