"""Published schedule results, computed by our engine: each family of ``oracles/schedule.yaml`` from its inputs alone.

A result is a number (to be met within the tolerance), a :class:`Drawn` number (its own Monte Carlo interval must cover the
published value), or plain data (to be equal).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, prod, sqrt
from typing import Any

import numpy as np

from agathe.roadmap.schedule.durations import Certain, Duration, Floats, Pert
from agathe.roadmap.schedule.network import Network, classic_pert, critical_path, longest_path
from agathe.roadmap.schedule.simulation import Activity, Simulation, quantile, quantile_interval, simulate
from agathe.roadmap.schedule.streams import Factor

DRAWS = 200_000
SCORE = 4.0
Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Drawn:
    """A simulated value and the interval in which the true one must lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Triangular:
    """Triangular distribution, by its quantile function."""

    min: float
    likely: float
    max: float

    def quantile(self, chance: Floats) -> Floats:
        width, left = self.max - self.min, self.likely - self.min
        rising = self.min + np.sqrt(chance * width * left)
        falling = self.max - np.sqrt((1 - chance) * width * (self.max - self.likely))
        return np.where(chance * width < left, rising, falling)


@dataclass(frozen=True)
class Normal:
    """Normal distribution, by its quantile function."""

    mean: float
    sd: float
    min: float = -inf
    max: float = inf

    def quantile(self, chance: Floats) -> Floats:
        from scipy.special import ndtri

        return np.asarray(self.mean + self.sd * ndtri(chance))


