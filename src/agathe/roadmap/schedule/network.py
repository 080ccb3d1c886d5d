"""Order of the tasks; the critical path method (Kelley and Walker 1959) and classic PERT (Malcolm et al. 1959).

All arrays have one row for each task, in the order given, and any number of columns (plans computed together).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
import numpy.typing as npt

from agathe.roadmap.schedule.durations import Floats

Mask = npt.NDArray[np.bool_]


class CycleError(ValueError):
    """Tasks that wait for one another in a circle.

    Attributes:
        loop: ids along the circle, the first repeated at the end; each waits for the one before it.
    """

    def __init__(self, loop: tuple[str, ...]) -> None:
        super().__init__("these tasks wait for one another: " + " → ".join(loop))
        self.loop = loop


class Network:
    """Tasks and what each waits for.

    Args:
        after: for each task, the tasks it waits for; names that are no task are ignored.

    Raises:
        CycleError: no order exists.
    """

    def __init__(self, after: Mapping[str, Sequence[str]]) -> None:
        self.ids = _ordered(after)
        """Tasks, each after all those it waits for; file order otherwise."""
        place = {id_: number for number, id_ in enumerate(self.ids)}
        self.place: Mapping[str, int] = place
        self.before = tuple(
            tuple(sorted({place[name] for name in after[id_] if name in place})) for id_ in self.ids
        )
        """Places of the tasks each one waits for."""
        following: list[list[int]] = [[] for _ in self.ids]
        for task, needed in enumerate(self.before):
            for earlier in needed:
                following[earlier].append(task)
        self.following = tuple(tuple(tasks) for tasks in following)
        """Places of the tasks that wait for each one."""

    def ancestors(self, task: int) -> set[int]:
        """Places of all that must be over before a task starts."""
        found: set[int] = set()
        queue = list(self.before[task])
        while queue:
            earlier = queue.pop()
            if earlier not in found:
                found.add(earlier)
                queue.extend(self.before[earlier])
        return found


@dataclass(frozen=True)
class CriticalPath:
    """Result of the critical path method, in the unit of the durations; arrays of shape (tasks, plans).

    Attributes:
        earliest_start: earliest starts.
        earliest_end: earliest ends.
        latest_start: latest starts that keep the duration of the whole.
        total_float: delay each task can take without delaying the whole.
        duration: duration of the whole, one for each plan.
    """

    earliest_start: Floats
    earliest_end: Floats
    latest_start: Floats
    total_float: Floats
    duration: Floats


def critical_path(network: Network, durations: npt.ArrayLike, active: Mask | None = None) -> CriticalPath:
    """Forward and backward pass.

    Args:
        network: tasks and order.
        durations: shape (tasks,) or (tasks, plans), in the order of ``network.ids``.
        active: tasks that count in each plan, same shape; the others are ignored, and nothing waits for them.
    """
    lengths = np.asarray(durations, dtype=np.float64).reshape(len(network.ids), -1)
    if active is None and lengths.shape[1] == 1:
        return _one_plan(network, lengths[:, 0].tolist())
    counted = np.ones(lengths.shape, dtype=np.bool_) if active is None else active.reshape(lengths.shape)
    lengths = np.where(counted, lengths, 0.0)
    start, end = np.zeros_like(lengths), np.zeros_like(lengths)
    for task, needed in enumerate(network.before):
        for earlier in needed:
            np.maximum(start[task], end[earlier], out=start[task])
        end[task] = np.where(counted[task], start[task] + lengths[task], 0.0)
    whole = end.max(axis=0, initial=0.0)
    latest = np.empty_like(lengths)
    for task in reversed(range(len(network.ids))):
        last_end = whole.copy()
        for later in network.following[task]:
            np.minimum(last_end, np.where(counted[later], latest[later], whole), out=last_end)
        latest[task] = last_end - lengths[task]
    return CriticalPath(start, end, latest, latest - start, whole)


def _one_plan(network: Network, lengths: list[float]) -> CriticalPath:
    """One plan in plain Python: for a single column NumPy costs more than it brings."""
    start, end = [0.0] * len(lengths), [0.0] * len(lengths)
    for task, needed in enumerate(network.before):
        start[task] = begins = max([end[earlier] for earlier in needed], default=0.0)
        end[task] = begins + lengths[task]
    whole = max(end, default=0.0)
    latest = [0.0] * len(lengths)
    for task in reversed(range(len(lengths))):
        later = network.following[task]
        latest[task] = (min([latest[name] for name in later]) if later else whole) - lengths[task]
    columns = [np.array(values).reshape(-1, 1) for values in (start, end, latest)]
    early_start, early_end, late_start = columns
    return CriticalPath(early_start, early_end, late_start, late_start - early_start, np.array([whole]))


def longest_path(network: Network, durations: npt.ArrayLike, *, tolerance: float = 1e-9) -> tuple[str, ...]:
    """One critical path of one plan: tasks in order, from one that waits for nothing to the last."""
    result = critical_path(network, durations)
    end = result.earliest_end[:, 0]
    if not len(end):
        return ()
    # Among equal ends, the task that nothing follows: a last task of no length stays on the path.
    last = max(range(len(end)), key=lambda task: (end[task], not network.following[task], task))
    path = [last]
    while True:
        task, start = path[-1], result.earliest_start[path[-1], 0]
        binding = [earlier for earlier in network.before[task] if end[earlier] >= start - tolerance]
        if not binding:
            break
        path.append(binding[0])
    return tuple(network.ids[task] for task in reversed(path))


@dataclass(frozen=True)
class ClassicPert:
    """The textbook estimate: expected durations on one path, summed and taken as normal.

    It looks at one path only and is therefore too early wherever paths meet: the simulation is what we plan with.
    """

    path: tuple[str, ...]
    mean: float
    variance: float

    def chance_by(self, time: float) -> float:
        """Probability to be done by a time."""
        if self.variance == 0:
            return float(time >= self.mean)
        return 0.5 * (1 + erf((time - self.mean) / sqrt(2 * self.variance)))

    def time_at(self, chance: float) -> float:
        """Time by which it is done with a probability."""
        from statistics import NormalDist

        return self.mean if self.variance == 0 else NormalDist(self.mean, sqrt(self.variance)).inv_cdf(chance)


def classic_pert(network: Network, estimates: Mapping[str, tuple[float, float, float]]) -> ClassicPert:
    """Classic PERT: mean ``(a + 4 m + b) / 6`` and variance ``((b - a) / 6)²`` along the path of largest mean."""
    means = {id_: (low + 4 * likely + high) / 6 for id_, (low, likely, high) in estimates.items()}
    path = longest_path(network, [means[id_] for id_ in network.ids])
    variance = sum(((estimates[id_][2] - estimates[id_][0]) / 6) ** 2 for id_ in path)
    return ClassicPert(path, sum(means[id_] for id_ in path), variance)


def _ordered(after: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Depth first, without recursion: a plan may have thousands of tasks in a row."""
    done: dict[str, None] = {}
    for first in after:
        if first in done:
            continue
        trail: dict[str, list[str]] = {first: [name for name in after[first] if name in after]}
        while trail:
            task, waiting = next(reversed(trail.items()))
            while waiting and waiting[0] in done:
                waiting.pop(0)
            if not waiting:
                del trail[task]
                done[task] = None
            elif waiting[0] in trail:
                names = list(trail)
                loop = [*names[names.index(waiting[0]) :], waiting[0]]
                raise CycleError(tuple(reversed(loop)))
            else:
                needed = waiting[0]
                trail[needed] = [name for name in after[needed] if name in after]
    return tuple(done)
