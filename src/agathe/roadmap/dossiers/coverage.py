"""A file that asks for coverage: the parts all of them share, put together."""

from collections.abc import Iterator, Sequence
from itertools import chain

from agathe.documents.blocks import Block, Bullets, Content, Document, Field, Mark, Notice, Paragraph, Table
from agathe.kernel import Text
from agathe.knowledge.schema.pathway import Pathway
from agathe.roadmap.document import TONE
from agathe.roadmap.dossiers.clinical import clinical
from agathe.roadmap.dossiers.criteria import CERTIFICATE, GDPR, criteria, evidence
from agathe.roadmap.dossiers.procedure import procedure
from agathe.roadmap.dossiers.product import project, trade
from agathe.roadmap.dossiers.tariffs import tariffs
from agathe.roadmap.dossiers.writer import Part, Writer
from agathe.roadmap.model import Way
from agathe.rules.engine import Judgement

_HOSTING = ("hds-certification", "pro-sante-connect", "ins-identity")
"""Duties of a digital health service that the certificate checks."""


def unavailable(judgement: Judgement, goal: str, ways: Sequence[str]) -> Text | None:
    """Why a file makes no sense for a project: the pathways are closed, or the project aims at another payment.

    Args:
        judgement: the evaluation.
        goal: option of the question on the payment aimed for.
        ways: pathways of the file, the most general last: its reason is told.
    """
    knowledge = judgement.engine.knowledge
    known = [id_ for id_ in ways if id_ in knowledge.pathways]
    reasons = [_closed(judgement, knowledge.pathways[id_]) for id_ in known]
    if all(reasons) and (reason := reasons[-1]):
        return Text(f"voie fermée : {reason.fr}", f"pathway closed: {reason.en}")
    goals = judgement.profile.answers.get("reimbursement_goal")
    if isinstance(goals, tuple) and goal not in goals:
        label = knowledge.questions["reimbursement_goal"].label
        return Text(
            f"le projet ne vise pas ce remboursement (question « {label.fr} »)",
            f"the project does not aim at this reimbursement (question “{label.en}”)",
        )
    return None


def _closed(judgement: Judgement, pathway: Pathway) -> Text | None:
    """What closes a pathway for a project; ``None`` while it is not closed."""
    id_ = f"pathway:{pathway.id}"
    if pathway.valid_to is not None and pathway.valid_to < judgement.engine.day:
        return Text("elle n'existe plus", "it no longer exists")
    if judgement.options(id_) != ("closed",):
        return None
    excluded = (part.text for part in pathway.exclusions if judgement.true(f"{id_}/{part.id}"))
    failed = (
        Text(f"condition non remplie ({part.text.fr})", f"condition not met ({part.text.en})")
        for part in pathway.criteria
        if judgement.engine.day in part.period
        and part.nature in ("structural", "judgement")
        and judgement.false(f"{id_}/{part.id}")
    )
    return next(chain(excluded, failed))


def coverage_file(writer: Writer, title: str, ids: Sequence[str]) -> Document:
    """A file that asks for coverage by one pathway, or by the pathways of one list that are not closed."""
    found = {way.id: way for way in writer.roadmap.pathways}
    ways = [found[id_] for id_ in ids if found[id_].status not in ("closed", "ended")]
    pathways = [writer.knowledge.pathways[way.id] for way in ways]
    for pathway in pathways:
        writer.cite(pathway)
    say = writer.say
    parts = (
        _applicant(writer),
        _product(writer),
        *(
            criteria(writer, way, entry, named=len(ways) > 1)
            for way, entry in zip(ways, pathways, strict=True)
        ),
        clinical(writer, pathways),
        _certificate(writer),
        procedure(writer, pathways),
        tariffs(writer, pathways),
        Part(say("Pièces à fournir", "Documents to provide"), tuple(_pieces(writer, pathways))),
        Part(say("Après la décision", "After the decision"), tuple(_after(writer, ways, pathways))),
    )
    return writer.document(title, _notices(writer, ways, pathways), [part for part in parts if part.blocks])


# ---------------------------------------------------------------------- top


def _notices(writer: Writer, ways: Sequence[Way], pathways: Sequence[Pathway]) -> list[Block]:
    notices: list[Block] = []
    for way in ways:
        kind = "good" if way.status == "open" else "warning"
        state = writer.pair(writer.text(way.title), writer.words.way_status(way))
        notices.append(Notice(kind, state, (writer.text(way.description),)))  # type: ignore[arg-type]
        notices += [
            Notice("warning", writer.words.say("alert"), (writer.text(text),)) for text in way.warnings
        ]
    for pathway in pathways:
        if pathway.calibration is not None:
            title = writer.say("Ce que montrent les décisions connues", "What known decisions show")
            confidence = writer.words.say("confidence", writer.words.say(pathway.calibration.confidence))
            when = writer.words.day(pathway.calibration.as_of)
            text = f"{writer.text(pathway.calibration.text)} ({when} · {confidence})"
            notices.append(Notice("info", title, (text,)))
    return notices


# ---------------------------------------------------------------------- who and what


def _applicant(writer: Writer) -> Part:
    say = writer.say
    blank = (
        Field(say("Exploitant", "Operator of the product"), missing=say("Raison sociale, adresse et entité en France", "Name, address and entity in France")),
        Field(say("Personne à contacter", "Contact person"), missing=say("Nom, fonction, téléphone, courriel", "Name, position, telephone, e-mail")),
    )  # fmt: skip
    return Part(
        say("Demandeur", "Applicant"),
        (
            writer.fields(
                *blank, "organisation_type", "institution_kind", "product_role", "company_size", "region",
                "company_creation_date",
                writer.declared(
                    say("Responsable réglementaire", "Person responsible for regulatory compliance"), "mdr-prrc",
                    say("Nom et qualification de la personne désignée", "Name and qualification of the person appointed"),
                ),
            ),
        ),
    )  # fmt: skip


