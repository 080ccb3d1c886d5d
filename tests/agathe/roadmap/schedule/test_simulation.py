"""The simulation against closed forms, and what the same seed, a longer run and a common task promise."""

import numpy as np
import pytest

from agathe.roadmap.schedule.durations import Certain, Pert
from agathe.roadmap.schedule.network import CycleError
from agathe.roadmap.schedule.simulation import Activity, quantile, quantile_interval, simulate
from agathe.roadmap.schedule.streams import BLOCK, Factor

A = Activity("a", (), Pert(2, 4, 12), cost=Pert(100, 200, 600))
B = Activity("b", ("a",), Pert(1, 5, 6))
C = Activity("c", ("a",), Pert(3, 4, 5), probability=0.3, cost=Certain(50))
D = Activity("d", ("b", "c"), Pert(0, 1, 2))


def test_same_seed_same_bytes_and_other_seed_other_draws() -> None:
    runs = [simulate([A, B, C, D], draws=5000, seed=seed) for seed in (3, 3, 4)]
    assert runs[0].end.tobytes() == runs[1].end.tobytes()
    assert runs[0].cost.tobytes() == runs[1].cost.tobytes()
    assert runs[0].end.tobytes() != runs[2].end.tobytes()


def test_a_longer_run_begins_with_the_same_plans() -> None:
    short = simulate([A, B, D], draws=700, seed=1)
    long = simulate([A, B, D], draws=2 * BLOCK + 5, seed=1)
    assert (long.end[:, :700] == short.end).all()


def test_a_task_keeps_its_luck_whatever_else_is_planned() -> None:
    alone = simulate([A], draws=1000, seed=1)
    among = simulate([B, D, A, C], draws=1000, seed=1)
    assert (alone.end[0] == among.end[among.network.place["a"]]).all()


def test_a_million_draws_agree_with_ten_thousand_within_the_interval_told() -> None:
    few, many = (simulate([A, B, C, D], draws=draws, seed=11) for draws in (10_000, 1_000_000))
    place = few.network.place["d"]
    for chance in (0.5, 0.9):
        low, high = quantile_interval(few.end[place], chance, score=3)
        assert low <= quantile(many.end[place], chance) <= high
    error = few.end[place].std() / 100
    assert abs(few.end[place].mean() - many.end[place].mean()) < 4 * error


def test_means_of_a_chain_and_of_its_cost() -> None:
    simulation = simulate([A, B], draws=200_000, seed=2)
    assert simulation.end[1].mean() == pytest.approx(5 + 4.5, abs=0.02)
    assert simulation.cost.mean() == pytest.approx(250, rel=0.005)


def test_an_optional_task_takes_time_and_money_only_when_it_happens() -> None:
    simulation = simulate([C], draws=100_000, seed=2)
    happens = simulation.end[0] > 0
    assert happens.mean() == pytest.approx(0.3, abs=0.006)
    assert (simulation.cost == np.where(happens, 50, 0)).all()


def test_shared_factors_make_durations_go_together() -> None:
    pair = [Activity("a", (), Pert(0, 5, 10)), Activity("b", (), Pert(0, 5, 10))]
    apart = simulate(pair, draws=100_000, seed=5)
    together = simulate(pair, draws=100_000, seed=5, factors=[Factor("team", ("a", "b"), 0.5)])
    assert np.corrcoef(apart.end)[0, 1] == pytest.approx(0, abs=0.02)
    assert np.corrcoef(together.end)[0, 1] == pytest.approx(0.5, abs=0.03)
    # each duration keeps its own distribution
    assert together.end[0].mean() == pytest.approx(5, abs=0.03)
    assert together.end[0].std() == pytest.approx(apart.end[0].std(), rel=0.02)


def test_correlations_above_one_in_all_are_scaled_down() -> None:
    pair = [Activity("a", (), Pert(0, 5, 10)), Activity("b", (), Pert(0, 5, 10))]
    factors = [Factor("x", ("a", "b"), 0.8), Factor("y", ("a", "b"), 0.8)]
    simulation = simulate(pair, draws=20_000, seed=5, factors=factors)
    assert np.corrcoef(simulation.end)[0, 1] > 0.99
    assert simulation.end[0].std() == pytest.approx(Pert(0, 5, 10).variance ** 0.5, rel=0.03)


def test_money_is_all_spent_and_spread_over_the_task() -> None:
    task = Activity("a", (), Certain(10.0), cost=Certain(100.0), not_before=2.0)
    simulation = simulate([task], draws=10, seed=1, bounds=[1.0, 4.5, 7.0, 20.0])
    assert simulation.spent[:, 0].tolist() == pytest.approx([0, 25, 25, 50, 0])
    short = simulate([task], draws=10, seed=1, bounds=[4.5])
    assert short.spent[:, 0].tolist() == pytest.approx([25, 75])


def test_spending_adds_up_in_every_draw() -> None:
    simulation = simulate([A, B, C, D], draws=500, seed=1, bounds=[1.0, 2.0, 5.0, 9.0])
    assert np.allclose(simulation.spent.sum(axis=0), simulation.cost, rtol=1e-5)


def test_a_known_end_is_kept_unless_what_comes_before_is_late() -> None:
    task = Activity("b", ("a",), Pert(1, 2, 3), known_end=6.0)
    simulation = simulate([A, task], draws=20_000, seed=1, targets={"b": ["b"]})
    before, end = simulation.end
    assert (end[before <= 6] == 6).all()
    assert (end[before > 6] > before[before > 6]).all()
    assert simulation.late["b"] == pytest.approx(1 - Pert(2, 4, 12).cumulative(6), abs=0.02)
    # a delay of the first task only counts when it breaks the date
    assert simulation.critical["b"][0] == pytest.approx(simulation.late["b"], abs=1e-6)


def test_a_start_before_a_date_has_the_duration_of_that_time() -> None:
    task = Activity("b", ("a",), Certain(1.0), earlier=((3.0, Certain(100.0)), (6.0, Certain(10.0))))
    simulation = simulate([A, task], draws=5000, seed=1)
    before = simulation.end[0].astype(float)
    length = simulation.end[1] - simulation.end[0]
    expected = np.where(before < 3, 100, np.where(before < 6, 10, 1))
    assert np.allclose(length, expected, atol=1e-4)


def test_criticality_counts_every_longest_path() -> None:
    tasks = [
        Activity("a", (), Certain(2.0)),
        Activity("b", (), Certain(2.0)),
        Activity("c", (), Certain(1.0)),
        Activity("end", ("a", "b", "c")),
    ]
    simulation = simulate(tasks, draws=10, seed=1, targets={"end": ["end"]})
    shares = {id_: simulation.critical["end"][place] for id_, place in simulation.network.place.items()}
    assert shares == {"a": 1, "b": 1, "c": 0, "end": 1}


def test_the_earliest_of_several_tasks_is_reached() -> None:
    tasks = [Activity("a", (), Pert(0, 5, 10)), Activity("b", (), Pert(0, 5, 10))]
    simulation = simulate(tasks, draws=1000, seed=1)
    assert (simulation.reached(["a", "b"]) == simulation.end.min(axis=0)).all()


def test_impossible_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="draws"):
        simulate([A], draws=0, seed=1)
    with pytest.raises(ValueError, match="draws"):
        simulate([A], draws=1_000_001, seed=1)
    with pytest.raises(CycleError):
        simulate([Activity("a", ("b",)), Activity("b", ("a",))], draws=1, seed=1)
