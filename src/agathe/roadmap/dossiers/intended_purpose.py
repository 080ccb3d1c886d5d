"""The intended-purpose sheet: what a manufacturer must write, filled in from the answers, with what is left to write."""

from agathe.documents.blocks import Block, Bullets, Document, Field, Notice, Paragraph
from agathe.kernel import Language, Text
from agathe.roadmap.dossiers.product import project, trade, validation
from agathe.roadmap.dossiers.writer import Part, Writer
from agathe.roadmap.model import Roadmap
from agathe.rules.engine import Judgement

DUTY = "mdr-intended-purpose"
_VERBS = frozenset(
    "diagnose monitor predict treat prevent compensate ivd remind coordinate messaging prescribe dispense record inform".split()
)
"""Purposes whose label is a verb, which a sentence can take up."""


def refused(judgement: Judgement) -> Text | None:
    """Why the sheet makes no sense for a project; ``None`` when it does."""
    if judgement.false("device"):
        return Text(
            "le produit n'est ni un dispositif médical ni un diagnostic in vitro",
            "the product is neither a medical device nor an in vitro diagnostic",
        )
    return None


def intended_purpose(judgement: Judgement, roadmap: Roadmap, language: Language) -> Document:
    """The intended-purpose sheet of a project."""
    writer = Writer(judgement, roadmap, language)
    say = writer.say
    duty = writer.knowledge.duties[DUTY]
    notice = Notice("info", writer.text(duty.title), (writer.text(duty.action),))
    parts = [
        Part(say("Identification", "Identification"), (writer.fields(
            *project(writer), *trade(writer),
            _blank(say("Fabricant", "Manufacturer"), say("Raison sociale et adresse, telles qu'elles figureront sur l'étiquetage",
                                                         "Name and address, as they will stand on the label")),
            "product_role", writer.fact("qualification"), *_classes(writer), "product_form",
        ),)),
        Part(say("Destination", "Intended purpose"), (writer.fields(
            _sentence(writer), *_declared(writer),
            writer.field("purposes", say("Usages annoncés (allégations)", "Claims")),
            _blank(say("Bénéfice attendu", "Expected benefit"), say("Pour qui, par rapport à quoi, mesuré comment", "For whom, compared with what, measured how")),
            "screening_use", "remote_care",
        ),)),
        Part(say("Patients et utilisateurs", "Patients and users"), (writer.fields(
            _blank(say("Maladie ou situation", "Disease or condition"), say("La maladie ou la situation visée, et son stade", "The disease or condition aimed at, and its stage")),
            _blank(say("Population", "Population"), say("Âge, sexe, état de santé des patients visés", "Age, sex and state of health of the patients concerned")),
            "condition_kind", "individual_patient", "users",
            _blank(say("Formation des utilisateurs", "Training of users"), say("Connaissances et formation nécessaires pour s'en servir", "Knowledge and training needed to use it")),
        ),)),
        Part(say("Cadre et environnement d'utilisation", "Setting and operating environment"), (writer.fields(
            "care_settings", "use_scope",
            _blank(say("Environnement technique", "Technical environment"), say("Systèmes, matériel, réseau et versions minimales", "Systems, hardware, network and minimum versions")),
            "drives_device", "active_implant", "radio_connection", "invasive_parts", "hosting_model",
        ),)),
        Part(say("Données d'entrée", "Inputs"), (writer.fields(
            _blank(say("Données utilisées", "Data used"), say("Nature, origine, fréquence et qualité exigée", "Nature, origin, frequency and quality required")),
            "data_subjects", "diagnostic_hardware", "ivd_use", "sample_data_decisive", "genetic_test", "documents",
        ),)),
        Part(say("Résultats et place dans la décision", "Outputs and their place in the decision"), (writer.fields(
            _blank(say("Résultats fournis", "Outputs given"), say("Chaque résultat : forme, unité, destinataire, délai", "Each output: form, unit, recipient, time")),
            "beyond_storage", "decision_support", "output_role", "next_step_decider", "closed_loop", "monitors_body",
            "measuring_function", "therapy_energy", "delivers_substances",
        ),)),
        Part(say("Limites et risques", "Limits and risks"), (writer.fields(
            _blank(say("Contre-indications", "Contraindications"), say("Patients et situations pour lesquels il ne doit pas servir, ou « aucune », avec la raison",
                                                                       "Patients and situations it must not be used for, or “none”, with the reason")),
            _blank(say("Limites d'utilisation", "Limits of use"), say("Ce que le produit ne fait pas et ce qu'il ne remplace pas", "What the product does not do and does not replace")),
            "worst_harm", "harm_basis",
            writer.declared(say("Analyse des risques", "Risk analysis"), "iso-14971", say("Référence du dossier de gestion des risques", "Reference of the risk-management file")),
        ),)),
        _learning(writer),
        Part(say("La même destination partout", "The same intended purpose everywhere"), _everywhere(writer)),
        Part(say("Validation", "Approval"), (writer.fields(*validation(writer)), *writer.duties_of((DUTY,)))),
    ]  # fmt: skip
    return writer.document(say("Fiche de destination", "Intended-purpose sheet"), (notice,), parts)


