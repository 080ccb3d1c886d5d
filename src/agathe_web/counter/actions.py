"""What people do at the counter. Each function is one act: it checks the right, writes in one transaction, notes it in the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agathe_web import citations, clock, engines
from agathe_web.accounts.models import User
from agathe_web.counter import perms, tasks
from agathe_web.counter.deadlines import working_day
from agathe_web.counter.models import (
    ANSWERED,
    ASSIGNED,
    CLOSED,
    SENT,
    TO_ANSWER,
    WAITING,
    AnswerTemplate,
    Dossier,
    Message,
    Note,
    Thread,
)
from agathe_web.journal.actions import record
from agathe_web.projects import perms as projects
from agathe_web.projects.models import Project
from agathe_web.rights import Actor

DAILY = 10
"""Questions one person may send in a day."""


class StaleError(Exception):
    """Nothing was written: what the person had before their eyes has changed meanwhile."""


class StateError(Exception):
    """Nothing was written: the question is no longer in a state that allows this act."""


class LimitError(Exception):
    """Nothing was written: the person sent as many questions today as one may."""


@dataclass(frozen=True)
class Asked:
    """What a founder asks; see :class:`agathe_web.counter.models.Thread`."""

    title: str
    question: str
    topic: str
    stage: int | None = None
    about: str = ""
    tried: str = ""
    wanted_on: date | None = None


# ---------------------------------------------------------------------- the founder


def ask(
    actor: Actor,
    asked: Asked,
    *,
    project: Project | None = None,
    shared: int | None = None,
    demo: bool = False,
) -> Thread:
    """Send a question, with the dossier of the project if the founder consented to it.

    Args:
        actor: who asks.
        asked: the question.
        project: the project it is about.
        shared: number of the version of the project that the founder saw and agreed to send; ``None`` sends no dossier.
        demo: whether it belongs to the demonstration.

    Raises:
        LimitError: too many questions today.
        StaleError: the project has changed since the founder saw what would be sent.
    """
    if (
        not perms.can_ask(actor)
        or actor.user is None
        or (project is not None and not projects.can_edit(actor, project))
    ):
        raise PermissionDenied
    now = clock.now()
    with transaction.atomic():
        recent = Thread.objects.filter(author=actor.user, asked_at__gt=now - timedelta(days=1))
        same = recent.filter(
            title=asked.title, question=asked.question, asked_at__gt=now - timedelta(minutes=10)
        ).first()
        if same is not None:  # the button was pressed twice
            return same
        if recent.count() >= DAILY and not demo:
            raise LimitError
        thread = Thread.objects.create(
            author=actor.user, project=project, demo=demo, asked_at=now, due_on=asked.wanted_on or working_day(clock.today()), **vars(asked)
        )  # fmt: skip
        if project is not None and shared is not None:
            _share(thread, project, shared)
        record("counter.ask", actor, _name(thread), {"topic": asked.topic, "dossier": shared})
    return thread


def write(actor: Actor, thread: Thread, body: str) -> Message:
    """Add a message of the founder: the counter owes an answer again.

    Raises:
        StateError: the question is closed; it must be opened again first.
    """
    _check(perms.can_write(actor, thread))
    with transaction.atomic():
        locked = _locked(thread)
        if locked.state == CLOSED:
            raise StateError
        if (twice := _twice(locked, actor, body)) is not None:
            return twice
        message = locked.messages.create(kind="message", author=actor.user, body=body, at=clock.now())
        _owe(locked)
        record("counter.write", actor, _name(thread), {"message": message.pk})
        _tell(tasks.WRITTEN, locked, locked.agent, actor)
    return message


def solve(actor: Actor, thread: Thread) -> None:
    """The founder has what they needed."""
    _check(perms.can_write(actor, thread))
    _close(actor, thread, "counter.solve", (SENT, ASSIGNED, WAITING, ANSWERED))


def reopen(actor: Actor, thread: Thread) -> None:
    """Open a closed question again: the counter owes an answer."""
    _check(perms.can_write(actor, thread))
    with transaction.atomic():
        locked = _locked(thread)
        if locked.state != CLOSED:
            raise StateError
        locked.closed_at = None
        _owe(locked)
        record("counter.reopen", actor, _name(thread))
        _tell(tasks.WRITTEN, locked, locked.agent, actor)


def withdraw(actor: Actor, thread: Thread) -> None:
    """Stop sharing the dossier: it is erased, the messages stay."""
    _check(perms.can_withdraw(actor, thread))
    with transaction.atomic():
        locked = _locked(thread)
        erased, _ = Dossier.objects.filter(thread=locked).delete()
        if erased:
            locked.withdrawn_at = clock.now()
            locked.save(update_fields=["withdrawn_at"])
            record("counter.withdraw", actor, _name(thread))


# ---------------------------------------------------------------------- the agents


def take(actor: Actor, thread: Thread) -> None:
    """An agent takes a question that nobody has.

    Raises:
        StateError: another agent has it.
    """
    _check(perms.can_handle(actor, thread))
    with transaction.atomic():
        locked = _locked(thread)
        if locked.agent_id is not None:
            raise StateError
        _assign(locked, actor.user)
        record("counter.take", actor, _name(thread))


def give(actor: Actor, thread: Thread, agent: User) -> None:
    """Give a question to an agent, who is told."""
    _check(perms.can_handle(actor, thread) and Actor(agent).has("agent") and agent.is_active)
    with transaction.atomic():
        locked = _locked(thread)
        _assign(locked, agent)
        record("counter.give", actor, _name(thread), {"agent": agent.pk})
        _tell(tasks.GIVEN, locked, agent, actor)


def release(actor: Actor, thread: Thread) -> None:
    """Put a question back in the queue."""
    _check(perms.can_handle(actor, thread))
    with transaction.atomic():
        locked = _locked(thread)
        if locked.agent_id is None:
            raise StateError
        _assign(locked, None)
        record("counter.release", actor, _name(thread))


def note(actor: Actor, thread: Thread, body: str) -> Note:
    """Write a note that only agents read."""
    _check(perms.can_handle(actor, thread))
    with transaction.atomic():
        written = Note.objects.create(thread=thread, author=actor.user, body=body, at=clock.now())
        record("counter.note", actor, _name(thread), {"note": written.pk})
    return written


def answer(
    actor: Actor, thread: Thread, body: str, cites: Sequence[str] = (), *, seen: int, asks: bool = False
) -> Message:
    """Answer the founder, or ask for details; the founder is told.

    Args:
        actor: the agent.
        thread: the question.
        body: the answer.
        cites: entries of the knowledge base it rests on, ``kind:id``.
        seen: revision of the thread the agent had read.
        asks: whether it asks the founder for details instead of answering.

    Raises:
        StaleError: somebody wrote in the thread since; the agent must read it first.
        StateError: the question is closed.
    """
    _check(perms.can_handle(actor, thread))
    with transaction.atomic():
        locked = _locked(thread)
        if (twice := _twice(locked, actor, body)) is not None:
            return twice
        if locked.revision != seen:
            raise StaleError
        if locked.state == CLOSED:
            raise StateError
        now, kind = clock.now(), "request" if asks else "answer"
        message = locked.messages.create(
            kind=kind, author=actor.user, body=body, cites=citations.seal(cites), at=now
        )
        locked.agent = locked.agent or actor.user
        locked.state = WAITING if asks else ANSWERED
        locked.answered_at = locked.answered_at or (None if asks else now)
        locked.revision += 1
        locked.save()
        record(
            f"counter.{'request' if asks else 'answer'}",
            actor,
            _name(thread),
            {"message": message.pk, "cites": list(cites)},
        )
        _tell(tasks.ASKED_BACK if asks else tasks.ANSWERED, locked, locked.author, actor)
    return message


def close(actor: Actor, thread: Thread) -> None:
    """An agent closes a question that was answered, or whose founder never gave the details asked for."""
    _check(perms.can_handle(actor, thread))
    _close(actor, thread, "counter.close", (WAITING, ANSWERED))


def save_template(
    actor: Actor,
    template: AnswerTemplate | None,
    *,
    title: tuple[str, str],
    body: tuple[str, str],
    topic: str,
    cites: Sequence[str],
) -> AnswerTemplate:
    """Write an answer template, or change one; its citations are sealed again.

    Args:
        actor: the agent.
        template: the one to change, ``None`` for a new one.
        title: title in French and in English.
        body: text in French and in English.
        topic: one of the topics, or empty.
        cites: entries cited.
    """
    _check(perms.can_work(actor))
    written = template or AnswerTemplate()
    written.title_fr, written.title_en = title
    written.body_fr, written.body_en = body
    written.topic, written.cites = topic, citations.seal(cites)
    written.updated_at, written.updated_by = clock.now(), actor.user
    with transaction.atomic():
        written.save()
        record(
            "counter.template",
            actor,
            f"template:{written.pk}",
            {"new": template is None, "cites": list(cites)},
        )
    return written


def archive_template(actor: Actor, template: AnswerTemplate, archived: bool = True) -> None:
    """Stop offering a template, or offer it again."""
    _check(perms.can_work(actor))
    with transaction.atomic():
        template.archived = archived
        template.save(update_fields=["archived"])
        record("counter.archive", actor, f"template:{template.pk}", {"archived": archived})


def forget(user: User) -> None:
    """Make a person unknown here: texts stay for those who need them, signed "deleted account"; dossiers are erased."""
    with transaction.atomic():
        mine = Thread.objects.filter(author=user)
        Dossier.objects.filter(thread__in=mine).delete()
        alone = [
            one.pk for one in mine.exclude(state=CLOSED).select_related("project") if _is_alone(one, user)
        ]
        Thread.objects.filter(pk__in=alone).update(state=CLOSED, closed_at=clock.now())
        count = mine.update(author=None)
        Thread.objects.filter(agent=user, state=ASSIGNED).update(state=SENT)
        Thread.objects.filter(agent=user).update(agent=None)
        for model, field in ((Message, "author"), (Note, "author"), (AnswerTemplate, "updated_by")):
            model._default_manager.filter(**{field: user}).update(**{field: None})
        record("counter.forget", None, f"user:{user.pk}", {"threads": count})


def demo(founder: User, agent: User, project: Project) -> None:
    """Make the content of the demonstration, once: questions answered, one that waits, answer templates."""
    from agathe_web.counter import demonstration  # it calls the acts of this module

    demonstration.fill(founder, agent, project)


# ---------------------------------------------------------------------- pieces


def _check(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _name(thread: Thread) -> str:
    return f"thread:{thread.pk}"


def _is_alone(thread: Thread, user: User) -> bool:
    """Whether nobody but this person waits for the answer."""
    return thread.project is None or not thread.project.memberships.exclude(user=user).exists()


def _locked(thread: Thread) -> Thread:
    return Thread.objects.select_for_update().get(pk=thread.pk)


def _share(thread: Thread, project: Project, seen: int) -> None:
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if locked.number != seen:
        raise StaleError
    Dossier.objects.create(
        thread=thread, project=locked, number=locked.number, profile=locked.profile, knowledge=engines.knowledge().version,
        day=clock.today(), shared_at=clock.now(),
    )  # fmt: skip


def _twice(thread: Thread, actor: Actor, body: str) -> Message | None:
    """The last message, when it is the same one by the same person a moment ago: the button was pressed twice."""
    last = thread.messages.order_by("-at", "-pk").first()
    if last is None or last.body != body or last.author_id != (actor.user and actor.user.pk):
        return None
    return last if last.at > clock.now() - timedelta(minutes=2) else None


def _owe(thread: Thread) -> None:
    """The counter owes an answer to a thread that just got a message or was opened again."""
    if thread.state not in TO_ANSWER:
        thread.due_on = working_day(clock.today())
        thread.state = ASSIGNED if thread.agent_id else SENT
    thread.revision += 1
    thread.save()


def _assign(thread: Thread, agent: User | None) -> None:
    thread.agent = agent
    if thread.state in TO_ANSWER:
        thread.state = ASSIGNED if agent else SENT
    thread.save(update_fields=["agent", "state"])


def _close(actor: Actor, thread: Thread, act: str, states: Sequence[str]) -> None:
    with transaction.atomic():
        locked = _locked(thread)
        if locked.state not in states:
            raise StateError
        locked.state, locked.closed_at = CLOSED, clock.now()
        locked.save(update_fields=["state", "closed_at"])
        record(act, actor, _name(thread))


def _tell(event: str, thread: Thread, user: User | None, actor: Actor) -> None:
    """Send somebody an e-mail about a thread, unless they did it themselves; the task is written with the act."""
    if user is not None and (actor.user is None or user.pk != actor.user.pk):
        tasks.tell.enqueue(event, thread.pk, user.pk)
