"""Writing in the journal."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from agathe_web import clock
from agathe_web.journal.chain import FIRST, seal
from agathe_web.journal.models import Entry
from agathe_web.rights import Actor

LOCK = 0x41676174
"""Number of the lock that PostgreSQL holds while an entry is added, so that two do not take the same place."""


def record(act: str, actor: Actor | None, about: str, data: Mapping[str, Any] | None = None) -> Entry:
    """Add an entry; call it inside the transaction of the act, so that both stand or neither.

    Args:
        act: what was done, ``app.verb``.
        actor: who did it; ``None`` for the system.
        about: what it was done to, ``kind:id``.
        data: details that say nothing about a person.
    """
    who = "system" if actor is None else f"user:{actor.user.pk}" if actor.user else "visitor"
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = Entry.objects.order_by("-number").first()
        number, previous = (last.number + 1, last.digest) if last else (1, FIRST)
        at, content = clock.now(), dict(data or {})
        digest = seal(number, at, who, act, about, content, previous)
        return Entry.objects.create(
            number=number,
            at=at,
            actor=who,
            act=act,
            about=about,
            data=content,
            previous=previous,
            digest=digest,
        )
