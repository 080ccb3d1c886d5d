"""Values at which numbers and dates change something: the thresholds the rules compare them with."""

from collections.abc import Mapping
from functools import lru_cache

from agathe.rules.dates import shift
from agathe.rules.program import Program
from agathe.rules.syntax import Arithmetic, Compare, Constant, IfElse, Name, Node, answers_in, names_in
from agathe.rules.walk import walk

DEPTH = 3
"""Facts through which a comparison is followed."""


@lru_cache(maxsize=16)
def thresholds(program: Program) -> Mapping[str, tuple[float, ...]]:
    """For each number or date question, the values at which a comparison of the program may turn.

    Comparisons with a constant are followed through facts, conditional values and the addition of durations. Dates are
    ordinals.
    """
    found: dict[str, set[float]] = {}

    def follow(node: Node, limit: float, depth: int) -> None:
        if isinstance(node, Name) and depth:
            definition = program.definitions[node.id]
            if definition.kind == "question":
                found.setdefault(node.id, set()).add(limit)
            else:
                follow(definition.node, limit, depth - 1)
        elif isinstance(node, IfElse):
            follow(node.then, limit, depth)
            follow(node.otherwise, limit, depth)
        elif (
            isinstance(node, Arithmetic)
            and isinstance(node.right, Constant)
            and isinstance(node.right.value, tuple)
        ):
            moved = shift(limit, node.right.value, -1 if node.op == "+" else 1)
            follow(node.left, float(moved or limit), depth)

    def visit(node: Node) -> None:
        if isinstance(node, Compare):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if names_in(other) or answers_in(other):
                    continue
                limit = walk(other, {}, {})
                if limit is not None:
                    follow(side, float(limit), DEPTH)
        for child in node.children:
            visit(child)

    for definition in program.definitions.values():
        visit(definition.node)
    return {id_: tuple(sorted(limits)) for id_, limits in found.items()}


def critical_values(program: Program) -> Mapping[str, tuple[float, ...]]:
    """Values on, just under and just over each threshold: enough to reach every outcome that rests on one of them."""
    return {
        id_: tuple(sorted({limit + step for limit in limits for step in (-1.0, 0.0, 1.0)}))
        for id_, limits in thresholds(program).items()
    }
