"""The story of Agathe in seven chapters: the words, and the whole project that each chapter describes, judged on its day.

The story follows the annex of the strategy « Parcours d'un entrepreneur »; what each page shows is computed from the example
profiles that come with the knowledge base, never written here.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from agathe.kernel import Text
from agathe.knowledge import knowledge_root
from agathe.rules import Judgement, Profile, read_profile
from agathe_web import engines


@dataclass(frozen=True)
class Stop:
    """Something to see on the real page of the project.

    Attributes:
        kind: kind of the conclusion, or ``schedule`` or ``whatif``.
        id: its id.
        why: what to look at.
    """

    kind: str
    id: str
    why: Text


@dataclass(frozen=True)
class Chapter:
    """One stage of the story.

    Attributes:
        stage: 1 to 7.
        day: day whose law is applied.
        file: example profile.
        title: title.
        lead: one sentence for the home page.
        told: what happens, paragraph by paragraph.
        stops: what to look at.
    """

    stage: int
    day: date
    file: str
    title: Text
    lead: Text
    told: tuple[Text, ...]
    stops: tuple[Stop, ...]


CHAPTERS = (
    Chapter(
        1, date(2022, 3, 15), "agathe-1-idea.yaml",
        Text("L’idée", "The idea"),
        Text("Pendant ses études, elle découvre la santé numérique.", "During her studies, she discovers digital health."),
        (
            Text("Agathe est infirmière depuis peu. Un module de ses études l’a initiée à la santé numérique. Dans son service, les escarres reviennent : elle voudrait qu’une intelligence artificielle les voie venir.", "Agathe has just become a nurse. A module of her studies introduced her to digital health. On her ward, pressure ulcers keep coming back: she would like an artificial intelligence to see them coming."),
            Text("Elle n’a ni société, ni équipe, ni données. Elle répond aux questions, souvent par « je ne sais pas encore », et apprend ce que son idée est aux yeux de la loi.", "She has no company, no team and no data. She answers the questions, often with “I don’t know yet”, and learns what her idea is in the eyes of the law."),
        ),
        (Stop("decision", "qualification", Text("Est-ce un dispositif médical ? La preuve.", "Is it a medical device? The proof.")), Stop("decision", "mdr_class", Text("La classe, encore ouverte : quelles réponses décident.", "The class, still open: which answers decide."))),
    ),
    Chapter(
        2, date(2024, 2, 1), "agathe-2-proof-of-concept.yaml",
        Text("La preuve de concept", "The proof of concept"),
        Text("Avec une élève ingénieure, elle construit un premier essai et gagne un concours.", "With an engineering student, she builds a first version and wins a competition."),
        (
            Text("Agathe retrouve une élève ingénieure rencontrée pendant ce module. À deux, elles entraînent un premier modèle sur des dossiers existants et fondent une société.", "Agathe meets again an engineering student from that module. Together they train a first model on existing records and found a company."),
            Text("La recherche et le développement peuvent recevoir des subventions publiques. La feuille de route dit lesquelles conviennent, lesquelles non, et pourquoi.", "Research and development can receive public grants. The roadmap says which ones fit, which do not, and why."),
        ),
        (Stop("scheme", "i-nov", Text("Le concours i-Nov : condition par condition.", "The i-Nov competition: condition by condition.")),),
    ),
    Chapter(
        3, date(2025, 2, 10), "agathe-3-experimentation.yaml",
        Text("L’expérimentation", "The experiment"),
        Text("Un lieu d’expérimentation l’accueille, près des patients.", "An experimentation site takes her in, close to patients."),
        (
            Text("Le projet est lauréat. Le produit est prêt à rencontrer des soignants et des patients ; reste à trouver où. Des tiers-lieux d’expérimentation existent pour cela.", "The project is a laureate. The product is ready to meet carers and patients; where is the question. Experimentation sites exist for that."),
            Text("L’outil n’est pas encore marqué CE : essayer avec des patients est une recherche encadrée, et la feuille de route dit par quoi.", "The tool does not bear the CE mark yet: trying it with patients is regulated research, and the roadmap says by what."),
        ),
        (Stop("decision", "research_regime", Text("Quel régime de recherche, et ce qui en décide.", "Which research regime, and what decides it.")),),
    ),
    Chapter(
        4, date(2025, 9, 15), "agathe-4-conformity.yaml",
        Text("La conformité", "Conformity"),
        Text("Aidée pour la qualité, elle obtient le marquage CE.", "Helped on quality, she obtains the CE mark."),
        (
            Text("L’essai a montré moins d’escarres et une charge moindre pour l’équipe. Il faut maintenant un système qualité, un dossier, un organisme notifié : un domaine où l’aide est rare.", "The trial showed fewer pressure ulcers and less work for the team. Now come a quality system, a file, a notified body: a field where help is scarce."),
            Text("Le calendrier montre ce qui retarde le marquage CE, et combien de temps prévoir, une fois sur deux et neuf fois sur dix.", "The schedule shows what delays the CE mark, and how long to plan, one time in two and nine in ten."),
        ),
        (Stop("decision", "mdr_class", Text("Pourquoi la classe IIa, texte à l’appui.", "Why class IIa, with the text.")), Stop("schedule", "", Text("Le calendrier du marquage CE.", "The schedule of the CE mark.")), Stop("whatif", "worst_harm", Text("Et si une erreur était plus grave ?", "What if an error were graver?"))),
    ),
    Chapter(
        5, date(2026, 4, 15), "agathe-5-evaluation.yaml",
        Text("L’évaluation", "Evaluation"),
        Text("Une étude rigoureuse, financée, prouve l’effet.", "A rigorous, funded study proves the effect."),
        (
            Text("Le marquage CE permet de vendre. Mais les médecins prescripteurs demandent des preuves plus solides. Agathe candidate à un appel à projets sur l’évaluation : aide à la conception de l’essai, puis à son financement.", "The CE mark allows selling. But prescribing doctors ask for stronger evidence. Agathe applies to a call on evaluation: help to design the trial, then to fund it."),
        ),
        (Stop("decision", "research_regime", Text("Le régime de l’étude après marquage.", "The regime of the study after marking.")),),
    ),
    Chapter(
        6, date(2026, 11, 25), "agathe-6-reimbursement.yaml",
        Text("Le remboursement", "Reimbursement"),
        Text("L’Assurance maladie rembourse par anticipation, pendant que l’essai s’achève.", "National health insurance reimburses early, while the trial ends."),
        (
            Text("L’essai inclut vite, mais rien ne rembourse encore un tel outil. La prise en charge anticipée finance l’usage avant la décision de droit commun.", "The trial recruits fast, but nothing reimburses such a tool yet. Early coverage pays for its use before the ordinary decision."),
            Text("Combien de mois gagnés ? Les deux chemins sont simulés avec les mêmes hasards.", "How many months are gained? Both ways are simulated with the same luck."),
        ),
        (Stop("pathway", "pecan", Text("La PECAN : ce qui est rempli, ce qui reste.", "PECAN: what is met, what remains.")), Stop("compare", "pecan-or-direct", Text("Avec et sans prise en charge anticipée.", "With and without early coverage."))),
    ),
    Chapter(
        7, date(2027, 10, 15), "agathe-7-deployment.yaml",
        Text("Le déploiement", "Deployment"),
        Text("Son outil est prescrit en France, puis part en Europe.", "Her tool is prescribed in France, then goes to Europe."),
        (
            Text("Remboursé par anticipation, l’outil est vite adopté, et les investisseurs confirment leur engagement. Agathe demande l’inscription de droit commun.", "Reimbursed early, the tool is adopted fast, and investors confirm their commitment. Agathe applies for the ordinary listing."),
            Text("Puis d’autres pays : leurs voies, leurs preuves, leurs langues, comparées à la France. Ce que personne n’a établi est dit.", "Then other countries: their routes, their evidence, their languages, compared with France. What nobody established is said."),
        ),
        (Stop("markets", "", Text("Les marchés étrangers côte à côte.", "Foreign markets side by side.")),),
    ),
)  # fmt: skip


def examples() -> Path:
    """Folder of the example profiles that come with the knowledge base."""
    return (settings.KNOWLEDGE_DIR or knowledge_root()) / "examples"


@lru_cache(maxsize=16)
def _profile(file: str, version: str) -> Profile:
    return read_profile(examples() / file, engines.knowledge())


def judged(chapter: Chapter) -> Judgement:
    """The project of a chapter, judged on its day."""
    return engines.engine(chapter.day).judge(_profile(chapter.file, engines.knowledge().version))