def _blank(label: str, missing: str) -> Field:
    return Field(label, missing=missing)


def _classes(writer: Writer) -> tuple[Field, ...]:
    """Class under the regulation, or regulations, that may apply."""
    pairs = (("medical_device", "mdr_class"), ("ivd_device", "ivdr_class"))
    return tuple(writer.fact(fact) for basis, fact in pairs if not writer.judgement.false(basis))


def _declared(writer: Writer) -> tuple[Field, ...]:
    """The text already written, when the project says that there is one."""
    evidence = writer.profile.done.get(DUTY)
    label = writer.say("Document déjà rédigé", "Document already written")
    return (Field(label, (evidence,)),) if evidence else ()


def _sentence(writer: Writer) -> Field:
    """A first wording made of the answers, with brackets where they say nothing."""
    say, profile = writer.say, writer.profile
    label = say("Phrase de destination (à adapter)", "Intended-purpose sentence (to adapt)")
    purposes = profile.answers.get("purposes")
    chosen = purposes if isinstance(purposes, tuple) else ()
    verbs = [_lower(writer.prose.option("purposes", id_)) for id_ in chosen if id_ in _VERBS]
    missing = say(
        "remplacez chaque crochet, puis reprenez la phrase telle quelle partout",
        "replace each bracket, then use the sentence unchanged everywhere",
    )
    if not verbs:
        return Field(label, missing=say("Qui s'en sert, pour quel patient, pour quelle maladie, dans quel but, avec quelle limite",
                                        "Who uses it, for which patient, for which disease, with what aim, within what limits"))  # fmt: skip
    users = _listed(writer, "users", say("[utilisateurs]", "[users]"))
    places = _listed(writer, "care_settings", say("[lieux]", "[places]"))
    if writer.language == "fr":
        text = (
            f"[Nom du produit] est destiné à {_and(verbs, 'fr', 'à ', ' ; ')}, pour [maladie ou situation], chez [population]. "
            f"Utilisateurs : {users}. Lieux d'utilisation : {places}. Il ne remplace pas [limite]."
        )
    else:
        text = (
            f"[Product name] is intended to {_and(verbs, 'en', '', '; ')}, for [disease or condition], in [population]. "
            f"Users: {users}. Places of use: {places}. It does not replace [limit]."
        )
    return Field(label, (text,), missing)


def _listed(writer: Writer, question: str, blank: str) -> str:
    answer = writer.answer(question)
    return _and([_lower(line) for line in answer.split("\n")], writer.language, "") if answer else blank


def _and(parts: list[str], language: Language, again: str, between: str = ", ") -> str:
    """A list in a sentence, each part after the word that brings in the first.

    Parts that hold commas of their own are set apart by semicolons, the last one too.
    """
    word = "et " if language == "fr" else "and "
    if len(parts) == 1:
        return parts[0]
    last = (between if ";" in between else " ") + word + again + parts[-1]
    return f"{between}{again}".join(parts[:-1]) + last


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _learning(writer: Writer) -> Part:
    """The part of artificial intelligence, and the grid that helps to describe it when it learns from data."""
    say = writer.say
    blocks: list[Block] = [
        writer.fields("ai_technique", "ai_activity", "ai_interaction", "ai_sensitive_uses")
    ]
    technique = writer.profile.answers.get("ai_technique")
    if technique in ("ml_fixed", "ml_adaptive", "generative", "learned"):
        grid = writer.knowledge.description_grids["has-ai-grid"]
        writer.cite(grid)
        blocks = [writer.fields(
            "ai_technique", "ai_activity", "ai_interaction", "ai_sensitive_uses",
            *(Field(*_domain(writer.text(domain.text))) for domain in grid.domains),
        ), Paragraph((writer.text(grid.description),), quiet=True)]  # fmt: skip
    return Part(say("Part d'intelligence artificielle", "Artificial-intelligence part"), tuple(blocks))


def _domain(text: str) -> tuple[str, tuple[str, ...], str]:
    """A domain of the grid as an empty field: its name, and what to describe there."""
    name, _, content = text.partition(":")
    return name.strip(), (), content.strip()


def _everywhere(writer: Writer) -> tuple[Block, ...]:
    say = writer.say
    duty = writer.knowledge.duties[DUTY]
    same = say(
        "référence et version du texte qui reprend la phrase",
        "reference and version of the text that uses the sentence",
    )
    places = (
        say("Étiquetage", "Label"), say("Notice d'utilisation", "Instructions for use"), say("Évaluation clinique", "Clinical evaluation"),
        say("Site et publicité", "Website and advertising"), say("Dossier technique", "Technical file"),
    )  # fmt: skip
    blocks: list[Block] = [writer.fields(*(Field(place, missing=same) for place in places))]
    if duty.notes is not None:
        blocks.insert(0, Bullets(((writer.text(duty.notes),),)))
    return tuple(blocks)
