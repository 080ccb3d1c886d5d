"""What every file of a project is made of: answers as fields, texts with their sources, and the list of what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agathe.documents.blocks import (
    Block,
    Content,
    Document,
    Field,
    Fields,
    Inline,
    Item,
    Link,
    Mark,
    Notice,
    Section,
    Table,
    Tone,
)
from agathe.kernel import Language, Text
from agathe.knowledge.schema.base import Entry
from agathe.roadmap.document import TONE
from agathe.roadmap.grounds import grounds_of
from agathe.roadmap.model import DutyItem, Roadmap
from agathe.roadmap.words import MARK, Words, capital
from agathe.rules.citation import cite
from agathe.rules.engine import Judgement
from agathe.rules.prose import Prose, show_date, show_number
from agathe.rules.syntax import IfElse
from agathe.rules.walk import walk


@dataclass(frozen=True)
class Part:
    """One part of a file.

    Attributes:
        title: heading.
        blocks: content.
        lacks: what is missing beside the empty fields, as short names.
    """

    title: str
    blocks: tuple[Block, ...]
    lacks: tuple[str, ...] = ()


class Writer:
    """Writes a file about one project, in one language."""

    def __init__(self, judgement: Judgement, roadmap: Roadmap, language: Language) -> None:
        self.judgement = judgement
        self.roadmap = roadmap
        self.language: Language = language
        self.knowledge = judgement.engine.knowledge
        self.profile = judgement.profile
        self.words = Words(language, self.knowledge)
        self.prose = Prose(self.knowledge, language)
        self.duties = {duty.id: duty for stage in roadmap.stages for duty in stage.duties}
        self._used: dict[tuple[str, str], Entry] = {}

    # ------------------------------------------------------------------ words

    def say(self, fr: str, en: str) -> str:
        """A text of the file itself."""
        return fr if self.language == "fr" else en

    def text(self, text: Text) -> str:
        """A text of the knowledge base."""
        return text[self.language]

    def pair(self, label: str, value: str) -> str:
        """A label and a value on one line."""
        return f"{label}{self.words.colon}{value}"

    def euros(self, amount: float) -> str:
        """An amount in euros."""
        shown = show_number(amount, self.language)
        return f"{shown}\u202f€" if self.language == "fr" else f"€{shown}"

    def quoted(self, text: str) -> str:
        """A text between the quotation marks of the language."""
        return self.say(f"« {text} »", f"“{text}”")

    def label(self, id_: str) -> str:
        """Name of a question or a fact, as a heading."""
        return capital(self.prose.label(id_))

    def labels(self, questions: Iterable[str]) -> str:
        """Names of questions, in a sentence."""
        return ", ".join(self.prose.label(id_) for id_ in questions)

    def lines(self, texts: Sequence[str]) -> str:
        """Short statements, one a line."""
        return "\n".join(capital(text) for text in texts) or "—"

    # ------------------------------------------------------------------ answers

    def asked(self, question: str) -> bool:
        """Whether the other answers leave the question open (some make it pointless)."""
        node = self.judgement.engine.program.definitions[question].node
        judgement = self.judgement
        return not isinstance(node, IfElse) or walk(node.condition, judgement.values, judgement.answers) != 2

    def answer(self, question: str) -> str | None:
        """The answer given, in words; ``None`` without answer, or when it is "I don't know"."""
        answer = self.profile.answers.get(question)
        if answer is None or not self.asked(question):
            return None
        entry = self.knowledge.questions[question]
        if isinstance(answer, bool):
            return self.say("Oui", "Yes") if answer else self.say("Non", "No")
        if isinstance(answer, str | tuple):
            chosen = (answer,) if isinstance(answer, str) else answer
            named = [option.label[self.language] for option in entry.options if option.id in chosen]
            return "\n".join(named)
        if isinstance(answer, float | int):
            return show_number(answer, self.language) + self._unit(entry.unit)
        return show_date(answer, self.language)

    def _unit(self, unit: str | None) -> str:
        known = {"EUR": self.say(" €", " EUR"), "percent": " %", "months": self.say(" mois", " months")}
        return known.get(unit or "", "")

    def field(self, question: str, label: str | None = None) -> Field:
        """A question and its answer; without one, the question is what to settle."""
        entry = self.knowledge.questions[question]
        given = self.profile.answers.get(question)
        answer = self.answer(question)
        vague = any(
            option.any_of and (option.id == given or (isinstance(given, tuple) and option.id in given))
            for option in entry.options
        )
        missing = entry.question[self.language] if answer is None or vague else None
        if missing and question in self.profile.answers and given is None:
            missing += self.say(" Réponse donnée : je ne sais pas.", " Answer given: I don't know.")
        return Field(label or self.label(question), () if answer is None else (answer,), missing)

    def fields(self, *items: str | Field) -> Fields:
        """Fields already made, and questions by their ids when the other answers leave them open."""
        kept = (item for item in items if isinstance(item, Field) or self.asked(item))
        return Fields(tuple(self.field(item) if isinstance(item, str) else item for item in kept))

    def declared(self, label: str, duty: str, missing: str) -> Field:
        """A document to give, known when the project ticked a duty and named its evidence."""
        evidence = self.profile.done.get(duty)
        return Field(label, (evidence,)) if evidence else Field(label, missing=missing)

    def fact(self, fact: str, label: str | None = None) -> Field:
        """A conclusion of the rules and, while it is not settled, the questions that decide it."""
        proof = self.judgement.prove(fact)
        missing = None
        if not proof.settled:
            asks = self.words.labels(proof.missing, 6)
            missing = (
                self.pair(self.say("à établir en répondant à", "to be established by answering"), asks)
                if asks
                else self.say(
                    "les textes laissent le point ouvert : à faire trancher",
                    "the texts leave the point open: to be settled",
                )
            )
        return Field(label or self.label(fact), (capital(self.text(proof.value)),), missing)

    @property
    def purposes(self) -> tuple[str, ...]:
        """Purposes of the product in the sense of reimbursement, as far as they are settled."""
        value = self.judgement.values["purpose"]
        type_ = self.judgement.engine.program.definitions["purpose"].type
        assert isinstance(value, int)
        return type_.names(value & type_.full)

    # ------------------------------------------------------------------ sources

    def law(self, reference: str | None) -> str:
        """A legal reference in the language of the file."""
        return cite(reference or "", self.language)

    def cite(self, entry: Entry) -> str:
        """Texts of an entry, which then stands in the list of texts and sources at the end of the file."""
        self._used.setdefault((type(entry).__name__, entry.id), entry)
        return self.law(entry.legal_ref)

    def basis(self, entry: Entry) -> Content:
        """One line on an entry: texts, publishers, dates, confidence."""
        reference = self.cite(entry)
        grounds = grounds_of(entry, self.knowledge, self.roadmap.day)
        pieces: list[Inline] = [reference] if reference else []
        for citation in {(one.publisher, one.url): one for one in grounds.citations}.values():
            pieces += [" · "] if pieces else []
            pieces.append(Link(citation.publisher, citation.url) if citation.url else citation.publisher)
        dates = " · ".join(self._dates(entry))
        return (*pieces, f" · {dates}" if pieces else dates)

    def _dates(self, entry: Entry) -> list[str]:
        """From when, until when, when checked, how sure; from when also when that lies ahead."""
        grounds = grounds_of(entry, self.knowledge, self.roadmap.day)
        dates = self.words.dates(grounds, self.roadmap.day)
        if grounds.valid_from and grounds.valid_from > self.roadmap.day:
            dates.insert(0, self.words.say("will", self.words.day(grounds.valid_from)))
        return dates

    def sources(self) -> Section:
        """Texts the file rests on, one row for each entry used, then the sources these entries come from."""
        about: dict[str, list[str]] = {}
        texts: dict[tuple[str, str, Text | None], list[str]] = {}
        for entry in self._used.values():
            title = capital(entry.title[self.language])
            dates = capital("\n".join(self._dates(entry)))
            texts.setdefault((self.law(entry.legal_ref), dates, entry.confidence_note), []).append(title)
            for id_ in entry.sources:
                about.setdefault(id_, []).append(title)
        rows: list[tuple[Content, ...]] = []
        for (law, dates, reserve), titles in texts.items():
            note: Content = ("\n", Mark(self.text(reserve), "quiet")) if reserve else ()
            rows.append((("\n".join(titles),), (law or "—",), (dates, *note)))
        reads: list[tuple[Content, ...]] = []
        for id_, titles in about.items():
            source = self.knowledge.sources[id_]
            name = source.title or source.publisher
            shown: Inline = Link(name, source.url) if source.url else name
            reads.append(((shown,), ("\n".join(dict.fromkeys(titles)),), (self.words.day(source.checked),)))
        say = self.say
        head = (
            say("Point", "Point"),
            say("Textes", "Texts"),
            say("Effet, vérification, confiance", "Effect, check, confidence"),
        )
        read_head = (
            say("Source", "Source"),
            say("Ce qui en vient", "What comes from it"),
            say("Lue le", "Read on"),
        )
        tables = (
            Table(say("Textes sur lesquels repose ce document", "Texts this document rests on"), head, tuple(rows), shares=(3, 4, 4)),
            Table(say("Sources, avec le jour de leur dernière lecture", "Sources, with the day they were last read"),
                  read_head, tuple(reads), shares=(4, 4, 2)),
        )  # fmt: skip
        kept = tuple(table for table in tables if table.rows)
        return Section(say("Textes et sources", "Texts and sources"), kept, anchor="sources")

    # ------------------------------------------------------------------ blocks

    def status(self, value: int) -> Mark:
        """Yes, no or to be confirmed, for a condition."""
        words: dict[int, tuple[str, Tone]] = {
            1: (self.say("Oui", "Yes"), "done"),
            2: (self.say("Non", "No"), "quiet"),
            3: (self.say("À confirmer", "To be confirmed"), "maybe"),
        }
        return Mark(*words[value])

    def duty(self, duty: DutyItem) -> Item:
        """A duty of the roadmap: what to do, what to produce, who checks, and the evidence declared."""
        say = self.words.say
        weeks = self.words.weeks(duty)
        authority = self.text(duty.authority) + (f" · {weeks}" if weeks else "")
        fields = [
            Field(say("action"), (self.text(duty.action),)),
            Field(say("evidence"), (self.text(duty.evidence),)),
            Field(say("authority"), (authority,)),
            *(Field(say("alert"), (Mark(self.text(alert), "maybe"),)) for alert in duty.alerts),
        ]
        if duty.proof:
            fields.append(Field(say("proof"), (Mark(duty.proof, "done"),)))
        elif duty.missing:
            fields.append(Field(say("missing"), missing=self.words.labels(duty.missing, 8)))
        return Item(
            self.text(duty.title), MARK[duty.status], self.words.duty_status(duty), TONE[duty.status],
            tuple(fields), self.basis(self.knowledge.duties[duty.id]),
        )  # fmt: skip

    def duties_of(self, ids: Iterable[str]) -> tuple[Item, ...]:
        """The duties of a list that concern the project."""
        return tuple(self.duty(self.duties[id_]) for id_ in ids if id_ in self.duties)

    def document(self, title: str, notices: Sequence[Block], parts: Sequence[Part]) -> Document:
        """The whole file: conclusion, what is missing, parts, sources."""
        sections = tuple(self._section(number, part) for number, part in enumerate(parts, 1))
        known, missing = tally(sections)
        return Document(
            title=title,
            subtitle=self.profile.name,
            language=self.language,
            day=self.roadmap.day,
            facts=(
                capital(self.words.say("law", self.words.day(self.roadmap.day))),
                capital(self.words.say("base", self.roadmap.knowledge[:8])),
                counted(known, missing, self.language),
            ),
            blocks=(*notices, *self._summary(parts)),
            sections=(*sections, self.sources()),
            foot=self.words.say("legal"),
            signature=self.words.say("signature", self.roadmap.knowledge),
        )

    def _section(self, number: int, part: Part) -> Section:
        lacks = lacking(part)
        end: tuple[Block, ...] = ()
        if lacks:
            title = self.say("À compléter dans cette partie", "To complete in this part")
            end = (Notice("warning", title, ("\n".join(lacks),)),)
        return Section(f"{number}. {part.title}", (*part.blocks, *end), anchor=f"part-{number}")

    def _summary(self, parts: Sequence[Part]) -> tuple[Block, ...]:
        rows = tuple(
            ((f"{number}. {part.title}",), (" · ".join(lacks),), (str(len(lacks)),))
            for number, part in enumerate(parts, 1)
            if (lacks := lacking(part))
        )
        if not rows:
            return ()
        head = (
            self.say("Partie", "Part"),
            self.say("À compléter", "To complete"),
            self.say("Nombre", "Count"),
        )
        caption = self.say("Ce qui manque encore", "What is still missing")
        return (Table(caption, head, rows, numbers=(2,), shares=(4, 9, 1.5)),)


def counted(known: int, missing: int, language: Language) -> str:
    """Number of fields filled in, and to complete, in words."""
    if language == "fr":
        plural = "s" if known > 1 else ""
        return f"{known} rubrique{plural} renseignée{plural}, {missing} à compléter"
    return f"{known} field{'' if known == 1 else 's'} filled in, {missing} to complete"


def lacking(part: Part) -> tuple[str, ...]:
    """Short names of what a part still misses."""
    fields = (field for block in part.blocks if isinstance(block, Fields) for field in block.fields)
    return (*(field.label for field in fields if field.missing is not None), *part.lacks)


def tally(sections: Iterable[Section]) -> tuple[int, int]:
    """Number of fields of a file that hold something, and of those that still miss something."""
    known = missing = 0
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Fields):
                known += sum(bool(field.content) for field in block.fields)
                missing += sum(field.missing is not None for field in block.fields)
        deeper = tally(section.sections)
        known, missing = known + deeper[0], missing + deeper[1]
    return known, missing
