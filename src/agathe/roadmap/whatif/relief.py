"""Single changes that would most relieve a project, among what it may choose (its claims, its markets, its host).

All of them are evaluated in one columnar pass, and their plans in one forward pass with mean durations; only the few best
are then simulated, with common random numbers. This is information: a project is always to be described as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from agathe.kernel import Text
from agathe.roadmap.build import build_roadmap
from agathe.roadmap.schedule.build import DRAWS, SEED, Run
from agathe.roadmap.schedule.durations import Duration, Floats
from agathe.roadmap.schedule.network import Mask, Network
from agathe.roadmap.schedule.planning import Planning
from agathe.roadmap.schedule.simulation import Activity
from agathe.roadmap.whatif.comparison import MONTH, Variant, changes, conclusion_rows, gap
from agathe.roadmap.whatif.model import Relief, Row
from agathe.rules.changes import all_hold, alternatives, changed_columns
from agathe.rules.columnar import ColumnarEvaluator
from agathe.rules.critical import critical_values
from agathe.rules.engine import Judgement
from agathe.rules.profile import Answer

MOST = 6
_MIDPOINTS = (np.arange(64) + 0.5) / 64
_NEARER = ("ended", "closed", "upcoming", "not_yet", "to_confirm", "to_argue", "open")
"""Statuses of a way, from the farthest to the nearest."""


@dataclass(frozen=True)
class _Candidate:
    question: str
    answer: Answer
    weeks: float
    euros: float
    duties: int


def reliefs(
    judgement: Judgement,
    *,
    most: int = MOST,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[float], None] | None = None,
) -> list[Relief]:
    """The single changes that relieve most: months first, then money, then duties.

    A change counts only when all main milestones are still reached, when it contradicts no other answer, and when it brings
    at least a week, one per cent of the cost or a duty less. Tasks that an answer may still add are counted on both sides, so
    that nothing is gained by leaving a question open. Of changes with the same effect the first is kept.

    Args:
        judgement: the project as told.
        most: number of changes returned at most.
        draws: plans simulated for each of them.
        seed: seed of the simulation.
        progress: told the share done.

    Returns:
        Changes, the most useful first; empty when the plan is impossible or nothing helps.
    """
    base = Run(judgement, draws=draws, seed=seed)
    if not base.planning.possible:
        return []
    target = base.schedule().target  # the milestone the months refer to
    before = build_roadmap(judgement)
    found = []
    candidates = _candidates(base, target)[:most]
    for number, candidate in enumerate(candidates):
        variant = Variant("change", Text("", ""), {candidate.question: candidate.answer})
        other = variant.applied(judgement.engine, judgement.profile)
        run = Run(other, draws=draws, seed=seed)
        rows = list(conclusion_rows([before, build_roadmap(other)]))
        lost, won = _ways(rows)
        lost += _milestones_lost(base, run)
        whole, told = (one.longer or one.simulation for one in (run, base))
        times = (None, None) if target is None else (run.reached(target, whole), base.reached(target, told))
        months = gap(times[0], times[1], MONTH) if times[0] is not None and times[1] is not None else None
        found.append(
            Relief(
                change=next(iter(changes(judgement, other, variant))),
                milestone=target,
                milestone_title=None
                if target is None
                else judgement.engine.knowledge.milestones[target].title,
                months=months,
                cost=gap(whole.cost, told.cost),
                duties=tuple(row.title for row in rows if _duty(row, now=False)),
                added=tuple(row.title for row in rows if _duty(row, now=True)),
                lost=tuple(lost),
                won=tuple(won),
            )
        )
        if progress is not None:
            progress((number + 1) / len(candidates))
    return found


def _duty(row: Row, *, now: bool) -> bool:
    """Whether a duty that did not apply does now, or the other way round."""
    live = ("applies", "to_confirm")
    was, is_ = (status in live for status in row.statuses)
    return row.kind == "duty" and (is_ and not was if now else was and not is_)


def _ways(rows: Sequence[Row]) -> tuple[list[Text], list[Text]]:
    """Titles of the ways that go further away, and of those that come nearer."""
    lost: list[Text] = []
    won: list[Text] = []
    for row in rows:
        if row.kind in ("pathway", "scheme", "country"):
            was, is_ = (_NEARER.index(status) if status in _NEARER else 0 for status in row.statuses)
            (lost if is_ < was else won).append(row.title)
    return lost, won


def _milestones_lost(base: Run, run: Run) -> list[Text]:
    return [
        milestone.title
        for milestone in base.planning.knowledge.milestones.values()
        if base.reached(milestone.id) is not None
        and run.reached(milestone.id, run.longer or run.simulation) is None
    ]


# ---------------------------------------------------------------------- all single changes at once


def _candidates(base: Run, target: str | None) -> list[_Candidate]:
    """Changes worth a simulation, the best first, one for each question."""
    judgement = base.judgement
    knowledge, profile = judgement.engine.knowledge, judgement.profile
    thresholds = critical_values(judgement.engine.program)
    singles: list[tuple[str, Answer]] = [
        (question.id, answer)
        for question in knowledge.questions.values()
        if question.lever and profile.answers.get(question.id) is not None
        for answer in alternatives(question, profile.answers[question.id], thresholds.get(question.id, ()))
    ]
    if not singles:
        return []
    planning = base.planning
    # Every task that some change may add: judged below, so that its state here does not matter.
    tasks = [
        task
        for task in knowledge.tasks.values()
        if (task.scenario is None or task.scenario in planning.tags)
        and (task.id not in planning.tasks or planning.tasks[task.id].state not in ("done", "set_aside"))
    ]
    checks = [f"check:{rule.id}" for rule in knowledge.consistency.values() if rule.severity == "error"]
    duties = [f"duty:{id_}" for id_ in knowledge.duties if id_ not in profile.done]
    targets = [
        *checks,
        *duties,
        *(f"task:{task.id}" for task in tasks),
        *(f"task:{task.id}/{part}" for task in tasks for part in ("done", "unless")),
    ]
    evaluator = ColumnarEvaluator(judgement.engine.program, targets)
    # The project as told is the first plan: what the others are measured against.
    results = evaluator(changed_columns(judgement, [(), *((single,) for single in singles)]))
    count = len(singles) + 1
    valid = all_hold(results, checks, count)
    started = {id_ for id_, planned in planning.tasks.items() if planned.state == "in_progress"}
    active = np.array(
        [
            ((results[f"task:{task.id}"] != 2) | (task.id in started))
            & (results[f"task:{task.id}/done"] != 1)
            & (results[f"task:{task.id}/unless"] != 1)
            for task in tasks
        ]
    )
    activities = {
        activity.id: activity for activity in _all_activities(planning, [task.id for task in tasks])
    }
    network = Network({task.id: activities[task.id].after for task in tasks})
    order = [[task.id for task in tasks].index(id_) for id_ in network.ids]
    active = active[order]
    ends = mean_ends(network, [activities[id_] for id_ in network.ids], active)
    costs = np.array([_mean(activities[id_].cost) for id_ in network.ids]) @ active
    applying = np.sum([results[duty] != 2 for duty in duties], axis=0)
    reached = {}
    for milestone in knowledge.milestones.values():
        rows = [network.place[id_] for id_ in milestone.tasks if id_ in network.place]
        times = np.where(active[rows], ends[rows], np.inf)
        reached[milestone.id] = times.min(axis=0, initial=np.inf)
    kept_goals = np.ones(count, dtype=np.bool_)
    for milestone in knowledge.milestones.values():
        if milestone.main and np.isfinite(reached[milestone.id][0]):
            kept_goals &= np.isfinite(reached[milestone.id])
    found: dict[str, _Candidate] = {}
    for number, (question, answer) in enumerate(singles, 1):
        if not (valid[number] and kept_goals[number]):
            continue
        weeks = 0.0 if target is None else float(reached[target][0] - reached[target][number])
        euros, fewer = float(costs[0] - costs[number]), int(applying[0]) - int(applying[number])
        if weeks < -1 or (weeks < 1 and euros < 0.01 * costs[0] and fewer < 1):
            continue
        candidate = _Candidate(question, answer, weeks, euros, fewer)
        kept = found.get(question)
        if kept is None or _merit(candidate) > _merit(kept):
            found[question] = candidate
    best: dict[tuple[float, float], _Candidate] = {}
    for candidate in sorted(found.values(), key=_merit, reverse=True):
        best.setdefault((round(candidate.weeks, 1), round(candidate.euros, -3)), candidate)
    return list(best.values())


def _merit(candidate: _Candidate) -> tuple[float, float, int]:
    """Weeks first (to the week), then money (to the thousand), then duties."""
    return round(max(candidate.weeks, 0.0)), round(candidate.euros, -3), candidate.duties


def _all_activities(planning: Planning, wanted: Sequence[str]) -> list[Activity]:
    """The activity of each task, whether the project has it today or not."""
    known = {activity.id: activity for activity in planning.activities(maybe=True)}
    return [known[id_] if id_ in known else planning.usual_activity(id_) for id_ in wanted]


def _mean(duration: Duration | None) -> float:
    """Mean of an uncertain quantity, from its quantiles."""
    return 0.0 if duration is None else float(np.mean(duration.quantile(_MIDPOINTS)))


def mean_ends(network: Network, activities: Sequence[Activity], active: Mask) -> Floats:
    """Ends in weeks if every task took its mean duration, for many plans at once; shape (tasks, plans).

    Tasks that a plan does not have end at 0, so that nothing waits for them.
    """
    ends = np.zeros(active.shape)
    for task, activity in enumerate(activities):
        start = np.full(active.shape[1], max(activity.not_before, 0.0))
        for earlier in network.before[task]:
            np.maximum(start, ends[earlier], out=start)
        length = np.full(active.shape[1], _mean(activity.duration) * activity.probability)
        for before, duration in reversed(activity.earlier):
            length = np.where(start < before, _mean(duration) * activity.probability, length)
        end = start + length
        if activity.known_end is not None:
            end = np.where(start <= activity.known_end, activity.known_end, end)
        ends[task] = np.where(active[task], end, 0.0)
    return ends
