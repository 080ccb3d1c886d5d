"""Going through everything an entry is made of."""

from collections.abc import Iterator

import msgspec

from agathe.knowledge.base import Knowledge


def structs(value: object, path: str = "") -> Iterator[tuple[str, msgspec.Struct]]:
    """Every structure in a value, itself included, with its place in it ("criteria/ce-mark")."""
    if isinstance(value, msgspec.Struct):
        yield path, value
        for name in value.__struct_fields__:
            yield from structs(getattr(value, name), f"{path}/{name}".lstrip("/"))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from structs(inner, f"{path}/{key}".lstrip("/"))
    elif isinstance(value, tuple | list):
        for position, item in enumerate(value, 1):
            yield from structs(item, f"{path}/{getattr(item, 'id', None) or position}".lstrip("/"))


def all_entries(knowledge: Knowledge) -> Iterator[tuple[str, str, msgspec.Struct]]:
    """Kind (attribute of :class:`Knowledge`), id and content of every entry, single documents included."""
    for kind, collection in vars(knowledge).items():
        if isinstance(collection, msgspec.Struct):
            yield kind, kind, collection
        elif isinstance(collection, dict) and kind != "files":
            for id_, entry in collection.items():
                yield kind, id_, entry
