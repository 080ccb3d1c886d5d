"""The part of a program that two-valued engines can express, and its mechanical lowering.

Other engines have no "unknown". A definition that needs it (the literal ``unknown``, a class left open between several
options, a date moved by months) is cut: in the subset it becomes an input with a random value, for every engine, ours
included. All definitions that remain are translated by program, none by hand.

Lowering takes multis away: each option becomes a boolean of its own. What is left is ``Constant``, ``Name``, ``Not``,
``And``, ``Or``, ``OptionIn``, ``Compare``, ``Arithmetic`` on numbers, ``IfElse`` and ``Table``; each translator is one
short recursive function over these.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agathe.rules.dates import shift
from agathe.rules.program import Definition, Program
from agathe.rules.scalar import compute
from agathe.rules.syntax import (
    BOOLEAN,
    And,
    Answer,
    Arithmetic,
    Compare,
    Constant,
    IfElse,
    Includes,
    Members,
    Name,
    Node,
    Not,
    OptionIn,
    Or,
    Table,
    Type,
    conjunction,
    disjunction,
    negation,
    rebuilt,
)


@dataclass(frozen=True)
class Rule:
    """One rule of the lowered subset: a boolean, a choice (never several options), a number or a date as a number."""

    name: str
    node: Node

    @property
    def type(self) -> Type:
        return self.node.type


@dataclass(frozen=True)
class Subset:
    """What all engines compute.

    Attributes:
        program: the subset as a program of ours.
        inputs: lowered inputs, with their type.
        rules: lowered rules, each after those it uses.
        sources: for each lowered input or rule, the definition or answer it comes from and the option (or ``None``).
        rule_ids: the definitions that count as rules (a question that is just its answer does not).
        cut: the definitions that are not translated, with the reason.
    """

    program: Program
    inputs: Mapping[str, Type]
    rules: tuple[Rule, ...]
    sources: Mapping[str, tuple[str, int | None]]
    rule_ids: tuple[str, ...]
    cut: Mapping[str, str] = field(default_factory=dict)


def fold(node: Node) -> Node:
    """Compute what is constant (``today + months(6)``)."""
    node = rebuilt(node, fold)
    if isinstance(node, Arithmetic) and isinstance(node.left, Constant) and isinstance(node.right, Constant):
        if node.right.type.kind == "duration":
            moved = shift(node.left.value, node.right.value, 1 if node.op == "+" else -1)  # type: ignore[arg-type]
        else:
            moved = compute(node.op, node.left.value, node.right.value)  # type: ignore[arg-type]
        return node if moved is None else Constant(moved, node.type)
    return node


def obstacle(node: Node) -> str | None:
    """Why a two-valued engine cannot express a node, or ``None``."""
    match node:
        case Constant(value=3, type=Type(kind="boolean")):
            return "the literal unknown"
        case Constant(value=value, type=Type(kind="choice")) if int(value).bit_count() != 1:  # type: ignore[arg-type]
            return "a value left open between several options"
        case Constant(type=Type(kind="duration")):
            return "a date moved by months"
        case Answer(id=id_) if id_.startswith(("unset:", "broken:")):
            return "a parameter without a value on this day"
        case Table(rows=rows) if any(mask.bit_count() != 1 for _, mask in rows):
            return "a class left open between several options"
    return next((reason for child in node.children if (reason := obstacle(child))), None)


def build_subset(program: Program, extra_cuts: Mapping[str, str] | None = None) -> Subset:
    """Cut what cannot be translated, lower the rest.

    Args:
        program: the whole knowledge base on a day.
        extra_cuts: definitions to cut besides (tables found not to give one option), with the reason.
    """
    cut: dict[str, str] = dict(extra_cuts or {})
    definitions: dict[str, Definition] = {}
    for id_, definition in program.definitions.items():
        node = fold(definition.node)
        reason = cut.get(id_) or obstacle(node)
        if reason:
            cut[id_] = reason
            node = Answer(id_, definition.type)
        definitions[id_] = replace(definition, node=node)
    rule_ids = tuple(id_ for id_, d in definitions.items() if not isinstance(d.node, Answer | Constant))
    kept = Program(program.day, {}, definitions).restricted(rule_ids)
    inputs: dict[str, Type] = {}
    for definition in kept.definitions.values():
        inputs.update(_answers(definition.node))
    part = Program(program.day, inputs, kept.definitions)
    return _Lowering(part).run(rule_ids, cut)


def _answers(node: Node) -> dict[str, Type]:
    if isinstance(node, Answer):
        return {node.id: node.type}
    found: dict[str, Type] = {}
    for child in node.children:
        found.update(_answers(child))
    return found


class _Lowering:
    """From a program with multis to rules without."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.used: dict[str, tuple[str, str, int | None]] = {}
        self.sources: dict[str, tuple[str, int | None]] = {}

    def run(self, rule_ids: tuple[str, ...], cut: Mapping[str, str]) -> Subset:
        inputs: dict[str, Type] = {}
        for id_, type_ in self.program.inputs.items():
            if type_.kind == "multi":
                inputs.update({self.name("in", id_, bit): BOOLEAN for bit in range(len(type_.options))})
            else:
                inputs[self.name("in", id_, None)] = type_
        rules: list[Rule] = []
        for id_, definition in self.program.definitions.items():
            node = definition.node
            if isinstance(node, Answer | Constant):
                continue
            if node.type.kind == "multi":
                bits = range(len(node.type.options))
                rules.extend(Rule(self.name("r", id_, bit), self.member(node, bit)) for bit in bits)
            else:
                rules.append(Rule(self.name("r", id_, None), self.lower(node)))
        return Subset(self.program, inputs, tuple(rules), self.sources, rule_ids, cut)

    def name(self, prefix: str, id_: str, bit: int | None) -> str:
        """A name that every engine accepts, unique to the definition and option."""
        text = f"{prefix}_{re.sub('[^a-z0-9]+', '_', id_.lower())}" + ("" if bit is None else f"_o{bit}")
        while self.used.setdefault(text, (prefix, id_, bit)) != (prefix, id_, bit):
            text += "x"
        self.sources[text] = (id_, bit)
        return text

    def reference(self, node: Node, bit: int | None) -> Node:
        type_ = node.type if bit is None else BOOLEAN
        if isinstance(node, Name):
            target = self.program.definitions[node.id].node
            if isinstance(target, Answer):
                return self.reference(target, bit)
            if isinstance(target, Constant):
                return target if bit is None else self.member(target, bit)
            return Name(self.name("r", node.id, bit), type_)
        assert isinstance(node, Answer)
        return Name(self.name("in", node.id, bit), type_)

    def lower(self, node: Node) -> Node:
        match node:
            case Constant():
                return node
            case Name() | Answer():
                return self.reference(node, None)
            case Not(item=item):
                return negation(self.lower(item))
            case And(items=items):
                return conjunction(tuple(self.lower(item) for item in items))
            case Or(items=items):
                return disjunction(tuple(self.lower(item) for item in items))
            case Includes(subject=subject, option=option):
                return self.member(subject, option)
            case OptionIn(subject=subject):
                return replace(node, subject=self.lower(subject))
            case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
                return replace(node, left=self.lower(left), right=self.lower(right))
            case IfElse(condition=condition, then=then, otherwise=otherwise):
                return IfElse(self.lower(condition), self.lower(then), self.lower(otherwise), node.type)
            case Table(rows=rows):
                return replace(node, rows=tuple((self.lower(when), mask) for when, mask in rows))
        raise TypeError(f"cannot lower {type(node).__name__}")

    def member(self, node: Node, bit: int) -> Node:
        """Whether an option belongs to a multi."""
        match node:
            case Constant(value=value):
                return Constant(1 if int(value) >> bit & 1 else 2, BOOLEAN)  # type: ignore[arg-type]
            case Name() | Answer():
                return self.reference(node, bit)
            case Members(items=items):
                return self.lower(items[bit])
            case IfElse(condition=condition, then=then, otherwise=otherwise):
                return IfElse(
                    self.lower(condition), self.member(then, bit), self.member(otherwise, bit), BOOLEAN
                )
        raise TypeError(f"no members in {type(node).__name__}")


def option_tests(node: OptionIn) -> tuple[list[int], bool]:
    """Options to test one by one and whether the test is negated: whichever list is shorter."""
    size = len(node.subject.type.options)
    inside = [bit for bit in range(size) if node.mask >> bit & 1]
    outside = [bit for bit in range(size) if not node.mask >> bit & 1]
    return (outside, True) if len(outside) < len(inside) else (inside, False)


def cases(node: Table) -> tuple[list[tuple[Node, int]], int]:
    """A table as "first that holds" with the option of each case, and the option when no case holds.

    ``highest``: options from the highest down, each when one of its rows holds. A table whose result is not one option
    is cut beforehand, so ``unique`` is the same as ``first``.
    """
    if node.decide == "highest":
        found = []
        for bit in range(len(node.type.options) - 1, 0, -1):
            rows = tuple(when for when, mask in node.rows if mask == 1 << bit)
            if rows:
                found.append((disjunction(rows), bit))
        return found, 0
    found = [(when, mask.bit_length() - 1) for when, mask in node.rows]
    last, option = found[-1]
    if last == Constant(1, BOOLEAN):
        return found[:-1], option
    return found, 0
