"""A small knowledge base written in the tests, entry by entry."""

from collections.abc import Callable
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from agathe.knowledge import Knowledge

TEXT = {"fr": "Un texte", "en": "A text"}
COMMON: dict[str, Any] = {
    "title": TEXT, "sources": ["law"], "confidence": "high", "checked": "2026-11-22", "valid_from": "2020-01-01",
}  # fmt: skip
USUAL: dict[str, dict[str, Any]] = {
    "sources": {"publisher": "Legifrance", "url": None, "checked": "2026-11-22"},
    "questions": {
        "type": "boolean",
        "theme": "project",
        "label": TEXT,
        "question": TEXT,
        "help": TEXT,
        "why": TEXT,
    },
    "facts": {**COMMON, "type": "boolean"},
    "duties": {
        **COMMON,
        "kind": "obligation",
        "stage": 1,
        "action": TEXT,
        "evidence": TEXT,
        "authority": TEXT,
    },
    "pathways": {**COMMON, "stage": 6, "route": "common_law", "description": TEXT, "criteria": []},
    "parameters": {**COMMON, "unit": "EUR"},
    "question_groups": {"theme": "project", "question": TEXT, "help": TEXT, "why": TEXT, "members": []},
    "consistency": {"questions": [], "message": TEXT, "severity": "error"},
    "actors": {**COMMON, "category": "agency", "description": TEXT, "stages": [1], "region": "national"},
}
"""What every entry of a kind needs, when the test does not care."""
Make = Callable[..., Knowledge]


@pytest.fixture
def make_knowledge() -> Make:
    """Build a base from ``kind={id: {field: value}}``; fields left out take usual values. There is one source, "law"."""

    def make(**kinds: dict[str, dict[str, Any]]) -> Knowledge:
        hints = get_type_hints(Knowledge)
        content: dict[str, Any] = {}
        files: dict[str, str] = {}
        for kind, entries in {"sources": {"law": {}}, **kinds}.items():
            type_ = get_args(hints[kind])[1]
            content[kind] = {}
            for id_, fields in entries.items():
                plain = {"id": id_, **USUAL[kind], **fields}
                content[kind][id_] = msgspec.convert(plain, type_)
                files[f"{kind}:{id_}"] = f"{kind}.yaml"
        return Knowledge(**content, files=files)

    return make


def options(*ids: str, **more: Any) -> list[dict[str, Any]]:
    """Options of a question, equally plausible."""
    return [{"id": id_, "label": TEXT, "weight": 0.5, **more.get(id_, {})} for id_ in ids]


@pytest.fixture
def option_list() -> Callable[..., list[dict[str, Any]]]:
    return options
