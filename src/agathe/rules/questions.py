"""The interview: which question to ask next, so that the fewest settle what the user wants to know.

A question is asked at most once ("I don't know" is an answer), never when its gate is closed, never before the
questions that may still close its gate, and never when it can no longer change a conclusion that is wanted. Among
the questions left, the choice weighs what each brings over plausible profiles (:mod:`agathe.rules.gain`); it decides
the order only, never a conclusion.

A conclusion counts as settled when no question that can still be asked is relevant to it: what rests on an authority
(the literal ``unknown``) or on an answer nobody has stays open without being asked about for ever.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from agathe.kernel import AgatheError, nearest
from agathe.rules.columnar import ColumnarEvaluator
from agathe.rules.engine import Engine, Judgement
from agathe.rules.gain import information, needed, settled
from agathe.rules.plausible import Sampler, with_gates
from agathe.rules.profile import Profile
from agathe.rules.program import Program
from agathe.rules.relevance import Relevance
from agathe.rules.scalar import NOT, ScalarEvaluator, Value
from agathe.rules.syntax import And, Includes, Name, Node, Not, OptionIn, Or

TARGETS = ("class", "roadmap", "everything")
"""Names of the sets of conclusions one may ask about; see :func:`target_ids`."""
Targets = str | Collection[str] | None
"""A name of :data:`TARGETS` or ids of conclusions; ``None`` is the roadmap."""
Strategy = Literal["best", "file_order"]
CLASS = ("qualification", "mdr_class", "ivdr_class")
"""Facts that say what the product is."""
OTHER_VISITORS = frozenset(("funding", "international", "buyer"))
"""Themes of the questions a roadmap does not need: money to look for, other countries, and the buyer's own questions."""
SIZE = 64
"""Plausible profiles weighed for one choice."""
SPARE = 0.2
"""Of the questions that may matter without being needed, the share that is asked all the same (measured on interviews)."""
SHORT_LIST = 4
"""Questions whose information is weighed: those that come first by the other two measures."""
INFORMATION, SETTLED = 0.05, 0.5
"""Weight of the information (by open conclusion) and of the conclusions settled at once, beside "needed" (weight 1)."""


@dataclass(frozen=True)
class Suggestion:
    """The question to ask next.

    Attributes:
        question: its id.
        gain: expected information of its answer about the conclusions wanted, in bits.
        needed: share of the plausible profiles in which it has to be asked whatever the other answers (0 to 1).
        moves: ids of the conclusions it can still change, those that rest on it most often first.
        at_most: questions that may still be asked, this one included: no answer can make it more.
        expected: questions left to ask on average, this one included, as the plausible profiles have it.
    """

    question: str
    gain: float
    needed: float
    moves: tuple[str, ...]
    at_most: int
    expected: float


def target_ids(engine: Engine, targets: Targets = None) -> tuple[str, ...]:
    """Ids of the conclusions of a named set.

    - ``class``: what the product is (qualification, class of device, class of in-vitro test);
    - ``roadmap`` (also ``None``): all decisions, and the duties and pathways that rest on no question of the themes
      "funding", "international" and "buyer", so that a founder is not asked what only a buyer can say. A decision is kept
      whatever it rests on: the stage of life needs one answer of the theme "funding", the maturity;
    - ``everything``: all conclusions, with public funding, sites, actors, countries and the ways a buyer chooses.

    Raises:
        AgatheError: an unknown name, or an id that names no definition.
    """
    program = engine.program
    if isinstance(targets, str) and targets not in TARGETS:
        raise AgatheError(f"no set of conclusions “{targets}”{nearest(targets, TARGETS)}")
    if targets == "class":
        return tuple(id_ for id_ in CLASS if id_ in program.definitions)
    if targets == "everything":
        return tuple(definition.id for definition in program.conclusions)
    if targets is None or targets == "roadmap":
        support, questions = program.support, engine.knowledge.questions
        away = {question.id for question in questions.values() if question.theme in OTHER_VISITORS}
        return tuple(
            d.id
            for d in program.conclusions
            if d.kind == "fact" or (d.kind in ("duty", "pathway") and support[d.id].isdisjoint(away))
        )
    for id_ in targets:
        if id_ not in program.definitions:
            raise AgatheError(f"“{id_}” is not a conclusion, a fact or a question of this knowledge base")
    return tuple(id_ for id_ in program.definitions if id_ in set(targets))


@dataclass(frozen=True, eq=False)
class Agenda:
    """What may still be asked about some conclusions.

    Attributes:
        open: conclusions that a question may still change.
        ask: questions that may be asked now, in the order of the questionnaire.
        possible: all questions that may still be asked, now or later, in that order.
        relevance: which questions matter for which conclusion.
    """

    open: tuple[str, ...]
    ask: tuple[str, ...]
    possible: tuple[str, ...]
    relevance: Relevance


