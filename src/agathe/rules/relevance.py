"""Which missing answers can still change a value.

A question matters for a conclusion when a path of unsettled conditions leads from one to the other: an operand of a
false ``and`` or of a true ``or`` no longer matters, nor does a branch that is not taken. What is left is what may be
asked; everything else is skipped.
"""

from collections.abc import Iterable, Mapping

from agathe.rules.program import Program
from agathe.rules.proof import is_settled
from agathe.rules.scalar import Value
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
from agathe.rules.walk import walk


class Relevance:
    """Relevant questions of each definition, for one evaluated profile.

    Args:
        program: the program evaluated.
        values: values of its definitions.
        answers: the encoded answers.
    """

    def __init__(self, program: Program, values: Mapping[str, Value], answers: Mapping[str, Value]) -> None:
        self.program = program
        self.values = values
        self.answers = answers
        self._known: dict[str, frozenset[str]] = {}

    def of(self, id_: str) -> frozenset[str]:
        """Questions whose answers may still change a definition (``done:`` ticks excluded)."""
        known = self._known.get(id_)
        if known is None:
            definition = self.program.definitions[id_]
            if is_settled(definition, self.values[id_]):
                known = frozenset()
            else:
                self._known[id_] = frozenset()  # definitions are acyclic; this only guards against surprises
                known = self._node(definition.node)
            self._known[id_] = known
        return known

    def of_all(self, ids: Iterable[str]) -> frozenset[str]:
        """Questions that matter for at least one of several definitions."""
        return frozenset().union(*(self.of(id_) for id_ in ids))

    def _node(self, node: Node) -> frozenset[str]:
        match node:
            case Constant():
                return frozenset()
            case Answer(id=id_):
                return frozenset() if ":" in id_ else frozenset((id_,))
            case Name(id=id_):
                return self.of(id_)
            case And(items=items) | Or(items=items):
                if self._value(node) != 3:
                    return frozenset()
                return frozenset().union(*(self._node(item) for item in items if self._value(item) == 3))
            case IfElse(condition=condition, then=then, otherwise=otherwise):
                test = self._value(condition)
                if test == 3:
                    return self._node(condition) | self._node(then) | self._node(otherwise)
                return self._node(then if test == 1 else otherwise)
            case Table(decide=decide, rows=rows):
                found: frozenset[str] = frozenset()
                for when, _ in rows:
                    value = self._value(when)
                    if value == 3:
                        found |= self._node(when)
                    elif value == 1 and decide == "first":
                        break
                return found
            case Not() | OptionIn() | Includes() | Compare() | Arithmetic() | Members():
                return frozenset().union(*(self._node(child) for child in node.children))
        return frozenset()

    def _value(self, node: Node) -> Value:
        return walk(node, self.values, self.answers)
