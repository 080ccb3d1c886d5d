"""GoRules zen-engine (PyPI ``zen-engine``): one JDM decision with an expression node that holds every rule."""

import time
from collections.abc import Mapping, Sequence
from importlib import metadata, util
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

Plain = bool | str | float | None


def absent() -> str | None:
    """Why zen-engine cannot be run here, or ``None``."""
    return None if util.find_spec("zen") else "not installed: pip install -r requirements/bench.txt"


def version() -> str:
    return f"zen-engine {metadata.version('zen-engine')}"


def translate(subset: Subset) -> dict[str, Any]:
    """The decision graph: request, expressions, response."""
    names = {rule.name for rule in subset.rules}
    expressions = [
        {"id": rule.name, "key": rule.name, "value": _expression(rule.node, names)} for rule in subset.rules
    ]
    place = {"x": 0, "y": 0}
    return {
        "nodes": [
            {"id": "request", "name": "request", "type": "inputNode", "position": place},
            {
                "id": "rules", "name": "rules", "type": "expressionNode", "position": place,
                "content": {"expressions": expressions},
            },
            {"id": "response", "name": "response", "type": "outputNode", "position": place},
        ],
        "edges": [
            {"id": "e1", "sourceId": "request", "targetId": "rules", "type": "edge"},
            {"id": "e2", "sourceId": "rules", "targetId": "response", "type": "edge"},
        ],
    }  # fmt: skip


def _expression(node: Node, rules: set[str]) -> str:
    def write(item: Node) -> str:
        return _expression(item, rules)

    match node:
        case Constant(value=value, type=Type(kind="boolean")):
            return "true" if value == 1 else "false"
        case Constant(value=value, type=Type(kind="choice", options=options)):
            return f"'{options[int(value).bit_length() - 1]}'"  # type: ignore[arg-type]
        case Constant(value=value):
            return repr(value)
        case Name(id=id_):
            return f"$.{id_}" if id_ in rules else id_
        case Not(item=item):
            return f"not ({write(item)})"
        case And(items=items):
            return "(" + " and ".join(write(item) for item in items) + ")"
        case Or(items=items):
            return "(" + " or ".join(write(item) for item in items) + ")"
        case OptionIn(subject=subject):
            options, negated = option_tests(node)
            if not options:
                return "true" if negated else "false"
            names = [f"'{subject.type.options[bit]}'" for bit in options]
            if len(names) == 1:
                return f"({write(subject)} {'!=' if negated else '=='} {names[0]})"
            return f"({write(subject)} {'not in' if negated else 'in'} [{', '.join(names)}])"
        case Compare(op=op, left=left, right=right) | Arithmetic(op=op, left=left, right=right):
            return f"({write(left)} {op} {write(right)})"
        case IfElse(condition=condition, then=then, otherwise=otherwise):
            return f"({write(condition)} ? {write(then)} : {write(otherwise)})"
        case Table(type=type_):
            found, default = cases(node)
            text = f"'{type_.options[default]}'"
            for when, bit in reversed(found):
                text = f"({write(when)} ? '{type_.options[bit]}' : {text})"
            return text
    raise TypeError(f"no translation for {type(node).__name__}")


class Zen:
    """The decision, loaded once (parsed and compiled ahead by the static loader, its fastest way)."""

    def __init__(self, subset: Subset) -> None:
        import zen

        self.names = [rule.name for rule in subset.rules]
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": translate(subset)}}})

    def evaluate(self, row: Mapping[str, Plain]) -> dict[str, Any]:
        return self.engine.evaluate("rules", row)["result"]  # type: ignore[no-any-return]

    def run(self, rows: Sequence[Mapping[str, Plain]], repeats: int) -> dict[str, Any]:
        """Evaluate profiles; CPU seconds over all profiles for each repeat, after one pass of warm-up."""
        results = [self.evaluate(row) for row in rows]
        values = [[result.get(name) for name in self.names] for result in results]
        seconds = []
        for _ in range(repeats):
            start = time.process_time()
            for row in rows:
                self.engine.evaluate("rules", row)
            seconds.append(time.process_time() - start)
        return {"values": values, "seconds": seconds}
