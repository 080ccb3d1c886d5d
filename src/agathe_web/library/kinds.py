"""Kinds of entries a person looks up, as addresses and lists name them, and the families they belong to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agathe.kernel import Text
from agathe.knowledge import Knowledge

Reader = Callable[[Knowledge], Mapping[str, Any]]


@dataclass(frozen=True)
class Family:
    """Kinds that are looked up together.

    Attributes:
        name: name in addresses; no kind has the same.
        title: heading.
        about: what it holds, in one sentence.
        section: entry of the main menu it belongs to.
    """

    name: str
    title: Text
    about: Text
    section: str = "understand"


@dataclass(frozen=True)
class Kind:
    """Entries of one sort.

    Attributes:
        name: singular name in addresses.
        family: name of its family.
        one: what an entry is called.
        many: what several are called.
        read: the entries, by id.
        weight: how much more a find among them counts than one elsewhere.
        rules: kind in the names of conclusions and definitions, when it has one (``duty:…``).
    """

    name: str
    family: str
    one: Text
    many: Text
    read: Reader
    weight: float = 1.0
    rules: str = ""


FAMILIES = {
    family.name: family
    for family in (
        Family("rules", Text("Règles et accès au marché", "Rules and market access"),
               Text("Ce qu'un projet doit faire, et comment il est remboursé, payé ou acheté.",
                    "What a project must do, and how it is reimbursed, paid for or bought.")),
        Family("funding", Text("Financement", "Funding"),
               Text("Qui finance quoi, à quelles conditions, et quand déposer.",
                    "Who funds what, on what conditions, and when to apply."), "fund"),
        Family("people", Text("Acteurs et lieux", "Actors and places"),
               Text("À qui s'adresser, et où essayer un outil.", "Whom to turn to, and where to try a tool."), "try"),
        Family("markets", Text("Autres pays", "Other countries"),
               Text("Ce que demandent les autres marchés, et ce que vaut un dossier français.",
                    "What other markets ask for, and what a French file is worth there.")),
        Family("evidence", Text("Preuve et évaluation", "Evidence and evaluation"),
               Text("Ce qu'attendent les évaluateurs, et les plans d'étude qui y répondent.",
                    "What assessors expect, and the study designs that meet it."), "prove"),
        Family("plan", Text("Tâches et délais", "Tasks and deadlines"),
               Text("Ce qui prend du temps et de l'argent, et combien.", "What takes time and money, and how much."), "project"),
        Family("strategy", Text("Stratégie et formation", "Strategy and training"),
               Text("Les axes, les actions, les chiffres et les dates de la stratégie nationale.",
                    "Axes, actions, figures and dates of the national strategy."), "strategy"),
        Family("method", Text("Questions, faits et sources", "Questions, facts and sources"),
               Text("Comment les conclusions sont obtenues, et d'où viennent les informations.",
                    "How conclusions are reached, and where the information comes from.")),
    )
}  # fmt: skip


def _own(attribute: str) -> Reader:
    return lambda knowledge: getattr(knowledge, attribute)


def _trainings(knowledge: Knowledge) -> Mapping[str, Any]:
    training = knowledge.training
    if training is None:
        return {}
    return {entry.id: entry for entry in (training.curriculum, *training.cma_projects)}


def _programme(knowledge: Knowledge) -> Mapping[str, Any]:
    directory = knowledge.site_directory
    return {} if directory is None else {directory.programme.id: directory.programme}


KINDS = {
    kind.name: kind
    for kind in (
        Kind("duty", "rules", Text("Obligation ou référentiel", "Duty or standard"), Text("Obligations et référentiels", "Duties and standards"), _own("duties"), 1.5, "duty"),
        Kind("pathway", "rules", Text("Voie d'accès", "Pathway"), Text("Voies de remboursement, de paiement ou d'achat", "Pathways to reimbursement, payment or purchase"), _own("pathways"), 1.5, "pathway"),
        Kind("pathway_hint", "rules", Text("Par quelle voie commencer", "Which pathway first"), Text("Par quelle voie commencer", "Which pathway first"), _own("pathway_hints"), 0.8, "hint"),
        Kind("tariff", "rules", Text("Tarif", "Tariff"), Text("Tarifs", "Tariffs"), _own("tariffs"), 1.2),
        Kind("operator_duty", "rules", Text("Règle de l'opérateur", "Rule for the operator"), Text("Règles de l'opérateur", "Rules for the operator"), _own("operator_duties")),
        Kind("scheme", "funding", Text("Financement", "Funding scheme"), Text("Financements", "Funding schemes"), _own("schemes"), 1.4, "scheme"),
        Kind("research_programme", "funding", Text("Programme de recherche", "Research programme"), Text("Programmes de recherche", "Research programmes"), _own("research_programmes"), 1.2),
        Kind("campaign", "funding", Text("Campagne de recherche", "Research campaign"), Text("Campagnes de recherche", "Research campaigns"), _own("campaigns")),
        Kind("actor", "people", Text("Acteur", "Actor"), Text("Acteurs", "Actors"), _own("actors"), 1.2, "actor"),
        Kind("actor_note", "people", Text("À savoir sur des acteurs", "About some actors"), Text("À savoir sur des acteurs", "About some actors"), _own("actor_notes"), 0.9),
        Kind("site", "people", Text("Tiers-lieu d'expérimentation", "Experimentation site"), Text("Tiers-lieux d'expérimentation", "Experimentation sites"), _own("sites"), 1.2, "site"),
        Kind("test_bed", "people", Text("Autre terrain d'essai", "Other test bed"), Text("Autres terrains d'essai", "Other test beds"), _own("test_beds"), 1.1, "test_bed"),
        Kind("site_programme", "people", Text("Programme des tiers-lieux", "Programme of the sites"), Text("Programme des tiers-lieux", "Programme of the sites"), _programme),
        Kind("desk", "people", Text("Guichet national", "National desk"), Text("Guichet national", "National desk"), _own("desks")),
        Kind("country", "markets", Text("Marché étranger", "Foreign market"), Text("Marchés étrangers", "Foreign markets"), _own("countries"), 1.2, "country"),
        Kind("guide", "evidence", Text("Guide d'évaluation", "Evaluation guide"), Text("Guides d'évaluation", "Evaluation guides"), _own("guides"), 1.2),
        Kind("study_design", "evidence", Text("Plan d'étude", "Study design"), Text("Plans d'étude", "Study designs"), _own("study_designs"), 1.1),
        Kind("scale", "evidence", Text("Échelle de jugement", "Scale of judgement"), Text("Échelles de jugement", "Scales of judgement"), _own("scales")),
        Kind("evaluation", "evidence", Text("Évaluation exigée", "Required evaluation"), Text("Évaluations exigées", "Required evaluations"), _own("evaluation_triggers"), 1.1, "evaluation"),
        Kind("reference_case", "evidence", Text("Cadre économique", "Economic reference case"), Text("Cadre économique", "Economic reference case"), _own("reference_cases")),
        Kind("value_set", "evidence", Text("Jeu de valeurs d'utilité", "Utility value set"), Text("Jeux de valeurs d'utilité", "Utility value sets"), _own("value_sets")),
        Kind("sample_size", "evidence", Text("Valeur usuelle du calcul de taille", "Usual value for sample size"), Text("Valeurs usuelles du calcul de taille", "Usual values for sample size"), _own("sample_size_defaults")),
        Kind("description_grid", "evidence", Text("Grille descriptive", "Descriptive grid"), Text("Grilles descriptives", "Descriptive grids"), _own("description_grids")),
        Kind("organisational_impact", "evidence", Text("Impact organisationnel", "Organisational impact"), Text("Impact organisationnel", "Organisational impact"), _own("organisational_impacts")),
        Kind("early_dialogue", "evidence", Text("Rencontre précoce", "Early dialogue"), Text("Rencontres précoces", "Early dialogues"), _own("early_dialogues")),
        Kind("task", "plan", Text("Tâche", "Task"), Text("Tâches", "Tasks"), _own("tasks"), 0.9, "task"),
        Kind("deadline", "plan", Text("Délai à tenir", "Deadline"), Text("Délais à tenir", "Deadlines"), _own("deadlines"), 0.9),
        Kind("national_strategy", "strategy", Text("Stratégie", "Strategy"), Text("La stratégie", "The strategy"), _own("strategies"), 1.1),
        Kind("axis", "strategy", Text("Axe de la stratégie", "Axis of the strategy"), Text("Axes de la stratégie", "Axes of the strategy"), _own("axes"), 1.1),
        Kind("action", "strategy", Text("Action de la stratégie", "Action of the strategy"), Text("Actions de la stratégie", "Actions of the strategy"), _own("actions"), 1.1),
        Kind("training", "strategy", Text("Formation", "Training"), Text("Formations", "Training"), _trainings, 1.1),
        Kind("stage", "strategy", Text("Étape de la ligne de vie", "Stage of the life line"), Text("Étapes de la ligne de vie", "Stages of the life line"), _own("life_stages"), 1.1),
        Kind("key_date", "strategy", Text("Date de la stratégie", "Date of the strategy"), Text("Dates de la stratégie", "Dates of the strategy"), _own("key_dates"), 0.9),
        Kind("figure", "strategy", Text("Chiffre de la stratégie", "Figure of the strategy"), Text("Chiffres de la stratégie", "Figures of the strategy"), _own("figures"), 0.9),
        Kind("sector_figure", "strategy", Text("Chiffre du secteur", "Figure of the sector"), Text("Chiffres du secteur", "Figures of the sector"), _own("sector_figures"), 0.9),
        Kind("eco_score", "strategy", Text("Éco-score", "Eco-score"), Text("Éco-scores", "Eco-scores"), _own("eco_scores")),
        Kind("question", "method", Text("Question posée", "Question asked"), Text("Questions posées", "Questions asked"), _own("questions"), 0.8),
        Kind("fact", "method", Text("Fait calculé", "Computed fact"), Text("Faits calculés", "Computed facts"), _own("facts"), 0.8, "fact"),
        Kind("parameter", "method", Text("Seuil ou montant", "Threshold or amount"), Text("Seuils et montants", "Thresholds and amounts"), _own("parameters"), 0.9),
        Kind("source", "method", Text("Source", "Source"), Text("Sources", "Sources"), _own("sources"), 0.6),
    )
}  # fmt: skip
"""All kinds, in the order lists show them."""

SYNONYMS = {
    "standard": ("duty", "duty.standard"),
    "norm": ("duty", "duty.standard"),
    "sector": ("sector_figure", ""),
}
"""Other words a link may use for a kind, with the nature they stand for."""


def members(name: str) -> tuple[str, ...]:
    """Kinds a search value stands for: the kind itself, or those of a family; none for an unknown word."""
    if name in KINDS:
        return (name,)
    return tuple(kind.name for kind in KINDS.values() if kind.family == name)


def section_of(names: frozenset[str] | set[str]) -> str:
    """Entry of the main menu that a list of kinds belongs to."""
    if not names:
        return "understand"
    sections = {"try" if n in ("site", "test_bed", "site_programme") else _section(n) for n in names}
    return sections.pop() if len(sections) == 1 else "understand"


def _section(name: str) -> str:
    kind = KINDS[name]
    return "understand" if kind.family in ("people", "plan") else FAMILIES[kind.family].section
