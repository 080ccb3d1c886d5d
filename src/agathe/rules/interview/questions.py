"""The interview: which question to ask next, so that the fewest settle what the user wants to know.

A question is asked at most once ("I don't know" is an answer), never when its gate is closed, never before the
questions that may still close its gate, and never when it can no longer change a conclusion that is wanted. Among
the questions left, the choice weighs what each brings over plausible profiles (:mod:`agathe.rules.interview.gain`); it decides
the order only, never a conclusion. Short questions of one subject are asked together on one screen of boxes
(:mod:`agathe.rules.interview.screens`), which counts as one question.

A conclusion counts as settled when no question that can still be asked is relevant to it: what rests on an authority
(the literal ``unknown``) or on an answer nobody has stays open without being asked about for ever.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from agathe.kernel import AgatheError, nearest
from agathe.rules.columnar import ColumnarEvaluator
from agathe.rules.engine import Engine, Judgement
from agathe.rules.interview.gain import Needed, information, needed, settled
from agathe.rules.interview.plausible import Sample, Sampler, with_gates
from agathe.rules.interview.screens import Screen, Screens, box_answers, unticked
from agathe.rules.profile import Answer, Profile
from agathe.rules.relevance import QuickRelevance, Relevance
from agathe.rules.scalar import ScalarEvaluator, Value

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
SPARE = 0.1
"""Of the questions that may matter without being needed, the share that is asked all the same (measured on interviews)."""
SHORT_LIST = 4
"""Screens whose information is weighed: those that come first by the other two measures."""
INFORMATION, SETTLED = 0.05, 0.5
"""Weight of the information (by open conclusion) and of the conclusions settled at once, beside "needed" (weight 1)."""
WAITING = 1.0
"""Weight against a screen of what may have to be asked later on a second screen of the same group."""


@dataclass(frozen=True)
class Suggestion:
    """The question to ask next, or the screen of boxes.

    Attributes:
        question: its id; of a screen, the question that weighs most.
        group: id of the group whose boxes are shown; ``None`` for a question asked alone.
        together: questions on the screen, ``question`` first; a box that depends on another one is among them.
        gain: expected information of the answer to ``question`` about the conclusions wanted, in bits.
        needed: share of the plausible profiles in which ``question`` has to be asked whatever the other answers (0 to 1).
        moves: ids of the conclusions the screen can still change, those that rest on it most often first.
        at_most: screens that may still be shown, this one included: no answer can make it more.
        expected: screens left on average, this one included, as the plausible profiles have it.
    """

    question: str
    group: str | None
    together: tuple[str, ...]
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
        before: for each possible question, all that may have to be asked for it, itself included.
        screens: what may be put on the screen now.
        at_most: screens that may still be shown.
        relevance: which questions matter for which conclusion.
    """

    open: tuple[str, ...]
    ask: tuple[str, ...]
    possible: tuple[str, ...]
    before: Mapping[str, frozenset[str]]
    screens: tuple[Screen, ...]
    at_most: int
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
        self.screens = Screens(engine.knowledge)
        self.types = {**self.program.inputs, **{id_: d.type for id_, d in self.program.definitions.items()}}

    @cached_property
    def _evaluator(self) -> ColumnarEvaluator:
        return ColumnarEvaluator(self.program, self.targets)

    # ------------------------------------------------------------------ what may be asked

    def agenda(self, judgement: Judgement) -> Agenda:
        """What may still be asked, given what is answered."""
        answered = judgement.profile.answers
        values = {**self._gates(judgement.answers), **judgement.values}
        relevance = QuickRelevance(self.program, values, judgement.answers)
        unsettled = [id_ for id_ in self.targets if not judgement.settled(id_)]
        matter = relevance.of_all(unsettled)
        askable = _Askable(relevance, values, answered)
        live = frozenset(question for question in matter if askable.is_live(question))
        found, later = askable.now_and_later(live)
        open_ = tuple(id_ for id_ in unsettled if not live.isdisjoint(relevance.of(id_)))
        ask, possible = judgement.in_order(found), judgement.in_order(later)
        before = {question: askable.before(question) for question in possible}
        screens = self.screens.now(ask, later, before, answered)
        at_most = self.screens.at_most(later, before, answered)
        return Agenda(open_, ask, possible, before, screens, at_most, relevance)

    def is_shown(self, question: str, judgement: Judgement) -> bool:
        """Whether a questionnaire in file order would show the question: its gate is not closed."""
        return self._gates(judgement.answers)[f"gate:{question}"] != 2

    # ------------------------------------------------------------------ the choice

    def next(self, judgement: Judgement, ticked: Collection[str] = ()) -> Suggestion | None:
        """What to ask next, or ``None`` when every conclusion is settled as far as it can be.

        Args:
            judgement: what is known.
            ticked: choices whose box was ticked: their detail comes first.
        """
        agenda = self.agenda(judgement)
        if not agenda.ask:
            return None
        details = tuple(Screen(None, (question,)) for question in agenda.ask if question in ticked)
        sample = self.sampler.given(judgement.answers)
        need = needed(self._evaluator, agenda.open, sample, agenda.possible)
        sure = settled(self._evaluator, agenda.open, judgement.answers, sample, agenda.ask)
        at_once = dict(zip(agenda.ask, (sure / len(agenda.open)).tolist(), strict=True))
        screen, question, bits = self._best(details or agenda.screens, agenda, sample, need, at_once)
        shown = (question, *(other for other in screen.questions if other != question))
        moves = dict.fromkeys(id_ for one in shown for id_ in need.moved(one))
        also = (id_ for id_ in agenda.open if not agenda.relevance.of(id_).isdisjoint(shown))
        return Suggestion(
            question=question,
            group=screen.group,
            together=shown,
            gain=round(bits, 6),
            needed=round(need.share[question], 6),
            moves=tuple(dict.fromkeys((*moves, *also))),
            at_most=agenda.at_most,
            expected=self._expected(agenda, judgement, sample, need),
        )

    def _best(
        self,
        screens: Sequence[Screen],
        agenda: Agenda,
        sample: Sample,
        need: Needed,
        at_once: Mapping[str, float],
    ) -> tuple[Screen, str, float]:
        """The screen that brings most, its first question, and the information of that one in bits."""
        scores, leaders = np.zeros(len(screens)), []
        for number, screen in enumerate(screens):
            leaders.append(
                max(
                    (question for question in screen.questions if question in at_once),
                    key=lambda question: need.share[question] + SETTLED * at_once[question],
                )
            )
            # A screen is in vain only when none of its questions is needed; what waits may cost another screen.
            scores[number] = max(need.share[question] for question in screen.questions)
            scores[number] += SETTLED * max(at_once.get(question, 0.0) for question in screen.questions)
            scores[number] -= WAITING * max(
                (need.share[question] for question in screen.waiting), default=0.0
            )
        first = np.argsort(-scores, kind="stable")[:SHORT_LIST]
        bits = information(need.values, sample, [leaders[k] for k in first], self.types)
        best = int(np.argmax(np.round(scores[first] + INFORMATION * bits / len(agenda.open), 9)))
        return screens[first[best]], leaders[first[best]], float(bits[best])

    def _expected(self, agenda: Agenda, judgement: Judgement, sample: Sample, need: Needed) -> float:
        likely = {question: share + SPARE * (1.0 - share) for question, share in need.share.items()}
        ticked = {
            question: self._ticked(sample, question)
            for question in agenda.possible
            if question in self.screens.members and self.types[question].kind != "boolean"
        }
        found = self.screens.expected(agenda.possible, judgement.profile.answers, likely, ticked)
        return round(min(max(found, 1.0), agenda.at_most), 2)

    def _ticked(self, sample: Sample, question: str) -> float:
        """Share of the profiles asked a choice or a multi in which its box is ticked."""
        empty = self.types[question].options.index(str(self.screens.members[question].unticked))
        asked = sample.asked[question] & sample.agree
        if not asked:
            return 1.0
        return 1.0 - (sample.planes.bits[question][empty] & asked).bit_count() / asked.bit_count()

    # ------------------------------------------------------------------ answers

    def recorded(self, profile: Profile, answers: Mapping[str, Answer]) -> Profile:
        """The profile with the answers of one screen, less those whose gate the others close."""
        profile = replace(profile, answers={**profile.answers, **answers})
        gates = self._gates(profile.encoded(self.engine.knowledge))
        return profile.without(id_ for id_ in answers if gates[f"gate:{id_}"] == 2)


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

    def before(self, question: str) -> frozenset[str]:
        """All that may have to be asked for the sake of a live question, itself included."""
        return self._through_gate(question)[1]

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
    judgement: Judgement,
    targets: Targets = None,
    *,
    ticked: Collection[str] = (),
    seed: int = 0,
    size: int = SIZE,
) -> Suggestion | None:
    """The question to ask next about some conclusions, or the screen of boxes.

    Args:
        judgement: what is known so far.
        targets: ``class``, ``roadmap`` (default), ``everything``, or ids of conclusions; see :func:`target_ids`.
        ticked: choices and multis whose box was ticked on a screen: they are asked first, each alone.
        seed: of the plausible profiles the choice is weighed with.
        size: number of those profiles.

    Returns:
        ``None`` when every conclusion is settled, or can be by nobody.

    Raises:
        AgatheError: an id that names no definition.
    """
    return interview(judgement.engine, _key(targets), seed, size).next(judgement, ticked)


