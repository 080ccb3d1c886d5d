"""Figures of the counter: how many questions, in what state, how fast the first answer came."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from agathe_web import clock
from agathe_web.counter.models import STATES, TO_ANSWER, TOPICS, Thread
from agathe_web.counter.queries import days_late

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Figures:
    """Figures on a day.

    Attributes:
        total: questions ever asked.
        recent: questions of the last 30 days.
        open: questions the counter owes an answer to.
        late: those whose date has passed.
        states: number in each state.
        topics: number on each topic.
        answered: questions with a first answer.
        hours: median time from the question to the first answer, ``None`` before any answer.
    """

    total: int
    recent: int
    open: int
    late: int
    states: dict[str, int]
    topics: dict[str, int]
    answered: int
    hours: float | None


def figures() -> Figures:
    """The figures now."""
    now, today = clock.now(), clock.today()
    rows = list(Thread.objects.only("state", "topic", "due_on", "asked_at", "answered_at"))
    hours = [found for one in rows if (found := first_answer(one)) is not None]
    states, topics = Counter(one.state for one in rows), Counter(one.topic for one in rows)
    return Figures(
        total=len(rows),
        recent=sum(one.asked_at > now - RECENT for one in rows),
        open=sum(one.state in TO_ANSWER for one in rows),
        late=sum(days_late(one, today) > 0 for one in rows),
        states={name: states[name] for name in STATES},
        topics={name: topics[name] for name in TOPICS},
        answered=len(hours),
        hours=median(hours) if hours else None,
    )


def first_answer(thread: Thread) -> float | None:
    """Hours from the question to its first answer."""
    if thread.answered_at is None:
        return None
    return (thread.answered_at - thread.asked_at).total_seconds() / 3600


def table() -> str:
    """All questions as CSV, without a word of what was asked or a name: figures only."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [
            "question",
            "asked_at",
            "topic",
            "stage",
            "about",
            "state",
            "due_on",
            "days_late",
            "answered_at",
            "hours_to_answer",
            "dossier",
        ]
    )
    writer.writerows(_rows())
    return out.getvalue()


def _rows() -> Iterator[list[object]]:
    for one in Thread.objects.select_related("dossier").order_by("pk").iterator(500):
        hours = first_answer(one)
        yield [
            one.pk, one.asked_at.isoformat(timespec="minutes"), one.topic, one.stage or "", one.about, one.state, one.due_on.isoformat(),
            days_late(one), one.answered_at.isoformat(timespec="minutes") if one.answered_at else "",
            "" if hours is None else f"{hours:.1f}", int(hasattr(one, "dossier")),
        ]  # fmt: skip
