"""Words and marks of a roadmap, shared by the terminal and by documents."""

from collections.abc import Sequence
from datetime import date

from agathe.kernel import Language
from agathe.knowledge.base import Knowledge
from agathe.roadmap.model import DutyItem, Grounds, Way
from agathe.rules.citation import cite
from agathe.rules.prose import show_date

_FR = {
    "head": "Feuille de route", "law": "droit au {0}", "base": "base de connaissances {0}",
    "answered": "{0} réponse(s)", "not_known": "{0} « je ne sais pas »", "askable": "{0} question(s) encore utile(s)",
    "nothing_left": "plus aucune question ne peut changer cette feuille de route",
    "here": "vous êtes ici", "decisions": "Ce qui est établi", "messages": "À revoir dans vos réponses",
    "stage": "Étape {0}", "no_duty": "Rien à cette étape d'après vos réponses.",
    "pathways": "Remboursement, paiement, achat", "schemes": "Financements", "countries": "Marchés étrangers",
    "sites": "Sites d'expérimentation", "actors": "Interlocuteurs", "questions": "Questions qui comptent encore",
    "action": "À faire", "evidence": "Preuve", "authority": "Autorité", "basis": "Texte", "alert": "Attention",
    "because": "Parce que", "missing": "À préciser", "owed": "Ensuite", "note": "Note", "proof": "Preuve déclarée",
    "checked": "vérifié le {0}", "stale": "vérification ancienne ({0}) : à relire", "confidence": "confiance {0}",
    "high": "élevée", "medium": "moyenne", "low": "faible", "from": "depuis le {0}", "will": "à partir du {0}",
    "until": "jusqu'au {0}", "weeks": "{0} à {1} semaines (estimation)", "week": "{0} semaine(s) (estimation)",
    "days": "délai légal total : {0} jours", "more": "et {0} autre(s) : voir --all",
    "applies": "s'applique", "to_confirm": "à confirmer", "upcoming": "à venir", "not_in_force": "à suivre",
    "ended": "terminé", "done": "fait", "open": "ouvert", "to_argue": "à argumenter", "not_yet": "pas encore",
    "closed": "fermé", "met": "oui", "unmet": "non", "unknown": "à confirmer", "judgement": "apprécié par l'autorité",
    "availability": {"open": "guichet ouvert", "announced": "annoncé", "to_check": "calendrier à vérifier auprès de l'opérateur",
                     "permanent": "dépôt possible toute l'année", "closed": "édition close", "unknown": "calendrier inconnu"},
    "hidden_closed": "{0} voie(s) fermée(s) : voir --all",
    "maybe": "à confirmer", "answer": "répondez à", "legal":
        "Information générale, tirée de textes datés et sourcés ; elle ne remplace pas l'avis d'un juriste ni la décision d'une autorité.",
    # Documents
    "of": "{0} sur {1}", "line": "Ligne de vie du projet, 7 étapes",
    "none": "rien",
    "total_applies": "s'appliquent", "total_to_confirm": "à confirmer", "total_upcoming": "à venir", "total_done": "faits",
    "error": "Contradiction", "warning": "À vérifier", "info": "À savoir", "settled": "établi", "contents_now": "À faire maintenant",
    "now": "Étape {0} : {1}. Les points qui demandent le plus de temps viennent d'abord ; les durées sont des estimations.",
    "now_unknown": "L'étape du projet n'est pas encore établie. Voici ce qui s'applique dès la première étape concernée.",
    "now_nothing": "Rien ne reste à faire à cette étape d'après vos réponses.", "now_more": "et {0} autre(s) point(s) à cette étape",
    "stages": "Les sept étapes",
    "closed_ways": "Voies fermées", "closed_schemes": "Financements fermés", "set_aside": "Marchés écartés",
    "aside_count": "{0} voie(s) fermée(s) ou écartée(s), non reprise(s) ici.", "nothing_open": "Aucune voie ouverte d'après vos réponses.",
    "requirements": "Évaluations demandées", "for_pathways": "Pour", "what": "Objet", "conditions": "Conditions", "delay": "Délai légal",
    "total_days": "{0} jours en tout",
    "market": "Marché", "market_status": "Pour ce projet", "market_conditions": "Conditions remplies", "markets_compared": "Marchés comparés",
    "markets_note": "« Non établi » : aucune source relue ne le dit ; ce n'est pas un non.",
    "not_established": "non établi", "not_wanted": "non visé", "wanted_yes": "visé",


    "elsewhere": "{0} autre(s) site(s) ailleurs en France, non repris ici.", "many_actors": "{0} autre(s) interlocuteur(s) possible(s), non repris ici.",
    "many_questions": "{0} autre(s) question(s), non reprise(s) ici.", "signature": "Base de connaissances {0}",
    # Schedule
    "plan": "Calendrier et coût", "plan_finding": "{0} : une chance sur deux avant le {1}, neuf chances sur dix avant le {2}.",
    "plan_reached": "{0} : atteint le {1}.", "plan_reached_undated": "{0} : atteint.", "reached_undated": "atteint", "plan_none": "Le calendrier n'est pas calculé.",
    "plan_start": "Le plan commence le {0}.", "plan_notes":
        "Ces dates et ces montants sont des estimations. Elles viennent de {0} plans tirés au hasard (graine {1}), à partir de durées publiées, "
        "de délais légaux ou, à défaut, d'estimations signalées. L'intervalle à 95 % dit la précision du calcul, pas celle du monde. "
        "Les dates supposent que chaque étape réussit : les taux de réussite publiés sont donnés à côté.",
    "plan_missing": "Répondre à ces questions ajoute ou retire des tâches : {0}.",
    "milestones": "Jalons", "milestones_caption": "Quand chaque jalon est atteint", "milestone": "Jalon", "p50": "1 fois sur 2", "p90": "9 fois sur 10",
    "likely": "Sans aléas", "interval": "Intervalle à 95 %", "success": "Réussite publiée", "reached": "atteint le {0}",
    "likely_note": "« Sans aléas » : la date obtenue en ajoutant les durées probables ; elle est presque toujours trop optimiste. "
        "« Intervalle à 95 % » : précision du calcul pour la date médiane.",
    "longer": "Si tout ce qui reste à confirmer s'ajoute", "path": "Ce qui retarde le plus",
    "tasks": "Tâches", "tasks_caption": "Quand chaque tâche est menée : barre pleine jusqu'à la fin probable une fois sur deux, barre claire jusqu'à neuf fois sur dix",
    "task": "Tâche", "when": "Calendrier", "critical": "critique", "in_progress": "en cours", "task_set_aside": "écartée",
    "critical_note": "« Critique » : un retard de cette tâche retarde le jalon visé dans plus d'un tirage sur deux.",
    "bar": "du {0} au {1} une fois sur deux, au {2} neuf fois sur dix", "bar_done": "faite le {0}", "by": "Au {0}", "finished": "{0} tâche(s) terminée(s)", "finished_caption": "Ce qui est déjà fait", "task_done_unknown": "faite, date non donnée",
    "task_details": "Durées, coûts et appuis des tâches", "task_details_caption": "D'où vient la durée de chaque tâche", "duration": "Durée en semaines",
    "duration_of": "{0} à {1}, probable {2}", "basis_of": "Appui", "task_cost": "Coût (hors taxes)", "who": "Qui",
    "published": "chiffre publié", "legal_maximum": "maximum légal", "estimate": "estimation", "own": "donnée par le projet",
    "limit": "limite légale : {0} jours", "deadlines": "Délais à tenir", "deadlines_caption": "Risque de manquer chaque délai",
    "deadline": "Délai", "max_days": "Au plus (jours)", "missed": "Manqué", "soft": "les délais publiés vont au-delà",
    "money": "Coût et trésorerie", "cost": "Coût de ce qui reste à faire", "longer_cost": "Avec tout ce qui reste à confirmer",
    "cost_range": "{0} à {1}, une fois sur deux moins de {2} (hors taxes, estimation)",
    "cash_caption": "Argent à trouver, par trimestre (euros hors taxes, estimation)", "quarter": "Trimestre", "spent50": "1 fois sur 2, au plus",
    "spent90": "9 fois sur 10, au plus", "sum50": "Cumul, 1 fois sur 2", "sum90": "Cumul, 9 fois sur 10",
}  # fmt: skip
_EN = {
    "head": "Roadmap", "law": "law of {0}", "base": "knowledge base {0}",
    "answered": "{0} answer(s)", "not_known": "{0} “I don't know”", "askable": "{0} question(s) can still matter",
    "nothing_left": "no question can change this roadmap any more",
    "here": "you are here", "decisions": "What is established", "messages": "To look at in your answers",
    "stage": "Stage {0}", "no_duty": "Nothing at this stage according to your answers.",
    "pathways": "Reimbursement, payment, purchase", "schemes": "Funding", "countries": "Foreign markets",
    "sites": "Experimentation sites", "actors": "Whom to meet", "questions": "Questions that still matter",
    "action": "To do", "evidence": "Evidence", "authority": "Authority", "basis": "Text", "alert": "Caution",
    "because": "Because", "missing": "To settle", "owed": "Then", "note": "Note", "proof": "Evidence declared",
    "checked": "checked on {0}", "stale": "old check ({0}): to be read again", "confidence": "{0} confidence",
    "high": "high", "medium": "medium", "low": "low", "from": "since {0}", "will": "from {0}",
    "until": "until {0}", "weeks": "{0} to {1} weeks (estimate)", "week": "{0} week(s) (estimate)",
    "days": "total legal delay: {0} days", "more": "and {0} more: see --all",
    "applies": "applies", "to_confirm": "to be confirmed", "upcoming": "upcoming", "not_in_force": "to follow",
    "ended": "ended", "done": "done", "open": "open", "to_argue": "to be argued", "not_yet": "not yet",
    "closed": "closed", "met": "yes", "unmet": "no", "unknown": "to be confirmed", "judgement": "judged by the authority",
    "availability": {"open": "open for applications", "announced": "announced", "to_check": "calendar to check with the operator",
                     "permanent": "applications all year", "closed": "edition closed", "unknown": "calendar unknown"},
    "hidden_closed": "{0} way(s) closed: see --all",
    "maybe": "to be confirmed", "answer": "answer", "legal":
        "General information, drawn from dated and sourced texts; it does not replace a lawyer's advice or an authority's decision.",
    # Documents
    "of": "{0} of {1}", "line": "Life line of the project, 7 stages",
    "none": "nothing",
    "total_applies": "apply", "total_to_confirm": "to be confirmed", "total_upcoming": "upcoming", "total_done": "done",
    "error": "Contradiction", "warning": "To check", "info": "Good to know", "settled": "established", "contents_now": "To do now",
    "now": "Stage {0}: {1}. What takes longest comes first; durations are estimates.",
    "now_unknown": "The stage of the project is not established yet. Here is what applies from the first stage concerned.",
    "now_nothing": "Nothing is left to do at this stage according to your answers.", "now_more": "and {0} more at this stage",
    "stages": "The seven stages",
    "closed_ways": "Closed ways", "closed_schemes": "Closed funding", "set_aside": "Markets set aside",
    "aside_count": "{0} way(s) closed or set aside, not shown here.", "nothing_open": "No way is open according to your answers.",
    "requirements": "Assessments required", "for_pathways": "For", "what": "Purpose", "conditions": "Conditions", "delay": "Legal delay",
    "total_days": "{0} days in all",
    "market": "Market", "market_status": "For this project", "market_conditions": "Conditions met", "markets_compared": "Markets side by side",
    "markets_note": "“Not established”: no source we read says so; it is not a no.",
    "not_established": "not established", "not_wanted": "not aimed at", "wanted_yes": "aimed at",


    "elsewhere": "{0} other site(s) elsewhere in France, not shown here.", "many_actors": "{0} other possible contact(s), not shown here.",
    "many_questions": "{0} other question(s), not shown here.", "signature": "Knowledge base {0}",
    # Schedule
    "plan": "Schedule and cost", "plan_finding": "{0}: one chance in two before {1}, nine in ten before {2}.",
    "plan_reached": "{0}: reached on {1}.", "plan_reached_undated": "{0}: reached.", "reached_undated": "reached", "plan_none": "The schedule is not computed.",
    "plan_start": "The plan starts on {0}.", "plan_notes":
        "These dates and amounts are estimates. They come from {0} plans drawn at random (seed {1}), from published durations, legal delays or, "
        "failing these, estimates marked as such. The 95% interval tells the precision of the computation, not of the world. "
        "Dates suppose that each step succeeds: published success rates stand beside them.",
    "plan_missing": "Answering these questions adds or removes tasks: {0}.",
    "milestones": "Milestones", "milestones_caption": "When each milestone is reached", "milestone": "Milestone", "p50": "1 in 2", "p90": "9 in 10",
    "likely": "Without hazards", "interval": "95% interval", "success": "Published success", "reached": "reached on {0}",
    "likely_note": "“Without hazards”: the date found by adding likely durations; nearly always too optimistic. "
        "“95% interval”: precision of the computation for the median date.",
    "longer": "If all that is to be confirmed is needed", "path": "What delays most",
    "tasks": "Tasks", "tasks_caption": "When each task is carried out: solid bar to the end reached one time in two, light bar to nine in ten",
    "task": "Task", "when": "Schedule", "critical": "critical", "in_progress": "in progress", "task_set_aside": "set aside",
    "critical_note": "“Critical”: a delay of this task delays the target milestone in more than one draw in two.",
    "bar": "from {0} to {1} one time in two, to {2} nine in ten", "bar_done": "done on {0}", "by": "By {0}", "finished": "{0} task(s) over", "finished_caption": "What is done already", "task_done_unknown": "done, date not given",
    "task_details": "Durations, costs and grounds of the tasks", "task_details_caption": "Where the duration of each task comes from", "duration": "Duration in weeks",
    "duration_of": "{0} to {1}, likely {2}", "basis_of": "Ground", "task_cost": "Cost (without VAT)", "who": "Who",
    "published": "published figure", "legal_maximum": "legal maximum", "estimate": "estimate", "own": "given by the project",
    "limit": "legal limit: {0} days", "deadlines": "Deadlines to meet", "deadlines_caption": "Chance of missing each deadline",
    "deadline": "Deadline", "max_days": "At most (days)", "missed": "Missed", "soft": "published delays go beyond it",
    "money": "Cost and cash", "cost": "Cost of what is left to do", "longer_cost": "With all that is to be confirmed",
    "cost_range": "{0} to {1}, one time in two less than {2} (without VAT, estimate)",
    "cash_caption": "Money to find, by quarter (euros without VAT, estimate)", "quarter": "Quarter", "spent50": "1 in 2, at most",
    "spent90": "9 in 10, at most", "sum50": "Total, 1 in 2", "sum90": "Total, 9 in 10",
}  # fmt: skip
MARK = {
    "applies": "●", "to_confirm": "○", "upcoming": "◔", "not_in_force": "◌", "ended": "·", "done": "✓", "open": "●",
    "to_argue": "◐", "not_yet": "◔", "closed": "✕", "met": "✓", "unmet": "✕", "unknown": "○", "judgement": "◐",
}  # fmt: skip
"""Glyph of each status; always beside the status in words."""
DUTY_ORDER = ("applies", "upcoming", "to_confirm", "not_in_force", "done", "ended")
"""Order in which the duties of a stage are shown."""


