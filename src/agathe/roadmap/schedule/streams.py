"""Random numbers of the simulation: a stream for each task, whatever else is planned.

A stream is a counter-based generator (Philox) whose key is made of the seed, the name of the task and the use of the
numbers, and whose counter holds the number of the block. Two plans that share a task therefore share its luck (common
random numbers: their difference is far more precise than either), and a longer run begins with the same plans.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from agathe.roadmap.schedule.durations import Floats

BLOCK = 10_000
"""Plans drawn together; a run is a whole number of blocks and the start of one more."""


@dataclass(frozen=True)
class Factor:
    """Something several tasks share (a team, a notified body) that makes them slow or fast together.

    Attributes:
        id: name of the stream.
        tasks: ids of the tasks.
        correlation: correlation of the normal scores of two of these tasks, from 0 to 1.
    """

    id: str
    tasks: tuple[str, ...]
    correlation: float


def scores(seed: int, name: str, block: int, size: int = BLOCK) -> Floats:
    """Standard normal scores of a stream, the first ``size`` of a block."""
    key = int.from_bytes(blake2b(f"{seed}/{name}".encode(), digest_size=16).digest(), "little")
    generator = np.random.Generator(np.random.Philox(key=key, counter=block << 64))
    return generator.standard_normal(size)


class Scores:
    """Correlated scores of the tasks in one block.

    The score of a task is the sum of its factors' scores, weighted by the roots of their correlations, and of one of its
    own; correlations that add up to more than one are scaled down.
    """

    def __init__(self, seed: int, factors: Sequence[Factor], block: int, size: int) -> None:
        self.seed, self.block, self.size = seed, block, size
        self._shared = {factor.id: scores(seed, f"factor/{factor.id}", block, size) for factor in factors}
        self._weights: dict[str, dict[str, float]] = {}
        for factor in factors:
            for task in factor.tasks:
                self._weights.setdefault(task, {})[factor.id] = factor.correlation

    def of(self, task: str) -> Floats:
        """Standard normal scores of a task's duration, shape (size,)."""
        own = scores(self.seed, f"duration/{task}", self.block, self.size)
        weights = _within_one(self._weights.get(task, {}))
        if not weights:
            return own
        total: Floats = np.sqrt(1 - min(sum(weights.values()), 1.0)) * own
        for factor, weight in weights.items():
            total += np.sqrt(weight) * self._shared[factor]
        return total

    def independent(self, use: str, task: str) -> Floats:
        """Scores of another use of a task, that nothing else shares."""
        return scores(self.seed, f"{use}/{task}", self.block, self.size)


def _within_one(weights: Mapping[str, float]) -> Mapping[str, float]:
    total = sum(weights.values())
    return weights if total <= 1 else {factor: weight / total for factor, weight in weights.items()}
