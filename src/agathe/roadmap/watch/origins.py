"""Where the value of a definition comes from in the knowledge base: its conditions as written, and their dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agathe.kernel import Period
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.base import Condition, Criterion, Entry
from agathe.knowledge.schema.evaluation import EvaluationTrigger
from agathe.knowledge.schema.question import Question
from agathe.rules.engine import Engine
from agathe.rules.program import Definition, fact_type
from agathe.rules.syntax import BOOLEAN, Compare, Constant, Name, Node, Type, names_in

COLLECTIONS = {
    "question": "questions", "fact": "facts", "duty": "duties", "pathway": "pathways", "scheme": "schemes",
    "country": "countries", "evaluation": "evaluation_triggers",
}  # fmt: skip
"""Collection of the entry behind each kind of definition a watched conclusion may rest on."""


@dataclass(frozen=True, eq=False)
class Origin:
    """What a definition is written from.

    Attributes:
        collection: attribute of the knowledge base that holds the entry.
        entry: the entry.
        part: criterion, exclusion or other part the definition stands for; empty for the entry itself.
        conditions: its own conditions, with the type each must have.
        periods: days between which its parts, when it is made of parts, count.
    """

    collection: str
    entry: Entry | Question
    part: str
    conditions: tuple[tuple[Condition, Type], ...]
    periods: tuple[Period, ...] = ()

    def boundaries(self) -> Iterator[date]:
        """First days of a new state of its conditions and parts."""
        for condition, _ in self.conditions:
            for dated in condition if not isinstance(condition, str) else ():
                yield from boundaries(dated.period)
        for period in self.periods:
            yield from boundaries(period)

    def nodes(self, engine: Engine) -> list[Node]:
        """Its conditions on the day of an engine, names of parameters and of the day itself kept."""
        return [
            engine.compiler.condition(condition, engine.day, self.entry.id, "when", type_)
            for condition, type_ in self.conditions
        ]


def origin(knowledge: Knowledge, definition: Definition) -> Origin | None:
    """The origin of a definition; ``None`` for one the watch does not explain."""
    collection = COLLECTIONS.get(definition.kind)
    entry = getattr(knowledge, collection).get(definition.entry) if collection else None
    if collection is None or entry is None:
        return None
    part = definition.id.partition("/")[2]
    booleans: list[Condition] = []
    periods: tuple[Period, ...] = ()
    match definition.kind:
        case "question":
            booleans = [entry.asked_when] if entry.asked_when else []
        case "fact":
            formula = ((entry.formula, fact_type(entry)),) if entry.formula else ()
            booleans = [*(row.when for row in entry.rows), *entry.members.values()]
            return Origin(
                collection, entry, part, (*formula, *((condition, BOOLEAN) for condition in booleans))
            )
        case "duty":
            booleans = [entry.when] if not part else []
        case "evaluation":
            booleans = _evaluation(entry, part)
        case _:
            criteria: tuple[Criterion, ...] = getattr(entry, "criteria", ())
            if not part:
                periods = tuple(criterion.period for criterion in criteria)
            elif part == "wanted":
                booleans = [entry.when]
            else:
                parts = (*criteria, *getattr(entry, "exclusions", ()))
                booleans = [item.when for item in parts if item.id == part]
                periods = tuple(criterion.period for criterion in criteria if criterion.id == part)
    return Origin(collection, entry, part, tuple((condition, BOOLEAN) for condition in booleans), periods)


def _evaluation(trigger: EvaluationTrigger, part: str) -> list[Condition]:
    if not part:
        return [trigger.when]
    if part == "budget-impact" and trigger.budget_impact is not None:
        return [trigger.budget_impact.when]
    return [condition.when for condition in trigger.conditions if condition.id == part]


def boundaries(period: Period) -> Iterator[date]:
    """First day of a period, and first day after it."""
    if period.start is not None:
        yield period.start
    if period.end is not None and period.end < date.max:
        yield period.end + timedelta(days=1)


def crossed(node: Node, first: date, last: date) -> Iterator[date]:
    """Days written in a condition that the date of the day passes between two days."""
    if isinstance(node, Compare):
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if side == TODAY and isinstance(other, Constant):
                day = date.fromordinal(int(other.value))  # type: ignore[arg-type]
                if first <= day <= last:
                    yield day
    for child in node.children:
        yield from crossed(child, first, last)


def compared_with_today(node: Node) -> frozenset[str]:
    """Questions and facts a condition compares with the date of the day."""
    if isinstance(node, Compare):
        names = names_in(node)
        return names - {"today"} if "today" in names else frozenset()
    return frozenset().union(*(compared_with_today(child) for child in node.children))


TODAY = Name("today", Type("date"))
