"""Tasks of a project, with the time and the money they take: what the schedule of a roadmap is made of.

Files: ``knowledge/tasks/*.yaml`` are lists of :class:`Task`; ``knowledge/schedule/`` holds the milestones, deadlines, dependences
and comparisons (:class:`Milestone`, :class:`Deadline`, :class:`Dependence`, :class:`PlanComparison`). Durations are planning ranges,
not promises, unless a legal limit bounds them.
"""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Confidence, Entry

Basis = Literal["published", "legal_maximum", "estimate"]
"""``published``: a public figure; ``legal_maximum``: the law bounds it, the likely value is a planning reading of the
bound; ``estimate``: no figure was found, the note gives the reasoning."""

Carrier = Literal["founder", "site", "notified_body", "authority", "funder", "other"]
"""Who sets the pace of a task."""


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lowest, most likely and highest value: the beta (PERT) distribution of shape 4 between ``min`` and ``max``."""

    min: float
    likely: float
    max: float


class Limit(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A legal limit on the duration of a task.

    Attributes:
        days: longest duration in law, calendar days.
        hard: true when no duration may exceed it; false when clock stops or published delays go beyond it.
        legal_ref: article.
    """

    days: int
    hard: bool
    legal_ref: str | None = None


class EarlierRange(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Duration of a task that starts before a date, in place of the usual one; its legal limit does not apply then.

    Attributes:
        starts_before: the row holds for a task that starts before this day.
        weeks: duration in weeks.
        basis: see :data:`Basis`.
        confidence: how far it was established.
        sources: ids of the registry ``sources.yaml``.
        notes: where it comes from.
    """

    starts_before: date
    weeks: Range
    basis: Basis
    confidence: Confidence
    sources: tuple[str, ...] = ()
    notes: Text


class Success(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Published rate of favourable outcomes. Dates after the task hold if it succeeds; the rate is shown beside them."""

    rate: float
    text: Text
    sources: tuple[str, ...] = ()


class Task(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One task of the life line.

    Attributes:
        stage: stage of the life line (1 to 7).
        when: condition under which the project has this task.
        done_when: condition under which the answers say that it is over; a missing answer leaves it to do.
        unless: condition under which it is left out; a missing answer leaves it in the plan.
        scenario: tag that switches the task on, when it is not part of the usual plan.
        after: ids of tasks that must be over before it starts; those the project does not have are ignored.
        weeks: duration in calendar weeks.
        earlier: other durations for a task that starts before a date.
        probability: chance that the task happens; else it takes no time and no money.
        limit: legal limit on the duration.
        cost_eur: money spent and internal time for the whole task, without VAT; ``None`` when it has no cost of its own.
        basis: where the duration comes from.
        cost_basis: where the cost comes from, when it differs.
        carrier: who sets the pace.
        who: who acts, in words.
        produces: what the task leaves.
        duties: duties whose work this task is: when all those that apply are ticked, the task is over.
        success: published rate of favourable outcomes.
    """

    stage: int
    when: Condition
    done_when: Condition | None = None
    unless: Condition | None = None
    scenario: str | None = None
    after: tuple[str, ...] = ()
    weeks: Range
    earlier: tuple[EarlierRange, ...] = ()
    probability: float = 1.0
    limit: Limit | None = None
    cost_eur: Range | None = None
    basis: Basis
    cost_basis: Basis | None = None
    carrier: Carrier
    who: Text
    produces: Text
    duties: tuple[str, ...] = ()
    success: Success | None = None


class Milestone(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A point of the life line, reached when the earliest of its tasks is over (those the project does not have are ignored).

    Attributes:
        id: identifier.
        title: name.
        tasks: ids of the tasks that end there.
        main: whether it sums up a plan (the milestones shown first, in comparisons).
    """

    id: str
    title: Text
    tasks: tuple[str, ...]
    main: bool = False


class Deadline(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A limit between the ends of two events, checked in every draw of the schedule.

    Attributes:
        start: task or milestone the delay runs from.
        end: task or milestone that must be over in time.
        max_days: longest delay, calendar days.
        soft: true when published delays go beyond it.
        basis: see :data:`Basis`.
    """

    start: str
    end: str
    max_days: int
    soft: bool = False
    basis: Basis


class Dependence(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Durations that are long together: one slow team is slow everywhere.

    Attributes:
        id: identifier.
        title: what they have in common.
        tasks: ids of the tasks.
        carrier: carrier of the tasks, instead of their ids.
        correlation: correlation of the normal scores of the durations, from 0 to 1.
        basis: see :data:`Basis`.
        confidence: how far it was established.
        notes: the reasoning.
    """

    id: str
    title: Text
    tasks: tuple[str, ...] = ()
    carrier: Carrier | None = None
    correlation: float
    basis: Basis
    confidence: Confidence
    notes: Text


class PlanVariant(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One side of a comparison.

    Attributes:
        id: identifier, unique in its comparison.
        title: name.
        set: answers changed, by question.
        suppose: facts taken as given, whatever the answers.
        tags: scenario tags switched on.
    """

    id: str
    title: Text
    set: dict[str, object] = {}
    suppose: dict[str, object] = {}
    tags: tuple[str, ...] = ()


class PlanComparison(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A comparison to offer: the same project planned in several ways.

    Attributes:
        id: identifier.
        title: the question it answers.
        when: condition under which the comparison makes sense for a project.
        variants: the ways.
        notes: how to read it.
    """

    id: str
    title: Text
    when: Condition
    variants: tuple[PlanVariant, ...]
    notes: Text | None = None


class DefaultTag(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A scenario tag switched on by the answers, unless the plan says otherwise.

    Attributes:
        id: the tag.
        title: what it adds to the plan.
        when: condition; absent for a tag that only the project switches on.
    """

    id: str
    title: Text
    when: Condition | None = None
