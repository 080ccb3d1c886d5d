"""Three-valued evaluation of a program on one profile.

The program is turned once into straight-line Python over small integers, so that the whole knowledge base costs well
under a millisecond. Values are sets of what is still possible, which makes Kleene's logic fall out of set operations
and makes every firm conclusion safe whatever the missing answers turn out to be:

- boolean: bit 0 = may be true, bit 1 = may be false (1 true, 2 false, 3 unknown);
- choice: one bit for each option that may be the value;
- multi of n options: bit k = option k may be in, bit n + k = it may be out;
- number, date (ordinal): the value, or ``None`` when unknown.
"""

from collections.abc import Callable, Mapping
from typing import Any

from agathe.rules.dates import shift
from agathe.rules.program import Program
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
    Type,
)

Value = int | float | None
NOT = (0, 2, 1, 3)


def unknown(type_: Type) -> Value:
    """The value "anything is possible" of a type."""
    match type_.kind:
        case "boolean":
            return 3
        case "choice":
            return type_.full
        case "multi":
            return type_.full | type_.full << len(type_.options)
        case _:
            return None


class ScalarEvaluator:
    """Evaluates a program on one profile after another.

    Calling it with a mapping of encoded answers (see :meth:`agathe.rules.profile.Profile.encoded`) gives the values of
    all definitions, in the order of ``program.definitions``. Answers that are absent are unknown.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.ids = tuple(program.definitions)
        self._defaults = {id_: unknown(type_) for id_, type_ in program.inputs.items()}
        self._run = _Writer(program).compile()

    def __call__(self, answers: Mapping[str, Value]) -> dict[str, Value]:
        return dict(zip(self.ids, self._run({**self._defaults, **answers}), strict=True))


class _Writer:
    """Writes one Python statement for each distinct node."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lines: list[str] = []
        self.seen: dict[Node, str] = {}
        self.names: dict[str, str] = {}
        self.literals = 0

    def compile(self) -> Callable[[Mapping[str, Value]], tuple[Value, ...]]:
        for id_, definition in self.program.definitions.items():
            self.names[id_] = self.write(definition.node)
        body = "\n".join(f"    {line}" for line in self.lines)
        results = "".join(f"{variable}, " for variable in self.names.values())
        scope: dict[str, Any] = dict(_RUNTIME)
        exec(f"def run(a):\n{body}\n    return ({results})", scope)
        run: Callable[[Mapping[str, Value]], tuple[Value, ...]] = scope["run"]
        return run

    def write(self, node: Node) -> str:
        """Emit the statements of a node and return the variable or literal that holds its value."""
        if isinstance(node, Name) and node.id in self.names:
            return self.names[node.id]
        if isinstance(node, Constant):
            return self._constant(node)
        known = self.seen.get(node)
        if known is None:
            expression = self._expression(node)
            known = f"v{len(self.seen)}"
            self.lines.append(f"{known} = {expression}")
            self.seen[node] = known
        return known

    def _constant(self, node: Constant) -> str:
        if node.type.kind == "multi":
            full = node.type.full
            return str(int(node.value) | (full & ~int(node.value)) << len(node.type.options))  # type: ignore[arg-type]
        return repr(node.value)

    def _expression(self, node: Node) -> str:
        match node:
            case Answer(id=id_):
                return f"a[{id_!r}]"
            case Not(item=item):
                return f"NOT[{self.write(item)}]"
            case And(items=items):
                parts = [self.write(item) for item in items]
                return f"({' & '.join(parts)} & 1) | (({' | '.join(parts)}) & 2)"
            case Or(items=items):
                parts = [self.write(item) for item in items]
                return f"(({' | '.join(parts)}) & 1) | ({' & '.join(parts)} & 2)"
            case OptionIn(subject=subject, mask=mask):
                value, rest = self.write(subject), subject.type.full & ~mask
                return f"(1 if {value} & {mask} else 0) | (2 if {value} & {rest} else 0)"
            case Includes(subject=subject, option=option):
                value, size = self.write(subject), len(subject.type.options)
                return f"({value} >> {option} & 1) | ({value} >> {size + option} & 1) << 1"
            case Compare(op=op, left=left, right=right):
                x, y = self.write(left), self.write(right)
                variables = [side for side in (x, y) if side.isidentifier()]
                missing = " or ".join(f"{v} is None" for v in variables) or "False"
                return f"3 if {missing} else 1 if {x} {op} {y} else 2"
            case IfElse():
                return self._if_else(node)
            case Arithmetic(op=op, left=left, right=right):
                if right.type.kind == "duration":
                    sign = 1 if op == "+" else -1
                    return f"shift({self.write(left)}, {self.write(right)}, {sign})"
                return f"compute({op!r}, {self.write(left)}, {self.write(right)})"
            case Table():
                return self._table(node)
            case Members(items=items, type=type_):
                size, terms = len(type_.options), []
                for bit, item in enumerate(items):
                    value = self.write(item)
                    terms.append(f"({value} & 1) << {bit} | ({value} >> 1) << {size + bit}")
                return " | ".join(terms)
        raise TypeError(f"no scalar evaluation for {type(node).__name__}")

    def _if_else(self, node: IfElse) -> str:
        test, then, otherwise = (self.write(child) for child in node.children)
        if node.type.kind in ("number", "date"):
            return (
                f"{then} if {test} == 1 else {otherwise} if {test} == 2 "
                f"else {then} if {then} == {otherwise} else None"
            )
        return f"({then} if {test} & 1 else 0) | ({otherwise} if {test} & 2 else 0)"

    def _table(self, node: Table) -> str:
        rows = "".join(f"({self.write(when)}, {mask})," for when, mask in node.rows)
        return f"{node.decide}(({rows}), {node.type.full})"


def _unique(rows: tuple[tuple[int, int], ...], full: int) -> int:
    """Exactly one row holds: a row that surely holds rules out the others."""
    sure = possible = 0
    for value, mask in rows:
        if value == 1:
            sure |= mask
        if value & 1:
            possible |= mask
    return sure or possible or full


def _first(rows: tuple[tuple[int, int], ...], full: int) -> int:
    possible = 0
    for value, mask in rows:
        if value & 1:
            possible |= mask
        if value == 1:
            return possible
    return possible or full


def _highest(rows: tuple[tuple[int, int], ...], full: int) -> int:
    """Maximum over the rows that hold, as sets: ``x`` may be the maximum when one side may give it, the other not more."""
    current = 1
    for value, mask in rows:
        if value & 1:
            row = mask if value == 1 else mask | 1
            current = (current & -(row & -row)) | (row & -(current & -current))
    return current


def compute(op: str, left: Value, right: Value) -> Value:
    """Arithmetic on numbers; unknown when one side is, or on a division by zero."""
    if left is None or right is None:
        return None
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    return left / right if right else None


_RUNTIME = {
    "NOT": NOT, "unique": _unique, "first": _first, "highest": _highest, "shift": shift, "compute": compute,
}  # fmt: skip
