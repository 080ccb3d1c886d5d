"""What each question would bring: over plausible profiles, and by trying its answers one by one.

Three measures, each exact for the profiles at hand:

- **needed**: the share of plausible profiles in which the question has to be asked whatever else is known, because
  leaving it alone unanswered leaves a conclusion less settled. A needed question is never wasted, so asking by this measure
  comes close to the smallest interview; its sum is a lower bound of the questions left.
- **information**: how much the answer says about the conclusions, in bits, summed over them.
- **settled**: how many conclusions the answer settles at once, averaged over its answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agathe.rules.columnar import ColumnarEvaluator
from agathe.rules.interview.planes import (
    Planes,
    any_plane,
    constant_bits,
    evaluate,
    is_numeric,
    packed,
    plane_count,
    unpacked,
    unsettled,
)
from agathe.rules.interview.plausible import Sample
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
        values: planes of the conclusions under complete profiles.
        targets: the conclusions.
        questions: the questions.
        often: for each conclusion and question, in how many profiles the one rests on the other.
    """

    share: Mapping[str, float]
    values: Mapping[str, tuple[int, ...]]
    targets: tuple[str, ...]
    questions: tuple[str, ...]
    often: npt.NDArray[np.int64]

    def moved(self, question: str) -> tuple[str, ...]:
        """Conclusions that rest on a question in at least one profile, those that do most often first."""
        column = self.often[:, self.questions.index(question)]
        return tuple(self.targets[k] for k in np.argsort(-column, kind="stable") if column[k])


def needed(
    evaluator: ColumnarEvaluator, targets: Sequence[str], sample: Sample, questions: Sequence[str]
) -> Needed:
    """Forget each question in turn and see whether a conclusion is less settled.

    Args:
        evaluator: computes at least the targets.
        targets: conclusions not settled yet.
        sample: plausible complete profiles, given what is known.
        questions: questions that may matter.
    """
    size, full, agree = sample.size, sample.planes.full, sample.agree
    if not questions or not targets:
        nothing = np.zeros((len(targets), len(questions)), dtype=np.int64)
        return Needed(dict.fromkeys(questions, 0.0), {}, tuple(targets), tuple(questions), nothing)
    results = evaluate(evaluator, sample.planes.forgetting(questions))
    base = size * len(questions)
    spread = sum(1 << size * tile for tile in range(len(questions)))
    agrees, width = agree * spread, base // 8
    values = {target: tuple(plane >> base & full for plane in results[target]) for target in targets}
    raw = bytearray()
    for target in targets:
        # Where a value is possible once the question is forgotten, and was not before.
        pairs = zip(results[target], values[target], strict=True)
        wider = agrees & any_plane(plane & ~(known * spread) for plane, known in pairs)
        raw += wider.to_bytes(width, "little")
    lost = np.frombuffer(raw, dtype=np.uint8).reshape(len(targets), len(questions), size // 8)
    share = np.bitwise_count(np.bitwise_or.reduce(lost, axis=0)).sum(axis=1) / agree.bit_count()
    often = np.bitwise_count(lost).sum(axis=2, dtype=np.int64)
    return Needed(
        dict(zip(questions, share.tolist(), strict=True)), values, tuple(targets), tuple(questions), often
    )


def information(
    values: Mapping[str, tuple[int, ...]], sample: Sample, questions: Sequence[str], types: Mapping[str, Type]
) -> Floats:
    """Mutual information in bits between the answer to each question and each conclusion, summed over conclusions.

    The boxes of a multi count one by one, up to what there is to know of the conclusion; numbers and dates are cut in
    four. Not being asked is an answer, and so is "not settled" a value.

    Args:
        values: planes of the conclusions (:attr:`Needed.values`).
        sample: the profiles they were computed on.
        questions: questions to weigh.
        types: type of each question and conclusion.
    """
    agree, count = sample.agree, sample.agree.bit_count()
    wanted = [_parts(planes, types[target], agree) for target, planes in values.items()]
    blocks: list[list[int]] = []
    owners: list[int] = []
    for number, question in enumerate(questions):
        for block in _partitions(sample, question, types[question]):
            blocks.append([plane & agree for plane in block])
            owners.append(number)
    if not wanted or not blocks:
        return np.zeros(len(questions))
    answer, value = _words(blocks, sample.size), _words(wanted, sample.size)
    # With f(n) = n log2 n over counts: N times the information is the sum of f over pairs, less f over each side, plus f(N).
    numbers = np.arange(count + 1, dtype=np.float64)
    f = numbers * np.log2(np.maximum(numbers, 1.0))
    starts, firsts = _starts(blocks), _starts(wanted)
    pairs = f[_counts(answer[:, None, :] & value[None, :, :])]
    joint = np.add.reduceat(np.add.reduceat(pairs, starts, axis=0), firsts, axis=1)
    of_answer = np.add.reduceat(f[_counts(answer)], starts)
    of_value = np.add.reduceat(f[_counts(value)], firsts)
    bits = np.maximum((joint - of_answer[:, None] - of_value[None, :] + f[count]) / count, 0.0)
    total = np.zeros((len(questions), len(wanted)))
    np.add.at(total, np.array(owners), bits)
    return np.asarray(np.minimum(total, (f[count] - of_value) / count).sum(axis=1))


def _starts(groups: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """Where each group starts when they are put end to end."""
    return np.cumsum([0, *(len(group) for group in groups[:-1])])


def _words(groups: Sequence[Sequence[int]], size: int) -> npt.NDArray[np.uint64]:
    """Planes of all groups, as rows of 64-bit words."""
    width = (size + 63) // 64 * 8
    raw = b"".join(plane.to_bytes(width, "little") for group in groups for plane in group)
    return np.frombuffer(raw, dtype=np.uint64).reshape(-1, width // 8)


def _counts(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return np.asarray(np.bitwise_count(words).sum(axis=-1), dtype=np.int64)


def _parts(planes: tuple[int, ...], type_: Type, within: int) -> list[int]:
    """The values as a partition of the profiles: each settled value, then "not settled"."""
    if is_numeric(type_) or type_.kind == "multi":
        open_ = unsettled(planes, type_) & within
        return [within & ~open_, open_]
    open_ = unsettled(planes, type_) & within
    return [*(plane & within & ~open_ for plane in planes), open_]


def _partitions(sample: Sample, question: str, type_: Type) -> list[list[int]]:
    """The answer as one or several partitions of the profiles."""
    asked = sample.asked[question]
    hidden = sample.planes.full & ~asked
    if is_numeric(type_):
        column = sample.planes.numbers[question]
        known = ~np.isnan(column)
        cuts = np.quantile(column[known], [0.25, 0.5, 0.75]) if known.any() else np.zeros(3)
        part = np.where(known, np.searchsorted(cuts, np.where(known, column, 0.0)), 4)
        return [[packed(part == number) for number in range(5)]]
    planes = sample.planes.bits[question]
    if type_.kind == "multi":
        options = len(type_.options)
        return [[planes[k] & asked, planes[options + k] & asked, hidden] for k in range(options)]
    return [[*(plane & asked for plane in planes), hidden]]


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
    return np.asarray(np.bincount(owners, gained, minlength=len(questions)), dtype=np.float64)


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
