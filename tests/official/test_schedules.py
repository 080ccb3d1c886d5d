"""Published schedules: critical paths, classic PERT, exact distributions. Every expected value is met by our engine."""

from collections.abc import Iterator
from typing import Any

import pytest

from official.schedules import Drawn, solve

Expected = Any


def test_schedule_oracle(oracle: dict[str, Any]) -> None:
    """All values of a case, within the tolerance told or inside the simulation's own interval."""
    found = solve(oracle["family"], oracle["inputs"])
    compared = 0
    for name, expected in oracle["expected"].items():
        if name.endswith("_exact"):  # the same value as a fraction
            continue
        for place, value, wanted, tolerance in _pairs(name, found[name], expected):
            compared += 1
            if isinstance(value, Drawn):
                slack = 1e-3 * max(abs(wanted), 1)  # times are kept in single precision
                assert value.low - slack <= wanted <= value.high + slack, (
                    f"{place}: {value}, {wanted} expected"
                )
            elif isinstance(wanted, int | float):
                assert value == pytest.approx(wanted, abs=tolerance, rel=0), place
            else:
                assert value == wanted, place
    assert compared


def _pairs(name: str, found: Any, expected: Expected) -> Iterator[tuple[str, Any, Any, float]]:
    if isinstance(expected, dict) and "value" in expected:
        yield name, found, expected["value"], expected.get("tolerance", 0)
    elif isinstance(expected, dict):
        for key, wanted in expected.items():
            yield f"{name}/{key}", found[key], wanted, 1e-6
    else:
        yield name, found, expected, 1e-6