class Words:
    """The words of a roadmap in one language."""

    def __init__(self, language: Language, knowledge: Knowledge) -> None:
        self.language: Language = language
        self.knowledge = knowledge
        self._words = _FR if language == "fr" else _EN
        self.colon = "\u00a0: " if language == "fr" else ": "

    def say(self, key: str, *values: object) -> str:
        """The words under a key, with values in place and the plural as the first of them asks."""
        text = str(self._words[key]).format(*values)
        one = bool(values) and values[0] in (1, "1", *((0,) if self.language == "fr" else ()))
        return text.replace("(s)", "" if one else "s")

    @staticmethod
    def of(language: Language, key: str) -> str:
        """The words under a key that takes no value."""
        return str((_FR if language == "fr" else _EN)[key])

    def day(self, day: date) -> str:
        """A date in words."""
        return show_date(day, self.language)

    def labels(self, questions: Sequence[str], most: int = 4) -> str:
        """Short names of questions, the first ones when there are many."""
        known = self.knowledge.questions
        shown = ", ".join(known[question].label[self.language] for question in questions[:most])
        return shown + ("…" if len(questions) > most else "")

    def duty_status(self, duty: DutyItem) -> str:
        """Status of a duty, with its date when it is to come."""
        if duty.status == "upcoming" and duty.grounds.valid_from:
            return self.say("will", self.day(duty.grounds.valid_from))
        return self.say(duty.status)

    def way_status(self, way: Way) -> str:
        """Status of a way, with its date when it is to come and its window when it has one."""
        status = self.say(way.status)
        if way.status == "upcoming" and way.grounds.valid_from:
            status = self.say("will", self.day(way.grounds.valid_from))
        if way.availability:
            availability = self._words["availability"]
            assert isinstance(availability, dict)
            status += f" · {availability[way.availability]}"
            if way.window and way.window[1]:
                status += f" ({self.say('until', self.day(way.window[1]))})"
        return status

    def weeks(self, duty: DutyItem) -> str:
        """Planning range of a duty, or nothing."""
        if not duty.weeks:
            return ""
        low, high = (f"{value:g}" for value in duty.weeks)
        return self.say("weeks", low, high) if low != high else self.say("week", low)

    def reference(self, grounds: Grounds) -> str:
        """Legal reference, in the language of the reader."""
        return cite(grounds.legal_ref or "", self.language)

    def dates(self, grounds: Grounds, day: date) -> list[str]:
        """From when, until when, when it was checked and how sure it is, on a given day."""
        parts = []
        if grounds.valid_from and grounds.valid_from <= day:
            parts.append(self.say("from", self.day(grounds.valid_from)))
        if grounds.valid_to:
            parts.append(self.say("until", self.day(grounds.valid_to)))
        parts.append(self.say("stale" if grounds.stale else "checked", self.day(grounds.checked)))
        parts.append(self.say("confidence", self.say(grounds.confidence)))
        return parts


def aside(way: Way) -> bool:
    """Whether a way is left out of a short roadmap: closed, over, or a market the project does not aim at."""
    return way.status in ("closed", "ended") or way.availability == "closed" or way.wanted == "no"


def capital(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]
