"""From the knowledge base to an ordered list of typed definitions, as the law stands on one day.

A program is what the interpreters run: the effective value of each question (its answer, or what it implies when it
is not asked), each fact, then each conclusion, every one after those it depends on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from agathe.kernel import AgatheError, Location, Period, nearest
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.base import Condition
from agathe.knowledge.schema.fact import Fact
from agathe.knowledge.schema.question import Question
from agathe.rules.parser import parse
from agathe.rules.syntax import (
    BOOLEAN,
    DATE,
    FALSE,
    NUMBER,
    Answer,
    Constant,
    IfElse,
    Members,
    Name,
    Node,
    Table,
    Type,
    answers_in,
    names_in,
    rebuilt,
)


@dataclass(frozen=True)
class Definition:
    """One named value of a program.

    Attributes:
        id: question or fact id, or ``kind:entry`` for a conclusion and ``kind:entry/part`` for one of its criteria.
        kind: ``question``, ``fact``, ``duty``, ``pathway``, ``scheme``, ``site``, ``actor``, ``country``, ``check``...
        entry: id of the knowledge entry it comes from.
        node: the expression.
        rows: for a decision table, the id of each row.
        main: whether it is a conclusion shown to people (not a part of one).
    """

    id: str
    kind: str
    entry: str
    node: Node
    rows: tuple[str, ...] = ()
    main: bool = False

    @property
    def type(self) -> Type:
        return self.node.type


@dataclass(frozen=True, eq=False)
class Program:
    """All definitions in force on a day, in an order in which they can be computed.

    Attributes:
        day: date of evaluation.
        inputs: type of each raw answer, in the order interpreters expect them (``done:<duty>`` ticks included).
        definitions: by id, in computation order.
        periods: dates of effect of the entry behind each conclusion.
    """

    day: date
    inputs: Mapping[str, Type]
    definitions: Mapping[str, Definition]
    periods: Mapping[str, Period] = field(default_factory=dict)

    @property
    def conclusions(self) -> list[Definition]:
        """What the program decides for people: decisions, duties, pathways, schemes, sites, countries."""
        return [definition for definition in self.definitions.values() if definition.main]

    def restricted(self, targets: Iterable[str]) -> "Program":
        """The part of the program that the targets depend on."""
        needed: set[str] = set()
        waiting = list(targets)
        while waiting:
            id_ = waiting.pop()
            if id_ not in needed:
                needed.add(id_)
                waiting.extend(names_in(self.definitions[id_].node))
        kept = {id_: definition for id_, definition in self.definitions.items() if id_ in needed}
        return Program(self.day, self.inputs, kept, self.periods)

    @property
    def support(self) -> Mapping[str, frozenset[str]]:
        """For each definition, the questions (raw answers) its value can depend on."""
        return _support(self)


@lru_cache(maxsize=32)
def _support(program: Program) -> Mapping[str, frozenset[str]]:
    support: dict[str, frozenset[str]] = {}
    for id_, definition in program.definitions.items():
        own = answers_in(definition.node)
        support[id_] = own.union(*(support[name] for name in names_in(definition.node)))
    return support


def question_type(question: Question) -> Type:
    """Type of a question's value; an option of a choice that only stands for several others is not a value."""
    options = tuple(option.id for option in question.options if question.type == "multi" or not option.any_of)
    return Type(question.type, options) if question.type in ("choice", "multi") else Type(question.type)


def fact_type(fact: Fact) -> Type:
    """Type of a fact's value."""
    return Type(fact.type, tuple(option.id for option in fact.options), fact.ordered)


