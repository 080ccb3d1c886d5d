"""The examples of the knowledge base, run on the engine: each must give the result it states.

What the comparisons of plans change is read here too: answers that a question may have, facts with a value of their type.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from agathe.kernel import Text, nearest
from agathe.knowledge.base import Knowledge
from agathe.knowledge.finding import Finding, in_order
from agathe.knowledge.schema.base import Condition, Entry, Example
from agathe.rules.profile import Answer, Profile, read_answer
from agathe.rules.program import Compiler
from agathe.rules.scalar import ScalarEvaluator, Value
from agathe.rules.syntax import Type
from agathe.rules.verification.expressions import expression_findings
from agathe.rules.verification.goals import condition_days


def check_examples(knowledge: Knowledge, day: date) -> list[Finding]:
    """Remarks on the examples of duties, facts and pathways that do not come out as stated, and on impossible comparisons.

    An example of an entry that is not in force on the day is run on its first day of effect; one of a dated condition
    must come out in one of its periods. ``then`` is true or false, an option, or ``unknown``. When an expression does
    not read, the remarks are about expressions and no example is run.
    """
    examples = _Examples(knowledge, day)
    return expression_findings(examples.compiler, day) or in_order(examples.run())


class _Examples:
    def __init__(self, knowledge: Knowledge, day: date) -> None:
        self.knowledge = knowledge
        self.day = day
        self.compiler = Compiler(knowledge)
        self._evaluators: dict[date, ScalarEvaluator] = {}

    def run(self) -> Iterator[Finding]:
        for duty in self.knowledge.duties.values():
            yield from self._entry("duties", duty.id, f"duty:{duty.id}", duty.examples, duty.when, duty)
        for fact in self.knowledge.facts.values():
            yield from self._entry("facts", fact.id, fact.id, fact.examples, fact.formula or "true", fact)
        for pathway in self.knowledge.pathways.values():
            yield from self._entry(
                "pathways", pathway.id, f"pathway:{pathway.id}", pathway.examples, "true", pathway
            )
        yield from self._comparisons()

    def _comparisons(self) -> Iterator[Finding]:
        """A variant changes answers to ones that are possible, and supposes facts with values they may have."""
        for comparison in self.knowledge.plan_comparisons.values():
            for variant in comparison.variants:
                read = self._answers(variant.set)
                if isinstance(read, str):
                    yield self._variant(comparison.id, f"{variant.id}/set", read)
                for id_, value in variant.suppose.items():
                    if id_ not in self.knowledge.facts:
                        message = f"“{id_}” is not a fact{nearest(id_, self.knowledge.facts)}"
                        yield self._variant(comparison.id, f"{variant.id}/suppose", message)
                    elif not _fits(self._evaluator(self.day).program.definitions[id_].type, value):
                        message = f"{id_}: a {self.knowledge.facts[id_].type} fact is not {_written(value)}"
                        yield self._variant(comparison.id, f"{variant.id}/suppose", message)

    def _variant(self, comparison: str, field: str, message: str) -> Finding:
        file = self.knowledge.files.get(f"plan_comparisons:{comparison}")
        return Finding(
            severity="error",
            code="comparison",
            message=message,
            file=file,
            entry=comparison,
            field=f"variants/{field}",
        )

    def _entry(
        self,
        kind: str,
        entry: str,
        id_: str,
        examples: tuple[Example, ...],
        condition: Condition,
        dated: Entry,
    ) -> Iterator[Finding]:
        # An example says what held when it was written, on the day the entry was checked: a check does not start to
        # fail by itself when a date passes.
        days = condition_days(condition, dated.checked, dated.period)
        days.sort(key=lambda day: (day != dated.checked, day))
        for number, example in enumerate(examples, 1):
            message = self._problem(id_, example, days)
            if message:
                file = self.knowledge.files.get(f"{kind}:{entry}") or self.knowledge.files.get(entry)
                field = f"examples/{number}"
                yield Finding(
                    severity="error", code="example", message=message, file=file, entry=entry, field=field
                )

    def _problem(self, id_: str, example: Example, days: list[date]) -> str:
        answers = self._answers(example.given)
        if isinstance(answers, str):
            return answers
        encoded = Profile(answers).encoded(self.knowledge)
        found = ""
        for day in days:
            evaluator = self._evaluator(day)
            type_ = evaluator.program.definitions[id_].type
            value = evaluator(encoded)[id_]
            if value == _expected(type_, example.then):
                return ""
            found = found or f"gives {_shown(type_, value)} on {day}, not {_written(example.then)}"
        return found

    def _answers(self, given: Mapping[str, object]) -> dict[str, Answer] | str:
        """Answers as a profile would hold them, or what is wrong with one of them."""
        answers: dict[str, Answer] = {}
        for question_id, raw in given.items():
            question = self.knowledge.questions.get(question_id)
            if question is None:
                return f"“{question_id}” is not a question"
            read = read_answer(question, list(raw) if isinstance(raw, tuple) else raw)
            if isinstance(read, Text):
                return f"{question_id}: {read.en}"
            answers[question_id] = read.value
        return answers

    def _evaluator(self, day: date) -> ScalarEvaluator:
        if day not in self._evaluators:
            self._evaluators[day] = ScalarEvaluator(self.compiler.program(day))
        return self._evaluators[day]


def _expected(type_: Type, then: bool | str) -> Value:
    """Encoding of a stated result; a result that does not fit the type equals no value."""
    if type_.kind == "boolean":
        return {True: 1, False: 2, "unknown": 3}.get(then, -1)
    if type_.kind == "choice":
        return type_.full if then == "unknown" else type_.mask([then]) if then in type_.options else -1
    if type_.kind == "date" and isinstance(then, str):
        return date.fromisoformat(then).toordinal()
    return float(then) if type_.kind == "number" else -1


def _fits(type_: Type, value: object) -> bool:
    """Whether a fact of this type may have this value."""
    match type_.kind:
        case "boolean":
            return isinstance(value, bool)
        case "choice":
            return value in type_.options
        case "multi":
            return isinstance(value, list | tuple) and set(value) <= set(type_.options)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return isinstance(value, date)


def _shown(type_: Type, value: Value) -> str:
    if type_.kind == "boolean":
        return {1: "true", 2: "false"}.get(int(value or 0), "unknown (the answers given do not settle it)")
    if type_.kind == "choice":
        return " or ".join(type_.names(int(value or 0)))
    return str(value)


def _written(then: object) -> str:
    return str(then).lower() if isinstance(then, bool) else f"“{then}”"
