"""The critical path method on random networks, against a longest path found by enumeration, and circles."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agathe.roadmap.schedule.network import CycleError, Network, critical_path, longest_path


@st.composite
def networks(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, float]]:
    size = draw(st.integers(1, 9))
    names = [f"t{number}" for number in range(size)]
    after = {
        name: draw(st.lists(st.sampled_from(names[:number]), unique=True, max_size=3)) if number else []
        for number, name in enumerate(names)
    }
    shuffled = draw(st.permutations(names))
    lengths = {name: float(draw(st.integers(0, 12))) for name in names}
    return {name: after[name] for name in shuffled}, lengths


def _longest(after: dict[str, list[str]], lengths: dict[str, float]) -> float:
    def end(name: str) -> float:
        return lengths[name] + max((end(earlier) for earlier in after[name]), default=0.0)

    return max(end(name) for name in after)


@given(networks())
def test_the_whole_lasts_as_long_as_its_longest_path(
    plan: tuple[dict[str, list[str]], dict[str, float]],
) -> None:
    after, lengths = plan
    network = Network(after)
    durations = [lengths[id_] for id_ in network.ids]
    result = critical_path(network, durations)
    assert result.duration[0] == _longest(after, lengths)
    assert (result.total_float >= 0).all()
    path = longest_path(network, durations)
    assert sum(lengths[id_] for id_ in path) == result.duration[0]
    assert all(earlier in after[later] for earlier, later in pairwise(path))
    assert all(result.total_float[network.place[id_], 0] == 0 for id_ in path)


@given(networks(), st.data())
def test_a_delay_within_the_float_changes_nothing_and_beyond_it_shows(
    plan: tuple[dict[str, list[str]], dict[str, float]], data: st.DataObject
) -> None:
    after, lengths = plan
    network = Network(after)
    durations = np.array([lengths[id_] for id_ in network.ids])
    result = critical_path(network, durations)
    task = data.draw(st.integers(0, len(durations) - 1))
    free = result.total_float[task, 0]
    for delay, expected in ((free, 0.0), (free + 1, 1.0)):
        longer = durations.copy()
        longer[task] += delay
        assert critical_path(network, longer).duration[0] - result.duration[0] == expected


def test_tasks_that_do_not_count_hold_nothing_back() -> None:
    network = Network({"a": [], "b": ["a"], "c": ["b"]})
    active = np.array([[True, True], [True, False], [True, True]])
    result = critical_path(network, np.array([[2.0, 2], [3, 3], [4, 4]]), active)
    assert result.duration.tolist() == [9, 4]


def test_a_circle_is_named() -> None:
    with pytest.raises(CycleError) as error:
        Network({"a": ["c"], "b": ["a"], "c": ["b"], "d": []})
    loop = error.value.loop
    assert loop[0] == loop[-1]
    assert set(loop) == {"a", "b", "c"}
    after = {"a": "c", "b": "a", "c": "b"}
    assert all(after[later] == earlier for earlier, later in pairwise(loop))


def test_a_very_long_chain_has_an_order() -> None:
    size = 5000
    network = Network({f"t{n}": [f"t{n - 1}"] if n else [] for n in reversed(range(size))})
    assert network.ids[0] == "t0"
    assert critical_path(network, np.ones(size)).duration[0] == size
