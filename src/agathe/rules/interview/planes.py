"""Sets of profiles kept as bit planes, so that changing one answer of all of them costs almost nothing.

A plane is a Python integer with one bit for each profile; the planes of an answer are those of
:mod:`agathe.rules.columnar`. The same profiles can be repeated in tiles, each tile with one answer forgotten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agathe.rules.columnar import ColumnarEvaluator, Columns, Integers
from agathe.rules.scalar import Value
from agathe.rules.syntax import Type

Numbers = npt.NDArray[np.float64]


def plane_count(type_: Type) -> int:
    """Planes of a boolean, a choice or a multi."""
    return {"boolean": 2, "choice": len(type_.options), "multi": 2 * len(type_.options)}[type_.kind]


def is_numeric(type_: Type) -> bool:
    """Whether values are numbers or dates, kept as a column and not as planes."""
    return type_.kind in ("number", "date")


@dataclass(frozen=True, eq=False)
class Planes:
    """Answers of ``size`` profiles.

    Attributes:
        size: number of profiles.
        bits: planes of booleans, choices and multis by question; a question without planes is unknown for everybody.
        numbers: columns of numbers and dates (NaN for unknown); absent: unknown for everybody.
    """

    size: int
    bits: Mapping[str, tuple[int, ...]]
    numbers: Mapping[str, Numbers]

    @property
    def full(self) -> int:
        """Plane that holds every profile."""
        return (1 << self.size) - 1

    @classmethod
    def constant(cls, size: int, answers: Mapping[str, Value], inputs: Mapping[str, Type]) -> "Planes":
        """The same encoded answers for every profile."""
        full = (1 << size) - 1
        bits: dict[str, tuple[int, ...]] = {}
        numbers: dict[str, Numbers] = {}
        for id_, value in answers.items():
            type_ = inputs.get(id_)
            if type_ is None or value is None:
                continue
            if is_numeric(type_):
                numbers[id_] = np.full(size, float(value))
            else:
                bits[id_] = constant_bits(int(value), type_, full)
        return cls(size, bits, numbers)

    def forgetting(self, questions: Sequence[str]) -> "Planes":
        """All profiles once for each question, that question being unknown; then all once more, unchanged."""
        tiles = len(questions) + 1
        size = self.size * tiles
        spread = sum(1 << self.size * tile for tile in range(tiles))
        place = {question: tile for tile, question in enumerate(questions)}
        bits: dict[str, tuple[int, ...]] = {}
        numbers: dict[str, Numbers] = {}
        for id_, planes in self.bits.items():
            gone = self.full << self.size * place[id_] if id_ in place else 0
            bits[id_] = tuple((spread * plane) | gone for plane in planes)
        for id_, column in self.numbers.items():
            numbers[id_] = np.tile(column, tiles)
            if id_ in place:
                numbers[id_][self.size * place[id_] : self.size * (place[id_] + 1)] = np.nan
        return Planes(size, bits, numbers)


def constant_bits(value: int, type_: Type, full: int) -> tuple[int, ...]:
    """Planes of one encoded value given to every profile of ``full``."""
    return tuple(full if value >> bit & 1 else 0 for bit in range(plane_count(type_)))


class _Backend(Integers):
    """What compiled programs read planes from."""

    def __init__(self, planes: Planes) -> None:
        super().__init__(Columns(planes.size, planes.numbers))
        self._bits = planes.bits

    def planes(self, id_: str, type_: Type) -> tuple[object, ...]:
        return self._bits.get(id_) or (self.full,) * plane_count(type_)


def evaluate(evaluator: ColumnarEvaluator, planes: Planes) -> dict[str, tuple[int, ...]]:
    """Planes of the targets of an evaluator; of a number or a date, the plane "known" and the plane "unknown"."""
    results: dict[str, tuple[int, ...]] = {}
    backend = _Backend(planes)
    for id_, found in zip(evaluator.targets, evaluator.run(backend), strict=True):
        if is_numeric(evaluator.program.definitions[id_].type):
            column = np.asarray(found[0], dtype=np.float64)
            missing = packed(np.broadcast_to(np.isnan(column), (planes.size,)))
            results[id_] = (planes.full & ~missing, missing)
        else:
            results[id_] = found  # type: ignore[assignment]
    return results


def unsettled(planes: tuple[int, ...], type_: Type) -> int:
    """Profiles for which a value is not settled."""
    if is_numeric(type_):
        return planes[1]
    if type_.kind == "multi":
        size = len(type_.options)
        return any_plane(planes[k] & planes[size + k] for k in range(size))
    once = twice = 0
    for plane in planes:
        twice |= once & plane
        once |= plane
    return twice


def any_plane(planes: Iterable[int]) -> int:
    """Union of planes."""
    total = 0
    for plane in planes:
        total |= plane
    return total


def packed(rows: npt.NDArray[np.bool_]) -> int:
    """Plane of a boolean for each profile."""
    return int.from_bytes(np.packbits(rows, bitorder="little").tobytes(), "little")


def unpacked(planes: Sequence[int], size: int) -> npt.NDArray[np.uint8]:
    """One row for each plane, one 0 or 1 for each profile."""
    width = (size + 7) // 8
    raw = b"".join(plane.to_bytes(width, "little") for plane in planes)
    return np.unpackbits(
        np.frombuffer(raw, dtype=np.uint8).reshape(len(planes), width), axis=1, count=size, bitorder="little"
    )
