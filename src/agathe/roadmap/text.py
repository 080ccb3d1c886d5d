"""The roadmap for a terminal or a plain text file."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from agathe.documents.terminal import bound, plain_lines, write_section
from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.roadmap.document_plan import plan_section
from agathe.roadmap.model import Contact, Decision, DutyItem, Grounds, Requirement, Roadmap, Way
from agathe.roadmap.words import DUTY_ORDER, MARK, Words, aside, capital
from agathe.rules.citation import cite

_STYLE = {
    "applies": "bold", "to_confirm": "yellow", "upcoming": "cyan", "not_in_force": "dim", "ended": "dim", "done": "green",
    "open": "bold green", "to_argue": "green", "not_yet": "yellow", "closed": "red", "met": "green", "unmet": "red",
    "unknown": "yellow", "judgement": "cyan",
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
    return plain_lines(stream.getvalue())


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
        self.words = Words(language, knowledge)
        self.word = self.words.say
        self.console = console
        self.everything = everything
        self.brief = brief

    # ------------------------------------------------------------------ small pieces

    def line(self, *pieces: tuple[str, str], indent: int = 0) -> None:
        text = Styled()
        for content, style in pieces:
            text.append(bound(content), style=style)
        self.console.print(Padding(text, (0, 0, 0, indent)))

    def title(self, text: str) -> None:
        self.console.print()
        self.line((text.upper(), "bold"))
        self.line(("─" * min(len(text), self.console.width), "dim"))

    def field(self, key: str, content: str, indent: int = 6, style: str = "") -> None:
        self.line((self.word(key) + self.words.colon, "dim"), (content, style), indent=indent)

    def text(self, text: Text) -> str:
        return text[self.language]

    def starts(self, grounds: Grounds) -> str:
        """From when an entry has effect, when that lies ahead."""
        return f"  [{self.word('will', self.words.day(grounds.valid_from))}]" if grounds.valid_from else ""

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
            for duty in sorted(stage.duties, key=lambda item: DUTY_ORDER.index(item.status)):
                self.duty(duty)
        self.schedule()
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

    def schedule(self) -> None:
        """The plan: its main dates when brief, else as in documents."""
        if self.roadmap.schedule is None:
            return
        section = plan_section(self.roadmap.schedule, self.roadmap.stages, self.words)
        if self.brief:
            section = replace(section, sections=())
        write_section(section, self.words.language, self.console)

    def header(self) -> None:
        roadmap = self.roadmap
        name = f" · {roadmap.project}" if roadmap.project else ""
        self.line((f"{self.word('head')}{name}", "bold"))
        self.line(
            (
                f"{self.word('law', self.words.day(roadmap.day))} · {self.word('base', roadmap.knowledge[:8])}",
                "dim",
            )
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
            (capital(self.text(decision.title)) + self.words.colon, ""),
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
            self.field("missing", self.words.labels(decision.missing, 8), style="yellow")
        self.basis(decision.grounds)

    def duty(self, duty: DutyItem) -> None:
        self.line(
            (f"{MARK[duty.status]} ", _STYLE[duty.status]),
            (self.text(duty.title), "bold" if duty.status == "applies" else ""),
            (f"  [{self.words.duty_status(duty)}]", _STYLE[duty.status]),
            indent=2,
        )
        if self.brief:
            return
        if duty.status == "to_confirm" and not self.everything:
            if duty.missing:
                self.field("missing", self.words.labels(duty.missing), style="yellow")
            return
        self.field("action", self.text(duty.action))
        self.field("evidence", self.text(duty.evidence))
        weeks = self.words.weeks(duty)
        self.field("authority", self.text(duty.authority) + (f" · {weeks}" if weeks else ""))
        for alert in duty.alerts:
            self.field("alert", self.text(alert), style="yellow")
        if duty.missing:
            self.field("missing", self.words.labels(duty.missing), style="yellow")
        if duty.proof:
            self.field("proof", duty.proof, style="green")
        self.basis(duty.grounds)

    def basis(self, grounds: Grounds) -> None:
        """Legal reference, publishers, dates and confidence, on one line."""
        publishers = ", ".join(dict.fromkeys(c.publisher for c in grounds.citations))
        parts = [self.words.reference(grounds), publishers, *self.words.dates(grounds, self.roadmap.day)]
        self.field("basis", " · ".join(part for part in parts if part), style="dim")

    # ------------------------------------------------------------------ ways, contacts, questions

    def ways(self, key: str, ways: Iterable[Way]) -> None:
        self.title(self.word(key))
        hidden = 0
        for way in ways:
            if not self.everything and aside(way):
                hidden += 1
                continue
            self.way(way)
        if hidden:
            self.line((self.word("hidden_closed", hidden), "dim"), indent=2)

    def way(self, way: Way) -> None:
        self.line(
            (f"{MARK[way.status]} ", _STYLE[way.status]), (self.text(way.title), "bold"), (f"  [{self.words.way_status(way)}]", _STYLE[way.status]),
            indent=2,
        )  # fmt: skip
        if self.brief:
            return
        self.line((self.text(way.description), ""), indent=6)
        for part in way.why:
            content = self.text(part.text) + (
                f" ({cite(part.legal_ref, self.language)})" if part.legal_ref else ""
            )
            ask = (
                f" → {self.word('answer')}{self.words.colon}{self.words.labels(part.missing)}"
                if part.missing
                else ""
            )
            self.line(
                (f"{MARK[part.outcome]} ", _STYLE[part.outcome]), (content, ""), (ask, "yellow"), indent=6
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
            (f"{MARK[status]} ", _STYLE[status]),
            (self.text(requirement.title), "bold"),
            (f"  [{self.word(status)}]", _STYLE[status]),
            indent=2,
        )
        if not self.brief:
            self.line((self.text(requirement.text), ""), indent=6)
            if requirement.missing:
                self.field("missing", self.words.labels(requirement.missing), style="yellow")
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
