"""The documentation for people, in both languages, without anything from elsewhere; and the right every address declares."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from tests.agathe_web.api.conftest import Ask

from agathe_web.api import perms
from agathe_web.api.described import OPERATIONS, PARAMETERS
from agathe_web.api.urls import urlpatterns

MOST_ELEMENTS = 300


class Elements(HTMLParser):
    """Elements of a page, those inside a drawing left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.inside:
            self.found.append((tag, dict(attrs)))
        self.inside += tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "svg"


PAGES = ["docs", *(f"docs/{id_}" for id_ in OPERATIONS)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_light_and_whole(path: str, language: str) -> None:
    response = Client().get(f"/api/v1/{path}?lang={language}")
    assert response.status_code == 200
    page = response.content.decode()
    elements = Elements(page).found
    tags = [tag for tag, _ in elements]
    assert f'<html lang="{language}"' in page
    assert tags.count("h1") == 1
    assert len(tags) <= MOST_ELEMENTS
    assert "script" not in tags
    assert "style" not in tags
    assert all("style" not in attributes for _, attributes in elements)
    assert not re.search(r'(?:src|href)="https?://(?!localhost)', page)
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_pages_name_every_operation() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    for id_ in OPERATIONS:
        assert f"/api/v1/docs/{id_}?" in page


@pytest.mark.parametrize(("code", "other"), [("fr", "en"), ("en", "fr")])
def test_the_other_language_is_one_click_away(code: str, other: str) -> None:
    page = Client().get(f"/api/v1/docs/decide?lang={code}").content.decode()
    assert f'href="/api/v1/docs/decide?lang={other}"' in page


def test_pages_that_do_not_exist_and_methods_they_refuse() -> None:
    assert Client().post("/api/v1/docs").status_code == 405
    assert Client().post("/api/v1/openapi.json").status_code == 405
    assert Client().get("/api/v1/").headers["Location"] == "/api/v1/docs"


def test_examples_shown_are_answered(ask: Ask, get: Ask, described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, found in methods.items():
            example = dict(OPERATIONS[found["operationId"]].example)
            if method == "post":
                assert ask(path.removeprefix("/api/v1/"), example).status_code == 200, path
                continue
            if "q" in example:
                continue  # the index is in the database: see the tests of the operations
            for name in ("kind", "id"):
                if f"{{{name}}}" in path:
                    path = path.replace(f"{{{name}}}", example.pop(name))
            assert get(path.removeprefix("/api/v1/"), **example).status_code == 200, path


def test_examples_of_the_guide_are_answered(ask: Ask) -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / "use-the-api.md").read_text(
        encoding="utf-8"
    )
    commands = re.findall(
        r"curl http://localhost:8000/api/v1/(\S+) .*?-d '(.*?)'\n```", guide, flags=re.DOTALL
    )
    assert len(commands) >= 3
    for operation, body in commands:
        assert ask(operation, body).status_code == 200, operation


def test_the_document_is_complete(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    references = set(re.findall(r"'\$ref': '#/components/schemas/([^']+)'", repr(described)))
    assert references <= set(schemas)
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert {"405", "422"} <= set(operation["responses"])
            assert all(parameter["description"] for parameter in operation["parameters"])
            if "requestBody" in operation:
                assert {"400", "413", "415"} <= set(operation["responses"])


def test_the_document_speaks_both_languages(described: dict[str, Any]) -> None:
    french = Client().get("/api/v1/openapi.json?lang=fr").json()
    operation = french["paths"]["/api/v1/decide"]["post"], described["paths"]["/api/v1/decide"]["post"]
    assert [one["summary"] for one in operation] == ["Décider", "Decide"]
    day = [one["components"]["schemas"]["DecideBody"]["properties"]["day"] for one in (french, described)]
    assert [one["description"] for one in day] == [PARAMETERS["day"].fr, PARAMETERS["day"].en]


def test_every_address_declares_its_right() -> None:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.callback.right is perms.can_program
        assert pattern.callback.csrf_exempt


def test_nothing_lets_another_site_ask(ask: Ask) -> None:
    response = Client().options("/api/v1/decide", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in response.headers
    assert not response.cookies
