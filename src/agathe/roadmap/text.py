"""The roadmap for a terminal or a plain text file."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.roadmap.model import Contact, Decision, DutyItem, Grounds, Requirement, Roadmap, Way
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
    "hidden_closed": "{0} voie(s) fermée(s) : voir --all", "in_region": "votre région ou votre besoin",
    "maybe": "à confirmer", "answer": "répondez à", "legal":
        "Information générale, tirée de textes datés et sourcés ; elle ne remplace pas l'avis d'un juriste ni la décision d'une autorité.",
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
    "hidden_closed": "{0} way(s) closed: see --all", "in_region": "your region or your need",
    "maybe": "to be confirmed", "answer": "answer", "legal":
        "General information, drawn from dated and sourced texts; it does not replace a lawyer's advice or an authority's decision.",
}  # fmt: skip
_STYLE = {
    "applies": "bold", "to_confirm": "yellow", "upcoming": "cyan", "not_in_force": "dim", "ended": "dim", "done": "green",
    "open": "bold green", "to_argue": "green", "not_yet": "yellow", "closed": "red", "met": "green", "unmet": "red",
    "unknown": "yellow", "judgement": "cyan",
}  # fmt: skip
_MARK = {
    "applies": "●", "to_confirm": "○", "upcoming": "◔", "not_in_force": "◌", "ended": "·", "done": "✓", "open": "●",
    "to_argue": "◐", "not_yet": "◔", "closed": "✕", "met": "✓", "unmet": "✕", "unknown": "○", "judgement": "◐",
}  # fmt: skip


def render_text(
    roadmap: Roadmap,
    knowledge: Knowledge,
    language: Language,
    *,
    width: int = 100,
    color: bool = False,
    everything: bool = False,
    brief: bool = False,
) -> str:
    """The roadmap as text.

    Args:
        roadmap: what to show.
        knowledge: for the wording of questions.
        language: ``fr`` or ``en``.
        width: columns.
        color: whether to add terminal colours.
        everything: show closed ways, all actors and all questions too.
        brief: titles and statuses only.
    """
    stream = StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, no_color=not color, highlight=False, markup=False
    )
    _Page(roadmap, knowledge, language, console, everything, brief).write()
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return "\n".join(lines).strip("\n") + "\n"


class _Page:
    def __init__(
        self,
        roadmap: Roadmap,
        knowledge: Knowledge,
        language: Language,
        console: Console,
        everything: bool,
        brief: bool,
    ) -> None:
        self.roadmap = roadmap
        self.knowledge = knowledge
        self.language: Language = language
        self.words = _FR if language == "fr" else _EN
        self.console = console
        self.everything = everything
        self.brief = brief

    # ------------------------------------------------------------------ small pieces

    def word(self, key: str, *values: object) -> str:
        text = str(self.words[key]).format(*values)
        one = bool(values) and values[0] in (1, "1", *((0,) if self.language == "fr" else ()))
        return text.replace("(s)", "" if one else "s")

    def colon(self) -> str:
        return "\u00a0: " if self.language == "fr" else ": "

    def line(self, *pieces: tuple[str, str], indent: int = 0) -> None:
        text = Styled()
        for content, style in pieces:
            text.append(content, style=style)
        self.console.print(Padding(text, (0, 0, 0, indent)))

    def title(self, text: str) -> None:
        self.console.print()
        self.line((text.upper(), "bold"))
        self.line(("─" * min(len(text), self.console.width), "dim"))

    def field(self, key: str, content: str, indent: int = 6, style: str = "") -> None:
        self.line((self.word(key) + self.colon(), "dim"), (content, style), indent=indent)

    def day(self, day: date) -> str:
        return show_date(day, self.language)

    def text(self, text: Text) -> str:
        return text[self.language]

    def starts(self, grounds: Grounds) -> str:
        """From when an entry has effect, when that lies ahead."""
        return f"  [{self.word('will', self.day(grounds.valid_from))}]" if grounds.valid_from else ""

    def label(self, question: str) -> str:
        return self.knowledge.questions[question].label[self.language]

    def labels(self, questions: Sequence[str], most: int = 4) -> str:
        shown = ", ".join(self.label(question) for question in questions[:most])
        return shown + ("…" if len(questions) > most else "")

    # ------------------------------------------------------------------ page

    def write(self) -> None:
        self.header()
        if self.roadmap.messages:
            self.title(self.word("messages"))
            for message in self.roadmap.messages:
                mark = {"error": "✕", "warning": "!", "info": "·"}[message.severity]
                style = {"error": "red", "warning": "yellow", "info": "dim"}[message.severity]
                self.line((f"{mark} {self.text(message.text)}", style), indent=2)
        self.title(self.word("decisions"))
        for decision in self.roadmap.decisions:
            if decision.options != ("not_applicable",):
                self.decision(decision)
        for stage in self.roadmap.stages:
            here = f"  ◄ {self.word('here')}" if stage.number == self.roadmap.here else ""
            self.title(f"{self.word('stage', stage.number)} · {self.text(stage.title)}{here}")
            if not stage.duties:
                self.line((self.word("no_duty"), "dim"), indent=2)
            order = ("applies", "upcoming", "to_confirm", "not_in_force", "done", "ended")
            for duty in sorted(stage.duties, key=lambda item: order.index(item.status)):
                self.duty(duty)
        self.ways("pathways", self.roadmap.pathways)
        for requirement in self.roadmap.requirements:
            self.requirement(requirement)
        self.ways("schemes", self.roadmap.schemes)
        self.contacts("sites", [c for c in self.roadmap.sites if self.everything or c.match != "other"])
        if self.roadmap.sites_note:
            self.field("note", self.text(self.roadmap.sites_note), 2, "dim")
        stage_here = self.roadmap.here or 1
        near = [
            contact
            for contact in self.roadmap.actors
            if stage_here in contact.stages
            and contact.region in ("national", "eu")
            and contact.match == "yes"
        ]
        self.contacts("actors", list(self.roadmap.actors) if self.everything else near)
        self.ways("countries", self.roadmap.countries)
        self.questions()
        self.console.print()
        self.line((self.word("legal"), "dim italic"))

    def header(self) -> None:
        roadmap = self.roadmap
        name = f" · {roadmap.project}" if roadmap.project else ""
        self.line((f"{self.word('head')}{name}", "bold"))
        self.line(
            (f"{self.word('law', self.day(roadmap.day))} · {self.word('base', roadmap.knowledge[:8])}", "dim")
        )
        counts = [self.word("answered", roadmap.answered)]
        if roadmap.not_known:
            counts.append(self.word("not_known", len(roadmap.not_known)))
        left = len(roadmap.askable)
        counts.append(self.word("askable", left) if left else self.word("nothing_left"))
        self.line((" · ".join(counts), "dim"))
        self.console.print()
        line = Styled()
        for stage in roadmap.stages:
            style = "bold reverse" if stage.number == roadmap.here else "bold" if stage.duties else "dim"
            here = stage.number == roadmap.here
            line.append(f"[{stage.number}]" if here else f" {stage.number} ", style=style)
            line.append("──" if stage.number < len(roadmap.stages) else "", style="dim")
        self.console.print(line)

    def decision(self, decision: Decision) -> None:
        style = "cyan" if decision.upcoming else "bold green" if decision.settled else "yellow"
        self.line(
            (_capital(self.text(decision.title)) + self.colon(), ""),
            (self.text(decision.value), style),
            (self.starts(decision.grounds) if decision.upcoming else "", "cyan"),
            indent=2,
        )
        if self.brief:
            return
        for step in decision.rules[:6] if decision.settled or len(decision.rules) <= 6 else ():
            rule = f" ({cite(step.rule, self.language)})" if step.rule else ""
            mark = "" if step.outcome == "true" else f" [{self.word('unknown')}]"
            self.line((f"{self.text(step.statement)}{rule}{mark}", "dim"), indent=6)
        if decision.missing:
            self.field("missing", self.labels(decision.missing, 8), style="yellow")
        self.basis(decision.grounds)

    def duty(self, duty: DutyItem) -> None:
        status = self.word(duty.status)
        if duty.status == "upcoming" and duty.grounds.valid_from:
            status = self.word("will", self.day(duty.grounds.valid_from))
        self.line(
            (f"{_MARK[duty.status]} ", _STYLE[duty.status]),
            (self.text(duty.title), "bold" if duty.status == "applies" else ""),
            (f"  [{status}]", _STYLE[duty.status]),
            indent=2,
        )
        if self.brief:
            return
        if duty.status == "to_confirm" and not self.everything:
            if duty.missing:
                self.field("missing", self.labels(duty.missing), style="yellow")
            return
        self.field("action", self.text(duty.action))
        self.field("evidence", self.text(duty.evidence))
        authority = self.text(duty.authority)
        if duty.weeks:
            low, high = (f"{value:g}" for value in duty.weeks)
            authority += " · " + (self.word("weeks", low, high) if low != high else self.word("week", low))
        self.field("authority", authority)
        for alert in duty.alerts:
            self.field("alert", self.text(alert), style="yellow")
        if duty.missing:
            self.field("missing", self.labels(duty.missing), style="yellow")
        if duty.proof:
            self.field("proof", duty.proof, style="green")
        self.basis(duty.grounds)

    def basis(self, grounds: Grounds) -> None:
        """Legal reference, publishers, dates and confidence, on one line."""
        parts = [
            cite(grounds.legal_ref or "", self.language),
            ", ".join(dict.fromkeys(c.publisher for c in grounds.citations)),
        ]
        if grounds.valid_from and grounds.valid_from <= self.roadmap.day:
            parts.append(self.word("from", self.day(grounds.valid_from)))
        if grounds.valid_to:
            parts.append(self.word("until", self.day(grounds.valid_to)))
        parts.append(self.word("stale" if grounds.stale else "checked", self.day(grounds.checked)))
        parts.append(self.word("confidence", self.word(grounds.confidence)))
        self.field("basis", " · ".join(part for part in parts if part), style="dim")

    # ------------------------------------------------------------------ ways, contacts, questions

    def ways(self, key: str, ways: Iterable[Way]) -> None:
        self.title(self.word(key))
        hidden = 0
        for way in ways:
            if not self.everything and (
                way.status in ("closed", "ended") or way.availability == "closed" or way.wanted == "no"
            ):
                hidden += 1
                continue
            self.way(way)
        if hidden:
            self.line((self.word("hidden_closed", hidden), "dim"), indent=2)

    def way(self, way: Way) -> None:
        status = self.word(way.status)
        if way.status == "upcoming" and way.grounds.valid_from:
            status = self.word("will", self.day(way.grounds.valid_from))
        if way.availability:
            availability = self.words["availability"]
            assert isinstance(availability, dict)
            status += f" · {availability[way.availability]}"
            if way.window and way.window[1]:
                status += f" ({self.word('until', self.day(way.window[1]))})"
        self.line(
            (f"{_MARK[way.status]} ", _STYLE[way.status]), (self.text(way.title), "bold"), (f"  [{status}]", _STYLE[way.status]),
            indent=2,
        )  # fmt: skip
        if self.brief:
            return
        self.line((self.text(way.description), ""), indent=6)
        for part in way.why:
            content = self.text(part.text) + (
                f" ({cite(part.legal_ref, self.language)})" if part.legal_ref else ""
            )
            ask = f" → {self.word('answer')}{self.colon()}{self.labels(part.missing)}" if part.missing else ""
            self.line(
                (f"{_MARK[part.outcome]} ", _STYLE[part.outcome]), (content, ""), (ask, "yellow"), indent=6
            )
        for warning in way.warnings:
            self.field("alert", self.text(warning), style="yellow")
        for owed in way.owed if self.everything else ():
            self.field("owed", self.text(owed))
        if way.total_days and way.status != "closed":
            self.line((self.word("days", way.total_days), "dim"), indent=6)
        self.basis(way.grounds)

    def requirement(self, requirement: Requirement) -> None:
        status = requirement.status
        self.line(
            (f"{_MARK[status]} ", _STYLE[status]),
            (self.text(requirement.title), "bold"),
            (f"  [{self.word(status)}]", _STYLE[status]),
            indent=2,
        )
        if not self.brief:
            self.line((self.text(requirement.text), ""), indent=6)
            if requirement.missing:
                self.field("missing", self.labels(requirement.missing), style="yellow")
            self.basis(requirement.grounds)

    def contacts(self, key: str, contacts: Sequence[Contact]) -> None:
        self.title(self.word(key))
        most = len(contacts) if self.everything else 12
        for contact in contacts[:most]:
            mark = "●" if contact.match == "yes" else "○"
            note = "" if contact.match != "maybe" else f"  [{self.word('maybe')}]"
            self.line((f"{mark} {self.text(contact.title)}", "bold"), (note, "yellow"), indent=2)
            if not self.brief:
                self.line((self.text(contact.why), ""), indent=6)
                if contact.url:
                    self.line((contact.url, "dim"), indent=6)
        if len(contacts) > most:
            self.line((self.word("more", len(contacts) - most), "dim"), indent=2)

    def questions(self) -> None:
        if not self.roadmap.askable:
            return
        self.title(self.word("questions"))
        most = len(self.roadmap.askable) if self.everything else 10
        for question in self.roadmap.askable[:most]:
            self.line((f"· {self.knowledge.questions[question].question[self.language]}", ""), indent=2)
        if len(self.roadmap.askable) > most:
            self.line((self.word("more", len(self.roadmap.askable) - most), "dim"), indent=2)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
