"""Uncertain durations (and costs), each known by its quantile function."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
NODES = 1025
"""Points of the table that stands for a quantile function in the simulation."""


class Duration(Protocol):
    """An uncertain quantity, by its bounds and its quantile function."""

    @property
    def min(self) -> float: ...

    @property
    def max(self) -> float: ...

    def quantile(self, chance: Floats) -> Floats:
        """Values not exceeded with these probabilities (any shape)."""
        ...


@dataclass(frozen=True)
class Pert:
    """Beta distribution of shape 4 between two bounds, by its mode (PERT).

    Mean ``(min + 4 likely + max) / 6``; parameters ``1 + 4 (likely - min) / (max - min)`` and
    ``1 + 4 (max - likely) / (max - min)``; variance ``(mean - min) (max - mean) / 7``. All in the unit of the bounds.

    Raises:
        ValueError: the three values are not finite and in order.
    """

    min: float
    likely: float
    max: float

    def __post_init__(self) -> None:
        values = self.min, self.likely, self.max
        if not all(map(math.isfinite, values)) or not self.min <= self.likely <= self.max:
            raise ValueError(f"lowest, likely and highest values in this order, not {values}")

    @property
    def _mode(self) -> float:
        """Place of the mode between the bounds, from 0 to 1."""
        width = self.max - self.min
        return 0.5 if width == 0 else (self.likely - self.min) / width

    @property
    def alpha(self) -> float:
        return 1 + 4 * self._mode

    @property
    def beta(self) -> float:
        return 5 - 4 * self._mode

    @property
    def mean(self) -> float:
        return (self.min + 4 * self.likely + self.max) / 6

    @property
    def variance(self) -> float:
        return (self.mean - self.min) * (self.max - self.mean) / 7

    def cumulative(self, value: float) -> float:
        """Probability not to exceed a value."""
        from scipy.special import betainc

        if self.max == self.min:
            return float(value >= self.min)
        place = min(max((value - self.min) / (self.max - self.min), 0.0), 1.0)
        return float(betainc(self.alpha, self.beta, place))

    def exact_quantile(self, chance: Floats) -> Floats:
        """Quantiles to machine precision (:meth:`quantile` reads a table, a thousand times finer than any draw needs)."""
        from scipy.special import betaincinv

        return np.asarray(self.min + (self.max - self.min) * betaincinv(self.alpha, self.beta, chance))

    def quantile(self, chance: Floats) -> Floats:
        return self.min + (self.max - self.min) * np.interp(chance, *_table(self._mode))

    def after(self, elapsed: float) -> "Duration":
        """What is left of a duration that has already lasted ``elapsed``: the conditional distribution."""
        if elapsed >= self.max:
            return Certain(0.0)
        if elapsed <= self.min:
            return Pert(self.min - elapsed, self.likely - elapsed, self.max - elapsed)
        return _Remainder(self, elapsed, self.cumulative(elapsed))


@dataclass(frozen=True)
class Certain:
    """A value without uncertainty."""

    value: float

    @property
    def min(self) -> float:
        return self.value

    @property
    def max(self) -> float:
        return self.value

    def quantile(self, chance: Floats) -> Floats:
        return np.full_like(chance, self.value)


@dataclass(frozen=True)
class _Remainder:
    """What is left of a duration, given that it exceeds ``elapsed`` (which it does with chance ``1 - passed``)."""

    whole: Pert
    elapsed: float
    passed: float
    min: float = 0.0

    @property
    def max(self) -> float:
        return self.whole.max - self.elapsed

    def quantile(self, chance: Floats) -> Floats:
        left = self.whole.quantile(self.passed + chance * (1 - self.passed)) - self.elapsed
        return np.maximum(left, 0.0)


@lru_cache(maxsize=512)
def _table(mode: float) -> tuple[Floats, Floats]:
    """Quantiles of the beta distribution of a mode, at chances set closer near both ends, where they move fastest."""
    from scipy.special import betaincinv

    chances = np.sin(np.linspace(0.0, np.pi / 2, NODES)) ** 2
    chances[-1] = 1.0
    values = betaincinv(1 + 4 * mode, 5 - 4 * mode, chances)
    for column in (chances, values):
        column.setflags(write=False)
    return chances, values
