"""The roadmap as a document: every conclusion with its grounds, the secondary folded."""

from collections.abc import Iterable, Sequence

from agathe.documents.blocks import (
    Block,
    Bullets,
    Content,
    Document,
    Field,
    Fields,
    Inline,
    Item,
    LifeLine,
    Link,
    Mark,
    Notice,
    Paragraph,
    Section,
    Stop,
    Table,
    Tone,
)
from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.roadmap.document_plan import plan_section
from agathe.roadmap.markets import COLUMNS
from agathe.roadmap.model import (
    Contact,
    Decision,
    DutyItem,
    Grounds,
    Market,
    MarketFact,
    Part,
    Requirement,
    Roadmap,
    Stage,
    Way,
)
from agathe.roadmap.words import DUTY_ORDER, MARK, Words, aside, capital
from agathe.rules.citation import cite

TONE: dict[str, Tone] = {
    "applies": "applies", "to_confirm": "maybe", "upcoming": "upcoming", "not_in_force": "quiet", "ended": "quiet", "done": "done",
    "open": "applies", "to_argue": "applies", "not_yet": "maybe", "closed": "quiet", "met": "done", "unmet": "stop",
    "unknown": "maybe", "judgement": "upcoming",
}  # fmt: skip
NOW = 3
"""Duties shown as to be done now: more is a list, not a start."""
QUESTIONS = 10
CONTACTS = 12
SIDE_BY_SIDE = ("ce", "route", "paid", "languages")
"""Facts of a market short enough for a table; the others are told market by market."""


def roadmap_document(
    roadmap: Roadmap, knowledge: Knowledge, language: Language, *, everything: bool = False
) -> Document:
    """The whole roadmap as blocks.

    Args:
        roadmap: what to show; its schedule is left out when it has none.
        knowledge: for the wording of questions.
        language: ``fr`` or ``en``.
        everything: show closed funding, markets set aside, all sites, actors and questions too.
    """
    return _Writer(roadmap, knowledge, language, everything).document()


def markets_document(roadmap: Roadmap, knowledge: Knowledge, language: Language) -> Document:
    """The comparison of markets alone."""
    return _Writer(roadmap, knowledge, language, everything=True).markets_alone()


