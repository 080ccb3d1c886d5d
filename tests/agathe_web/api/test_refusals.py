"""What cannot be answered is refused with a problem that says what to do, in French and in English; nothing breaks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.test import Client
from tests.agathe_web.api.conftest import DAY, SMALL, Ask

from agathe_web.api import interview
from agathe_web.api.problems import KINDS
from agathe_web.api.reading import MAX_BYTES, MAX_UNKNOWN

Follows = Callable[[HttpResponse, str], None]
OPERATIONS = ("next-question", "decide", "explain", "what-if", "roadmap")


def refused(response: HttpResponse, kind: str) -> dict[str, Any]:
    """The problem of an answer, once its form is checked."""
    content: dict[str, Any] = json.loads(response.content)
    assert response.status_code == content["status"] == KINDS[kind][0], content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert content["type"] == f"/api/v1/docs#{kind}"
    assert content["detail"]
    return content


# ---------------------------------------------------------------------- bodies

NOT_JSON = {
    "nothing closed": b'{"profile": {',
    "not UTF-8": b'{"profile": "\xff"}',
    "NaN": b'{"profile": {"answers": {"project_months": NaN}}}',
    "Infinity": b'{"profile": {"answers": {"project_months": -Infinity}}}',
    "too large a number": b'{"profile": {"answers": {"project_months": 1e999}}}',
    "too many digits": b'{"profile": {"answers": {"project_months": ' + b"9" * 5000 + b"}}}",
    "given twice": b'{"profile": {"answers": {}}, "profile": {"answers": {}}}',
    "answer given twice": b'{"profile": {"answers": {"health_data": true, "health_data": false}}}',
    "half a character": b'{"profile": {"answers": {}, "name": "\\ud800"}}',
    "half a character in a key": b'{"profile": {"answers": {"\\udfff": 1}}}',
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"profile":' * 50 + b"1" + b"}" * 50,
    "YAML": b"profile:\n  answers: {}\n",
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON)
def test_only_plain_json_is_read(operation: str, raw: bytes, ask: Ask, follows: Follows) -> None:
    response = ask(operation, raw, lang="en")
    assert "JSON" in refused(response, "not-json")["detail"]
    follows(response, "Problem")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "é"]
)
def test_only_the_json_media_type_is_read(content_type: str, ask: Ask) -> None:
    content = refused(ask("decide", {"profile": SMALL}, content_type=content_type), "media-type")
    assert "Content-Type: application/json" in content["detail"]


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 5 * 1024 * 1024])
def test_large_bodies_are_refused(size: int, ask: Ask) -> None:
    assert "1 Mo" in refused(ask("decide", b" " * size), "too-large")["detail"] or size > MAX_BYTES + 1


def test_many_unknown_names_are_refused_at_once(ask: Ask) -> None:
    """Looking for the nearest name of each would take minutes."""
    answers = {f"unknown{number}": True for number in range(30_000)}
    assert "30002" in refused(ask("decide", {"profile": {"answers": answers}}), "invalid")["detail"]
    after = {
        "plan": {"tasks": {"need-study": {"after": [f"t{number}" for number in range(MAX_UNKNOWN + 1)]}}}
    }
    refused(ask("decide", {"profile": {"answers": {}, **after}}), "invalid")


def test_long_texts_are_refused(ask: Ask) -> None:
    refused(ask("decide", {"profile": {"answers": {}, "description": "x" * 10_001}}), "invalid")
    content = refused(ask("decide", {"profile": {"answers": {}, "name": "x" * 201}}), "invalid")
    assert content["errors"][0]["path"] == "body.profile.name"


def test_texts_come_back_harmless(ask: Ask) -> None:
    name = "<script>alert(1)</script>\u202e\x00"
    body = {"profile": {**SMALL, "name": name}, "day": DAY, "schedule": False}
    assert ask("roadmap", body).json()["project"] == "<script>alert(1)</script>\ufffd\ufffd"
    page = ask("roadmap", body, format="html").content
    assert b"<script>alert" not in page
    assert ask("roadmap", body, format="pdf").content.startswith(b"%PDF")


# ---------------------------------------------------------------------- what is asked

WRONG: dict[str, tuple[str, object, str, str, str]] = {
    "no profile": ("decide", {}, "body.profile", "il manque", "is missing"),
    "a list": ("decide", [], "body", "il faut un objet", "an object is expected"),
    "null": ("decide", None, "body", "il faut un objet", "an object is expected"),
    "no answers": ("decide", {"profile": {}}, "body.profile", "answers", "answers"),
    "unknown field": ("decide", {"profile": SMALL, "days": 1}, "body.days", "pas connu", "not known"),
    "unknown question": ("decide", {"profile": {"answers": {"healt_data": True}}}, "body.profile", "health_data", "health_data"),
    "wrong answer": ("decide", {"profile": {"answers": {"health_data": 3}}}, "body.profile.answers.health_data", "oui ou non", "yes or no"),
    "no such day": ("decide", {"profile": SMALL, "day": "2026-02-30"}, "body.day", "une date qui existe", "a date that exists"),
    "day as a number": ("decide", {"profile": SMALL, "day": 20261125}, "body.day", "une date qui existe", "a date that exists"),
    "day out of reach": ("decide", {"profile": SMALL, "day": "2046-01-01"}, "body.day", "2016 à 2045", "2016 to 2045"),
    "scope": ("next-question", {"profile": SMALL, "scope": "all"}, "body.scope", "'class', 'roadmap' ou 'everything'", "'class', 'roadmap' or 'everything'"),
    "ticked": ("next-question", {"profile": SMALL, "ticked": ["purpose"]}, "body.ticked", "purposes", "purposes"),
    "conclusion": ("explain", {"profile": SMALL, "conclusion": "mdr_clas"}, "body.conclusion", "mdr_class", "mdr_class"),
    "changes": ("explain", {"profile": SMALL, "conclusion": "mdr_class", "changes": 9}, "body.changes", "au plus 3", "at most 3"),
    "neither": ("what-if", {"profile": SMALL}, "body.variants", "soit variants", "either variants"),
    "both": ("what-if", {"profile": SMALL, "variants": [{}], "comparison": "class"}, "body.variants", "soit variants", "either variants"),
    "comparison": ("what-if", {"profile": SMALL, "comparison": "clas"}, "body.comparison", "class", "class"),
    "variants": ("what-if", {"profile": SMALL, "variants": [{}] * 5}, "body.variants", "4 au plus", "at most 4"),
    "draws": ("what-if", {"profile": SMALL, "variants": [{}], "draws": 20_001}, "body.draws", "au plus 20000", "at most 20000"),
    "few draws": ("roadmap", {"profile": SMALL, "draws": 99}, "body.draws", "au moins 100", "at least 100"),
    "draws as text": ("roadmap", {"profile": SMALL, "draws": "200"}, "body.draws", "un nombre entier", "a whole number"),
    "seed": ("roadmap", {"profile": SMALL, "seed": -1}, "body.seed", "au moins 0", "at least 0"),
    "by": ("roadmap", {"profile": SMALL, "day": DAY, "by": "2020-01-01"}, "body.by", "avant le jour", "before the day"),
    "variant answer": ("what-if", {"profile": SMALL, "variants": [{"answers": {"ai_technique": "x"}}]}, "body.variants.0.answers.ai_technique", "choix", "choices"),
    "variant question": ("what-if", {"profile": SMALL, "variants": [{"answers": {"ai_tech": "x"}}]}, "body.variants.0.answers.ai_tech", "ai_technique", "ai_technique"),
    "variant fact": ("what-if", {"profile": SMALL, "variants": [{}, {"suppose": {"mdr_class": "V"}}]}, "body.variants.1.suppose.mdr_class", "choix", "choices"),
    "variant task": ("what-if", {"profile": SMALL, "variants": [{"tasks": {"need-studi": "done"}}]}, "body.variants.0.tasks.need-studi", "need-study", "need-study"),
    "variant remark": ("what-if", {"profile": SMALL, "variants": [{"tasks": {"need-study": {"weeks": -1}}}]}, "body.variants.0.tasks.need-study", "weeks", "weeks"),
    "variant scenario": ("what-if", {"profile": SMALL, "variants": [{"tags": ["nope"]}]}, "body.variants.0.tags", "nope", "nope"),
}  # fmt: skip


@pytest.mark.parametrize(("operation", "body", "path", "fr", "en"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(
    operation: str, body: object, path: str, fr: str, en: str, ask: Ask, follows: Follows
) -> None:
    for language, words in (("fr", fr), ("en", en)):
        response = ask(operation, body, lang=language)
        follows(response, "Problem")
        content = refused(response, "invalid")
        found = [error["message"] for error in content["errors"] if error["path"] == path]
        assert found, content
        assert words in found[0]
        assert response.headers["Content-Language"] == language


def test_all_that_is_wrong_in_a_profile_is_said(ask: Ask) -> None:
    profile = {
        "answers": {"health_data": 3, "ai_technique": "x"},
        "done": {"nope": ""},
        "plan": {"start": "never"},
    }
    content = refused(ask("decide", {"profile": profile}), "invalid")
    assert [error["path"] for error in content["errors"]] == [
        "body.profile.answers.health_data", "body.profile.answers.ai_technique", "body.profile.done", "body.profile.plan",
    ]  # fmt: skip


SUPPOSED = [None, True, 1, 10**39, -1.5, "x", "2026-02-30", [], [[]], ["x"], [None], {}, {"x": "{en}"}]


@pytest.mark.parametrize("value", SUPPOSED, ids=repr)
def test_nothing_supposed_breaks(value: object, ask: Ask, get: Ask) -> None:
    """A fact of each type, and values of all types."""
    for fact in ("mdr_class", "qualification", "life_stage", "has_medical_purpose"):
        response = ask("what-if", {"profile": SMALL, "draws": 100, "variants": [{"suppose": {fact: value}}]})
        assert response.status_code in (200, 422)


def test_facts_of_every_type_may_be_supposed(ask: Ask, engine: Any) -> None:
    of_type = {fact.type: fact.id for fact in engine.knowledge.facts.values()}
    for id_ in of_type.values():
        for value in [*SUPPOSED, "2027-01-01", 3]:
            response = ask(
                "what-if", {"profile": SMALL, "draws": 100, "variants": [{"suppose": {id_: value}}]}
            )
            assert response.status_code in (200, 422), (id_, value)
    body = {"profile": SMALL, "draws": 100, "variants": [{"suppose": {of_type["date"]: "2027-01-01"}}]}
    assert ask("what-if", body).status_code == 200


@pytest.mark.parametrize("operation", ["roadmap", "what-if"])
def test_contradictions_are_refused_where_a_plan_is_made(
    operation: str, ask: Ask, contradiction: dict[str, Any]
) -> None:
    body = {"profile": contradiction, "day": DAY, **({"variants": [{}]} if operation == "what-if" else {})}
    content = refused(ask(operation, body), "contradiction")
    assert {error["path"] for error in content["errors"]} == {
        f"body.profile.answers.{id_}" for id_ in contradiction["answers"]
    }


# ---------------------------------------------------------------------- addresses and queries


@pytest.mark.parametrize(
    "path",
    [
        "nope",
        "questions/nope",
        "questions/a/b",
        "library/nope/x",
        "library/duty/nope",
        "library/duty/%0A",
        "%0A",
        "decide/",
    ],
)
def test_nothing_at_an_address(path: str) -> None:
    refused(Client().get(f"/api/v1/{path}"), "not-found")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head"])
def test_other_methods_are_refused(method: str) -> None:
    response = getattr(Client(), method)("/api/v1/decide")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=null&limit=null", "limit=", "offset=-1", "offset=x", "stage=8", "kind=nope", "kind=%00", "lang=de", "lang=", f"q={'x' * 201}"],
)  # fmt: skip
def test_wrong_queries(query: str) -> None:
    content = refused(Client().get(f"/api/v1/library?{query}"), "invalid")
    assert content["errors"][0]["path"] == f"query.{query.partition('=')[0]}"


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "fr"), ("en", "en"), ("en-GB,fr;q=0.5", "en"), ("de,en;q=0.2,fr;q=0.8", "fr"), ("de", "fr"), (";;q=x", "fr"), ("x" * 9000, "fr")],
)  # fmt: skip
def test_language_of_the_browser(header: str, language: str) -> None:
    response = Client().get("/api/v1/nope", headers={"Accept-Language": header})
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


def test_the_query_says_the_language_before_the_browser_and_cookies_say_nothing() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert client.get("/api/v1/nope").headers["Content-Language"] == "fr"
    assert (
        client.get("/api/v1/nope?lang=en", headers={"Accept-Language": "fr"}).headers["Content-Language"]
        == "en"
    )


# ---------------------------------------------------------------------- when something breaks


def test_a_fault_of_ours_is_a_problem_too(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(interview, "next_question", broken)
    response = ask("next-question", {"profile": SMALL})
    assert "secret" not in refused(response, "failure")["detail"]
    assert "ZeroDivisionError" in caplog.text


def test_django_refusing_a_body_is_a_problem(ask: Ask, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert RequestDataTooBig
    refused(ask("decide", {"profile": SMALL}), "too-large")
