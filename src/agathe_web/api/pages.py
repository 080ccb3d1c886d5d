"""The documentation: the OpenAPI document for programs, and pages for people, which load nothing from elsewhere."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from agathe.kernel import Text
from agathe_web.api.described import OPERATIONS, Described
from agathe_web.api.limits import DEFAULT_RATE
from agathe_web.api.openapi import document
from agathe_web.api.problems import KINDS, Refusal
from agathe_web.api.reading import MAX_BYTES
from agathe_web.api.service import api
from agathe_web.words import language

_READ = ("GET", "HEAD")


def home(request: HttpRequest) -> HttpResponse:
    """To the documentation."""
    return HttpResponseRedirect(reverse("api:docs"))


def absent(request: HttpRequest) -> HttpResponse:
    """No operation has this address."""
    raise Refusal(
        "not-found",
        Text(
            f"Aucune opération à cette adresse ; la liste : {reverse('api:docs')}",
            f"No operation at this address; the list: {reverse('api:docs')}",
        ),
    )


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, in the language asked for."""
    if request.method not in _READ:
        return HttpResponseNotAllowed(_READ)
    return HttpResponse(msgspec.json.encode(_document()), content_type="application/json")


def docs(request: HttpRequest) -> HttpResponse:
    """All operations, how to ask and how to read a refusal."""
    if request.method not in _READ:
        return HttpResponseNotAllowed(_READ)
    return _render(
        request,
        "api/docs.html",
        operations=list(_operations()),
        problems=[(kind, status, title) for kind, (status, title) in KINDS.items()],
        rate=getattr(settings, "API_RATE", DEFAULT_RATE),
        most_bytes=MAX_BYTES,
    )


def operation(request: HttpRequest, operation: str) -> HttpResponse:
    """One operation: what it takes, what it answers, an example to run."""
    if request.method not in _READ:
        return HttpResponseNotAllowed(_READ)
    found = next((shown for shown in _operations() if shown.described.id == operation), None)
    if found is None:
        raise Http404
    return _render(request, "api/operation.html", shown=found)


def _render(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    code, name = ("en", "English") if language() == "fr" else ("fr", "Français")
    other = {"code": code, "name": name, "url": f"{request.path}?{urlencode({'lang': code})}"}
    return render(request, template, {"other_language": lambda: other, **context})


def _document() -> dict[str, Any]:
    return document(api, reverse("api:home"), language())


# ---------------------------------------------------------------------- an operation, as a page shows it


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body or of an answer.

    Attributes:
        name: its name.
        type: its type, in a few words.
        about: what it means; empty when its name says it.
        required: whether it must be given.
    """

    name: str
    type: str
    about: str
    required: bool = False


@dataclass(frozen=True)
class Shown:
    """An operation, ready to be shown.

    Attributes:
        described: what is said of it.
        method: ``GET`` or ``POST``.
        path: its address.
        parameters: in the path and the query.
        body: fields of the body.
        variant: fields of each variant, where the body holds some.
        answer: fields of the answer.
        statuses: problems it may answer: status and kind.
        curl: a command to try it.
    """

    described: Described
    method: str
    path: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    variant: tuple[Field, ...]
    answer: tuple[Field, ...]
    statuses: tuple[tuple[int, str, Text], ...]
    curl: str


def _operations() -> Iterator[Shown]:
    content = _document()
    schemas: Mapping[str, Any] = content["components"]["schemas"]
    for path, methods in content["paths"].items():
        for method, found in methods.items():
            described = OPERATIONS[found["operationId"]]
            body = found.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            yield Shown(
                described=described,
                method=method.upper(),
                path=path,
                parameters=tuple(
                    Field(one["name"], _type(one["schema"]), one["description"], one["required"])
                    for one in found["parameters"]
                ),
                body=() if body is None else tuple(_fields(body, schemas)),
                variant=tuple(_fields({"$ref": "/VariantBody"}, schemas))
                if described.id == "what-if"
                else (),
                answer=tuple(_fields({"$ref": f"/{described.returns.__name__}"}, schemas)),
                statuses=tuple((KINDS[kind][0], kind, KINDS[kind][1]) for kind in described.problems),
                curl=_curl(method, path, described),
            )


def _fields(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Field]:
    """Fields of an object of the document."""
    whole = schemas[schema["$ref"].rpartition("/")[2]]
    required = whole.get("required", ())
    for name, one in whole["properties"].items():
        yield Field(name, _type(one), one.get("description", ""), name in required)


def _type(schema: Mapping[str, Any]) -> str:
    """A type in a few words; the OpenAPI document holds the whole."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join("null" if value is None else str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{_type(schema['items'])}]" if isinstance(schema.get("items"), dict) else "[]"
    return str(schema.get("format") or schema.get("type") or "…")


def _curl(method: str, path: str, described: Described) -> str:
    """A command that asks for the example."""
    example = dict(described.example)
    for name in list(example):
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", str(example.pop(name)))
    url = f"{settings.PUBLIC_URL}{path}"
    if method == "post":
        body = json.dumps(example, ensure_ascii=False, indent=2)
        return f"curl {url} \\\n  -H 'Content-Type: application/json' \\\n  -d {quote(body)}"
    return f"curl {quote(f'{url}?{urlencode(example)}' if example else url)}"
