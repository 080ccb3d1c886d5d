"""A schedule and markets written by hand: as rich as real ones, so that documents can be tested without computing them."""

from datetime import date, timedelta

from agathe.kernel import Text
from agathe.roadmap import Roadmap
from agathe.roadmap.model import Market, MarketFact
from agathe.roadmap.plan_model import (
    Dates,
    Euros,
    PlannedDeadline,
    PlannedMilestone,
    PlannedTask,
    PlanProblem,
    Quarter,
    Schedule,
    Share,
)

START = date(2026, 11, 25)
# id, stage, French, English, state, first week, last week (1 in 2), last week (9 in 10), chance of being critical, euros
TASKS = (
    ("team", 1, "Former l'équipe aux textes", "Train the team on the texts", "done", 0, 0, 0, 0.0, 0),
    ("dpia", 2, "Analyse d'impact sur les données", "Data protection impact assessment", "done", 0, 0, 0, 0.0, 0),
    ("data", 2, "Constituer le jeu de données d'entraînement", "Build the training data set", "in_progress", 0, 9, 13, 0.1, 48_000),
    ("trial", 3, "Essai dans trois services", "Trial in three wards", "in_progress", 0, 14, 19, 0.21, 96_000),
    ("hosting", 3, "Passer chez un hébergeur certifié", "Move to a certified host", "planned", 2, 16, 28, 0.12, 31_400),
    ("risk", 4, "Gestion des risques", "Risk management", "planned", 0, 17, 23, 0.55, 42_000),
    ("qms", 4, "Système qualité", "Quality management system", "planned", 0, 39, 50, 0.18, 120_000),
    ("clinical", 4, "Évaluation clinique", "Clinical evaluation", "planned", 17, 52, 71, 0.82, 184_000),
    ("file", 4, "Dossier technique", "Technical documentation", "planned", 24, 55, 74, 0.61, 88_000),
    ("body", 4, "Réserver un organisme notifié", "Book a notified body", "planned", 4, 41, 66, 0.37, 6_500),
    ("audit", 4, "Audit et examen par l'organisme notifié", "Audit and review by the notified body", "planned", 74, 112, 141, 0.97, 152_000),
    ("ai", 4, "Dossier du règlement IA", "AI Act file", "planned", 40, 66, 90, 0.14, 37_000),
    ("eudamed", 4, "S'enregistrer dans EUDAMED", "Register in EUDAMED", "planned", 112, 114, 144, 0.03, 1_200),
    ("economics", 5, "Évaluation médico-économique", "Economic evaluation", "maybe", 52, 88, 118, 0.05, 90_000),
    ("study", 5, "Étude clinique comparative", "Comparative clinical study", "planned", 30, 96, 134, 0.44, 410_000),
    ("ans", 6, "Certificat de conformité de l'ANS", "ANS certificate of conformity", "planned", 90, 112, 137, 0.29, 15_000),
    ("pecan", 6, "Demande de prise en charge anticipée (PECAN)", "Request for early coverage (PECAN)", "planned", 114, 129, 160, 0.93, 22_000),
    ("lppr", 6, "Inscription sur la LPPR", "Listing on the LPPR", "planned", 140, 178, 226, 0.71, 34_000),
    ("launch", 7, "Ouvrir le service dans dix établissements", "Open the service in ten institutions", "planned", 129, 150, 186, 0.88, 75_000),
    ("export", 7, "Préparer l'Allemagne (DiGA)", "Prepare Germany (DiGA)", "set_aside", 0, 0, 0, 0.0, 0),
)  # fmt: skip
MILESTONES = (
    ("ready", "Dossier prêt pour l'organisme notifié", "File ready for the notified body", 55, 74, 47, False),
    ("ce", "Marquage CE", "CE mark", 112, 141, 93, True),
    ("early", "Prise en charge anticipée", "Early coverage", 129, 160, 104, True),
    ("open", "Service ouvert", "Service open", 150, 186, 121, False),
    ("listed", "Inscription de droit commun", "Common-law listing", 178, 226, 149, False),
)


