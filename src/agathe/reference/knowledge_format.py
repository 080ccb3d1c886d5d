"""Every structure of the knowledge base: files, fields, types and meaning."""

import types as python_types
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from agathe.kernel import Text
from agathe.knowledge.base import Knowledge
from agathe.knowledge.load import COLLECTIONS
from agathe.knowledge.schema.base import Alert, Condition, Criterion, DatedExpr, Entry, Example, Exclusion
from agathe.reference.markdown import attributes, code, first_paragraph, table

SHARED: tuple[type[msgspec.Struct], ...] = (Entry, Criterion, Exclusion, Alert, Example, DatedExpr, Text)
"""Structures that many kinds of entries use, described first."""
_PLAIN: dict[object, str] = {
    str: "text", bool: "true or false", int: "whole number", float: "number", date: "date", object: "any value",
    type(None): "null",
}  # fmt: skip


def format_page() -> str:
    """Page ``knowledge-format.md``."""
    kinds = entry_types()
    lines = [
        "# Format of the knowledge base",
        "",
        "The knowledge base is a folder of YAML files. Each file holds a list of entries of one kind, except where the table says",
        "“one document”. A key that is not listed here is an error: nothing is read silently. Anchors and aliases are refused.",
        "Dates are written `2026-05-26`. An expression that begins with a quote, or that holds `: ` or ` #`, is put in quotes.",
        "",
        "A folder `examples/` may hold whole profiles; they are not entries.",
        "",
        "## Files",
        "",
    ]
    rows = [
        (
            code(collection.pattern),
            code(collection.attribute),
            _link(kinds[collection.attribute]),
            "one document" if collection.single else "list",
        )
        for collection in COLLECTIONS
    ]
    lines += table(("File", "Kind", "Structure", "Content"), rows)
    lines += ["A file belongs to the first line whose pattern it matches.", "", "## Shared structures", ""]
    seen: set[type] = set()
    for struct in SHARED:
        lines += _struct(struct, seen)
    lines += ["## Entries", ""]
    for collection in COLLECTIONS:
        for struct in _inside(kinds[collection.attribute]):
            lines += _struct(struct, seen)
    return "\n".join(lines).rstrip() + "\n"


def entry_types() -> dict[str, type[msgspec.Struct]]:
    """Structure of the entries of each kind, read from the annotations of :class:`Knowledge`."""
    found: dict[str, type[msgspec.Struct]] = {}
    for name, hint in get_type_hints(Knowledge).items():
        for argument in get_args(hint):
            if isinstance(argument, type) and issubclass(argument, msgspec.Struct):
                found[name] = argument
    return found


def _link(struct: type) -> str:
    return f"[{struct.__name__}](#{struct.__name__.lower()})"


def _inside(struct: type) -> Iterable[type[msgspec.Struct]]:
    """A structure, then the structures of its fields."""
    found: dict[type[msgspec.Struct], None] = {}

    def visit(type_: Any) -> None:
        if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
            if type_ not in found:
                found[type_] = None
                for hint in get_type_hints(type_).values():
                    visit(hint)
            return
        for argument in get_args(type_):
            visit(argument)

    visit(struct)
    return found


def _struct(struct: type[msgspec.Struct], seen: set[type]) -> list[str]:
    if struct in seen:
        return []
    seen.add(struct)
    lines = [f"### {struct.__name__}", "", first_paragraph(struct.__doc__), ""]
    fields = list(msgspec.structs.fields(struct))
    if struct is not Entry and issubclass(struct, Entry):
        common = set(Entry.__struct_fields__)
        fields = [field for field in fields if field.name not in common]
        lines += [f"It also has the fields of {_link(Entry)}.", ""]
    hints = get_type_hints(struct)
    meaning = _meaning(struct)
    rows = [
        (
            code(field.encode_name),
            "yes" if field.required else "",
            type_words(hints[field.name]),
            meaning.get(field.name, ""),
        )
        for field in fields
    ]
    return lines + (table(("Field", "Required", "Type", "Meaning"), rows) if rows else [])


def _meaning(struct: type) -> dict[str, str]:
    """What each field means, from the docstrings of the structure and of those it extends."""
    found: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        found.update(attributes(base.__doc__))
    return found


def type_words(type_: Any) -> str:
    """A type annotation in words."""
    if type_ == Condition:
        return f"expression, or list of {_link(DatedExpr)}"
    if type_ in _PLAIN:
        return _PLAIN[type_]
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is Literal:
        return " or ".join(code(str(value)) for value in arguments)
    if origin in (Union, python_types.UnionType):
        parts = [type_words(argument) for argument in arguments if argument is not type(None)]
        return ", or ".join(parts) + (", or null" if type(None) in arguments else "")
    if origin in (tuple, list):
        return f"list of {type_words(arguments[0])}"
    if origin is dict:
        return f"map from {type_words(arguments[0])} to {type_words(arguments[1])}"
    if origin is not None and hasattr(type_, "__metadata__"):
        return type_words(arguments[0])
    return _link(type_) if isinstance(type_, type) else str(type_)
