"""The qualification memo: what the product is and is not in law, step by step, with the answers used."""

from agathe.documents.blocks import Block, Content, Document, Mark, Notice, Table
from agathe.kernel import Language, Text
from agathe.roadmap.dossiers.changes import effects, sensitivity
from agathe.roadmap.dossiers.findings import deciding_answers, outcome
from agathe.roadmap.dossiers.product import project, trade, validation
from agathe.roadmap.dossiers.writer import Part, Writer
from agathe.roadmap.model import Roadmap
from agathe.roadmap.words import capital
from agathe.rules.engine import Judgement
from agathe.rules.syntax import Table as Decision

_DUTIES = ("mdr-software-qualification", "ivdr-qualification-class", "non-device-record")
_STEPS = (
    ("medical_purpose", Text("Le produit a-t-il une finalité médicale ?", "Does the product have a medical purpose?")),
    ("mdr_basis", Text(
        "Agit-il pour une personne précise, au-delà du rangement et de la transmission ?",
        "Does it act for one specific person, beyond storing and transmitting?",
    )),
    ("ivd_device", Text("Repose-t-il sur des prélèvements (diagnostic in vitro) ?", "Does it rest on samples (in vitro diagnostic)?")),
    ("own_medical_purpose", Text("A-t-il un but médical propre, ou sert-il à un autre dispositif ?",
                                 "Does it have a medical purpose of its own, or does it serve another device?")),
)  # fmt: skip
_STATUSES = (
    "digital_health_service", "dmn", "in_house_device", "wellness_app", "ehr_system", "segur_software", "ai_system",
)  # fmt: skip


def refused(judgement: Judgement) -> Text | None:
    """Why the memo makes no sense for a project; ``None`` when it does."""
    if all(judgement.false(f"duty:{id_}") for id_ in _DUTIES):
        return Text(
            "le projet est un service rendu par des personnes, sans logiciel ni appareil à qualifier",
            "the project is a service delivered by people, with no software or hardware to qualify",
        )
    return None


def qualification(judgement: Judgement, roadmap: Roadmap, language: Language) -> Document:
    """The qualification memo of a project."""
    writer = Writer(judgement, roadmap, language)
    say = writer.say
    proof = judgement.prove("qualification")
    kept = len(proof.options)
    value = f"{capital(writer.text(proof.value))}."
    if kept == len(writer.knowledge.facts["qualification"].options):
        value = say(
            "Les réponses données ne permettent pas encore de conclure.",
            "The answers given do not allow a conclusion yet.",
        )
    title = (
        say("Conclusion", "Conclusion")
        if proof.settled
        else say("Conclusion à confirmer", "Conclusion to be confirmed")
    )
    notice = Notice("info" if proof.settled else "warning", title, (value,))
    missing = judgement.missing("qualification")
    parts = (
        Part(
            say("Le produit", "The product"),
            (writer.fields(
                *project(writer), *trade(writer),
                writer.declared(
                    say("Destination", "Intended purpose"), "mdr-intended-purpose",
                    say("Une phrase : qui s'en sert, pour quel patient, pour quelle maladie, dans quel but, avec quelle limite",
                        "One sentence: who uses it, for which patient, for which disease, with what aim, within what limits"),
                ),
                "product_role", "product_form", "users", "purposes", "markets",
            ),),
        ),
        Part(say("Étapes de la qualification", "Steps of the qualification"), (_steps(writer),),
             tuple(writer.label(id_) for id_ in missing)),
        Part(say("Qualifications examinées", "Qualifications considered"), (_options(writer),)),
        Part(say("Autres statuts qui en dépendent", "Other statuses that depend on it"), (_statuses(writer),)),
        Part(say("Ce qui changerait la conclusion", "What would change the conclusion"),
             (*effects(writer, "qualification"), *sensitivity(writer, "qualification"))),
        Part(say("Tenir la note à jour", "Keep the memo up to date"),
             (writer.fields(*validation(writer)), *writer.duties_of((*_DUTIES, "mdr-intended-purpose")))),
    )  # fmt: skip
    return writer.document(say("Note de qualification", "Qualification memo"), (notice,), parts)


def _steps(writer: Writer) -> Block:
    rows: list[tuple[Content, ...]] = []
    for number, (id_, question) in enumerate(_STEPS, 1):
        rows.append(((f"{number}. {writer.text(question)}",), *_finding(writer, id_)))
    say = writer.say
    head = (
        say("Étape", "Step"),
        say("Constat", "Finding"),
        say("Réponses retenues", "Answers used"),
        say("Textes", "Texts"),
    )
    caption = say("Le raisonnement, dans l'ordre", "The reasoning, in order")
    return Table(caption, head, tuple(rows), shares=(4, 2, 5, 3))


def _statuses(writer: Writer) -> Block:
    rows = [((writer.label(id_),), *_finding(writer, id_)) for id_ in _STATUSES]
    say = writer.say
    head = (
        say("Statut", "Status"),
        say("Constat", "Finding"),
        say("Réponses retenues", "Answers used"),
        say("Textes", "Texts"),
    )
    caption = say(
        "Statuts voisins, dont dépendent d'autres devoirs",
        "Neighbouring statuses, on which other duties depend",
    )
    return Table(caption, head, tuple(rows), shares=(4, 2, 5, 3))


def _finding(writer: Writer, fact: str) -> tuple[Content, ...]:
    """Whether a fact holds, the answers that decide it, and its texts."""
    judgement = writer.judgement
    value = judgement.values[fact]
    assert isinstance(value, int)
    entry = writer.knowledge.facts[fact]
    answers = deciding_answers(judgement, judgement.engine.program.definitions[fact].node, writer.language)
    return ((writer.status(value),), (writer.lines(answers),), (writer.cite(entry) or "—",))


def _options(writer: Writer) -> Block:
    """Each qualification the law knows: kept, set aside or still possible, and why."""
    judgement = writer.judgement
    fact = writer.knowledge.facts["qualification"]
    table = judgement.engine.program.definitions["qualification"].node
    assert isinstance(table, Decision)
    writer.cite(fact)
    say = writer.say
    words = {1: Mark(say("Retenue", "Kept"), "done"), 2: Mark(say("Écartée", "Set aside"), "quiet"),
             3: Mark(say("Possible", "Possible"), "maybe")}  # fmt: skip
    rows: list[tuple[Content, ...]] = []
    for row, (when, mask) in zip(fact.rows, table.rows, strict=True):
        found = outcome(judgement, when)
        name = " / ".join(writer.prose.option("qualification", option) for option in table.type.names(mask))
        answers = deciding_answers(judgement, when, writer.language)
        why = writer.text(row.text) if found == 1 else writer.lines(answers)
        rows.append(((capital(name),), (words[found],), (capital(why),), (writer.law(row.rule),)))
    head = (
        say("Qualification", "Qualification"),
        say("Examen", "Outcome"),
        say("Pourquoi", "Why"),
        say("Règle", "Rule"),
    )
    caption = say("Toutes les qualifications possibles", "All possible qualifications")
    return Table(caption, head, tuple(rows), shares=(4, 2, 5, 3))