def settle(
    engine: Engine,
    complete: Profile,
    targets: Targets = None,
    strategy: Strategy = "best",
    *,
    seed: int = 0,
    size: int = SIZE,
) -> tuple[tuple[str, ...], ...]:
    """Play an interview against a complete profile and return the screens shown, in order.

    Args:
        engine: the rules.
        complete: gives the answers; a question it does not answer is answered "I don't know".
        targets: conclusions to settle; see :func:`target_ids`.
        strategy: ``best`` asks as :func:`next_question` says; ``file_order`` asks every question that is shown, one by
            one in the order of the questionnaire, until the conclusions are settled.
        seed: see :func:`next_question`.
        size: see :func:`next_question`.

    Returns:
        The questions of each screen; a question asked alone is a screen of one.
    """
    return tuple(shown for shown, _ in steps(engine, complete, targets, strategy, seed=seed, size=size))


def steps(
    engine: Engine,
    complete: Profile,
    targets: Targets = None,
    strategy: Strategy = "best",
    *,
    seed: int = 0,
    size: int = SIZE,
) -> Iterator[tuple[tuple[str, ...], Profile]]:
    """Each screen of an interview (see :func:`settle`) with the profile once it is answered."""
    talk = interview(engine, _key(targets), seed, size)
    profile = Profile(done=complete.done)
    in_order: Sequence[str] = tuple(engine.knowledge.questions)
    ticked: set[str] = set()
    while True:
        judgement = engine.judge(profile)
        answers: Mapping[str, Answer]
        if strategy == "file_order":
            if not talk.agenda(judgement).ask:
                return
            left = (q for q in in_order if q not in profile.answers and talk.is_shown(q, judgement))
            shown: tuple[str, ...] = (next(left),)
            answers = {shown[0]: complete.answers.get(shown[0])}
        else:
            suggestion = talk.next(judgement, ticked)
            if suggestion is None:
                return
            shown = suggestion.together
            if suggestion.group is None:
                answers = {shown[0]: complete.answers.get(shown[0])}
            else:
                ticks, not_known = _boxes_of(complete, shown, talk)
                answers = box_answers(engine.knowledge, suggestion.group, shown, ticks, not_known)
                ticked |= ticks
        profile = talk.recorded(profile, answers)
        yield shown, profile


def _boxes_of(complete: Profile, shown: Iterable[str], talk: Interview) -> tuple[set[str], set[str]]:
    """Boxes of a screen that a complete profile ticks, and those it cannot answer."""
    ticks, not_known = set(), set()
    for id_ in shown:
        answer = complete.answers.get(id_)
        if answer is None:
            not_known.add(id_)
        elif answer != unticked(talk.engine.knowledge, talk.screens.members[id_]):
            ticks.add(id_)
    return ticks, not_known


__all__ = [
    "TARGETS", "Agenda", "Interview", "Strategy", "Suggestion", "Targets", "interview", "next_question", "settle", "steps",
    "target_ids",
]  # fmt: skip