class Interview:
    """Chooses questions for one set of conclusions; keeps the plausible profiles from one choice to the next.

    Args:
        engine: the rules.
        targets: see :func:`target_ids`.
        seed: of the plausible profiles; the same seed gives the same questions.
        size: number of plausible profiles.
    """

    def __init__(self, engine: Engine, targets: Targets = None, seed: int = 0, size: int = SIZE) -> None:
        self.engine = engine
        self.targets = target_ids(engine, targets)
        self.sampler = Sampler(engine, size, seed)
        self.program = with_gates(engine)
        gates = self.program.restricted([f"gate:{id_}" for id_ in engine.knowledge.questions])
        self._gates = ScalarEvaluator(gates)
        self.types = {**self.program.inputs, **{id_: d.type for id_, d in self.program.definitions.items()}}

    @cached_property
    def _evaluator(self) -> ColumnarEvaluator:
        return ColumnarEvaluator(self.program, self.targets)

    # ------------------------------------------------------------------ what may be asked

    def agenda(self, judgement: Judgement) -> Agenda:
        """What may still be asked, given what is answered."""
        answered = judgement.profile.answers
        values = {**self._gates(judgement.answers), **judgement.values}
        relevance = _Relevance(self.program, values, judgement.answers)
        unsettled = [id_ for id_ in self.targets if not judgement.settled(id_)]
        matter = relevance.of_all(unsettled)
        askable = _Askable(relevance, values, answered)
        live = frozenset(question for question in matter if askable.is_live(question))
        ask, possible = askable.now_and_later(live)
        open_ = tuple(id_ for id_ in unsettled if not live.isdisjoint(relevance.of(id_)))
        return Agenda(open_, judgement.in_order(ask), judgement.in_order(possible), relevance)

    def is_shown(self, question: str, judgement: Judgement) -> bool:
        """Whether a questionnaire in file order would show the question: its gate is not closed."""
        return self._gates(judgement.answers)[f"gate:{question}"] != 2

    # ------------------------------------------------------------------ the choice

    def next(self, judgement: Judgement) -> Suggestion | None:
        """The question to ask next, or ``None`` when every conclusion is settled as far as it can be."""
        agenda = self.agenda(judgement)
        if not agenda.ask:
            return None
        sample = self.sampler.given(judgement.answers)
        need = needed(self._evaluator, agenda.open, sample, agenda.possible)
        sure = settled(self._evaluator, agenda.open, judgement.answers, sample, agenda.ask)
        open_ = len(agenda.open)
        scores = np.array([need.share[question] for question in agenda.ask]) + SETTLED * sure / open_
        first = np.argsort(-scores, kind="stable")[:SHORT_LIST]
        bits = information(need.values, sample, [agenda.ask[k] for k in first], self.types)
        best = int(np.argmax(np.round(scores[first] + INFORMATION * bits / open_, 9)))
        question = agenda.ask[first[best]]
        moves = need.moved(question)
        sure_ones = sum(need.share.values())
        also = tuple(id_ for id_ in agenda.open if id_ not in moves and question in agenda.relevance.of(id_))
        return Suggestion(
            question=question,
            gain=round(float(bits[best]), 6),
            needed=round(need.share[question], 6),
            moves=(*moves, *also),
            at_most=len(agenda.possible),
            expected=round(max(sure_ones + SPARE * (len(agenda.possible) - sure_ones), 1.0), 2),
        )


class _Relevance(Relevance):
    """The same answers, each node of the program being looked at once."""

    def __init__(self, program: Program, values: Mapping[str, Value], answers: Mapping[str, Value]) -> None:
        super().__init__(program, values, answers)
        self._questions: dict[int, frozenset[str]] = {}
        self._values: dict[int, Value] = {}

    def _node(self, node: Node) -> frozenset[str]:
        found = self._questions.get(id(node))
        if found is None:
            if isinstance(node, Name):
                found = self.of(node.id)
            elif isinstance(node, OptionIn | Includes):
                found = self._node(node.subject)
            elif isinstance(node, And | Or):
                open_ = (
                    [item for item in node.items if self._value(item) == 3] if self._value(node) == 3 else []
                )
                found = frozenset().union(*map(self._node, open_))
            else:
                found = super()._node(node)
            self._questions[id(node)] = found
        return found

    def _value(self, node: Node) -> Value:
        if isinstance(node, Name):
            return self.values[node.id]
        key = id(node)
        value = self._values.get(key, -1)
        if value == -1:
            if isinstance(node, And | Or):
                stop, rest = (2, 1) if isinstance(node, And) else (1, 2)
                items = [self._value(item) for item in node.items]
                value = stop if stop in items else 3 if 3 in items else rest
            elif isinstance(node, OptionIn):
                mask = int(self._value(node.subject) or 0)
                value = (1 if mask & node.mask else 0) | (2 if mask & ~node.mask else 0)
            elif isinstance(node, Includes):
                mask, size = int(self._value(node.subject) or 0), len(node.subject.type.options)
                value = (mask >> node.option & 1) | (mask >> size + node.option & 1) << 1
            elif isinstance(node, Not):
                value = NOT[int(self._value(node.item) or 0)]
            else:
                value = super()._value(node)
            self._values[key] = value
        return value


