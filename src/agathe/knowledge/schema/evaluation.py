"""Evaluation: what the Haute Autorité de santé and public payers expect as evidence, and who pays for the studies."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Confidence, Entry


class ScaleValue(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One possible judgement."""

    id: str
    title: Text


class ScaleLevel(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One degree of a scale.

    Attributes:
        id: degree (I to V, A to D).
        title: its word or content.
        categories: number of kinds of solutions in the degree; ``None`` when not applicable or not established.
        personalised: whether the output is personalised.
        autonomous: whether the solution decides alone.
    """

    id: str
    title: Text
    categories: int | None = None
    personalised: Literal["yes", "no", "possible"] | None = None
    autonomous: bool | None = None


class ScaleAxis(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One axis of a judgement.

    Attributes:
        id: identifier.
        title: the axis.
        tariff_interests: rows of the tariff table the axis leads to.
    """

    id: str
    title: Text
    tariff_interests: tuple[str, ...] = ()


class Scale(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A scale of judgement or a classification.

    Attributes:
        description: what is judged.
        values: possible judgements, when they are not degrees.
        levels: degrees, in the order of the source.
        axes: axes of the judgement.
        rule: rule attached to the scale.
    """

    description: Text
    values: tuple[ScaleValue, ...] = ()
    levels: tuple[ScaleLevel, ...] = ()
    axes: tuple[ScaleAxis, ...] = ()
    rule: Text | None = None


class Guide(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A guide of the assessment body.

    Attributes:
        description: content and use.
        version: date or period of the version read, as known (``2022-04-15``, ``2019-05``, ``2025-S2``).
    """

    description: Text
    version: str


class GridDomain(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One domain of a descriptive grid."""

    id: str
    text: Text


class DescriptionGrid(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A grid that helps describe a function in the file; not a score.

    Attributes:
        description: what it is for.
        items_count: number of elements.
        items_count_confidence: how far that number was established.
        domains: domains of the grid.
        mandatory: whether filling it in is required.
    """

    description: Text
    items_count: int
    items_count_confidence: Confidence
    domains: tuple[GridDomain, ...]
    mandatory: bool


class TriggerCondition(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One of the conditions of a trigger, all needed.

    Attributes:
        id: identifier, unique in the trigger.
        when: condition.
        text: the condition in words.
        legal_ref: article.
    """

    id: str
    when: Condition
    text: Text
    legal_ref: str | None = None


class BudgetImpact(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """When a budget-impact model is expected as well.

    Attributes:
        when: condition.
        text: the condition in words.
        confidence: how far it was established.
    """

    when: Condition
    text: Text
    confidence: Confidence


class EvaluationTrigger(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """When an economic evaluation is required.

    Attributes:
        description: the rule in words.
        when: the whole condition.
        conditions: its parts, all needed.
        budget_impact: when a budget-impact model is expected as well.
        applies_to: ids of the pathways concerned.
        not_applies_to: ids of the pathways not concerned.
        response_days: days the applicant has to answer the opinion.
        parameters: ids of the thresholds the answers stand for.
    """

    description: Text
    when: Condition
    conditions: tuple[TriggerCondition, ...]
    budget_impact: BudgetImpact | None = None
    applies_to: tuple[str, ...] = ()
    not_applies_to: tuple[str, ...] = ()
    response_days: int | None = None
    parameters: tuple[str, ...] = ()


class MethodChoice(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One methodological choice of the reference case.

    Attributes:
        id: identifier.
        title: what is chosen.
        text: the choice.
        value: number or key of the choice; ``None`` when it is only text, or when no value exists.
        values: bounds, when there are several numbers.
        applies_to: what it applies to.
        confidence: how far it was established.
    """

    id: str
    title: Text
    text: Text
    value: float | str | None = None
    values: tuple[float, ...] = ()
    applies_to: tuple[Literal["costs", "effects"], ...] = ()
    confidence: Confidence


class ReferenceCase(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The common frame of economic evaluations.

    Attributes:
        description: what it is for.
        choices: methodological choices.
    """

    description: Text
    choices: tuple[MethodChoice, ...]


class CheckValue(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A health state and its published utility, to check the computation."""

    state: str
    value: float


class ValueSet(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Coefficients that turn a questionnaire state into a utility.

    Utility is ``full_health`` plus the coefficient of the level of each dimension (level 1 counts 0), plus
    ``at_least_one_level3`` once when a dimension is at level 3 and the set has such a term.

    Attributes:
        description: how it is computed and where it comes from.
        full_health: utility of the state with no problem.
        dimensions: name of each dimension, in the order of the questionnaire.
        coefficients: for each dimension, the coefficient of each level.
        at_least_one_level3: term added once when a dimension is at level 3.
        check_values: published utilities.
        reference: article.
        doi: its identifier.
        coefficients_source: file from which the numbers were taken.
    """

    description: Text
    full_health: float
    dimensions: dict[str, Text]
    coefficients: dict[str, dict[int, float]]
    at_least_one_level3: float | None = None
    check_values: tuple[CheckValue, ...]
    reference: str
    doi: str
    coefficients_source: str


class StudyDesign(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A study design.

    Attributes:
        rank: strength of the evidence, 1 for the strongest.
        use: what it is used for.
        inputs: what the sample-size computation needs.
        accepted_for: ids of the pathways for which it is accepted.
        accepted_for_programmes: ids of the programmes for which it is accepted.
    """

    rank: int
    use: Text
    inputs: tuple[str, ...]
    accepted_for: tuple[str, ...] = ()
    accepted_for_programmes: tuple[str, ...] = ()


class SampleSizeDefault(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A default of the sample-size computation, to be replaced by an observed value when there is one.

    Attributes:
        values: usual value or values.
    """

    values: tuple[float, ...]


class ResearchProgramme(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A public programme that pays for studies.

    Attributes:
        description: what it pays for.
        operator: who runs it.
        stage: stage of the life line (1 to 7).
        carrier: who can carry a project.
        platform: where the file is lodged.
    """

    description: Text
    operator: str
    stage: int
    carrier: Text | None = None
    platform: str | None = None


class Campaign(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One yearly campaign of the research programmes; its reference is ``legal_ref``.

    Attributes:
        campaign: year or years.
        launched: day of the launch.
        letters_deadline: last day to lodge a letter of intent.
        status: state when last checked; ``None`` when the source does not give one.
    """

    campaign: str
    launched: date | None = None
    letters_deadline: date | None = None
    status: Literal["closed_or_in_review", "unknown"] | None = None


class OrganisationalImpact(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What to document on the organisation of care.

    Attributes:
        description: families of impact and advice.
    """

    description: Text


class EarlyDialogue(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A meeting with the assessment body before the study starts.

    Attributes:
        description: what it is.
        stage: stage of the life line (1 to 7).
    """

    description: Text
    stage: int
