"""What other parts read of the journal, and its verification."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from agathe_web.accounts.models import User
from agathe_web.journal.chain import FIRST, Break, breaks
from agathe_web.journal.models import Entry

SHOWN = 20
"""Breaks kept in a verdict: after the first ones, the count says enough."""


def entries(
    act: str = "", about: str = "", actor: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[Entry]:
    """Entries, the last first.

    Args:
        act: exact, or the app alone (``projects``).
        about: exact (``project:k3f9…``), or the kind alone (``project``).
        actor: exact: ``user:12``, ``visitor`` or ``system``.
        first: day in Paris from which on.
        last: day in Paris up to which, included.
    """
    found = Entry.objects.all()
    if act:
        found = found.filter(act=act) if "." in act else found.filter(act__startswith=f"{act}.")
    if about:
        found = found.filter(about=about) if ":" in about else found.filter(about__startswith=f"{about}:")
    if actor:
        found = found.filter(actor=actor)
    if first:
        found = found.filter(at__gte=_midnight(first))
    if last:
        found = found.filter(at__lt=_midnight(last + timedelta(days=1)))
    return found


def entries_of(user: User) -> QuerySet[Entry]:
    """What a person did, the last first."""
    return entries(actor=f"user:{user.pk}")


def personal_data(user: User) -> list[Mapping[str, Any]]:
    """What the journal holds of a person, for the export of their data."""
    rows = entries_of(user).order_by("number").values("number", "at", "act", "about", "data")
    return list(rows.iterator())


@dataclass(frozen=True)
class Verdict:
    """What the verification of the whole chain found.

    Attributes:
        count: entries read.
        digest: of the last entry: keep it elsewhere, to show later that nothing was cut off the end.
        broken: number of faults.
        faults: the first ones.
        found: whether the digest that was asked for is in the chain; ``None`` when none was.
    """

    count: int
    digest: str
    broken: int = 0
    faults: list[Break] = field(default_factory=list)
    found: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether all is as it was written."""
        return not self.broken and self.found is not False


def verify(expect: str = "") -> Verdict:
    """Read the whole journal and check that each entry seals the one before.

    Args:
        expect: digest of the last entry at an earlier time, which must still be in the chain.
    """
    wanted = expect.strip().lower()
    count, digest, found = 0, FIRST, wanted == FIRST

    def read() -> Iterator[Entry]:
        nonlocal count, digest, found
        for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
            count, digest = count + 1, entry.digest
            found = found or entry.digest == wanted
            yield entry

    broken = 0
    faults: list[Break] = []
    for fault in breaks(read()):
        broken += 1
        if len(faults) < SHOWN:
            faults.append(fault)
    return Verdict(count, digest, broken, faults, found if wanted else None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
