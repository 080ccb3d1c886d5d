"""Values at which numbers and dates change something: the thresholds the rules compare them with."""

from collections.abc import Mapping

from agathe.rules.program import Program
from agathe.rules.syntax import Compare, Node, names_in
from agathe.rules.walk import walk


def thresholds(program: Program) -> Mapping[str, tuple[float, ...]]:
    """For each number or date question, the constants it is compared with, directly or through one fact.

    Dates are ordinals; every date question also gets the day of the program and the constants other dates are
    compared with, since facts may shift them.
    """
    found: dict[str, set[float]] = {}
    dates = {float(program.day.toordinal())}

    def visit(node: Node) -> None:
        if isinstance(node, Compare):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if names_in(other):
                    continue
                limit = walk(other, {}, {})
                if limit is None:
                    continue
                if side.type.kind == "date":
                    dates.add(float(limit))
                for name in names_in(side):
                    found.setdefault(name, set()).add(float(limit))
        for child in node.children:
            visit(child)

    for definition in program.definitions.values():
        visit(definition.node)
    result = {}
    for id_, type_ in program.inputs.items():
        if type_.kind in ("number", "date"):
            values = found.get(id_, set()) | (dates if type_.kind == "date" else set())
            result[id_] = tuple(sorted(values))
    return result


def critical_values(program: Program) -> Mapping[str, tuple[float, ...]]:
    """Values on, just under and just over each threshold: enough to reach every outcome that rests on one of them."""
    return {
        id_: tuple(sorted({limit + step for limit in limits for step in (-1.0, 0.0, 1.0)}))
        for id_, limits in thresholds(program).items()
    }
