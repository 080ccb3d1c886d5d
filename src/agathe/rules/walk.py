"""The meaning of the language, written as plainly as possible: a recursive walk over one expression.

Used to explain a conclusion step by step, and as the reference the two fast interpreters are tested against.
"""

from collections.abc import Mapping

from agathe.rules.dates import shift
from agathe.rules.scalar import NOT, Value, compute, unknown
from agathe.rules.syntax import (
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
)

_COMPARE = {
    "==": lambda x, y: x == y, "!=": lambda x, y: x != y, "<": lambda x, y: x < y,
    "<=": lambda x, y: x <= y, ">": lambda x, y: x > y, ">=": lambda x, y: x >= y,
}  # fmt: skip


def walk(node: Node, names: Mapping[str, Value], answers: Mapping[str, Value]) -> Value:
    """Value of a node (encoded as in :mod:`agathe.rules.scalar`), given the values of the names and answers it uses."""
    match node:
        case Constant(value=value, type=type_):
            if type_.kind == "multi":
                return int(value) | (type_.full & ~int(value)) << len(type_.options)  # type: ignore[arg-type]
            return value  # type: ignore[return-value]
        case Answer(id=id_, type=type_):
            return answers.get(id_, unknown(type_))
        case Name(id=id_):
            return names[id_]
        case Not(item=item):
            return NOT[_int(walk(item, names, answers))]
        case And(items=items):
            values = [_int(walk(item, names, answers)) for item in items]
            return 2 if 2 in values else 3 if 3 in values else 1
        case Or(items=items):
            values = [_int(walk(item, names, answers)) for item in items]
            return 1 if 1 in values else 3 if 3 in values else 2
        case OptionIn(subject=subject, mask=mask):
            value = _int(walk(subject, names, answers))
            return (1 if value & mask else 0) | (2 if value & ~mask else 0)
        case Includes(subject=subject, option=option):
            value = _int(walk(subject, names, answers))
            return (value >> option & 1) | (value >> len(subject.type.options) + option & 1) << 1
        case Compare(op=op, left=left, right=right):
            x, y = walk(left, names, answers), walk(right, names, answers)
            return 3 if x is None or y is None else 1 if _COMPARE[op](x, y) else 2
        case IfElse(condition=condition, then=then, otherwise=otherwise):
            test = _int(walk(condition, names, answers))
            x, y = walk(then, names, answers), walk(otherwise, names, answers)
            if test != 3:
                return x if test == 1 else y
            if node.type.kind in ("number", "date"):
                return x if x == y else None
            return _int(x) | _int(y)
        case Arithmetic(op=op, left=left, right=right):
            if isinstance(right, Constant) and right.type.kind == "duration":
                return shift(walk(left, names, answers), right.value, 1 if op == "+" else -1)  # type: ignore[arg-type]
            return compute(op, walk(left, names, answers), walk(right, names, answers))
        case Table():
            return _table(node, [_int(walk(when, names, answers)) for when, _ in node.rows])
        case Members(items=items):
            size, total = len(items), 0
            for bit, item in enumerate(items):
                value = _int(walk(item, names, answers))
                total |= (value & 1) << bit | (value >> 1) << size + bit
            return total
    raise TypeError(f"no meaning for {type(node).__name__}")


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _table(node: Table, values: list[int]) -> int:
    masks = [mask for _, mask in node.rows]
    full = node.type.full
    if node.decide == "unique":
        sure = possible = 0
        for value, mask in zip(values, masks, strict=True):
            sure |= mask if value == 1 else 0
            possible |= mask if value & 1 else 0
        return sure or possible or full
    if node.decide == "first":
        possible = 0
        for value, mask in zip(values, masks, strict=True):
            possible |= mask if value & 1 else 0
            if value == 1:
                break
        return possible or full
    reached = {0}
    for value, mask in zip(values, masks, strict=True):
        given = {bit for bit in range(len(node.type.options)) if mask >> bit & 1} if value & 1 else set()
        given |= {0} if value & 2 else set()
        reached = {max(x, y) for x in reached for y in given}
    return sum(1 << bit for bit in reached)
