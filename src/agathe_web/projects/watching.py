"""The law watch: what a date that passed, or a new knowledge base, changes for each project.

Every project remembers the day and the knowledge base it was last compared with. A run compares that state with the
present one, writes a notice where something changes, and moves the mark. A project is done in one transaction: a run
that stops half-way is taken up by the next, two runs at once do each project once, and a second run finds nothing.

A notice keeps plain data, so that it still reads the same when the base has moved on: ``changes`` (as
:class:`agathe.roadmap.watch.Change`, without the profiles), ``answers`` (answers the new base does not read, or that
disagree in it) and ``days_only`` (the former base was not at hand: only dates were compared).
"""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from agathe.kernel import visible
from agathe.knowledge import Knowledge
from agathe.roadmap.watch import Watch, watch
from agathe.rules import Compiler, Engine, Profile
from agathe.rules.profile import Answer, Read, read_answer
from agathe.rules.profiles import Profiles
from agathe_web import clock, engines
from agathe_web.journal.actions import record
from agathe_web.projects import bases, tasks
from agathe_web.projects.models import Notice, Project

TOGETHER = 200
"""Projects compared in one go."""
PASSES = 3
"""Times a run looks again for projects that changed while it compared them."""
_log = logging.getLogger(__name__)
_COMMAND = re.compile(r" \(agathe [a-z-]+\)")
"""Command named in a text, which has no place in a page."""


@dataclass
class Run:
    """What a run did.

    Attributes:
        compared: projects compared.
        notices: notices written.
        mailed: people an e-mail was ordered for.
    """

    compared: int = 0
    notices: int = 0
    mailed: int = 0

    def plain(self) -> dict[str, int]:
        """As a task returns it."""
        return asdict(self)


def watch_all(day: date | None = None) -> Run:
    """Compare all projects with the present state, write the notices, order the e-mails.

    Args:
        day: law of that day; today when absent.
    """
    run, to = Run(), day or clock.today()
    bases.keep()
    for _ in range(PASSES):
        left = _marks(to)
        if not left:
            break
        for (since, version), keys in left.items():
            for start in range(0, len(keys), TOGETHER):
                _compare(keys[start : start + TOGETHER], since, version, to, run)
    run.mailed = order_mails()
    bases.tidy({*Project.objects.order_by().values_list("watched_with", flat=True).distinct()})
    if run.compared:
        record("projects.watch", None, f"day:{to}", run.plain())
    return run


def watch_project(project: Project, day: date | None = None) -> Notice | None:
    """Compare one project with the present state; its notice, if something changes."""
    run, to = Run(), day or clock.today()
    bases.keep()
    if project.watched_on is None or not _due(project.watched_on, project.watched_with, to):
        return None
    last = Notice.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True).first()
    _compare([project.pk], project.watched_on, project.watched_with, to, run)
    project.refresh_from_db(fields=["watched_on", "watched_with"])
    order_mails()
    return Notice.objects.filter(project=project, pk__gt=last or 0).order_by("-pk").first()


def order_mails() -> int:
    """Order one e-mail for each person about the notices nobody was told of yet; number of people.

    The order and its mark are one transaction: an e-mail is ordered once, whatever stops or runs beside.
    """
    with transaction.atomic():
        fresh = list(Notice.objects.select_for_update().filter(mailed_at=None).order_by("pk"))
        people: dict[int, list[int]] = {}
        for notice in fresh:
            if notice.changes["changes"] or notice.changes["answers"]:
                wanted = notice.project.memberships.filter(
                    mailed=True, user__is_active=True, user__verified_at__isnull=False
                )
                for person in wanted.values_list("user_id", flat=True):
                    people.setdefault(person, []).append(notice.pk)
        Notice.objects.filter(pk__in=[notice.pk for notice in fresh]).update(mailed_at=clock.now())
        for person, notices in people.items():
            tasks.mail_notices.enqueue(person, notices)
    return len(people)


# ---------------------------------------------------------------------- which projects, compared with what


def _due(since: date, version: str, day: date) -> bool:
    return since < day or version != engines.knowledge().version


def _marks(day: date) -> dict[tuple[date, str], list[str]]:
    """Projects to compare, by the day and the knowledge base they were last compared with."""
    version = engines.knowledge().version
    Project.objects.filter(watched_on=None).update(watched_on=day, watched_with=version)
    found: dict[tuple[date, str], list[str]] = {}
    marks = Project.objects.order_by("watched_on", "watched_with", "pk").values_list(
        "pk", "watched_on", "watched_with"
    )
    for key, since, with_ in marks.exclude(watched_on__gte=day, watched_with=version):
        assert since is not None
        found.setdefault((since, with_), []).append(key)
    return found


