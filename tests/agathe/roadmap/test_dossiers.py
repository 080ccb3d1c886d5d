"""The files of a project: what is known is in them, what is not known is listed, and they say what the judgement says."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from agathe.documents.blocks import Document, Field, Fields, Notice, Section, Table
from agathe.documents.html import render_html
from agathe.kernel import LANGUAGES, Language
from agathe.roadmap import build_roadmap
from agathe.roadmap.dossiers import DOSSIERS, counted, tally
from agathe.rules import Engine, Judgement, read_profile
from agathe.rules.profile import Profile

EXAMPLES = Path(__file__).resolve().parents[3] / "knowledge" / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


@cache
def judged(name: str, engine: Engine) -> Judgement:
    return engine.judge(read_profile(EXAMPLES / f"{name}.yaml", engine.knowledge))


def build(id_: str, judgement: Judgement, language: Language = "fr") -> Document:
    return DOSSIERS[id_].build(judgement, build_roadmap(judgement), language)


def texts(value: object) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for item in fields(value):
            if item.name not in ("url", "tone", "kind", "language", "anchor"):
                yield from texts(getattr(value, item.name))


def all_text(value: object) -> str:
    return "\n".join(texts(value))


def fields_of(sections: tuple[Section, ...]) -> list[Field]:
    return [
        field
        for section in sections
        for block in section.blocks
        if isinstance(block, Fields)
        for field in block.fields
    ]


def section(document: Document, title: str) -> Section:
    return next(one for one in document.sections if title in one.title)


def table(document: Document, caption: str) -> Table:
    blocks = (block for one in document.sections for block in one.blocks if isinstance(block, Table))
    return next(block for block in blocks if caption in block.caption)


def row(table: Table, start: str) -> str:
    return next(all_text(cells) for cells in table.rows if all_text(cells[0]).startswith(start))


def case(engine: Engine, **answers: object) -> Judgement:
    return engine.judge(Profile(answers=answers, name="Essai"))  # type: ignore[arg-type]


# ---------------------------------------------------------------------- all files, all examples


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_suits_an_example_is_whole_in_both_languages(name: str, engine: Engine) -> None:
    judgement = judged(name, engine)
    roadmap = build_roadmap(judgement)
    for id_, dossier in DOSSIERS.items():
        reason = dossier.refused(judgement)
        if reason is not None:
            assert reason.fr
            assert reason.en
            continue
        french, english = (dossier.build(judgement, roadmap, language) for language in LANGUAGES)
        assert french == dossier.build(judgement, roadmap, "fr"), id_
        assert [len(one.blocks) for one in french.sections] == [len(one.blocks) for one in english.sections]
        assert tally(french.sections) == tally(english.sections)
        for document in (french, english):
            assert document.subtitle == judgement.profile.name
            assert document.day == engine.day
            assert any(engine.knowledge.version[:8] in fact for fact in document.facts)
            assert counted(*tally(document.sections), document.language) in document.facts
            assert document.foot == document.foot.strip() != ""
            assert document.sections[-1].anchor == "sources"
            assert render_html(document)
        assert "None" not in all_text(french)
        assert "law of" not in all_text(french)
        assert "droit au" not in all_text(english).lower()


@pytest.mark.parametrize("name", NAMES)
def test_no_identifier_is_shown(name: str, engine: Engine) -> None:
    """Raw ids hold an underscore, or are those of duties and sources."""
    judgement = judged(name, engine)
    hidden = {
        id_
        for id_ in (*engine.knowledge.questions, *engine.knowledge.facts, *engine.knowledge.sources)
        if "_" in id_
    }
    hidden |= {id_ for id_ in engine.knowledge.duties if "-" in id_}
    for id_, dossier in DOSSIERS.items():
        if dossier.refused(judgement) is None:
            words = set(all_text(build(id_, judgement)).replace("\n", " ").split())
            assert not words & hidden, id_


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_told_in_place_at_the_end_of_the_part_and_at_the_top(
    name: str, engine: Engine
) -> None:
    judgement = judged(name, engine)
    for id_, dossier in DOSSIERS.items():
        if dossier.refused(judgement) is not None:
            continue
        document = build(id_, judgement)
        summary = next(block for block in document.blocks if isinstance(block, Table))
        told = {all_text(cells[0]): all_text(cells[1]).split(" · ") for cells in summary.rows}
        for one in document.sections[:-1]:
            missing = [field.label for field in fields_of((one,)) if field.missing is not None]
            if not missing:
                continue
            last = one.blocks[-1]
            assert isinstance(last, Notice)
            for label in missing:
                assert label in all_text(last.content)
                assert label in all_text(told[one.title]) or label in " · ".join(told[one.title])


def test_french_files_hold_no_english_words(engine: Engine) -> None:
    for name in (
        "agathe-4-conformity",
        "digital-therapy-insomnia",
        "telemonitoring-heart",
        "insulin-closed-loop",
    ):
        judgement = judged(name, engine)
        for id_, dossier in DOSSIERS.items():
            if dossier.refused(judgement) is None:
                words = set(all_text(build(id_, judgement)).lower().replace("\n", " ").split())
                assert not words & {
                    "the",
                    "with",
                    "which",
                    "missing",
                    "evidence",
                    "answer",
                    "checked",
                    "yes",
                }, (name, id_)


# ---------------------------------------------------------------------- qualification


def test_the_memo_says_what_the_product_is_and_what_it_is_not(engine: Engine) -> None:
    document = build("qualification", judged("agathe-4-conformity", engine))
    assert "Dispositif médical." in all_text(document.blocks)
    examined = table(document, "Toutes les qualifications possibles")
    kept = [all_text(cells[0]) for cells in examined.rows if all_text(cells[1]) == "Retenue"]
    assert kept == ["Dispositif médical"]
    assert "Écartée" in row(examined, "N'est pas un dispositif médical")
    assert "Écartée" in row(examined, "Dispositif médical de diagnostic in vitro")
    statuses = table(document, "Statuts voisins")
    assert "Oui" in row(statuses, "Service numérique en santé")
    assert "Non" in row(statuses, "Application de bien-être")
    assert "MDR art. 2(1)" in all_text(section(document, "sources"))


def test_the_memo_of_an_open_case_says_what_each_answer_would_give(engine: Engine) -> None:
    judgement = case(
        engine, product_role="manufacturer", markets=("france",), product_form=("web_saas",), purposes=("predict",),
        decision_support=True, drives_device="no", active_implant=False, individual_patient=True,
    )  # fmt: skip
    missing = judgement.missing("qualification")
    assert "beyond_storage" in missing
    document = build("qualification", judgement)
    assert "Conclusion à confirmer" in all_text(document.blocks)
    effects = table(document, "Réponses qui manquent")
    asked = engine.knowledge.questions["beyond_storage"].question.fr
    assert "Oui → dispositif médical" in row(effects, asked)
    assert "Fonction au-delà du stockage et de l'affichage" in all_text(document.blocks)


def test_a_product_that_is_no_device_has_a_memo_and_no_class(engine: Engine) -> None:
    judgement = judged("wellness-sleep-app", engine)
    assert DOSSIERS["qualification"].refused(judgement) is None
    assert "N'est pas un dispositif médical." in all_text(build("qualification", judgement).blocks)
    for id_ in ("intended-purpose", "classification", "pecan", "lppr", "latm"):
        assert DOSSIERS[id_].refused(judgement) is not None


# ---------------------------------------------------------------------- intended purpose


def test_the_sheet_is_filled_in_from_the_answers(engine: Engine) -> None:
    judgement = judged("agathe-4-conformity", engine)
    document = build("intended-purpose", judgement)
    found = {field.label: field for field in fields_of(document.sections)}
    assert all_text(found["Utilisateurs de l'outil"].content) == "Proches aidants\nProfessionnels de santé"
    assert "Destination, version 3" in all_text(found["Document déjà rédigé"].content)
    sentence = all_text(found["Phrase de destination (à adapter)"].content)
    assert "est destiné à suivre l'évolution d'une maladie" in sentence
    assert "; et à prévenir une maladie chez une personne donnée" in sentence
    for blank in (
        "Contre-indications",
        "Limites d'utilisation",
        "Environnement technique",
        "Population",
        "Fabricant",
    ):
        assert found[blank].missing
        assert not found[blank].content


def test_the_grid_on_learning_is_offered_only_to_what_learns(engine: Engine) -> None:
    learns = build("intended-purpose", judged("agathe-4-conformity", engine))
    plain = build("intended-purpose", judged("digital-therapy-insomnia", engine))
    assert "Caractéristiques fonctionnelles" in all_text(section(learns, "intelligence artificielle"))
    assert "Caractéristiques fonctionnelles" not in all_text(section(plain, "intelligence artificielle"))


def test_what_the_project_wrote_stands_as_it_is(engine: Engine) -> None:
    hostile = '<script>alert("x")</script> =cmd() & « deux »'
    judgement = judged("agathe-4-conformity", engine)
    profile = Profile(judgement.profile.answers, {"iso-14971": hostile}, hostile, hostile)
    document = build("intended-purpose", engine.judge(profile))
    assert document.subtitle == hostile
    assert (
        all_text(next(f for f in fields_of(document.sections) if f.label == "Description").content) == hostile
    )
    assert (
        all_text(next(f for f in fields_of(document.sections) if f.label == "Analyse des risques").content)
        == hostile
    )
    assert "<script>alert" not in render_html(document)


# ---------------------------------------------------------------------- classification


@pytest.mark.parametrize(
    "name",
    [name for name in NAMES if name.startswith(("agathe", "tele", "insu", "contra", "ivd", "digital"))],
)
def test_the_class_of_the_rationale_is_that_of_the_judgement(name: str, engine: Engine) -> None:
    judgement = judged(name, engine)
    if DOSSIERS["classification"].refused(judgement) is not None:
        return
    document = build("classification", judgement)
    for fact, basis in (("mdr_class", "medical_device"), ("ivdr_class", "ivd_device")):
        value = judgement.prove(fact).value.fr
        titles = [block.title for block in document.blocks if isinstance(block, Notice)]
        assert any(title.lower().endswith(value.lower()) for title in titles) != judgement.false(basis)
        if not judgement.false(basis):
            rules = [row for row in engine.knowledge.facts[fact].rows if row.rule]
            reviewed = [cells for block in document.sections for t in block.blocks if isinstance(t, Table)
                        and "Examen de chaque règle" in t.caption for cells in t.rows if len(cells) > 1]  # fmt: skip
            assert len(reviewed) >= len(rules)
            assert all(len(all_text(cells[2])) > 2 for cells in reviewed)


def test_the_rationale_tells_which_rules_apply(engine: Engine) -> None:
    document = build("classification", judged("agathe-4-conformity", engine))
    rules = table(document, "Examen de chaque règle")
    lines = [all_text(cells) for cells in rules.rows if len(cells) > 1]
    assert sum("S'applique" in line for line in lines) == 1
    assert any("règle 11(a)" in line and "S'applique" in line and "Classe IIa" in line for line in lines)
    assert any("règle 11(c)" in line and "Par défaut" in line for line in lines)
    assert any("règle 15" in line and "Ne s'applique pas" in line for line in lines)
    assert not any("dispositif médical (règlement 2017/745)" in line for line in lines)
    changes = table(document, "Plus petits changements")
    assert any("III" in all_text(cells[1]) for cells in changes.rows)
    assert "information" in all_text(section(document, "Sensibilité"))
    entails = section(document, "entraîne")
    assert "Organisme notifié nécessaire" in all_text(entails)
    assert "haut risque" in all_text(entails).lower()


def test_a_class_the_texts_leave_open_is_never_told_as_one(engine: Engine) -> None:
    judgement = judged("telemonitoring-heart", engine)
    assert not judgement.settled("mdr_class")
    document = build("classification", judgement)
    assert "Classe à faire trancher" in all_text(document)
    assert "Classe retenue" not in all_text(document)
    assert any(isinstance(block, Notice) and block.kind == "warning" for block in document.blocks)


# ---------------------------------------------------------------------- coverage


def test_criteria_carry_their_status_and_their_proof(engine: Engine) -> None:
    document = build("pecan", judged("digital-therapy-insomnia", engine))
    criteria = table(document, "Conditions, toutes nécessaires")
    assert len(criteria.rows) == len(engine.knowledge.pathways["pecan"].criteria)
    marking = row(criteria, "Marquage CE")
    assert "Rempli" in marking
    assert "✓ Certificat UE de l'organisme notifié, 18 mai 2026" in marking
    assert "Apprécié par l'autorité" in row(criteria, "Produit présumé innovant")
    assert "Sans objet" in row(criteria, "Télésurveillance seule")
    assert "15 avril 2027" in row(criteria, "Visée thérapeutique : résultats")
    closing = table(document, "Ce qui fermerait la voie")
    assert len(closing.rows) == len(engine.knowledge.pathways["pecan"].exclusions)
    assert all("Pas d'obstacle" in all_text(cells) for cells in closing.rows)


def test_a_criterion_not_met_yet_is_listed_as_missing(engine: Engine) -> None:
    document = build("pecan", judged("agathe-4-conformity", engine))
    assert "Pas encore rempli" in row(table(document, "Conditions"), "Marquage CE")
    summary = next(block for block in document.blocks if isinstance(block, Table))
    assert "Marquage CE obtenu dans l'indication revendiquée" in row(summary, "3. Critères")


def test_procedure_tariffs_and_documents_come_from_the_knowledge_base(engine: Engine) -> None:
    pathway = engine.knowledge.pathways["pecan"]
    document = build("pecan", judged("digital-therapy-insomnia", engine))
    content = all_text(document)
    for step in pathway.steps:
        assert step.action.fr in content
    for dossier in pathway.dossier:
        for item in dossier.items:
            assert item.fr in content
    assert "90 jours" in content
    assert "435\u202f€ TTC pour les trois premiers mois" in content
    assert "télésurveillance" not in all_text(table(document, "Tarifs de cette prise en charge"))
    assert "Déposer la demande LPPR dans les 6 mois" in content
    assert "LATM dans les 9 mois" not in content


def test_the_listing_file_names_fees_and_the_economic_evaluation(engine: Engine) -> None:
    judgement = judged("digital-therapy-insomnia", engine)
    content = all_text(build("lppr", judgement))
    assert "5 600 €" in content
    assert "180 jours" in content
    assert "Évaluation médico-économique : elle n'est pas exigée" in content
    asks = judgement.profile.answered("claimed_asa", "II")
    assert "Quand une évaluation médico-économique est exigée" in all_text(build("lppr", engine.judge(asks)))


def test_the_telemonitoring_file_reviews_both_ways_of_the_list(engine: Engine) -> None:
    document = build("latm", judged("telemonitoring-heart", engine))
    titles = [one.title for one in document.sections]
    assert any("Critères · LATM, rattachement à une ligne générique" in title for title in titles)
    assert any("Critères · LATM, télésurveillance sous nom de marque" in title for title in titles)
    packages = all_text(table(document, "Forfaits mensuels"))
    assert "Insuffisance cardiaque chronique" in packages


def test_a_closed_pathway_or_another_aim_is_told(engine: Engine) -> None:
    heart = judged("telemonitoring-heart", engine)
    closed, other = DOSSIERS["lppr"].refused(heart), DOSSIERS["pecan"].refused(heart)
    assert closed is not None
    assert "ne faisant que de la télésurveillance" in closed.fr
    assert other is not None
    assert "ne vise pas" in other.fr
    assert "does not aim" in other.en


def test_a_project_that_has_said_nothing_gets_files_to_fill(engine: Engine) -> None:
    judgement = case(engine)
    for id_, dossier in DOSSIERS.items():
        assert dossier.refused(judgement) is None, id_
        for language in LANGUAGES:
            document = build(id_, judgement, language)
            known, missing = tally(document.sections)
            assert missing > known
            assert render_html(document)


def test_the_law_of_another_day(engine: Engine) -> None:
    day = date(2025, 9, 15)
    earlier = Engine(engine.knowledge, day, engine.compiler)
    judgement = earlier.judge(read_profile(EXAMPLES / "agathe-4-conformity.yaml", engine.knowledge))
    document = build("classification", judgement)
    assert document.day == day
    assert "Droit au 15 septembre 2025" in document.facts
