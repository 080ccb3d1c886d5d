"""From a judgement to the tasks to simulate: which the project has, which are over, and why a plan is impossible."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.task import EarlierRange, Milestone, Range, Task
from agathe.roadmap.plan_model import PlanProblem, TaskState
from agathe.roadmap.schedule.durations import Pert
from agathe.roadmap.schedule.network import CycleError, Network
from agathe.roadmap.schedule.simulation import Activity
from agathe.roadmap.schedule.streams import Factor
from agathe.rules.engine import Judgement
from agathe.rules.plan import TaskNote
from agathe.rules.prose import show_date, show_number

DAY_WEEKS = 1 / 7


@dataclass(frozen=True)
class Planned:
    """A task with what the project says of it.

    Attributes:
        weeks: duration used: the project's own, or the knowledge base's.
        own: whether the project gave it.
        row: where that duration comes from, for a task begun when other durations held.
        missing: questions that decide whether the project has the task.
    """

    task: Task
    state: TaskState
    note: TaskNote
    weeks: Range
    own: bool = False
    row: EarlierRange | None = None
    missing: tuple[str, ...] = ()


class Planning:
    """The plan of a project on a day.

    Attributes:
        tasks: tasks the project has or may have, over and set aside ones included, in the order of the knowledge base.
        problems: what is odd or impossible; nothing is simulated when one of them is an error.
        tags: scenario tags switched on.
    """

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.knowledge = judgement.engine.knowledge
        self.day = judgement.engine.day
        self.plan = judgement.profile.plan
        self.tags = self._tags()
        self.tasks = {
            task.id: found
            for task in self.knowledge.tasks.values()
            if (found := self._task(task)) is not None
        }
        self.problems: list[PlanProblem] = [*self._checks()]

    @property
    def possible(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)

    # ------------------------------------------------------------------ which tasks

    def _tags(self) -> tuple[str, ...]:
        if self.plan.tags is not None:
            return self.plan.tags
        return tuple(tag for tag in self.knowledge.plan_tags if self.judgement.true(f"tag:{tag}"))

    def _task(self, task: Task) -> Planned | None:
        note = self.plan.tasks.get(task.id, TaskNote())
        id_ = f"task:{task.id}"
        if task.scenario is not None and task.scenario not in self.tags:
            return None
        out = self.judgement.false(id_) or self.judgement.true(f"{id_}/unless")
        if out and not (note.done or note.started):
            return None
        missing: tuple[str, ...] = ()
        if note.skip:
            state: TaskState = "set_aside"
        elif note.done or self.judgement.true(f"{id_}/done") or self._duties_done(task):
            state = "done"
        elif note.started is not None:
            state = "in_progress"
        elif self.judgement.true(id_):
            state = "planned"
        else:
            state, missing = "maybe", self.judgement.missing(id_)
        own, row = note.weeks is not None, _row(task, note)
        return Planned(task, state, note, _weeks(task, note), own, row, missing)

    def _duties_done(self, task: Task) -> bool:
        """Whether the project ticked all the duties that the task works off (those that may concern it)."""
        concerned = [duty for duty in task.duties if not self.judgement.false(f"duty:{duty}")]
        return bool(concerned) and all(duty in self.judgement.profile.done for duty in concerned)

    def of(self, *states: TaskState) -> list[Planned]:
        """Tasks in some states."""
        return [planned for planned in self.tasks.values() if planned.state in states]

    def milestone_tasks(self, milestone: Milestone, *states: TaskState) -> tuple[str, ...]:
        """Tasks of a milestone that are in some states."""
        return tuple(id_ for id_ in milestone.tasks if id_ in self.tasks and self.tasks[id_].state in states)

    # ------------------------------------------------------------------ times

    def weeks_at(self, day: date) -> float:
        """Weeks from the start of the plan to a day; negative for the past."""
        return (day - self.day).days * DAY_WEEKS

    def day_at(self, weeks: float) -> date:
        """First day by which so many weeks have passed."""
        return self.day + timedelta(days=ceil(weeks * 7 - 1e-3))

    # ------------------------------------------------------------------ simulation

    def activities(self, *, maybe: bool) -> list[Activity]:
        """What is left to do.

        Args:
            maybe: whether the tasks still to be confirmed are part of it.
        """
        states: tuple[TaskState, ...] = ("planned", "in_progress", *(("maybe",) if maybe else ()))
        return [self._activity(planned) for planned in self.of(*states)]

    def usual_activity(self, id_: str) -> Activity:
        """A task as it would be planned if the project had it."""
        task, note = self.knowledge.tasks[id_], self.plan.tasks.get(id_, TaskNote())
        return self._activity(Planned(task, "planned", note, _weeks(task, note), note.weeks is not None))

    def _after(self, task: Task, note: TaskNote, passed: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """What a task waits for: a task set aside hands over what it would have waited for itself."""
        names: list[str] = []
        for name in (*task.after, *(name for name in note.after if name in self.tasks)):
            needed = self.tasks.get(name)
            if needed is not None and needed.state == "set_aside" and name not in passed:
                names.extend(self._after(needed.task, needed.note, passed | {name}))
            else:
                names.append(name)
        return tuple(dict.fromkeys(names))

    def _activity(self, planned: Planned) -> Activity:
        task, note = planned.task, planned.note
        cost = task.cost_eur if note.cost_eur is None else Range(*note.cost_eur)
        activity = Activity(
            task.id,
            after=self._after(task, note),
            duration=_pert(planned.weeks),
            probability=1.0 if planned.own else task.probability,
            cost=None if cost is None else _pert(cost),
            known_end=None if note.ends is None else self.weeks_at(note.ends),
        )
        if planned.state == "in_progress":
            assert note.started is not None
            elapsed = self.weeks_at(self.day) - self.weeks_at(note.started)
            # What it should have waited for does not hold it back any more: it has begun.
            left = _pert(planned.weeks).after(elapsed)
            return replace(activity, after=(), duration=left, probability=1.0, elapsed=elapsed)
        earliest = [day for day in (note.not_before, self.plan.start) if day is not None]
        rows = () if planned.own else task.earlier
        return replace(
            activity,
            not_before=max([0.0, *(self.weeks_at(day) for day in earliest)]),
            earlier=tuple(
                sorted(
                    (self.weeks_at(row.starts_before), _pert(row.weeks))
                    for row in rows
                    if row.starts_before > self.day
                )
            ),
        )

    def factors(self) -> tuple[Factor, ...]:
        """What the durations share."""
        found = []
        for dependence in self.knowledge.dependences.values():
            tasks = dependence.tasks or tuple(
                task.id for task in self.knowledge.tasks.values() if task.carrier == dependence.carrier
            )
            found.append(Factor(dependence.id, tasks, dependence.correlation))
        return tuple(found)

    def likely_ends(self, activities: Sequence[Activity]) -> dict[str, float]:
        """Ends in weeks if every task took its likely duration: the naive plan."""

        def likely(activity: Activity, start: float) -> float:
            if activity.probability < 0.5:
                return 0.0
            duration = next((row for before, row in activity.earlier if start < before), activity.duration)
            if isinstance(duration, Pert):
                return duration.likely
            # What is left of a task under way: the rest of its likely duration, or nothing.
            return max(self.tasks[activity.id].weeks.likely - activity.elapsed, 0.0)

        return _forward(activities, likely)

    # ------------------------------------------------------------------ checks

    def _checks(self) -> Iterator[PlanProblem]:
        yield from self._dates()
        yield from self._outside()
        loop = self._loop()
        if loop is not None:
            yield loop
            return
        yield from self._order()
        told: set[str] = set()
        for problem in self._known_ends(maybe=False):
            told.add(problem.tasks[-1])
            yield problem
        for problem in self._known_ends(maybe=True):
            if problem.tasks[-1] not in told:
                yield replace_text(problem, "warning", Text(
                    "Si les tâches à confirmer vous concernent : ", "If the tasks to be confirmed concern you: "
                ))  # fmt: skip

    def _name(self, id_: str) -> Text:
        return self.knowledge.tasks[id_].title

    def _outside(self) -> Iterator[PlanProblem]:
        """Remarks on tasks that are not in the plan."""
        for id_ in self.plan.tasks:
            if id_ not in self.tasks:
                name = self._name(id_)
                yield PlanProblem(id="not-in-plan", severity="info", tasks=(id_,), text=Text(
                    f"« {name.fr} » n'est pas dans ce plan, d'après vos réponses et vos scénarios : ce que vous en dites est sans effet.",
                    f"“{name.en}” is not in this plan, from your answers and scenarios: what you say of it has no effect.",
                ))  # fmt: skip

    def _dates(self) -> Iterator[PlanProblem]:
        """Dates that cannot be, task by task."""
        for id_, planned in self.tasks.items():
            note, name = planned.note, self._name(id_)
            if note.ended is not None and note.ended > self.day:
                yield _error("done-later", id_, Text(
                    f"« {name.fr} » est cochée comme terminée le {_fr(note.ended)}, après le jour de ce plan ({_fr(self.day)}). "
                    "Pour une date à venir, écrivez « ends ».",
                    f"“{name.en}” is ticked as over on {_en(note.ended)}, after the day of this plan ({_en(self.day)}). "
                    "For a date to come, write “ends”.",
                ))  # fmt: skip
            if note.started is not None and note.started > self.day:
                yield _error("started-later", id_, Text(
                    f"« {name.fr} » aurait commencé le {_fr(note.started)}, après le jour de ce plan ({_fr(self.day)}). "
                    "Pour un début à venir, écrivez « not_before ».",
                    f"“{name.en}” is said to have begun on {_en(note.started)}, after the day of this plan ({_en(self.day)}). "
                    "For a start to come, write “not_before”.",
                ))  # fmt: skip
            over = planned.state == "done"
            if note.ends is not None and note.ends < self.day and not over:
                yield _error("end-passed", id_, Text(
                    f"« {name.fr} » devait finir le {_fr(note.ends)}, un jour passé. Cochez-la (« done ») ou donnez une autre date.",
                    f"“{name.en}” was to end on {_en(note.ends)}, which has passed. Tick it (“done”) or give another date.",
                ))  # fmt: skip
            backwards = note.not_before is not None and note.ends is not None and note.ends < note.not_before
            if backwards and not over:
                assert note.ends is not None
                assert note.not_before is not None
                yield _error("end-before-start", id_, Text(
                    f"« {name.fr} » doit finir le {_fr(note.ends)} mais ne commence pas avant le {_fr(note.not_before)}.",
                    f"“{name.en}” is to end on {_en(note.ends)} but does not begin before {_en(note.not_before)}.",
                ))  # fmt: skip
            if planned.state == "in_progress" and note.started is not None:
                elapsed = (self.day - note.started).days * DAY_WEEKS
                if elapsed >= planned.weeks.max and note.ends is None:
                    yield PlanProblem(id="longer-than-thought", severity="warning", tasks=(id_,), text=Text(
                        f"« {name.fr} » dure depuis le {_fr(note.started)}, plus longtemps que la durée la plus longue prévue "
                        f"({_weeks_words(planned.weeks.max).fr}) : elle est comptée comme finissant aujourd'hui. Donnez votre propre durée.",
                        f"“{name.en}” has lasted since {_en(note.started)}, longer than the longest duration planned "
                        f"({_weeks_words(planned.weeks.max).en}): it is counted as ending today. Give a duration of your own.",
                    ))  # fmt: skip
            limit = planned.task.limit
            if (
                limit is not None
                and limit.hard
                and note.weeks is not None
                and note.weeks[2] * 7 > limit.days + 0.5
            ):
                yield PlanProblem(id="above-legal-limit", severity="warning", tasks=(id_,), text=Text(
                    f"« {name.fr} » ne peut pas dépasser {limit.days} jours ({limit.legal_ref or 'limite légale'}) : "
                    "votre durée est ramenée à cette limite.",
                    f"“{name.en}” cannot exceed {limit.days} days ({limit.legal_ref or 'legal limit'}): your duration is cut to it.",
                ))  # fmt: skip

    def _loop(self) -> PlanProblem | None:
        """Tasks that wait for one another, once the project's own order is added."""
        after = {id_: (*planned.task.after, *planned.note.after) for id_, planned in self.tasks.items()}
        try:
            Network(after)
        except CycleError as error:
            loop = error.loop
            own = [
                (earlier, later)
                for earlier, later in pairwise(loop)
                if earlier in self.tasks[later].note.after
            ]
            chain = Text(
                " → ".join(f"« {self._name(id_).fr} »" for id_ in loop),
                " → ".join(f"“{self._name(id_).en}”" for id_ in loop),
            )
            lines = Text(
                ", ".join(f"{later} après {earlier}" for earlier, later in own),
                ", ".join(f"{later} after {earlier}" for earlier, later in own),
            )
            return PlanProblem(id="circle", severity="error", tasks=loop, text=Text(
                f"Ces tâches s'attendent en rond, aucun ordre n'est possible : {chain.fr}. "
                + (f"Retirez l'une des lignes « after » de votre plan : {lines.fr}." if own else ""),
                f"These tasks wait for one another, no order is possible: {chain.en}. "
                + (f"Take back one of the “after” lines of your plan: {lines.en}." if own else ""),
            ))  # fmt: skip
        return None

    def _order(self) -> Iterator[PlanProblem]:
        """Tasks over or begun although what they wait for is not."""
        for id_, planned in self.tasks.items():
            if planned.state not in ("done", "in_progress") or not (
                planned.note.done or planned.note.started
            ):
                continue
            needed = [
                self.tasks[name] for name in (*planned.task.after, *planned.note.after) if name in self.tasks
            ]
            open_ = [one.task for one in needed if one.state in ("planned", "in_progress")]
            if planned.state == "in_progress":
                open_ = [task for task in open_ if self.tasks[task.id].state == "planned"]
            if open_:
                verb = ("terminée", "over") if planned.state == "done" else ("commencée", "begun")
                yield PlanProblem(
                    id="order",
                    severity="info",
                    tasks=(id_, *(task.id for task in open_)),
                    text=Text(
                        f"« {self._name(id_).fr} » est {verb[0]}, mais pas ce qui vient d'habitude avant : "
                        + ", ".join(f"« {task.title.fr} »" for task in open_) + ". Cochez-le aussi si c'est fait.",
                        f"“{self._name(id_).en}” is {verb[1]}, but what usually comes before is not: "
                        + ", ".join(f"“{task.title.en}”" for task in open_) + ". Tick that too if it is done.",
                    ),
                )  # fmt: skip

    def _known_ends(self, *, maybe: bool) -> Iterator[PlanProblem]:
        """Known dates that come before what they wait for can be over, or leave less time than the task needs at its fastest."""
        activities = {activity.id: activity for activity in self.activities(maybe=maybe)}
        starts: dict[str, tuple[float, str | None]] = {}

        def shortest(activity: Activity, start: float) -> float:
            return 0.0 if activity.probability < 1 else min(
                [activity.duration.min if activity.duration else 0.0, *(row.min for _, row in activity.earlier)]
            )  # fmt: skip

        ends = _forward(list(activities.values()), shortest, starts)
        for id_, activity in activities.items():
            start, _ = starts[id_]
            if activity.known_end is None:
                continue
            if start <= activity.known_end + 1e-9:
                left, least = activity.known_end - start, shortest(activity, start)
                if left < least - 0.5 * DAY_WEEKS:
                    name, day = self._name(id_), self.tasks[id_].note.ends
                    assert day is not None
                    yield PlanProblem(id="too-short", severity="warning", tasks=(id_,), text=Text(
                        f"« {name.fr} » doit finir le {_fr(day)}, ce qui lui laisse au plus {_weeks_words(left).fr} : elle en demande au "
                        f"moins {_weeks_words(least).fr}. La date est gardée ; donnez votre propre durée si elle est juste.",
                        f"“{name.en}” is to end on {_en(day)}, which leaves it {_weeks_words(left).en} at most: it needs at least "
                        f"{_weeks_words(least).en}. The date is kept; give a duration of your own if it is right.",
                    ))  # fmt: skip
                continue
            chain = [id_]
            while (needed := starts[chain[-1]][1]) is not None:
                chain.append(needed)
            planned = self.tasks[id_]
            assert planned.note.ends is not None
            earliest = self.day_at(start)
            if len(chain) == 1:
                yield _error("end-before-start", id_, Text(
                    f"« {self._name(id_).fr} » doit finir le {_fr(planned.note.ends)}, avant de pouvoir commencer ({_fr(earliest)}).",
                    f"“{self._name(id_).en}” is to end on {_en(planned.note.ends)}, before it can begin ({_en(earliest)}).",
                ))  # fmt: skip
                continue
            steps = [(self.tasks[one].task.title, self.day_at(ends[one])) for one in reversed(chain[1:])]
            yield PlanProblem(
                id="end-before-what-it-waits-for",
                severity="error",
                tasks=tuple(reversed(chain)),
                text=Text(
                    f"« {self._name(id_).fr} » doit finir le {_fr(planned.note.ends)}, mais ce qu'elle attend ne peut pas être fini "
                    f"avant le {_fr(earliest)}, même au plus vite : "
                    + " → ".join(f"« {title.fr} » ({_fr(day)})" for title, day in steps)
                    + ". Changez la date, cochez ce qui est fait ou donnez vos propres durées.",
                    f"“{self._name(id_).en}” is to end on {_en(planned.note.ends)}, but what it waits for cannot be over before "
                    f"{_en(earliest)}, even at its fastest: "
                    + " → ".join(f"“{title.en}” ({_en(day)})" for title, day in steps)
                    + ". Change the date, tick what is done or give durations of your own.",
                ),
            )  # fmt: skip


