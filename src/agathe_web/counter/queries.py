"""What the pages of the counter, and other parts, read of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import Http404

from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.words import capital
from agathe.rules.engine import Judgement
from agathe.rules.profile import ProfileError
from agathe.rules.program import question_type
from agathe.rules.prose import Prose
from agathe_web import clock, engines
from agathe_web.accounts.models import User
from agathe_web.counter.models import (
    ANSWERED,
    CLOSED,
    TO_ANSWER,
    WAITING,
    AnswerTemplate,
    Dossier,
    Message,
    Note,
    Thread,
)
from agathe_web.counter.similarity import nearest
from agathe_web.projects.queries import projects_of
from agathe_web.rights import Actor, loads
from agathe_web.words import language, say

REMEMBERED = 2000
"""Answered questions among which similar ones are looked for, the latest first."""


@loads("pk")
def thread_of(*, pk: int, **_: Any) -> Thread:
    """The thread of an address."""
    found = Thread.objects.select_related("author", "agent", "project", "dossier").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@loads("pk")
def template_of(*, pk: int, **_: Any) -> AnswerTemplate:
    """The answer template of an address."""
    found = AnswerTemplate.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def threads_of(actor: Actor) -> QuerySet[Thread]:
    """Threads the actor may read as a founder: their own and those of their projects, the latest first."""
    if actor.user is None:
        return Thread.objects.none()
    projects = projects_of(actor).order_by().values("pk")
    return Thread.objects.filter(Q(author=actor.user) | Q(project__in=projects)).order_by("-asked_at", "-pk")


def agents() -> QuerySet[User]:
    """People to whom a question may be given."""
    return (
        User.objects.filter(groups__name="agent", is_active=True, erased_at=None)
        .order_by("name", "pk")
        .distinct()
    )


def queue(
    *,
    user: User | None = None,
    state: str = "",
    whose: str = "",
    late: bool = False,
    topic: str = "",
    stage: str = "",
) -> QuerySet[Thread]:
    """Threads for the cockpit: what is late first, then what is due first, then what waits for the founder, then the rest.

    Args:
        user: the agent who looks.
        state: one of the states; empty leaves closed ones out, ``all`` leaves none out.
        whose: ``mine``, ``nobody`` or empty.
        late: only those whose due date has passed.
        topic: one of the topics.
        stage: number of a stage, ``unknown`` or empty.
    """
    today = clock.today()
    overdue = Q(state__in=TO_ANSWER, due_on__lt=today)
    found = Thread.objects.select_related("agent", "project")
    if state != "all":
        found = found.filter(state=state) if state else found.exclude(state=CLOSED)
    if whose == "mine":
        found = found.filter(agent=user)
    elif whose == "nobody":
        found = found.filter(agent=None)
    if late:
        found = found.filter(overdue)
    if topic:
        found = found.filter(topic=topic)
    if stage:
        found = found.filter(stage=None if stage == "unknown" else int(stage))
    rank = Case(
        When(overdue, then=Value(0)), When(state__in=TO_ANSWER, then=Value(1)), When(state=WAITING, then=Value(2)),
        When(state=ANSWERED, then=Value(3)), default=Value(4), output_field=IntegerField(),
    )  # fmt: skip
    return found.annotate(rank=rank).order_by("rank", "due_on", "pk")


def days_late(thread: Thread, today: date | None = None) -> int:
    """Days since an answer was due; 0 when none is owed or it is not late."""
    if thread.state not in TO_ANSWER:
        return 0
    return max(0, ((today or clock.today()) - thread.due_on).days)


@dataclass(frozen=True)
class Similar:
    """A past question like another one.

    Attributes:
        thread: the past question.
        score: resemblance, from 0 to 1.
        answer: its last answer.
    """

    thread: Thread
    score: float
    answer: Message


def similar(thread: Thread, most: int = 3) -> list[Similar]:
    """Answered questions that resemble a thread, the closest first."""
    answers = Message.objects.filter(kind="answer").order_by("at", "pk")
    past = list(
        Thread.objects.filter(messages__kind="answer", state__in=(ANSWERED, CLOSED)).exclude(pk=thread.pk).distinct()
        .order_by("-asked_at", "-pk").prefetch_related(Prefetch("messages", answers, to_attr="answers"))[:REMEMBERED]
    )  # fmt: skip
    close = nearest(_text(thread), [_text(one) for one in past], most)
    return [Similar(past[place], score, past[place].answers[-1]) for place, score in close]


def _text(thread: Thread) -> str:
    # The title says it best: it counts twice.
    return f"{thread.title} {thread.title} {thread.question}"


# ---------------------------------------------------------------------- dossier


@dataclass(frozen=True)
class Reading:
    """What a profile says and what the rules say of it on its day.

    Attributes:
        roadmap: what the rules conclude, ``None`` when this knowledge base cannot read the profile any more.
        answers: label and value of each answer, in words.
        ticked: number of duties ticked as done.
    """

    roadmap: Roadmap | None
    answers: tuple[tuple[str, str], ...] = ()
    ticked: int = 0


def reading(profile: Mapping[str, Any], day: date) -> Reading:
    """Read a profile as it is shown before it is sent, and as agents see it."""
    try:
        judgement = engines.judge(profile, day)
    except ProfileError:
        return Reading(None)
    return Reading(build_roadmap(judgement), tuple(_answers(judgement)), len(judgement.profile.done))


def _answers(judgement: Judgement) -> Iterable[tuple[str, str]]:
    knowledge, prose = engines.knowledge(), Prose(engines.knowledge(), language())
    for id_, answer in judgement.profile.answers.items():
        question = knowledge.questions[id_]
        value = say("pas encore su", "not known yet")
        if answer is not None:
            value = prose.value(id_, question_type(question), judgement.answers[id_])
        yield capital(question.label[language()]), value


# ---------------------------------------------------------------------- what is kept of a person


def personal_data(user: User) -> dict[str, Any]:
    """What the counter keeps of a person, for the export of their data."""

    def when(value: Any) -> str | None:
        return value.isoformat() if value is not None else None

    threads = Thread.objects.filter(author=user).order_by("asked_at", "pk").select_related("dossier")
    messages = Message.objects.filter(author=user).order_by("at", "pk")
    return {
        "questions": [
            {
                "id": one.pk, "asked_at": when(one.asked_at), "topic": one.topic, "stage": one.stage, "about": one.about, "title": one.title,
                "question": one.question, "tried": one.tried, "wanted_on": when(one.wanted_on), "state": one.state, "project": one.project_id,
                "dossier": _exported(one), "dossier_withdrawn_at": when(one.withdrawn_at),
            }
            for one in threads
        ],
        "messages": [{"question": one.thread_id, "at": when(one.at), "kind": one.kind, "body": one.body} for one in messages],
        "notes": [{"question": one.thread_id, "at": when(one.at), "body": one.body} for one in Note.objects.filter(author=user)],
        "followed": [one.pk for one in Thread.objects.filter(agent=user).order_by("pk")],
    }  # fmt: skip


def _exported(thread: Thread) -> dict[str, Any] | None:
    dossier: Dossier | None = getattr(thread, "dossier", None)
    if dossier is None:
        return None
    return {"version": dossier.number, "day": dossier.day.isoformat(), "profile": dossier.profile}
