"""The typed syntax tree of the rule language: one tree, read by several small interpreters.

Parsing (:mod:`agathe.rules.parser`) lowers the surface language to these few node kinds, so that each interpreter
(scalar, columnar, solver, prose) stays short. Every node carries its type; columns are kept for error messages but do
not take part in equality, so equal conditions written in two entries are one node.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Literal as Lit

Kind = Lit["boolean", "choice", "multi", "number", "date", "duration"]


@dataclass(frozen=True, slots=True)
class Type:
    """Type of a value; ``options`` for choices and multis, ``ordered`` for choices that have a rank."""

    kind: Kind
    options: tuple[str, ...] = ()
    ordered: bool = False

    def index(self, option: str) -> int:
        return self.options.index(option)

    @property
    def full(self) -> int:
        """Mask with one bit for each option."""
        return (1 << len(self.options)) - 1

    def mask(self, options: tuple[str, ...] | list[str]) -> int:
        return sum(1 << self.options.index(option) for option in set(options))

    def names(self, mask: int) -> tuple[str, ...]:
        return tuple(option for bit, option in enumerate(self.options) if mask >> bit & 1)


BOOLEAN = Type("boolean")
NUMBER = Type("number")
DATE = Type("date")
DURATION = Type("duration")


class Node:
    """Base of all nodes."""

    __slots__ = ()
    type: Type

    @property
    def children(self) -> tuple["Node", ...]:
        return ()


@dataclass(frozen=True)
class Constant(Node):
    """A literal.

    Values: boolean -> 1 (true), 2 (false) or 3 (unknown); choice -> mask of options; multi -> mask of what is in;
    number -> float; date -> proleptic ordinal; duration -> (months, days).
    """

    value: int | float | tuple[int, int]
    type: Type


@dataclass(frozen=True)
class Name(Node):
    """The value of a question (as asked or as implied), a fact or a conclusion."""

    id: str
    type: Type
    column: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Answer(Node):
    """The raw answer given to a question, before its gate; ``id`` may also be ``done:<duty>``."""

    id: str
    type: Type


@dataclass(frozen=True)
class Not(Node):
    """The item does not hold."""

    item: Node
    type: Type = BOOLEAN

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True)
class And(Node):
    """All of the items hold."""

    items: tuple[Node, ...]
    type: Type = BOOLEAN

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True)
class Or(Node):
    """At least one of the items holds."""

    items: tuple[Node, ...]
    type: Type = BOOLEAN

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True)
class Compare(Node):
    """Comparison of numbers or dates."""

    op: Lit["==", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node
    type: Type = BOOLEAN

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class OptionIn(Node):
    """Whether a choice is one of the options of ``mask``: covers ``==``, ``!=``, ``in`` and rank comparisons."""

    subject: Node
    mask: int
    type: Type = BOOLEAN

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.subject,)


@dataclass(frozen=True)
class Includes(Node):
    """Whether a multi contains the option number ``option``."""

    subject: Node
    option: int
    type: Type = BOOLEAN

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.subject,)


@dataclass(frozen=True)
class IfElse(Node):
    """``then`` when the condition holds, ``otherwise`` when it does not."""

    condition: Node
    then: Node
    otherwise: Node
    type: Type

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True)
class Arithmetic(Node):
    """``+ - * /`` on numbers; ``+ -`` of a duration on a date."""

    op: Lit["+", "-", "*", "/"]
    left: Node
    right: Node
    type: Type

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Table(Node):
    """A decision table over a choice: rows of (condition, mask of values), combined as ``decide`` says.

    ``unique``: exactly one row holds. ``first``: the first row that holds. ``highest``: the highest value among the
    rows that hold, or the lowest option when none does (the options are ordered).
    """

    decide: Lit["unique", "first", "highest"]
    rows: tuple[tuple[Node, int], ...]
    type: Type

    @property
    def children(self) -> tuple[Node, ...]:
        return tuple(condition for condition, _ in self.rows)


@dataclass(frozen=True)
class Members(Node):
    """A multi built from one condition for each option, in the order of the type's options."""

    items: tuple[Node, ...]
    type: Type

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


TRUE = Constant(1, BOOLEAN)
FALSE = Constant(2, BOOLEAN)
UNKNOWN = Constant(3, BOOLEAN)


def conjunction(items: tuple[Node, ...]) -> Node:
    """``and`` of any number of nodes."""
    return TRUE if not items else items[0] if len(items) == 1 else And(items)


def disjunction(items: tuple[Node, ...]) -> Node:
    """``or`` of any number of nodes."""
    return FALSE if not items else items[0] if len(items) == 1 else Or(items)


def negation(item: Node) -> Node:
    """``not``, without stacking two."""
    if isinstance(item, Not):
        return item.item
    if isinstance(item, OptionIn):
        subject_type = item.subject.type
        return OptionIn(item.subject, subject_type.full & ~item.mask)
    if isinstance(item, Constant):
        return {1: FALSE, 2: TRUE, 3: UNKNOWN}[int(item.value)]  # type: ignore[arg-type]
    return Not(item)


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node over changed children; a node without children is itself."""
    if not node.children:
        return node
    parts: dict[str, object] = {}
    for item in fields(node):  # type: ignore[arg-type]
        value = getattr(node, item.name)
        if isinstance(value, Node):
            parts[item.name] = change(value)
        elif item.name == "rows":
            parts["rows"] = tuple((change(when), mask) for when, mask in value)
        elif item.name == "items":
            parts["items"] = tuple(change(child) for child in value)
    return replace(node, **parts)  # type: ignore[type-var]


def names_in(node: Node) -> frozenset[str]:
    """Ids of the questions and facts a node refers to directly."""
    if isinstance(node, Name):
        return frozenset((node.id,))
    return frozenset().union(*(names_in(child) for child in node.children)) if node.children else frozenset()


def answers_in(node: Node) -> frozenset[str]:
    """Ids of the raw answers a node reads directly."""
    if isinstance(node, Answer):
        return frozenset((node.id,))
    return (
        frozenset().union(*(answers_in(child) for child in node.children)) if node.children else frozenset()
    )


__all__ = [
    "BOOLEAN", "DATE", "DURATION", "FALSE", "NUMBER", "TRUE", "UNKNOWN", "And", "Answer", "Arithmetic", "Compare",
    "Constant", "IfElse", "Includes", "Members", "Name", "Node", "Not", "OptionIn", "Or", "Table", "Type",
    "answers_in", "conjunction", "disjunction", "names_in", "negation", "rebuilt",
]  # fmt: skip
