"""Experimentation sites, other test beds, and training programmes of the digital-health strategy.

Files of ``knowledge/sites/``: ``programme.yaml`` is one :class:`SiteDirectory`, ``sites.yaml`` a list of :class:`Site`,
``test_beds.yaml`` a list of :class:`TestBed`, ``training.yaml`` one :class:`Training`.
"""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.knowledge.schema.base import Condition, Confidence, Entry
from agathe.knowledge.schema.partial_date import PartialDate

CareSetting = Literal["hospital", "primary_care", "home", "medico_social", "pharmacy", "other"]
"""Where a tool is tried or used: the options of the question ``care_settings``."""

Wave = Literal[1, 2, 3]
"""Year group of the call: 1 for the laureates of 2022-2023, 2 for 2024, 3 for 2024-2025."""


class ProgrammeTarget(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the programme promised.

    Attributes:
        set_in: year of the promise.
        sites: number of sites.
        experiments: number of experiments.
        by: year they were promised for.
    """

    set_in: int
    sites: int
    experiments: int
    by: int


class YearCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sites selected in one year."""

    year: int
    sites: int


class ProgrammeResults(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the programme selected.

    Attributes:
        site_candidates: consortia that applied.
        sites: sites selected, all years.
        by_year: sites selected in each year of the call.
        outside_call: sites selected outside the call; with ``by_year`` they add up to ``sites``.
        by_year_note: how to read the count by year.
        experiment_candidates: experiments that applied.
        experiments_funded: experiments funded.
    """

    site_candidates: int
    sites: int
    by_year: tuple[YearCount, ...]
    outside_call: int
    by_year_note: Text | None = None
    experiment_candidates: int
    experiments_funded: int


class FirstWave(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The first laureates.

    Attributes:
        candidates: consortia that applied.
        laureates: consortia selected.
        experiments_announced: experiments announced with them.
        announced_on: day of the announcement.
        themes: fields covered.
    """

    candidates: int
    laureates: int
    experiments_announced: int
    announced_on: date
    themes: tuple[Text, ...]


class SiteProgramme(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The national programme that funds the sites.

    Attributes:
        description: what it funds.
        operator: id of the actor that runs it.
        envelope_eur: total budget.
        envelope_sites_eur: part for the sites.
        envelope_experiments_eur: part for the experiments.
        target: what was promised.
        results: what was selected.
        wave_1: the first laureates.
    """

    description: Text
    operator: str
    envelope_eur: int
    envelope_sites_eur: int
    envelope_experiments_eur: int
    target: ProgrammeTarget
    results: ProgrammeResults
    wave_1: FirstWave


class SiteDirectory(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The programme, and how complete our lists are.

    Attributes:
        as_of: day the lists describe.
        complete: whether every site of the programme is listed.
        missing: what could not be established; shown beside the lists.
        programme: the national programme.
    """

    as_of: date
    complete: bool
    missing: tuple[Text, ...]
    programme: SiteProgramme


class Site(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An experimentation site ("tiers-lieu d'expérimentation").

    Attributes:
        lead: organisation that carries it; ``None`` when not established.
        partners: other members of the consortium; empty when not established.
        region: INSEE code; ``None`` when not established.
        wave: year group of the call; ``None`` when not established.
        themes: fields of interest; empty when not established.
        settings: where tools are tried; empty when not established.
        settings_note: a more precise word than the settings.
        description: what it offers.
        budget_note: what is known of its budget.
        when: a good match for the project (same region, or a theme the answers speak of). A ranking aid: a false value
            never closes a site.
    """

    lead: str | None = None
    partners: tuple[str, ...] = ()
    region: str | None = None
    wave: Wave | None = None
    themes: tuple[Text, ...] = ()
    settings: tuple[CareSetting, ...] = ()
    settings_note: Text | None = None
    description: Text
    budget_note: Text | None = None
    when: Condition


class TestBed(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Another place or programme where a tool may be tried, or that is mistaken for one.

    Attributes:
        region: INSEE code; ``None`` when it is not tied to a region.
        description: what it is.
        when: a good match for the project; ``false`` for a programme listed only to avoid a mistake.
    """

    __test__ = False  # not a pytest class, despite its name

    region: str | None = None
    description: Text
    when: Condition


class CurriculumModule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of the core curriculum."""

    id: str
    hours: int
    title: Text


class Curriculum(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The core curriculum in digital health for health students.

    Attributes:
        description: who follows it and when.
        hours_total: hours in all; the sum of the modules.
        modules: its fields.
    """

    description: Text
    hours_total: int
    modules: tuple[CurriculumModule, ...]


class StudyStream(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A study programme concerned by the curriculum."""

    id: str
    title: Text


class StreamsMeta(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How complete the list of study programmes is.

    Attributes:
        target: number of programmes the strategy speaks of.
        listed: number of programmes listed here.
        complete: whether the list is complete.
        sources: ids of the registry ``sources.yaml``.
        valid_from: first day of effect.
        valid_to: last day of effect; ``None`` while it lasts.
        confidence: how far the list was established.
        checked: day of the last check.
        notes: where the list comes from.
    """

    target: int
    listed: int
    complete: bool
    sources: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence
    checked: date
    notes: Text | None = None


class SkillsProject(Entry, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A training project selected by the call "Compétences et métiers d'avenir", digital health.

    Attributes:
        description: what it does.
        lead: organisation that carries it.
        region: INSEE code; ``None`` when it is not tied to a region.
        amount_eur: funding; ``None`` when not established.
        partner_count: number of partners; ``None`` when not established.
    """

    description: Text
    lead: str
    region: str | None = None
    amount_eur: int | None = None
    partner_count: int | None = None


class LaureateCount(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Laureates announced on one date.

    Attributes:
        announced: date of the announcement.
        count: number of laureates.
        amount_eur: their funding.
        cumulative: whether the figures include the earlier announcements.
    """

    announced: PartialDate
    count: int
    amount_eur: int
    cumulative: bool = False


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A count set against its target."""

    count: int
    target: int


class SkillsTotals(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Figures of the call as a whole.

    Attributes:
        laureates: announcements, in order.
        universities_engaged: universities taking part.
        students_target_per_year: students to train each year.
        students_target_share: share of the students of the field this stands for (0 to 1).
        sources: ids of the registry ``sources.yaml``.
        valid_from: first day the figures describe.
        valid_to: last day they describe; ``None`` while they last.
        confidence: how far the figures were established.
        checked: day of the last check.
    """

    laureates: tuple[LaureateCount, ...]
    universities_engaged: Share
    students_target_per_year: int
    students_target_share: float
    sources: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence
    checked: date


class Training(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Training side of the strategy.

    Attributes:
        curriculum: core curriculum.
        streams: study programmes quoted by the order.
        streams_meta: how complete ``streams`` is.
        cma_projects: laureates of the skills call that could be identified.
        cma_totals: figures of the skills call.
    """

    curriculum: Curriculum
    streams: tuple[StudyStream, ...]
    streams_meta: StreamsMeta
    cma_projects: tuple[SkillsProject, ...]
    cma_totals: SkillsTotals
