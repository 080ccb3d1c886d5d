"""Which missing answers can still change a value.

A question matters for a conclusion when a path of unsettled conditions leads from one to the other: an operand of a
false ``and`` or of a true ``or`` no longer matters, nor does a branch that is not taken. What is left is what may be
asked; everything else is skipped.
"""

from collections.abc import Iterable, Mapping

from agathe.rules.program import Program
from agathe.rules.proof import is_settled
from agathe.rules.scalar import NOT, Value
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


class QuickRelevance(Relevance):
    """The same, each node of the program being looked at once: for many definitions of one profile."""

    def __init__(self, program: Program, values: Mapping[str, Value], answers: Mapping[str, Value]) -> None:
        super().__init__(program, values, answers)
        self._questions: dict[int, frozenset[str]] = {}
        self._values: dict[int, Value] = {}

    def _node(self, node: Node) -> frozenset[str]:
        found = self._questions.get(id(node))
        if found is None:
            match node:
                case Name():
                    found = self.of(node.id)
                case OptionIn() | Includes():
                    found = self._node(node.subject)
                case And() | Or():
                    items = node.items if self._value(node) == 3 else ()
                    found = frozenset().union(*(self._node(item) for item in items if self._value(item) == 3))
                case _:
                    found = super()._node(node)
            self._questions[id(node)] = found
        return found

    def _value(self, node: Node) -> Value:
        value = self._values.get(id(node), -1)
        if value == -1:
            match node:
                case Name():
                    value = self.values[node.id]
                case OptionIn():
                    mask = int(self._value(node.subject) or 0)
                    value = (1 if mask & node.mask else 0) | (2 if mask & ~node.mask else 0)
                case Includes():
                    mask, size = int(self._value(node.subject) or 0), len(node.subject.type.options)
                    value = (mask >> node.option & 1) | (mask >> size + node.option & 1) << 1
                case And() | Or():
                    stop, rest = (2, 1) if type(node) is And else (1, 2)
                    items = [self._value(item) for item in node.items]
                    value = stop if stop in items else 3 if 3 in items else rest
                case Not():
                    value = NOT[int(self._value(node.item) or 0)]
                case _:
                    value = super()._value(node)
            self._values[id(node)] = value
        return value
