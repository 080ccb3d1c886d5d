"""A what-if as a document: the changed first, the same left out."""

from collections.abc import Iterator, Sequence
from typing import Literal

from agathe.documents.blocks import (
    Block,
    Bullets,
    Content,
    Document,
    Field,
    Item,
    Mark,
    Notice,
    Paragraph,
    Section,
    Table,
    Tone,
)
from agathe.documents.figures import money
from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.roadmap.plan_model import PlanProblem
from agathe.roadmap.whatif.model import Comparison, Gap, MilestoneRow, Relief, Side
from agathe.roadmap.words import Words, capital
from agathe.rules.prose import show_date, show_number

_FR = {
    "head": "Et si…", "sides": "Ce qui est comparé", "same": "le projet tel qu'il est décrit",
    "dates": "Dates", "dates_caption": "Quand chaque jalon est atteint : 1 fois sur 2, puis 9 fois sur 10",
    "milestone": "Jalon", "difference": "Écart", "cost": "Coût de ce qui reste à faire", "money": "Coût",
    "money_caption": "Coût de ce qui reste à faire, en euros hors taxes", "side": "Variante", "half": "1 fois sur 2",
    "nine": "9 fois sur 10", "tasks_left": "Tâches à mener", "duties": "Devoirs à suivre",
    "decision": "Classe et statut", "duty": "Devoirs", "pathway": "Remboursement, paiement, achat", "requirement": "Évaluations demandées",
    "scheme": "Financements", "country": "Marchés étrangers", "conclusions": "Ce qui change", "conclusion": "Conclusion",
    "nothing": "Aucune conclusion ne change.", "tasks": "Tâches qui changent", "task": "Tâche",
    "sooner": "{0} mois plus tôt", "later": "{0} mois plus tard", "no_change": "sans effet", "mostly_none": "le plus souvent sans effet",
    "between": "{0} (8 fois sur 10 entre {1} et {2})", "cheaper": "{0} de moins", "dearer": "{0} de plus",
    "absent": "n'a pas lieu", "reached": "atteint", "maybe": "à confirmer", "planned": "prévu", "in_progress": "en cours",
    "done": "faite", "set_aside": "mise de côté", "absent_task": "pas dans le plan", "planned_task": "à faire",
    "problem": "Ce plan ne peut pas être calculé", "problems": "À vérifier",
    "method": "{0} plans tirés au hasard pour chaque variante, avec la même chance de part et d'autre (graine {1}). L'écart moyen est connu à "
        "{2} mois près (95 %). Les durées et les coûts sont des estimations ; les dates supposent que chaque étape réussit.",
    "law": "droit au {0}", "base": "base de connaissances {0}", "finding": "{0} : {1}.",
    "relief_head": "Ce qui soulagerait le plus", "relief_intro":
        "Un seul choix changé à la fois, parmi ceux qui dépendent de vous. C'est une information, non un conseil : un projet se décrit toujours tel qu'il est.",
    "relief_none": "Aucun choix ne soulagerait nettement le projet.", "from_to": "{0} : {1} → {2}", "on": "Sur « {0} »",
    "fewer": "Ne s'applique plus", "more": "S'ajoute", "lost": "En échange, s'éloigne", "won": "Se rapproche",
    "offered": "Comparaisons toutes prêtes", "offered_how": "Pour en voir une : agathe whatif PROFIL --compare {0}",
    "legal": "Information générale, tirée de textes datés et sourcés ; elle ne remplace pas l'avis d'un juriste ni la décision d'une autorité.",
}  # fmt: skip
_EN = {
    "head": "What if…", "sides": "What is compared", "same": "the project as told",
    "dates": "Dates", "dates_caption": "When each milestone is reached: 1 in 2, then 9 in 10",
    "milestone": "Milestone", "difference": "Difference", "cost": "Cost of what is left to do", "money": "Cost",
    "money_caption": "Cost of what is left to do, in euros without VAT", "side": "Variant", "half": "1 in 2",
    "nine": "9 in 10", "tasks_left": "Tasks to carry out", "duties": "Duties to follow",
    "decision": "Class and status", "duty": "Duties", "pathway": "Reimbursement, payment, purchase", "requirement": "Assessments required",
    "scheme": "Funding", "country": "Foreign markets", "conclusions": "What changes", "conclusion": "Conclusion",
    "nothing": "No conclusion changes.", "tasks": "Tasks that change", "task": "Task",
    "sooner": "{0} months sooner", "later": "{0} months later", "no_change": "no effect", "mostly_none": "mostly no effect",
    "between": "{0} (8 in 10 between {1} and {2})", "cheaper": "{0} less", "dearer": "{0} more",
    "absent": "does not happen", "reached": "reached", "maybe": "to be confirmed", "planned": "planned", "in_progress": "in progress",
    "done": "done", "set_aside": "set aside", "absent_task": "not in the plan", "planned_task": "to do",
    "problem": "This plan cannot be computed", "problems": "To check",
    "method": "{0} plans drawn at random for each variant, with the same luck on all sides (seed {1}). The mean difference is known within "
        "{2} months (95%). Durations and costs are estimates; dates suppose that each step succeeds.",
    "law": "law of {0}", "base": "knowledge base {0}", "finding": "{0}: {1}.",
    "relief_head": "What would relieve most", "relief_intro":
        "One choice changed at a time, among those that are yours. This is information, not advice: always describe a project as it is.",
    "relief_none": "No choice would clearly relieve the project.", "from_to": "{0}: {1} → {2}", "on": "On “{0}”",
    "fewer": "No longer applies", "more": "Is added", "lost": "In return, goes further away", "won": "Comes nearer",
    "offered": "Comparisons ready to run", "offered_how": "To see one: agathe whatif PROFILE --compare {0}",
    "legal": "General information, drawn from dated and sourced texts; it does not replace a lawyer's advice or an authority's decision.",
}  # fmt: skip
_STATE_TONES: dict[str, Tone] = {"absent": "quiet", "maybe": "maybe", "reached": "done", "done": "done"}
_KINDS = ("decision", "duty", "pathway", "requirement", "scheme", "country")


