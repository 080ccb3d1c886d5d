"""Where the visitor's project stands with each entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agathe.kernel import AgatheError
from agathe.roadmap import Roadmap
from agathe.rules import Judgement
from agathe_web.library.catalogue import Ref, cards
from agathe_web.projects import queries as projects
from agathe_web.projects.models import Project
from agathe_web.rights import Actor

GROUPS = {
    "applies": "yes", "done": "yes", "upcoming": "yes", "not_in_force": "yes", "open": "yes", "to_argue": "yes", "not_yet": "yes",
    "yes": "yes", "to_confirm": "confirm", "maybe": "confirm", "absent": "no", "ended": "no", "closed": "no", "other": "no",
}  # fmt: skip
"""For each status, whether the entry concerns the project."""
JUDGED = frozenset(
    {"duty", "pathway", "scheme", "country", "actor", "site", "test_bed", "evaluation", "task"}
)
"""Kinds of entries that have a status for a project."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What the rules say of each entry for one project.

    Attributes:
        project: the project.
        judgement: what the rules found.
        roadmap: what it comes to.
        statuses: status of each entry that concerns the project or may; the others of the same kinds do not.
    """

    project: Project
    judgement: Judgement
    roadmap: Roadmap
    statuses: Mapping[Ref, str]

    def status(self, ref: Ref) -> str | None:
        """Status of an entry, as :func:`state` of the components names it; ``None`` for a kind without."""
        return self.statuses.get(ref, "absent") if ref[0] in JUDGED else None

    def group(self, ref: Ref) -> str | None:
        """``yes``, ``confirm`` or ``no``; ``None`` for a kind without status."""
        status = self.status(ref)
        return None if status is None else GROUPS[status]

    def since(self, ref: Ref) -> date | None:
        """First day of an entry to come."""
        card = cards().get(ref)
        return card.since if card is not None and self.status(ref) == "upcoming" else None


def standing_of(actor: Actor) -> Standing | None:
    """Where the project the actor works on stands; ``None`` without project, or with one the rules cannot read."""
    project = projects.current(actor)
    if project is None:
        return None
    try:
        judgement, roadmap = projects.judgement_of(project), projects.roadmap_of(project)
    except AgatheError:
        return None
    return Standing(project, judgement, roadmap, _statuses(judgement, roadmap))


def _statuses(judgement: Judgement, roadmap: Roadmap) -> dict[Ref, str]:
    found: dict[Ref, str] = {
        ("duty", item.id): item.status for stage in roadmap.stages for item in stage.duties
    }
    found |= {
        (way.kind, way.id): way.status for way in (*roadmap.pathways, *roadmap.schemes, *roadmap.countries)
    }
    found |= {(contact.kind, contact.id): contact.match for contact in (*roadmap.actors, *roadmap.sites)}
    found |= {("evaluation", need.id): need.status for need in roadmap.requirements}
    for id_ in judgement.engine.knowledge.tasks:
        value = judgement.values[f"task:{id_}"]
        found["task", id_] = "applies" if value == 1 else "absent" if value == 2 else "to_confirm"
        if judgement.true(f"task:{id_}/done") and value != 2:
            found["task", id_] = "done"
    return found
