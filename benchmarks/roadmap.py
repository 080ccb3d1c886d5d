"""Speed of the schedule, beside a plain-Python Monte Carlo and, for the critical path, networkx.

Run ``python -m benchmarks.roadmap`` from the repository. Both sides do the same work on the same plan, and their answers are
compared before any ratio is printed.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from agathe.knowledge import load_knowledge
from agathe.roadmap.schedule.build import Run, build_schedule
from agathe.roadmap.schedule.durations import Pert
from agathe.roadmap.schedule.network import Network, critical_path, longest_path
from agathe.roadmap.schedule.simulation import Activity, simulate
from agathe.roadmap.whatif import reliefs
from agathe.rules import Engine, Judgement, read_profile

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "knowledge/examples/telemonitoring-ai.yaml"
DAY = date(2027, 2, 25)
DRAWS = 10_000
LIMIT = 0.5
T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 when the answers differ or a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-limits", action="store_true", help="only print, whatever the figures")
    options = parser.parse_args(arguments)
    knowledge = load_knowledge()
    engine = Engine(knowledge, DAY)
    judgement = engine.judge(read_profile(EXAMPLE, knowledge))
    run = Run(judgement, draws=DRAWS, independent=True)
    activities = run.planning.activities(maybe=True)
    print(f"\nSchedule: {len(activities)} tasks, {DRAWS:,} plans ({EXAMPLE.name})")
    failures = [*_simulation(activities), *_whole(judgement), *_critical_path()]
    for failure in failures:
        print(f"  FAILED: {failure}")
    return 1 if failures and not options.no_limits else 0


def _simulation(activities: Sequence[Activity]) -> list[str]:
    """The same plans drawn by a loop of the standard library and by us."""
    last = Activity("end of all", tuple(activity.id for activity in activities))
    tasks = [*(_plain(activity) for activity in activities), last]
    simulate(tasks, draws=100, seed=1)  # tables of quantiles
    ours, simulation = _best(lambda: simulate(tasks, draws=DRAWS, seed=1), 5)
    theirs, ends = _best(lambda: _loop(tasks), 1)
    mine = simulation.end[simulation.network.place[last.id]]
    print(
        f"  draws of all tasks, ours: {1e3 * ours:.0f} ms; plain Python: {theirs:.2f} s; ratio {theirs / ours:.0f}x"
    )
    spread = 4 * statistics.stdev(ends) * (2 / DRAWS) ** 0.5
    apart = abs(statistics.fmean(ends) - float(mine.mean()))
    print(
        f"    mean duration {mine.mean():.2f} and {statistics.fmean(ends):.2f} weeks (4 errors: {spread:.2f})"
    )
    return [] if apart < spread else ["the two simulations disagree"]


def _plain(activity: Activity) -> Activity:
    """The part of a task that the loop does too: order, duration, chance."""
    return Activity(activity.id, activity.after, duration=activity.duration, probability=activity.probability)


def _loop(tasks: Sequence[Activity]) -> list[float]:
    """What anybody would write first: one plan after another."""
    generator = random.Random(1)
    ordered = [{task.id: task for task in tasks}[id_] for id_ in Network({t.id: t.after for t in tasks}).ids]
    known = {task.id for task in tasks}
    results = []
    for _ in range(DRAWS):
        ends: dict[str, float] = {}
        for task in ordered:
            start = max((ends[name] for name in task.after if name in known), default=0.0)
            length = 0.0
            pert = task.duration
            if isinstance(pert, Pert) and (task.probability == 1 or generator.random() < task.probability):
                length = pert.min + (pert.max - pert.min) * generator.betavariate(pert.alpha, pert.beta)
            ends[task.id] = start + length
        results.append(max(ends.values()))
    return results


def _whole(judgement: Judgement) -> list[str]:
    """The whole schedule: criticality, costs, cash, quantiles, dependences."""
    seconds, _ = _best(lambda: build_schedule(judgement), 3)
    verdict = "within" if seconds <= LIMIT else "OVER"
    print(f"  whole schedule, {DRAWS:,} plans: {seconds:.2f} s ({verdict} the limit of {LIMIT} s)")
    suggestions, found = _best(lambda: reliefs(judgement), 1)
    print(f"  {len(found)} suggestions out of all single changes, simulated: {suggestions:.2f} s")
    return [] if seconds <= LIMIT else [f"whole schedule: {seconds:.2f} s"]


def _critical_path() -> list[str]:
    """The critical path of random networks, one plan and many."""
    try:
        import networkx as nx
    except ImportError:
        print("  networkx is not installed: the critical path is left out (make bench installs it)")
        return []
    failures = []
    generator = random.Random(4)
    for size in (66, 1000):
        after = {
            f"t{n}": [f"t{m}" for m in sorted(generator.sample(range(n), min(n, 3)))] for n in range(size)
        }
        lengths = {id_: generator.randint(1, 20) for id_ in after}
        graph = nx.DiGraph()
        graph.add_nodes_from([*after, "end"])
        for id_, needed in after.items():
            graph.add_edge(id_, "end", weight=lengths[id_])
            for earlier in needed:
                graph.add_edge(earlier, id_, weight=lengths[earlier])
        theirs, expected = _best(lambda graph=graph: nx.dag_longest_path_length(graph), 5)
        network = Network(after)
        durations = np.array([lengths[id_] for id_ in network.ids], dtype=np.float64)
        ours, result = _best(lambda n=network, d=durations: critical_path(n, d), 5)
        many = np.repeat(durations[:, None], 1000, axis=1)
        columns, _ = _best(lambda n=network, m=many: critical_path(n, m), 3)
        print(
            f"  critical path of {size} tasks, forward and backward: {1e3 * ours:.2f} ms; networkx (longest path only): "
            f"{1e3 * theirs:.2f} ms; ratio {theirs / ours:.1f}x; 1,000 plans together: {theirs * 1000 / columns:.0f}x"
        )
        path = longest_path(network, durations)
        if not expected == result.duration[0] == sum(lengths[id_] for id_ in path):
            failures.append(f"critical path of {size} tasks: {expected} and {result.duration[0]}")
    return failures


def _best(work: Callable[[], T], times: int) -> tuple[float, T]:
    """Shortest time of several runs, in CPU seconds, and the last result."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


if __name__ == "__main__":
    sys.exit(main())
