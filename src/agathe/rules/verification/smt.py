"""Translation of programs to the solver z3, over complete profiles.

Every question has an answer and every uncertainty of the texts is settled one way: two-valued logic. What nobody can
settle (the literal ``unknown``, a table row with several values) becomes a free variable of its own, named after the
definition and the place where it is written, so that it is the same in two copies of a program.

Values: a boolean is one term; a choice is one boolean for each option, exactly one of which holds; a multi is one
boolean for each option; a number is a real, a date an integer (ordinal). Each definition becomes solver constants
defined once; two days, or two copies, share the definitions that do not differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agathe.kernel import AgatheError
from agathe.knowledge.schema.question import Question
from agathe.rules.dates import shift
from agathe.rules.program import Program
from agathe.rules.scalar import Value, compute
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
    answers_in,
    names_in,
)

Terms = tuple[Any, ...]
"""Solver terms of one value, laid out as the module says (z3 is not typed)."""
EFFORT = 20_000_000
"""Resource units the solver may spend on one question (deterministic, unlike a time limit): some seconds."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal()
"""Dates considered, where the question gives no bounds."""
_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def load_z3() -> Any:
    """The z3 module.

    Raises:
        AgatheError: it is not installed.
    """
    try:
        import z3
    except ImportError:
        raise AgatheError("the verification needs the solver z3: pip install agathe[verify]") from None
    return z3


@dataclass(frozen=True)
class Outcome:
    """Answer of the solver.

    Attributes:
        possible: whether some profile fits; ``None`` when the solver gave up.
        answers: when it does, a complete profile in the encoding of :mod:`agathe.rules.scalar`.
    """

    possible: bool | None
    answers: Mapping[str, Value] | None = None


class Solver:
    """One incremental solver that holds the definitions of all programs asked about.

    Args:
        questions: by id; gives the bounds of answers and the options that exclude the others.
    """

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self.z3 = load_z3()
        self.questions = questions
        self._solver = self.z3.SimpleSolver()
        self._solver.set(random_seed=0, rlimit=EFFORT)
        self._answers: dict[tuple[str, str], Terms] = {}
        self._types: dict[str, Type] = {}
        self.known: dict[object, tuple[int, Terms]] = {}
        """Terms of each definition encoded so far, with a number that stands for it in the keys of its dependents."""

    def check(self, *conditions: Any) -> Outcome:
        """Whether the conditions can hold together."""
        self._solver.push()
        try:
            self._solver.add(*conditions)
            found = self._solver.check()
            if found == self.z3.sat:
                model = self._solver.model()
                answers = {
                    id_: self._read(model, id_, t) for (id_, copy), t in self._answers.items() if not copy
                }
                return Outcome(True, answers)
            return Outcome(False if found == self.z3.unsat else None)
        finally:
            self._solver.pop()

    def require(self, *terms: Any) -> None:
        """Add what always holds (to be called between two checks only)."""
        self._solver.add(*terms)

    def variables(self, name: str, type_: Type) -> Terms:
        """Free variables of a type."""
        z3 = self.z3
        match type_.kind:
            case "boolean":
                return (z3.Bool(name),)
            case "number":
                return (z3.Real(name),)
            case "date":
                return (z3.Int(name),)
        terms = tuple(z3.Bool(f"{name}={option}") for option in type_.options)
        if type_.kind == "choice":
            self.require(z3.PbEq([(term, 1) for term in terms], 1))
        return terms

    def answer(self, id_: str, type_: Type, copy: str) -> Terms:
        """The raw answer to a question, within its bounds; ``copy`` tells two profiles apart."""
        key = (id_, copy)
        if key not in self._answers:
            self._types[id_] = type_
            self._answers[key] = terms = self.variables(f"{id_}{copy}", type_)
            self._bound(self.questions.get(id_), type_, terms)
        return self._answers[key]

    def _bound(self, question: Question | None, type_: Type, terms: Terms) -> None:
        z3 = self.z3
        if type_.kind in ("number", "date"):
            low, high = (question.min, question.max) if question else (None, None)
            if type_.kind == "date":
                low = low.toordinal() if isinstance(low, date) else FIRST_DAY
                high = high.toordinal() if isinstance(high, date) else LAST_DAY
            self.require(
                *([terms[0] >= low] if low is not None else []),
                *([terms[0] <= high] if high is not None else []),
            )
        elif type_.kind == "multi":
            self.require(z3.Or(*terms))
            for option in question.options if question else ():
                if option.exclusive and option.id in type_.options:
                    alone = type_.index(option.id)
                    others = [term for bit, term in enumerate(terms) if bit != alone]
                    self.require(z3.Implies(terms[alone], z3.Not(z3.Or(*others))))

    def _read(self, model: Any, id_: str, terms: Terms) -> Value:
        type_, z3 = self._types[id_], self.z3
        values = [model.eval(term, model_completion=True) for term in terms]
        match type_.kind:
            case "number":
                return float(values[0].as_fraction())
            case "date":
                return int(values[0].as_long())
            case "boolean":
                return 1 if z3.is_true(values[0]) else 2
        inside = sum(1 << bit for bit, value in enumerate(values) if z3.is_true(value))
        return inside if type_.kind == "choice" else inside | (type_.full & ~inside) << len(type_.options)


