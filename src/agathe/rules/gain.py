"""What each question would bring: over plausible profiles, and by trying its answers one by one.

Three measures, each exact for the profiles at hand:

- **needed**: the share of plausible profiles in which the question has to be asked whatever else is known, because
  leaving it alone unanswered unsettles a conclusion. A needed question is never wasted, so asking by this measure
  comes close to the smallest interview; its sum is a lower bound of the questions left.
- **information**: how much the answer says about the conclusions, in bits, summed over them.
- **settled**: how many conclusions the answer settles at once, averaged over its answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agathe.rules.columnar import ColumnarEvaluator
from agathe.rules.planes import (
    Planes,
    any_plane,
    constant_bits,
    evaluate,
    is_numeric,
    plane_count,
    unpacked,
    unsettled,
)
from agathe.rules.plausible import Sample
from agathe.rules.scalar import Value
from agathe.rules.syntax import Type

Floats = npt.NDArray[np.float64]
MANY = 8
"""Answers tried at most for a multi, a number or a date."""


@dataclass(frozen=True, eq=False)
class Needed:
    """Which questions have to be asked, profile by profile.

    Attributes:
        share: for each question, the share of profiles in which it has to be asked.
        moved: for each question, the conclusions that rest on it in at least one profile, most often first.
        values: planes of the conclusions under complete profiles.
    """

    share: Mapping[str, float]
    moved: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[int, ...]]


def needed(evaluator: ColumnarEvaluator, targets: Sequence[str], sample: Sample, questions: Sequence[str]) -> Needed:
    """Forget each question in turn and see whether a conclusion is no longer settled.

    Args:
        evaluator: computes at least the targets.
        targets: conclusions not settled yet.
        sample: plausible complete profiles, given what is known.
        questions: questions that may matter.
    """
    size, full, agree = sample.size, sample.planes.full, sample.agree
    results = evaluate(evaluator, sample.planes.forgetting(questions))
    base = size * len(questions)
    total = agree.bit_count()
    lost = dict.fromkeys(questions, 0)
    rests: dict[str, list[tuple[int, str]]] = {question: [] for question in questions}
    for target in targets:
        planes = results[target]
        open_ = unsettled(planes, evaluator.program.definitions[target].type)
        settled = agree & ~(open_ >> base)
        if not open_:
            continue
        for tile, question in enumerate(questions):
            gone = open_ >> size * tile & settled
            if gone:
                lost[question] |= gone
                rests[question].append((-gone.bit_count(), target))
    return Needed(
        {question: plane.bit_count() / total for question, plane in lost.items()},
        {question: tuple(target for _, target in sorted(found)) for question, found in rests.items()},
        {target: tuple(plane >> base & full for plane in results[target]) for target in targets},
    )


def information(
    values: Mapping[str, tuple[int, ...]], sample: Sample, questions: Sequence[str], types: Mapping[str, Type]
) -> Floats:
    """Mutual information in bits between the answer to each question and each conclusion, summed over conclusions.

    The boxes of a multi count one by one, up to what there is to know of the conclusion; numbers and dates are cut in
    four. Not being asked is an answer.
    """
    size = sample.size
    rows = unpacked([sample.agree], size)[0].astype(np.bool_)
    planes = [plane for found in values.values() for plane in found]
    if not planes or not questions:
        return np.zeros(len(questions))
    groups = np.array([k for k, found in enumerate(values.values()) for _ in found])
    outcome = unpacked(planes, size)[:, rows].astype(np.float32)
    answers: list[npt.NDArray[np.float32]] = []
    owners: list[int] = []
    blocks: list[int] = []
    for number, question in enumerate(questions):
        for block in _partitions(sample, question, types[question]):
            kept = block[:, rows].astype(np.float32)
            answers.append(kept)
            owners.append(number)
            blocks.append(len(kept))
    starts = np.concatenate(([0], np.cumsum(blocks)[:-1]))
    stacked = np.concatenate(answers)
    count = float(rows.sum())
    joint = stacked.astype(np.float64) @ outcome.T.astype(np.float64) / count
    chance_answer, chance_value = stacked.mean(axis=1, dtype=np.float64), outcome.mean(axis=1, dtype=np.float64)
    expected = chance_answer[:, None] * chance_value
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(joint > 0, joint * np.log2(joint / expected), 0.0)
        entropy = np.where(chance_value > 0, -chance_value * np.log2(chance_value), 0.0)
    by_block = np.add.reduceat(terms, starts, axis=0)
    firsts = np.flatnonzero(np.diff(groups, prepend=-1))
    by_target = np.add.reduceat(by_block, firsts, axis=1)
    limit = np.add.reduceat(entropy, firsts)
    total = np.zeros((len(questions), len(limit)))
    np.add.at(total, np.array(owners), np.maximum(by_target, 0.0))
    return np.asarray(np.minimum(total, limit).sum(axis=1))


def _partitions(sample: Sample, question: str, type_: Type) -> list[npt.NDArray[np.uint8]]:
    """The answer as one or several partitions of the profiles, one row for each part."""
    size, asked = sample.size, sample.asked[question]
    hidden = sample.planes.full & ~asked
    if is_numeric(type_):
        column = sample.planes.numbers[question]
        known = ~np.isnan(column)
        cuts = np.quantile(column[known], [0.25, 0.5, 0.75]) if known.any() else np.zeros(3)
        part = np.where(known, np.searchsorted(cuts, np.where(known, column, 0.0)), 4)
        return [(part == np.arange(5)[:, None]).astype(np.uint8)]
    planes = sample.planes.bits[question]
    if type_.kind == "multi":
        options = len(type_.options)
        return [unpacked([planes[k] & asked, planes[options + k] & asked, hidden], size) for k in range(options)]
    return [unpacked([*(plane & asked for plane in planes), hidden], size)]


def settled(
    evaluator: ColumnarEvaluator,
    targets: Sequence[str],
    answers: Mapping[str, Value],
    sample: Sample,
    questions: Sequence[str],
) -> Floats:
    """Conclusions that one more answer settles, averaged over the answers of each question as the sample weighs them."""
    inputs = evaluator.program.inputs
    tried = [possible_answers(sample, question, inputs[question]) for question in questions]
    size = sum(len(options) for options in tried)
    if not size:
        return np.zeros(len(questions))
    state = Planes.constant(size, answers, inputs)
    bits, numbers = dict(state.bits), dict(state.numbers)
    row = 0
    weights = np.zeros(size)
    owners = np.zeros(size, dtype=np.int64)
    for number, (question, options) in enumerate(zip(questions, tried, strict=True)):
        type_ = inputs[question]
        if is_numeric(type_):
            numbers[question] = np.full(size, np.nan)
        planes = [state.full] * (0 if is_numeric(type_) else plane_count(type_))
        for value, weight in options:
            here = 1 << row
            if is_numeric(type_):
                numbers[question][row] = float(value or 0.0)
            else:
                one = constant_bits(int(value or 0), type_, here)
                planes = [plane & ~here | mine for plane, mine in zip(planes, one, strict=True)]
            weights[row], owners[row] = weight, number
            row += 1
        if planes:
            bits[question] = tuple(planes)
    results = evaluate(evaluator, Planes(size, bits, numbers))
    types = evaluator.program.definitions
    open_ = unpacked([unsettled(results[target], types[target].type) for target in targets], size)
    gained = (len(targets) - open_.sum(axis=0, dtype=np.float64)) * weights
    return np.bincount(owners, gained, minlength=len(questions))


def possible_answers(sample: Sample, question: str, type_: Type) -> list[tuple[Value, float]]:
    """Answers met in the profiles that are asked the question, with their shares (the most usual ones of many)."""
    asked = sample.asked[question] & sample.agree
    total = asked.bit_count()
    if not total:
        return []
    counts: list[tuple[Value, int]]
    if type_.kind in ("boolean", "choice"):
        planes = sample.planes.bits[question]
        counts = [(1 << bit, (plane & asked).bit_count()) for bit, plane in enumerate(planes)]
    else:
        rows = unpacked([asked], sample.size)[0].astype(np.bool_)
        if is_numeric(type_):
            column = sample.planes.numbers[question][rows]
            column = np.sort(column[~np.isnan(column)])
            picked = column[np.linspace(0, len(column) - 1, MANY).astype(int)] if len(column) else column
            counts = [(float(value), 1) for value in picked]
        else:
            bits = unpacked(sample.planes.bits[question], sample.size)[:, rows].astype(np.int64)
            codes = (bits << np.arange(len(bits))[:, None]).sum(axis=0)
            found, many = np.unique(codes, return_counts=True)
            order = np.argsort(-many, kind="stable")[:MANY]
            counts = [(int(found[k]), int(many[k])) for k in order]
    counts = [(value, count) for value, count in counts if count]
    whole = sum(count for _, count in counts)
    return [(value, count / whole) for value, count in counts]


__all__ = ["Needed", "any_plane", "information", "needed", "possible_answers", "settled"]