def _compare(keys: Sequence[str], since: date, version: str, day: date, run: Run) -> None:
    """Compare projects that have the same mark, and move it."""
    after = engines.knowledge()
    former = after if version == after.version else bases.former(version)
    before = former or after
    projects = list(Project.objects.filter(pk__in=keys, watched_on=since, watched_with=version))
    if not projects:
        return
    # The clock may have been set back since: the law of one day is then compared, between two bases.
    first = min(since, day)
    sides = (_engine(before, first, after), _engine(after, day, after))
    profiles = [_profile(project, after, before) for project in projects]
    result = watch(*sides, Profiles.of(profiles))

    def alone(row: int) -> Watch:
        return watch(*sides, Profiles.of([profiles[row]]))

    for row, project in enumerate(projects):
        changes = _for(result, row, alone)
        if former is None:
            changes["days_only"] = True
            _log.warning(
                "knowledge base %s is not at hand: project %s is compared by day only", version, project.pk
            )
        _settle(project, first, day, changes, run)


def _settle(project: Project, since: date, day: date, changes: dict[str, Any], run: Run) -> None:
    """Write the notice and move the mark, unless the project changed or another run did it meanwhile."""
    after = engines.knowledge().version
    with transaction.atomic():
        seen = (project.number, project.watched_on, project.watched_with)
        locked = Project.objects.select_for_update().filter(pk=project.pk).first()
        if locked is None or (locked.number, locked.watched_on, locked.watched_with) != seen:
            return
        locked.watched_on, locked.watched_with = max(day, locked.watched_on or day), after
        locked.save(update_fields=["watched_on", "watched_with"])
        run.compared += 1
        if not any(changes.values()):
            return
        notice = Notice.objects.create(
            project=locked, at=clock.now(), since=since, day=day, changes=changes,
            knowledge_before=project.watched_with, knowledge_after=after,
        )  # fmt: skip
        run.notices += 1
        record(
            "projects.notice",
            None,
            f"project:{project.pk}",
            {"notice": notice.pk, "changes": len(changes["changes"])},
        )


def _engine(knowledge: Knowledge, day: date, present: Knowledge) -> Engine:
    return engines.engine_on(day) if knowledge is present else Engine(knowledge, day, Compiler(knowledge))


def _profile(project: Project, *versions: Knowledge) -> Profile:
    """What a project says of itself, each answer being one that a version at least understands; the rest is left out."""
    answers: dict[str, Answer] = {}
    for id_, raw in dict(project.profile.get("answers") or {}).items():
        asked = [knowledge.questions[id_] for knowledge in versions if id_ in knowledge.questions]
        read = next(
            (found for question in asked if isinstance(found := read_answer(question, raw), Read)), None
        )
        if read is not None:
            # Text that means "not known" to one version may be an option to another: each reads it by itself.
            answers[id_] = raw if isinstance(raw, str) and read.value is None else read.value
    done = {
        str(id_): visible(str(named or "")) for id_, named in dict(project.profile.get("done") or {}).items()
    }
    return Profile(answers, done, source=project.pk)


# ---------------------------------------------------------------------- what changes, as plain data


def _for(result: Watch, row: int, alone: Callable[[int], Watch]) -> dict[str, Any]:
    """What a watch of many projects found for one of them.

    The causes of a change are those of all the projects that share it. Where one of them does not count for all, the
    project is compared by itself: a notice tells no other project's reasons.
    """
    mine = [change for change in result.changes if row in change.profiles]
    if any(cause.profiles != len(change.profiles) for change in mine for cause in change.causes):
        return _for(alone(row), 0, alone)
    told = {
        side: [notice.text for notice in result.notices if notice.side == side and row in notice.profiles]
        for side in ("before", "after")
    }
    answers = [text for text in told["after"] if text not in told["before"]]
    return {
        "changes": [_plain(change) for change in mine],
        "answers": [msgspec.to_builtins(text) for text in answers],
        "days_only": False,
    }


def _plain(change: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "since": None,
        "causes": [],
        **_on_a_page(msgspec.to_builtins(change, builtin_types=())),
    }
    del plain["profiles"]
    grounds = plain["grounds"]
    grounds["stale"] = grounds.get("stale", False)
    plain["causes"] = [
        {"day": None, "legal_ref": None, "fields": [], **{k: v for k, v in cause.items() if k != "profiles"}} for cause in plain["causes"]
    ]  # fmt: skip
    plain["grounds"] = {"legal_ref": None, "citations": [], "confidence_note": None, **grounds}
    return plain


def _on_a_page(value: Any) -> Any:
    """The same without the names of commands."""
    if isinstance(value, str):
        return _COMMAND.sub("", value)
    if isinstance(value, dict):
        return {key: _on_a_page(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [_on_a_page(item) for item in value]
    return value
