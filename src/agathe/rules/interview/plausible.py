"""Plausible complete profiles, drawn with the editorial weights of the questions.

They tell how likely each answer, and each conclusion, still is: the interview chooses its next question with them, and
nothing else rests on them. Raw answers are drawn once for every question, asked or not, each alone; what is known of a
project is then laid over them, the gates hide what is not asked, and profiles that contradict themselves (consistency
rules of severity ``error``) are drawn again. This gives the same profiles as drawing each one anew in the order of the
gates, given what is known, at a small part of the cost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from zlib import crc32

import numpy as np

from agathe.knowledge.schema.question import Question
from agathe.rules.columnar import ColumnarEvaluator
from agathe.rules.critical import thresholds
from agathe.rules.engine import Engine
from agathe.rules.interview.planes import (
    Numbers,
    Planes,
    constant_bits,
    evaluate,
    is_numeric,
    packed,
    plane_count,
    unpacked,
)
from agathe.rules.profile import Answer, Profile
from agathe.rules.program import Definition, Program
from agathe.rules.scalar import Value
from agathe.rules.syntax import BOOLEAN, TRUE, Node, Type

SIZE = 512
"""Profiles in a sample, unless asked otherwise."""
ROUNDS = 6
"""Draws tried at most to replace profiles that contradict themselves."""
ENOUGH = 0.5
"""Share of profiles without contradiction at which no more are drawn."""
YEARS_BEFORE, YEARS_AFTER = 6, 4
"""How far dates spread around the day of evaluation where a question gives no bounds."""


@lru_cache(maxsize=16)
def with_gates(engine: Engine) -> Program:
    """The program of an engine with one more definition for each question: ``gate:<question>``, whether it is asked."""
    program = engine.program
    definitions = dict(program.definitions)
    for question in engine.knowledge.questions.values():
        node: Node = TRUE
        if question.asked_when is not None:
            node = engine.compiler.expression(question.asked_when, BOOLEAN, question.id, "asked_when")
        definitions[f"gate:{question.id}"] = Definition(f"gate:{question.id}", "gate", question.id, node)
    return Program(program.day, program.inputs, definitions, program.periods)


@dataclass(frozen=True, eq=False)
class Sample:
    """Complete profiles.

    Attributes:
        planes: their answers; a question that is not asked in a profile is unknown there.
        asked: for each question, the plane of the profiles that are asked it.
        agree: plane of the profiles that count; all of them weigh the same (weights are in the draws).
    """

    planes: Planes
    asked: Mapping[str, int]
    agree: int
    _questions: Mapping[str, Question] = field(repr=False)
    _types: Mapping[str, Type] = field(repr=False)

    @property
    def size(self) -> int:
        """Number of profiles, those that do not count included."""
        return self.planes.size

    def profile(self, row: int) -> Profile:
        """One profile; questions it is not asked are left out, what nobody can tell is ``None``."""
        answers: dict[str, Answer] = {}
        for id_, question in self._questions.items():
            if self.asked[id_] >> row & 1:
                answers[id_] = decode(question, self._types[id_], self._value(id_, row))
        return Profile(answers)

    def _value(self, id_: str, row: int) -> Value:
        if is_numeric(self._types[id_]):
            column = self.planes.numbers.get(id_)
            return None if column is None or np.isnan(column[row]) else float(column[row])
        return sum((plane >> row & 1) << bit for bit, plane in enumerate(self.planes.bits[id_]))

    def profiles(self) -> Iterator[Profile]:
        """The profiles that count."""
        return (self.profile(row) for row in range(self.size) if self.agree >> row & 1)


def decode(question: Question, type_: Type, value: Value) -> Answer:
    """The answer of an encoded value; ``None`` when it is not a single one."""
    if value is None:
        return None
    if type_.kind == "date":
        return date.fromordinal(int(value))
    if type_.kind == "number":
        return float(value)
    mask = int(value)
    if type_.kind == "boolean":
        return {1: True, 2: False}.get(mask)
    if type_.kind == "choice":
        if mask.bit_count() == 1:
            return type_.names(mask)[0]
        wide = (o.id for o in question.options if o.any_of and type_.mask(o.any_of) == mask)
        return next(wide, None)
    inside, outside = mask & type_.full, mask >> len(type_.options)
    return None if inside & outside else type_.names(inside)


class Sampler:
    """Draws plausible profiles for an engine.

    Args:
        engine: the rules.
        size: profiles in each sample (made a multiple of 8, so that planes are whole bytes).
        seed: the same seed gives the same profiles.
    """

    def __init__(self, engine: Engine, size: int = SIZE, seed: int = 0) -> None:
        self.engine = engine
        self.size = -(-size // 8) * 8
        self.seed = seed
        self.questions = engine.knowledge.questions
        self.types = {id_: engine.program.inputs[id_] for id_ in self.questions}
        self._gated = tuple(
            id_ for id_, question in self.questions.items() if question.asked_when is not None
        )
        self._checks = tuple(
            f"check:{r.id}" for r in engine.knowledge.consistency.values() if r.severity == "error"
        )
        self._evaluate = ColumnarEvaluator(
            with_gates(engine), [*(f"gate:{id_}" for id_ in self.questions), *self._checks]
        )
        self._limits = thresholds(engine.program)
        self._raw: dict[int, Planes] = {}

    def given(self, answers: Mapping[str, Value]) -> Sample:
        """Plausible profiles that agree with what is known.

        Args:
            answers: encoded answers (:meth:`agathe.rules.profile.Profile.encoded`). A partial answer ("one of these")
                is drawn among what it leaves; one that is wholly unknown ("I don't know") stays unknown.

        Returns:
            ``size`` profiles. When what is known contradicts itself in each of them, all count.
        """
        sample = self._lay(answers, 0)
        for attempt in range(1, ROUNDS):
            if sample.agree.bit_count() >= ENOUGH * self.size:
                break
            sample = _mended(sample, self._lay(answers, attempt))
        return sample if sample.agree else replace(sample, agree=sample.planes.full)

    def _lay(self, answers: Mapping[str, Value], attempt: int) -> Sample:
        """Known answers over raw draws, gates closed where they are, contradictions marked."""
        raw = self._draws(attempt)
        bits, numbers = dict(raw.bits), dict(raw.numbers)
        full = raw.full
        for id_, value in answers.items():
            type_ = self.types.get(id_) or self.engine.program.inputs.get(id_)
            if type_ is None:
                continue
            if is_numeric(type_):
                numbers[id_] = np.full(self.size, np.nan if value is None else float(value))
            elif value is not None:
                mask = int(value)
                partial = type_.kind == "choice" and mask != type_.full and mask.bit_count() > 1
                bits[id_] = self._among(id_, mask, attempt) if partial else constant_bits(mask, type_, full)
        found = evaluate(self._evaluate, Planes(self.size, bits, numbers))
        asked = dict.fromkeys(self.questions, full)
        for id_ in self._gated:
            asked[id_] = found[f"gate:{id_}"][0]
            hidden = full & ~asked[id_]
            if hidden and id_ in bits:
                bits[id_] = tuple(plane | hidden for plane in bits[id_])
            elif hidden and id_ in numbers:
                numbers[id_] = np.where(unpacked([hidden], self.size)[0], np.nan, numbers[id_])
        agree = full
        for check in self._checks:
            agree &= found[check][0]
        return Sample(Planes(self.size, bits, numbers), asked, agree, self.questions, self.types)

    def _draws(self, attempt: int) -> Planes:
        """Raw answers to every question, kept for later calls."""
        if attempt not in self._raw:
            bits: dict[str, tuple[int, ...]] = {}
            numbers: dict[str, Numbers] = {}
            for id_, question in self.questions.items():
                random = self._random(id_, attempt)
                if is_numeric(self.types[id_]):
                    numbers[id_] = _numbers(
                        question, self._limits.get(id_, ()), self.engine.day, self.size, random
                    )
                else:
                    bits[id_] = _bits(_codes(question, self.types[id_], self.size, random), self.types[id_])
            self._raw[attempt] = Planes(self.size, bits, numbers)
        return self._raw[attempt]

    def _among(self, id_: str, mask: int, attempt: int) -> tuple[int, ...]:
        type_ = self.types[id_]
        codes = _choices(self.questions[id_], type_, mask, self.size, self._random(f"{id_}/{mask}", attempt))
        return _bits(codes, type_)

    def _random(self, name: str, attempt: int) -> np.random.Generator:
        """A stream of its own for each question, so that a new question does not change the draws of the others."""
        return np.random.default_rng([self.seed, attempt, crc32(name.encode())])


def plausible_profiles(engine: Engine, count: int, seed: int = 0) -> list[Profile]:
    """Complete profiles without contradiction."""
    profiles: list[Profile] = []
    for round_ in range(64):
        profiles.extend(Sampler(engine, max(64, count), seed=seed + 7919 * round_).given({}).profiles())
        if len(profiles) >= count:
            break
    return profiles[:count]


def completed(engine: Engine, profile: Profile, seed: int = 0) -> Profile:
    """A profile with every missing answer filled in plausibly; given answers (``None`` included) stay as they are."""
    sample = Sampler(engine, 64, seed).given(profile.encoded(engine.knowledge))
    row = (sample.agree & -sample.agree).bit_length() - 1
    drawn = sample.profile(row).answers
    answers = {**drawn, **profile.answers}
    return replace(
        profile, answers={id_: answers[id_] for id_ in engine.knowledge.questions if id_ in answers}
    )


def _mended(sample: Sample, other: Sample) -> Sample:
    """A sample whose contradictory profiles are replaced by those of another that agree."""
    taken = other.agree & ~sample.agree
    kept = sample.planes.full & ~taken

    def mix(first: int, second: int) -> int:
        return first & kept | second & taken

    bits = {
        id_: tuple(mix(*pair) for pair in zip(planes, other.planes.bits[id_], strict=True))
        for id_, planes in sample.planes.bits.items()
    }
    rows = unpacked([taken], sample.size)[0].astype(np.bool_)
    numbers = {id_: np.where(rows, other.planes.numbers[id_], x) for id_, x in sample.planes.numbers.items()}
    asked = {id_: mix(plane, other.asked[id_]) for id_, plane in sample.asked.items()}
    return replace(sample, planes=Planes(sample.size, bits, numbers), asked=asked, agree=sample.agree | taken)


# ---------------------------------------------------------------------- draws

Codes = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def _bits(codes: Codes, type_: Type) -> tuple[int, ...]:
    """Planes of encoded values."""
    return tuple(packed((codes >> bit & 1).astype(np.bool_)) for bit in range(plane_count(type_)))


def _codes(question: Question, type_: Type, size: int, random: np.random.Generator) -> Codes:
    if type_.kind == "boolean":
        share = 0.5 if question.weight is None else question.weight
        return np.where(random.random(size) < share, 1, 2).astype(np.int64)
    if type_.kind == "choice":
        return _choices(question, type_, type_.full, size, random)
    return _boxes(question, type_, size, random)


def _choices(question: Question, type_: Type, mask: int, size: int, random: np.random.Generator) -> Codes:
    weight = {option.id: option.weight for option in question.options}
    weights = np.array([weight[o] if mask >> bit & 1 else 0.0 for bit, o in enumerate(type_.options)])
    if not weights.any():
        weights = np.array([float(mask >> bit & 1) for bit in range(len(type_.options))])
    drawn = random.choice(len(weights), size, p=weights / weights.sum())
    return np.int64(1) << drawn.astype(np.int64)


def _boxes(question: Question, type_: Type, size: int, random: np.random.Generator) -> Codes:
    """Boxes ticked alone with their own probability; an exclusive box excludes the others; at least one is ticked."""
    options = {option.id: option for option in question.options}
    chance = np.clip([options[o].weight for o in type_.options], 0.0, 1.0)
    alone = np.array([options[o].exclusive for o in type_.options], dtype=np.bool_)
    inside = np.zeros(size, dtype=np.int64)
    if not alone.all():
        ticked = (random.random((size, len(chance))) < chance) & ~alone
        likely = np.where(alone, 0.0, chance + 1e-9)
        empty = ~ticked.any(axis=1)
        ticked[empty, random.choice(len(chance), int(empty.sum()), p=likely / likely.sum())] = True
        inside = (ticked.astype(np.int64) << np.arange(len(chance))).sum(axis=1)
    if alone.any():
        share = np.where(alone, chance + 1e-9, 0.0)
        none = random.random(size) < (1.0 if alone.all() else min(float(share.sum()), 1.0))
        picked = random.choice(len(chance), size, p=share / share.sum())
        inside = np.where(none, np.int64(1) << picked.astype(np.int64), inside)
    return np.asarray(inside | (type_.full & ~inside) << len(chance), dtype=np.int64)


def _numbers(
    question: Question, limits: tuple[float, ...], day: date, size: int, random: np.random.Generator
) -> Numbers:
    """Values between the bounds: an interval between two critical values first, then a place in it (or its end)."""
    if question.type == "date":
        low, high = (float(day.toordinal() + years * 365) for years in (-YEARS_BEFORE, YEARS_AFTER))
    else:
        low, high = min((0.0, *limits)), max((1.0, *(2 * limit for limit in limits)))
    low = _plain(question.min, low)
    high = max(_plain(question.max, high), low)
    points = np.array(sorted({low, high, *(limit for limit in limits if low < limit < high)}))
    if len(points) == 1:
        return np.full(size, low)
    interval = random.integers(0, len(points) - 1, size)
    start, end = points[interval], points[interval + 1]
    place = random.random(size)
    values = start + (end - start) * place
    wide = (start > 0) & (end > 20 * start)
    values = np.where(wide, np.maximum(start, 1e-9) * (end / np.maximum(start, 1e-9)) ** place, values)
    values = np.where(random.random(size) < 0.1, start, values)
    return np.clip(np.round(values) if high - low > 10 else values, low, high)


def _plain(bound: float | date | None, otherwise: float) -> float:
    return (
        float(bound.toordinal()) if isinstance(bound, date) else otherwise if bound is None else float(bound)
    )


# ---------------------------------------------------------------------- critical values
