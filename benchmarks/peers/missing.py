"""What each engine answers when an input is missing, against what is true for every value the input may have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agathe.rules.scalar import ScalarEvaluator, Value
from agathe.rules.syntax import Type, names_in
from benchmarks.peers import openfisca, publicodes, zen
from benchmarks.peers.subset import Subset

Plain = bool | str | float | None
ERROR = "error"


@dataclass(frozen=True)
class Case:
    """A profile (its number) from which one lowered input is taken away."""

    row: int
    input: str


@dataclass
class Tally:
    """Answers of one engine, on rules that are open (the input decides) or settled (it does not)."""

    engine: str
    open_said: int = 0
    open_firm: int = 0
    settled_right: int = 0
    settled_not: int = 0
    settled_wrong: int = 0
    errors: int = 0

    def add(self, truth: set[object], found: object) -> None:
        self.errors += found == ERROR
        if len(truth) > 1:
            self.open_said += found is None
            self.open_firm += found not in (None, ERROR)
        elif found in (None, ERROR):
            self.settled_not += found is None
        elif found == next(iter(truth)):
            self.settled_right += 1
        else:
            self.settled_wrong += 1

    def __str__(self) -> str:
        return (
            f"{self.engine:<15}{self.open_said:>14}{self.open_firm:>14}{self.settled_right:>15}{self.settled_not:>17}"
            f"{self.settled_wrong:>15}{self.errors:>7}"
        )


class _Ours:
    """Our scalar evaluator over lowered names."""

    def __init__(self, subset: Subset) -> None:
        self.subset = subset
        self.evaluate = ScalarEvaluator(subset.program)

    def __call__(self, row: Mapping[str, Value]) -> dict[str, object]:
        values = self.evaluate(row)
        return {rule.name: self._plain(rule.name, values) for rule in self.subset.rules}

    def _plain(self, name: str, values: Mapping[str, Value]) -> object:
        id_, option = self.subset.sources[name]
        value, type_ = values[id_], self.subset.program.definitions[id_].type
        if type_.kind in ("number", "date"):
            return value
        assert isinstance(value, int)
        if type_.kind == "choice":
            return type_.names(value)[0] if value.bit_count() == 1 else None
        if option is not None:
            value = (value >> option & 1) | (value >> len(type_.options) + option & 1) << 1
        return {1: True, 2: False}.get(value)

    def replaced(self, row: Mapping[str, Value], name: str, value: Plain) -> dict[str, Value]:
        """A row with another value for a lowered input; ``None`` is unknown."""
        id_, option = self.subset.sources[name]
        type_ = self.subset.program.inputs[id_]
        code: Value
        if option is not None:
            low, high = 1 << option, 1 << len(type_.options) + option
            old = row[id_]
            assert isinstance(old, int)
            code = old & ~(low | high) | {True: low, False: high, None: low | high}[value]  # type: ignore[index]
        elif type_.kind == "boolean":
            code = {True: 1, False: 2, None: 3}[value]  # type: ignore[index]
        elif type_.kind == "choice":
            code = type_.full if value is None else type_.mask([str(value)])
        else:
            code = value  # type: ignore[assignment]
        return {**row, id_: code}

    def truth(self, row: Mapping[str, Value], name: str, type_: Type) -> dict[str, set[object]]:
        """For each rule, its values over every value the input may have."""
        domain: tuple[Plain, ...] = (True, False) if type_.kind == "boolean" else type_.options
        found: dict[str, set[object]] = {rule.name: set() for rule in self.subset.rules}
        for value in domain:
            for rule, answer in self(self.replaced(row, name, value)).items():
                found[rule].add(answer)
        return found


def _dependents(subset: Subset) -> dict[str, set[str]]:
    """For each lowered input, the rules that may depend on it."""
    support: dict[str, frozenset[str]] = {name: frozenset((name,)) for name in subset.inputs}
    dependents: dict[str, set[str]] = {name: set() for name in subset.inputs}
    for rule in subset.rules:
        support[rule.name] = frozenset().union(*(support[name] for name in names_in(rule.node)))
        for name in support[rule.name]:
            dependents[name].add(rule.name)
    return dependents


def _peers(
    subset: Subset, rows: Sequence[Mapping[str, Plain]], cases: Sequence[Case], present: Sequence[str]
) -> Iterator[tuple[str, list[dict[str, object]], list[dict[str, str]]]]:
    """For each peer: its answers in each case, and remarks on each rule (missing variables, message).

    zen-engine leaves out of its result the rules it finds to be null.
    """
    names = [rule.name for rule in subset.rules]
    cut = [{k: v for k, v in rows[case.row].items() if k != case.input} for case in cases]
    if "publicodes" in present:
        found = publicodes.run(subset, cut, 0)
        remarks = [
            {n: f"missing variables: {', '.join(m)}" for n, m in zip(names, line, strict=True) if m}
            for line in found["missing"]
        ]
        yield "Publicodes", [dict(zip(names, line, strict=True)) for line in found["values"]], remarks
    if "zen" in present:
        engine, answers, remarks = zen.Zen(subset), [], []
        for row in cut:
            try:
                answers.append(engine.evaluate(row))
                remarks.append({})
            except RuntimeError as error:
                answers.append(dict.fromkeys(names, ERROR))
                remarks.append(dict.fromkeys(names, str(error).split("\n")[0]))
        yield "zen-engine", answers, remarks
    if "openfisca" in present:
        system, answers = openfisca.OpenFisca(subset), []
        for row in cut:
            values = {}
            for name, value in row.items():
                type_ = subset.inputs[name]
                values[name] = np.array([type_.index(str(value)) if type_.kind == "choice" else value])
            results = system.calculate(system.simulation(values, 1))
            answers.append(
                {rule.name: _from_openfisca(results[rule.name][0], rule.type) for rule in subset.rules}
            )
        yield "OpenFisca-Core", answers, [{} for _ in cases]


def _from_openfisca(value: Any, type_: Type) -> object:
    if type_.kind == "choice":
        return type_.options[int(value)]
    return bool(value) if type_.kind == "boolean" else float(value)


def _all(
    subset: Subset,
    encoded: Sequence[Mapping[str, Value]],
    plain: Sequence[Mapping[str, Plain]],
    cases: Sequence[Case],
    present: Sequence[str],
) -> Iterator[tuple[str, list[dict[str, object]], list[dict[str, str]]]]:
    ours = _Ours(subset)
    answers = [ours(ours.replaced(encoded[case.row], case.input, None)) for case in cases]
    yield "Agathe", answers, [{} for _ in cases]
    yield from _peers(subset, plain, cases, present)


def tally_missing(
    subset: Subset,
    encoded: Sequence[Mapping[str, Value]],
    plain: Sequence[Mapping[str, Plain]],
    present: Sequence[str],
    seed: int,
) -> list[Tally]:
    """Count, for each engine, right and unfounded answers with one input missing in each profile."""
    generator = np.random.default_rng(seed)
    dependents = _dependents(subset)
    candidates = [n for n, t in subset.inputs.items() if t.kind in ("boolean", "choice") and dependents[n]]
    cases = [Case(row, candidates[int(generator.integers(len(candidates)))]) for row in range(len(encoded))]
    ours = _Ours(subset)
    truths = [ours.truth(encoded[case.row], case.input, subset.inputs[case.input]) for case in cases]
    tallies = []
    for name, answers, _ in _all(subset, encoded, plain, cases, present):
        tally = Tally(name)
        for case, truth, found in zip(cases, truths, answers, strict=True):
            for rule in dependents[case.input]:
                tally.add(truth[rule], found.get(rule))
        tallies.append(tally)
    return tallies


def show_missing(
    subset: Subset,
    encoded: Sequence[Mapping[str, Value]],
    plain: Sequence[Mapping[str, Plain]],
    present: Sequence[str],
) -> None:
    """Print the answers of each engine on one duty, where the missing input decides and where it does not."""
    ours = _Ours(subset)
    dependents = _dependents(subset)
    chosen = _choose(subset, ours, encoded, dependents)
    if chosen is None:
        print("  no duty of the subset depends on a yes/no question")
        return
    rule, cases = chosen
    answers = list(_all(subset, encoded, plain, list(cases.values()), present))
    for number, (title, case) in enumerate(cases.items()):
        truth = ours.truth(encoded[case.row], case.input, subset.inputs[case.input])[rule]
        possible = " or ".join(str(value).lower() for value in sorted(truth, key=str))
        id_, option = subset.sources[case.input]
        label = id_ if option is None else f"{id_}, option {subset.program.inputs[id_].options[option]}"
        print(f"  {title}: rule {subset.sources[rule][0]}, without {label}: {possible}")
        for name, found, remarks in answers:
            value = found[number].get(rule)
            remark = remarks[number].get(rule, "")
            text = {None: "unknown", True: "true", False: "false"}.get(value, value)  # type: ignore[call-overload]
            if name == "Publicodes" and value is None:
                text = "undefined"
            print(f"    {name:<15} {text}{f' ({remark[:110]})' if remark else ''}")


def _choose(
    subset: Subset,
    ours: _Ours,
    encoded: Sequence[Mapping[str, Value]],
    dependents: Mapping[str, set[str]],
) -> tuple[str, dict[str, Case]] | None:
    """The duty with about five yes/no inputs that has both cases: a missing yes/no that decides, and one that does not."""
    duties = [
        r.name
        for r in subset.rules
        if subset.sources[r.name][0].startswith("duty:") and r.type.kind == "boolean"
    ]
    inputs = {
        duty: [n for n, t in subset.inputs.items() if t.kind == "boolean" and duty in dependents[n]]
        for duty in duties
    }
    for duty in sorted(duties, key=lambda name: (abs(len(inputs[name]) - 5), name)):
        found: dict[str, Case] = {}
        for row, answers in enumerate(encoded):
            for name in inputs[duty]:
                truth = {ours(ours.replaced(answers, name, value))[duty] for value in (True, False)}
                title = "The input decides" if len(truth) > 1 else "The input does not matter here"
                if len(truth) > 1 or truth == {True}:
                    found.setdefault(title, Case(row, name))
            if len(found) == 2:
                return duty, dict(sorted(found.items()))
    return None
