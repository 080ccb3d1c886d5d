"""Whether a missing answer can still change a value, for many profiles at once.

The column form of :mod:`agathe.rules.relevance`, cut down to what statuses need: not which answers, but whether there is
one. Conditions that stand inside a definition are added to the program as definitions of their own, which costs next to
nothing since equal conditions are computed once.
"""

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from agathe.rules.columnar import Results
from agathe.rules.program import Definition, Program
from agathe.rules.syntax import (
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
)

Flags = npt.NDArray[np.bool_]
Missing = Callable[[str], Flags]
_EVERYBODY = "condition:true"


class MissingAnswers:
    """What a program needs for the question to be answered.

    Args:
        program: the program.
        targets: definitions that will be asked about; what they depend on is taken with them.

    Attributes:
        program: the part of the program the targets need, with one definition more for each condition inside them.
    """

    def __init__(self, program: Program, targets: Iterable[str]) -> None:
        restricted = program.restricted(targets)
        self._ids: dict[int, str] = {}
        self._nodes: list[Node] = []  # keeps the nodes, whose identity is the key, alive
        extra = {_EVERYBODY: Definition(_EVERYBODY, "condition", "", TRUE)}
        for definition in restricted.definitions.values():
            for node in self._conditions(definition.node):
                id_ = f"condition:{len(extra)}"
                self._ids[id(node)] = id_
                self._nodes.append(node)
                extra[id_] = Definition(id_, "condition", definition.entry, node)
        self.program = Program(
            program.day, program.inputs, {**restricted.definitions, **extra}, program.periods
        )

    def _conditions(self, node: Node) -> Iterable[Node]:
        """Conditions inside a node whose value decides what still matters."""
        tested: tuple[Node, ...] = ()
        match node:
            case And(items=items) | Or(items=items):
                tested = (node, *items)
            case IfElse(condition=condition):
                tested = (condition,)
            case Table(rows=rows):
                tested = tuple(when for when, _ in rows)
        for item in tested:
            if not isinstance(item, Name) and id(item) not in self._ids:
                yield item
        for child in node.children:
            yield from self._conditions(child)

    def on(self, results: Results) -> Missing:
        """A function that says, of a definition, for which profiles an answer that is missing may change it."""
        return _OnResults(self, results).of

    def id_of(self, node: Node) -> str:
        """The definition that holds the value of a condition."""
        return node.id if isinstance(node, Name) else self._ids[id(node)]


class _OnResults:
    def __init__(self, missing: MissingAnswers, results: Results) -> None:
        self.missing = missing
        self.results = results
        self.known: dict[str, Flags] = {}
        self.none = np.zeros(results.size, dtype=np.bool_)
        self.everybody = ~self.none

    def of(self, id_: str) -> Flags:
        if id_ not in self.known:
            definition = self.missing.program.definitions[id_]
            unsettled = ~settled(self.results, definition)
            self.known[id_] = unsettled & self.node(definition.node) if unsettled.any() else self.none
        return self.known[id_]

    def node(self, node: Node) -> Flags:
        match node:
            case Constant():
                return self.none
            case Answer(id=id_):
                return self.none if ":" in id_ else self.everybody
            case Name(id=id_):
                return self.of(id_)
            case And(items=items) | Or(items=items):
                _, unknown = self.value(node)
                found = self.none
                for item in items if unknown.any() else ():
                    found = found | self.node(item) & self.value(item)[1]
                return found & unknown
            case IfElse(condition=condition, then=then, otherwise=otherwise):
                true, unknown = self.value(condition)
                false = ~(true | unknown)
                branches = self.node(then) & ~false | self.node(otherwise) & ~true
                return self.node(condition) & unknown | branches
            case Table(decide=decide, rows=rows):
                found, reached = self.none, self.everybody
                for when, _ in rows:
                    true, unknown = self.value(when)
                    if (reached & unknown).any():
                        found = found | reached & unknown & self.node(when)
                    if decide == "first":
                        reached = reached & ~true
                return found
            case Not() | OptionIn() | Includes() | Compare() | Arithmetic() | Members():
                found = self.none
                for child in node.children:
                    found = found | self.node(child)
                return found
        return self.none

    def value(self, node: Node) -> tuple[Flags, Flags]:
        """Where a condition surely holds, and where it is unknown."""
        may, may_not = (flags(self.results, plane) for plane in self.results.planes(self.missing.id_of(node)))
        return may & ~may_not, may & may_not


def flags(results: Results, plane: object) -> Flags:
    """A plane as one truth value for each profile."""
    return results.bits(plane).astype(np.bool_)


def settled(results: Results, definition: Definition) -> Flags:
    """Where a definition has a single value."""
    kind, id_ = definition.type.kind, definition.id
    if kind in ("number", "date"):
        return ~np.isnan(results[id_])
    planes = [flags(results, plane) for plane in results.planes(id_)]
    if kind == "choice":
        count = np.zeros(results.size, dtype=np.int16)
        for plane in planes:
            count += plane
        one: Flags = count == 1
        return one
    # A boolean is true and false, a multi in and out for each option: two planes that must not both be set.
    half = len(planes) // 2
    both = np.zeros(results.size, dtype=np.bool_)
    for first, second in zip(planes[:half], planes[half:], strict=True):
        both |= first & second
    return ~both
