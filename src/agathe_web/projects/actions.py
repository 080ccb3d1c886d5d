"""What people do to a project. Each function is one act: it checks the right, writes in one transaction, notes it in the journal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agathe.roadmap import build_roadmap
from agathe.roadmap.whatif.comparison import conclusion_rows
from agathe.rules import Profile
from agathe.rules.interview.questions import interview
from agathe.rules.profile import Answer, profile_from_plain
from agathe_web import clock, engines
from agathe_web.journal.actions import record
from agathe_web.projects import perms
from agathe_web.projects.models import OWNER, Membership, Project, Version
from agathe_web.projects.queries import same
from agathe_web.projects.readings import SCOPE
from agathe_web.rights import Actor


@dataclass(frozen=True)
class Clash:
    """Two people gave one question different answers, one after the other without seeing it.

    Attributes:
        question: id of the question.
        theirs: answer that stands, a plain value.
        mine: answer that was about to be written, a plain value.
        author: name of whoever gave the one that stands, empty for the visitor's other page.
        at: when it was given.
    """

    question: str
    theirs: object
    mine: object
    author: str
    at: datetime


class ClashError(Exception):
    """Nothing was written: what was to be changed has changed meanwhile.

    Attributes:
        clashes: the answers that disagree.
        number: version that stands.
    """

    def __init__(self, clashes: Sequence[Clash], number: int) -> None:
        super().__init__("answers changed meanwhile")
        self.clashes = clashes
        self.number = number


def start(actor: Actor, *, name: str = "", profile: Profile | None = None, demo: bool = False) -> Project:
    """Begin a project, empty or from a profile; a visitor's session must then keep its key."""
    first = replace(profile or Profile(), name=name or (profile.name if profile else ""))
    with transaction.atomic():
        project = Project.objects.create(
            name=first.name[:160],
            demo=demo,
            watched_on=clock.today(),
            watched_with=engines.knowledge().version,
        )
        if actor.user is not None:
            Membership.objects.create(project=project, user=actor.user, role=OWNER)
        _write(project, first, actor, "import" if profile else "start")
        record("projects.start", actor, f"project:{project.pk}", {"imported": profile is not None})
    return project


def answer(
    actor: Actor,
    project: Project,
    answers: Mapping[str, Answer],
    *,
    seen: int | None,
    keep_mine: bool = False,
) -> Version | None:
    """Record the answers of one screen; ``None`` when they say what was said already.

    Args:
        actor: who answers.
        project: the project.
        answers: by question; ``None`` is "I don't know".
        seen: number of the version the person had before their eyes.
        keep_mine: the person saw the other answers and keeps their own.

    Raises:
        ClashError: somebody else changed one of these answers since.
        PermissionDenied: the actor may not edit it.
    """

    def change(profile: Profile) -> Profile:
        return interview(engines.engine(), SCOPE).recorded(profile, answers)

    def clashes(project: Project) -> list[Clash]:
        return [] if keep_mine or seen is None else _clashes(project, answers, seen)

    return _change(actor, project, "answer", change, clashes)


def take_back(actor: Actor, project: Project, questions: Sequence[str]) -> Version | None:
    """Take answers back: the questions may be asked again."""
    return _change(actor, project, "answer", lambda profile: profile.without(questions))


def tick_duty(actor: Actor, project: Project, duty: str, done: bool, evidence: str = "") -> Version | None:
    """Tick a duty as done, with the evidence named, or untick it."""

    def change(profile: Profile) -> Profile:
        ticks = {id_: named for id_, named in profile.done.items() if id_ != duty}
        return replace(profile, done={**ticks, duty: evidence} if done else ticks)

    return _change(actor, project, "plan", change)


def plan_task(actor: Actor, project: Project, task: str, note: Mapping[str, Any]) -> Version | None:
    """Say of a task that it is over, under way, when it ends, how long it takes, what it costs.

    Args:
        actor: who says it.
        project: the project.
        task: id of the task.
        note: plain values as in the ``plan`` of a profile file; empty takes back what was said.

    Raises:
        ProfileError: what is said cannot be understood.
    """

    def change(profile: Profile) -> Profile:
        plain = profile.to_plain()
        plan: dict[str, Any] = dict(plain.get("plan") or {})  # type: ignore[call-overload]
        tasks = {id_: said for id_, said in dict(plan.get("tasks") or {}).items() if id_ != task}
        plan["tasks"] = {**tasks, task: dict(note)} if note else tasks
        return profile_from_plain({**plain, "plan": plan}, engines.knowledge())

    return _change(actor, project, "plan", change)


def plan_start(actor: Actor, project: Project, day: date | None) -> Version | None:
    """Say before which day nothing that is left to do begins."""
    return _change(actor, project, "plan", lambda p: replace(p, plan=replace(p.plan, start=day)))


