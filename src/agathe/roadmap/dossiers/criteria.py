"""The criteria of a pathway one by one: whether each is met, by which answers, and what proves it."""

from collections.abc import Iterable

from agathe.documents.blocks import Block, Content, Inline, Mark, Table
from agathe.knowledge.schema.base import Criterion, Exclusion
from agathe.knowledge.schema.pathway import Pathway
from agathe.roadmap.document import TONE
from agathe.roadmap.dossiers.findings import deciding_answers, outcome
from agathe.roadmap.dossiers.writer import Part, Writer
from agathe.roadmap.model import Part as Found
from agathe.roadmap.model import Way
from agathe.roadmap.status import is_judged
from agathe.roadmap.words import MARK
from agathe.rules.syntax import TRUE, IfElse, Node, names_in

ROUTES = (
    "mdr-route-class-i", "mdr-route-class-im", "mdr-route-class-iia", "mdr-route-class-iib", "mdr-route-class-iii", "ivdr-routes",
)  # fmt: skip
"""Duties whose evidence shows that the CE marking is obtained."""
CERTIFICATE = "dmn-conformity-certificate"
GDPR = (
    "gdpr-roles-contracts", "gdpr-legal-basis-health", "gdpr-records", "gdpr-information-rights", "gdpr-security-breach", "gdpr-dpia",
)  # fmt: skip
"""Duties the fact on the GDPR file rests on."""
CLINICAL = "mdr-clinical-evaluation"
_PROOFS = {
    "is_software_dm": ("mdr-software-qualification",),
    "medical_device": ("mdr-software-qualification",),
    "purpose": ("mdr-intended-purpose",),
    "telemonitoring_only": ("mdr-intended-purpose",),
    "ce_marked_in_indication": ROUTES,
    "ans_certificate": (CERTIFICATE,),
    "data_export": (CERTIFICATE,),
    "gdpr_compliant": GDPR,
    "first_clinical_data": (CLINICAL,),
    "sa_evidence": (CLINICAL,),
    "presumed_innovative": (CLINICAL,),
    "superior_to_usual_care": (CLINICAL,),
}
"""Duties whose evidence shows that a criterion is met, by the fact the criterion reads."""
_STUDY = frozenset(("study_under_way", "study_readout_date"))
"""What a criterion on the study under way reads."""


def criteria(writer: Writer, way: Way, pathway: Pathway, *, named: bool) -> Part:
    """All criteria of a pathway, then what would close it.

    Args:
        writer: writes the file.
        way: the pathway as decided for the project.
        pathway: its entry.
        named: whether the heading names the pathway (a file may hold two).
    """
    say = writer.say
    entries: dict[str, Criterion | Exclusion] = {criterion.id: criterion for criterion in pathway.criteria}
    entries |= {exclusion.id: exclusion for exclusion in pathway.exclusions}
    reviews = [_Review(writer, way, part, entries[part.id]) for part in way.parts]
    wanted = [review for review in reviews if not review.closes]
    closing = [review for review in reviews if review.closes]
    head = (
        say("Critère", "Criterion"),
        say("État", "Status"),
        say("Réponses retenues", "Answers used"),
        say("Preuves", "Evidence"),
    )
    blocks: list[Block] = []
    if wanted:
        caption = say("Conditions, toutes nécessaires", "Conditions, all needed")
        rows = tuple((*review.cells(), review.proofs()) for review in wanted)
        blocks.append(Table(caption, head, rows, shares=(5, 2, 4, 5)))
    if closing:
        caption = say("Ce qui fermerait la voie", "What would close the pathway")
        blocks.append(Table(caption, head[:3], tuple(review.cells() for review in closing), shares=(5, 2, 5)))
    title = say("Critères", "Criteria")
    lacks = tuple(_short(writer.text(review.found.text)) for review in reviews if review.open)
    return Part(f"{title} · {writer.text(way.title)}" if named else title, tuple(blocks), lacks)


class _Review:
    """One criterion or exclusion under review."""

    def __init__(self, writer: Writer, way: Way, found: Found, entry: Criterion | Exclusion) -> None:
        self.writer = writer
        self.found = found
        self.node: Node = writer.judgement.engine.program.definitions[f"pathway:{way.id}/{found.id}"].node
        self.closes = found.nature == "exclusion"
        self.aside = self._aside()
        self.judged = is_judged(entry, self.node, writer.knowledge)
        self.open = not self.aside and (
            found.outcome in ("unmet", "unknown") or (found.outcome == "judgement" and not self.judged)
        )

    def _aside(self) -> bool:
        """Whether the criterion is written for another kind of product ("… if therapeutic, else met")."""
        node = self.node
        return (
            isinstance(node, IfElse)
            and node.otherwise == TRUE
            and outcome(self.writer.judgement, node.condition) == 2
        )

    def cells(self) -> tuple[Content, ...]:
        """The criterion with its article, its status, and the answers that decide it."""
        writer, found = self.writer, self.found
        text = writer.text(found.text) + (f"\n{writer.law(found.legal_ref)}" if found.legal_ref else "")
        answers = writer.lines(deciding_answers(writer.judgement, self.node, writer.language))
        if found.missing:
            answers = writer.pair(writer.words.say("missing"), writer.labels(found.missing))
        return ((text,), (self.status(),), (answers,))

    def status(self) -> Mark:
        """The status in words."""
        say, found = self.writer.say, self.found
        if self.aside:
            return Mark(say("Sans objet", "Not applicable"), "quiet")
        if found.outcome == "unknown" or (found.outcome == "judgement" and not self.judged):
            return Mark(say("À établir", "To be established"), "maybe")
        if found.outcome == "judgement":
            return Mark(say("Apprécié par l'autorité", "Judged by the authority"), TONE["judgement"])
        if self.closes:
            met = found.outcome == "met"
            return Mark(
                say("Pas d'obstacle", "No obstacle") if met else say("Obstacle", "Obstacle"),
                TONE[found.outcome],
            )
        later = found.nature in ("milestone", "progress")
        unmet = say("Pas encore rempli", "Not met yet") if later else say("Non rempli", "Not met")
        return Mark(say("Rempli", "Met") if found.outcome == "met" else unmet, TONE[found.outcome])

    def proofs(self) -> Content:
        """What proves the criterion."""
        if self.aside:
            return ("—",)
        names = names_in(self.node)
        if names & _STUDY:
            study = self.writer.say(
                "Protocole et calendrier de l'étude", "Protocol and calendar of the study"
            )
            return (self.writer.pair(self.writer.say("À joindre", "To attach"), study),)
        ids = dict.fromkeys(duty for name in sorted(names) for duty in _PROOFS.get(name, ()))
        return evidence(self.writer, ids) or (self.writer.say("Pièce à désigner", "Document to be named"),)


def evidence(writer: Writer, duties: Iterable[str]) -> Content:
    """Documents that show that duties are fulfilled: those the project declared, those still to attach."""
    content: list[Inline] = []
    for id_ in duties:
        duty = writer.duties.get(id_)
        if duty is None:
            continue
        content += ["\n"] if content else []
        if duty.status == "done":
            content.append(Mark(f"{MARK['done']} {duty.proof or writer.text(duty.title)}", "done"))
        else:
            content.append(writer.pair(writer.say("À joindre", "To attach"), writer.text(duty.evidence)))
    return tuple(content)


def _short(text: str) -> str:
    """A criterion in one line: its first clause when it is long."""
    first = text.split(" : ")[0].split(": ")[0].split(". ")[0]
    return first if len(first) <= 110 else first[:109].rsplit(" ", 1)[0] + "…"
