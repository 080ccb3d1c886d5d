"""A what-if as plain data. Every list of values has one place for each side, in the order of the sides."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.roadmap.plan_model import Dates, Euros, PlanProblem

RowKind = Literal["decision", "duty", "pathway", "requirement", "scheme", "country"]


class _Struct(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Base of these structures: fields that keep their default are left out of JSON."""


class Change(_Struct, kw_only=True, frozen=True):
    """An answer, a supposition or a remark on the plan that makes one side differ from the project.

    Attributes:
        what: question, fact, task, or part of the plan.
        before: how it is told by the project.
        after: how it is told on this side.
    """

    what: str
    label: Text
    before: Text
    after: Text


class Gap(_Struct, kw_only=True, frozen=True):
    """Difference with the first side, draw by draw; positive when this side is later (or dearer).

    Attributes:
        mean: mean difference.
        error: standard error of that mean, from the simulation only.
        p10: 10 % quantile of the difference.
        p50: median difference.
        p90: 90 % quantile.
        sooner: share of draws in which this side is ahead (or cheaper).
    """

    mean: float
    error: float
    p10: float
    p50: float
    p90: float
    sooner: float


class Side(_Struct, kw_only=True, frozen=True):
    """One side.

    Attributes:
        id: identifier, unique in the comparison.
        title: name.
        changes: what differs from the project as told.
        duties: number of duties that apply or are to be confirmed, done ones apart.
        tasks: number of tasks left to do.
        cost: cost of what is left to do.
        problems: contradictions of its answers, and why its plan is impossible.
    """

    id: str
    title: Text
    changes: tuple[Change, ...] = ()
    duties: int = 0
    tasks: int = 0
    cost: Euros | None = None
    problems: tuple[PlanProblem, ...] = ()


class Row(_Struct, kw_only=True, frozen=True):
    """A conclusion that is not the same on all sides.

    Attributes:
        kind: kind of conclusion.
        statuses: status id (or options of a decision, joined by ``|``) on each side; ``absent`` where it does not concern
            the project.
        values: the same in words.
    """

    kind: RowKind
    id: str
    title: Text
    statuses: tuple[str, ...]
    values: tuple[Text, ...]


class MilestoneRow(_Struct, kw_only=True, frozen=True):
    """A milestone on each side.

    Attributes:
        main: whether it sums up the plan.
        states: ``planned``, ``reached``, ``maybe`` or ``absent``.
        dates: when it is reached.
        months: months gained or lost against the first side; ``None`` for the first, and where a side has no date.
    """

    id: str
    title: Text
    main: bool = False
    states: tuple[str, ...]
    dates: tuple[Dates | None, ...]
    months: tuple[Gap | None, ...]


class TaskRow(_Struct, kw_only=True, frozen=True):
    """A task that some sides have and others do not."""

    id: str
    title: Text
    states: tuple[str, ...]


class Comparison(_Struct, kw_only=True, frozen=True):
    """Sides of a what-if.

    Attributes:
        project: name of the project.
        day: date whose law is applied.
        knowledge: version of the knowledge base.
        draws: plans simulated on each side.
        seed: seed of the simulation.
        title: the question asked.
        sides: what is compared.
        rows: conclusions that differ.
        milestones: milestones of any side.
        tasks: tasks that differ.
        cost: euros against the first side.
        notes: how to read it.
    """

    project: str
    day: date
    knowledge: str
    draws: int
    seed: int
    title: Text
    sides: tuple[Side, ...]
    rows: tuple[Row, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    cost: tuple[Gap | None, ...] = ()
    notes: Text | None = None


class Relief(_Struct, kw_only=True, frozen=True):
    """A single change that would relieve the project: information, not advice to describe it otherwise than it is.

    Attributes:
        change: the change.
        milestone: milestone the months refer to.
        months: months against the project as told (negative: sooner); ``None`` when no main milestone is common.
        cost: euros against the project as told (negative: cheaper).
        duties: duties that no longer apply.
        added: duties that are added.
        lost: ways that close or go further away, and milestones that disappear.
        won: ways that open or come nearer.
    """

    change: Change
    milestone: str | None = None
    milestone_title: Text | None = None
    months: Gap | None = None
    cost: Gap | None = None
    duties: tuple[Text, ...] = ()
    added: tuple[Text, ...] = ()
    lost: tuple[Text, ...] = ()
    won: tuple[Text, ...] = ()
