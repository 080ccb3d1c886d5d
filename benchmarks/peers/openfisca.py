"""OpenFisca-Core (PyPI ``OpenFisca-Core``): one entity, one variable for each rule, vectorised formulas.

Choices are plain integers (option numbers), which costs OpenFisca less than its enumerations.
"""

import time
from collections.abc import Callable, Mapping
from importlib import metadata, util
from typing import Any

import numpy as np
import numpy.typing as npt

from agathe.rules.syntax import (
    And,
    Arithmetic,
    Compare,
    Constant,
    IfElse,
    Name,
    Node,
    Not,
    OptionIn,
    Or,
    Table,
    Type,
)
from benchmarks.peers.subset import Subset, cases, option_tests

Array = npt.NDArray[np.generic]


def absent() -> str | None:
    """Why OpenFisca-Core cannot be run here, or ``None``."""
    return (
        None if util.find_spec("openfisca_core") else "not installed: pip install -r requirements/bench.txt"
    )


def version() -> str:
    return f"OpenFisca-Core {metadata.version('OpenFisca-Core')} (numpy {np.__version__})"


def formula(node: Node) -> str:
    """Source of a formula in NumPy; the result is an array, or a scalar for a constant."""
    match node:
        case Constant(value=value, type=Type(kind="boolean")):
            return "True" if value == 1 else "False"
        case Constant(value=value, type=Type(kind="choice")):
            return str(int(value).bit_length() - 1)  # type: ignore[arg-type]
        case Constant(value=value):
            return repr(value)
        case Name(id=id_):
            return f"person({id_!r}, period)"
        case Not(item=item):
            return f"~({formula(item)})"
        case And(items=items):
            return "(" + " & ".join(formula(item) for item in items) + ")"
        case Or(items=items):
            return "(" + " | ".join(formula(item) for item in items) + ")"
        case OptionIn(subject=subject):
            options, negated = option_tests(node)
            if not options:
                return "True" if negated else "False"
            operator, joint = ("!=", " & ") if negated else ("==", " | ")
            return "(" + joint.join(f"({formula(subject)} {operator} {bit})" for bit in options) + ")"
        case Compare(op=op, left=left, right=right) | Arithmetic(op=op, left=left, right=right):
            return f"({formula(left)} {op} {formula(right)})"
        case IfElse(condition=condition, then=then, otherwise=otherwise):
            return f"np.where({formula(condition)}, {formula(then)}, {formula(otherwise)})"
        case Table():
            found, default = cases(node)
            conditions = ", ".join(formula(when) for when, _ in found)
            return f"np.select([{conditions}], {[bit for _, bit in found]}, default={default})"
    raise TypeError(f"no translation for {type(node).__name__}")


class OpenFisca:
    """The subset as a tax and benefit system."""

    def __init__(self, subset: Subset) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import DateUnit, period
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        person = build_entity("person", "persons", "A project", is_person=True)
        self.system = TaxBenefitSystem([person])
        self.period = period(subset.program.day.isoformat())
        self.subset = subset

        def add(name: str, type_: Type, compute: Callable[..., Any] | None) -> None:
            members: dict[str, Any] = {
                "value_type": {"boolean": bool, "choice": int}.get(type_.kind, float),
                "entity": person,
                "definition_period": DateUnit.DAY,
                "label": name,
            }
            if compute is not None:
                members["formula"] = compute
            self.system.add_variable(type(name, (Variable,), members))

        for name, type_ in subset.inputs.items():
            add(name, type_, None)
        for rule in subset.rules:
            text = formula(rule.node)
            if "person(" not in text:
                text = f"person.filled_array({text})"
            add(rule.name, rule.type, eval(f"lambda person, period: {text}", {"np": np}))

    def simulation(self, values: Mapping[str, Array], size: int) -> Any:
        """A simulation that holds the inputs given; the others take OpenFisca's default."""
        from openfisca_core.simulations import SimulationBuilder

        simulation = SimulationBuilder().build_default_simulation(self.system, count=size)
        for name, column in values.items():
            simulation.set_input(name, self.period, column)
        return simulation

    def calculate(self, simulation: Any) -> dict[str, Array]:
        """Every rule, each computed once."""
        return {rule.name: simulation.calculate(rule.name, self.period) for rule in self.subset.rules}

    def run(
        self, values: Mapping[str, Array], size: int, repeats: int
    ) -> tuple[dict[str, Array], list[float]]:
        """Values of all rules, and CPU seconds of each repeat (setting the inputs is not counted)."""
        results: dict[str, Array] = {}
        seconds = []
        for _ in range(repeats):
            results = {}  # let go of the last ones first
            simulation = self.simulation(values, size)
            start = time.process_time()
            results = self.calculate(simulation)
            seconds.append(time.process_time() - start)
            del simulation
        return results, seconds
