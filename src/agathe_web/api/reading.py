"""Reading the JSON of a request, written by anybody: strict, bounded, without surprises."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from agathe.kernel import Text
from agathe.knowledge import Knowledge
from agathe_web import engines
from agathe_web.api.problems import Refusal, brief

MAX_BYTES = 1024 * 1024
"""Largest body accepted. A whole profile is a few kilobytes."""
MAX_DEPTH = 20
MAX_DIGITS = 40
MAX_CHARACTERS = 10_000
"""Longest text accepted."""
MAX_UNKNOWN = 50
"""Names that are in nothing we know. For each of them the nearest right name is looked for, which takes time."""


class StrictParser(Parser):
    """Reads bodies for ninja."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The content of a body.

        Raises:
            Refusal: not JSON, or more than we accept.
        """
        if request.content_type != "application/json":
            raise Refusal(
                "media-type",
                Text(
                    f"Envoyez le corps en JSON, avec l’en-tête « Content-Type: application/json », pas « {brief(request.content_type)} ».",
                    f"Send the body as JSON, with the header “Content-Type: application/json”, not “{brief(request.content_type)}”.",
                ),
            )
        return read_json(request.body)


def read_json(raw: bytes) -> object:
    """Plain values of a JSON document.

    Repeated keys are refused (an answer would be lost silently), and so are NaN and Infinity, which JSON does not know,
    numbers nobody needs, deep nesting and half characters.

    Raises:
        Refusal: see above.
    """
    if len(raw) > MAX_BYTES:
        raise Refusal(
            "too-large",
            Text(
                "Le corps dépasse 1 Mo : envoyez le profil seul.",
                "The body exceeds 1 MB: send the profile alone.",
            ),
        )
    try:
        content = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except UnicodeDecodeError as error:
        raise _not_json(
            f"octet {error.start + 1} : écrivez en UTF-8", f"byte {error.start + 1}: write in UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        place = error.lineno, error.colno
        raise _not_json("ligne {}, colonne {}".format(*place), "line {}, column {}".format(*place)) from None
    except RecursionError:
        raise _too_deep() from None
    _check(content)
    return content


def _check(content: object) -> None:
    """Refuse what is too deep, too long, or holds half characters or too many unknown names."""
    known, unknown = _known(engines.knowledge()), 0
    for value, depth, is_name in _values(content):
        if depth > MAX_DEPTH:
            raise _too_deep()
        if isinstance(value, str):
            if len(value) > MAX_CHARACTERS:
                raise Refusal(
                    "invalid",
                    Text(
                        f"Un texte dépasse {MAX_CHARACTERS} signes : « {brief(value)} ».",
                        f"A text exceeds {MAX_CHARACTERS} characters: “{brief(value)}”.",
                    ),
                )
            if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
                raise _not_json("demi-caractère (« surrogate »)", "half a character (surrogate)")
            unknown += is_name and value not in known
    if unknown > MAX_UNKNOWN:
        raise Refusal(
            "invalid",
            Text(
                f"{unknown} noms ne sont ni des questions, ni des devoirs, ni des tâches : vérifiez la version de la base de connaissances.",
                f"{unknown} names are no questions, duties or tasks: check the version of the knowledge base.",
            ),
        )


def _values(content: object) -> Iterator[tuple[object, int, bool]]:
    """Every value with its depth, and whether it stands where names do: a key, or a member of a list."""
    left: list[tuple[object, int, bool]] = [(content, 0, False)]
    while left:
        value, depth, is_name = left.pop()
        yield value, depth, is_name
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key, depth, True
                left.append((inner, depth + 1, False))
        elif isinstance(value, list):
            left.extend((item, depth + 1, True) for item in value)


@lru_cache(maxsize=2)
def _known(knowledge: Knowledge) -> frozenset[str]:
    """Every name of the knowledge base that a request may hold."""
    names = {option.id for question in knowledge.questions.values() for option in question.options}
    names |= {option.id for fact in knowledge.facts.values() for option in fact.options}
    for kind in (
        knowledge.questions, knowledge.facts, knowledge.duties, knowledge.tasks, knowledge.plan_tags, knowledge.plan_comparisons
    ):  # fmt: skip
        names |= set(kind)
    return frozenset(names)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _not_json(f"« {brief(twice)} » est donné deux fois", f"“{brief(twice)}” is given twice")
    return content


def _refuse_constant(name: str) -> object:
    raise _not_json(f"{name} n’est pas un nombre de JSON", f"{name} is no number of JSON")


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise _too_many_digits(text)
    return int(text)


def _decimal(text: str) -> float:
    value = float(text)
    if abs(value) > 10**MAX_DIGITS or len(text) > 10 * MAX_DIGITS:
        raise _too_many_digits(text)
    return value


def _too_many_digits(text: str) -> Refusal:
    return _not_json(
        f"{brief(text, 20)} est un nombre trop grand", f"{brief(text, 20)} is too large a number"
    )


def _too_deep() -> Refusal:
    return _not_json(f"plus de {MAX_DEPTH} niveaux imbriqués", f"more than {MAX_DEPTH} nested levels")


def _not_json(fr: str, en: str) -> Refusal:
    return Refusal(
        "not-json",
        Text(f"Le corps n’est pas du JSON accepté ({fr}).", f"The body is not JSON we accept ({en})."),
    )
