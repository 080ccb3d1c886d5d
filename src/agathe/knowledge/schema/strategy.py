"""The national strategy the platform serves: axes, stages, actions, figures, dates."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Confidence, Entry
from agathe.knowledge.schema.partial_date import Precision

ActionType = Literal["regulatory", "call", "project", "study", "communication", "legislation", "other"]
Service = Literal[
    "roadmap", "calls", "sites", "studio", "datasets", "learning", "audits", "barometer", "library", "community",
    "matching",
]  # fmt: skip
FigureUnit = Literal[
    "students", "meur", "meur_per_year", "sites", "complete_answers", "projects", "graduates", "years", "days",
    "bn_usd", "bn_eur", "percent",
]  # fmt: skip


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day or a longer period known only by its month, quarter, half-year or year.

    Attributes:
        starts: first day.
        ends: last day; the same as ``starts`` for one day.
        precision: how exact the two ends are.
    """

    starts: date
    ends: date
    precision: Precision = "day"


class Detail(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A figure or a list that goes with a main figure.

    Attributes:
        id: identifier, unique in the entry.
        label: what it is.
        value: the figure, when there is one.
        year: year of the figure, when it differs from the main one.
        period: period it covers, when stated.
        names: proper names, when it is a list.
    """

    id: str
    label: Text
    value: float | None = None
    year: int | None = None
    period: Moment | None = None
    names: tuple[str, ...] = ()


class BudgetPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the budget, in millions of euros.

    Attributes:
        id: an axis, or a scheme outside the axes.
        title: name of the part.
        amount_meur: millions of euros.
    """

    id: str
    title: Text
    amount_meur: float


class LaterBudget(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A budget announced after the launch.

    Attributes:
        amount_meur: millions of euros.
        as_of: when it was stated.
        note: what it covers.
        sources: ids of the registry.
        confidence: how far it was established.
    """

    amount_meur: float
    as_of: Moment
    note: Text | None = None
    sources: tuple[str, ...]
    confidence: Confidence


class FirstYearResults(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the first year gave.

    Attributes:
        as_of: day of the statement.
        schemes: schemes launched.
        winners: projects selected.
        committed_meur: millions of euros committed.
        sources: ids of the registry.
        confidence: how far it was established.
    """

    as_of: date
    schemes: int
    winners: int
    committed_meur: float
    sources: tuple[str, ...]
    confidence: Confidence


class Strategy(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The strategy as a whole.

    Attributes:
        description: what it is.
        budget_meur: whole budget at launch, millions of euros.
        budget_pia_meur: part of it paid by the investment programme (PIA4 / France 2030).
        budget_parts: the budget, part by part; the parts add up to ``budget_meur``.
        budget_note: how the parts add up.
        later_budgets: budgets announced later, oldest first.
        first_year_results: state after one year.
        announced_on: day the plan was announced.
        launched_on: day of the launch.
        horizon: last year of the targets.
        national_coordinator_2021: who ran it in 2021, and under whom.
        medicine_5p: the five words of « médecine 5P ».
        axes_note: remark on the order of the axes.
    """

    description: Text
    budget_meur: float
    budget_pia_meur: float
    budget_parts: tuple[BudgetPart, ...]
    budget_note: Text
    later_budgets: tuple[LaterBudget, ...]
    first_year_results: FirstYearResults
    announced_on: date
    launched_on: date
    horizon: int
    national_coordinator_2021: Text
    medicine_5p: tuple[Text, ...]
    axes_note: Text


class Axis(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One of the five axes.

    Attributes:
        number: rank in the press kit.
        slug: one word for addresses.
        description: what it does.
        actions_count: number of actions.
        budget_meur: millions of euros.
    """

    number: int
    slug: str
    description: Text
    actions_count: int
    budget_meur: float


class LifeStage(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One of the seven stages of the life line of a project.

    Attributes:
        number: 1 to 7; duties, schemes and actions name a stage by this number.
    """

    number: int


class ActionService(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service of the platform that serves an action.

    Attributes:
        id: the service.
        why: how it serves the action, in one sentence.
    """

    id: Service
    why: Text


class Action(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One of the 34 actions.

    Attributes:
        code: number used in the project's documents (A4-03).
        axis: id of the axis.
        objective: objective of the press kit.
        type: kind of action, in our words.
        type_printed: kind of action as printed in the press kit.
        operator: operator as printed; ``None`` when none is printed.
        phase_2021: state in October 2021, as printed.
        stages: stages of the life line (our mapping, not in the kit).
        budget_meur: budget of the action, millions of euros; ``None`` when none is published.
        budget_meur_per_year: yearly budget, millions of euros.
        budget_meur_shared: budget shared with the actions of ``shared_with``.
        shared_with: ids of the actions that share the budget.
        source_section: where in the source.
        services: services of the platform that serve it.
    """

    code: str
    axis: str
    objective: Text
    type: ActionType
    type_printed: Text
    operator: Text | None
    phase_2021: Text
    stages: tuple[int, ...]
    budget_meur: float | None = None
    budget_meur_per_year: float | None = None
    budget_meur_shared: float | None = None
    shared_with: tuple[str, ...] = ()
    source_section: Text
    services: tuple[ActionService, ...]


class Figure(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A figure of the strategy or of the sector.

    Attributes:
        value: the figure.
        unit: what is counted; ``None`` when the title says it.
        unit_label: the unit in words.
        target_year: year of the target.
        origin: who measured it, when the press kit quotes someone.
        details: figures that go with it.
    """

    value: float
    unit: FigureUnit | None = None
    unit_label: Text | None = None
    target_year: int | None = None
    origin: Text | None = None
    details: tuple[Detail, ...] = ()


class NationalDesk(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The national desk for e-health innovation (G_NIUS).

    Attributes:
        description: what it is.
        figures_2021: its figures in 2021.
        announced_services: services announced in 2021.
    """

    description: Text
    figures_2021: tuple[Detail, ...]
    announced_services: tuple[Text, ...]


class EcoScore(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An eco-score announced by the strategy.

    Attributes:
        description: where it is used.
    """

    description: Text


class KeyDate(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A date of the strategy's history.

    Attributes:
        moment: date or period, as announced.
        actual: when it really happened, if it differs from the plan.
        actual_note: what explains the difference.
    """

    moment: Moment
    actual: Moment | None = None
    actual_note: Text | None = None