class Encoding:
    """The terms of one program in a solver.

    Args:
        solver: where definitions are kept.
        program: program of one day.
        changed: questions whose answer is a second, independent one (to compare two profiles that differ there).
    """

    def __init__(self, solver: Solver, program: Program, changed: frozenset[str] = frozenset()) -> None:
        self.solver = solver
        self.program = program
        self.changed = changed
        self._versions: dict[str, tuple[int, Terms]] = {}

    def name(self, id_: str) -> Terms:
        """Terms of a definition of the program."""
        return self._version(id_)[1]

    def condition(self, node: Node, place: str) -> Any:
        """Term of a boolean node; ``place`` names what it leaves open."""
        return _Translator(self, place).boolean(node)

    def _version(self, id_: str) -> tuple[int, Terms]:
        if id_ not in self._versions:
            node = self.program.definitions[id_].node
            used = tuple(self._version(name)[0] for name in sorted(names_in(node)))
            key = (id_, node, used, self.changed & answers_in(node))
            known = self.solver.known
            if key not in known:
                known[key] = (len(known), self._define(id_, node, len(known)))
            self._versions[id_] = known[key]
        return self._versions[id_]

    def _define(self, id_: str, node: Node, number: int) -> Terms:
        terms = _Translator(self, id_).terms(node)
        if isinstance(node, Answer):
            return terms
        z3 = self.solver.z3
        constants = [z3.Const(f"{id_}#{number}.{bit}", term.sort()) for bit, term in enumerate(terms)]
        self.solver.require(*(constant == term for constant, term in zip(constants, terms, strict=True)))
        return tuple(constants)


