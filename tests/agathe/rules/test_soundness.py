"""On the real knowledge base: what is said of a partial profile is never contradicted by completing it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agathe.rules import Engine
from agathe.rules.columnar import ColumnarEvaluator, Columns
from agathe.rules.scalar import unknown
from agathe.rules.verification.worlds import random_profiles

SIZE = 1000


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32 - 1), share=st.sampled_from([0.1, 0.3, 0.5, 0.8]))
def test_thousands_of_profiles_and_all_conclusions(engine: Engine, seed: int, share: float) -> None:
    program = engine.program
    complete = random_profiles(program, engine.knowledge.questions.values(), SIZE, seed)
    random = np.random.default_rng(seed)
    columns = {}
    for id_, column in complete.columns.items():
        if id_.startswith("done:"):
            columns[id_] = column
            continue
        nothing = unknown(program.inputs[id_])
        hidden = random.random(SIZE) < share
        columns[id_] = np.where(hidden, np.nan if nothing is None else nothing, column).astype(column.dtype)
    evaluate = ColumnarEvaluator(program)
    partial, whole = evaluate(Columns(SIZE, columns)), evaluate(complete)
    # A profile that contradicts itself is refused before it is judged.
    consistent = np.ones(SIZE, dtype=np.bool_)
    for rule in engine.knowledge.consistency.values():
        if rule.severity == "error":
            consistent &= whole[f"check:{rule.id}"] != 2
    assert consistent.sum() > SIZE / 10
    for id_, definition in program.definitions.items():
        before, after = partial[id_][consistent], whole[id_][consistent]
        if definition.type.kind in ("number", "date"):
            assert (np.isnan(before) | (before == after)).all(), id_
        else:
            assert ((after & ~before) == 0).all(), id_
