"""One conclusion of the roadmap as its page shows it, whatever its kind: also those that do not concern the project."""

from dataclasses import dataclass
from typing import Any

from agathe.kernel import Text
from agathe.knowledge.schema.base import Entry
from agathe.roadmap.grounds import grounds_of
from agathe.roadmap.model import Contact, Decision, DutyItem, Grounds, Requirement, Way
from agathe_web.projects.reading import find
from agathe_web.projects.readings import Reading

KINDS = {
    "decision": Text("Ce qu'est le projet", "What the project is"),
    "duty": Text("Obligation ou référentiel", "Duty or standard"),
    "pathway": Text("Voie de remboursement, de paiement ou d'achat", "Reimbursement, payment or purchase"),
    "scheme": Text("Financement", "Funding"),
    "country": Text("Marché étranger", "Foreign market"),
    "evaluation": Text("Évaluation demandée", "Assessment required"),
    "site": Text("Lieu d'expérimentation", "Experimentation site"),
    "test_bed": Text("Banc d'essai", "Test bed"),
    "actor": Text("Interlocuteur", "Actor"),
}
"""Kinds of conclusions that have a page."""


@dataclass(frozen=True)
class Item:
    """What the page of a conclusion needs.

    Attributes:
        kind: one of :data:`KINDS`.
        id: id of the entry.
        title: its title.
        status: name of the state, see the component ``state``.
        found: the item of the roadmap; ``None`` when it does not concern the project.
        entry: the entry of the knowledge base.
        grounds: what it rests on.
        definition: conclusion of the rules behind it, to be proved.
        missing: questions that decide.
    """

    kind: str
    id: str
    title: Text
    status: str
    found: Any
    entry: Entry
    grounds: Grounds
    definition: str | None
    missing: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of its sources."""
        return tuple(citation.source for citation in self.grounds.citations)


def item_of(reading: Reading, kind: str, id_: str) -> Item | None:
    """The conclusion of a kind and an id; ``None`` when the knowledge base has none."""
    judgement, roadmap = reading.judgement, reading.roadmap
    knowledge = judgement.engine.knowledge
    if kind not in KINDS:
        return None
    entry = knowledge.decided("fact" if kind == "decision" else kind, id_)
    if entry is None:
        return None
    if kind == "decision":
        found: Any = next((one for one in roadmap.decisions if one.id == id_), None)
        if found is None:
            return None
    else:
        found = find(roadmap, kind, id_)
    name = id_ if kind == "decision" else f"{kind}:{id_}"
    definition = name if name in judgement.engine.program.definitions else None
    missing = found.missing if found is not None and hasattr(found, "missing") else ()
    grounds = found.grounds if found is not None else grounds_of(entry, knowledge, judgement.engine.day)
    return Item(kind, id_, _title(entry), _status(found), found, entry, grounds, definition, missing)


def _status(found: DutyItem | Way | Contact | Requirement | Decision | None) -> str:
    if found is None:
        return "absent"
    if isinstance(found, Decision):
        return "upcoming" if found.upcoming else "settled" if found.settled else "to_confirm"
    return found.match if isinstance(found, Contact) else found.status


def _title(entry: Entry) -> Text:
    title = entry.title
    return Text(title.fr[:1].upper() + title.fr[1:], title.en[:1].upper() + title.en[1:])
