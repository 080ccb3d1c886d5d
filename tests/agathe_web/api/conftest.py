"""Asking the interface for programs, and checking its answers against its own description."""

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator

from agathe.knowledge.schema.question import Question
from agathe.rules import Engine
from agathe.rules.profile import profile_from_plain
from agathe_web.api.limits import buckets

DAY = "2026-11-25"
EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "knowledge" / "examples").glob("*.yaml"))
SMALL = {"answers": {"decision_support": True, "individual_patient": True}}
Ask = Callable[..., HttpResponse]


def example(path: Path) -> dict[str, Any]:
    """An example profile, as JSON holds it."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> Iterator[None]:
    settings.API_RATE = ""
    yield
    buckets.clear()


@pytest.fixture
def ask() -> Ask:
    """Send a body to an operation: ``ask("decide", {"profile": …}, lang="en")``; a text or bytes are sent as they are."""

    def post(
        operation: str, body: object, *, content_type: str = "application/json", **query: str
    ) -> HttpResponse:
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return Client().post(
            f"/api/v1/{operation}", raw, content_type=content_type, query_params={"lang": "fr", **query}
        )

    return post


@pytest.fixture
def get() -> Ask:
    """Ask an operation that needs no body."""

    def read(operation: str, **query: str) -> HttpResponse:
        return Client().get(f"/api/v1/{operation}", query)

    return read


@pytest.fixture(scope="session")
def described() -> dict[str, Any]:
    """The OpenAPI document in English."""
    return Client().get("/api/v1/openapi.json?lang=en").json()


@pytest.fixture
def follows(described: dict[str, Any]) -> Callable[[HttpResponse, str], None]:
    """Check that an answer follows one of the published structures."""

    def check(response: HttpResponse, structure: str) -> None:
        schema = {"$ref": f"#/components/schemas/{structure}", "components": described["components"]}
        Draft202012Validator(schema).validate(json.loads(response.content))

    return check


@pytest.fixture
def contradiction(engine: Engine) -> dict[str, Any]:
    """A profile whose answers break exactly one rule of error."""
    knowledge = engine.knowledge
    for rule in knowledge.consistency.values():
        if rule.severity != "error":
            continue
        choices = [_answers(knowledge.questions[id_]) for id_ in rule.questions]
        for values in product(*choices):
            answers = dict(zip(rule.questions, values, strict=True))
            judgement = engine.judge(profile_from_plain({"answers": answers}, knowledge))
            broken = [id_ for id_ in knowledge.consistency if judgement.false(f"check:{id_}")]
            if broken == [rule.id]:
                return {"answers": answers}
    raise AssertionError("no rule of error can be broken alone")


def _answers(question: Question) -> list[Any]:
    """Some answers of a question."""
    match question.type:
        case "boolean":
            return [True, False]
        case "choice":
            return [option.id for option in question.options]
        case "multi":
            return [[option.id] for option in question.options]
        case _:
            return [None]
