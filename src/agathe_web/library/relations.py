"""What entries have to do with one another: what each one reads or names, and where it is named."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agathe.kernel import AgatheError, Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.base import DatedExpr
from agathe.knowledge.schema.fact import Fact
from agathe.knowledge.walk import structs
from agathe.rules import Compiler
from agathe.rules.parser import parse
from agathe.rules.program import fact_type
from agathe.rules.syntax import BOOLEAN, Node, Type, answers_in, names_in
from agathe_web import clock, engines
from agathe_web.library.catalogue import Ref, every
from agathe_web.library.kinds import KINDS

CONDITIONS = frozenset({"when", "formula", "asked_when", "done_when", "unless", "expr"})
"""Fields that hold a condition."""
REFERENCES = {
    "Scheme.operator": "actor", "Scheme.co_operators": "actor", "Scheme.pilots": "actor", "Scheme.strategy_action_ids": "action",
    "SiteProgramme.operator": "actor", "Actor.funding": "scheme", "Action.axis": "axis", "Action.shared_with": "action",
    "Task.after": "task", "Task.duties": "duty", "Deadline.start": "task", "Deadline.end": "task", "Pathway.tariff_table": "tariff",
    "Pathway.parameters": "parameter", "PathwayHint.then": "pathway", "EvaluationTrigger.applies_to": "pathway",
    "EvaluationTrigger.not_applies_to": "pathway", "EvaluationTrigger.parameters": "parameter", "StudyDesign.accepted_for": "pathway",
    "StudyDesign.accepted_for_programmes": "research_programme", "BudgetPart.id": "axis",
}  # fmt: skip
"""Kind of the entries that a field names, by class and field."""
_COLLECTIONS = {
    "research_programmes": "research_programme",
    "pathways": "pathway",
    "schemes": "scheme",
    "duties": "duty",
}


@dataclass(frozen=True)
class Relations:
    """The links between entries.

    Attributes:
        reads: what the conditions of an entry read: questions, facts, thresholds, duties done.
        names: what its other fields name.
        cites: sources of an entry, its parts included.
        read_by: entries whose conditions read this one.
        named_by: entries that name this one.
        cited_by: entries that cite a source.
    """

    reads: Mapping[Ref, tuple[Ref, ...]]
    names: Mapping[Ref, tuple[Ref, ...]]
    cites: Mapping[Ref, tuple[str, ...]]
    read_by: Mapping[Ref, tuple[Ref, ...]]
    named_by: Mapping[Ref, tuple[Ref, ...]]
    cited_by: Mapping[str, tuple[Ref, ...]]


def relations() -> Relations:
    """Links of the knowledge base in use."""
    return _relations(engines.knowledge())


@lru_cache(maxsize=2)
def _relations(knowledge: Knowledge) -> Relations:
    reader = _Reader(knowledge)
    reads, names, cites = {}, {}, {}
    for kind, key, entry in every(knowledge):
        ref = kind, key
        reads[ref] = tuple(dict.fromkeys(reader.read(entry)))
        names[ref] = tuple(dict.fromkeys(r for r in reader.named(entry) if r != ref))
        cites[ref] = tuple(dict.fromkeys(sources_of(entry)))
    return Relations(reads, names, cites, _turned(reads), _turned(names), _turned(cites))


def _turned(links: Mapping[Any, Iterable[Any]]) -> dict[Any, tuple[Any, ...]]:
    found = defaultdict(list)
    for one, others in links.items():
        for other in others:
            found[other].append(one)
    return {other: tuple(ones) for other, ones in found.items()}


def sources_of(entry: Any) -> Iterator[str]:
    """Ids of the sources of an entry and of its parts."""
    for _, part in structs(entry):
        yield from getattr(part, "sources", ())


def expressions(part: Any) -> Iterator[tuple[str, str]]:
    """Field and text of each condition a structure holds itself; its inner structures are not entered."""
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if name in CONDITIONS and isinstance(value, str):
            yield name, value
        elif name == "members" and isinstance(part, Fact):
            yield from ((name, text) for text in value.values() if isinstance(text, str))
            for dated in value.values():
                if not isinstance(dated, str):
                    yield from ((name, one.expr) for one in dated)


class _Reader:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.vocabulary = Compiler(knowledge).vocabulary

    def read(self, entry: Any) -> Iterator[Ref]:
        """What the conditions of an entry read."""
        for _, part in structs(entry):
            if isinstance(part, Text):
                continue
            for name, text in expressions(part):
                type_ = (
                    fact_type(entry)
                    if name == "formula" or (isinstance(part, DatedExpr) and getattr(entry, "formula", None))
                    else BOOLEAN
                )
                node = node_of(text, self.vocabulary, type_)
                if node is not None:
                    yield from self.found(node)

    def found(self, node: Node) -> Iterator[Ref]:
        """Entries behind the names of an expression, in order of their names."""
        for name in sorted({*names_in(node), *answers_in(node)}):
            kind, _, rest = name.partition(":")
            if name in self.knowledge.questions:
                yield "question", name
            elif name in self.knowledge.facts:
                yield "fact", name
            elif name in self.knowledge.parameters:
                yield "parameter", name
            elif kind == "done" and rest in self.knowledge.duties:
                yield "duty", rest
            elif kind in KINDS and rest.split("/")[0] in KINDS[kind].read(self.knowledge):
                yield kind, rest.split("/")[0]

    def named(self, entry: Any) -> Iterator[Ref]:
        """Entries that the fields of an entry name."""
        for _, part in structs(entry):
            for name in part.__struct_fields__:
                value = getattr(part, name)
                for one in value if isinstance(value, tuple) else (value,):
                    ref = reference(part, name, one)
                    if ref is not None:
                        yield ref


def reference(owner: Any, name: str, value: object) -> Ref | None:
    """The entry a value names; ``None`` when the field names none, or none that has a page."""
    if not isinstance(value, str):
        return None
    if name == "see":
        collection, _, key = value.partition(":")
        kind = _COLLECTIONS.get(collection)
    else:
        kind, key = REFERENCES.get(f"{type(owner).__name__}.{name}"), value
    if kind is None or key not in KINDS[kind].read(engines.knowledge()):
        return None
    return kind, key


def node_of(text: str, vocabulary: Mapping[str, Type], type_: Type = BOOLEAN) -> Node | None:
    """An expression as a tree; ``None`` when it is none of that type."""
    try:
        return parse(text, vocabulary, type_)
    except AgatheError:
        return None


@lru_cache(maxsize=4)
def _decided(knowledge: Knowledge, day: Any) -> Mapping[str, tuple[Ref, ...]]:
    program = engines.engine(day).program
    found: dict[str, list[Ref]] = defaultdict(list)
    for definition in program.conclusions:
        ref = definition.kind, definition.entry
        for question in program.support[definition.id]:
            if ref not in found[question]:
                found[question].append(ref)
    return {question: tuple(refs) for question, refs in found.items()}


def decided_by(question: str) -> tuple[Ref, ...]:
    """Conclusions that the answer to a question can change, as the law stands today."""
    return _decided(engines.knowledge(), clock.today()).get(question, ())


def linked_to(ref: Ref) -> tuple[Ref, ...]:
    """Entries that have to do with one: that cite a source, that an answer can change, that read or name any other."""
    links = relations()
    if ref[0] == "source":
        return links.cited_by.get(ref[1], ())
    others = decided_by(ref[1]) if ref[0] == "question" else ()
    return tuple(dict.fromkeys((*others, *links.read_by.get(ref, ()), *links.named_by.get(ref, ()))))