def _product(writer: Writer) -> Part:
    say = writer.say
    indication = Field(
        say("Indication revendiquée", "Claimed indication"),
        missing=say(
            "L'indication, mot pour mot comme dans la destination couverte par le marquage CE",
            "The indication, word for word as in the intended purpose covered by the CE marking",
        ),
    )
    classes = [
        fact
        for basis, fact in (("medical_device", "mdr_class"), ("ivd_device", "ivdr_class"))
        if not writer.judgement.false(basis)
    ]
    return Part(
        say("Produit", "Product"),
        (
            writer.fields(
                *project(writer), *trade(writer), indication, "purposes", writer.fact("purpose"), "remote_care", "use_scope",
                "function_after_act", "product_form", "users", "care_settings", "condition_kind", "novelty", "comparator",
                writer.fact("qualification"), *(writer.fact(fact) for fact in classes), "ce_status", "ce_covers_indication",
                writer.declared(
                    say("Destination", "Intended purpose"), "mdr-intended-purpose",
                    say("Référence et version du texte", "Reference and version of the text"),
                ),
                "on_market", "first_market_date", "ansm_decision", "coverage_history", "ai_technique",
            ),
        ),
    )  # fmt: skip


# ---------------------------------------------------------------------- certificate


def _certificate(writer: Writer) -> Part:
    """Certificate of the national digital-health agency, and the documents it is asked with."""
    say = writer.say
    fields = writer.fields(
        "ans_certificate_status", "data_export", "hosting_model", writer.fact("gdpr_compliant"),
        writer.declared(
            say("Certificat de l'ANS", "ANS certificate"), CERTIFICATE,
            say("Numéro, date et version du référentiel", "Number, date and version of the reference document"),
        ),
    )  # fmt: skip
    rows: list[tuple[Content, ...]] = []
    for id_ in (*_HOSTING, *GDPR):
        if id_ in writer.duties:
            duty, entry = writer.duties[id_], writer.knowledge.duties[id_]
            status = Mark(writer.words.duty_status(duty), TONE[duty.status])
            rows.append(
                ((writer.text(duty.title),), (status,), evidence(writer, (id_,)), (writer.cite(entry),))
            )
    head = (say("Devoir", "Duty"), say("État", "Status"), say("Preuves", "Evidence"), say("Textes", "Texts"))
    caption = say("Devoirs que le certificat suppose remplis", "Duties the certificate supposes fulfilled")
    table = (Table(caption, head, tuple(rows), shares=(4, 2, 5, 4)),) if rows else ()
    notes = writer.knowledge.duties[CERTIFICATE].notes
    note = (Paragraph((writer.text(notes),), quiet=True),) if notes else ()
    title = say("Certificat de l'Agence du numérique en santé", "Certificate of the digital-health agency")
    return Part(title, (fields, *writer.duties_of((CERTIFICATE,)), *note, *table))


# ---------------------------------------------------------------------- documents, after


def _pieces(writer: Writer, pathways: Sequence[Pathway]) -> Iterator[Block]:
    """Checklist of the documents of the file, as the pathway gives it."""
    say = writer.say
    parts = {"main": say("Dossier", "File"), "has": "HAS", "ans": "ANS"}
    rows: list[tuple[Content, ...]] = []
    for pathway in pathways:
        if len(pathways) > 1 and pathway.dossier:
            rows.append(((writer.text(pathway.title),),))
        rows += [
            ((writer.text(item),), (parts[dossier.part],), ("☐",)) for dossier in pathway.dossier for item in dossier.items
        ]  # fmt: skip
    if any(len(row) > 1 for row in rows):
        head = (say("Pièce", "Document"), say("Dossier", "File"), say("Prête", "Ready"))
        yield Table(say("Liste de contrôle", "Checklist"), head, tuple(rows), shares=(8, 2, 1))
    bare = [writer.text(pathway.title) for pathway in pathways if not pathway.dossier]
    if bare:
        text = say(
            "La base de connaissances ne donne pas la liste des pièces de cette voie : demandez-la à l'autorité",
            "The knowledge base does not give the list of documents of this pathway: ask the authority for it",
        )
        yield Paragraph((f"{text} ({', '.join(bare)}).",))


def _after(writer: Writer, ways: Sequence[Way], pathways: Sequence[Pathway]) -> Iterator[Block]:
    """What is owed once covered, and what ends the coverage."""
    say = writer.say
    for way, pathway in zip(ways, pathways, strict=True):
        owed = [
            duty
            for duty in pathway.obligations
            if not writer.judgement.false(f"pathway:{way.id}/owed-{duty.id}")
        ]
        if owed:
            yield Paragraph(
                (Mark(say("Obligations de l'exploitant", "Duties of the operator of the product"), "strong"),)
            )
            yield Bullets(tuple(
                (writer.text(duty.text) + (f" ({writer.law(duty.legal_ref)})" if duty.legal_ref else ""),) for duty in owed
            ))  # fmt: skip
        if pathway.end_events:
            yield Paragraph(
                (Mark(say("Ce qui met fin à la prise en charge", "What ends the coverage"), "strong"),)
            )
            yield Bullets(tuple((writer.text(event),) for event in pathway.end_events))
