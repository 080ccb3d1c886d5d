"""The roadmap as plain data: what is decided for one project on one day. Its JSON form is published (see the docs)."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Confidence
from agathe.roadmap.plan_model import Schedule
from agathe.rules.proof import Step

FORMAT = 1
Status = Literal["applies", "to_confirm", "upcoming", "not_in_force", "ended", "done"]
WayStatus = Literal["open", "to_argue", "not_yet", "to_confirm", "upcoming", "closed", "ended"]
Availability = Literal["open", "announced", "to_check", "permanent", "closed", "unknown"]
Outcome = Literal["met", "unmet", "unknown", "judgement"]
RequirementStatus = Literal["applies", "to_confirm"]


class _Struct(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Base of the roadmap's structures: fields that keep their default are left out of JSON."""


class Citation(_Struct, kw_only=True, frozen=True):
    """Where a statement comes from.

    Attributes:
        source: id of the source.
        publisher: site that publishes it.
        url: address, if any.
        checked: day the source was last read.
    """

    source: str
    publisher: str
    url: str | None = None
    checked: date


class Grounds(_Struct, kw_only=True, frozen=True):
    """What an entry rests on.

    Attributes:
        legal_ref: texts, as a lawyer cites them.
        citations: sources.
        valid_from: first day of effect.
        valid_to: last day of effect.
        confidence: how far the fact was established.
        confidence_note: what is weak.
        checked: day of the last check.
        stale: true when that check is too old on the day of the roadmap.
    """

    legal_ref: str | None = None
    citations: tuple[Citation, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence
    confidence_note: Text | None = None
    checked: date
    stale: bool = False


class Decision(_Struct, kw_only=True, frozen=True):
    """A conclusion about the project itself: qualification, class, status under a law.

    Attributes:
        id: fact that holds it.
        title: its name.
        value: value in words; several values joined by "or" while it is not settled.
        options: options still possible, from lowest to highest where they have a rank.
        settled: whether no missing answer can change it.
        upcoming: true before the law it rests on has effect (see ``grounds.valid_from``).
        rules: rules that give the value, with the reason of each.
        missing: questions whose answers may still change it.
        notes: cautions.
    """

    id: str
    title: Text
    value: Text
    options: tuple[str, ...]
    settled: bool
    upcoming: bool = False
    rules: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    notes: Text | None = None
    grounds: Grounds


class DutyItem(_Struct, kw_only=True, frozen=True):
    """A duty that concerns the project, or may.

    Attributes:
        status: ``applies``; ``to_confirm`` (an answer is missing); ``upcoming`` (will apply from ``valid_from``);
            ``not_in_force`` (a text to follow); ``ended``; ``done`` (ticked by the project).
        missing: questions that decide.
        alerts: warnings for this project.
        weeks: planning range in weeks, an estimate.
        proof: evidence named when the duty was ticked.
    """

    id: str
    title: Text
    kind: str
    stage: int
    status: Status
    action: Text
    evidence: Text
    authority: Text
    weeks: tuple[float, float] | None = None
    missing: tuple[str, ...] = ()
    alerts: tuple[Text, ...] = ()
    notes: Text | None = None
    proof: str | None = None
    grounds: Grounds


class Part(_Struct, kw_only=True, frozen=True):
    """A criterion or an exclusion of a way.

    Attributes:
        outcome: ``met``, ``unmet``, ``unknown`` or ``judgement`` (an authority decides).
        nature: see :class:`agathe.knowledge.schema.base.Criterion`; ``exclusion`` for an exclusion.
        missing: questions that decide.
    """

    id: str
    text: Text
    nature: str
    outcome: Outcome
    legal_ref: str | None = None
    missing: tuple[str, ...] = ()


class Way(_Struct, kw_only=True, frozen=True):
    """A pathway, a funding scheme or a foreign market, with its criteria.

    Attributes:
        kind: ``pathway``, ``scheme`` or ``country``.
        status: ``open``; ``to_argue`` (open, but an authority judges a criterion); ``not_yet`` (something is still to
            be obtained); ``to_confirm`` (an answer is missing); ``upcoming`` (will exist from ``valid_from``);
            ``closed``; ``ended``.
        possible: statuses still possible while an answer is missing.
        why: parts that explain the status (what closes, what is missing, what is to be argued).
        parts: all parts.
        wanted: for a market, whether the project aims at it.
        availability: for a scheme, whether one can apply on that day.
        window: opening and closing day of the window found.
        warnings: warnings for this project.
        owed: for a pathway that is not closed, what the project will owe once covered.
    """

    id: str
    kind: Literal["pathway", "scheme", "country"]
    title: Text
    description: Text
    stages: tuple[int, ...]
    status: WayStatus
    possible: tuple[str, ...]
    why: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()
    wanted: Literal["yes", "no", "maybe"] | None = None
    availability: Availability | None = None
    window: tuple[date | None, date | None] | None = None
    total_days: int | None = None
    warnings: tuple[Text, ...] = ()
    owed: tuple[Text, ...] = ()
    grounds: Grounds


class MarketFact(_Struct, kw_only=True, frozen=True):
    """One cell of the comparison of markets.

    Attributes:
        column: what is compared: ``ce``, ``route``, ``paid``, ``delay``, ``fees``, ``evidence``, ``languages``…
        text: the fact in words; ``None`` when it was not established.
        confidence: how far it was established, when it differs from the market's own.
    """

    column: str
    text: Text | None = None
    confidence: Confidence | None = None


class Market(_Struct, kw_only=True, frozen=True):
    """One market in the comparison.

    Attributes:
        id: id of the country entry (or of the French pathway).
        country: ISO 3166-1 alpha-2 code.
        status: as in :class:`Way`.
        wanted: whether the project aims at it.
        met: conditions met, over ``conditions``; the others are in ``why`` of the way.
        facts: one for each column, in the order of the columns.
    """

    id: str
    country: str
    title: Text
    status: WayStatus
    wanted: Literal["yes", "no", "maybe"] | None = None
    met: int = 0
    conditions: int = 0
    facts: tuple[MarketFact, ...] = ()
    grounds: Grounds


class Requirement(_Struct, kw_only=True, frozen=True):
    """An assessment that a request for coverage calls for, such as an economic evaluation.

    Attributes:
        status: ``applies`` or ``to_confirm``.
        text: the rule in words.
        pathways: ids of the pathways concerned.
        missing: questions that decide.
    """

    id: str
    title: Text
    text: Text
    status: RequirementStatus
    pathways: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    grounds: Grounds


class Contact(_Struct, kw_only=True, frozen=True):
    """An actor to meet or a site where to try the tool.

    Attributes:
        kind: ``actor``, ``site`` or ``test_bed``.
        match: ``yes`` (fits this project), ``maybe`` (an answer is missing) or ``other`` (a site elsewhere).
        why: what it does for the project.
    """

    id: str
    kind: Literal["actor", "site", "test_bed"]
    title: Text
    why: Text
    stages: tuple[int, ...]
    region: str | None = None
    url: str | None = None
    match: Literal["yes", "maybe", "other"]
    grounds: Grounds


class Message(_Struct, kw_only=True, frozen=True):
    """Something to look at in the answers themselves."""

    id: str
    severity: Literal["error", "warning", "info"]
    text: Text
    questions: tuple[str, ...] = ()


class Stage(_Struct, kw_only=True, frozen=True):
    """One stage of the life line."""

    number: int
    title: Text
    duties: tuple[DutyItem, ...] = ()


class Roadmap(_Struct, kw_only=True, frozen=True):
    """What is decided for a project on a day.

    Attributes:
        format: version of this structure.
        project: name of the project.
        day: date whose law is applied.
        knowledge: version of the knowledge base.
        answered: questions answered (with "I don't know" answers apart, in ``not_known``).
        askable: questions whose answer can still change something.
        here: number of the stage the project seems to be in, ``None`` when not settled.
        messages: contradictions and warnings.
        decisions: qualification, class, status.
        stages: the seven stages with their duties.
        pathways: reimbursement, payment and purchase.
        requirements: assessments that these pathways call for.
        schemes: funding.
        countries: foreign markets.
        sites: experimentation sites and test beds.
        actors: whom to meet.
        sites_note: how complete the list of sites is.
        markets: foreign markets side by side, France first.
        schedule: when, how much and how sure; absent when it was not asked for.
    """

    format: int
    project: str
    day: date
    knowledge: str
    answered: int
    not_known: tuple[str, ...] = ()
    askable: tuple[str, ...] = ()
    here: int | None = None
    messages: tuple[Message, ...] = ()
    decisions: tuple[Decision, ...] = ()
    stages: tuple[Stage, ...] = ()
    pathways: tuple[Way, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    schemes: tuple[Way, ...] = ()
    countries: tuple[Way, ...] = ()
    sites: tuple[Contact, ...] = ()
    actors: tuple[Contact, ...] = ()
    sites_note: Text | None = None
    markets: tuple[Market, ...] = ()
    schedule: Schedule | None = None
