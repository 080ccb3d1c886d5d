"""Why a conclusion holds, does not hold, or is not settled yet.

A proof is a tree: the conclusion, then only the parts of its condition that made it so, down to the answers given and
the answers missing. It is plain data (:class:`Proof`), rendered by callers and written as JSON without loss.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from agathe.kernel import LANGUAGES, Text
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.base import Entry
from agathe.rules.program import Definition, Program
from agathe.rules.prose import Prose
from agathe.rules.scalar import Value
from agathe.rules.syntax import (
    BOOLEAN,
    And,
    Answer,
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
    names_in,
    negation,
)
from agathe.rules.walk import walk

Outcome = Literal["true", "false", "unknown"]
_OUTCOMES: dict[int, Outcome] = {1: "true", 2: "false", 3: "unknown"}


class Step(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """One reason of a proof.

    Attributes:
        statement: the condition, in words.
        outcome: whether the condition holds.
        id: question or fact the condition is about, if one.
        kind: ``answer``, ``fact``, ``row`` (of a decision table), ``all``, ``any`` or ``judgement``.
        value: value of that question or fact, in words.
        rule: rule a row applies ("MDR rule 11(a)").
        because: reasons of the reason.
    """

    statement: Text
    outcome: Outcome
    kind: str
    id: str | None = None
    value: Text | None = None
    rule: str | None = None
    because: tuple["Step", ...] = ()


class Proof(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """The proof of one conclusion.

    Attributes:
        id: id of the conclusion.
        title: its title.
        value: its value in words.
        options: for a choice, the options still possible; for a boolean, ``true``, ``false`` or both.
        settled: whether no missing answer can change it.
        because: reasons.
        missing: questions not answered that it may depend on.
        sources: ids of the sources of the entries used.
        legal_refs: texts used, as a lawyer cites them.
    """

    id: str
    title: Text
    value: Text
    options: tuple[str, ...]
    settled: bool
    because: tuple[Step, ...]
    missing: tuple[str, ...]
    sources: tuple[str, ...]
    legal_refs: tuple[str, ...]


def options_of(definition: Definition, value: Value) -> tuple[str, ...]:
    """Possible values of a boolean or choice, as plain words."""
    if definition.type.kind == "boolean":
        return {1: ("true",), 2: ("false",), 3: ("true", "false")}[_int(value)]
    if definition.type.kind == "choice":
        return definition.type.names(_int(value))
    return () if value is None else (str(value),)


def is_settled(definition: Definition, value: Value) -> bool:
    """Whether an encoded value is a single one."""
    kind = definition.type.kind
    if kind == "boolean":
        return value in (1, 2)
    if kind == "choice":
        return _int(value).bit_count() == 1
    if kind == "multi":
        size = len(definition.type.options)
        return _int(value) & _int(value) >> size == 0
    return value is not None


def prove(
    target: str,
    values: Mapping[str, Value],
    answers: Mapping[str, Value],
    program: Program,
    knowledge: Knowledge,
    missing: tuple[str, ...],
) -> Proof:
    """Build the proof of a conclusion from an evaluation.

    Args:
        target: id of any definition of the program.
        values: values of all definitions, from :class:`agathe.rules.scalar.ScalarEvaluator`.
        answers: the encoded answers they came from.
        program: the program evaluated.
        knowledge: for words and sources.
        missing: questions whose answers may still change it.
    """
    builder = _Builder(values, answers, program, knowledge)
    definition = program.definitions[target]
    because = builder.definition(definition)
    entries = [builder.entry(id_) for id_ in (target, *builder.used)]
    sources = dict.fromkeys(source for entry in entries if entry is not None for source in entry.sources)
    refs = dict.fromkeys(entry.legal_ref for entry in entries if entry is not None and entry.legal_ref)
    settled = is_settled(definition, values[target])
    return Proof(
        id=target,
        title=Text(*(builder.prose[language].label(definition.id) for language in LANGUAGES)),
        value=builder.value(definition.id, definition),
        options=options_of(definition, values[target]),
        settled=settled,
        because=because,
        missing=missing,
        sources=tuple(sources),
        legal_refs=tuple(refs),
    )


class _Builder:
    def __init__(
        self,
        values: Mapping[str, Value],
        answers: Mapping[str, Value],
        program: Program,
        knowledge: Knowledge,
    ) -> None:
        self.values = values
        self.answers = answers
        self.program = program
        self.knowledge = knowledge
        self.prose = {language: Prose(knowledge, language) for language in LANGUAGES}
        self.used: dict[str, None] = {}

    # ------------------------------------------------------------------ words

    def entry(self, id_: str) -> Entry | None:
        definition = self.program.definitions[id_]
        return self.knowledge.decided(definition.kind, definition.entry)

    def value(self, id_: str, definition: Definition) -> Text:
        value = self.values[definition.id]
        return Text(*(self.prose[language].value(id_, definition.type, value) for language in LANGUAGES))

    def say(self, node: Node) -> Text:
        return Text(*(self.prose[language].condition(node) for language in LANGUAGES))

    # ------------------------------------------------------------------ reasons

    def definition(self, definition: Definition) -> tuple[Step, ...]:
        """Reasons of a definition's value."""
        node = definition.node
        if isinstance(node, Table):
            return self._table(definition, node)
        if node.type == BOOLEAN:
            return self._reasons(node)
        if isinstance(node, Members):
            return tuple(
                step
                for option, item in zip(node.type.options, node.items, strict=True)
                if _int(walk(item, self.values, self.answers)) != 2
                for step in (self._labelled(definition, option, item),)
            )
        return tuple(
            self._name(Name(id_, self.program.definitions[id_].type)) for id_ in sorted(names_in(node))
        )

    def _labelled(self, definition: Definition, option: str, item: Node) -> Step:
        outcome = _OUTCOMES[_int(walk(item, self.values, self.answers))]
        label = Text(*(self.prose[language].option(definition.id, option) for language in LANGUAGES))
        return Step(statement=label, outcome=outcome, kind="row", because=self._reasons(item))

    def _table(self, definition: Definition, node: Table) -> tuple[Step, ...]:
        """Rows that hold or may hold and still count."""
        result = _int(self.values[definition.id])
        if definition.kind != "fact":
            return self._way(node, result)
        fact = self.knowledge.facts[definition.entry]
        steps: list[Step] = []
        for position, (when, mask) in enumerate(node.rows):
            outcome = _int(walk(when, self.values, self.answers))
            if outcome == 2 or not mask & result:
                continue
            row = fact.rows[position]
            values = Text(*(" / ".join(self.prose[lang].option(definition.id, o) for o in node.type.names(mask)) for lang in LANGUAGES))  # fmt: skip
            steps.append(
                Step(
                    statement=row.text,
                    outcome=_OUTCOMES[outcome],
                    kind="row",
                    id=row.id,
                    value=values,
                    rule=row.rule,
                    because=self._reasons(when),
                )
            )
            if node.decide == "first" and outcome == 1:
                break
        return tuple(steps)

    def _way(self, node: Table, result: int) -> tuple[Step, ...]:
        """Parts of a pathway, a scheme or a market that close it, hold it back, or keep it open."""
        steps: list[Step] = []
        for when, mask in node.rows:
            outcome = _int(walk(when, self.values, self.answers))
            if outcome != 2 and not isinstance(when, Constant):
                steps.extend(self._reasons(when))
            elif (
                outcome == 2 and result.bit_count() == 1 and result != mask and not isinstance(when, Constant)
            ):
                steps.extend(self._reasons(negation(when)))
            if outcome == 1:
                break
        return tuple(steps)

    def _reasons(self, node: Node) -> tuple[Step, ...]:
        """The parts of a boolean that explain its value."""
        outcome = _int(walk(node, self.values, self.answers))
        if _one_subject(node):
            return (self._step(self._holding(node, outcome)),)
        match node:
            case And(items=items):
                wanted = {1: (1,), 2: (2,), 3: (3,)}[outcome]
                return self._picked(items, wanted)
            case Or(items=items):
                if outcome == 1:
                    first = next(item for item in items if _int(walk(item, self.values, self.answers)) == 1)
                    return self._reasons(first) if isinstance(first, And | Or) else (self._step(first),)
                return self._picked(items, (outcome,))
            case Not(item=Or(items=items)):
                return self._reasons(And(tuple(negation(item) for item in items)))
            case Not(item=And(items=items)):
                return self._reasons(Or(tuple(negation(item) for item in items)))
            case IfElse(condition=condition, then=then, otherwise=otherwise):
                test = _int(walk(condition, self.values, self.answers))
                steps = (self._step(condition if test != 2 else negation(condition)),)
                branch = then if test == 1 else otherwise if test == 2 else None
                return steps if branch is None or (isinstance(branch, Constant) and branch.value != 3) else (*steps, self._step(branch))  # fmt: skip
        return (self._step(node),)

    def _holding(self, node: Node, outcome: int) -> Node:
        """Of a group said in one sentence, only the tests that made its value (the options that are ticked)."""
        assert isinstance(node, And | Or)
        decisive = outcome == (1 if isinstance(node, Or) else 2)
        kept = tuple(item for item in node.items if _int(walk(item, self.values, self.answers)) == outcome)
        if not decisive or len(kept) in (0, len(node.items)):
            return node
        return kept[0] if len(kept) == 1 else Or(kept) if isinstance(node, Or) else And(kept)

    def _picked(self, items: tuple[Node, ...], wanted: tuple[int, ...]) -> tuple[Step, ...]:
        steps: list[Step] = []
        for item in items:
            if _int(walk(item, self.values, self.answers)) in wanted:
                steps.extend(self._reasons(item) if isinstance(item, And | Or) else (self._step(item),))
        return tuple(steps)

    def _step(self, node: Node) -> Step:
        outcome = _OUTCOMES[_int(walk(node, self.values, self.answers))]
        bare = node.item if isinstance(node, Not) else node
        if isinstance(bare, And | Or) and _one_subject(bare):
            bare = bare.items[0].item if isinstance(bare.items[0], Not) else bare.items[0]
        subject: Node = bare
        if isinstance(bare, OptionIn | Includes):
            subject = bare.subject
        elif isinstance(bare, Compare):
            subject = bare.left if isinstance(bare.left, Name) else bare.right
        if isinstance(bare, Constant) and bare.value == 3:
            return Step(statement=self.say(node), outcome=outcome, kind="judgement")
        if isinstance(subject, Answer):
            kind = "done" if subject.id.startswith("done:") else "answer"
            return Step(statement=self.say(node), outcome=outcome, kind=kind, id=subject.id)
        if not isinstance(subject, Name):
            return Step(statement=self.say(node), outcome=outcome, kind="all", because=self._reasons(node) if node.children and not isinstance(node, Not | Compare) else ())  # fmt: skip
        named = self._name(subject, bare.option if isinstance(bare, Includes) else None)
        return Step(
            statement=self.say(node), outcome=outcome, kind=named.kind, id=subject.id, value=named.value,
            because=named.because,
        )  # fmt: skip

    def _name(self, name: Name, option: int | None = None) -> Step:
        """A question or a fact with its value; a fact is explained the first time it is met (one option only if named)."""
        definition = self.program.definitions[name.id]
        value = self.value(name.id, definition)
        statement = Text(*(self.prose[language].label(name.id) for language in LANGUAGES))
        settled = is_settled(definition, self.values[name.id])
        outcome: Outcome = "true" if settled else "unknown"
        if definition.kind == "question":
            return Step(statement=statement, outcome=outcome, kind="answer", id=name.id, value=value)
        because: tuple[Step, ...] = ()
        if name.id not in self.used:
            self.used[name.id] = None
            members = definition.node if isinstance(definition.node, Members) else None
            because = (
                self._reasons(members.items[option])
                if members and option is not None
                else self.definition(definition)
            )
        kind = "fact" if definition.kind == "fact" else "part"
        return Step(statement=statement, outcome=outcome, kind=kind, id=name.id, value=value, because=because)


def _one_subject(node: Node) -> bool:
    """Whether a group only tests options of one multi question, and is therefore said in one sentence."""
    if not isinstance(node, And | Or):
        return False
    bare = [item.item if isinstance(item, Not) else item for item in node.items]
    if not all(isinstance(item, Includes) for item in bare):
        return False
    same_sign = len({isinstance(item, Not) for item in node.items}) == 1
    return same_sign and len({item.subject for item in bare if isinstance(item, Includes)}) == 1


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value