def comparison_document(comparison: Comparison, knowledge: Knowledge, language: Language) -> Document:
    """The comparison, side by side."""
    return _Page(knowledge, language).comparison(comparison)


def relief_sections(
    found: Sequence[Relief], comparisons: Sequence[tuple[str, Text]], knowledge: Knowledge, language: Language
) -> tuple[Section, ...]:
    """Suggestions, and the comparisons of the knowledge base (id and title) that make sense for the project."""
    return tuple(_Page(knowledge, language).reliefs(found, comparisons))


def problem_notices(problems: Sequence[PlanProblem], language: Language) -> Iterator[Notice]:
    """Why a plan is impossible, or odd."""
    words = _FR if language == "fr" else _EN
    for problem in problems:
        broken = problem.severity == "error"
        kind: Literal["error", "warning"] = "error" if broken else "warning"
        yield Notice(kind, words["problem" if broken else "problems"], (problem.text[language],))


class _Page:
    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge = knowledge
        self.language: Language = language
        self.table = _FR if language == "fr" else _EN
        self.words = Words(language, knowledge)

    def say(self, key: str, *values: object) -> str:
        return self.table[key].format(*values)

    def text(self, text: Text) -> str:
        return text[self.language]

    # ------------------------------------------------------------------ comparison

    def comparison(self, comparison: Comparison) -> Document:
        sections = [
            Section(self.say("sides"), tuple(self.sides(comparison)), anchor="sides"),
            Section(self.say("dates"), tuple(self.dates(comparison)), anchor="dates"),
            Section(self.say("money"), (self.money(comparison),), anchor="money"),
            Section(
                self.say("conclusions"),
                () if comparison.rows else (Paragraph((self.say("nothing"),)),),
                tuple(self.conclusions(comparison)),
                anchor="conclusions",
            ),
        ]
        if comparison.tasks:
            sections.append(
                Section(self.say("tasks"), (self.tasks(comparison),), anchor="tasks", folded=True)
            )
        return Document(
            title=f"{self.say('head')} {self.text(comparison.title)}".strip(),
            subtitle=comparison.project,
            language=self.language,
            day=comparison.day,
            facts=(
                self.say("law", show_date(comparison.day, self.language)),
                self.say("base", comparison.knowledge[:8]),
            ),
            blocks=tuple(self.findings(comparison)),
            sections=tuple(section for section in sections if section.blocks or section.sections),
            foot=self.say("legal"),
            signature=comparison.knowledge[:8],
        )

    def findings(self, comparison: Comparison) -> Iterator[Block]:
        """What the comparison shows, in a few words, then how it was found."""
        for side in comparison.sides:
            broken = [problem for problem in side.problems if problem.severity == "error"]
            for problem in broken:
                title = f"{self.text(side.title)} · {self.say('problem')}"
                yield Notice("error", title, (self.text(problem.text),))
        told = [
            row for row in comparison.milestones if row.main and any(gap and gap.p50 for gap in row.months)
        ]
        for number, side in enumerate(comparison.sides[1:], 1):
            lines = [
                self.say("finding", self.text(row.title), self.months(gap))
                for row in told
                if (gap := row.months[number]) is not None
            ]
            cost = comparison.cost[number] if comparison.cost else None
            if cost is not None and round(cost.p50):
                lines.append(self.say("finding", self.say("cost"), self.euros(cost)))
            if lines:
                yield Notice("info", self.text(side.title), (" ".join(lines),))
        if comparison.notes is not None:
            yield Paragraph((self.text(comparison.notes),))
        errors = [gap.error for row in comparison.milestones for gap in row.months if gap is not None]
        if errors:
            precise = show_number(max(round(1.96 * max(errors), 2), 0.01), self.language)
            draws = show_number(comparison.draws, self.language)
            yield Paragraph((self.say("method", draws, comparison.seed, precise),), quiet=True)

    def sides(self, comparison: Comparison) -> Iterator[Block]:
        for side in comparison.sides:
            lines: list[Content] = [
                (self.say("from_to", capital(self.text(change.label)), self.text(change.before), self.text(change.after)),)
                for change in side.changes
            ] or [(self.say("same"),)]  # fmt: skip
            yield Paragraph((Mark(self.text(side.title), "strong"),))
            yield Bullets(tuple(lines))
            for problem in side.problems:
                if problem.severity != "error":
                    yield Notice("warning", self.say("problems"), (self.text(problem.text),))

    def dates(self, comparison: Comparison) -> Iterator[Block]:
        if not comparison.milestones:
            return
        many = len(comparison.sides) > 1
        rows = sorted(comparison.milestones, key=lambda row: not row.main)
        head = [self.say("milestone"), *(self.text(side.title) for side in comparison.sides)]
        if many:
            head.extend(
                self.say("difference") if len(comparison.sides) == 2 else f"{self.say('difference')} · {self.text(side.title)}"
                for side in comparison.sides[1:]
            )  # fmt: skip
        yield Table(
            caption=self.say("dates_caption"),
            head=tuple(head),
            rows=tuple(
                (
                    (Mark(self.text(row.title), "strong" if row.main else "plain"),),
                    *(self.date(row, number) for number in range(len(comparison.sides))),
                    *((self.months(gap) if gap is not None else "–",) for gap in row.months[1:]),
                )
                for row in rows
            ),
        )

    def date(self, row: MilestoneRow, number: int) -> Content:
        dates, state = row.dates[number], row.states[number]
        if dates is None:
            return (Mark(self.say(state), _STATE_TONES.get(state, "plain")),)
        first, last = (show_date(day, self.language) for day in (dates.p50, dates.p90))
        return (Mark(first, "strong"), " – ", last)

    def months(self, gap: Gap) -> str:
        """A difference in months, with the range that holds in eight draws of ten."""
        if abs(gap.p50) < 0.05 and abs(gap.p10) < 0.05 and abs(gap.p90) < 0.05:
            return self.say("no_change")

        def signed(value: float) -> str:
            return f"{'+' if round(value, 1) > 0 else ''}{self.decimal(value)}"

        if abs(gap.p50) < 0.05:
            return self.say("between", self.say("mostly_none"), signed(gap.p10), signed(gap.p90))
        middle = self.say("sooner" if gap.p50 < 0 else "later", self.decimal(abs(gap.p50)))
        return self.say("between", middle, signed(gap.p10), signed(gap.p90))

    def decimal(self, value: float) -> str:
        """A number with one decimal: months are not known better."""
        text = f"{abs(round(value, 1)):.1f}"
        minus = "\u2212" if round(value, 1) < 0 else ""
        return minus + (text.replace(".", ",") if self.language == "fr" else text)

    def euros(self, gap: Gap) -> str:
        def amount(value: float) -> str:
            return f"{'+' if value > 0 else ''}{money(value, self.language, simulated=True)}"

        middle = money(abs(gap.p50), self.language, simulated=True)
        middle = self.say("cheaper" if gap.p50 < 0 else "dearer", middle)
        return self.say("between", middle, amount(gap.p10), amount(gap.p90))

    def money(self, comparison: Comparison) -> Table:
        return Table(
            caption=self.say("money_caption"),
            head=(
                self.say("side"), self.say("half"), self.say("nine"), self.say("difference"), self.say("tasks_left"),
                self.say("duties"),
            ),
            rows=tuple(self.cost_row(side, comparison.cost[number]) for number, side in enumerate(comparison.sides)),
            numbers=(1, 2, 4, 5),
        )  # fmt: skip

    def cost_row(self, side: Side, gap: Gap | None) -> tuple[Content, ...]:
        cost = side.cost
        amounts = ["–", "–"] if cost is None else [
            money(value, self.language, simulated=True) for value in (cost.p50, cost.p90)
        ]  # fmt: skip
        difference = "–" if gap is None else self.euros(gap) if round(gap.p50) else self.say("no_change")
        return (
            (self.text(side.title),), (amounts[0],), (amounts[1],), (difference,), (str(side.tasks),), (str(side.duties),),
        )  # fmt: skip

    def conclusions(self, comparison: Comparison) -> Iterator[Section]:
        for kind in _KINDS:
            rows = [row for row in comparison.rows if row.kind == kind]
            if rows:
                table = Table(
                    caption=self.say(kind),
                    head=(self.say("conclusion"), *(self.text(side.title) for side in comparison.sides)),
                    rows=tuple(
                        ((capital(self.text(row.title)),), *((self.text(value),) for value in row.values)) for row in rows
                    ),
                )  # fmt: skip
                yield Section(self.say(kind), (table,), anchor=f"rows-{kind}")

    def tasks(self, comparison: Comparison) -> Table:
        words = {"absent": "absent_task", "planned": "planned_task"}
        return Table(
            caption=self.say("tasks"),
            head=(self.say("task"), *(self.text(side.title) for side in comparison.sides)),
            rows=tuple(
                ((self.text(row.title),), *((self.say(words.get(state, state)),) for state in row.states))
                for row in comparison.tasks
            ),
        )

    # ------------------------------------------------------------------ suggestions

    def reliefs(self, found: Sequence[Relief], comparisons: Sequence[tuple[str, Text]]) -> Iterator[Section]:
        blocks: list[Block] = [Paragraph((self.say("relief_intro" if found else "relief_none"),))]
        for relief in found:
            change = relief.change
            title = self.say(
                "from_to", capital(self.text(change.label)), self.text(change.before), self.text(change.after)
            )
            blocks.append(Item(title, "→", self.effect(relief), "applies", tuple(self.relief(relief))))
        yield Section(self.say("relief_head"), tuple(blocks), anchor="reliefs")
        if comparisons:
            items: tuple[Content, ...] = tuple((f"{self.text(title)} ({id_})",) for id_, title in comparisons)
            how = Paragraph((self.say("offered_how", comparisons[0][0]),), quiet=True)
            yield Section(self.say("offered"), (Bullets(items), how), anchor="offered")

    def effect(self, relief: Relief) -> str:
        """What a change brings first: months, else money, else duties."""
        months, cost = relief.months, relief.cost
        if months is not None and months.p50 <= -0.05:
            return self.say("sooner", self.decimal(abs(months.p50)))
        if cost is not None and cost.p50 < 0:
            return self.say("cheaper", money(abs(cost.p50), self.language, simulated=True))
        return self.say("fewer")

    def relief(self, relief: Relief) -> Iterator[Field]:
        if relief.months is not None and relief.milestone_title is not None:
            label = self.say("on", self.text(relief.milestone_title))
            yield Field(label, (self.months(relief.months),))
        if relief.cost is not None and round(relief.cost.p50):
            yield Field(self.say("cost"), (self.euros(relief.cost),))
        for key, titles in (
            ("fewer", relief.duties), ("more", relief.added), ("lost", relief.lost), ("won", relief.won)
        ):  # fmt: skip
            if titles:
                yield Field(self.say(key), (", ".join(self.text(title) for title in titles),))