class _Writer:
    def __init__(self, roadmap: Roadmap, knowledge: Knowledge, language: Language, everything: bool) -> None:
        self.roadmap = roadmap
        self.knowledge = knowledge
        self.language: Language = language
        self.words = Words(language, knowledge)
        self.say = self.words.say
        self.everything = everything

    def document(self) -> Document:
        roadmap, say = self.roadmap, self.say
        counts = [say("answered", roadmap.answered)]
        if roadmap.not_known:
            counts.append(say("not_known", len(roadmap.not_known)))
        left = len(roadmap.askable)
        counts.append(say("askable", left) if left else say("nothing_left"))
        plan = plan_section(roadmap.schedule, roadmap.stages, self.words) if roadmap.schedule else None
        sections = (
            self.now(),
            Section(
                say("decisions"), tuple(self.decision(one) for one in self.decisions()), anchor="established"
            ),
            plan,
            self.life(),
            self.pathways(),
            self.ways("schemes", "closed_schemes", roadmap.schemes),
            self.markets(),
            self.sites(),
            self.actors(),
            self.questions(),
        )
        return Document(
            title=say("head"),
            subtitle=roadmap.project,
            language=self.language,
            day=roadmap.day,
            facts=(capital(say("law", self.words.day(roadmap.day))), *counts),
            blocks=(self.line(), self.totals(), *self.messages()),
            sections=tuple(
                section for section in sections if section and (section.blocks or section.sections)
            ),
            foot=say("legal"),
            signature=say("signature", roadmap.knowledge),
        )

    # ------------------------------------------------------------------ top

    def line(self) -> LifeLine:
        stops = tuple(
            Stop(
                stage.number, self.text(stage.title), self.progress(stage), stage.number == self.roadmap.here
            )
            for stage in self.roadmap.stages
        )
        return LifeLine(self.say("line"), stops)

    def progress(self, stage: Stage) -> str:
        """Duties done, of those that apply or are done."""
        done = _count(stage, "done")
        owed = done + _count(stage, "applies")
        return self.say("of", done, owed) if owed else self.say("none")

    def totals(self) -> Fields:
        shown: tuple[tuple[str, Tone], ...] = (
            ("applies", "applies"), ("to_confirm", "maybe"), ("upcoming", "upcoming"), ("done", "done"),
        )  # fmt: skip
        return Fields(
            tuple(
                Field(
                    self.say(f"total_{status}"),
                    (Mark(str(sum(_count(stage, status) for stage in self.roadmap.stages)), tone),),
                )
                for status, tone in shown
            )
        )

    def messages(self) -> Iterable[Notice]:
        for message in self.roadmap.messages:
            yield Notice(message.severity, self.say(message.severity), (self.text(message.text),))

    def now(self) -> Section:
        """What to start with: at the current stage, what takes longest."""
        roadmap, say = self.roadmap, self.say
        stages = [stage for stage in roadmap.stages if stage.number == roadmap.here]
        blocks: list[Block] = []
        if stages:
            blocks.append(Paragraph((say("now", stages[0].number, _small(self.text(stages[0].title))),)))
        else:
            stages = [stage for stage in roadmap.stages if _count(stage, "applies")][:1]
            blocks.append(Paragraph((say("now_unknown"),)))
        owed = [duty for stage in stages for duty in stage.duties if duty.status == "applies"]
        owed.sort(key=lambda duty: -duty.weeks[1] if duty.weeks else 0.0)
        for duty in owed[:NOW]:
            first = (self.field("action", self.text(duty.action)),)
            length = self.words.weeks(duty)
            blocks.append(
                Item(
                    self.text(duty.title), MARK[duty.status], length or self.words.duty_status(duty),
                    TONE[duty.status], first,
                )
            )  # fmt: skip
        if not owed:
            blocks.append(Paragraph((say("now_nothing"),)))
        if len(owed) > NOW:
            blocks.append(Paragraph((capital(say("now_more", len(owed) - NOW)) + ".",), quiet=True))
        return Section(say("contents_now"), tuple(blocks), anchor="now")

    # ------------------------------------------------------------------ decisions

    def decisions(self) -> list[Decision]:
        return [decision for decision in self.roadmap.decisions if decision.options != ("not_applicable",)]

    def decision(self, decision: Decision) -> Item:
        fields = []
        reasons = decision.rules[:6] if decision.settled or len(decision.rules) <= 6 else ()
        lines: list[str] = []
        for step in reasons:
            rule = f" ({cite(step.rule, self.language)})" if step.rule else ""
            mark = "" if step.outcome == "true" else f" [{self.say('unknown')}]"
            lines.append(f"{capital(self.text(step.statement))}{rule}{mark}")
        if lines:
            fields.append(self.field("because", "\n".join(lines)))
        fields.extend(self.missing(decision.missing, 8))
        if decision.notes:
            fields.append(self.field("note", self.text(decision.notes)))
        status, tone, mark = self.say("settled"), TONE["done"], MARK["done"]
        if decision.upcoming and decision.grounds.valid_from:
            status, tone, mark = (
                self.say("will", self.words.day(decision.grounds.valid_from)),
                "upcoming",
                "◔",
            )
        elif not decision.settled:
            status, tone, mark = self.say("to_confirm"), "maybe", MARK["to_confirm"]
        title = f"{capital(self.text(decision.title))}{self.words.colon}{self.text(decision.value)}"
        return Item(title, mark, status, tone, tuple(fields), self.basis(decision.grounds))

    # ------------------------------------------------------------------ stages

    def life(self) -> Section:
        here = self.roadmap.here
        sections = []
        for stage in self.roadmap.stages:
            title = f"{self.say('stage', stage.number)} · {self.text(stage.title)}"
            if stage.number == here:
                title += f" ({self.say('here')})"
            duties = sorted(stage.duties, key=lambda duty: DUTY_ORDER.index(duty.status))
            blocks: tuple[Block, ...] = tuple(self.duty(duty) for duty in duties)
            if not duties:
                blocks = (Paragraph((self.say("no_duty"),), quiet=True),)
            folded = stage.number != here
            sections.append(Section(title, blocks, anchor=f"stage-{stage.number}", folded=folded))
        return Section(self.say("stages"), sections=tuple(sections), anchor="stages")

    def duty(self, duty: DutyItem) -> Item:
        fields: list[Field] = []
        full = duty.status != "to_confirm" or self.everything
        if full:
            fields.append(self.field("action", self.text(duty.action)))
            fields.extend(self.alerts(duty.alerts))
        fields.extend(self.missing(duty.missing))
        if duty.proof:
            fields.append(Field(self.say("proof"), (Mark(duty.proof, "done"),)))
        if full:
            fields.append(self.field("evidence", self.text(duty.evidence)))
            length = self.words.weeks(duty)
            fields.append(
                self.field("authority", self.text(duty.authority) + (f" · {length}" if length else ""))
            )
            if duty.notes and self.everything:
                fields.append(self.field("note", self.text(duty.notes)))
        return Item(
            self.text(duty.title), MARK[duty.status], self.words.duty_status(duty), TONE[duty.status], tuple(fields),
            self.basis(duty.grounds) if full else (), anchor=f"duty-{duty.id}",
        )  # fmt: skip

    # ------------------------------------------------------------------ ways

    def pathways(self) -> Section:
        """Ways to be paid; the closed ones stay, folded, because the reason matters."""
        ways, roadmap = self.roadmap.pathways, self.roadmap
        open_ways = [way for way in ways if not aside(way)]
        closed = [way for way in ways if aside(way)]
        blocks: list[Block] = [self.way(way) for way in open_ways]
        if ways and not open_ways:
            blocks.append(Paragraph((self.say("nothing_open"),)))
        sections = []
        if roadmap.requirements:
            needs = tuple(self.requirement(need) for need in roadmap.requirements)
            sections.append(Section(self.say("requirements"), needs, anchor="requirements"))
        if closed:
            sections.append(
                Section(self.say("closed_ways"), tuple(self.way(way) for way in closed), folded=True)
            )
        return Section(self.say("pathways"), tuple(blocks), tuple(sections), anchor="pathways")

    def ways(self, key: str, closed_key: str, ways: Sequence[Way]) -> Section:
        open_ways = [way for way in ways if not aside(way)]
        closed = [way for way in ways if aside(way)]
        blocks: list[Block] = [self.way(way) for way in open_ways]
        sections: tuple[Section, ...] = ()
        if closed and self.everything:
            sections = (Section(self.say(closed_key), tuple(self.way(way) for way in closed), folded=True),)
        elif closed:
            blocks.append(Paragraph((self.say("aside_count", len(closed)),), quiet=True))
        return Section(self.say(key), tuple(blocks), sections, anchor=key)

    def way(self, way: Way) -> Item:
        fields = [self.field("what", self.text(way.description))]
        if way.why:
            fields.append(Field(self.say("conditions"), self.parts(way.why)))
        fields.extend(self.alerts(way.warnings))
        fields.extend(self.field("owed", self.text(owed)) for owed in (way.owed if self.everything else ()))
        if way.total_days and way.status != "closed":
            fields.append(self.field("delay", self.say("total_days", way.total_days)))
        return Item(
            self.text(way.title), MARK[way.status], self.words.way_status(way), TONE[way.status], tuple(fields),
            self.basis(way.grounds), anchor=f"{way.kind}-{way.id}",
        )  # fmt: skip

    def parts(self, parts: Sequence[Part]) -> Content:
        """Criteria, one a line: what is said of each, then its words."""
        content: list[Inline] = []
        for part in parts:
            ask = self.words.labels(part.missing)
            text = f"{self.words.colon}{self.text(part.text)}"
            text += f" ({cite(part.legal_ref, self.language)})" if part.legal_ref else ""
            text += f" → {self.say('answer')}{self.words.colon}{ask}" if ask else ""
            content += ["\n"] if content else []
            content += [Mark(self.say(part.outcome), TONE[part.outcome]), text]
        return tuple(content)

    def requirement(self, need: Requirement) -> Item:
        fields = [self.field("what", self.text(need.text))]
        titles = {way.id: self.text(way.title) for way in self.roadmap.pathways}
        concerned = ", ".join(titles[id_] for id_ in need.pathways if id_ in titles)
        if concerned:
            fields.append(self.field("for_pathways", concerned))
        fields.extend(self.missing(need.missing))
        return Item(
            self.text(need.title), MARK[need.status], self.say(need.status), TONE[need.status], tuple(fields),
            self.basis(need.grounds),
        )  # fmt: skip

    # ------------------------------------------------------------------ markets

    def markets_alone(self) -> Document:
        roadmap = self.roadmap
        compared, details = self.compared() if roadmap.markets else ((), ())
        return Document(
            title=self.say("markets_compared"),
            subtitle=roadmap.project,
            language=self.language,
            day=roadmap.day,
            facts=(self.say("law", self.words.day(roadmap.day)), self.say("base", roadmap.knowledge[:8])),
            blocks=compared,
            sections=details,
            foot=self.say("legal"),
            signature=roadmap.knowledge[:8],
        )

    def markets(self) -> Section:
        ways = self.ways("countries", "set_aside", self.roadmap.countries)
        if not self.roadmap.markets:
            return ways
        compared, details = self.compared()
        return Section(ways.title, (*compared, *ways.blocks), (*details, *ways.sections), anchor=ways.anchor)

    def compared(self) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
        """The markets side by side, then each in full; what no source establishes is said so."""
        markets = self.roadmap.markets
        rows = [self.market_row(market) for market in markets]
        head = (self.say("market"), self.say("market_status"), *map(self.column, SIDE_BY_SIDE))
        table = Table(self.say("markets_compared"), head, tuple(rows), shares=(4, 4, 4, 3, 3, 3))
        note = Paragraph((self.say("markets_note"),), quiet=True)
        details = tuple(self.market(market) for market in markets)
        return (table, note), details

    def market_row(self, market: Market) -> tuple[Content, ...]:
        facts = {fact.column: fact for fact in market.facts}
        name: list[Inline] = [self.text(market.title)]
        if market.wanted in ("yes", "no"):
            wanted = self.say("wanted_yes" if market.wanted == "yes" else "not_wanted")
            name += ["\n", Mark(wanted, "strong" if market.wanted == "yes" else "quiet")]
        status: list[Inline] = [Mark(self.say(market.status), TONE[market.status])]
        if market.conditions:
            status.append(
                f"\n{self.say('market_conditions')}{self.words.colon}{self.say('of', market.met, market.conditions)}"
            )
        return (tuple(name), tuple(status), *(self.market_fact(facts.get(column)) for column in SIDE_BY_SIDE))

    def market_fact(self, fact: MarketFact | None) -> Content:
        if fact is None or fact.text is None:
            return (Mark(self.say("not_established"), "quiet"),)
        content: list[Inline] = [self.text(fact.text)]
        if fact.confidence:
            content.append(f" ({self.say('confidence', self.say(fact.confidence))})")
        return tuple(content)

    def market(self, market: Market) -> Section:
        fields = tuple(
            Field(self.column(fact.column), self.market_fact(fact))
            for fact in market.facts
            if fact.column not in SIDE_BY_SIDE
        )
        basis = Paragraph(self.basis(market.grounds), quiet=True)
        return Section(self.text(market.title), (Fields(fields), basis), folded=True)

    def column(self, id_: str) -> str:
        heading = COLUMNS.get(id_)
        return self.text(heading) if heading is not None else capital(id_.replace("_", " "))

    # ------------------------------------------------------------------ contacts and questions

    def sites(self) -> Section:
        near = [site for site in self.roadmap.sites if self.everything or site.match != "other"]
        hidden = len(self.roadmap.sites) - len(near)
        blocks = self.contacts(near)
        if hidden:
            blocks.append(Paragraph((self.say("elsewhere", hidden),), quiet=True))
        if self.roadmap.sites_note:
            note = f"{self.say('note')}{self.words.colon}{self.text(self.roadmap.sites_note)}"
            blocks.append(Paragraph((note,), quiet=True))
        return Section(self.say("sites"), tuple(blocks), anchor="sites", folded=True)

    def actors(self) -> Section:
        here = self.roadmap.here or 1
        actors = self.roadmap.actors
        near = [
            actor
            for actor in actors
            if here in actor.stages and actor.region in ("national", "eu") and actor.match == "yes"
        ][:CONTACTS]
        shown = list(actors) if self.everything else near
        blocks = self.contacts(shown)
        if len(actors) > len(shown):
            blocks.append(Paragraph((self.say("many_actors", len(actors) - len(shown)),), quiet=True))
        return Section(self.say("actors"), tuple(blocks), anchor="actors", folded=True)

    def contacts(self, contacts: Sequence[Contact]) -> list[Block]:
        items: list[Content] = []
        for contact in contacts:
            title = self.text(contact.title)
            content: list[Inline] = [Link(title, contact.url) if contact.url else Mark(title, "strong")]
            if contact.match == "maybe":
                content += [" ", Mark(f"({self.say('maybe')})", "maybe")]
            content.append(f"{self.words.colon}{self.text(contact.why)}")
            items.append(tuple(content))
        return [Bullets(tuple(items))] if items else []

    def questions(self) -> Section:
        asked = self.roadmap.askable
        shown = asked if self.everything else asked[:QUESTIONS]
        blocks: list[Block] = []
        if shown:
            blocks.append(
                Bullets(tuple((self.text(self.knowledge.questions[id_].question),) for id_ in shown))
            )
        if len(asked) > len(shown):
            blocks.append(Paragraph((self.say("many_questions", len(asked) - len(shown)),), quiet=True))
        return Section(self.say("questions"), tuple(blocks), anchor="questions")

    # ------------------------------------------------------------------ small pieces

    def text(self, text: Text) -> str:
        return text[self.language]

    def field(self, key: str, content: str) -> Field:
        return Field(self.say(key), (content,))

    def alerts(self, alerts: Sequence[Text]) -> Iterable[Field]:
        for alert in alerts:
            yield Field(self.say("alert"), (Mark(self.text(alert), "maybe"),))

    def missing(self, questions: Sequence[str], most: int = 4) -> Iterable[Field]:
        if questions:
            yield Field(self.say("missing"), missing=self.words.labels(questions, most))

    def basis(self, grounds: Grounds) -> Content:
        """Legal reference, publishers with their address, dates and confidence: the quiet line."""
        parts: list[Inline] = []
        reference = self.words.reference(grounds)
        if reference:
            parts += [reference]
        seen: set[tuple[str, str | None]] = set()
        for citation in grounds.citations:
            key = (citation.publisher, citation.url)
            if key in seen:
                continue
            seen.add(key)
            parts += [" · "] if parts else []
            parts.append(Link(citation.publisher, citation.url) if citation.url else citation.publisher)
        dates = " · ".join(self.words.dates(grounds, self.roadmap.day))
        return (*parts, f" · {dates}" if parts else dates)


def _count(stage: Stage, status: str) -> int:
    return sum(duty.status == status for duty in stage.duties)


def _small(title: str) -> str:
    """A title inside a sentence: small first letter, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() or not title[1:2].isalpha() else title[:1].lower() + title[1:]
