"""The schedule of a judgement, as plain data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from agathe.kernel import Text
from agathe.knowledge.schema.task import Deadline, Milestone
from agathe.roadmap.plan_model import (
    Dates,
    Euros,
    PlannedDeadline,
    PlannedMilestone,
    PlannedTask,
    PlanProblem,
    Quarter,
    Schedule,
    Share,
)
from agathe.roadmap.schedule.durations import Floats
from agathe.roadmap.schedule.network import Network
from agathe.roadmap.schedule.planning import Planned, Planning
from agathe.roadmap.schedule.simulation import (
    Activity,
    Simulation,
    quantile,
    quantile_interval,
    simulate,
)
from agathe.rules.engine import Judgement
from agathe.rules.prose import show_date

DRAWS = 10_000
SEED = 1
NEGLIGIBLE = 100.0
"""Euros: the cash table ends with the last quarter that needs more in one plan of ten."""
Progress = Callable[[float], None]


def build_schedule(
    judgement: Judgement,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    independent: bool = False,
    target: str | None = None,
    by: date | None = None,
    progress: Progress | None = None,
) -> Schedule:
    """Plan what is left to do.

    Args:
        judgement: the project on a day; its profile holds the plan as the project tells it.
        draws: number of simulated plans, up to a million.
        seed: the same seed gives the same bytes.
        independent: leave out what durations share (then the late dates are too early).
        target: milestone the criticality of the tasks refers to; the latest of the main ones when absent.
        by: day for which the chance of reaching each milestone is told; the planned launch when absent.
        progress: told the share done.
    """
    run = Run(judgement, draws=draws, seed=seed, independent=independent, progress=progress)
    return run.schedule(target, by)


@dataclass(eq=False)
class Run:
    """A plan and its simulations; kept apart from :class:`Schedule` for comparisons draw by draw."""

    judgement: Judgement
    draws: int = DRAWS
    seed: int = SEED
    independent: bool = False
    progress: Progress | None = None

    @cached_property
    def planning(self) -> Planning:
        return Planning(self.judgement)

    @cached_property
    def activities(self) -> list[Activity]:
        return self.planning.activities(maybe=False)

    @cached_property
    def simulation(self) -> Simulation:
        """What is left to do for sure."""
        share = 0.5 if self.planning.of("maybe") else 1.0
        return self._simulate(self.activities, 0.0, share)

    @cached_property
    def longer(self) -> Simulation | None:
        """The same with all tasks still to be confirmed; ``None`` when there are none."""
        if not self.planning.of("maybe"):
            return None
        return self._simulate(self.planning.activities(maybe=True), 0.5, 0.5)

    def _simulate(self, activities: Sequence[Activity], done: float, share: float) -> Simulation:
        progress = self.progress
        present = {activity.id for activity in activities}
        targets = {
            milestone.id: tasks
            for milestone in self.planning.knowledge.milestones.values()
            if (tasks := [id_ for id_ in milestone.tasks if id_ in present])
        }
        return simulate(
            activities,
            draws=self.draws,
            seed=self.seed,
            factors=() if self.independent else self.planning.factors(),
            targets=targets,
            bounds=[self.planning.weeks_at(day) for day in self.quarter_ends],
            progress=None if progress is None else lambda part: progress(done + share * part),
        )

    @cached_property
    def quarter_ends(self) -> list[date]:
        """First days of the quarters to come, past the latest possible end."""
        activities = self.planning.activities(maybe=True)
        network = Network({activity.id: activity.after for activity in activities})
        ends: dict[str, float] = {}
        by_id = {activity.id: activity for activity in activities}
        for task, id_ in enumerate(network.ids):
            activity = by_id[id_]
            durations = [activity.duration, *(row for _, row in activity.earlier)]
            length = max(duration.max if duration else 0.0 for duration in durations)
            before = [ends[network.ids[earlier]] for earlier in network.before[task]]
            start = max([0.0, activity.not_before, *before])
            ends[id_] = max(start + length, activity.known_end or 0.0)
        horizon = self.planning.day_at(max(ends.values(), default=0.0))
        days, day = [], self.planning.day
        while day <= horizon:
            day = _next_quarter(day)
            days.append(day)
        return days

    # ------------------------------------------------------------------ reading the simulations

    def reached(self, milestone: str, simulation: Simulation | None = None) -> Floats | None:
        """Weeks until a milestone, one for each draw; ``None`` when the plan does not lead there or is past it."""
        chosen = simulation or self.simulation
        entry = self.planning.knowledge.milestones[milestone]
        if self.planning.milestone_tasks(entry, "done"):
            return None
        tasks = [id_ for id_ in entry.tasks if id_ in chosen.network.place]
        return chosen.reached(tasks) if tasks else None

    def dates(self, weeks: npt.ArrayLike) -> Dates:
        """Quantiles of times, as days."""
        values = np.asarray(weeks)
        day_at = self.planning.day_at
        return Dates(p50=day_at(quantile(values, 0.5)), p90=day_at(quantile(values, 0.9)))

    def schedule(self, target: str | None = None, by: date | None = None) -> Schedule:
        """The plain data; without figures when the plan is impossible."""
        planning = self.planning
        launch = self.judgement.profile.answers.get("planned_launch")
        if by is None and isinstance(launch, date) and launch > planning.day:
            by = launch
        missing = {question for planned in planning.of("maybe") for question in planned.missing}
        head = Schedule(
            start=self._start(),
            draws=self.draws if planning.possible else 0,
            seed=self.seed,
            tags=planning.tags,
            problems=tuple(planning.problems),
            missing=self.judgement.in_order(missing),
        )
        if not planning.possible:
            return head
        milestones = tuple(
            found
            for milestone in planning.knowledge.milestones.values()
            if (found := self._milestone(milestone, by)) is not None
        )
        chosen = target if target in self.simulation.critical else _latest(milestones)
        longer = self.longer
        return Schedule(
            start=head.start,
            draws=head.draws,
            seed=head.seed,
            target=chosen,
            tags=head.tags,
            tasks=tuple(self._task(planned, chosen) for planned in planning.tasks.values()),
            milestones=milestones,
            deadlines=tuple(
                limit
                for deadline in planning.knowledge.deadlines.values()
                if (limit := self._deadline(deadline)) is not None
            ),
            cost=euros(self.simulation.cost),
            longer_cost=None if longer is None else euros(longer.cost),
            cash=self._cash(),
            by=by,
            problems=(*head.problems, *self._dates_at_risk()),
            missing=head.missing,
        )

    def _start(self) -> date:
        """First day of what is left to do."""
        start = self.planning.plan.start
        under_way = bool(self.planning.of("in_progress"))
        return self.planning.day if start is None or under_way else max(start, self.planning.day)

    def _task(self, planned: Planned, target: str | None) -> PlannedTask:
        task, id_ = planned.task, planned.task.id
        simulation = self.longer if planned.state == "maybe" else self.simulation
        place = None if simulation is None else simulation.network.place.get(id_)
        start = end = cost = None
        chance = 0.0
        after: tuple[str, ...] = ()
        if simulation is not None and place is not None:
            start, end = self.dates(simulation.start[place]), self.dates(simulation.end[place])
            cost = euros(simulation.task_cost[id_]) if id_ in simulation.task_cost else None
            after = tuple(simulation.network.ids[earlier] for earlier in simulation.network.before[place])
            if target is not None and planned.state != "maybe":
                chance = round(float(simulation.critical[target][place]), 4)
        weeks = planned.weeks
        used = (
            planned.row or task
        )  # another law held when the task began: its durations, sources, and no limit
        limit = task.limit if planned.row is None else None
        return PlannedTask(
            id=id_,
            title=task.title,
            stage=task.stage,
            state=planned.state,
            who=task.who,
            produces=task.produces,
            start=start,
            end=end,
            done=planned.note.ended,
            chance_critical=chance,
            weeks=(weeks.min, weeks.likely, weeks.max),
            basis="own" if planned.own else used.basis,
            confidence=used.confidence,
            limit_days=limit.days if limit else None,
            limit_hard=bool(limit and limit.hard),
            cost=cost,
            missing=planned.missing,
            after=after,
            duties=task.duties,
            notes=used.notes,
            sources=used.sources,
            rate=task.success.rate if task.success else None,
        )

    def _milestone(self, milestone: Milestone, by: date | None) -> PlannedMilestone | None:
        planning = self.planning
        done = planning.milestone_tasks(milestone, "done")
        if done:
            days = [day for id_ in done if (day := planning.tasks[id_].note.ended) is not None]
            return PlannedMilestone(
                id=milestone.id,
                title=milestone.title,
                main=milestone.main,
                state="reached",
                reached=min(days, default=None),
            )
        sure, possible = self.reached(milestone.id), None
        if self.longer is not None:
            possible = self.reached(milestone.id, self.longer)
        if sure is None and possible is None:
            return None
        dates = None if sure is None else self.dates(sure)
        longer = None if possible is None else self.dates(possible)
        simulation = self.simulation if sure is not None else self.longer
        assert simulation is not None
        path = self._path(milestone.id, simulation)
        interval = likely = None
        if sure is not None:
            low, high = quantile_interval(sure, 0.5)
            interval = planning.day_at(low), planning.day_at(high)
            ends = planning.likely_ends(self.activities)
            likely = planning.day_at(min(ends[id_] for id_ in milestone.tasks if id_ in ends))
        return PlannedMilestone(
            id=milestone.id,
            title=milestone.title,
            main=milestone.main,
            state="maybe" if sure is None else "planned",
            dates=dates,
            interval=interval,
            likely=likely,
            longer=longer if longer != dates else None,
            path=path,
            rates=self._rates(milestone, simulation),
            by=None if by is None or sure is None else self._chance(sure, by),
        )

    def _dates_at_risk(self) -> Iterator[PlanProblem]:
        """Known dates that what comes before does not always allow."""
        late = self.simulation.late if self.longer is None else {**self.longer.late, **self.simulation.late}
        for id_, share in late.items():
            planned = self.planning.tasks[id_]
            certain = share == 1.0  # told already, with the reason
            if share < 0.05 or certain or planned.note.ends is None:
                continue
            title, day, kept = planned.task.title, planned.note.ends, round(100 * (1 - share))
            yield PlanProblem(
                id="date-at-risk",
                severity="warning",
                tasks=(id_,),
                text=Text(
                    f"« {title.fr} » est annoncée pour le {show_date(day, 'fr')} : ce qui vient avant ne le permet que "
                    f"dans {kept} % des tirages.",
                    f"“{title.en}” is announced for {show_date(day, 'en')}: what comes before allows it in {kept}% of the "
                    "draws only.",
                ),
            )

    def _chance(self, weeks: Floats, day: date) -> float:
        """Chance that a time comes by the end of a day."""
        return round(float((weeks <= self.planning.weeks_at(day) + 1e-4).mean()), 4)

    def _path(self, milestone: str, simulation: Simulation) -> tuple[str, ...]:
        """The tasks most often critical, from the first to the milestone."""
        network, binding = simulation.network, simulation.binding[milestone]
        tasks = planning_tasks(self.planning.knowledge.milestones[milestone], network)
        shares = simulation.critical[milestone]
        path = [max(tasks, key=lambda place: shares[place])]
        while True:
            arcs = {earlier: share for (earlier, later), share in binding.items() if later == path[-1]}
            if not arcs:
                return tuple(network.ids[place] for place in reversed(path))
            path.append(max(arcs, key=lambda place: arcs[place]))

    def _rates(self, milestone: Milestone, simulation: Simulation) -> tuple[Share, ...]:
        """Published rates of success of what the milestone supposes."""
        network = simulation.network
        needed: set[int] = set()
        for place in planning_tasks(milestone, network):
            needed |= {place, *network.ancestors(place)}
        found = []
        for place in sorted(needed):
            success = self.planning.knowledge.tasks[network.ids[place]].success
            if success is not None:
                found.append(Share(task=network.ids[place], rate=success.rate, text=success.text))
        return tuple(found)

    def _deadline(self, deadline: Deadline) -> PlannedDeadline | None:
        start, end = self._time(deadline.start), self._time(deadline.end)
        if start is None or end is None or (isinstance(start, float) and isinstance(end, float)):
            return None
        late = np.asarray(end) - np.asarray(start) > deadline.max_days / 7 + 1e-4
        return PlannedDeadline(
            id=deadline.id,
            title=deadline.title,
            max_days=deadline.max_days,
            missed=round(float(late.mean()), 4),
            soft=deadline.soft,
            legal_ref=deadline.legal_ref,
            confidence=deadline.confidence,
            notes=deadline.notes,
        )

    def _time(self, name: str) -> Floats | float | None:
        """Weeks until the end of a task or a milestone, negative when it is past; ``None`` when unknown."""
        planning = self.planning
        milestone = planning.knowledge.milestones.get(name)
        tasks = milestone.tasks if milestone is not None else (name,)
        done = [
            planning.tasks[id_]
            for id_ in tasks
            if id_ in planning.tasks and planning.tasks[id_].state == "done"
        ]
        if done:
            days = [planned.note.ended for planned in done if planned.note.ended is not None]
            return planning.weeks_at(min(days)) if days else None
        present = [id_ for id_ in tasks if id_ in self.simulation.network.place]
        return self.simulation.reached(present) if present else None

    def _cash(self) -> tuple[Quarter, ...]:
        spent = self.simulation.spent
        quarters, total = [], np.zeros(self.draws, dtype=np.float64)
        late = [quantile(amounts, 0.9) for amounts in spent]
        used = np.flatnonzero(np.array(late) >= NEGLIGIBLE)
        first, last = (int(used[0]), int(used[-1])) if len(used) else (0, -1)
        day = self.planning.day
        for place in range(last + 1):
            total += spent[place]
            if place < first:
                day = _next_quarter(day)
                continue
            quarters.append(
                Quarter(
                    year=day.year, quarter=(day.month + 2) // 3, spent=euros(spent[place]), total=euros(total)
                )
            )
            day = _next_quarter(day)
        return tuple(quarters)


def planning_tasks(milestone: Milestone, network: Network) -> list[int]:
    """Places of the tasks of a milestone in a network."""
    return [network.place[id_] for id_ in milestone.tasks if id_ in network.place]


def euros(values: npt.ArrayLike) -> Euros:
    """Quantiles of amounts, to the euro."""
    array = np.asarray(values)
    low, middle, high = (float(round(quantile(array, chance))) for chance in (0.1, 0.5, 0.9))
    return Euros(p10=low, p50=middle, p90=high)


def _latest(milestones: Sequence[PlannedMilestone]) -> str | None:
    """The main milestone that is reached last."""
    dated = [(found.dates.p50, found.id) for found in milestones if found.main and found.dates is not None]
    if not dated:
        dated = [(found.dates.p50, found.id) for found in milestones if found.dates is not None]
    return max(dated)[1] if dated else None


def _next_quarter(day: date) -> date:
    """First day of the quarter after that of a day."""
    first_month = (day.month - 1) // 3 * 3 + 1
    return (date(day.year, first_month, 1) + timedelta(days=95)).replace(day=1)