def _forward(
    activities: Sequence[Activity],
    length: Callable[[Activity, float], float],
    starts: dict[str, tuple[float, str | None]] | None = None,
) -> dict[str, float]:
    """Ends of one plan whose durations are told by a function of the task and of its start.

    ``starts``, when given, receives the start of each task and the task that it waited for last.
    """
    by_id = {activity.id: activity for activity in activities}
    network = Network({activity.id: activity.after for activity in activities})
    ends: dict[str, float] = {}
    for task, id_ in enumerate(network.ids):
        activity = by_id[id_]
        start, holder = max(activity.not_before, 0.0), None
        for earlier in network.before[task]:
            name = network.ids[earlier]
            if ends[name] > start:
                start, holder = ends[name], name
        if starts is not None:
            starts[id_] = start, holder
        end = start + length(activity, start)
        known = activity.known_end
        ends[id_] = known if known is not None and start <= known else end
    return ends


def _weeks(task: Task, note: TaskNote) -> Range:
    """Duration of a task: the project's own within the legal limit, else that of the time it began, else the usual one."""
    if note.weeks is not None:
        weeks, limit = Range(*note.weeks), task.limit
        if limit is None or not limit.hard:
            return weeks
        most = limit.days / 7
        return Range(min(weeks.min, most), min(weeks.likely, most), min(weeks.max, most))
    row = _row(task, note)
    return task.weeks if row is None else row.weeks


