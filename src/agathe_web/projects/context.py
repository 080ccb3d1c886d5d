"""What every page shows of the reader's projects."""

from collections.abc import Callable

from django.http import HttpRequest

from agathe_web.projects.follow_queries import unread
from agathe_web.rights import Actor


def notices(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """``unread_notices()``: number of notices not read, asked of the database by the pages that show it only."""
    actor: Actor | None = getattr(request, "actor", None)
    return {"unread_notices": lambda: unread(actor) if actor else 0}
