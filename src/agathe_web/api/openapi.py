"""The OpenAPI document: what ninja knows of the operations, the schemas of the domain's structures, one language at a time."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
from ninja import NinjaAPI

from agathe.kernel import Language, Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.question import Question
from agathe.rules.profile import FORMAT
from agathe_web import engines
from agathe_web.api.described import FIELD_OF_KIND, OPERATIONS, PARAMETERS
from agathe_web.api.problems import Problem
from agathe_web.library.kinds import FAMILIES, KINDS

REFERENCE = "#/components/schemas/{name}"
ABOUT = Text(
    "Décrire un projet de santé numérique et savoir ce qui s’y applique, sans compte et sans rien enregistrer : chaque "
    "demande porte le profil entier. Les textes de la base sont donnés en français et en anglais.",
    "Describe a digital-health project and learn what applies to it, without an account and with nothing stored: each "
    "request carries the whole profile. Texts of the knowledge base are given in French and in English.",
)
_BODIES = ("NextQuestionBody", "DecideBody", "ExplainBody", "WhatIfBody", "RoadmapBody", "VariantBody")


def document(api: NinjaAPI, prefix: str, language: Language) -> dict[str, Any]:
    """The document in one language.

    Args:
        api: the operations.
        prefix: path of the interface, with a slash at its end.
        language: of the summaries and descriptions; the structures are described in English.
    """
    return _document(api, prefix, language, engines.knowledge())


@lru_cache(maxsize=4)
def _document(api: NinjaAPI, prefix: str, language: Language, knowledge: Knowledge) -> dict[str, Any]:
    content: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=prefix))
    content["info"] = {**content["info"], "description": ABOUT[language]}
    del content["servers"]  # the paths are whole
    for methods in content["paths"].values():
        for operation in methods.values():
            _say(operation, language)
    schemas: dict[str, Any] = content["components"]["schemas"]
    domain = _components(knowledge)
    assert not set(domain) & set(schemas), "two structures with one name"
    schemas.update(domain)
    _name(content["paths"], prefix, schemas, knowledge)
    for name in _BODIES:
        for field, schema in schemas[name]["properties"].items():
            schema["description"] = PARAMETERS[field][language]
    return content


def _name(paths: dict[str, Any], prefix: str, schemas: dict[str, Any], knowledge: Knowledge) -> None:
    """Say which names are accepted where a name of the knowledge base is expected."""
    whole = schemas["Profile"]["properties"]
    for name in _BODIES:
        if "profile" in schemas[name]["properties"]:
            schemas[name]["properties"]["profile"] = {"$ref": REFERENCE.format(name="Profile")}
    variant: dict[str, Any] = schemas["VariantBody"]["properties"]
    variant["answers"] = {
        "type": "object",
        "additionalProperties": True,
        "propertyNames": {"enum": list(knowledge.questions)},
    }
    variant["tasks"] = dict(whole["plan"]["properties"]["tasks"])
    variant["tags"]["items"] = {"enum": list(knowledge.plan_tags)}
    variant["suppose"]["propertyNames"] = {"enum": list(knowledge.facts)}
    schemas["WhatIfBody"]["properties"]["comparison"] = {"enum": [*knowledge.plan_comparisons, None]}
    schemas["NextQuestionBody"]["properties"]["ticked"]["items"] = {"enum": list(knowledge.questions)}
    for path, parameter, names in (
        ("questions/{id}", "id", knowledge.questions),
        ("library", "kind", ("", *FAMILIES, *KINDS)),
        ("library/{kind}/{id}", "kind", KINDS),
    ):
        (found,) = (one for one in paths[prefix + path]["get"]["parameters"] if one["name"] == parameter)
        found["schema"] = {"enum": list(names)}


def _say(operation: dict[str, Any], language: Language) -> None:
    """Put the texts of an operation in one language, and add what all of them take."""
    described = OPERATIONS[operation["operationId"]]
    operation["summary"] = described.summary[language]
    operation["description"] = described.about[language]
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
    for parameter in operation["parameters"]:
        name = parameter["name"]
        text = FIELD_OF_KIND if name == "kind" and parameter["in"] == "path" else PARAMETERS[name]
        parameter["description"] = text[language]
    operation["parameters"].append({
        "in": "query", "name": "lang", "required": False, "schema": {"type": "string", "enum": ["fr", "en"]},
        "description": PARAMETERS["lang"][language],
    })  # fmt: skip


def _components(knowledge: Knowledge) -> dict[str, Any]:
    """Schemas of all structures that are answered, from the structures themselves, and of the profile."""
    entries = sorted(
        {type(entry) for kind in KINDS.values() for entry in kind.read(knowledge).values()},
        key=lambda type_: type_.__name__,
    )
    answered = {described.returns for described in OPERATIONS.values()}
    roots = [*sorted(answered, key=lambda type_: type_.__name__), Problem, *entries]
    _, schemas = msgspec.json.schema_components(roots, schema_hook=_anything, ref_template=REFERENCE)
    of_entry = {"anyOf": [{"$ref": REFERENCE.format(name=type_.__name__)} for type_ in entries]}
    schemas["LibraryEntry"]["properties"]["entry"] = of_entry
    return {**schemas, "Profile": profile_schema(knowledge)}


def _anything(type_: type) -> dict[str, Any]:
    """Schema of a value of any type."""
    if type_ is object:
        return {"description": "Any value."}
    raise NotImplementedError(type_)


# ---------------------------------------------------------------------- the profile


def profile_schema(knowledge: Knowledge) -> dict[str, Any]:
    """JSON Schema of a profile: every question with the answers it accepts."""
    day = {"type": "string", "format": "date"}
    triple = {"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 3, "maxItems": 3}
    note = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "done": {"anyOf": [{"type": "boolean"}, day]},
            "started": day, "ends": day, "not_before": day,
            "weeks": triple, "cost_eur": triple,
            "after": {"type": "array", "items": {"enum": list(knowledge.tasks)}},
            "skip": {"type": "boolean"},
        },
    }  # fmt: skip
    return {
        "title": "Profile",
        "type": "object",
        "description": "A project: answers, duties done, plan. A question left out was not asked; null means “I don't know”.",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {
            "agathe_profile": {"const": FORMAT},
            "name": {"type": "string", "maxLength": 200},
            "description": {"type": "string", "maxLength": 10000},
            "answers": {
                "type": "object",
                "additionalProperties": False,
                "properties": {question.id: answer_schema(question) for question in knowledge.questions.values()},
            },
            "done": {
                "description": "Duties done, with the evidence named (may be empty).",
                "type": "object",
                "additionalProperties": False,
                "properties": {id_: {"type": "string", "maxLength": 10000} for id_ in knowledge.duties},
            },
            "plan": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "start": day,
                    "tags": {"type": "array", "items": {"enum": list(knowledge.plan_tags)}},
                    "tasks": {
                        "type": "object",
                        "propertyNames": {"enum": list(knowledge.tasks)},
                        "additionalProperties": note,
                    },
                },
            },
        },
    }  # fmt: skip


def answer_schema(question: Question) -> dict[str, Any]:
    """JSON Schema of the answer to one question."""
    ids = [option.id for option in question.options]
    match question.type:
        case "boolean":
            return {"title": question.label.en, "type": ["boolean", "null"]}
        case "choice":
            return {"title": question.label.en, "enum": [*ids, None]}
        case "multi":
            schema: dict[str, Any] = {"items": {"enum": ids}, "minItems": 1, "uniqueItems": True}
            return {"title": question.label.en, "type": ["array", "null"], **schema}
        case "number":
            bounds: Mapping[str, Any] = {"minimum": question.min, "maximum": question.max}
            given = {name: bound for name, bound in bounds.items() if bound is not None}
            return {"title": question.label.en, "type": ["number", "null"], **given}
        case _:
            about = (
                f"From {question.min or '…'} to {question.max or '…'}."  # JSON Schema has no bounds for dates
            )
            return {
                "title": question.label.en,
                "type": ["string", "null"],
                "format": "date",
                "description": about,
            }