def _row(task: Task, note: TaskNote) -> EarlierRange | None:
    """The durations that held when a task began, if they were others and the project gives none."""
    if note.started is None or note.weeks is not None:
        return None
    rows = [row for row in task.earlier if note.started < row.starts_before]
    return min(rows, key=lambda row: row.starts_before, default=None)


def _weeks_words(weeks: float) -> Text:
    """A duration in words, with one decimal at most."""
    value = round(weeks, 1)
    return Text(
        f"{show_number(value, 'fr')} semaine{'s' if value >= 2 else ''}",
        f"{show_number(value, 'en')} week{'' if value == 1 else 's'}",
    )


def replace_text(
    problem: PlanProblem, severity: Literal["error", "warning", "info"], head: Text
) -> PlanProblem:
    """The same problem, less grave, with words before its text."""
    text = Text(head.fr + problem.text.fr, head.en + problem.text.en)
    return msgspec.structs.replace(problem, severity=severity, text=text)


def _pert(values: Range) -> Pert:
    return Pert(values.min, values.likely, values.max)


def _error(id_: str, task: str, text: Text) -> PlanProblem:
    return PlanProblem(id=id_, severity="error", tasks=(task,), text=text)


def _fr(day: date) -> str:
    return show_date(day, "fr")


def _en(day: date) -> str:
    return show_date(day, "en")
