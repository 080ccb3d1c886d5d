"""Many plans at once: each draw is one way the work could go, all draws are computed together.

Times are in weeks from the start of the plan. Times of tasks are kept in single precision (a few seconds in a century), so
that a million plans fit in memory.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from agathe.roadmap.schedule.durations import Duration, Floats
from agathe.roadmap.schedule.network import Network
from agathe.roadmap.schedule.streams import BLOCK, Factor, Scores

Singles = npt.NDArray[np.float32]
MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class Activity:
    """A task of the simulation.

    Attributes:
        id: name, also of its streams of random numbers.
        after: names of the tasks it waits for.
        duration: weeks it takes.
        earlier: other durations, each for a start before a time; rising times.
        probability: chance that it happens; else it takes no time and no money.
        not_before: it does not start before that time.
        known_end: time it ends, known in advance; when what it waits for is later, it takes its duration.
        cost: euros.
        elapsed: weeks it has already lasted at time 0: only the rest of its cost is still to be paid.
    """

    id: str
    after: tuple[str, ...] = ()
    duration: Duration | None = None
    earlier: tuple[tuple[float, Duration], ...] = ()
    probability: float = 1.0
    not_before: float = 0.0
    known_end: float | None = None
    cost: Duration | None = None
    elapsed: float = 0.0


@dataclass(frozen=True, eq=False)
class Simulation:
    """Outcome of all draws.

    Attributes:
        network: tasks, in the order of the rows.
        start: starts in weeks, shape (tasks, draws).
        end: ends in weeks, shape (tasks, draws).
        critical: for each target, the share of draws in which each task is critical, shape (tasks,).
        binding: for each target, how often an arc (earlier task, later task) is critical.
        cost: euros of the whole, shape (draws,).
        task_cost: euros of each task that has a cost, shape (draws,).
        spent: euros spent up to each of the ``bounds`` since the one before, shape (bounds, draws); the last row is what
            is spent after the last bound.
        late: share of draws in which a task with a known end cannot keep it.
    """

    network: Network
    start: Singles
    end: Singles
    critical: Mapping[str, Floats]
    binding: Mapping[str, Mapping[tuple[int, int], float]]
    cost: Singles
    task_cost: Mapping[str, Singles]
    spent: Singles
    late: Mapping[str, float]

    @property
    def draws(self) -> int:
        return int(self.end.shape[1])

    def reached(self, tasks: Sequence[str]) -> Floats:
        """Time at which the earliest of some tasks is over, shape (draws,)."""
        ends = self.end[[self.network.place[id_] for id_ in tasks]]
        return np.asarray(ends.min(axis=0), dtype=np.float64)


def simulate(
    activities: Sequence[Activity],
    *,
    draws: int,
    seed: int,
    factors: Sequence[Factor] = (),
    targets: Mapping[str, Sequence[str]] | None = None,
    bounds: Sequence[float] = (),
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Draw plans.

    Args:
        activities: the tasks; names in ``after`` that are no task are ignored.
        draws: number of plans, up to a million.
        seed: the same seed gives the same numbers, whatever else is planned.
        factors: what tasks share.
        targets: groups of tasks; criticality is counted for the earliest end of each.
        bounds: rising times between which spending is summed.
        progress: told the share done, after each block.

    Raises:
        CycleError: tasks wait for one another.
        ValueError: ``draws`` is not from 1 to a million.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise ValueError(f"from 1 to {MOST_DRAWS} draws, not {draws}")
    network = Network({activity.id: activity.after for activity in activities})
    by_id = {activity.id: activity for activity in activities}
    ordered = [by_id[id_] for id_ in network.ids]
    shape = (len(ordered), draws)
    totals = _Totals(
        np.empty(shape, dtype=np.float32),
        np.empty(shape, dtype=np.float32),
        {a.id: np.empty(draws, dtype=np.float32) for a in ordered if a.cost is not None},
        np.zeros((len(bounds) + 1, draws), dtype=np.float32),
    )
    goals = {name: [network.place[id_] for id_ in tasks] for name, tasks in (targets or {}).items()}
    critical = {name: np.zeros(len(ordered)) for name in goals}
    binding: dict[str, dict[tuple[int, int], float]] = {name: {} for name in goals}
    late: dict[str, float] = {}
    for first in range(0, draws, BLOCK):
        size = min(BLOCK, draws - first)
        block = _Block(ordered, network, Scores(seed, factors, first // BLOCK, BLOCK), size)
        part = slice(first, first + size)
        totals.start[:, part], totals.end[:, part] = block.start, block.end
        for id_, share in block.late.items():
            late[id_] = late.get(id_, 0.0) + share * size / draws
        for name, tasks in goals.items():
            block.count_critical(tasks, critical[name], binding[name], draws)
        block.spend(totals, part, np.asarray(bounds, dtype=np.float32))
        if progress is not None:
            progress((first + size) / draws)
    cost = np.zeros(draws, dtype=np.float32)
    for amounts in totals.cost.values():
        cost += amounts
    return Simulation(
        network, totals.start, totals.end, critical, binding, cost, totals.cost, totals.spent, late
    )


@dataclass(frozen=True)
class _Totals:
    start: Singles
    end: Singles
    cost: dict[str, Singles]
    spent: Singles


class _Block:
    """One block of draws, in double precision. Streams are drawn for whole blocks, then cut, so that size does not matter."""

    def __init__(self, activities: Sequence[Activity], network: Network, scores: Scores, size: int) -> None:
        from scipy.special import ndtr

        self.activities, self.network, self.scores, self.size = activities, network, scores, size
        self.chances: Callable[[Floats], Floats] = lambda values: ndtr(values[:size])
        self.start = np.zeros((len(activities), size))
        self.end = np.zeros((len(activities), size))
        self.pinned: dict[int, npt.NDArray[np.bool_]] = {}
        self.happens: dict[int, npt.NDArray[np.bool_]] = {}
        self.late: dict[str, float] = {}
        for task, activity in enumerate(activities):
            self._task(task, activity)

    def _task(self, task: int, activity: Activity) -> None:
        start, end = self.start[task], self.end[task]
        start.fill(max(activity.not_before, 0.0))
        for earlier in self.network.before[task]:
            np.maximum(start, self.end[earlier], out=start)
        np.add(start, self._length(task, activity, start), out=end)
        if activity.known_end is not None:
            kept = start <= activity.known_end
            end[kept] = activity.known_end
            self.pinned[task] = kept
            self.late[activity.id] = float(1 - kept.mean())

    def _length(self, task: int, activity: Activity, start: Floats) -> Floats | float:
        if activity.duration is None:
            return 0.0
        chance = self.chances(self.scores.of(activity.id))
        length = activity.duration.quantile(chance)
        for before, duration in reversed(activity.earlier):  # the earliest bound that fits has the last word
            length = np.where(start < before, duration.quantile(chance), length)
        if activity.probability < 1:
            happens = self.chances(self.scores.independent("happens", activity.id)) < activity.probability
            self.happens[task] = happens
            length = np.where(happens, length, 0.0)
        return length

    def count_critical(
        self, tasks: Sequence[int], shares: Floats, binding: dict[tuple[int, int], float], draws: int
    ) -> None:
        """Mark, from the end, what holds the earliest of some tasks back in each draw."""
        reached = self.end[list(tasks)].min(axis=0)
        marks: dict[int, npt.NDArray[np.bool_]] = {task: self.end[task] == reached for task in tasks}
        for task in reversed(range(len(self.activities))):
            mark = marks.get(task)
            if mark is None or not mark.any():
                continue
            shares[task] += float(mark.sum()) / draws
            if task in self.pinned:  # its end does not wait for what comes before
                mark = mark & ~self.pinned[task]
            start = self.start[task]
            for earlier in self.network.before[task]:
                holds = mark & (self.end[earlier] == start) & (start > 0)
                count = float(holds.sum())
                if count:
                    binding[earlier, task] = binding.get((earlier, task), 0.0) + count / draws
                    marks[earlier] = marks[earlier] | holds if earlier in marks else holds

    def spend(self, totals: _Totals, part: slice, bounds: Singles) -> None:
        """Costs, spread evenly over the time of each task."""
        for task, activity in enumerate(self.activities):
            if activity.cost is None:
                continue
            amount = activity.cost.quantile(self.chances(self.scores.independent("cost", activity.id)))
            length = self.end[task] - self.start[task]
            if task in self.happens:
                amount = np.where(self.happens[task], amount, 0.0)
            if activity.elapsed > 0:
                whole = length + activity.elapsed
                amount = amount * length / np.where(whole > 0, whole, 1.0)
            cost = amount.astype(np.float32)
            totals.cost[activity.id][part] = cost
            if not len(bounds):
                totals.spent[-1, part] += cost
                continue
            start = self.start[task].astype(np.float32)
            rate = (1.0 / np.maximum(length, 1e-6)).astype(np.float32)
            first = int(np.searchsorted(bounds, start.min(), side="right"))
            last = int(np.searchsorted(bounds, self.end[task].max(), side="left"))
            before: Singles | float = 0.0
            for quarter in range(first, last):
                share = np.clip((bounds[quarter] - start) * rate, 0.0, 1.0)
                totals.spent[quarter, part] += cost * (share - before)
                before = share
            totals.spent[min(last, len(bounds)), part] += cost * (np.float32(1.0) - before)


def quantile(values: npt.ArrayLike, chance: float) -> float:
    """Smallest value that at least this share of the draws does not exceed."""
    ordered = np.asarray(values)
    rank = min(max(int(np.ceil(chance * len(ordered) - 1e-9)), 1), len(ordered)) - 1
    return float(np.partition(ordered, rank)[rank])


def quantile_interval(values: npt.ArrayLike, chance: float, *, score: float = 1.96) -> tuple[float, float]:
    """Interval of a quantile from the ranks of the draws (binomial), 95 % by default. It measures the simulation only."""
    ordered = np.sort(np.asarray(values))
    size = len(ordered)
    half = score * sqrt(size * chance * (1 - chance))
    low = min(max(int(np.floor(size * chance - half)), 0), size - 1)
    high = min(max(int(np.ceil(size * chance + half)), 0), size - 1)
    return float(ordered[low]), float(ordered[high])
