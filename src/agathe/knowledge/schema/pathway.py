"""Pathways: how a product gets reimbursed, paid for or bought in France; tariff tables, operators, guiding hints."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Confidence, Criterion, Entry, Example, Exclusion
from agathe.knowledge.schema.partial_date import PartialDate

Route = Literal["common_law", "early_access", "experiment", "hospital", "act", "procurement"]
AuthorityRole = Literal[
    "decision", "assessment", "price", "certificate", "operators", "strategy", "request", "code"
]
DossierPart = Literal["main", "has", "ans"]
Silence = Literal["rejection", "approval"]


class Warned(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A warning that does not close the pathway.

    Attributes:
        id: identifier, unique in the pathway.
        when: condition under which it is shown.
        text: the warning.
        legal_ref: article.
        sources: further sources than those of the pathway.
        as_of: day of the state of knowledge, when older than that of the pathway.
        confidence: own confidence, when it differs from that of the pathway.
    """

    id: str
    when: Condition
    text: Text
    legal_ref: str | None = None
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    confidence: Confidence | None = None


class Dossier(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What to file.

    Attributes:
        part: ``main`` for a single file; ``has`` or ``ans`` when two files are lodged together.
        items: documents of the file.
    """

    part: DossierPart = "main"
    items: tuple[Text, ...]


class Authority(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Who does what.

    Attributes:
        role: decision, assessment, price, certificate, operators (declaration of operators), strategy, request (who
            asks for the assessment) or code (identification code).
        name: authority, with the form of its act where it matters.
    """

    role: AuthorityRole
    name: Text


class Step(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One step of the procedure; delays are calendar days.

    Attributes:
        n: rank; steps of the same rank, or marked ``parallel``, run side by side.
        actor: who acts.
        action: what is done.
        max_days: legal delay.
        max_days_if_pecan: legal delay when the product has a PECAN.
        max_days_second_opinion: delay after a second opinion.
        extra_days_if_question: days added when the authority asks for more.
        optional_days: days of a step that does not always take place.
        reply_days: days the applicant has to complete the file.
        counted_from: event that starts the delay.
        parallel: whether the step runs beside another one.
        silence: what silence means at the end of the delay.
        text: detail.
        legal_ref: article.
    """

    n: int
    actor: Text
    action: Text
    max_days: int | None = None
    max_days_if_pecan: int | None = None
    max_days_second_opinion: int | None = None
    extra_days_if_question: int | None = None
    optional_days: int | None = None
    reply_days: int | None = None
    counted_from: Text | None = None
    parallel: bool = False
    silence: Silence | None = None
    text: Text | None = None
    legal_ref: str | None = None


class ReplyDelay(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Days the applicant is given, at least, to complete a file.

    Attributes:
        min: minimum, in days.
        if_pecan: the same when the product has a PECAN.
        legal_ref: article.
    """

    min: int
    if_pecan: int | None = None
    legal_ref: str | None = None


class Duration(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How long the coverage lasts.

    Attributes:
        max_years: longest duration in years.
        max_months: longest duration in months.
        renewable: whether it can be renewed; ``None`` when the source does not say.
        per: what the duration is counted for.
        renewal_request_days_before_end: how early the renewal is requested.
        tacit_renewal: whether silence renews.
        data_due_months_before_end: how early the collected data are due.
        extension: possible extension.
        text: duration that is not a number.
        legal_ref: article.
    """

    max_years: int | None = None
    max_months: int | None = None
    renewable: bool | None = None
    per: Literal["indication"] | None = None
    renewal_request_days_before_end: int | None = None
    tacit_renewal: bool | None = None
    data_due_months_before_end: int | None = None
    extension: Text | None = None
    text: Text | None = None
    legal_ref: str | None = None


class Fees(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Duty paid when the file is lodged.

    Attributes:
        amount_max_eur: ceiling.
        text: detail.
        legal_ref: article.
        sources: further sources than those of the pathway.
        confidence: how far it was established.
    """

    amount_max_eur: float
    text: Text | None = None
    legal_ref: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence


class PathwayDuty(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the operator of the product owes once covered.

    Attributes:
        id: identifier, unique in the pathway.
        when: condition under which it is owed.
        text: the duty.
        max_months: delay to act, in months.
        months_after: months during which it goes on after the end of the coverage.
        days_if_refused: days during which it goes on after a refusal of listing.
        penalty_max_pct: ceiling of the penalty, in percent of the turnover.
        legal_ref: article.
    """

    id: str
    when: Condition = "true"
    text: Text
    max_months: int | None = None
    months_after: int | None = None
    days_if_refused: int | None = None
    penalty_max_pct: float | None = None
    legal_ref: str | None = None


class TariffExample(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A worked example of a tariff: the total for a number of months."""

    months: int
    total_eur: float


class Tariff(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A price paid under the pathway.

    Attributes:
        id: identifier, unique in the pathway.
        title: what is paid.
        applies_to: purpose of the product it is for (option of the fact ``purpose``); all when absent.
        amount_eur: flat amount, for one act.
        first_3_months_eur: amount for the first three months.
        monthly_from_month_4_eur: amount for each month from the fourth.
        annual_cap_eur: ceiling for one year.
        vat: whether VAT is included.
        example: worked example.
        patient_share_pct: share left to the patient, in percent.
        patient_share_range_pct: legal range of that share, lowest and highest.
        text: tariff that is not one number.
        valid_from: first day of effect.
        valid_to: last day of effect.
        as_of: date of the information, when the day of effect is not established.
        legal_ref: act that fixes it.
        sources: further sources than those of the pathway.
        confidence: how far it was established.
    """

    id: str
    title: Text
    applies_to: str | None = None
    amount_eur: float | None = None
    first_3_months_eur: float | None = None
    monthly_from_month_4_eur: float | None = None
    annual_cap_eur: float | None = None
    vat: Literal["included", "excluded"] | None = None
    example: TariffExample | None = None
    patient_share_pct: float | None = None
    patient_share_range_pct: tuple[float, float] | None = None
    text: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    as_of: PartialDate | None = None
    legal_ref: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence


class KnownDecision(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A decision or opinion made public.

    Attributes:
        product: name of the product.
        purpose: therapeutic or telemonitoring.
        outcome: ``granted``, ``unfavourable_opinion`` or ``sa_sufficient_restricted`` (opinion: sufficient expected
            service, in a narrower indication than requested).
        decided: day or month of the decision.
        then: what came after.
        text: detail.
        sources: further sources than those of the pathway.
        confidence: how far it was established.
    """

    product: str
    purpose: Literal["therapeutic", "telemonitoring"]
    outcome: Literal["granted", "unfavourable_opinion", "sa_sufficient_restricted"]
    decided: PartialDate
    then: Text | None = None
    text: Text | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence


class KnownListing(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A product listed under the pathway.

    Attributes:
        product: name of the product.
        indication: indication of the listing.
        since: day or month of effect.
        text: detail.
        sources: further sources than those of the pathway.
        confidence: how far it was established.
    """

    product: str
    indication: Text
    since: PartialDate
    text: Text | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence


class Calibration(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What past decisions teach, to keep the guide from promising too much."""

    text: Text
    as_of: date
    confidence: Confidence


class Stat(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A published count of files or decisions.

    Attributes:
        at: day, month or half-year of the count.
        text: the count.
        sources: where it was read.
        confidence: how far it was established.
    """

    at: PartialDate
    text: Text
    sources: tuple[str, ...]
    confidence: Confidence


class ReformWatch(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A reform proposed and not in force."""

    text: Text
    sources: tuple[str, ...]


class GenericLine(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A generic line already listed.

    Attributes:
        id: option of the question ``generic_line``.
        title: population.
        code: identification code; ``None`` when not established.
        valid_from: first day of effect.
        sources: further sources than those of the pathway.
    """

    id: str
    title: Text
    code: str | None = None
    valid_from: date
    sources: tuple[str, ...] = ()


class AssessmentCriterion(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One axis on which the assessment body judges the product."""

    id: str
    text: Text


class AsaLevel(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One degree of improvement, from I to V, and its word."""

    level: str
    word: Text


class AssessmentOutput(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the opinion concludes.

    Attributes:
        sa: possible conclusions on the expected service.
        asa: degrees of improvement of the expected service.
        legal_ref: article.
    """

    sa: tuple[Text, ...]
    asa: tuple[AsaLevel, ...]
    legal_ref: str | None = None


class Limit(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A limit on the use of the pathway that no answer can settle.

    Attributes:
        id: identifier, unique in the pathway.
        text: the limit.
        sources: further sources than those of the pathway.
        confidence: own confidence, when given.
    """

    id: str
    text: Text
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None


class Pathway(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One way to be reimbursed, paid for or bought.

    Attributes:
        stage: stage of the life line (1 to 7) where it is used.
        route: family of the pathway.
        description: what it is and whom it suits.
        law_version: consolidated version of the code in which the articles were read.
        criteria: conditions, all needed.
        exclusions: conditions that close the pathway.
        warnings: warnings that depend on the answers.
        applicants: who can apply, when it is not the operator of the product alone.
        assessment_criteria: axes of the assessment.
        assessment_output: conclusions of the assessment.
        dossier: what to file.
        authorities: who decides, assesses, certifies.
        steps: procedure.
        legal_total_days: sum of the legal delays.
        legal_total_days_if_pecan: the same when the product has a PECAN.
        completeness_reply_days: delay to complete the file.
        silence: what silence of the authority means for the whole request.
        duration: how long the coverage lasts.
        fees: duty paid at filing.
        obligations: what is owed once covered.
        end_events: what ends the coverage.
        tariffs: prices.
        tariff_table: id of the table of tariffs.
        parameters: ids of the parameters the pathway depends on.
        limits: limits no answer can settle.
        generic_lines: generic lines already listed.
        known_listings: products listed.
        decisions_known: decisions and opinions made public.
        calibration: what they teach.
        stats: published counts.
        reform_watch: reforms proposed.
        examples: answers and the status they must give (``open``, ``closed`` or ``not_yet``).
    """

    stage: int
    route: Route
    description: Text
    law_version: date | None = None
    criteria: tuple[Criterion, ...]
    exclusions: tuple[Exclusion, ...] = ()
    warnings: tuple[Warned, ...] = ()
    applicants: tuple[Text, ...] = ()
    assessment_criteria: tuple[AssessmentCriterion, ...] = ()
    assessment_output: AssessmentOutput | None = None
    dossier: tuple[Dossier, ...] = ()
    authorities: tuple[Authority, ...] = ()
    steps: tuple[Step, ...] = ()
    legal_total_days: int | None = None
    legal_total_days_if_pecan: int | None = None
    completeness_reply_days: ReplyDelay | None = None
    silence: Silence | None = None
    duration: Duration | None = None
    fees: Fees | None = None
    obligations: tuple[PathwayDuty, ...] = ()
    end_events: tuple[Text, ...] = ()
    tariffs: tuple[Tariff, ...] = ()
    tariff_table: str | None = None
    parameters: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    generic_lines: tuple[GenericLine, ...] = ()
    known_listings: tuple[KnownListing, ...] = ()
    decisions_known: tuple[KnownDecision, ...] = ()
    calibration: Calibration | None = None
    stats: tuple[Stat, ...] = ()
    reform_watch: ReformWatch | None = None
    examples: tuple[Example, ...] = ()


class PathwayHint(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which pathways to look at first; all pathways stay visible.

    Attributes:
        order: rank in which the guided path tests the hints.
        when: condition of the hint.
        then: ids of the pathways to test.
        text: the hint in words.
    """

    order: int
    when: Condition
    then: tuple[str, ...]
    text: Text


class TechnicalTariff(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Monthly technical package for one kind of interest (``mortality``, ``morbidity``...)."""

    interest: Literal["organisational", "quality_of_life", "morbidity", "mortality"]
    amount_eur: float
    valid_from: date
    valid_to: date | None = None


class Degressivity(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How the technical package falls when the number of patients grows.

    Attributes:
        base: how patients are counted.
        patients_above: number of patients from which the marginal amount applies.
        marginal_eur: amount for each patient above that number.
        floor_eur: lowest amount.
        applies_to_base_eur: package to which these amounts belong.
        review_every_months: rhythm of the review.
        periods: periods of counting.
        intermediate_steps_known: whether the steps in between were established.
    """

    base: Text
    patients_above: int
    marginal_eur: float
    floor_eur: float
    applies_to_base_eur: float
    review_every_months: int
    periods: tuple[Text, ...]
    intermediate_steps_known: bool


class OperatorTariff(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Monthly package of the operator at one level of care, with the condition of the level when there is one."""

    level: Literal["1", "2", "majored_1", "majored_2"]
    amount_eur: float
    valid_from: date
    valid_to: date | None = None
    condition: Text | None = None


class MajoredLimit(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How long a majored operator package can be billed for one generic line."""

    line: str
    months: int
    renewable_once: bool


class LineTariff(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Amount for one generic line (option of the question ``generic_line``)."""

    line: str
    amount_eur: float
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None


class BillingRule(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A rule of billing and its article."""

    id: str
    text: Text
    legal_ref: str | None = None


class TariffTable(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of tariffs.

    Attributes:
        unit: unit of every amount of the table.
        technical: technical package by kind of interest.
        technical_degressivity: how it falls with the number of patients.
        operator: operator package by level.
        majored_limits: how long majored packages last.
        generic_line_technical: technical package of each generic line.
        generic_line_operator: operator package of each generic line.
        patient_share_pct: share left to the patient, in percent.
        billing_rules: rules of billing.
    """

    unit: Literal["EUR_incl_VAT_per_patient_per_month"]
    technical: tuple[TechnicalTariff, ...]
    technical_degressivity: Degressivity
    operator: tuple[OperatorTariff, ...]
    majored_limits: tuple[MajoredLimit, ...]
    generic_line_technical: tuple[LineTariff, ...]
    generic_line_operator: tuple[LineTariff, ...]
    patient_share_pct: float
    billing_rules: tuple[BillingRule, ...]


class OperatorDuty(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What an operator of care around the product must do.

    Attributes:
        description: who it is and what is due.
    """

    description: Text
