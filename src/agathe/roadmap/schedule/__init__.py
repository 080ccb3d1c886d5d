"""When a project can be where it wants to be, what it costs, and how sure that is.

- :mod:`~agathe.roadmap.schedule.durations`: uncertain durations and costs;
- :mod:`~agathe.roadmap.schedule.network`: order of the tasks, critical path method, classic PERT;
- :mod:`~agathe.roadmap.schedule.streams`: the random numbers, the same for a task whatever else is planned;
- :mod:`~agathe.roadmap.schedule.simulation`: many plans at once;
- :mod:`~agathe.roadmap.schedule.planning`: from a judgement to the tasks to simulate, and why a plan is impossible;
- :mod:`~agathe.roadmap.schedule.build`: the whole, as the plain data of :mod:`agathe.roadmap.plan_model`.
"""

from agathe.roadmap.schedule.build import DRAWS, SEED, build_schedule

__all__ = ["DRAWS", "SEED", "build_schedule"]
