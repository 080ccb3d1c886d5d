"""Public funding: schemes a project may apply to, what each asks and pays, and starting points by situation."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Confidence, Criterion, Entry
from agathe.knowledge.schema.partial_date import Precision

Beneficiary = Literal[
    "researcher", "phd_student", "startup", "small", "medium", "midcap", "large", "hospital", "medico_social",
    "public_research", "university", "association", "local_authority", "consortium", "investor", "person",
]  # fmt: skip
Theme = Literal[
    "any",
    "health",
    "digital_health",
    "dmn",
    "ai",
    "prevention",
    "data",
    "training",
    "experimentation",
    "equipment",
]
SchemeStatus = Literal["open", "rolling", "closed", "recurring", "permanent", "unsure"]
AmountKind = Literal[
    "grant",
    "aid",
    "equity",
    "rate",
    "costs",
    "envelope",
    "tax_credit",
    "exemption",
    "fund",
    "ticket",
    "duration",
]
AmountUnit = Literal["EUR", "ratio", "years"]
AidKind = Literal["grant", "repayable_advance", "recoverable_advance"]


class TrlRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Technology readiness levels, from 1 to 9, both included."""

    min: int
    max: int


class Amount(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One figure of a scheme.

    Attributes:
        id: identifier, unique in the scheme.
        kind: what the figure measures; ``rate`` is a share of the eligible costs.
        label: what it is, in words.
        value: the figure; ``None`` means "not established", never zero.
        unit: ``EUR``, ``ratio`` (0.45 for 45 %) or ``years``.
        applies_to: only for this kind of beneficiary.
        valid_from: first day of effect, when the figure itself changed.
        valid_to: last day of effect, when the figure itself changed.
    """

    id: str
    kind: AmountKind
    label: Text
    value: float | None
    unit: AmountUnit
    applies_to: Beneficiary | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class AidShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form of the aid and its share of the whole (0.6 for 60 %); ``None`` when the share is not established."""

    kind: AidKind
    share: float | None = None


class Phase(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One phase of a scheme that selects and pays in several steps.

    Attributes:
        number: rank of the phase.
        title: its name.
        grant_min: least grant, EUR.
        grant_max: greatest grant, EUR.
        months_min: shortest duration.
        months_max: longest duration.
        rate_company: share of the costs paid to a company; ``None`` when not established.
        rate_research: share paid to a research body; ``None`` when not established.
    """

    number: int
    title: Text
    grant_min: float
    grant_max: float
    months_min: int
    months_max: int
    rate_company: float | None = None
    rate_research: float | None = None


class Window(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One period in which applications are received.

    Attributes:
        id: identifier, unique in the scheme.
        label: name of the wave or edition.
        opens: first day; ``None`` when not established.
        closes: last day; ``None`` when not established.
        opens_precision: how exact ``opens`` is; with ``month`` or ``year`` the day is only the first of the period.
        closes_precision: how exact ``closes`` is; with ``month`` or ``year`` the day is only the last of the period.
        cut_offs: fixed dates at which the applications received so far are judged.
        rolling: applications are taken at any time until ``closes``.
        confidence: how far the dates were established, when it differs from the scheme.
        note: remark on the dates.
    """

    id: str
    label: Text
    opens: date | None = None
    closes: date | None = None
    opens_precision: Precision = "day"
    closes_precision: Precision = "day"
    cut_offs: tuple[date, ...] = ()
    rolling: bool = False
    confidence: Confidence | None = None
    note: Text | None = None


class SubTheme(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One theme of a call that has its own bounds.

    Attributes:
        id: identifier, unique in the scheme.
        text: what the theme covers.
        when: whether the project fits the theme and its cost bounds.
        cost_min: least total cost, EUR.
        cost_max: greatest total cost, EUR.
    """

    id: str
    text: Text
    when: Condition
    cost_min: float
    cost_max: float


class Variant(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A form of the scheme with its own name.

    Attributes:
        id: identifier, unique in the scheme.
        text: what sets it apart.
        valid_from: first day it exists.
    """

    id: str
    text: Text
    valid_from: date | None = None


class NextExpected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of the next edition."""

    text: Text
    confidence: Confidence


class Scheme(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One public funding scheme: call, contest, permanent aid, tax credit, fund.

    The scheme fits a project when all criteria in force hold. The status and the windows say whether one can apply
    today; always check the operator's specification before telling a user that a call is open.

    Attributes:
        operator: actor that runs it; ``None`` when not established.
        co_operators: actors that run it too.
        pilots: actors that steer its content.
        strategy_action: whether it serves the digital-health strategy.
        strategy_action_ids: actions of the strategy it serves (our reading of the link).
        stages: stages of the life line (1 to 7) it helps.
        trl: technology readiness it aims at; ``None`` when none is stated.
        trl_indicative: true when ``trl`` is our estimate: never a ground for exclusion.
        trl_note: remark on ``trl``.
        grant_trl: technology readiness the grant part pays for.
        themes: subjects, used to sort lists; what decides is in ``criteria``.
        criteria: conditions, one for each key or sentence of the source.
        amounts: figures.
        amounts_note: what the figures do not say.
        aid_form: grant and advances, with their shares.
        phases: phases, when the scheme has several.
        windows: periods of application, past and coming.
        status: ``open``, ``rolling`` (taken at any time), ``closed``, ``recurring`` (by waves: the next window must be
            checked), ``permanent`` or ``unsure``.
        next_expected: what is known of the next edition.
        ends_at_latest: last day the scheme can run.
        results: winners and figures of past waves.
        description: what it pays for, in plain words.
        sub_themes: themes with their own bounds.
        variants: forms with their own name.
        see: entry that holds the conditions, as ``kind:id``, when another kind describes the scheme in full.
    """

    operator: str | None
    co_operators: tuple[str, ...] = ()
    pilots: tuple[str, ...] = ()
    strategy_action: bool
    strategy_action_ids: tuple[str, ...] = ()
    stages: tuple[int, ...]
    trl: TrlRange | None = None
    trl_indicative: bool = False
    trl_note: Text | None = None
    grant_trl: TrlRange | None = None
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]
    amounts: tuple[Amount, ...] = ()
    amounts_note: Text | None = None
    aid_form: tuple[AidShare, ...] = ()
    phases: tuple[Phase, ...] = ()
    windows: tuple[Window, ...] = ()
    status: SchemeStatus
    next_expected: NextExpected | None = None
    ends_at_latest: date | None = None
    results: Text | None = None
    description: Text
    sub_themes: tuple[SubTheme, ...] = ()
    variants: tuple[Variant, ...] = ()
    see: tuple[str, ...] = ()


class FundingHint(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A starting point of the guided path: schemes to look at first, before their own criteria confirm them.

    Attributes:
        id: identifier.
        stage: stage of the life line (1 to 7) at which it is shown; a stage is where the user stands, not an answer.
        when: condition on the project.
        propose: ids of schemes, most useful first.
        text: why these, in plain words.
    """

    id: str
    stage: int
    when: Condition
    propose: tuple[str, ...]
    text: Text
