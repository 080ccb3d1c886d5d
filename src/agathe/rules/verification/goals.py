"""What the checker proves: for each rule, a condition that must be possible, or one that must not.

A goal is a boolean node over the names of a program, so that the columnar search, the solver and the scalar evaluator
(which makes counter-examples short) all read the same thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from agathe.kernel import Period
from agathe.knowledge.base import Knowledge
from agathe.knowledge.finding import Severity
from agathe.knowledge.schema.base import Condition, Criterion
from agathe.knowledge.schema.fact import Fact
from agathe.rules.program import Compiler, Definition, Program
from agathe.rules.syntax import (
    FALSE,
    TRUE,
    And,
    Constant,
    IfElse,
    Includes,
    Name,
    Node,
    OptionIn,
    Table,
    conjunction,
    disjunction,
    negation,
)


@dataclass(frozen=True)
class Goal:
    """One thing to prove.

    Attributes:
        kind: collection of the entry (attribute of :class:`~agathe.knowledge.base.Knowledge`).
        entry: id of the entry.
        field: part of the entry.
        day: day whose law is read.
        node: the condition.
        possible: whether some profile must make it true; otherwise none may.
        severity: of the remark when the proof fails.
        code: of the remark.
        message: of the remark.
        consistent: whether only profiles that agree with themselves count.
    """

    kind: str
    entry: str
    field: str
    day: date
    node: Node
    possible: bool
    severity: Severity
    code: str
    message: str
    consistent: bool = True


def suitable_day(day: date, period: Period) -> date:
    """The day itself when it falls in the period, else the nearest meaningful one: its start, or its end."""
    return day if day in period else period.start or period.end or day


def condition_days(condition: Condition | None, day: date, period: Period) -> list[date]:
    """Days on which a condition is read: one for an expression, one for each period of a dated condition."""
    if isinstance(condition, tuple):
        return [suitable_day(suitable_day(day, period), dated.period) for dated in condition]
    return [suitable_day(day, period)]


def sure_conflicts(knowledge: Knowledge) -> list[str]:
    """Definitions that hold on every profile that agrees with itself."""
    return [f"check:{rule.id}" for rule in knowledge.consistency.values() if rule.severity == "error"]


class Goals:
    """All goals of a knowledge base, seen from a day."""

    def __init__(self, compiler: Compiler, day: date) -> None:
        self.compiler = compiler
        self.knowledge = compiler.knowledge
        self.day = day

    def all(self) -> list[Goal]:
        """The goals, consistency first."""
        return [*self._consistency(), *self._questions(), *self._facts(), *self._conclusions()]

    def program(self, day: date) -> Program:
        return self.compiler.program(day)

    # ------------------------------------------------------------------ answers

    def _consistency(self) -> Iterator[Goal]:
        if not self.knowledge.consistency:
            return
        first = next(iter(self.knowledge.consistency))
        checks = conjunction(tuple(self._name(id_, self.day) for id_ in sure_conflicts(self.knowledge)))
        yield Goal("consistency", first, "require", self.day, checks, True, "error", "contradiction",
                   "no profile agrees with all consistency rules", consistent=False)  # fmt: skip
        for rule in self.knowledge.consistency.values():
            broken = negation(self._name(f"check:{rule.id}", self.day))
            yield Goal("consistency", rule.id, "require", self.day, broken, True, "info", "useless-rule",
                       "no answers can break this rule", consistent=False)  # fmt: skip

    def _questions(self) -> Iterator[Goal]:
        program = self.program(self.day)
        for question in self.knowledge.questions.values():
            node = program.definitions[question.id].node
            if question.asked_when is None:
                continue
            gate = (
                node.condition if isinstance(node, IfElse) else self._gate(question.asked_when, question.id)
            )
            yield Goal("questions", question.id, "asked_when", self.day, gate, True, "error", "never-asked",
                       "no profile leads to this question")  # fmt: skip
            yield Goal("questions", question.id, "asked_when", self.day, negation(gate), True, "info", "always-asked",
                       "every profile leads to this question: its condition can go")  # fmt: skip

    def _gate(self, text: str, id_: str) -> Node:
        """Gate of a number or date: such questions stay unknown when hidden, so the program does not hold it."""
        return self.compiler.condition(text, self.day, id_, "asked_when")

    # ------------------------------------------------------------------ facts

    def _facts(self) -> Iterator[Goal]:
        for fact in self.knowledge.facts.values():
            if fact.type == "choice":
                yield from self.of_table(fact)
            elif fact.type == "multi":
                for position, option in enumerate(fact.options):
                    if fact.members.get(option.id) == "false":
                        continue  # a choice of the author
                    for day in condition_days(fact.members.get(option.id), self.day, fact.period):
                        node = Includes(Name(fact.id, self.compiler.vocabulary[fact.id]), position)
                        yield Goal("facts", fact.id, f"members/{option.id}", day, node, True, "error", "unreachable",
                                   f"no profile gives “{option.id}”")  # fmt: skip
            elif fact.type == "boolean":
                for day in condition_days(fact.formula, self.day, fact.period):
                    value = self._name(fact.id, day)
                    yield Goal("facts", fact.id, "formula", day, value, True, "error", "never-true",
                               "no profile makes this fact true")  # fmt: skip
                    yield Goal("facts", fact.id, "formula", day, negation(value), True, "info", "always-true",
                               "every profile makes this fact true")  # fmt: skip

    def of_table(self, fact: Fact) -> Iterator[Goal]:
        """Goals of one decision table: sound, every row and every value reached."""
        days = {suitable_day(self.day, fact.period)}
        days.update(*(condition_days(row.when, self.day, fact.period) for row in fact.rows))
        for day in sorted(days):
            yield from self._sound(fact, day)
        for position, row in enumerate(fact.rows):
            for day in condition_days(row.when, self.day, fact.period):
                table = self._rows(fact, day)
                node = table.rows[position][0]
                if table.decide == "first":
                    node = conjunction((*(negation(when) for when, _ in table.rows[:position]), node))
                yield Goal("facts", fact.id, f"rows/{row.id}", day, node, True, "error", "unreachable",
                           "no profile comes to this row")  # fmt: skip
        if fact.decision:
            day = suitable_day(self.day, fact.period)
            value = Name(fact.id, self.compiler.vocabulary[fact.id])
            for option in fact.options:
                node = OptionIn(value, value.type.mask([option.id]))
                yield Goal("facts", fact.id, f"options/{option.id}", day, node, True, "error", "unreachable",
                           f"no profile gives “{option.id}”")  # fmt: skip

    def _sound(self, fact: Fact, day: date) -> Iterator[Goal]:
        """One value and only one."""
        table = self._rows(fact, day)
        conditions = [when for when, _ in table.rows]
        none = negation(disjunction(tuple(conditions)))
        gap = Goal("facts", fact.id, "rows", day, none, False, "error", "gap", "no row holds")
        if table.decide != "highest":
            yield gap
        else:
            # Rows that all ask for the same thing say what the table is for: where it holds, some row must.
            shared = set.intersection(*(set(_operands(when)) for when in conditions)) if conditions else set()
            guard = tuple(item for item in _operands(conditions[0]) if item in shared) if shared else ()
            if guard:
                yield replace(gap, node=conjunction((*guard, none)))
        if table.decide == "unique":
            for second, row in enumerate(fact.rows):
                for first in range(second):
                    both = conjunction((conditions[first], conditions[second]))
                    yield Goal("facts", fact.id, f"rows/{row.id}", day, both, False, "error", "overlap",
                               f"this row and “{fact.rows[first].id}” both hold")  # fmt: skip

    def _rows(self, fact: Fact, day: date) -> Table:
        node = self.program(day).definitions[fact.id].node
        assert isinstance(node, Table)
        return node

    # ------------------------------------------------------------------ conclusions

    def _conclusions(self) -> Iterator[Goal]:
        knowledge = self.knowledge
        for duty in knowledge.duties.values():
            id_ = f"duty:{duty.id}"
            yield from self._reached("duties", duty.id, "when", id_, duty.when, duty.period)
            for number, alert in enumerate(duty.alert, 1):
                part = f"alert/{number}"
                yield from self._reached(
                    "duties", duty.id, part, f"{id_}/alert-{number}", alert.when, duty.period
                )
            for day in condition_days(duty.when, self.day, duty.period):
                node = self._node(id_, day)
                if node != TRUE:
                    yield Goal("duties", duty.id, "when", day, negation(node), True, "info", "always-holds",
                               "this duty concerns every profile: its condition could be “true”")  # fmt: skip
        for pathway in knowledge.pathways.values():
            id_ = f"pathway:{pathway.id}"
            yield from self._criteria("pathways", pathway.id, id_, pathway.criteria, pathway.period)
            for exclusion in pathway.exclusions:
                part = f"exclusions/{exclusion.id}"
                yield from self._reached(
                    "pathways", pathway.id, part, f"{id_}/{exclusion.id}", exclusion.when, pathway.period
                )
            for number, warning in enumerate(pathway.warnings, 1):
                part = f"warnings/{warning.id}"
                yield from self._reached(
                    "pathways", pathway.id, part, f"{id_}/warning-{number}", warning.when, pathway.period
                )
        for scheme in knowledge.schemes.values():
            yield from self._criteria(
                "schemes", scheme.id, f"scheme:{scheme.id}", scheme.criteria, scheme.period
            )
        for country in knowledge.countries.values():
            yield from self._criteria(
                "countries", country.id, f"country:{country.id}", country.criteria, country.period
            )
        for kind, prefix in (("actors", "actor"), ("sites", "site"), ("test_beds", "test_bed")):
            for entry in getattr(knowledge, kind).values():
                yield from self._reached(
                    kind, entry.id, "when", f"{prefix}:{entry.id}", entry.when, entry.period
                )
        for kind in ("pathway_hints", "funding_hints"):
            for hint in getattr(knowledge, kind).values():
                yield from self._reached(kind, hint.id, "when", f"hint:{hint.id}", hint.when, Period())

    def _criteria(
        self, kind: str, entry: str, id_: str, criteria: tuple[Criterion, ...], period: Period
    ) -> Iterator[Goal]:
        for criterion in criteria:
            within = Period(criterion.valid_from or period.start, criterion.valid_to or period.end)
            part = f"criteria/{criterion.id}"
            yield from self._reached(kind, entry, part, f"{id_}/{criterion.id}", criterion.when, within)
        day = suitable_day(self.day, period)
        if any(self._node(f"{id_}/{criterion.id}", day) == FALSE for criterion in criteria):
            return  # closed for now by the author
        status = Name(id_, self.program(day).definitions[id_].type)
        open_ = OptionIn(status, status.type.mask(["open"]))
        yield Goal(
            kind, entry, "status", day, open_, True, "error", "never-open", "no profile finds this way open"
        )

    def _reached(
        self, kind: str, entry: str, field: str, id_: str, condition: Condition, period: Period
    ) -> Iterator[Goal]:
        """The condition can hold, in each of its periods; a literal ``false`` is a choice of the author."""
        for day in condition_days(condition, self.day, period):
            node = self._node(id_, day)
            if node != FALSE:
                yield Goal(
                    kind,
                    entry,
                    field,
                    day,
                    node,
                    True,
                    "error",
                    "unreachable",
                    "no profile makes this condition true",
                )

    def _node(self, id_: str, day: date) -> Node:
        return self.program(day).definitions[id_].node

    def _name(self, id_: str, day: date) -> Node:
        definition: Definition = self.program(day).definitions[id_]
        return Name(id_, definition.type)


def _operands(node: Node) -> tuple[Node, ...]:
    """Conditions joined by the outermost ``and``."""
    if isinstance(node, And):
        return tuple(part for item in node.items for part in _operands(item))
    return () if isinstance(node, Constant) else (node,)
