"""One object for everything the rules can say: evaluate, explain, ask, find what would change a conclusion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agathe.knowledge.base import Knowledge
from agathe.rules.profile import Profile
from agathe.rules.program import Compiler, Definition, Program
from agathe.rules.proof import Proof, is_settled, prove
from agathe.rules.relevance import Relevance
from agathe.rules.scalar import ScalarEvaluator, Value


class Engine:
    """The rules of a knowledge base on one day.

    Building one parses and compiles every expression (a fraction of a second); keep it for many profiles.
    """

    def __init__(self, knowledge: Knowledge, day: date, compiler: Compiler | None = None) -> None:
        self.knowledge = knowledge
        self.day = day
        self.compiler = compiler or Compiler(knowledge)
        self.program: Program = self.compiler.program(day)

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
