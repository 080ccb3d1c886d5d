"""What changed between two versions of the knowledge base."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from agathe.knowledge.base import Knowledge

SHOWN = 90
"""Characters of a value shown at most."""


class EntryChange(msgspec.Struct, frozen=True):
    """One entry added, removed or changed.

    Attributes:
        what: kind of change.
        kind: collection of the entry.
        entry: its id.
        fields: for a changed entry, path, old and new value of each field.
    """

    what: Literal["added", "removed", "changed"]
    kind: str
    entry: str
    fields: tuple[tuple[str, str, str], ...] = ()


def compare(before: Knowledge, after: Knowledge) -> list[EntryChange]:
    """Differences between two knowledge bases, entry by entry and field by field."""
    changes = []
    for kind, old in vars(before).items():
        new = getattr(after, kind)
        if not isinstance(old, dict) or kind == "files":
            continue
        for id_ in {**old, **new}:
            if id_ not in new:
                changes.append(EntryChange("removed", kind, id_))
            elif id_ not in old:
                changes.append(EntryChange("added", kind, id_))
            elif old[id_] != new[id_]:
                fields = tuple(_fields(msgspec.to_builtins(old[id_]), msgspec.to_builtins(new[id_]), ""))
                changes.append(EntryChange("changed", kind, id_, fields))
    return changes


def _fields(old: object, new: object, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from _fields(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        for position in range(max(len(old), len(new))):
            left = old[position] if position < len(old) else None
            right = new[position] if position < len(new) else None
            yield from _fields(left, right, f"{path}[{_name(left, right, position)}]")
    elif old != new:
        yield path, *_shown(old, new)


def _name(old: object, new: object, position: int) -> str:
    for item in (new, old):
        if isinstance(item, dict) and "id" in item:
            return str(item["id"])
    return str(position + 1)


def _shown(old: object, new: object) -> tuple[str, str]:
    """Both values, cut to where they differ when they are long."""
    before, after = ("∅" if value is None else str(value) for value in (old, new))
    start = 0
    if max(len(before), len(after)) > SHOWN:
        same = next(
            (n for n, (x, y) in enumerate(zip(before, after, strict=False)) if x != y),
            min(len(before), len(after)),
        )
        start = max(0, same - SHOWN // 4)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    head = "…" if start else ""
    tail = "…" if len(text) > start + SHOWN else ""
    return head + text[start : start + SHOWN] + tail
