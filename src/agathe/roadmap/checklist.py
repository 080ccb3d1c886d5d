"""The roadmap as an Excel workbook to work with: duties with owners and dates, schedule, money, pathways, funding, sources."""

from collections.abc import Iterator, Mapping

from agathe.documents.blocks import Link, Tone
from agathe.documents.workbook import Column, Sheet, Value, Workbook, render_xlsx
from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.roadmap.document import TONE
from agathe.roadmap.model import DutyItem, Grounds, Roadmap, Way
from agathe.roadmap.plan_model import Dates, Euros, PlannedTask, Schedule, Share
from agathe.roadmap.words import DUTY_ORDER, Words, capital
from agathe.rules.citation import cite

Row = tuple[Value, ...]
_DUTY_STATUSES = ("applies", "to_confirm", "upcoming", "not_in_force", "ended", "done")
_WAY_STATUSES = ("open", "to_argue", "not_yet", "to_confirm", "upcoming", "closed", "ended")
_OUTCOMES: Mapping[str, tuple[Text, Tone]] = {
    "met": (Text("rempli", "met"), "done"),
    "unmet": (Text("non rempli", "not met"), "stop"),
    "unknown": (Text("à établir", "to be established"), "maybe"),
    "judgement": (Text("apprécié par l'autorité", "judged by the authority"), "upcoming"),
    "clear": (Text("pas d'obstacle", "no obstacle"), "done"),
    "barred": (Text("obstacle", "obstacle"), "stop"),
}
_NATURES: Mapping[str, Text] = {
    "structural": Text("ce qu'est le produit", "what the product is"),
    "milestone": Text("à obtenir", "to obtain"),
    "progress": Text("à faire soi-même", "own work"),
    "judgement": Text("appréciation", "judgement"),
    "exclusion": Text("exclusion", "exclusion"),
}
_STATES: Mapping[str, tuple[Text, Tone]] = {
    "planned": (Text("à faire", "to do"), "applies"),
    "in_progress": (Text("en cours", "in progress"), "upcoming"),
    "done": (Text("fait", "done"), "done"),
    "maybe": (Text("à confirmer", "to be confirmed"), "maybe"),
    "set_aside": (Text("écarté", "set aside"), "quiet"),
    "reached": (Text("atteint", "reached"), "done"),
}


def checklist_xlsx(roadmap: Roadmap, knowledge: Knowledge, language: Language) -> bytes:
    """The roadmap as an Excel file; the same roadmap gives the same bytes.

    Args:
        roadmap: what to show; the schedule has its sheets when it is there.
        knowledge: for the wording of questions and the list of sources.
        language: ``fr`` or ``en``.

    Raises:
        AbsentPackageError: XlsxWriter is not installed.
    """
    return render_xlsx(_Checklist(roadmap, knowledge, language).workbook())


