"""The chain of digests: each entry seals the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

FIRST = "0" * 64
"""Digest before the first entry."""


class Sealed(Protocol):
    """What the chain reads of an entry."""

    number: int
    at: datetime
    actor: str
    act: str
    about: str
    data: Any
    previous: str
    digest: str


def seal(
    number: int, at: datetime, actor: str, act: str, about: str, data: Mapping[str, Any], previous: str
) -> str:
    """SHA-256 of an entry, in hexadecimal: of its fields as one line of JSON with sorted keys."""
    line = json.dumps(
        [number, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, act, about, data, previous],
        sort_keys=True, ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(line.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold.

    Attributes:
        number: entry.
        reason: ``missing`` (an entry before it is gone), ``changed`` or ``moved`` (it does not follow the one before).
    """

    number: int
    reason: str


def breaks(entries: Iterable[Sealed]) -> Iterable[Break]:
    """Faults of a chain read from its first entry on."""
    expected, previous = 1, FIRST
    for entry in entries:
        if entry.number != expected:
            yield Break(entry.number, "missing")
        elif entry.previous != previous:
            yield Break(entry.number, "moved")
        found = seal(entry.number, entry.at, entry.actor, entry.act, entry.about, entry.data, entry.previous)
        if found != entry.digest:
            yield Break(entry.number, "changed")
        expected, previous = entry.number + 1, entry.digest
