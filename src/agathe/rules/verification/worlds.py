"""Random complete profiles: a cheap way to find witnesses before asking a solver.

Choices and boxes follow their editorial weights, flattened so that rare answers are met too; numbers and dates are
drawn around the limits the rules compare them with.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from agathe.knowledge.schema.question import Question
from agathe.rules.columnar import Columns
from agathe.rules.critical import thresholds
from agathe.rules.program import Program
from agathe.rules.syntax import Type

Random = np.random.Generator


def random_profiles(program: Program, questions: Iterable[Question], size: int, seed: int) -> Columns:
    """Draw complete profiles, each answer alone: they need not agree with one another.

    Args:
        program: the program whose inputs are drawn; ticks of duties are drawn evenly.
        questions: questions of the knowledge base.
        size: number of profiles.
        seed: the same seed gives the same profiles.
    """
    random = np.random.default_rng(seed)
    limits = thresholds(program)
    known = {question.id: question for question in questions}
    columns = {}
    for id_, type_ in program.inputs.items():
        if id_ in known:
            columns[id_] = draw(known[id_], type_, limits.get(id_, ()), size, random)
        elif id_.startswith("done:"):
            columns[id_] = random.integers(1, 3, size)
    return Columns(size, columns)


def draw(
    question: Question, type_: Type, limits: Sequence[float], size: int, random: Random
) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
    """Encoded answers to one question."""
    options = [option for option in question.options if option.id in type_.options]
    match type_.kind:
        case "boolean":
            return np.where(random.random(size) < 0.5, 1, 2).astype(np.int64)
        case "choice":
            weights = np.sqrt([option.weight + 1e-9 for option in options])
            return np.int64(1) << random.choice(len(options), size, p=weights / weights.sum()).astype(
                np.int64
            )
        case "multi":
            return _boxes(
                [option.weight for option in options], [option.exclusive for option in options], size, random
            )
    low = _bound(question.min, min(limits, default=0.0) - 400)
    high = _bound(question.max, max(limits, default=0.0) + 400)
    values = sorted(
        {min(max(limit + step, low), high) for limit in limits for step in (-1.0, 0.0, 1.0)} | {low, high}
    )
    return random.choice(np.array(values, dtype=np.float64), size)


def _boxes(weights: list[float], exclusive: list[bool], size: int, random: Random) -> npt.NDArray[np.int64]:
    count = len(weights)
    ticked = random.random((size, count)) < np.clip(np.array(weights), 0.1, 0.6)
    alone = np.array(exclusive, dtype=np.bool_)
    # An exclusive box stands alone; at least one box is ticked.
    lonely = ticked[:, alone].any(axis=1) & (random.random(size) < 0.3)
    ticked[:, alone] &= lonely[:, None]
    first = ticked[:, alone].argmax(axis=1) if alone.any() else np.zeros(size, dtype=np.int64)
    ticked[lonely] = False
    if alone.any():
        ticked[lonely, np.flatnonzero(alone)[first[lonely]]] = True
    empty = ~ticked.any(axis=1)
    ticked[empty, random.integers(0, count, int(empty.sum()))] = True
    inside = (ticked.astype(np.int64) << np.arange(count)).sum(axis=1)
    full = (1 << count) - 1
    return np.asarray(inside | (full & ~inside) << count, dtype=np.int64)


def _bound(value: float | date | None, otherwise: float) -> float:
    return (
        float(value.toordinal()) if isinstance(value, date) else otherwise if value is None else float(value)
    )