@dataclass(frozen=True)
class Discrete:
    """A few values with their probabilities."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    @property
    def min(self) -> float:
        return min(self.values)

    @property
    def max(self) -> float:
        return max(self.values)

    def quantile(self, chance: Floats) -> Floats:
        places = np.searchsorted(np.cumsum(self.probabilities), chance, side="left")
        return np.asarray(self.values)[np.minimum(places, len(self.values) - 1)]


def solve(family: str, inputs: Inputs) -> dict[str, Any]:
    """All results we have for a case."""
    return _FAMILIES[family](inputs)


# ---------------------------------------------------------------------- closed forms


def _cpm(inputs: Inputs) -> dict[str, Any]:
    network = _network(inputs)
    lengths = {activity["id"]: float(activity["duration"]) for activity in inputs["activities"]}
    durations = [lengths[id_] for id_ in network.ids]
    result = critical_path(network, durations)
    by_task = {
        "earliest_start": result.earliest_start,
        "latest_start": result.latest_start,
        "total_float": result.total_float,
    }
    return {
        "duration": float(result.duration[0]),
        "critical_path": list(longest_path(network, durations)),
        **{name: {id_: float(values[network.place[id_], 0]) for id_ in lengths} for name, values in by_task.items()},
    }  # fmt: skip


def _pert_network(inputs: Inputs) -> dict[str, Any]:
    network, estimates = _network(inputs), _estimates(inputs)
    classic = classic_pert(network, estimates)
    means = {id_: (a + 4 * m + b) / 6 for id_, (a, m, b) in estimates.items()}
    floats = critical_path(network, [means[id_] for id_ in network.ids]).total_float
    results: dict[str, Any] = {
        "expected_duration": classic.mean,
        "critical_path": list(classic.path),
        "critical_variance": classic.variance,
        "critical_sd": sqrt(classic.variance),
        "total_float": {id_: float(floats[network.place[id_], 0]) for id_ in estimates},
        "expected_activity_durations": means,
    }
    return _Named(results, {"prob_by_": classic.chance_by, "date_at_": lambda p: classic.time_at(p / 100)})


def _independent_paths(inputs: Inputs) -> dict[str, Any]:
    """Paths that share nothing: each by classic PERT, all by the product."""
    estimates = _estimates(inputs)
    paths: list[list[dict[str, Any]]] = []
    for activity in inputs["activities"]:
        joined = [path for path in paths if any(other["id"] in activity["after"] for other in path)]
        paths = [path for path in paths if path not in joined] + [
            [*(other for path in joined for other in path), activity]
        ]
    classics = [classic_pert(_network({"activities": path}), {a["id"]: estimates[a["id"]] for a in path}) for path in paths]  # fmt: skip
    return _Named({}, {"prob_by_": lambda time: prod(classic.chance_by(time) for classic in classics)})


def _distribution(inputs: Inputs) -> dict[str, Any]:
    pert = Pert(inputs["min"], inputs["likely"], inputs["max"])
    return _Named(
        {
            "alpha": pert.alpha,
            "beta": pert.beta,
            "mean": pert.mean,
            "variance": pert.variance,
            "classic_variance": ((pert.max - pert.min) / 6) ** 2,
        },
        {"p": lambda percent: float(pert.exact_quantile(np.array([percent / 100]))[0])},
    )


# ---------------------------------------------------------------------- simulations


def _series(inputs: Inputs) -> dict[str, Any]:
    durations = [_duration(inputs["distribution"], activity) for activity in inputs["activities"]]
    chain = [Activity(f"t{n}", (f"t{n - 1}",) if n else (), duration) for n, duration in enumerate(durations)]
    ends = _ends(simulate(chain, draws=DRAWS, seed=7), f"t{len(durations) - 1}")
    results = _moments(ends) | {"max": sum(duration.max for duration in durations)}
    assert ends.max() <= results["max"] + 1e-3, "a draw exceeds the sum of the bounds"
    if inputs["distribution"] == "pert":
        perts = [duration for duration in durations if isinstance(duration, Pert)]
        results["mean"] = sum(pert.mean for pert in perts)
        results["variance"] = sum(pert.variance for pert in perts)
    return results


def _optional(inputs: Inputs) -> dict[str, Any]:
    duration = _duration(inputs["distribution"], inputs)
    task = Activity("task", (), duration, probability=inputs["probability"])
    return _moments(_ends(simulate([task], draws=DRAWS, seed=7), "task"))


def _max_of_two(inputs: Inputs) -> dict[str, Any]:
    factors: tuple[Factor, ...] = ()
    if inputs["distribution"] == "normal":
        pair = [Normal(inputs[f"mean_{name}"], inputs[f"sd_{name}"]) for name in ("first", "second")]
        correlation = float(inputs.get("correlation", 0))
        factors = (Factor("both", ("first", "second"), correlation),) if correlation else ()
    else:
        pair = [_duration(inputs["distribution"], inputs[name]) for name in ("first", "second")]
    activities = [Activity("first", (), pair[0]), Activity("second", (), pair[1]), Activity("end", ("first", "second"))]  # fmt: skip
    simulation = simulate(activities, draws=DRAWS, seed=7, factors=factors, targets={"end": ["end"]})
    share = float(simulation.critical["end"][simulation.network.place["first"]])
    results = _moments(_ends(simulation, "end")) | {"criticality_first": _share(share)}
    if inputs["distribution"] == "pert":
        results["naive_mean"] = max(pert.mean for pert in pair if isinstance(pert, Pert))
    elif inputs["distribution"] == "triangular":
        results["naive_mean"] = max((d.min + d.likely + d.max) / 3 for d in pair if isinstance(d, Triangular))
    return results


def _discrete(inputs: Inputs) -> dict[str, Any]:
    activities = [
        Activity(a["id"], tuple(a["after"]), Discrete(tuple(a["values"]), tuple(a["probabilities"])))
        for a in inputs["activities"]
    ]
    last = Activity("end of all", tuple(activity.id for activity in activities))
    simulation = simulate([*activities, last], draws=DRAWS, seed=7)
    ends = _ends(simulation, last.id)
    lengths = {a.id: _ends(simulation, a.id) - _starts(simulation, a.id) for a in activities}
    results: dict[str, Any] = _moments(ends)
    values, counts = np.unique(ends, return_counts=True)
    results["distribution"] = {
        f"{value:.1f}": _share(count / DRAWS) for value, count in zip(values, counts, strict=True)
    }
    results["path_criticality"] = _Paths(lengths, ends)
    # The quantile of a step is a value, not an interval.
    results |= {name: quantile(ends, chance) for name, chance in (("p50", 0.5), ("p90", 0.9))}
    return results


class _Paths(dict[str, Any]):
    """Share of draws in which a path, named by its tasks joined by dashes, is a longest one."""

    def __init__(self, lengths: Mapping[str, Floats], ends: Floats) -> None:
        super().__init__()
        self.lengths, self.ends = lengths, ends

    def __missing__(self, path: str) -> Drawn:
        total = sum(self.lengths[id_] for id_ in path.split("-"))
        return _share(float(np.isclose(total, self.ends).mean()))


class _Named(dict[str, Any]):
    """Results some of which are functions of the number in their name (``prob_by_47_normal``, ``date_at_30_percent``, ``p90``)."""

    def __init__(self, values: Mapping[str, Any], functions: Mapping[str, Callable[[float], float]]) -> None:
        super().__init__(values)
        self.functions = functions

    def __missing__(self, name: str) -> float:
        for prefix, function in self.functions.items():
            if name.startswith(prefix):
                return function(float(name.removeprefix(prefix).split("_")[0]))
        raise KeyError(name)


_FAMILIES: Mapping[str, Callable[[Inputs], dict[str, Any]]] = {
    "pert_network": _pert_network,
    "cpm_network": _cpm,
    "independent_paths_normal": _independent_paths,
    "max_of_two": _max_of_two,
    "pert_distribution": _distribution,
    "discrete_network_exact": _discrete,
    "optional_task": _optional,
    "series": _series,
}


def _network(inputs: Inputs) -> Network:
    return Network({activity["id"]: activity["after"] for activity in inputs["activities"]})


def _estimates(inputs: Inputs) -> dict[str, tuple[float, float, float]]:
    return {a["id"]: (a["min"], a["likely"], a["max"]) for a in inputs["activities"]}


def _duration(kind: str, values: Inputs) -> Duration:
    numbers = values["min"], values["likely"], values["max"]
    if numbers[0] == numbers[2]:
        return Certain(numbers[0])
    return {"pert": Pert, "triangular": Triangular}[kind](*numbers)


def _ends(simulation: Simulation, id_: str) -> Floats:
    return simulation.end[simulation.network.place[id_]].astype(np.float64)


def _starts(simulation: Simulation, id_: str) -> Floats:
    return simulation.start[simulation.network.place[id_]].astype(np.float64)


def _moments(values: Floats) -> dict[str, Any]:
    size, centred = len(values), values - values.mean()
    variance = float((centred**2).mean())
    error_of_mean = SCORE * sqrt(variance / size)
    error_of_variance = SCORE * sqrt(max(float((centred**4).mean()) - variance**2, 0.0) / size)
    mean = float(values.mean())
    results: dict[str, Any] = {
        "mean": Drawn(mean, mean - error_of_mean, mean + error_of_mean),
        "variance": Drawn(variance, variance - error_of_variance, variance + error_of_variance),
    }
    for name, chance in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        results[name] = Drawn(quantile(values, chance), *quantile_interval(values, chance, score=SCORE))
    return results


def _share(share: float) -> Drawn:
    """A share of the draws with its binomial interval (Wilson)."""
    z2 = SCORE**2
    centre = (share + z2 / (2 * DRAWS)) / (1 + z2 / DRAWS)
    half = SCORE * sqrt(share * (1 - share) / DRAWS + z2 / (4 * DRAWS**2)) / (1 + z2 / DRAWS)
    return Drawn(share, centre - half, centre + half)
