"""The knowledge base as one object, indexed by kind and id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agathe.knowledge.schema.actor import Actor, ActorNote, Region
from agathe.knowledge.schema.base import Entry
from agathe.knowledge.schema.country import Comparison, Country
from agathe.knowledge.schema.duty import Duty
from agathe.knowledge.schema.evaluation import (
    Campaign,
    DescriptionGrid,
    EarlyDialogue,
    EvaluationTrigger,
    Guide,
    OrganisationalImpact,
    ReferenceCase,
    ResearchProgramme,
    SampleSizeDefault,
    Scale,
    StudyDesign,
    ValueSet,
)
from agathe.knowledge.schema.fact import Fact, Parameter
from agathe.knowledge.schema.funding import FundingHint, Scheme
from agathe.knowledge.schema.pathway import OperatorDuty, Pathway, PathwayHint, TariffTable
from agathe.knowledge.schema.question import ConsistencyRule, Question, QuestionGroup
from agathe.knowledge.schema.site import Site, SiteDirectory, TestBed, Training
from agathe.knowledge.schema.source import SourceEntry
from agathe.knowledge.schema.strategy import (
    Action,
    Axis,
    EcoScore,
    Figure,
    KeyDate,
    LifeStage,
    NationalDesk,
    Strategy,
)
from agathe.knowledge.schema.task import (
    Deadline,
    DefaultTag,
    Dependence,
    Milestone,
    PlanComparison,
    Task,
)

CONCLUSION_KINDS = {
    "fact": "facts",
    "duty": "duties",
    "pathway": "pathways",
    "scheme": "schemes",
    "country": "countries",
    "actor": "actors",
    "site": "sites",
    "test_bed": "test_beds",
    "evaluation": "evaluation_triggers",
    "task": "tasks",
}
"""Kinds of conclusions, and the collection each comes from."""


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything the product knows, as loaded from ``knowledge/``.

    Each attribute maps ids to entries, in file order; single documents are attributes of their own. ``files`` gives
    the file of each entry (relative to the root), for messages; ``version`` is a digest of all files.
    """

    sources: Mapping[str, SourceEntry] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    question_groups: Mapping[str, QuestionGroup] = field(default_factory=dict)
    consistency: Mapping[str, ConsistencyRule] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    pathways: Mapping[str, Pathway] = field(default_factory=dict)
    pathway_hints: Mapping[str, PathwayHint] = field(default_factory=dict)
    tariffs: Mapping[str, TariffTable] = field(default_factory=dict)
    operator_duties: Mapping[str, OperatorDuty] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    funding_hints: Mapping[str, FundingHint] = field(default_factory=dict)
    actors: Mapping[str, Actor] = field(default_factory=dict)
    actor_notes: Mapping[str, ActorNote] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)
    test_beds: Mapping[str, TestBed] = field(default_factory=dict)
    countries: Mapping[str, Country] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    milestones: Mapping[str, Milestone] = field(default_factory=dict)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    dependences: Mapping[str, Dependence] = field(default_factory=dict)
    plan_comparisons: Mapping[str, PlanComparison] = field(default_factory=dict)
    plan_tags: Mapping[str, DefaultTag] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    guides: Mapping[str, Guide] = field(default_factory=dict)
    value_sets: Mapping[str, ValueSet] = field(default_factory=dict)
    study_designs: Mapping[str, StudyDesign] = field(default_factory=dict)
    sample_size_defaults: Mapping[str, SampleSizeDefault] = field(default_factory=dict)
    research_programmes: Mapping[str, ResearchProgramme] = field(default_factory=dict)
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    description_grids: Mapping[str, DescriptionGrid] = field(default_factory=dict)
    evaluation_triggers: Mapping[str, EvaluationTrigger] = field(default_factory=dict)
    reference_cases: Mapping[str, ReferenceCase] = field(default_factory=dict)
    organisational_impacts: Mapping[str, OrganisationalImpact] = field(default_factory=dict)
    early_dialogues: Mapping[str, EarlyDialogue] = field(default_factory=dict)
    strategies: Mapping[str, Strategy] = field(default_factory=dict)
    axes: Mapping[str, Axis] = field(default_factory=dict)
    life_stages: Mapping[str, LifeStage] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    sector_figures: Mapping[str, Figure] = field(default_factory=dict)
    desks: Mapping[str, NationalDesk] = field(default_factory=dict)
    eco_scores: Mapping[str, EcoScore] = field(default_factory=dict)
    key_dates: Mapping[str, KeyDate] = field(default_factory=dict)
    comparison: Comparison | None = None
    site_directory: SiteDirectory | None = None
    training: Training | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """All dated, sourced entries with the name of their kind."""
        for kind, collection in vars(self).items():
            if isinstance(collection, dict) and kind != "files":
                for entry in collection.values():
                    if isinstance(entry, Entry):
                        yield kind, entry

    def decided(self, kind: str, id_: str) -> Entry | None:
        """The entry behind a conclusion of the rules (``kind`` as in their names: ``duty:…``, ``pathway:…``)."""
        attribute = CONCLUSION_KINDS.get(kind)
        return None if attribute is None else getattr(self, attribute).get(id_)

    def find(self, id_: str) -> list[tuple[str, object]]:
        """Entries of any kind with this id; ``kind:id`` picks one kind."""
        wanted, _, rest = id_.rpartition(":")
        found = []
        for kind, collection in vars(self).items():
            if (
                isinstance(collection, dict)
                and kind != "files"
                and rest in collection
                and wanted in ("", kind)
            ):
                found.append((kind, collection[rest]))
        return found