class _Checklist:
    def __init__(self, roadmap: Roadmap, knowledge: Knowledge, language: Language) -> None:
        self.roadmap = roadmap
        self.knowledge = knowledge
        self.language: Language = language
        self.words = Words(language, knowledge)
        self.used: dict[str, list[str]] = {}

    def workbook(self) -> Workbook:
        plan = self.roadmap.schedule
        sheets = [
            self.duties(),
            *((self.tasks(plan), self.milestones(plan), self.cash(plan)) if plan is not None else ()),
            self.ways("Remboursement", "Reimbursement", self.roadmap.pathways),
            self.funding(),
            self.ways("Marchés étrangers", "Foreign markets", self.roadmap.countries),
            self.questions(),
            self.sources(),
            self.about(),
        ]
        return Workbook(
            title=self.say("Liste de contrôle", "Checklist"),
            subject=self.roadmap.project,
            language=self.language,
            day=self.roadmap.day,
            comment=self.words.say("legal"),
            sheets=tuple(sheet for sheet in sheets if sheet.rows),
            tones=self.tones(),
        )

    # ------------------------------------------------------------------ small pieces

    def say(self, fr: str, en: str) -> str:
        return fr if self.language == "fr" else en

    def text(self, text: Text | None) -> str | None:
        return None if text is None else text[self.language]

    def tones(self) -> dict[str, Tone]:
        """Tone of each word that a coloured column may hold."""
        statuses = (*_DUTY_STATUSES, *_WAY_STATUSES)
        tones: dict[str, Tone] = {self.words.say(status): TONE[status] for status in statuses}
        for words, tone in (*_OUTCOMES.values(), *_STATES.values()):
            tones.setdefault(words[self.language], tone)
        return tones

    def asks(self, questions: tuple[str, ...]) -> str | None:
        return self.words.labels(questions, len(questions)) or None

    def grounds(self, title: Text, grounds: Grounds) -> Row:
        """Texts, sources, first address, dates of effect, confidence and last check; the sources are listed further on."""
        for citation in grounds.citations:
            self.used.setdefault(citation.source, []).append(capital(title[self.language]))
        publishers = dict.fromkeys(citation.publisher for citation in grounds.citations)
        first = next((citation for citation in grounds.citations if citation.url), None)
        note = self.text(grounds.confidence_note)
        confidence = self.words.say(grounds.confidence) + (f" ({note})" if note else "")
        return (
            cite(grounds.legal_ref or "", self.language) or None, ", ".join(publishers) or None,
            Link(first.publisher, first.url or "") if first else None, grounds.valid_from, grounds.valid_to,
            confidence, grounds.checked,
        )  # fmt: skip

    def ground_columns(self) -> tuple[Column, ...]:
        say = self.say
        return (
            Column(say("Textes", "Texts"), 34), Column(say("Sources", "Sources"), 22), Column(say("Lien", "Link"), 20, "link"),
            Column(say("En vigueur depuis", "In force from"), 12, "date"), Column(say("Jusqu'au", "Until"), 12, "date"),
            Column(say("Confiance", "Confidence"), 24), Column(say("Vérifié le", "Checked on"), 12, "date"),
        )  # fmt: skip

    # ------------------------------------------------------------------ duties

    def duties(self) -> Sheet:
        say = self.say
        done = (say("oui", "yes"), say("en cours", "in progress"), say("non", "no"))
        columns = (
            Column(say("Étape", "Stage"), 7, "number"), Column(say("Devoir", "Duty"), 34), Column(say("État", "Status"), 13, coloured=True),
            Column(say("À faire", "To do"), 52), Column(say("Preuve", "Evidence"), 34), Column(say("Responsable", "Owner"), 18, "free_choice"),
            Column(say("Échéance", "Due"), 12, "day_to_fill"), Column(say("Fait", "Done"), 9, "choice", done),
            Column(say("Autorité", "Authority"), 26), Column(say("Semaines, au moins", "Weeks, at least"), 11, "number"),
            Column(say("Semaines, au plus", "Weeks, at most"), 11, "number"), Column(say("Attention", "Caution"), 34),
            Column(say("À préciser", "To settle"), 26), Column(say("Preuve déclarée", "Evidence declared"), 26),
            *self.ground_columns(),
        )  # fmt: skip
        rows = tuple(
            self.duty(duty, done[0])
            for stage in self.roadmap.stages
            for duty in sorted(stage.duties, key=lambda duty: DUTY_ORDER.index(duty.status))
        )
        return Sheet(say("Devoirs", "Duties"), columns, rows, frozen=2)

    def duty(self, duty: DutyItem, yes: str) -> Row:
        low, high = duty.weeks or (None, None)
        alerts = "\n".join(alert[self.language] for alert in duty.alerts) or None
        return (
            duty.stage, self.text(duty.title), self.words.say(duty.status), self.text(duty.action), self.text(duty.evidence),
            None, None, yes if duty.status == "done" else None, self.text(duty.authority), low, high, alerts,
            self.asks(duty.missing), duty.proof, *self.grounds(duty.title, duty.grounds),
        )  # fmt: skip

    # ------------------------------------------------------------------ schedule

    def tasks(self, plan: Schedule) -> Sheet:
        say = self.say
        half, nine = say("1 fois sur 2", "1 in 2"), say("9 fois sur 10", "9 in 10")
        columns = (
            Column(say("Étape", "Stage"), 7, "number"), Column(say("Tâche", "Task"), 38), Column(say("État", "State"), 13, coloured=True),
            Column(say("Responsable", "Owner"), 18, "free_choice"), Column(say("Qui agit", "Who acts"), 24), Column(say("Produit", "Produces"), 30),
            Column(say(f"Début, {half}", f"Start, {half}"), 12, "date"), Column(say(f"Début, {nine}", f"Start, {nine}"), 12, "date"),
            Column(say(f"Fin, {half}", f"End, {half}"), 12, "date"), Column(say(f"Fin, {nine}", f"End, {nine}"), 12, "date"),
            Column(say("Terminée le", "Over on"), 12, "date"), Column(say("Semaines, au moins", "Weeks, at least"), 11, "number"),
            Column(say("Semaines, probable", "Weeks, likely"), 11, "number"), Column(say("Semaines, au plus", "Weeks, at most"), 11, "number"),
            *self.euro_columns(say("Coût HT", "Cost excl. VAT")), Column(say("Chance d'être critique", "Chance of being critical"), 11, "share"),
            Column(say("Limite légale (jours)", "Legal limit (days)"), 11, "number"), Column(say("D'où vient la durée", "Where the duration comes from"), 18),
            Column(say("Confiance", "Confidence"), 12), Column(say("Attend", "Waits for"), 34), Column(say("À préciser", "To settle"), 26),
            Column(say("Taux de réussite publié", "Published success rate"), 11, "share"), Column(say("Note", "Note"), 40),
        )  # fmt: skip
        titles = {task.id: task.title[self.language] for task in plan.tasks}
        rows = tuple(self.task(task, titles) for task in plan.tasks)
        return Sheet(say("Calendrier", "Schedule"), columns, rows, frozen=2)

    def euro_columns(self, title: str) -> tuple[Column, ...]:
        shares = (
            self.say("bas (10 %)", "low (10%)"),
            self.say("médian", "median"),
            self.say("haut (90 %)", "high (90%)"),
        )
        return tuple(Column(f"{title}, {share}", 13, "euros") for share in shares)

    def euros(self, amount: Euros | None) -> Row:
        return (None, None, None) if amount is None else (amount.p10, amount.p50, amount.p90)

    def dates(self, dates: Dates | None) -> Row:
        return (None, None) if dates is None else (dates.p50, dates.p90)

    def task(self, task: PlannedTask, titles: Mapping[str, str]) -> Row:
        for source in task.sources:
            self.used.setdefault(source, []).append(capital(task.title[self.language]))
        after = "\n".join(titles[id_] for id_ in task.after if id_ in titles) or None
        return (
            task.stage, self.text(task.title), self.text(_STATES[task.state][0]), None, self.text(task.who), self.text(task.produces),
            *self.dates(task.start), *self.dates(task.end), task.done, *(task.weeks or (None, None, None)), *self.euros(task.cost),
            task.chance_critical, task.limit_days, self.words.say(task.basis), self.words.say(task.confidence), after,
            self.asks(task.missing), task.rate, self.text(task.notes),
        )  # fmt: skip

    def milestones(self, plan: Schedule) -> Sheet:
        say = self.say
        half, nine = (
            say("1 fois sur 2 avant le", "1 in 2 before"),
            say("9 fois sur 10 avant le", "9 in 10 before"),
        )
        more = say(
            " (si tout ce qui reste à confirmer s'ajoute)", " (if all that is to be confirmed is needed)"
        )
        columns = (
            Column(say("Jalon", "Milestone"), 44), Column(say("État", "State"), 13, coloured=True), Column(half, 14, "date"), Column(nine, 14, "date"),
            Column(half + more, 16, "date"), Column(nine + more, 16, "date"), Column(say("Atteint le", "Reached on"), 12, "date"),
            Column(say("Ce qui retarde le plus", "What delays most"), 50),
            Column(say("Taux de réussite publiés sur le chemin", "Published success rates on the way"), 40),
        )  # fmt: skip
        titles = {task.id: task.title[self.language] for task in plan.tasks}
        rows = tuple(
            (
                self.text(one.title), self.text(_STATES[one.state][0]), *self.dates(one.dates), *self.dates(one.longer), one.reached,
                "\n".join(titles.get(id_, id_) for id_ in one.path) or None,
                "\n".join(self.rate(share) for share in one.rates) or None,
            )
            for one in plan.milestones
        )  # fmt: skip
        return Sheet(say("Jalons", "Milestones"), columns, rows)

    def rate(self, share: Share) -> str:
        percent = round(100 * share.rate)
        return self.say(f"{percent} % : {share.text.fr}", f"{percent}%: {share.text.en}")

    def cash(self, plan: Schedule) -> Sheet:
        say = self.say
        columns = (
            Column(say("Trimestre", "Quarter"), 12),
            *self.euro_columns(say("À trouver dans le trimestre, HT", "To find in the quarter, excl. VAT")),
            *self.euro_columns(say("Depuis le début, HT", "Since the start, excl. VAT")),
        )
        rows = tuple(
            (
                say(f"T{quarter.quarter} {quarter.year}", f"Q{quarter.quarter} {quarter.year}"),
                *self.euros(quarter.spent),
                *self.euros(quarter.total),
            )
            for quarter in plan.cash
        )
        return Sheet(say("Trésorerie", "Cash"), columns, rows)

    # ------------------------------------------------------------------ ways

    def ways(self, fr: str, en: str, ways: tuple[Way, ...]) -> Sheet:
        """Pathways or markets, one row for each criterion."""
        say = self.say
        columns = (
            Column(say("Voie", "Way"), 34), Column(say("État", "Status"), 13, coloured=True), Column(say("Critère", "Criterion"), 52),
            Column(say("Constat", "Finding"), 16, coloured=True), Column(say("Nature", "Nature"), 16), Column(say("Article", "Article"), 24),
            Column(say("À préciser", "To settle"), 28), Column(say("Responsable", "Owner"), 18, "free_choice"),
            Column(say("Échéance", "Due"), 12, "day_to_fill"), Column(say("Délai légal total (jours)", "Total legal delay (days)"), 11, "number"),
            *self.ground_columns(),
        )  # fmt: skip
        rows = tuple(row for way in ways for row in self.criteria(way))
        return Sheet(self.say(fr, en), columns, rows, frozen=2)

    def criteria(self, way: Way) -> Iterator[Row]:
        title, status, grounds = (
            self.text(way.title),
            self.words.say(way.status),
            self.grounds(way.title, way.grounds),
        )
        if not way.parts:
            yield (
                title,
                status,
                self.text(way.description),
                None,
                None,
                None,
                self.asks(way.missing),
                None,
                None,
                way.total_days,
                *grounds,
            )
        for part in way.parts:
            outcome: str = part.outcome
            if part.nature == "exclusion":
                outcome = {"met": "clear", "unmet": "barred"}.get(outcome, outcome)
            law = cite(part.legal_ref or "", self.language) or None
            yield (
                title, status, self.text(part.text), self.text(_OUTCOMES[outcome][0]), self.text(_NATURES[part.nature]), law,
                self.asks(part.missing), None, None, way.total_days, *grounds,
            )  # fmt: skip

    def funding(self) -> Sheet:
        say = self.say
        columns = (
            Column(say("Financement", "Funding"), 38), Column(say("État", "Status"), 13, coloured=True), Column(say("Guichet", "Window"), 24),
            Column(say("Ouvre le", "Opens on"), 12, "date"), Column(say("Ferme le", "Closes on"), 12, "date"),
            Column(say("Ce que c'est", "What it is"), 52), Column(say("Ce qui bloque ou reste à établir", "What blocks or is to be established"), 44),
            Column(say("À préciser", "To settle"), 26), Column(say("Responsable", "Owner"), 18, "free_choice"),
            Column(say("Échéance", "Due"), 12, "day_to_fill"), *self.ground_columns(),
        )  # fmt: skip
        rows = tuple(self.scheme(way) for way in self.roadmap.schemes)
        return Sheet(say("Financements", "Funding"), columns, rows)

    def scheme(self, way: Way) -> Row:
        opens, closes = way.window or (None, None)
        why = "\n".join(part.text[self.language] for part in way.why if part.outcome != "met") or None
        return (
            self.text(way.title), self.words.say(way.status), self.availability(way), opens, closes, self.text(way.description), why,
            self.asks(way.missing), None, None, *self.grounds(way.title, way.grounds),
        )  # fmt: skip

    def availability(self, way: Way) -> str | None:
        """Whether one can apply; the words follow the status in the roadmap, so the status alone is cut off."""
        if way.availability is None:
            return None
        told = self.words.way_status(way).split(" · ", 1)
        return told[1].split(" (", 1)[0] if len(told) == 2 else None

    # ------------------------------------------------------------------ questions, sources, about

    def questions(self) -> Sheet:
        say = self.say
        columns = (
            Column(say("Question", "Question"), 60), Column(say("Comment répondre", "How to answer"), 60),
            Column(say("Pourquoi elle compte", "Why it matters"), 60), Column(say("Déjà répondu", "Answered already"), 18),
            Column(say("Responsable", "Owner"), 18, "free_choice"), Column(say("Échéance", "Due"), 12, "day_to_fill"),
        )  # fmt: skip
        unsure = say("je ne sais pas", "I don't know")
        rows = tuple(
            (question.question[self.language], question.help[self.language], question.why[self.language],
             unsure if id_ in self.roadmap.not_known else None, None, None)
            for id_ in dict.fromkeys((*self.roadmap.askable, *self.roadmap.not_known))
            for question in (self.knowledge.questions[id_],)
        )  # fmt: skip
        return Sheet(say("Questions ouvertes", "Open questions"), columns, rows)

    def sources(self) -> Sheet:
        """Sources of the other sheets; written after them."""
        say = self.say
        columns = (
            Column(say("Source", "Source"), 40), Column(say("Site", "Site"), 26), Column(say("Lien", "Link"), 60, "link"),
            Column(say("Lue le", "Read on"), 12, "date"), Column(say("Ce qui en vient", "What comes from it"), 70),
        )  # fmt: skip
        rows: list[Row] = []
        for id_, titles in self.used.items():
            source = self.knowledge.sources.get(id_)
            if source is not None:
                link = Link(source.url, source.url) if source.url else None
                about = "\n".join(dict.fromkeys(titles))
                rows.append((source.title or source.publisher, source.publisher, link, source.checked, about))
        return Sheet(say("Sources", "Sources"), columns, tuple(rows))

    def about(self) -> Sheet:
        roadmap, say = self.roadmap, self.say
        columns = (
            Column(say("À savoir", "Good to know"), 30), Column(say("Détail", "Detail"), 90),
            Column(say("Responsables : un nom par ligne", "Owners: one name a line"), 34),
        )  # fmt: skip
        unknown = len(roadmap.not_known)
        counts = [self.words.say("answered", roadmap.answered)]
        counts += [self.words.say("not_known", unknown)] if unknown else []
        counts.append(self.words.say("askable", len(roadmap.askable)))
        lines: list[tuple[str, Value]] = [
            (say("Projet", "Project"), roadmap.project or None),
            (say("Droit appliqué au", "Law applied as of"), roadmap.day),
            (say("Base de connaissances", "Knowledge base"), roadmap.knowledge[:8]),
            (say("Réponses", "Answers"), ", ".join(counts)),
            (say("Ce que c'est", "What it is"), self.words.say("legal")),
            (say("États", "Statuses"), say(
                "« s'applique » : en vigueur et dû. « à confirmer » : une réponse manque. « à venir » : dû à partir de la date d'effet. "
                "« à suivre » : texte pas encore en vigueur. « apprécié par l'autorité » : aucune réponse ne suffit.",
                "“applies”: in force and due. “to be confirmed”: an answer is missing. “upcoming”: due from the date of effect. "
                "“to follow”: text not in force yet. “judged by the authority”: no answer is enough.",
            )),
            (say("Colonnes à remplir", "Columns to fill in"), say(
                "Responsable, échéance et fait sont à vous. La liste des responsables se remplit dans la colonne de droite de cet onglet.",
                "Owner, due and done are yours. The list of owners is filled in the right-hand column of this tab.",
            )),
        ]  # fmt: skip
        plan = roadmap.schedule
        if plan is not None:
            figures = say(
                f"Estimations tirées de {plan.draws} plans simulés (graine {plan.seed}) ; elles supposent que chaque étape réussit.",
                f"Estimates from {plan.draws} simulated plans (seed {plan.seed}); they suppose that each step succeeds.",
            )
            lines.append((say("Dates et montants", "Dates and amounts"), figures))
        rows = tuple((label, value, None) for label, value in lines)
        return Sheet(say("À propos", "About"), columns, rows, names=True)
