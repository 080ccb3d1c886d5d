"""Clinical and organisational evidence of a request for coverage: what the project holds, what the assessment expects."""

from collections.abc import Collection, Iterator, Sequence

from agathe.documents.blocks import Block, Bullets, Content, Field, Item, Mark, Paragraph, Table
from agathe.knowledge.schema.evaluation import DescriptionGrid, EarlyDialogue, Guide
from agathe.knowledge.schema.pathway import Pathway
from agathe.roadmap.document import TONE
from agathe.roadmap.dossiers.criteria import CLINICAL
from agathe.roadmap.dossiers.writer import Part, Writer
from agathe.roadmap.words import MARK, capital

_HELD = (
    "clinical_evidence", "ongoing_study", "study_goal", "study_intervention", "study_design", "study_result", "study_readout_date",
    "study_protocol_ready",
)  # fmt: skip
_SCALES = {"lppr-brand": ("sa", "asa"), "latm-brand": ("latm-interest",)}
"""Scales on which the assessment body judges, by pathway."""
_GUIDES = {
    "pecan": ("has-pecan-guide", "has-dmn-principles-2025", "has-connected-device-guide"),
    "lppr-brand": ("has-lppr-file", "has-principles-2019", "has-connected-device-guide", "has-dmn-principles-2025"),
    "latm-brand": ("has-dmn-principles-2025", "has-connected-device-guide"),
}  # fmt: skip
"""Guides to read for a pathway, from what their descriptions say they cover."""


def clinical(writer: Writer, pathways: Sequence[Pathway]) -> Part:
    """Evidence held, then scales, designs, economic evaluation and guides of the pathways asked for."""
    say = writer.say
    ids = [pathway.id for pathway in pathways]
    fields = writer.fields(
        *_HELD, *(("claimed_asa", "expected_revenue") if "lppr-brand" in ids else ()),
        writer.declared(
            say("Rapport d'évaluation clinique", "Clinical evaluation report"), CLINICAL,
            say("Référence et version", "Reference and version"),
        ),
        Field(
            say("Études à l'appui", "Supporting studies"),
            missing=say(
                "Pour chaque étude : protocole, effectif, critère principal, résultat, référence de publication",
                "For each study: protocol, sample size, primary endpoint, result, reference of the publication",
            ),
        ),
        "organisation_change", *_organisation(writer), "savings_evaluation",
    )  # fmt: skip
    expected = (
        *_scales(writer, pathways),
        *_designs(writer, _listings(writer, ids)),
        *_economics(writer, ids),
        *_guides(writer, ids),
    )
    title = Paragraph((Mark(say("Ce que l'évaluation attend", "What the assessment expects"), "strong"),))
    return Part(
        say("Preuves cliniques et organisationnelles", "Clinical and organisational evidence"),
        (fields, *((title, *expected) if expected else ())),
    )


def _organisation(writer: Writer) -> Iterator[Field]:
    """What to document on organisation, when the project says that it changes it."""
    if writer.profile.answers.get("organisation_change") is not True:
        return
    for impact in writer.knowledge.organisational_impacts.values():
        writer.cite(impact)
        yield Field(capital(writer.text(impact.title)), missing=writer.text(impact.description))


def _scales(writer: Writer, pathways: Sequence[Pathway]) -> Iterator[Block]:
    """What the assessment body judges and concludes."""
    for pathway in pathways:
        if pathway.assessment_criteria:
            label = writer.say("Axes de l'évaluation", "Axes of the assessment")
            yield Paragraph((writer.pair(label, writer.text(pathway.title)),))
            yield Bullets(tuple((writer.text(axis.text),) for axis in pathway.assessment_criteria))
        for id_ in _SCALES.get(pathway.id, ()):
            scale = writer.knowledge.scales[id_]
            text = writer.pair(writer.text(scale.title), writer.text(scale.description))
            rule = f" {writer.text(scale.rule)}." if scale.rule else ""
            yield Paragraph((f"{text}{rule} ({writer.cite(scale)})",))


