"""What following a project reads: where each stands, what comes next, the notices and who read them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.functional import cached_property

from agathe.kernel import AgatheError, Text
from agathe.knowledge import Knowledge
from agathe.roadmap.model import Roadmap
from agathe.roadmap.schedule.planning import Planning
from agathe_web import clock, engines
from agathe_web.counter.models import Thread
from agathe_web.counter.queries import threads_of
from agathe_web.projects.models import Invitation, Membership, Notice, Project
from agathe_web.projects.readings import reading_of
from agathe_web.rights import Actor, loads

HORIZON = timedelta(days=183)
"""How far ahead a date is "soon"."""
LATE = timedelta(days=365)
"""How long a date that is past is still shown as late."""
_USABLE = ("open", "to_argue", "not_yet", "to_confirm")
_ITEMS = {"window": "scheme", "requirement": "evaluation"}
"""Kind of the page about a change, where it has another name."""


# ---------------------------------------------------------------------- where a project stands


@dataclass(frozen=True)
class Due:
    """A date to come, or one that is late.

    Attributes:
        kind: ``task`` (the project said when it ends), ``limit`` (a legal limit that runs), ``closing`` (applications
            close) or ``law`` (a duty takes effect).
        item: kind and id of the page about it, ``None`` when it has none of its own.
    """

    day: date
    kind: str
    title: Text
    item: tuple[str, str] | None = None


@dataclass(frozen=True)
class Standing:
    """A project at a glance.

    Attributes:
        here: number of its stage, ``None`` while it is not settled.
        stage: name of that stage.
        applies: duties that apply.
        to_confirm: duties to be confirmed.
        dates: dates, the earliest first.
    """

    here: int | None = None
    stage: Text | None = None
    applies: int = 0
    to_confirm: int = 0
    dates: tuple[Due, ...] = ()

    @cached_property
    def coming(self) -> Due | None:
        """The next date."""
        return next((due for due in self.dates if due.day >= clock.today()), None)


def standing_of(project: Project) -> Standing | None:
    """Where a project stands today; ``None`` when the present knowledge base does not understand its answers."""
    day = clock.today()
    try:
        reading = reading_of(project)
    except AgatheError:
        return None
    if reading.dropped:
        return None
    judgement, roadmap = reading.judgement, reading.roadmap
    duties = [duty.status for stage in roadmap.stages for duty in stage.duties]
    stage = next((stage for stage in roadmap.stages if stage.number == roadmap.here), None)
    dates = (
        *_of_the_law(roadmap),
        *_closings(roadmap, engines.knowledge()),
        *_of_the_plan(Planning(judgement)),
    )
    return Standing(
        roadmap.here, stage.title if stage else None, duties.count("applies"), duties.count("to_confirm"),
        tuple(sorted((due for due in dates if day - LATE <= due.day <= day + HORIZON), key=lambda due: due.day)),
    )  # fmt: skip


def _of_the_law(roadmap: Roadmap) -> Iterator[Due]:
    for stage in roadmap.stages:
        for duty in stage.duties:
            starts = duty.grounds.valid_from
            if duty.status == "upcoming" and starts is not None:
                yield Due(starts, "law", duty.title, ("duty", duty.id))


def _closings(roadmap: Roadmap, knowledge: Knowledge) -> Iterator[Due]:
    """Last days to apply, of the schemes that are not closed to the project; only days that are known as such."""
    for way in roadmap.schemes:
        if way.status not in _USABLE:
            continue
        for window in knowledge.schemes[way.id].windows:
            opened = window.opens is None or window.opens <= roadmap.day
            if (
                opened
                and window.closes is not None
                and window.closes_precision == "day"
                and window.closes >= roadmap.day
            ):
                yield Due(window.closes, "closing", way.title, ("scheme", way.id))


def _of_the_plan(planning: Planning) -> Iterator[Due]:
    for planned in planning.of("planned", "in_progress"):
        if planned.note.ends is not None:
            yield Due(planned.note.ends, "task", planned.task.title, ("task", planned.task.id))
    for limit in planning.knowledge.deadlines.values():
        begun, over = _ended(planning, limit.start), _ended(planning, limit.end)
        if over is None and isinstance(begun, date):
            yield Due(begun + timedelta(days=limit.max_days), "limit", limit.title)


def _ended(planning: Planning, event: str) -> date | bool | None:
    """When a task or a milestone was over; ``True`` when its day is not known, ``None`` when it is still to come."""
    milestone = planning.knowledge.milestones.get(event)
    tasks = milestone.tasks if milestone else (event,)
    done = [
        planning.tasks[id_].note
        for id_ in tasks
        if id_ in planning.tasks and planning.tasks[id_].state == "done"
    ]
    days = [note.ended for note in done if note.ended is not None]
    return min(days, default=True) if done else None


@dataclass(frozen=True)
class Line:
    """A project in the list of somebody's projects.

    Attributes:
        role: role of the reader.
    """

    project: Project
    standing: Standing | None
    role: str


@dataclass(frozen=True)
class Soon:
    """A date of one of the projects.

    Attributes:
        late: days since it is past.
        others: number of other projects it concerns too.
    """

    project: Project
    due: Due
    late: int = 0
    others: int = 0


def soon(lines: Sequence[Line], most: int = 6) -> list[Soon]:
    """Dates of some projects, the late ones first; what several share is told once, a task of each apart."""
    today = clock.today()
    found: dict[tuple[object, ...], Soon] = {}
    for line in lines:
        for due in line.standing.dates if line.standing else ():
            own = line.project.pk if due.kind in ("task", "limit") else ""
            known = found.get((due, own))
            late = (today - due.day).days if due.day < today else 0
            found[due, own] = (
                replace(known, others=known.others + 1) if known else Soon(line.project, due, late)
            )
    return sorted(found.values(), key=lambda one: one.due.day)[:most]


# ---------------------------------------------------------------------- notices


@loads("pk")
def notice_of(*, pk: int, **_: Any) -> Notice:
    """The notice of an address."""
    try:
        return Notice.objects.select_related("project").get(pk=pk)
    except Notice.DoesNotExist:
        raise Http404 from None


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """Notices of the actor's projects, unread ones first, with ``unread`` on each.

    What was written before somebody joined a project is there to be read, and does not count as unread.
    """
    if actor.user is None:
        found = Notice.objects.filter(project__in=actor.visited, project__memberships=None).annotate(
            unread=~Q(seen=True)
        )
    else:
        mine = Membership.objects.filter(project=OuterRef("project"), user=actor.user)
        read = Notice.read_by.through.objects.filter(notice=OuterRef("pk"), user=actor.user)
        found = Notice.objects.filter(Exists(mine)).annotate(
            unread=~Exists(read) & Exists(mine.filter(since__lte=OuterRef("at"))),
        )  # fmt: skip
    return found.select_related("project").order_by(F("unread").desc(), "-at", "-pk")


def unread_of(actor: Actor) -> QuerySet[Notice]:
    """Notices the actor has not read, the last ones first."""
    return notices_of(actor).filter(unread=True)  # type: ignore[misc]  # annotated by notices_of


def unread(actor: Actor) -> int:
    """Number of notices the actor has not read; every page asks, so it is one query ready made."""
    if actor.user is None:
        return unread_of(actor).count() if actor.visited else 0
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [actor.user.pk, actor.user.pk])
        return int(cursor.fetchone()[0])


_UNREAD = """
SELECT COUNT(*) FROM projects_notice n JOIN projects_membership m ON m.project_id = n.project_id
WHERE m.user_id = %s AND m.since <= n.at
AND NOT EXISTS (SELECT 1 FROM projects_notice_read_by r WHERE r.notice_id = n.id AND r.user_id = %s)
"""


def item_of(change: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and id of the page about what changes."""
    kind, id_ = change["kind"], str(change["id"]).partition("/")[0]
    return _ITEMS.get(kind, kind), id_.rpartition(":")[2]


def conversations_of(actor: Actor) -> list[Thread]:
    """The last questions to the counter."""
    return list(threads_of(actor)[:3])


def invitations_of(actor: Actor) -> list[Invitation]:
    """Invitations that wait for the actor's answer; their links are in the e-mails."""
    if actor.user is None or actor.user.verified_at is None:
        return []
    waiting = Invitation.objects.filter(email=actor.user.email, outcome="", expires_at__gt=clock.now())
    return list(waiting.select_related("project", "invited_by").order_by("-sent_at")[:3])
