"""What a check of the knowledge base has to say: one sentence and the place to mend."""

from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]
_ORDER = {"error": 0, "warning": 1, "info": 2}


class Finding(msgspec.Struct, kw_only=True, frozen=True):
    """One remark on the knowledge base, for those who write it (in English only).

    Attributes:
        severity: ``error`` must be mended before a release, ``warning`` should be looked at, ``info`` is for the curious.
        code: short stable name of the kind of remark ("overlap", "dangling-source"...).
        file: file of the entry, relative to the root of the knowledge base, when known.
        entry: id of the entry.
        field: part of the entry ("criteria/ce-mark").
        message: the remark, with a counter-example where there is one.
    """

    severity: Severity
    code: str
    message: str
    file: str | None = None
    entry: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = " › ".join(part for part in (self.file, self.entry, self.field) if part)
        head = f"{self.severity} [{self.code}]"
        return f"{head} {place}: {self.message}" if place else f"{head}: {self.message}"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by place; each remark once."""
    return sorted(
        dict.fromkeys(findings),
        key=lambda f: (_ORDER[f.severity], f.file or "", f.entry or "", f.field or "", f.code, f.message),
    )