class _Translator:
    """Translates the nodes of one definition."""

    def __init__(self, encoding: Encoding, place: str) -> None:
        self.encoding = encoding
        self.solver = encoding.solver
        self.z3 = encoding.solver.z3
        self.place = place
        self.free = 0

    def boolean(self, node: Node) -> Any:
        return self.terms(node)[0]

    def open(self, type_: Type) -> Terms:
        """Free variables for what nobody can settle at this place."""
        self.free += 1
        return self.solver.variables(f"{self.place}?{self.free}", type_)

    def terms(self, node: Node) -> Terms:
        z3 = self.z3
        match node:
            case Constant():
                return self._constant(node)
            case Name(id=id_):
                return self.encoding.name(id_)
            case Answer(id=id_, type=type_):
                return self.solver.answer(id_, type_, "'" if id_ in self.encoding.changed else "")
            case Not(item=item):
                return (z3.Not(self.boolean(item)),)
            case And(items=items):
                return (z3.And(*(self.boolean(item) for item in items)),)
            case Or(items=items):
                return (z3.Or(*(self.boolean(item) for item in items)),)
            case OptionIn(subject=subject, mask=mask):
                options = self.terms(subject)
                return (z3.Or(*(term for bit, term in enumerate(options) if mask >> bit & 1)),)
            case Includes(subject=subject, option=option):
                return (self.terms(subject)[option],)
            case Compare(op=op, left=left, right=right):
                return (self._compare(op, left, right),)
            case IfElse(condition=condition, then=then, otherwise=otherwise):
                test, pairs = (
                    self.boolean(condition),
                    zip(self.terms(then), self.terms(otherwise), strict=True),
                )
                return tuple(z3.If(test, x, y) for x, y in pairs)
            case Arithmetic(op=op, left=left, right=right):
                value = fixed(node)
                return (
                    (self._arithmetic(op, left, right),)
                    if value is None
                    else self._constant(Constant(value, node.type))
                )
            case Table():
                return self._table(node)
            case Members(items=items):
                return tuple(self.boolean(item) for item in items)
        raise TypeError(f"no translation for {type(node).__name__}")

    def _constant(self, node: Constant) -> Terms:
        z3, type_ = self.z3, node.type
        if type_.kind == "boolean":
            return self.open(type_) if node.value == 3 else (z3.BoolVal(node.value == 1),)
        if type_.kind in ("number", "date"):
            return (z3.RealVal(node.value) if type_.kind == "number" else z3.IntVal(int(node.value)),)  # type: ignore[arg-type]
        if type_.kind == "choice":
            return self._pick(int(node.value), type_)  # type: ignore[arg-type]
        return tuple(z3.BoolVal(bool(int(node.value) >> bit & 1)) for bit in range(len(type_.options)))  # type: ignore[arg-type]

    def _pick(self, mask: int, type_: Type) -> Terms:
        """One option among those of a mask: free where there are several."""
        z3, names = self.z3, type_.names(mask)
        if len(names) == 1:
            return tuple(z3.BoolVal(option in names) for option in type_.options)
        picked = dict(zip(names, self.open(Type("choice", names)), strict=True))
        return tuple(picked.get(option, z3.BoolVal(False)) for option in type_.options)

    # ------------------------------------------------------------------ tables

    def _table(self, node: Table) -> Terms:
        z3, type_ = self.z3, node.type
        rows = [(self.boolean(when), self._pick(mask, type_)) for when, mask in node.rows]
        if node.decide == "highest":
            reached = [z3.BoolVal(True)] + [
                z3.Or(*(z3.And(when, z3.Or(*picks[rank:])) for when, picks in rows))
                for rank in range(1, len(type_.options))
            ]
            return tuple(
                z3.And(here, z3.Not(above))
                for here, above in zip(reached, [*reached[1:], z3.BoolVal(False)], strict=True)
            )
        # A unique table is read like a first one: where they differ, the table itself is reported.
        value = self.open(type_)
        for when, picks in reversed(rows):
            value = tuple(z3.If(when, x, y) for x, y in zip(picks, value, strict=True))
        return value

    # ------------------------------------------------------------------ numbers and dates

    def _compare(self, op: str, left: Node, right: Node) -> Any:
        x, y = fixed(left), fixed(right)
        if y is not None and _is_month_shift(left):
            return self._compare_shifted(op, left, y)
        if x is not None and _is_month_shift(right):
            return self._compare_shifted(_FLIP[op], right, x)
        first, second = self.terms(left)[0], self.terms(right)[0]
        match op:
            case "==":
                return first == second
            case "!=":
                return first != second
            case "<":
                return first < second
            case "<=":
                return first <= second
            case ">":
                return first > second
        return first >= second

    def _compare_shifted(self, op: str, shifted: Node, limit: float) -> Any:
        """Compare ``day + duration`` with a fixed day: exact, since a later day never gives an earlier result."""
        assert isinstance(shifted, Arithmetic)
        assert isinstance(shifted.right, Constant)
        duration, sign = shifted.right.value, 1 if shifted.op == "+" else -1
        day = self.terms(shifted.left)[0]
        reached = day >= _first_day(duration, sign, limit)  # type: ignore[arg-type]
        passed = day >= _first_day(duration, sign, limit + 1)  # type: ignore[arg-type]
        z3 = self.z3
        exactly = z3.And(reached, z3.Not(passed))
        return {
            "<": z3.Not(reached), "<=": z3.Not(passed), ">": passed, ">=": reached, "==": exactly, "!=": z3.Not(exactly),
        }[op]  # fmt: skip

    def _arithmetic(self, op: str, left: Node, right: Node) -> Any:
        if isinstance(right, Constant) and right.type.kind == "duration":
            assert isinstance(right.value, tuple)
            months, days = right.value
            start, sign = self.terms(left)[0], 1 if op == "+" else -1
            if not months:
                return start + sign * days
            # The length of a month depends on the date: any day the shift could give.
            moved = self.z3.FreshInt("moved")
            middle, slack = start + sign * (int(months * 30.436875) + days), 4
            self.solver.require(moved >= middle - slack, moved <= middle + slack)
            return moved
        x, y = self.terms(left)[0], self.terms(right)[0]
        return x + y if op == "+" else x - y if op == "-" else x * y if op == "*" else x / y


def fixed(node: Node) -> float | None:
    """Value of a number or date that no answer changes, or ``None``."""
    if isinstance(node, Constant):
        return float(node.value) if not isinstance(node.value, tuple) else None
    if isinstance(node, Arithmetic):
        left = fixed(node.left)
        if left is not None and isinstance(node.right, Constant) and isinstance(node.right.value, tuple):
            return shift(left, node.right.value, 1 if node.op == "+" else -1)
        right = fixed(node.right)
        return compute(node.op, left, right)
    return None


def _is_month_shift(node: Node) -> bool:
    if not (isinstance(node, Arithmetic) and isinstance(node.right, Constant)):
        return False
    return isinstance(node.right.value, tuple) and node.right.value[0] != 0


def _first_day(duration: tuple[int, int], sign: int, limit: float) -> int:
    """First ordinal that the shift brings to ``limit`` or later (one past the last day when none)."""
    low, high = 1, date.max.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        if (shift(middle, duration, sign) or 0) >= limit:
            high = middle
        else:
            low = middle + 1
    return low