def rename(actor: Actor, project: Project, name: str) -> Version | None:
    """Give the project another name."""
    return _change(actor, project, "name", lambda profile: replace(profile, name=name))


def replace_profile(actor: Actor, project: Project, profile: Profile, kind: str = "import") -> Version | None:
    """Put a whole profile in the place of what was said; what was said stays in the history."""
    named = profile if profile.name else replace(profile, name=project.name)
    return _change(actor, project, kind, lambda _: named)


def restore(actor: Actor, project: Project, version: Version) -> Version | None:
    """Bring back what the project said of itself in an earlier version."""
    return replace_profile(actor, project, engines.read_kept(version.profile)[0], "restore")


def claim(actor: Actor, project: Project) -> None:
    """A visitor who now has an account keeps a project of the session."""
    assert actor.user is not None
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        if locked.memberships.exists():
            return
        Membership.objects.create(project=locked, user=actor.user, role=OWNER)
        record("projects.claim", actor, f"project:{project.pk}")


def erase(actor: Actor, project: Project) -> None:
    """Erase a project and all that belongs to it; the journal keeps that it was erased."""
    if not perms.can_own(actor, project):
        raise PermissionDenied
    key, files = project.pk, [one.file for one in project.evidence.all() if one.file]
    with transaction.atomic():
        project.delete()
        record("projects.erase", actor, f"project:{key}")
    for file in files:
        file.delete(save=False)


# ---------------------------------------------------------------------- one way to change a project


def _change(
    actor: Actor,
    project: Project,
    kind: str,
    change: Callable[[Profile], Profile],
    clashes: Callable[[Project], list[Clash]] = lambda project: [],
) -> Version | None:
    if not perms.can_edit(actor, project):
        raise PermissionDenied
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        if found := clashes(locked):
            raise ClashError(found, locked.number)
        before, _ = engines.read_kept(locked.profile)
        after = change(before)
        if after.to_plain() == before.to_plain():
            return None
        version = _write(locked, after, actor, kind, before)
        record(
            f"projects.{kind}",
            actor,
            f"project:{project.pk}",
            {"version": version.number, "changed": len(version.changes)},
        )
    for name in ("name", "number", "profile", "answered_on", "touched_at"):
        setattr(project, name, getattr(locked, name))
    return version


def _write(
    project: Project, profile: Profile, actor: Actor, kind: str, before: Profile | None = None
) -> Version:
    engine = engines.engine()
    earlier = before or Profile()
    plain = _json(profile.to_plain())
    old, new = _answers(earlier), _answers(profile)
    changed = [q for q in {**old, **new} if (q in old, old.get(q)) != (q in new, new.get(q))]
    effects: list[object] = []
    if before is not None and kind != "name":
        roadmaps = [build_roadmap(engine.judge(one)) for one in (earlier, profile)]
        effects = [msgspec.to_builtins(row) for row in conclusion_rows(roadmaps)]
    now = clock.now()
    project.number += 1
    project.profile = plain
    project.name = profile.name[:160]
    project.touched_at = now
    days = {question: day for question, day in project.answered_on.items() if question in new}
    project.answered_on = {
        **days,
        **{question: engine.day.isoformat() for question in changed if question in new},
    }
    project.save()
    return Version.objects.create(
        project=project, number=project.number, kind=kind, at=now, author=actor.user, profile=plain,
        knowledge=engine.knowledge.version, day=engine.day,
        changes=[_changed(q, old, new) for q in changed],
        effects=effects,
    )  # fmt: skip


def _changed(question: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """One answer changed; ``before`` or ``after`` is left out where there was none (``None`` is "I don't know")."""
    return {
        "question": question,
        **({"before": old[question]} if question in old else {}),
        **({"after": new[question]} if question in new else {}),
    }


def _json(value: object) -> Any:
    """Plain values that JSON holds: dates as text."""
    return msgspec.to_builtins(value, builtin_types=())


def _answers(profile: Profile) -> dict[str, Any]:
    return dict(_json(profile.to_plain()["answers"]))


def _clashes(project: Project, answers: Mapping[str, Answer], seen: int) -> list[Clash]:
    if project.number == seen:
        return []
    found: dict[str, Clash] = {}
    later = project.versions.filter(number__gt=seen).select_related("author").order_by("number")
    for version in later:
        for changed in version.changes:
            question = changed["question"]
            if question not in answers:
                continue
            mine, theirs = _json(answers[question]), changed.get("after")
            if "after" not in changed or same(mine, theirs):
                found.pop(question, None)
            else:
                author = str(version.author) if version.author else ""
                found[question] = Clash(question, theirs, mine, author, version.at)
    return list(found.values())
