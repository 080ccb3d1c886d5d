"""The registry of sources."""

from datetime import date

import msgspec


class SourceEntry(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One page or document facts were taken from.

    Attributes:
        id: identifier, used in the ``sources`` of entries.
        title: title, when it helps.
        publisher: who publishes it (site name).
        url: address; ``None`` for a founding document that has none.
        published: date of publication, as precise as known.
        checked: day it was last read.
    """

    id: str
    title: str | None = None
    publisher: str
    url: str | None
    published: str | None = None
    checked: date
