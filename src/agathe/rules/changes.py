"""What would change a conclusion: the smallest sets of answers whose change gives another firm value.

All single changes are evaluated in one columnar pass; when none is enough, pairs, then triples of the changes that
move something. Sets that contradict the consistency rules are left out. This is information, not advice to
misdescribe a project.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from agathe.knowledge.schema.question import Question
from agathe.rules.columnar import ColumnarEvaluator, Columns, Results
from agathe.rules.critical import critical_values
from agathe.rules.engine import Judgement
from agathe.rules.profile import Answer, Read, encode_answer, read_answer
from agathe.rules.proof import is_settled
from agathe.rules.scalar import Value, unknown

MOST_SETS = 30_000
"""Combinations tried at most for one size."""


@dataclass(frozen=True)
class Change:
    """A set of answers to change, and the value the conclusion would then have.

    Attributes:
        answers: new answer of each question to change.
        value: encoded value of the conclusion then.
    """

    answers: Mapping[str, Answer]
    value: Value


def alternatives(
    question: Question, answer: Answer, critical: Sequence[float | int] = ()
) -> Iterator[Answer]:
    """Other answers worth trying: every option, one box ticked or unticked, values on each side of a threshold."""
    match question.type:
        case "boolean":
            yield from (value for value in (True, False) if value != answer)
        case "choice":
            yield from (option.id for option in question.options if not option.any_of and option.id != answer)
        case "multi":
            chosen = set(answer) if isinstance(answer, tuple) else set()
            exclusive = {option.id for option in question.options if option.exclusive}
            for option in question.options:
                boxes = chosen ^ {option.id}
                if option.id in boxes:
                    boxes = {option.id} if option.id in exclusive else boxes - exclusive
                elif not boxes:
                    boxes = exclusive
                if boxes:
                    yield tuple(o.id for o in question.options if o.id in boxes)
        case _:
            yield from (value for value in critical_answers(question, critical) if value != answer)


def critical_answers(question: Question, critical: Sequence[float | int]) -> Iterator[Answer]:
    """Plain answers of a number or date question around the values it is compared with, within its bounds."""
    for value in critical:
        if not isinstance(
            read_answer(question, date.fromordinal(int(value)) if question.type == "date" else value), Read
        ):
            continue
        if question.type == "date":
            yield date.fromordinal(int(value))
        else:
            yield float(value)


def smallest_changes(judgement: Judgement, target: str, *, most: int = 3, limit: int = 12) -> list[Change]:
    """Smallest sets of changed answers that give another firm value to a conclusion.

    Args:
        judgement: the evaluation to start from; the value of the target need not be settled.
        target: id of a boolean or choice definition.
        most: largest number of answers changed together.
        limit: number of sets returned at most.

    Returns:
        Sets of the smallest size that works; empty when none of at most ``most`` changes does.
    """
    program, knowledge = judgement.engine.program, judgement.engine.knowledge
    checks = [f"check:{rule.id}" for rule in knowledge.consistency.values() if rule.severity == "error"]
    evaluator = ColumnarEvaluator(program, [target, *checks])
    definition = program.definitions[target]
    thresholds = critical_values(program)
    profile = judgement.profile
    singles: list[tuple[str, Answer]] = []
    for question in knowledge.questions.values():
        if question.id in program.support[target]:
            answer = profile.answers.get(question.id)
            singles.extend(
                (question.id, other)
                for other in alternatives(question, answer, thresholds.get(question.id, ()))
            )
    before = judgement.values[target]
    useful = singles
    for size in range(1, most + 1):
        sets = _sets(useful, size)
        if not sets:
            continue
        found: list[Change] = []
        moving: dict[tuple[str, Answer], None] = {}
        results = evaluator(changed_columns(judgement, sets))
        values = results[target]
        valid = all_hold(results, checks, len(sets))
        for position, changes in enumerate(sets):
            value = int(values[position])
            if value != before:
                moving.update(dict.fromkeys(changes))
            if valid[position] and value != before and is_settled(definition, value):
                found.append(Change(dict(changes), value))
        if found:
            return _distinct(found, knowledge.questions)[:limit]
        # A change that moves something, even to "unknown", is worth more than one that moves nothing.
        useful = [*moving, *(single for single in useful if single not in moving)]
    return []


def _distinct(changes: Sequence[Change], questions: Mapping[str, Question]) -> list[Change]:
    """Each change once; of several numbers or dates with the same effect, the first only."""
    seen: dict[object, Change] = {}
    for change in changes:
        key = tuple(
            (id_, None if questions[id_].type in ("number", "date") else answer)
            for id_, answer in sorted(change.answers.items())
        )
        seen.setdefault((key, change.value), change)
    return list(seen.values())


def _sets(singles: Sequence[tuple[str, Answer]], size: int) -> list[tuple[tuple[str, Answer], ...]]:
    sets = []
    for combination in combinations(singles, size):
        if len({question for question, _ in combination}) == size:
            sets.append(combination)
            if len(sets) >= MOST_SETS:
                break
    return sets


def changed_columns(judgement: Judgement, sets: Sequence[tuple[tuple[str, Answer], ...]]) -> Columns:
    """The profile once for each set of changes, with these answers changed."""
    program, questions = judgement.engine.program, judgement.engine.knowledge.questions
    columns: dict[str, npt.NDArray[Any]] = {}
    for id_, type_ in program.inputs.items():
        value = judgement.answers.get(id_, unknown(type_))
        if type_.kind in ("number", "date"):
            columns[id_] = np.full(len(sets), np.nan if value is None else float(value))
        else:
            columns[id_] = np.full(len(sets), int(value or 0), dtype=np.int64)
    encoded: dict[tuple[str, Answer], Value] = {}
    for position, changes in enumerate(sets):
        for change in changes:
            if change not in encoded:
                encoded[change] = encode_answer(questions[change[0]], change[1])
            columns[change[0]][position] = encoded[change]
    return Columns(len(sets), columns)


def all_hold(results: Results, checks: Sequence[str], size: int) -> npt.NDArray[np.bool_]:
    """Rows in which no consistency rule is broken."""
    valid = np.ones(size, dtype=np.bool_)
    for check in checks:
        valid &= results[check] != 2
    return valid
