"""Three-valued evaluation of a program on many profiles at once.

Every boolean is two bit planes (may be true, may be false) with one bit for each profile; a choice is one plane for
each option; a multi two planes for each option. Planes are packed NumPy words for large sets of profiles, or Python
integers for a few thousand, which have less overhead: both obey ``& | ^``, so the same code runs on both. Numbers and
dates are float columns with NaN for unknown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agathe.rules.dates import shift_all
from agathe.rules.program import Program
from agathe.rules.scalar import Value, unknown
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

Column = npt.NDArray[Any]
SMALL = 4096
"""Up to this many profiles, planes are Python integers."""
CHUNK = 1 << 16
"""Profiles evaluated together in one pass, so that the planes stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Answers of ``size`` profiles, one column for each input.

    Integer columns hold the encodings of :mod:`agathe.rules.scalar`; number and date columns are floats (NaN unknown).
    Inputs without a column are unknown for everybody.
    """

    size: int
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, profiles: Sequence[Mapping[str, Value]], inputs: Mapping[str, Type]) -> "Columns":
        """Columns of encoded profiles."""
        columns: dict[str, Column] = {}
        for id_, type_ in inputs.items():
            default = unknown(type_)
            values = [profile.get(id_, default) for profile in profiles]
            if type_.kind in ("number", "date"):
                columns[id_] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
            else:
                columns[id_] = np.array(values, dtype=np.int64)
        return cls(len(profiles), columns)

    def slice(self, start: int, stop: int) -> "Columns":
        part = {id_: column[start:stop] for id_, column in self.columns.items()}
        return Columns(min(stop, self.size) - start, part)


class Results:
    """Values of the definitions of a program on a set of profiles."""

    def __init__(
        self, size: int, types: Mapping[str, Type], planes: Mapping[str, tuple[object, ...]]
    ) -> None:
        self.size = size
        self._types = types
        self._planes = planes

    def __getitem__(self, id_: str) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
        """Encoded values (as :mod:`agathe.rules.scalar` encodes them), one for each profile."""
        if self._types[id_].kind in ("number", "date"):
            return np.broadcast_to(np.asarray(self._planes[id_][0], dtype=np.float64), (self.size,))
        total = np.zeros(self.size, dtype=np.int64)
        for bit, plane in enumerate(self._planes[id_]):
            total |= self.bits(plane).astype(np.int64) << bit
        return total

    def planes(self, id_: str) -> tuple[object, ...]:
        """The packed planes of a definition: (true, false), one for each option, or (in..., out...)."""
        return self._planes[id_]

    def bits(self, plane: object) -> npt.NDArray[np.uint8]:
        """One byte for each profile."""
        if isinstance(plane, int):
            raw = plane.to_bytes((self.size + 7) // 8, "little")
            return np.unpackbits(np.frombuffer(raw, dtype=np.uint8), count=self.size, bitorder="little")
        words: npt.NDArray[np.uint8] = plane  # type: ignore[assignment]
        return np.unpackbits(words.view(np.uint8), count=self.size, bitorder="little")

    def __contains__(self, id_: str) -> bool:
        return id_ in self._planes


class ColumnarEvaluator:
    """Evaluates a program on columns of answers.

    Args:
        program: what to compute.
        targets: ids wanted in the results (all definitions when ``None``).

    Attributes:
        run: the compiled program: planes of each target, from a :class:`Backend` that gives the answers.
    """

    def __init__(self, program: Program, targets: Sequence[str] | None = None) -> None:
        self.program = program if targets is None else program.restricted(targets)
        self.targets = tuple(self.program.definitions if targets is None else targets)
        self._types = {id_: self.program.definitions[id_].type for id_ in self.targets}
        self.run = _Writer(self.program, self.targets).compile()

    def __call__(self, columns: Columns) -> Results:
        """Evaluate all profiles together (see :meth:`chunks` for millions of them)."""
        backend = Integers(columns) if columns.size <= SMALL else _Words(columns)
        return Results(columns.size, self._types, dict(zip(self.targets, self.run(backend), strict=True)))

    def chunks(self, columns: Columns, size: int = CHUNK) -> Iterator[tuple[int, Results]]:
        """Evaluate in slices of ``size`` profiles; yields the first row of each slice and its results."""
        for start in range(0, columns.size, size):
            yield start, self(columns.slice(start, start + size))


class Backend:
    """Planes and columns of one set of profiles."""

    full: object
    none: object

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.size = columns.size

    def pack(self, bits: npt.NDArray[Any]) -> object:
        """A plane from one truth value (or number, true when not zero) for each profile."""
        raise NotImplementedError

    def unpack(self, plane: object) -> npt.NDArray[np.bool_]:
        raise NotImplementedError

    def planes(self, id_: str, type_: Type) -> tuple[object, ...]:
        """Planes of an answer."""
        column = self.columns.columns.get(id_)
        count = {"boolean": 2, "choice": len(type_.options), "multi": 2 * len(type_.options)}[type_.kind]
        if column is None:
            return (self.full,) * count
        return tuple(self.pack(column & column.dtype.type(1 << bit)) for bit in range(count))

    def column(self, id_: str) -> npt.NDArray[np.float64]:
        """Float column of a number or date."""
        column = self.columns.columns.get(id_)
        return np.full(self.size, np.nan) if column is None else column.astype(np.float64, copy=False)

    def compare(self, op: str, left: object, right: object) -> tuple[object, object]:
        x, y = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
        missing = np.broadcast_to(np.isnan(x) | np.isnan(y), (self.size,))
        holds = np.broadcast_to(_COMPARISONS[op](x, y), (self.size,))
        return self.pack(holds | missing), self.pack(~holds | missing)

    def select(self, true: object, false: object, then: object, otherwise: object) -> npt.NDArray[np.float64]:
        """Number chosen by a three-valued test: unknown when the test is and the two sides differ."""
        may, may_not = self.unpack(true), self.unpack(false)
        x = np.broadcast_to(np.asarray(then, dtype=np.float64), (self.size,))
        y = np.broadcast_to(np.asarray(otherwise, dtype=np.float64), (self.size,))
        return np.where(may & may_not & (x != y), np.nan, np.where(may, x, y))

    def shift(self, days: object, duration: tuple[int, int], sign: int) -> npt.NDArray[np.float64]:
        return shift_all(np.atleast_1d(np.asarray(days, dtype=np.float64)), duration, sign)

    def compute(self, op: str, left: object, right: object) -> npt.NDArray[np.float64]:
        x, y = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
        if op == "/":
            y = np.where(y == 0, np.nan, y)
        result: npt.NDArray[np.float64] = _ARITHMETIC[op](x, y)
        return result


class Integers(Backend):
    """Planes as Python integers."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self.full = (1 << self.size) - 1
        self.none = 0

    def pack(self, bits: npt.NDArray[Any]) -> int:
        return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")

    def unpack(self, plane: object) -> npt.NDArray[np.bool_]:
        raw = plane.to_bytes((self.size + 7) // 8, "little")  # type: ignore[attr-defined]
        return np.unpackbits(np.frombuffer(raw, dtype=np.uint8), count=self.size, bitorder="little").astype(
            np.bool_
        )


class _Words(Backend):
    """Planes as arrays of 64-bit words."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self.words = (self.size + 63) // 64
        self.full = self.pack(np.ones(self.size, dtype=np.bool_))
        self.none = np.zeros(self.words, dtype=np.uint64)

    def pack(self, bits: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
        packed = np.zeros(self.words * 8, dtype=np.uint8)
        raw = np.packbits(bits, bitorder="little")
        packed[: raw.size] = raw
        return packed.view(np.uint64)

    def unpack(self, plane: object) -> npt.NDArray[np.bool_]:
        words: npt.NDArray[np.uint64] = plane  # type: ignore[assignment]
        return np.unpackbits(words.view(np.uint8), count=self.size, bitorder="little").astype(np.bool_)


_COMPARISONS: dict[str, Any] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


_ARITHMETIC: dict[str, Any] = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}


class _Writer:
    """Writes straight-line Python over planes; each distinct node becomes a tuple of variables."""

    def __init__(self, program: Program, targets: Sequence[str]) -> None:
        self.program = program
        self.targets = targets
        self.lines: list[str] = []
        self.seen: dict[Node, tuple[str, ...]] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.count = 0
        self.scope: dict[str, object] = {}

    def compile(self) -> Callable[[Backend], tuple[tuple[object, ...], ...]]:
        for id_, definition in self.program.definitions.items():
            self.names[id_] = self.write(definition.node)
        results = "".join(f"({', '.join(self.names[id_])},), " for id_ in self.targets)
        body = "\n".join(f"    {line}" for line in self.lines)
        exec(f"def run(b):\n    full, none = b.full, b.none\n{body}\n    return ({results})", self.scope)
        return self.scope["run"]  # type: ignore[return-value]

    def new(self, expression: str) -> str:
        variable = f"p{self.count}"
        self.count += 1
        self.lines.append(f"{variable} = {expression}")
        return variable

    def bind(self, value: object) -> str:
        name = f"k{len(self.scope)}"
        self.scope[name] = value
        return name

    def write(self, node: Node) -> tuple[str, ...]:
        if isinstance(node, Name) and node.id in self.names:
            return self.names[node.id]
        known = self.seen.get(node)
        if known is None:
            known = self.seen[node] = self._planes(node)
        return known

    def _planes(self, node: Node) -> tuple[str, ...]:
        match node:
            case Constant():
                return self._constant(node)
            case Answer(id=id_, type=type_):
                if type_.kind in ("number", "date"):
                    return (self.new(f"b.column({id_!r})"),)
                size = {"boolean": 2, "choice": len(type_.options), "multi": 2 * len(type_.options)}[
                    type_.kind
                ]
                variables = tuple(f"p{self.count + k}" for k in range(size))
                self.count += size
                self.lines.append(f"{', '.join(variables)}, = b.planes({id_!r}, {self.bind(type_)})")
                return variables
            case Not(item=item):
                true, false = self.write(item)
                return false, true
            case And(items=items):
                return self._both([self.write(item) for item in items], " & ", " | ")
            case Or(items=items):
                return self._both([self.write(item) for item in items], " | ", " & ")
            case OptionIn(subject=subject, mask=mask):
                planes = self.write(subject)
                inside = [plane for bit, plane in enumerate(planes) if mask >> bit & 1]
                outside = [plane for bit, plane in enumerate(planes) if not mask >> bit & 1]
                return self._join(inside), self._join(outside)
            case Includes(subject=subject, option=option):
                planes = self.write(subject)
                return planes[option], planes[len(subject.type.options) + option]
            case Compare(op=op, left=left, right=right):
                x, y = self._number(left), self._number(right)
                true, false = f"p{self.count}", f"p{self.count + 1}"
                self.count += 2
                self.lines.append(f"{true}, {false} = b.compare({op!r}, {x}, {y})")
                return true, false
            case IfElse():
                return self._if_else(node)
            case Arithmetic(op=op, left=left, right=right):
                if isinstance(right, Constant) and right.type.kind == "duration":
                    return (
                        self.new(f"b.shift({self._number(left)}, {right.value!r}, {1 if op == '+' else -1})"),
                    )
                return (self.new(f"b.compute({op!r}, {self._number(left)}, {self._number(right)})"),)
            case Table():
                return self._table(node)
            case Members(items=items):
                pairs = [self.write(item) for item in items]
                return (*(pair[0] for pair in pairs), *(pair[1] for pair in pairs))
        raise TypeError(f"no columnar evaluation for {type(node).__name__}")

    def _number(self, node: Node) -> str:
        return repr(float(node.value)) if isinstance(node, Constant) else self.write(node)[0]  # type: ignore[arg-type]

    def _constant(self, node: Constant) -> tuple[str, ...]:
        kind = node.type.kind
        if kind == "boolean":
            return ("full" if int(node.value) & 1 else "none", "full" if int(node.value) & 2 else "none")  # type: ignore[arg-type]
        if kind in ("number", "date"):
            return (repr(float(node.value)),)  # type: ignore[arg-type]
        size, value = len(node.type.options), int(node.value)  # type: ignore[arg-type]
        inside = tuple("full" if value >> bit & 1 else "none" for bit in range(size))
        if kind == "choice":
            return inside
        return (*inside, *("none" if plane == "full" else "full" for plane in inside))

    def _join(self, planes: list[str]) -> str:
        return "none" if not planes else planes[0] if len(planes) == 1 else self.new(" | ".join(planes))

    def _both(self, pairs: list[tuple[str, ...]], for_true: str, for_false: str) -> tuple[str, str]:
        return (
            self.new(for_true.join(pair[0] for pair in pairs)),
            self.new(for_false.join(pair[1] for pair in pairs)),
        )

    def _if_else(self, node: IfElse) -> tuple[str, ...]:
        true, false = self.write(node.condition)
        if node.type.kind in ("number", "date"):
            return (
                self.new(
                    f"b.select({true}, {false}, {self._number(node.then)}, {self._number(node.otherwise)})"
                ),
            )
        then, otherwise = self.write(node.then), self.write(node.otherwise)
        return tuple(self.new(f"{true} & {x} | {false} & {y}") for x, y in zip(then, otherwise, strict=True))

    def _table(self, node: Table) -> tuple[str, ...]:
        rows: list[tuple[str, str, int]] = []
        for when, mask in node.rows:
            true, false = self.write(when)
            rows.append((true, false, mask))
        combine = {"unique": self._unique, "first": self._first, "highest": self._highest}
        return combine[node.decide](rows, node.type)

    def _spread(self, terms: list[list[str]], type_: Type) -> tuple[str, ...]:
        """Planes of options from the terms that may give them; where nothing may, everything may."""
        planes = [self._join(option_terms) for option_terms in terms]
        gap = self.new(f"full ^ ({' | '.join(planes)})")
        return tuple(self.new(f"{plane} | {gap}") for plane in planes)

    def _unique(self, rows: list[tuple[str, str, int]], type_: Type) -> tuple[str, ...]:
        sure = [self.new(f"{true} & (full ^ {false})") for true, false, _ in rows]
        undecided = self.new(f"full ^ ({' | '.join(sure)})") if sure else "full"
        terms: list[list[str]] = [[] for _ in type_.options]
        for (true, _, mask), certain in zip(rows, sure, strict=True):
            live = self.new(f"{certain} | {true} & {undecided}")
            terms = [[*t, live] if mask >> bit & 1 else t for bit, t in enumerate(terms)]
        return self._spread(terms, type_)

    def _first(self, rows: list[tuple[str, str, int]], type_: Type) -> tuple[str, ...]:
        terms: list[list[str]] = [[] for _ in type_.options]
        open_ = "full"
        for true, false, mask in rows:
            live = true if open_ == "full" else self.new(f"{true} & {open_}")
            terms = [[*t, live] if mask >> bit & 1 else t for bit, t in enumerate(terms)]
            # Later rows count only where this one does not surely hold.
            open_ = false if open_ == "full" else self.new(f"{open_} & {false}")
        return self._spread(terms, type_)

    def _highest(self, rows: list[tuple[str, str, int]], type_: Type) -> tuple[str, ...]:
        size = len(type_.options)
        current = ["full"] + ["none"] * (size - 1)
        for true, false, mask in rows:
            row = [true if mask >> bit & 1 else "none" for bit in range(size)]
            row[0] = self.new(
                f"{row[0]} | {false}"
            )  # where it may not hold, it adds nothing: the lowest option
            upto_row, upto_current = self._cumulated(row), self._cumulated(current)
            updated = []
            for bit in range(size):
                terms = []
                if current[bit] != "none" and upto_row[bit] != "none":
                    terms.append(f"{current[bit]} & {upto_row[bit]}")
                if row[bit] != "none" and upto_current[bit] != "none":
                    terms.append(f"{row[bit]} & {upto_current[bit]}")
                updated.append(self.new(" | ".join(terms)) if terms else "none")
            current = updated
        return tuple(current)

    def _cumulated(self, planes: list[str]) -> list[str]:
        totals, total = [], "none"
        for plane in planes:
            if plane != "none":
                total = plane if total == "none" else self.new(f"{total} | {plane}")
            totals.append(total)
        return totals
