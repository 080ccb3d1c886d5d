"""Random typed expressions, programs and answers, for property tests."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from hypothesis import strategies as st

from agathe.rules.program import Definition, Program
from agathe.rules.scalar import Value, unknown
from agathe.rules.syntax import (
    BOOLEAN,
    DATE,
    DURATION,
    NUMBER,
    TRUE,
    And,
    Answer,
    Arithmetic,
    Compare,
    Constant,
    IfElse,
    Includes,
    Members,
    Name,
    Node,
    Not,
    OptionIn,
    Or,
    Table,
    Type,
)

DAY = date(2026, 11, 25)
RANK = Type("choice", ("none", "low", "middle", "high"), ordered=True)
KIND = Type("choice", ("a", "b", "c"))
BOXES = Type("multi", ("x", "y", "z"))
INPUTS: Mapping[str, Type] = {
    "p": BOOLEAN, "q": BOOLEAN, "rank": RANK, "kind": KIND, "boxes": BOXES, "number": NUMBER, "other": NUMBER, "day": DATE,
}  # fmt: skip
ORDINAL = DAY.toordinal()


def answers() -> st.SearchStrategy[dict[str, Value]]:
    """Partial answers: some missing, some known only as "one of"."""
    return st.fixed_dictionaries({id_: _value(type_) for id_, type_ in INPUTS.items()})


def _value(type_: Type) -> st.SearchStrategy[Value]:
    size = len(type_.options)
    match type_.kind:
        case "boolean":
            return st.sampled_from([1, 2, 3])
        case "choice":
            return st.integers(1, type_.full)
        case "multi":
            pairs = st.lists(st.sampled_from([(1, 0), (0, 1), (1, 1)]), min_size=size, max_size=size)
            return pairs.map(lambda ps: sum(i << k | o << size + k for k, (i, o) in enumerate(ps)))
        case "number":
            return st.one_of(st.none(), st.integers(-3, 3).map(float))
        case _:
            return st.one_of(st.none(), st.integers(ORDINAL - 40, ORDINAL + 40))


def completions(answer: Mapping[str, Value]) -> st.SearchStrategy[dict[str, Value]]:
    """Complete answers that agree with partial ones."""
    return st.fixed_dictionaries({id_: _within(type_, answer[id_]) for id_, type_ in INPUTS.items()})


def _within(type_: Type, value: Value) -> st.SearchStrategy[Value]:
    size = len(type_.options)
    if value is None:
        return _value(type_).filter(lambda v: v is not None)
    if type_.kind in ("boolean", "choice"):
        return st.sampled_from([1 << bit for bit in range(max(size, 2)) if int(value) >> bit & 1])
    if type_.kind == "multi":
        options = [
            [(1, 0)] * (int(value) >> k & 1) + [(0, 1)] * (int(value) >> size + k & 1) for k in range(size)
        ]
        pairs = st.tuples(*(st.sampled_from(choice) for choice in options))
        return pairs.map(lambda ps: sum(i << k | o << size + k for k, (i, o) in enumerate(ps)))
    return st.just(value)


@cache
def nodes(
    type_: Type, names: tuple[tuple[str, Type], ...], depth: int, proper: bool
) -> st.SearchStrategy[Node]:
    """Expressions of a type over the inputs and some earlier definitions.

    With ``proper``, decision tables keep the promise the solver proves of real ones: exactly one row of a ``unique``
    table holds, and the last row of a ``first`` table always does.
    """
    leaves: list[st.SearchStrategy[Node]] = [_constants(type_)]
    for id_, input_type in INPUTS.items():
        if input_type == type_:
            leaves.append(st.just(Answer(id_, input_type)))
    leaves += [st.just(Name(id_, name_type)) for id_, name_type in names if name_type == type_]
    if depth == 0:
        return st.one_of(leaves)

    def part(kind: Type) -> st.SearchStrategy[Node]:
        return nodes(kind, names, depth - 1, proper)

    branches = [st.one_of(leaves), st.builds(IfElse, part(BOOLEAN), part(type_), part(type_), st.just(type_))]
    if type_ == BOOLEAN:
        several = st.lists(part(BOOLEAN), min_size=2, max_size=3).map(tuple)
        comparisons = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
        branches += [
            st.builds(Not, part(BOOLEAN)),
            st.builds(And, several),
            st.builds(Or, several),
            st.builds(OptionIn, part(RANK), st.integers(0, RANK.full)),
            st.builds(OptionIn, part(KIND), st.integers(0, KIND.full)),
            st.builds(Includes, part(BOXES), st.integers(0, 2)),
            st.builds(Compare, comparisons, part(NUMBER), part(NUMBER)),
            st.builds(Compare, comparisons, part(DATE), part(DATE)),
        ]
    elif type_.kind == "choice":
        branches += [_tables(type_, part(BOOLEAN), decide, proper) for decide in ("unique", "first", "highest")
                     if type_.ordered or decide != "highest"]  # fmt: skip
    elif type_.kind == "multi":
        items = st.tuples(*(part(BOOLEAN) for _ in type_.options))
        branches.append(st.builds(Members, items, st.just(type_)))
    elif type_ == NUMBER:
        op = st.sampled_from(["+", "-", "*", "/"])
        branches.append(st.builds(Arithmetic, op, part(NUMBER), part(NUMBER), st.just(NUMBER)))
    else:
        spans = st.tuples(st.integers(0, 30), st.integers(0, 60)).map(lambda span: Constant(span, DURATION))
        branches.append(st.builds(Arithmetic, st.sampled_from(["+", "-"]), part(DATE), spans, st.just(DATE)))
    return st.one_of(branches)


def _tables(type_: Type, test: st.SearchStrategy[Node], decide: str, proper: bool) -> st.SearchStrategy[Node]:
    masks = st.integers(1, type_.full)
    rows = st.lists(st.tuples(test, masks), min_size=1, max_size=3).map(tuple)
    if proper and decide == "unique":
        rows = st.tuples(test, masks, masks).map(lambda row: ((row[0], row[1]), (Not(row[0]), row[2])))
    elif proper and decide == "first":
        rows = st.tuples(rows, masks).map(lambda some: (*some[0], (TRUE, some[1])))
    return rows.map(lambda some: Table(decide, some, type_))  # type: ignore[arg-type]


def _constants(type_: Type) -> st.SearchStrategy[Node]:
    if type_ == BOOLEAN:
        return st.sampled_from([Constant(value, BOOLEAN) for value in (1, 2, 3)])
    if type_.kind in ("choice", "multi"):
        return st.integers(1, type_.full).map(lambda mask: Constant(mask, type_))
    if type_ == NUMBER:
        return st.integers(-3, 3).map(lambda value: Constant(float(value), NUMBER))
    return st.integers(ORDINAL - 30, ORDINAL + 30).map(lambda value: Constant(value, DATE))


@st.composite
def programs(draw: st.DrawFn, *, proper: bool = False) -> Program:
    """A few definitions, each of which may use those before it."""
    definitions: dict[str, Definition] = {}
    names: tuple[tuple[str, Type], ...] = ()
    for position in range(draw(st.integers(1, 3))):
        type_ = draw(st.sampled_from([BOOLEAN, RANK, KIND, BOXES, NUMBER, DATE]))
        id_ = f"d{position}"
        definitions[id_] = Definition(id_, "fact", id_, draw(nodes(type_, names, 2, proper)))
        names = (*names, (id_, type_))
    return Program(DAY, INPUTS, definitions)


def nothing_known() -> dict[str, Value]:
    """The answers of a profile that says nothing."""
    return {id_: unknown(type_) for id_, type_ in INPUTS.items()}
