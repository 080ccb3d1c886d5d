"""Publicodes (npm ``publicodes``): rules as its YAML structure, run by node in a process of its own."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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

HERE = Path(__file__).parent
FOLDER = HERE.parent / ".peers"
PACKAGE = FOLDER / "node_modules" / "publicodes" / "package.json"
Plain = bool | str | float | None


def absent() -> str | None:
    """Why Publicodes cannot be run here, or ``None``."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not PACKAGE.is_file():
        return "not installed: run `python -m benchmarks.rules --install-peers`"
    return None


def install() -> None:
    """Install the pinned package in ``benchmarks/.peers``, which git ignores."""
    FOLDER.mkdir(exist_ok=True)
    shutil.copy(HERE / "package.json", FOLDER / "package.json")
    options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(["npm", "install", "--prefix", str(FOLDER), *options], check=True)


def version() -> str:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return f"publicodes {json.loads(PACKAGE.read_text())['version']} (node {node})"


def translate(subset: Subset) -> dict[str, Any]:
    """The rule base: inputs are empty rules, the rest formulas."""
    rules: dict[str, Any] = dict.fromkeys(subset.inputs)
    for rule in subset.rules:
        rules[rule.name] = {"valeur": _formula(rule.node)}
    return rules


def situation(row: Mapping[str, Plain], inputs: Mapping[str, Type]) -> dict[str, str | float]:
    """A profile as Publicodes takes it: ``oui``, ``'option'``, numbers; answers that are missing are left out."""
    return {name: _value(value, inputs[name]) for name, value in row.items() if value is not None}


def _value(value: Plain, type_: Type) -> str | float:
    if type_.kind == "boolean":
        return "oui" if value else "non"
    return f"'{value}'" if type_.kind == "choice" else float(value)  # type: ignore[arg-type]


def _formula(node: Node) -> Any:
    match node:
        case Constant(value=value, type=Type(kind="boolean")):
            return "oui" if value == 1 else "non"
        case Constant(value=value, type=Type(kind="choice", options=options)):
            return f"'{options[int(value).bit_length() - 1]}'"  # type: ignore[arg-type]
        case Constant(value=value):
            return value
        case Name(id=id_):
            return id_
        case Not(item=Name(id=id_)):
            return f"{id_} = non"
        case Not(item=item):
            return {"=": [_formula(item), "non"]}
        case And(items=items):
            return {"toutes ces conditions": [_formula(item) for item in items]}
        case Or(items=items):
            return {"une de ces conditions": [_formula(item) for item in items]}
        case OptionIn(subject=subject):
            options, negated = option_tests(node)
            operator = "!=" if negated else "="
            tests = [{operator: [_formula(subject), f"'{subject.type.options[bit]}'"]} for bit in options]
            if not tests:
                return "oui" if negated else "non"
            return tests[0] if len(tests) == 1 else {_ALL if negated else _ANY: tests}
        case Compare(op=op, left=left, right=right):
            return {"=" if op == "==" else op: [_formula(left), _formula(right)]}
        case Arithmetic(op=op, left=left, right=right):
            return {op: [_formula(left), _formula(right)]}
        case IfElse(condition=condition, then=then, otherwise=otherwise):
            return _variations([(condition, _formula(then))], _formula(otherwise))
        case Table(type=type_):
            found, default = cases(node)
            return _variations(
                [(when, f"'{type_.options[bit]}'") for when, bit in found], f"'{type_.options[default]}'"
            )
    raise TypeError(f"no translation for {type(node).__name__}")


_ALL, _ANY = "toutes ces conditions", "une de ces conditions"


def _variations(items: list[tuple[Node, Any]], otherwise: Any) -> dict[str, Any]:
    return {
        "variations": [*({"si": _formula(when), "alors": then} for when, then in items), {"sinon": otherwise}]
    }


def run(subset: Subset, rows: Sequence[Mapping[str, Plain]], repeats: int) -> dict[str, Any]:
    """Evaluate profiles in node.

    Returns:
        ``values``: for each profile the value of each rule (``None`` when undefined); ``missing``: names of the missing
        variables of each rule, for each profile; CPU seconds of each repeat over all profiles, measured by node itself
        after one pass of warm-up: ``situation`` (setting it), ``public`` (``engine.evaluate(name)`` for each rule),
        ``internal`` (the same on the parsed rules, without parsing each name again).
    """
    job = {
        "rules": translate(subset),
        "names": [rule.name for rule in subset.rules],
        "situations": [situation(row, subset.inputs) for row in rows],
        "repeats": repeats,
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(job, file)
        file.flush()
        command = [
            "node",
            str(HERE / "publicodes_run.mjs"),
            str(PACKAGE.parent / "dist" / "index.js"),
            file.name,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"publicodes failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