def schedule() -> Schedule:
    """About twenty tasks, six milestones, eight quarters of cash."""
    tasks = tuple(
        PlannedTask(
            id=id_, title=Text(french, english), stage=stage, state=state,
            who=Text("l'équipe", "the team"), produces=Text("un dossier", "a file"),
            start=_dates(first, first + 3) if state not in ("done", "set_aside") else None,
            end=_dates(last, late) if state not in ("done", "set_aside") else None,
            done=date(2026, 3, 9) if id_ == "dpia" else None,
            chance_critical=critical,
            weeks=(0.6 * (last - first), float(last - first), 1.5 * (last - first)) if last else None,
            basis=("estimate", "published", "legal_maximum", "own")[number % 4],
            confidence=("low", "medium", "high")[number % 3],
            limit_days=180 if id_ == "lppr" else None,
            cost=Euros(p10=0.7 * euros, p50=euros, p90=1.62 * euros) if euros else None,
            missing=("reuse_basis",) if state == "maybe" else (),
        )
        for number, (id_, stage, french, english, state, first, last, late, critical, euros) in enumerate(TASKS)
    )  # fmt: skip
    milestones = tuple(
        PlannedMilestone(
            id=id_, title=Text(french, english), main=main, state="planned", dates=_dates(sure, late),
            interval=(_day(sure - 0.6), _day(sure + 0.6)), likely=_day(likely),
            longer=_dates(sure + 9, late + 15) if id_ == "early" else None,
            path=("risk", "clinical", "audit", "pecan") if id_ == "early" else (),
            rates=(Share(task="pecan", rate=0.45, text=Text("demandes acceptées, 2025", "requests accepted, 2025")),)
            if id_ == "early" else (),
        )
        for id_, french, english, sure, late, likely, main in MILESTONES
    )  # fmt: skip
    proof = PlannedMilestone(
        id="proof",
        title=Text("Preuve de concept", "Proof of concept"),
        state="reached",
        reached=date(2025, 6, 30),
    )
    spent = (61_234, 118_400, 176_900, 204_300, 158_000, 122_500, 87_300, 44_000)
    cash = tuple(
        Quarter(
            year=2026 + (number + 3) // 4,
            quarter=(number + 3) % 4 + 1,
            spent=_euros(amount),
            total=_euros(sum(spent[: number + 1])),
        )
        for number, amount in enumerate(spent)
    )
    return Schedule(
        start=START, draws=10_000, seed=20261125, target="early", tasks=tasks, milestones=(proof, *milestones),
        deadlines=(
            PlannedDeadline(
                id="pecan-year", title=Text("Demander l'inscription dans l'année qui suit la PECAN", "Request the listing within a year of the PECAN"),
                max_days=365, missed=0.31, confidence="high",
            ),
            PlannedDeadline(
                id="quick", title=Text("Répondre aux questions de l'autorité", "Answer the authority's questions"), max_days=60, missed=0.62,
                soft=True, confidence="medium",
            ),
        ),
        cost=_euros(1_412_345), longer_cost=_euros(1_590_000), cash=cash,
        problems=(
            PlanProblem(
                id="late", severity="warning", tasks=("body", "audit"),
                text=Text("L'organisme notifié est réservé après le début prévu de l'audit.", "The notified body is booked after the planned start of the audit."),
            ),
        ),
        missing=("reuse_basis",),
    )  # fmt: skip


def markets(roadmap: Roadmap) -> tuple[Market, ...]:
    """France and three countries, with a fact that nobody established."""
    facts = {
        "ce": ("Reconnu", "Recognised"), "route": ("Voie dédiée, ouverte aux dispositifs de classe I et IIa", "Dedicated route, for classes I and IIa"),
        "paid": ("Oui", "Yes"), "delay": ("90 jours", "90 days"), "fees": ("De 3 000 à 9 900 €", "€3,000 to €9,900"),
        "evidence": ("Étude comparative publiée", "Published comparative study"), "languages": ("allemand", "German"),
    }  # fmt: skip
    found = []
    for number, way in enumerate(roadmap.countries[:4]):
        known = tuple(
            MarketFact(
                column=column,
                text=None if (place + number) % 5 == 4 else Text(*words),
                confidence="low" if (place, number) == (3, 1) else None,
            )
            for place, (column, words) in enumerate(facts.items())
        )
        found.append(
            Market(
                id=way.id, country="DE", title=way.title, status=way.status, wanted="yes" if number == 0 else way.wanted,
                met=2, conditions=4, facts=known, grounds=way.grounds,
            )
        )  # fmt: skip
    return tuple(found)


def _day(week: float) -> date:
    return START + timedelta(days=round(7 * week))


def _dates(sure: float, late: float) -> Dates:
    return Dates(p50=_day(sure), p90=_day(late))


def _euros(amount: float) -> Euros:
    return Euros(p10=0.78 * amount, p50=amount, p90=1.41 * amount)
