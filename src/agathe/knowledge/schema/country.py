"""Market access of digital medical devices outside France, for a team that holds or aims at a CE mark.

Files of ``knowledge/countries/``: ``countries.yaml`` is a list of :class:`Country` (a country may have several entries, one for
each route), ``comparison.yaml`` one :class:`Comparison`.
"""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Confidence, Criterion, Entry
from agathe.knowledge.schema.partial_date import PartialDate

CeRecognition = Literal["full", "time_limited", "none"]
"""Whether the CE mark opens the market."""

NationalRoute = Literal["dedicated", "generic", "partial", "none"]
"""Whether a national route exists for digital devices."""

Reimbursed = Literal["yes", "limited", "no"]
"""Whether public money pays for such devices today."""


class CeUntil(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Last day a CE mark obtained under some texts is accepted."""

    regime: str
    until: date


class SourcedText(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A remark with its own sources or its own confidence."""

    text: Text
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None


class Provisional(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A provisional listing.

    Attributes:
        months: length.
        extension_months: length of the extension.
        text: how it works.
    """

    months: int
    extension_months: int
    text: Text


class ActivationCode(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How fast a patient receives the code that opens the application."""

    working_days: int
    text: Text


class ServiceDays(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Published service standard of an authority for one device class of that country."""

    device_class: str
    days: int
    unit: Literal["calendar_days"]


class Procedure(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How a decision is taken.

    Attributes:
        authority: who decides.
        max_days: longest time to a decision.
        extension_days: longest extension of it.
        text: the procedure in words.
        provisional: provisional listing.
        activation_code: delivery of the patient's code.
        service_days: service standards by class.
        filing: forms and guides in use.
        priority_review_months: length of the priority review.
    """

    authority: Text
    max_days: int | None = None
    extension_days: int | None = None
    text: Text | None = None
    provisional: Provisional | None = None
    activation_code: ActivationCode | None = None
    service_days: tuple[ServiceDays, ...] = ()
    filing: Text | None = None
    priority_review_months: int | None = None


class Fee(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A fee of an authority: a fixed amount, or a range.

    Attributes:
        currency: ISO 4217 code.
        what: what is paid for; ``None`` when ``route`` says it.
        route: id of a route of the same entry.
        amount: standard amount.
        small_business: reduced amount of small businesses; ``None`` when there is none or it is not established.
        min: lowest amount of a range.
        max: highest amount of a range.
        fiscal_year: fiscal year of the authority.
        from_: first day the fee holds (written ``from`` in YAML).
        to: last day it holds.
        status: ``unknown`` when the fee exists but its amount was not found: show that, never an older amount.
        legal_ref: article.
        sources: further sources than those of the entry.
    """

    currency: Literal["EUR", "USD"]
    what: Text | None = None
    route: str | None = None
    amount: int | None = None
    small_business: int | None = None
    min: int | None = None
    max: int | None = None
    fiscal_year: int | None = None
    from_: date | None = None
    to: date | None = None
    status: Literal["known", "unknown"] = "known"
    legal_ref: str | None = None
    sources: tuple[str, ...] = ()


class Statistic(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A count on a date."""

    as_of: PartialDate
    value: int
    what: Text
    sources: tuple[str, ...] = ()


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level of a national scheme, under the name the scheme gives it."""

    id: str
    text: Text


class Milestone(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A product that reached a level, as an example."""

    reached: PartialDate
    text: Text
    sources: tuple[str, ...] = ()


class Route(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One of several ways to the market of a country.

    Attributes:
        id: identifier, unique in its entry; fees refer to it.
        title: name of the route.
        criteria: conditions that lead to it.
    """

    id: str
    title: Text
    criteria: tuple[Criterion, ...]


class Payment(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A way to be paid.

    Attributes:
        id: identifier, unique in its entry.
        text: what is paid.
        valid_from: first day of effect.
        valid_to: last day of effect; ``None`` while it lasts.
        sources: ids of the registry ``sources.yaml``.
        confidence: how far it was established.
    """

    id: str
    text: Text
    valid_from: date | None = None
    valid_to: date | None = None
    sources: tuple[str, ...]
    confidence: Confidence


class Country(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One market, or one route of a market, outside France.

    Attributes:
        country: ISO 3166-1 alpha-2 code; also the option of the question ``target_countries``.
        when: whether the team aims at this country.
        description: how the market works.
        ce_recognition: whether the CE mark opens it.
        ce_until: last days of a time-limited recognition.
        ce_note: remark on the recognition of the CE mark.
        ce_reform: planned change of that recognition.
        national_route: whether a national route exists.
        reimbursed_today: whether public money pays today.
        criteria: conditions to be met; empty when not established.
        routes: ways to the market, when there are several.
        levels: levels of the scheme, in order.
        procedure: how a decision is taken.
        fees: what the authority charges.
        fees_confidence: how far the fees were established, when it differs from the entry.
        fees_note: how to read the fees.
        pricing: how the price is set.
        payment: ways to be paid.
        stats: figures.
        examples: products that reached a level.
        authority: who is in charge.
        languages: ISO 639-1 codes of the languages of the market.
        from_pecan: what a French PECAN file is worth there.
    """

    country: str
    when: Condition
    description: Text
    ce_recognition: CeRecognition
    ce_until: tuple[CeUntil, ...] = ()
    ce_note: SourcedText | None = None
    ce_reform: SourcedText | None = None
    national_route: NationalRoute
    reimbursed_today: Reimbursed
    criteria: tuple[Criterion, ...] = ()
    routes: tuple[Route, ...] = ()
    levels: tuple[Level, ...] = ()
    procedure: Procedure | None = None
    fees: tuple[Fee, ...] = ()
    fees_confidence: Confidence | None = None
    fees_note: Text | None = None
    pricing: Text | None = None
    payment: tuple[Payment, ...] = ()
    stats: tuple[Statistic, ...] = ()
    examples: tuple[Milestone, ...] = ()
    authority: Text | None = None
    languages: tuple[str, ...]
    from_pecan: Text | None = None


class ColumnOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value of a column, in words."""

    id: str
    label: Text


class Column(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A column of the comparison table.

    Attributes:
        id: key of the value in a row.
        label: heading.
        options: values the column can take, in words; empty for codes and numbers.
    """

    id: str
    label: Text
    options: tuple[ColumnOption, ...] = ()


class ComparisonRow(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One country of the comparison table.

    Attributes:
        country: ISO 3166-1 alpha-2 code.
        ce_recognition: as in :class:`Country`.
        national_route: as in :class:`Country`.
        reimbursed_today: as in :class:`Country`.
        provisional_months: length of a provisional listing; ``None`` when there is none or it is not established.
        decision_days: time to a decision; ``None`` when not established.
        entry: id of the :class:`Country` the row sums up.
        pathway: id of the French pathway the row sums up.
    """

    country: str
    ce_recognition: CeRecognition
    national_route: NationalRoute
    reimbursed_today: Reimbursed
    provisional_months: int | None = None
    decision_days: int | None = None
    entry: str | None = None
    pathway: str | None = None


class Comparison(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """France and the other markets side by side.

    Attributes:
        as_of: day the table describes.
        columns: columns, in order.
        rows: one for each country.
    """

    as_of: date
    columns: tuple[Column, ...]
    rows: tuple[ComparisonRow, ...]
