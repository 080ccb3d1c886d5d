"""Random profiles, as NumPy columns: plain values for other engines, encoded answers for ours."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from agathe.knowledge.base import Knowledge
from agathe.rules.columnar import Columns
from agathe.rules.program import Program
from agathe.rules.scalar import Value
from agathe.rules.syntax import Answer, Compare, Constant, IfElse, Name, Node, Type

Array = npt.NDArray[np.generic]
_FIRST_DAY, _LAST_DAY = 735_599, 741_443  # 2015-01-01, 2030-12-31


class Sample:
    """Complete answers of ``size`` profiles, drawn with a seed.

    Booleans and options follow the weights of the questions (kept between 5 and 95 percent), "none of these" excludes
    the rest, numbers and dates fall as often around the thresholds that the rules use as anywhere else. Values are
    held once, as small as they can be: bool, option number, bit mask, float.
    """

    def __init__(self, program: Program, knowledge: Knowledge, size: int, seed: int) -> None:
        self.size = size
        self.types = program.inputs
        generator = np.random.default_rng(seed)
        limits = thresholds(program)
        self.values = {
            id_: _draw(generator, id_, type_, knowledge, limits, size)
            for id_, type_ in program.inputs.items()
        }

    def columns(self, missing: float = 0.0, seed: int = 0) -> Columns:
        """Encoded columns for our engine, a share of the answers missing."""
        generator = np.random.default_rng(seed)
        columns: dict[str, Array] = {}
        for id_, type_ in self.types.items():
            column, nothing = _encode(self.values[id_], type_)
            if missing:
                column[generator.random(self.size, dtype=np.float32) < missing] = nothing
            columns[id_] = column
        return Columns(self.size, columns)  # type: ignore[arg-type]

    def rows(self, count: int) -> list[dict[str, Value]]:
        """The first profiles, encoded one by one."""
        encoded = {
            id_: _encode(self.values[id_][:count], type_)[0].tolist() for id_, type_ in self.types.items()
        }
        return [{id_: column[row] for id_, column in encoded.items()} for row in range(count)]

    def plain(self, id_: str, option: int | None) -> Array:
        """Values of one lowered input: bool, option number or float."""
        return self.values[id_] if option is None else (self.values[id_] >> option & 1).astype(np.bool_)


def thresholds(program: Program) -> dict[str, list[float]]:
    """For each number or date, the constants it is compared with."""
    found: dict[str, set[float]] = {}

    def visit(node: Node) -> None:
        if isinstance(node, Compare):
            sides = (node.left, node.right)
            for side, other in (sides, sides[::-1]):
                if isinstance(side, Name) and isinstance(other, Constant):
                    found.setdefault(side.id, set()).add(float(other.value))  # type: ignore[arg-type]
        for child in node.children:
            visit(child)

    for definition in program.definitions.values():
        visit(definition.node)
        target = definition.node.then if isinstance(definition.node, IfElse) else definition.node
        if isinstance(target, Answer) and definition.id in found:
            found.setdefault(target.id, set()).update(found[definition.id])
    return {id_: sorted(values) for id_, values in found.items()}


def _draw(
    generator: np.random.Generator,
    id_: str,
    type_: Type,
    knowledge: Knowledge,
    limits: Mapping[str, list[float]],
    size: int,
) -> Array:
    question = knowledge.questions.get(id_)
    if type_.kind == "boolean":
        weight = 0.5 if question is None or question.weight is None else question.weight
        return generator.random(size, dtype=np.float32) < min(max(weight, 0.05), 0.95)
    if type_.kind in ("choice", "multi"):
        options = {option.id: option for option in question.options} if question else {}
        weights = np.array([options[o].weight if o in options else 0.5 for o in type_.options])
        if type_.kind == "choice":
            weights = np.maximum(weights / weights.sum(), 0.02)
            return generator.choice(len(weights), size, p=weights / weights.sum()).astype(np.uint8)
        mask = np.zeros(size, dtype=np.uint32)
        for bit, weight in enumerate(weights):
            ticked = generator.random(size, dtype=np.float32) < min(max(weight, 0.05), 0.95)
            alone = type_.options[bit] in options and options[type_.options[bit]].exclusive
            # An exclusive box unticks those before it, and holds against those after it only where it is not ticked.
            mask = (
                np.where(ticked, np.uint32(1 << bit), mask)
                if alone
                else mask | (ticked.astype(np.uint32) << bit)
            )
        for bit, option in enumerate(type_.options):
            if option in options and options[option].exclusive:
                mask = np.where((mask >> bit & 1) & (mask != 1 << bit), mask & ~np.uint32(1 << bit), mask)
        return mask
    low, high = (_FIRST_DAY, _LAST_DAY) if type_.kind == "date" else (0.0, 1000.0)
    if question is not None and type_.kind == "number":
        low = float(question.min) if isinstance(question.min, int | float) else low  # type: ignore[arg-type]
        high = float(question.max) if isinstance(question.max, int | float) else high  # type: ignore[arg-type]
    anywhere = np.rint(generator.uniform(low, high, size))
    around = limits.get(id_)
    if around:
        near = generator.choice(np.array(around), size) + generator.integers(-1, 2, size)
        anywhere = np.where(generator.random(size) < 0.5, anywhere, np.clip(near, low, high))
    return anywhere.astype(np.float32).astype(np.float64)  # OpenFisca holds numbers as 32-bit floats


def _encode(values: Array, type_: Type) -> tuple[Array, int | float]:
    """Encoded column (a copy) and the code of an unknown answer."""
    count = len(type_.options)
    match type_.kind:
        case "boolean":
            return np.where(values, np.uint8(1), np.uint8(2)), 3
        case "choice":
            codes = np.uint32(1) << values.astype(np.uint32)
            return codes.astype(np.uint8) if count <= 8 else codes, type_.full
        case "multi":
            inside = values.astype(np.uint64)
            codes = inside | ((~inside & np.uint64(type_.full)) << np.uint64(count))
            narrow = np.uint16 if count <= 8 else np.uint32 if count <= 16 else np.int64
            return codes.astype(narrow), type_.full | type_.full << count
        case _:
            return values.astype(np.float64), float("nan")
