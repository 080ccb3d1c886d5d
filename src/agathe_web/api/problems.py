"""What a program is told when a request cannot be answered: one structure (RFC 9457), in French or in English."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from agathe.kernel import AgatheError, Text, visible
from agathe_web.words import told

CONTENT_TYPE = "application/problem+json"
MOST_ERRORS = 20
"""Errors told at once."""
KINDS: Mapping[str, tuple[int, Text]] = {
    "not-json": (400, Text("Ce n’est pas du JSON accepté", "This is not JSON we accept")),
    "not-found": (404, Text("Il n’y a rien à cette adresse", "There is nothing at this address")),
    "method": (405, Text("Méthode non acceptée ici", "Method not accepted here")),
    "too-large": (413, Text("La demande est trop grande", "The request is too large")),
    "media-type": (415, Text("Le corps doit être du JSON", "The body must be JSON")),
    "invalid": (422, Text("La demande ne peut pas être comprise", "The request cannot be understood")),
    "contradiction": (422, Text("Des réponses se contredisent", "Some answers contradict one another")),
    "too-many": (429, Text("Trop de demandes", "Too many requests")),
    "failure": (500, Text("Une erreur de notre côté", "An error on our side")),
}
"""Kinds of problems: status and title. Each has its place on the page of the documentation."""
_log = logging.getLogger(__name__)


class FieldError(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that is wrong.

    Attributes:
        path: where: ``body.profile.answers.has_ai``, ``query.limit``, ``path.id``.
        message: what is wrong and what is expected.
    """

    path: str
    message: str


class Problem(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Why a request was not answered (RFC 9457).

    Attributes:
        type: kind of problem: an address of the documentation.
        title: the kind, in words.
        status: HTTP status.
        detail: what is wrong this time, and what to do.
        errors: each thing that is wrong, 20 at most.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldError, ...] = ()


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that is not answered.

    Attributes:
        kind: see :data:`KINDS`.
        detail: what is wrong and what to do.
        errors: place and words of each thing that is wrong.
        headers: of the answer.
    """

    def __init__(
        self,
        kind: str,
        detail: Text | None = None,
        errors: Sequence[tuple[str, Text]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.errors = errors
        self.detail = detail or (_first(*errors[0]) if errors else KINDS[kind][1])
        self.headers = headers or {}


def _first(path: str, words: Text) -> Text:
    """What is said in one sentence when something is wrong somewhere."""
    return Text(f"{brief(path, 200)} : {words.fr}", f"{brief(path, 200)}: {words.en}")


def invalid(path: str, fr: str, en: str) -> Refusal:
    """A refusal for one thing that is wrong."""
    return Refusal("invalid", errors=[(path, Text(fr, en))])


def told_problem(refusal: Refusal) -> HttpResponse:
    """The answer that says a refusal, in the language of the request."""
    status, title = KINDS[refusal.kind]
    problem = Problem(
        type=f"{reverse('api:docs')}#{refusal.kind}",
        title=told(title),
        status=status,
        detail=told(refusal.detail),
        errors=tuple(
            FieldError(path=brief(path, 200), message=told(message))
            for path, message in refusal.errors[:MOST_ERRORS]
        ),
    )
    return HttpResponse(
        msgspec.json.encode(problem), status=status, content_type=CONTENT_TYPE, headers=dict(refusal.headers)
    )


def brief(value: object, most: int = 60) -> str:
    """Something received, as it may be shown: without what deceives, and not too long."""
    text = visible(str(value)).replace("\n", " ")
    return text if len(text) <= most else text[: most - 1] + "…"


# ---------------------------------------------------------------------- from errors of others


def register(api: NinjaAPI) -> None:
    """Answer every error of an operation with a problem."""
    handlers: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refusal: lambda request, error: told_problem(error),
        ValidationError: lambda request, error: told_problem(
            Refusal("invalid", errors=list(_wrong(error.errors)))
        ),
        HttpError: lambda request, error: told_problem(_http(error)),
        Http404: lambda request, error: told_problem(Refusal("not-found")),
        AgatheError: lambda request, error: told_problem(refused(error, "body")),
        RequestDataTooBig: lambda request, error: told_problem(Refusal("too-large")),
        UnreadablePostError: lambda request, error: told_problem(Refusal("not-json")),
        SuspiciousOperation: lambda request, error: told_problem(Refusal("not-json")),
        Exception: _failure,
    }
    for type_, handler in handlers.items():
        api.add_exception_handler(type_, handler)


def refused(error: AgatheError, path: str) -> Refusal:
    """A refusal of the domain."""
    words = error.message if isinstance(error.message, Text) else Text(error.message, error.message)
    return Refusal("invalid", errors=[(path, words)])


def _failure(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("%s %s", request.method, brief(request.path, 200), exc_info=error)
    return told_problem(Refusal("failure"))


def _http(error: HttpError) -> Refusal:
    """What ninja raises: for a body that cannot be read it hides the reason behind an error of its own."""
    if isinstance(error.__cause__, Refusal):
        return error.__cause__
    kind = next((kind for kind, (status, _) in KINDS.items() if status == error.status_code), "not-json")
    return Refusal(kind)


_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("il manque", "is missing"),
    "extra_forbidden": ("ce nom n’est pas connu ici", "this name is not known here"),
    "string_type": ("il faut un texte", "a text is expected"),
    "bool_type": ("il faut true ou false", "true or false is expected"),
    "bool_parsing": ("il faut true ou false", "true or false is expected"),
    "int_type": ("il faut un nombre entier", "a whole number is expected"),
    "int_parsing": ("il faut un nombre entier", "a whole number is expected"),
    "int_parsing_size": ("ce nombre est trop grand", "this number is too large"),
    "int_from_float": ("il faut un nombre entier", "a whole number is expected"),
    "dict_type": ("il faut un objet", "an object is expected"),
    "model_type": ("il faut un objet", "an object is expected"),
    "model_attributes_type": ("il faut un objet", "an object is expected"),
    "list_type": ("il faut une liste", "a list is expected"),
    "literal_error": ("il faut {expected}", "{expected} is expected"),
    "greater_than_equal": ("il faut au moins {ge}", "at least {ge} is expected"),
    "less_than_equal": ("il faut au plus {le}", "at most {le} is expected"),
    "string_too_long": (
        "il faut {max_length} signes au plus",
        "at most {max_length} characters are expected",
    ),
    "string_too_short": ("il faut un texte", "a text is expected"),
    "too_long": ("il en faut {max_length} au plus", "at most {max_length} are expected"),
    "too_short": ("il en faut {min_length} au moins", "at least {min_length} is expected"),
    "said": ("{fr}", "{en}"),
}
"""Words for the errors of pydantic, by their type; ``said`` is ours."""


def _wrong(errors: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Text]]:
    for error in errors:
        source, *rest = error["loc"]
        # ninja puts the name of the parameter that holds the body between "body" and the fields.
        place = ".".join(str(part) for part in (source, *(rest[1:] if source == "body" else rest)))
        fr, en = _MESSAGES.get(
            error["type"], ("cette valeur n’est pas acceptée", "this value is not accepted")
        )
        # pydantic joins the choices in English.
        values = {name: str(value) for name, value in error.get("ctx", {}).items()}
        french = {**values, "expected": values.get("expected", "").replace(" or ", " ou ")}
        yield place, Text(fr.format(**french), en.format(**values))
