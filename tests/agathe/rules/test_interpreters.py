"""The interpreters agree with one another, and with Kleene's logic."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agathe.rules.expressions import DAY, INPUTS, answers, completions, nothing_known, programs

from agathe.rules import columnar
from agathe.rules.columnar import ColumnarEvaluator, Columns
from agathe.rules.program import Definition, Program
from agathe.rules.scalar import ScalarEvaluator, Value
from agathe.rules.syntax import BOOLEAN, And, Answer, Node, Not, Or
from agathe.rules.walk import walk

TRUE, FALSE, UNKNOWN = 1, 2, 3
P, Q = Answer("p", BOOLEAN), Answer("q", BOOLEAN)


def walked(program: Program, answer: dict[str, Value]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for id_, definition in program.definitions.items():
        values[id_] = walk(definition.node, values, answer)
    return values


def one(node: Node) -> Program:
    return Program(DAY, INPUTS, {"it": Definition("it", "fact", "it", node)})


def test_no_target_is_no_result() -> None:
    columns = Columns.of([nothing_known()], INPUTS)
    assert "it" not in ColumnarEvaluator(one(And((P, Q))), [])(columns)


@pytest.mark.parametrize(("p", "q"), list(product((TRUE, FALSE, UNKNOWN), repeat=2)))
def test_kleene_tables(p: int, q: int) -> None:
    rank = {FALSE: 0, UNKNOWN: 1, TRUE: 2}
    back = {value: key for key, value in rank.items()}
    answer: dict[str, Value] = {**nothing_known(), "p": p, "q": q}
    for node, expected in (
        (And((P, Q)), back[min(rank[p], rank[q])]),
        (Or((P, Q)), back[max(rank[p], rank[q])]),
        (Not(P), back[2 - rank[p]]),
    ):
        assert walk(node, {}, answer) == expected
        assert ScalarEvaluator(one(node))(answer)["it"] == expected
        assert ColumnarEvaluator(one(node))(Columns.of([answer], INPUTS))["it"].tolist() == [expected]


@settings(max_examples=150)
@given(programs(), answers())
def test_compiled_scalar_means_what_the_walk_means(program: Program, answer: dict[str, Value]) -> None:
    assert ScalarEvaluator(program)(answer) == walked(program, answer)


@settings(max_examples=100)
@given(programs(), st.lists(answers(), min_size=1, max_size=12))
def test_columnar_equals_scalar(program: Program, profiles: list[dict[str, Value]]) -> None:
    scalar = ScalarEvaluator(program)
    expected = [scalar(profile) for profile in profiles]
    evaluate, columns = ColumnarEvaluator(program), Columns.of(profiles, INPUTS)
    small = evaluate(columns)
    limit, columnar.SMALL = columnar.SMALL, 0
    try:
        packed = evaluate(columns)
    finally:
        columnar.SMALL = limit
    for results in (small, packed):
        for id_, definition in program.definitions.items():
            found = results[id_].tolist()
            if definition.type.kind in ("number", "date"):
                found = [None if np.isnan(value) else value for value in found]
            assert found == [values[id_] for values in expected]


@settings(max_examples=150)
@given(st.data(), programs(proper=True), answers())
def test_nothing_said_on_a_partial_profile_is_contradicted_by_completing_it(
    data: st.DataObject, program: Program, answer: dict[str, Value]
) -> None:
    partial = ScalarEvaluator(program)(answer)
    complete = ScalarEvaluator(program)(data.draw(completions(answer)))
    for id_, before in partial.items():
        after = complete[id_]
        if program.definitions[id_].type.kind in ("number", "date"):
            assert before is None or before == after
        else:
            assert isinstance(before, int)
            assert isinstance(after, int)
            assert after & ~before == 0


def test_a_million_profiles_are_evaluated_in_slices_with_the_same_result() -> None:
    program = one(Or((And((P, Q)), Not(P))))
    p = np.tile(np.array([1, 2, 3], dtype=np.int64), 100_000)
    columns = Columns(p.size, {"p": p, "q": np.roll(p, 1)})
    whole = ColumnarEvaluator(program)(columns)["it"]
    for start, results in ColumnarEvaluator(program).chunks(columns, 70_001):
        part = results["it"]
        assert (part == whole[start : start + part.size]).all()
