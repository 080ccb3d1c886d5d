"""One object for everything the rules can say: evaluate, explain, ask, find what would change a conclusion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from agathe.kernel import AgatheError, Location, Text, nearest
from agathe.knowledge.base import Knowledge
from agathe.rules.profile import Profile
from agathe.rules.program import Compiler, Definition, Program, encode, fact_type
from agathe.rules.proof import Proof, is_settled, prove
from agathe.rules.relevance import Relevance
from agathe.rules.scalar import ScalarEvaluator, Value
from agathe.rules.syntax import Constant


class Engine:
    """The rules of a knowledge base on one day.

    Building one parses and compiles every expression (a fraction of a second); keep it for many profiles.
    """

    def __init__(self, knowledge: Knowledge, day: date, compiler: Compiler | None = None) -> None:
        self.knowledge = knowledge
        self.day = day
        self.compiler = compiler or Compiler(knowledge)
        self.program: Program = self.compiler.program(day)

    def supposing(self, facts: Mapping[str, object]) -> "Engine":
        """The same rules with some facts taken as given, whatever the answers: for what-ifs only.

        Raises:
            AgatheError: no such fact, or a value it cannot have.
        """
        if not facts:
            return self
        other = Engine(self.knowledge, self.day, self.compiler)
        definitions = dict(self.program.definitions)
        for id_, raw in facts.items():
            value = read_fact(id_, raw, self.knowledge)
            definition = definitions[id_]
            definitions[id_] = replace(definition, node=Constant(value, definition.type), rows=())
        other.program = replace(self.program, definitions=definitions)
        return other

    @cached_property
    def scalar(self) -> ScalarEvaluator:
        return ScalarEvaluator(self.program)

    def judge(self, profile: Profile) -> "Judgement":
        """Evaluate every definition on a profile."""
        answers = profile.encoded(self.knowledge)
        return Judgement(self, profile, answers, self.scalar(answers))


@dataclass(frozen=True, eq=False)
class Judgement:
    """All values for one profile on one day."""

    engine: Engine
    profile: Profile
    answers: Mapping[str, Value]
    values: Mapping[str, Value]

    def settled(self, id_: str) -> bool:
        """Whether no missing answer can change a value."""
        return is_settled(self.engine.program.definitions[id_], self.values[id_])

    def true(self, id_: str) -> bool:
        return self.values[id_] == 1

    def false(self, id_: str) -> bool:
        return self.values[id_] == 2

    def options(self, id_: str) -> tuple[str, ...]:
        """Options of a choice that remain possible."""
        value = self.values[id_]
        assert isinstance(value, int)
        return self.engine.program.definitions[id_].type.names(value)

    @cached_property
    def open_conclusions(self) -> tuple[Definition, ...]:
        """Conclusions that a missing answer may still change."""
        return tuple(d for d in self.engine.program.conclusions if not self.settled(d.id))

    @cached_property
    def relevance(self) -> Relevance:
        return Relevance(self.engine.program, self.values, self.answers)

    def missing(self, id_: str) -> tuple[str, ...]:
        """Questions whose answers may still change a value, in the order of the questionnaire."""
        return self.in_order(self.relevance.of(id_))

    def in_order(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Questions in the order of the questionnaire."""
        wanted = set(questions)
        return tuple(question for question in self.engine.knowledge.questions if question in wanted)

    def prove(self, id_: str) -> Proof:
        """Proof of a definition's value."""
        return prove(
            id_, self.values, self.answers, self.engine.program, self.engine.knowledge, self.missing(id_)
        )


def read_fact(id_: str, raw: object, knowledge: Knowledge) -> int | float:
    """Encoding of a value supposed for a fact.

    Raises:
        AgatheError: no such fact, or a value it cannot have.
    """
    place, fact = Location(field=id_), knowledge.facts.get(id_)
    if fact is None:
        raise AgatheError(
            Text(
                f"aucun fait calculé de ce nom{nearest(id_, knowledge.facts, 'fr')}",
                f"no computed fact of that name{nearest(id_, knowledge.facts)}",
            ),
            place,
        )
    type_ = fact_type(fact)
    options = type_.options or ("true", "false")
    if type_.kind == "choice":
        right = isinstance(raw, str) and raw in options
    elif type_.kind == "multi":
        values = raw if isinstance(raw, list | tuple) else [raw]
        right = bool(values) and all(isinstance(value, str) and value in options for value in values)
    elif type_.kind == "boolean":
        right = isinstance(raw, bool)
    else:
        right, options = isinstance(raw, int | float | date) and not isinstance(raw, bool), ()
    value = encode(raw, type_) if right else None
    if value is None:
        choices = ", ".join(options) or type_.kind
        raise AgatheError(
            Text(
                f"« {raw} » n'est pas une valeur possible ; choix : {choices}",
                f"“{raw}” is not a possible value; choices: {choices}",
            ),
            place,
        )
    if type_.kind == "multi":
        inside = int(value)
        return inside | (type_.full & ~inside) << len(type_.options)
    return value
