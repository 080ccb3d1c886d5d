"""The schedule of a project as plain data; part of the roadmap's published JSON."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Confidence
from agathe.knowledge.schema.task import Basis

PLAN_FORMAT = 1
TaskState = Literal["planned", "in_progress", "done", "maybe", "set_aside"]


class _Struct(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Base of these structures: fields that keep their default are left out of JSON."""


class Dates(_Struct, kw_only=True, frozen=True):
    """A date that is not certain: one chance in two to be reached by ``p50``, nine in ten by ``p90``."""

    p50: date
    p90: date


class Euros(_Struct, kw_only=True, frozen=True):
    """An amount that is not certain, in euros without VAT: 10, 50 and 90 % quantiles."""

    p10: float
    p50: float
    p90: float


class Share(_Struct, kw_only=True, frozen=True):
    """A published rate of success of a task, shown beside the dates that suppose it."""

    task: str
    rate: float
    text: Text


class PlannedTask(_Struct, kw_only=True, frozen=True):
    """A task of the plan.

    Attributes:
        state: ``planned``, ``in_progress``, ``done``, ``maybe`` (an answer is missing: in the longer plan only) or
            ``set_aside`` (by the project).
        start: when it starts.
        end: when it is over.
        done: day it was over, when known.
        chance_critical: chance that a delay of the task delays the target milestone.
        weeks: lowest, likely and highest duration used.
        basis: where the duration comes from; ``own`` when the project gave it.
        limit_days: legal limit.
        limit_hard: whether nothing may exceed it.
        cost: cost of the task.
        missing: questions that decide whether the project has it.
        after: tasks of the plan it waits for.
        rate: published rate of success.
    """

    id: str
    title: Text
    stage: int
    state: TaskState
    who: Text
    produces: Text
    start: Dates | None = None
    end: Dates | None = None
    done: date | None = None
    chance_critical: float = 0.0
    weeks: tuple[float, float, float] | None = None
    basis: Basis | Literal["own"]
    confidence: Confidence
    limit_days: int | None = None
    limit_hard: bool = False
    cost: Euros | None = None
    missing: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    notes: Text | None = None
    sources: tuple[str, ...] = ()
    rate: float | None = None


class PlannedMilestone(_Struct, kw_only=True, frozen=True):
    """A milestone of the plan.

    Attributes:
        main: whether it sums up the plan.
        state: ``planned``, ``reached``, or ``maybe`` (only if an answer to come adds its task).
        dates: when it is reached.
        interval: 95 % Monte Carlo interval of the median (of the simulation, not of the world).
        likely: the date a plan would give that only adds likely durations; too early as a rule.
        longer: the date when all tasks still to be confirmed turn out to be needed, if that changes it.
        path: tasks most often critical for it, in order.
        rates: published rates of success on the way.
        by: chance to be reached by the day asked for (see ``by`` of the schedule).
    """

    id: str
    title: Text
    main: bool = False
    state: Literal["planned", "reached", "maybe"]
    dates: Dates | None = None
    interval: tuple[date, date] | None = None
    likely: date | None = None
    longer: Dates | None = None
    reached: date | None = None
    path: tuple[str, ...] = ()
    rates: tuple[Share, ...] = ()
    by: float | None = None


class PlannedDeadline(_Struct, kw_only=True, frozen=True):
    """A legal or practical limit between two events.

    Attributes:
        missed: chance of missing it.
        soft: true when published delays go beyond it.
    """

    id: str
    title: Text
    max_days: int
    missed: float
    soft: bool = False
    legal_ref: str | None = None
    confidence: Confidence
    notes: Text | None = None


class Quarter(_Struct, kw_only=True, frozen=True):
    """Money to find in a quarter of the calendar, and since the start.

    Attributes:
        year: year.
        quarter: 1 to 4.
        spent: spent in the quarter.
        total: spent from the start of the plan to the end of the quarter.
    """

    year: int
    quarter: int
    spent: Euros
    total: Euros


class PlanProblem(_Struct, kw_only=True, frozen=True):
    """Why a plan cannot be computed, or what is odd in it.

    Attributes:
        severity: ``error``: nothing is computed; ``warning``: computed all the same.
        tasks: tasks concerned, in the order of the explanation.
    """

    id: str
    severity: Literal["error", "warning", "info"]
    text: Text
    tasks: tuple[str, ...] = ()


class Schedule(_Struct, kw_only=True, frozen=True):
    """When, how much, and how sure.

    Attributes:
        start: first day of what is left to do.
        draws: number of simulated plans; 0 when nothing is computed.
        seed: seed of the simulation: the same seed gives the same bytes.
        target: milestone the criticality of the tasks refers to.
        tags: scenario tags switched on.
        tasks: tasks of the plan.
        milestones: milestones.
        deadlines: limits between events, with the chance of missing each.
        cost: cost of all that is left to do.
        longer_cost: the same with all tasks still to be confirmed.
        cash: cash need by quarter.
        by: day for which the chance of reaching each milestone is told: the one asked for, or the launch the project plans.
        problems: contradictions and warnings.
        missing: questions whose answers add or remove tasks.
    """

    format: int = PLAN_FORMAT
    start: date
    draws: int
    seed: int
    target: str | None = None
    tags: tuple[str, ...] = ()
    tasks: tuple[PlannedTask, ...] = ()
    milestones: tuple[PlannedMilestone, ...] = ()
    deadlines: tuple[PlannedDeadline, ...] = ()
    cost: Euros | None = None
    longer_cost: Euros | None = None
    cash: tuple[Quarter, ...] = ()
    by: date | None = None
    problems: tuple[PlanProblem, ...] = ()
    missing: tuple[str, ...] = ()
