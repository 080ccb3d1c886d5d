"""Uncertain durations: the published formulas, bounds, and what is left of a task under way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agathe.roadmap.schedule.durations import Certain, Pert

_WEEKS = st.floats(0, 200, allow_nan=False).map(lambda value: round(value, 2))
PERTS = st.tuples(_WEEKS, _WEEKS, _WEEKS).map(sorted).map(lambda values: Pert(*values))


@given(PERTS, st.lists(st.floats(0, 1), min_size=1, max_size=20).map(sorted))
def test_quantiles_rise_within_the_bounds(pert: Pert, chances: list[float]) -> None:
    values = pert.quantile(np.array(chances))
    assert (np.diff(values) >= -1e-9).all()
    assert pert.min - 1e-9 <= values.min()
    assert values.max() <= pert.max + 1e-9


@given(PERTS, st.floats(0.001, 0.999))
def test_the_table_is_as_good_as_the_exact_quantile(pert: Pert, chance: float) -> None:
    at = np.array([chance])
    assert pert.quantile(at)[0] == pytest.approx(
        pert.exact_quantile(at)[0], abs=6e-5 * (pert.max - pert.min) + 1e-12
    )


@given(PERTS)
def test_mean_and_variance_are_those_of_the_quantiles(pert: Pert) -> None:
    chances = (np.arange(200_000) + 0.5) / 200_000
    values = pert.quantile(chances)
    width = pert.max - pert.min
    assert values.mean() == pytest.approx(pert.mean, abs=1e-4 * width + 1e-9)
    assert values.var() == pytest.approx(pert.variance, abs=1e-4 * width**2 + 1e-9)


@pytest.mark.parametrize("values", [(2, 1, 3), (1, 4, 3), (float("nan"), 1, 2), (0, 1, float("inf"))])
def test_values_out_of_order_are_refused(values: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="in this order"):
        Pert(*values)


def test_a_width_of_zero_is_certain() -> None:
    assert Pert(3, 3, 3).quantile(np.array([0.0, 0.5, 1.0])).tolist() == [3, 3, 3]
    assert Pert(3, 3, 3).cumulative(2.9) == 0
    assert Pert(3, 3, 3).cumulative(3) == 1


@given(PERTS, st.floats(0, 250))
def test_what_is_left_is_the_conditional_distribution(pert: Pert, elapsed: float) -> None:
    """P(left <= x) = P(elapsed < whole <= elapsed + x) / P(whole > elapsed)."""
    left = pert.after(elapsed)
    if elapsed >= pert.max:
        assert left == Certain(0.0)
        return
    passed = pert.cumulative(elapsed)
    if passed > 0.999:
        return
    for chance in (0.1, 0.5, 0.9):
        value = float(left.quantile(np.array([chance]))[0])
        assert 0 <= value <= pert.max - elapsed + 1e-9
        found = (pert.cumulative(elapsed + value) - passed) / (1 - passed)
        if pert.max - pert.min > 0.1:
            assert found == pytest.approx(chance, abs=5e-3)
