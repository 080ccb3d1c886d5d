"""From text to typed tree. Python's own parser reads the text; this module gives it our types and our errors."""

import ast
from collections.abc import Mapping
from datetime import date

from agathe.kernel import AgatheError, Location, nearest
from agathe.rules.syntax import (
    BOOLEAN,
    DATE,
    DURATION,
    FALSE,
    NUMBER,
    TRUE,
    UNKNOWN,
    Answer,
    Arithmetic,
    Compare,
    Constant,
    IfElse,
    Includes,
    Name,
    Node,
    OptionIn,
    Type,
    conjunction,
    disjunction,
    negation,
)

NEVER = date.max.toordinal()
"""Ordinal of the literal ``never``: a date later than all others."""

_LITERALS: dict[str, Node] = {
    "true": TRUE,
    "false": FALSE,
    "unknown": UNKNOWN,
    "never": Constant(NEVER, DATE),
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_DURATIONS = {"days": (0, 1), "months": (1, 0), "years": (12, 0)}
_SETS = ("any_of", "all_of", "only")
FUNCTIONS = (*_SETS, *_DURATIONS, "date", "done", "one_of")
MAX_LENGTH = 4000
"""Longest expression accepted, in characters: more is a mistake or an attack, not a rule."""


class ExpressionError(AgatheError):
    """An expression that cannot be read; the location carries the column."""


def parse(
    text: str, vocabulary: Mapping[str, Type], expected: Type = BOOLEAN, location: Location | None = None
) -> Node:
    """Read one expression.

    Args:
        text: the expression.
        vocabulary: type of each name that may be used.
        expected: type the expression must have.
        location: where the text stands, for messages.

    Raises:
        ExpressionError: syntax error, unknown name or option, or a type that does not fit; names the column.
    """
    place = location or Location()
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH} characters", place)
    source = text.strip()
    try:
        # Parentheses let an expression run over several lines; the offset is taken off again in messages.
        tree = ast.parse(f"({source})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = max((getattr(error, "offset", None) or 2) - 1, 1)
        raise ExpressionError(f"cannot read this expression: {text!r}", _at(place, column)) from None
    return _Reader(vocabulary, place).read(tree, expected)


def _at(place: Location, column: int) -> Location:
    return Location(place.file, place.entry, place.field, column)


class _Reader:
    def __init__(self, vocabulary: Mapping[str, Type], place: Location) -> None:
        self.vocabulary = vocabulary
        self.place = place

    def fail(self, node: ast.AST, message: str) -> ExpressionError:
        return ExpressionError(message, _at(self.place, getattr(node, "col_offset", 1)))

    def read(self, node: ast.expr, expected: Type) -> Node:
        """Read a node that must have a given type (option literals need it)."""
        if expected.kind == "choice":
            literal = self._option_literal(node, expected)
            if literal is not None:
                return literal
        if isinstance(node, ast.IfExp):
            return IfElse(
                self.read(node.test, BOOLEAN),
                self.read(node.body, expected),
                self.read(node.orelse, expected),
                expected,
            )
        found = self.infer(node)
        if found.type != expected and not (found.type.kind == expected.kind and not expected.options):
            raise self.fail(node, f"a {expected.kind} is expected here, this is a {found.type.kind}")
        return found

    def infer(self, node: ast.expr) -> Node:
        """Read a node whose type comes from itself."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.BoolOp():
                items = tuple(self.read(value, BOOLEAN) for value in node.values)
                return conjunction(items) if isinstance(node.op, ast.And) else disjunction(items)
            case ast.UnaryOp(op=ast.Not()):
                return negation(self.read(node.operand, BOOLEAN))
            case ast.UnaryOp(op=ast.USub()):
                return Arithmetic("-", Constant(0.0, NUMBER), self.read(node.operand, NUMBER), NUMBER)
            case ast.Compare():
                return self._compare(node)
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.IfExp():
                then = self.infer(node.body)
                return IfElse(
                    self.read(node.test, BOOLEAN), then, self.read(node.orelse, then.type), then.type
                )
            case ast.Call():
                return self._call(node)
        raise self.fail(node, "this is not part of the language")

    def _constant(self, node: ast.Constant) -> Node:
        if isinstance(node.value, bool):
            return TRUE if node.value else FALSE
        if isinstance(node.value, int | float):
            return Constant(float(node.value), NUMBER)
        if isinstance(node.value, str):
            raise self.fail(
                node, f"the option {node.value!r} stands alone: compare it with a question or a fact"
            )
        raise self.fail(node, f"{node.value!r} is not a value of the language")

    def _name(self, node: ast.Name) -> Node:
        if node.id in _LITERALS:
            return _LITERALS[node.id]
        type_ = self.vocabulary.get(node.id)
        if type_ is None:
            raise self.fail(node, f"unknown name “{node.id}”{nearest(node.id, self.vocabulary)}")
        return Name(node.id, type_, node.col_offset)

    def _option_literal(self, node: ast.expr, type_: Type) -> Node | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return Constant(1 << self._option(node, type_), type_)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "one_of":
            return Constant(self._mask(node.args, type_, node), type_)
        return None

    def _option(self, node: ast.expr, type_: Type) -> int:
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            raise self.fail(node, "an option in quotes is expected here")
        if node.value not in type_.options:
            raise self.fail(node, f"no option “{node.value}”{nearest(node.value, type_.options)}; "
                                  f"there are: {', '.join(type_.options)}")  # fmt: skip
        return type_.index(node.value)

    def _mask(self, nodes: list[ast.expr], type_: Type, place: ast.AST) -> int:
        if not nodes:
            raise self.fail(place, "name at least one option")
        mask = 0
        for node in nodes:
            mask |= 1 << self._option(node, type_)
        return mask

    def _compare(self, node: ast.Compare) -> Node:
        if len(node.ops) != 1:
            raise self.fail(node, "write two comparisons joined by “and”")
        left, op, right = node.left, node.ops[0], node.comparators[0]
        if isinstance(op, ast.In | ast.NotIn):
            found = self._membership(left, right)
            return found if isinstance(op, ast.In) else negation(found)
        symbol = _COMPARISONS.get(type(op))
        if symbol is None:
            raise self.fail(node, "this comparison is not part of the language")
        if isinstance(left, ast.Constant) and isinstance(left.value, str):
            raise self.fail(left, "write the question first, then the option")
        subject = self.infer(left)
        kind = subject.type.kind
        if kind == "choice":
            return self._rank(subject, symbol, right)
        if kind in ("number", "date"):
            return Compare(symbol, subject, self.read(right, subject.type))  # type: ignore[arg-type]
        if kind == "multi":
            raise self.fail(node, "a question with several answers is tested with “'option' in question”")
        if kind == "boolean" and symbol in ("==", "!="):
            other = self.read(right, BOOLEAN)
            if not isinstance(other, Constant):
                raise self.fail(node, "compare a yes/no value with true or false only")
            same = (other.value == 1) == (symbol == "==")
            return subject if same else negation(subject)
        raise self.fail(node, f"a {kind} cannot be compared")

    def _rank(self, subject: Node, symbol: str, right: ast.expr) -> Node:
        type_ = subject.type
        position = self._option(right, type_)
        if symbol in ("==", "!="):
            mask = 1 << position
            return OptionIn(subject, mask if symbol == "==" else type_.full & ~mask)
        if not type_.ordered:
            raise self.fail(right, "these options have no order: use == or in")
        below, upto = (1 << position) - 1, (1 << position + 1) - 1
        masks = {"<": below, "<=": upto, ">": type_.full & ~upto, ">=": type_.full & ~below}
        return OptionIn(subject, masks[symbol])

    def _membership(self, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            subject = self.infer(left)
            if subject.type.kind != "choice":
                raise self.fail(left, "only a single-choice value can be “in” a list of options")
            return OptionIn(subject, self._mask(right.elts, subject.type, right))
        container = self.infer(right)
        if container.type.kind == "choice":
            return OptionIn(container, 1 << self._option(left, container.type))
        if container.type.kind != "multi":
            raise self.fail(
                right, "a question with several answers, or a list of options, is expected after “in”"
            )
        return Includes(container, self._option(left, container.type))

    def _arithmetic(self, node: ast.BinOp) -> Node:
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            raise self.fail(node, "only + - * / are part of the language")
        left, right = self.infer(node.left), self.infer(node.right)
        kinds = (left.type.kind, right.type.kind)
        if kinds == ("number", "number"):
            return Arithmetic(op, left, right, NUMBER)  # type: ignore[arg-type]
        if kinds == ("date", "duration") and op in "+-":
            return Arithmetic(op, left, right, DATE)  # type: ignore[arg-type]
        raise self.fail(node, f"cannot compute {kinds[0]} {op} {kinds[1]}")

    def _call(self, node: ast.Call) -> Node:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            wrong = node.func.id if isinstance(node.func, ast.Name) else "this"
            raise self.fail(node, f"unknown function “{wrong}”{nearest(wrong, FUNCTIONS)}")
        if node.keywords:
            raise self.fail(node, "functions take no named arguments")
        function = node.func.id
        if function in _SETS:
            return self._set_test(function, node)
        if function == "one_of":
            raise self.fail(node, "one_of gives a choice: use it as the value of a choice")
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Constant):
            raise self.fail(node, f"{function} takes one literal")
        value = node.args[0].value
        if function == "done":
            if not isinstance(value, str):
                raise self.fail(node, "done takes the id of a duty in quotes")
            return Answer(f"done:{value}", BOOLEAN)
        if function == "date":
            try:
                return Constant(date.fromisoformat(str(value)).toordinal(), DATE)
            except ValueError:
                raise self.fail(node, f"{value!r} is not a date like '2026-05-26'") from None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100_000:
            raise self.fail(node, f"{function} takes a whole number")
        months, days = _DURATIONS[function]
        return Constant((months * value, days * value), DURATION)

    def _set_test(self, function: str, node: ast.Call) -> Node:
        if len(node.args) < 2:
            raise self.fail(node, f"{function} takes a question with several answers, then options")
        subject = self.infer(node.args[0])
        if subject.type.kind != "multi":
            raise self.fail(node.args[0], f"{function} is for questions with several answers")
        mask = self._mask(node.args[1:], subject.type, node)
        chosen = [bit for bit in range(len(subject.type.options)) if mask >> bit & 1]
        if function == "only":
            others = [bit for bit in range(len(subject.type.options)) if not mask >> bit & 1]
            return conjunction(tuple(negation(Includes(subject, bit)) for bit in others))
        tests: tuple[Node, ...] = tuple(Includes(subject, bit) for bit in chosen)
        return disjunction(tests) if function == "any_of" else conjunction(tests)