class Compiler:
    """Reads every expression of a knowledge base once, then gives the program of any day.

    Raises:
        AgatheError: on the first wrong expression, name, type or cycle; use :meth:`problems` to collect them all.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.problems: list[AgatheError] = []
        self.vocabulary: dict[str, Type] = {"today": DATE}
        for question in knowledge.questions.values():
            self.vocabulary[question.id] = question_type(question)
        for fact in knowledge.facts.values():
            if fact.id in self.vocabulary:
                self._report(f"“{fact.id}” is both a question and a fact", fact.id, "id")
            self.vocabulary[fact.id] = fact_type(fact)
        for parameter in knowledge.parameters.values():
            self.vocabulary[parameter.id] = NUMBER
        self._parsed: dict[tuple[str, Type], Node] = {}
        self._programs: dict[date, Program] = {}

    def program(self, day: date) -> Program:
        """The program of a day (kept for later calls)."""
        if day not in self._programs:
            if len(self._programs) >= 64:
                self._programs.clear()
            self._programs[day] = self._build(day)
            if self.problems:
                raise self.problems[0]
        return self._programs[day]

    # ------------------------------------------------------------------ expressions

    def _report(self, message: str, entry: str, field_: str) -> None:
        self.problems.append(AgatheError(message, Location(self.knowledge.files.get(entry), entry, field_)))

    def expression(self, text: str, expected: Type, entry: str, field_: str) -> Node:
        """Parse one expression, collecting the error instead of raising (then the result is plain false or unknown)."""
        key = (text, expected)
        if key not in self._parsed:
            location = Location(self.knowledge.files.get(entry), entry, field_)
            try:
                self._parsed[key] = parse(text, self.vocabulary, expected, location)
            except AgatheError as error:
                self.problems.append(error)
                return FALSE if expected == BOOLEAN else Answer(f"broken:{entry}", expected)
        return self._parsed[key]

    def condition(
        self, condition: Condition, day: date, entry: str, field_: str, expected: Type = BOOLEAN
    ) -> Node:
        """The expression of a condition that holds on a day; false (or unknown) outside all its periods."""
        if isinstance(condition, str):
            return self.expression(condition, expected, entry, field_)
        chosen: Node = FALSE if expected == BOOLEAN else Answer(f"unset:{entry}", expected)
        for dated in condition:
            node = self.expression(dated.expr, expected, entry, field_)
            if day in dated.period:
                chosen = node
        return chosen

    # ------------------------------------------------------------------ definitions

    def _build(self, day: date) -> Program:
        from agathe.rules.conclusions import conclusions  # here, because it builds on this class

        definitions: dict[str, Definition] = {}
        for question in self.knowledge.questions.values():
            definitions[question.id] = Definition(
                question.id, "question", question.id, self._question(question)
            )
        for fact in self.knowledge.facts.values():
            rows = tuple(row.id for row in fact.rows)
            definitions[fact.id] = Definition(
                fact.id, "fact", fact.id, self._fact(fact, day), rows, main=fact.decision
            )
        constants: dict[str, Node] = {"today": Constant(day.toordinal(), DATE)}
        for parameter in self.knowledge.parameters.values():
            values = [v.value for v in parameter.values if day in Period(v.from_, v.to)]
            constants[parameter.id] = (
                Constant(values[0], NUMBER) if values else Answer(f"unset:{parameter.id}", NUMBER)
            )
        periods: dict[str, Period] = {}
        for definition, period in conclusions(self, day):
            definitions[definition.id] = definition
            periods[definition.id] = period
        definitions = {
            id_: Definition(d.id, d.kind, d.entry, _substitute(d.node, constants), d.rows, d.main)
            for id_, d in definitions.items()
        }
        ordered = self._ordered(definitions)
        inputs = {question.id: question_type(question) for question in self.knowledge.questions.values()}
        for definition in ordered.values():
            for answer in sorted(answers_in(definition.node)):
                if answer not in inputs:
                    inputs[answer] = _answer_type(definition.node, answer)
        for answer in inputs:
            kind, _, duty = answer.partition(":")
            if kind == "done" and duty not in self.knowledge.duties:
                self._report(
                    f"done('{duty}') names no duty{nearest(duty, self.knowledge.duties)}", duty, "done"
                )
        return Program(day, inputs, ordered, periods)

    def _question(self, question: Question) -> Node:
        type_ = question_type(question)
        answer = Answer(question.id, type_)
        if question.asked_when is None:
            return answer
        gate = self.expression(question.asked_when, BOOLEAN, question.id, "asked_when")
        implied = encode(question.otherwise, type_)
        if implied is None:  # a number or a date that is not asked has no value: an answer nobody gives
            return IfElse(gate, answer, Answer(f"hidden:{question.id}", type_), type_)
        return IfElse(gate, answer, Constant(implied, type_), type_)

    def _fact(self, fact: Fact, day: date) -> Node:
        type_ = fact_type(fact)
        if fact.type == "choice":
            rows = []
            for row in fact.rows:
                values = (row.value,) if isinstance(row.value, str) else row.value
                unknown = [value for value in values if value not in type_.options]
                if unknown:
                    self._report(
                        f"no option “{unknown[0]}”{nearest(unknown[0], type_.options)}", fact.id, row.id
                    )
                    continue
                rows.append((self.condition(row.when, day, fact.id, f"rows/{row.id}"), type_.mask(values)))
            return Table(fact.decide or "unique", tuple(rows), type_)
        if fact.type == "multi":
            members = tuple(
                self.condition(fact.members.get(option, "false"), day, fact.id, f"members/{option}")
                for option in type_.options
            )
            return Members(members, type_)
        return self.condition(fact.formula or "false", day, fact.id, "formula", type_)

    def _ordered(self, definitions: dict[str, Definition]) -> dict[str, Definition]:
        ordered: dict[str, Definition] = {}
        open_: dict[str, None] = {}

        def visit(id_: str) -> None:
            if id_ in ordered:
                return
            if id_ in open_:
                path = [*list(open_)[list(open_).index(id_) :], id_]
                self._report("these definitions turn in a circle: " + " → ".join(path), id_, "formula")
                return
            open_[id_] = None
            for name in sorted(names_in(definitions[id_].node)):
                visit(name)
            del open_[id_]
            ordered[id_] = definitions[id_]

        for id_ in definitions:
            visit(id_)
        return ordered


def encode(value: object, type_: Type) -> int | float | None:
    """The constant of a plain YAML value, or ``None`` when there is none."""
    if value is None:
        return None
    match type_.kind:
        case "boolean":
            return 1 if value is True else 2
        case "choice":
            return type_.mask([str(value)])
        case "multi":
            values = value if isinstance(value, list | tuple) else [value]
            return type_.mask([str(v) for v in values])
        case "date":
            return value.toordinal() if isinstance(value, date) else None
        case _:
            return float(value)  # type: ignore[arg-type]


def _answer_type(node: Node, answer: str) -> Type:
    if isinstance(node, Answer):
        return node.type if node.id == answer else BOOLEAN
    for child in node.children:
        if answer in answers_in(child):
            return _answer_type(child, answer)
    return BOOLEAN


def _substitute(node: Node, constants: Mapping[str, Node]) -> Node:
    """Replace the names of constants (today, parameters) by their values."""
    if isinstance(node, Name):
        return constants.get(node.id, node)
    if not node.children or names_in(node).isdisjoint(constants):
        return node
    return rebuilt(node, lambda child: _substitute(child, constants))