def _listings(writer: Writer, ids: Sequence[str]) -> list[str]:
    """Pathways whose evidence counts: those asked for and, after early coverage, the list it prepares."""
    after = {"therapeutic": "lppr-brand", "telemonitoring": "latm-brand"}
    prepared = [list_ for purpose, list_ in after.items() if "pecan" in ids and purpose in writer.purposes]
    return list(dict.fromkeys([*ids, *prepared]))


def _designs(writer: Writer, ids: Sequence[str]) -> Iterator[Block]:
    """Study designs accepted for the pathways, the strongest first."""
    say = writer.say
    rows: list[tuple[Content, ...]] = []
    for design in sorted(writer.knowledge.study_designs.values(), key=lambda design: design.rank):
        accepted = [id_ for id_ in ids if id_ in design.accepted_for]
        if accepted:
            writer.cite(design)
            names = "\n".join(writer.text(writer.knowledge.pathways[id_].title) for id_ in accepted)
            rows.append(
                ((writer.text(design.title),), (str(design.rank),), (writer.text(design.use),), (names,))
            )
    if rows:
        head = (
            say("Plan d'étude", "Study design"),
            say("Rang", "Rank"),
            say("Usage", "Use"),
            say("Admis pour", "Accepted for"),
        )
        caption = say(
            "Plans d'étude admis ; le rang 1 est la preuve la plus forte",
            "Study designs accepted; rank 1 is the strongest evidence",
        )
        yield Table(caption, head, tuple(rows), numbers=(1,), shares=(4, 1, 5, 4))


def _economics(writer: Writer, ids: Collection[str]) -> Iterator[Block]:
    """Economic evaluations this project owes for the pathways, or that none is owed."""
    say = writer.say
    owed = [need for need in writer.roadmap.requirements if not set(need.pathways).isdisjoint(ids)]
    for need in owed:
        fields = [Field(say("Règle", "Rule"), (writer.text(need.text),))]
        if need.missing:
            fields.append(Field(writer.words.say("missing"), missing=writer.words.labels(need.missing)))
        yield Item(
            writer.text(need.title), MARK[need.status], writer.words.say(need.status), TONE[need.status], tuple(fields),
            writer.basis(writer.knowledge.evaluation_triggers[need.id.split("/")[0]]),
        )  # fmt: skip
    for trigger in writer.knowledge.evaluation_triggers.values():
        concerned = not set(trigger.applies_to).isdisjoint(ids)
        if owed or not (concerned or not set(trigger.not_applies_to).isdisjoint(ids)):
            continue
        text = say(
            "Évaluation médico-économique : elle n'est pas exigée pour cette demande",
            "Economic evaluation: not required for this request",
        )
        rule = f" {writer.text(trigger.description)}" if concerned else ""
        yield Paragraph((f"{text} ({writer.cite(trigger)}).{rule}",))


def _guides(writer: Writer, ids: Sequence[str]) -> Iterator[Block]:
    """Guides and meetings of the assessment body; the grid on learning functions when there is one."""
    say, knowledge = writer.say, writer.knowledge
    wanted = dict.fromkeys(guide for id_ in ids for guide in _GUIDES.get(id_, ()))
    if not wanted:
        return
    entries: list[Guide | EarlyDialogue | DescriptionGrid] = [knowledge.guides[id_] for id_ in wanted]
    entries += knowledge.early_dialogues.values()
    if not writer.judgement.false("ai_system"):
        entries += knowledge.description_grids.values()
    rows: list[tuple[Content, ...]] = []
    for entry in entries:
        writer.cite(entry)
        since = writer.words.day(entry.valid_from) if entry.valid_from else "—"
        rows.append(((writer.text(entry.title),), (writer.text(entry.description),), (since,)))
    head = (say("Guide ou rencontre", "Guide or meeting"), say("Contenu", "Content"), say("Depuis", "Since"))
    yield Table(
        say("Guides et rencontres utiles", "Useful guides and meetings"), head, tuple(rows), shares=(4, 7, 2)
    )