class _Askable:
    """Questions one may ask because some matter: those, and the ones that may still close their gates."""

    def __init__(self, relevance: Relevance, values: Mapping[str, Value], answered: Collection[str]) -> None:
        self.relevance = relevance
        self.values = values
        self.answered = answered
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def is_live(self, question: str) -> bool:
        """Whether a question may still be asked: it was not, and its gate is not closed."""
        return question not in self.answered and self.values[f"gate:{question}"] != 2

    def now_and_later(self, questions: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Questions to ask now, and all that may have to be asked, for the sake of some live questions."""
        found = [self._through_gate(question) for question in questions]
        return frozenset().union(*(now for now, _ in found)), frozenset().union(
            *(later for _, later in found)
        )

    def _through_gate(self, question: str) -> tuple[frozenset[str], frozenset[str]]:
        """The question itself when its gate is open, else what may open it; when nothing may, the question is asked."""
        if question not in self._known:
            alone = frozenset((question,))
            self._known[question] = alone, alone
            if self.values[f"gate:{question}"] != 1:
                before = [id_ for id_ in self.relevance.of(f"gate:{question}") if self.is_live(id_)]
                now, later = self.now_and_later(before)
                if now:
                    self._known[question] = now, later | alone
        return self._known[question]


@lru_cache(maxsize=16)
def interview(
    engine: Engine, targets: str | frozenset[str] | None, seed: int = 0, size: int = SIZE
) -> Interview:
    """The interview of an engine for some conclusions, kept for later calls."""
    return Interview(engine, targets, seed, size)


def _key(targets: Targets) -> str | frozenset[str] | None:
    return targets if targets is None or isinstance(targets, str) else frozenset(targets)


def next_question(
    judgement: Judgement, targets: Targets = None, *, seed: int = 0, size: int = SIZE
) -> Suggestion | None:
    """The question to ask next about some conclusions.

    Args:
        judgement: what is known so far.
        targets: ``class``, ``roadmap`` (default), ``everything``, or ids of conclusions; see :func:`target_ids`.
        seed: of the plausible profiles the choice is weighed with.
        size: number of those profiles.

    Returns:
        ``None`` when every conclusion is settled, or can be by nobody.

    Raises:
        AgatheError: an id that names no definition.
    """
    return interview(judgement.engine, _key(targets), seed, size).next(judgement)


def settle(
    engine: Engine,
    complete: Profile,
    targets: Targets = None,
    strategy: Strategy = "best",
    *,
    seed: int = 0,
    size: int = SIZE,
) -> tuple[str, ...]:
    """Play an interview against a complete profile and return the questions asked, in order.

    Args:
        engine: the rules.
        complete: gives the answers; a question it does not answer is answered "I don't know".
        targets: conclusions to settle; see :func:`target_ids`.
        strategy: ``best`` asks as :func:`next_question` says; ``file_order`` asks every question that is shown, in the
            order of the questionnaire, until the conclusions are settled.
        seed: see :func:`next_question`.
        size: see :func:`next_question`.
    """
    played = steps(engine, complete, targets, strategy, seed=seed, size=size)
    return tuple(question for question, _ in played)


def steps(
    engine: Engine,
    complete: Profile,
    targets: Targets = None,
    strategy: Strategy = "best",
    *,
    seed: int = 0,
    size: int = SIZE,
) -> Iterator[tuple[str, Profile]]:
    """Each question of an interview (see :func:`settle`) with the profile once it is answered."""
    talk = interview(engine, _key(targets), seed, size)
    profile = Profile(done=complete.done)
    shown: Sequence[str] = tuple(engine.knowledge.questions)
    while True:
        judgement = engine.judge(profile)
        if strategy == "file_order":
            if not talk.agenda(judgement).ask:
                return
            question = next(q for q in shown if q not in profile.answers and talk.is_shown(q, judgement))
        else:
            suggestion = talk.next(judgement)
            if suggestion is None:
                return
            question = suggestion.question
        profile = profile.answered(question, complete.answers.get(question))
        yield question, profile


__all__ = [
    "TARGETS", "Agenda", "Interview", "Strategy", "Suggestion", "Targets", "interview", "next_question", "settle", "steps",
    "target_ids",
]  # fmt: skip
