"""Statuses of all conclusions for many profiles, as the roadmap shows them.

Every status is a pure function of a few small values (:mod:`agathe.roadmap.status`). It is called once for each
combination of them, and the table so made is looked up by column.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from agathe.knowledge.schema.base import Entry
from agathe.knowledge.schema.fact import Fact
from agathe.roadmap.status import (
    DECISIONS,
    availability,
    duty_status,
    is_judged,
    part_outcome,
    parts_in_force,
    requirement_status,
    requirements_of,
    way_status,
)
from agathe.roadmap.watch.missing import Flags, Missing, MissingAnswers, flags
from agathe.roadmap.watch.model import Kind
from agathe.rules.columnar import ColumnarEvaluator, Columns, Results
from agathe.rules.conclusions import STATUS
from agathe.rules.engine import Engine

ABSENT = "absent"
"""State of a conclusion that is not in the roadmap: a duty that does not apply, an entry that does not exist."""
SHUT = (ABSENT, "closed", "ended")
"""States of a way that all mean that it is not for the project."""
UPCOMING = "upcoming:"
Codes = npt.NDArray[np.int64]
Key = tuple[Kind, str]
"""What names a conclusion in both versions: kind, and definition that holds it."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A conclusion whose status is watched.

    Attributes:
        kind: see :class:`agathe.roadmap.watch.model.Change`.
        id: the definition that holds it.
        entry: the entry behind it.
        collection: attribute of the knowledge base that holds the entry.
    """

    kind: Kind
    id: str
    entry: Entry
    collection: str

    @property
    def key(self) -> Key:
        return self.kind, self.id


def subjects(engine: Engine) -> Iterator[Subject]:
    """What is watched, in the order of the roadmap."""
    knowledge = engine.knowledge
    for id_ in DECISIONS:
        if id_ in knowledge.facts:
            yield Subject("decision", id_, knowledge.facts[id_], "facts")
    for duty in knowledge.duties.values():
        yield Subject("duty", f"duty:{duty.id}", duty, "duties")
    for pathway in knowledge.pathways.values():
        yield Subject("pathway", f"pathway:{pathway.id}", pathway, "pathways")
    for trigger in knowledge.evaluation_triggers.values():
        for id_, _, _ in requirements_of(trigger):
            yield Subject("requirement", id_, trigger, "evaluation_triggers")
    for scheme in knowledge.schemes.values():
        yield Subject("scheme", f"scheme:{scheme.id}", scheme, "schemes")
        yield Subject("window", f"scheme:{scheme.id}", scheme, "schemes")
    for country in knowledge.countries.values():
        yield Subject("country", f"country:{country.id}", country, "countries")


class StateTable:
    """The states of an engine: compiled once, then evaluated slice by slice.

    Attributes:
        engine: knowledge base and day.
        subjects: what is watched, by key.
        program: the part of the engine's program that is computed.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.subjects = {subject.key: subject for subject in subjects(engine)}
        parts = [
            f"{id_}/{part.id}"
            for (kind, id_), subject in self.subjects.items()
            if kind in ("pathway", "scheme", "country")
            for part in parts_in_force(subject.entry, engine.day)
        ]
        wanted = [f"{id_}/wanted" for kind, id_ in self.subjects if kind == "country"]
        checks = [f"check:{r.id}" for r in engine.knowledge.consistency.values() if r.severity == "error"]
        targets = [*(subject.id for subject in self.subjects.values()), *parts, *wanted, *checks]
        self.missing = MissingAnswers(engine.program, targets)
        self.program = engine.program.restricted(targets)
        self._evaluate = ColumnarEvaluator(self.missing.program)

    def __call__(self, columns: Columns) -> "States":
        """States of a slice of profiles."""
        return States(self, columns, self._evaluate(columns))


class States:
    """States of some profiles.

    Attributes:
        results: values of the definitions behind them.
    """

    def __init__(self, table: StateTable, columns: Columns, results: Results) -> None:
        self.table = table
        self.columns = columns
        self.results = results

    @cached_property
    def _missing(self) -> Missing:
        return self.table.missing.on(self.results)

    def of(self, subject: Subject) -> tuple[Codes, Sequence[str]]:
        """State of a subject: a code for each profile, and the state each code stands for."""
        entry, day = subject.entry, self.table.engine.day
        match subject.kind:
            case "decision":
                assert isinstance(entry, Fact)
                return self._decision(entry)
            case "duty":
                done = self.columns.columns[f"done:{entry.id}"] == 1
                codes = self.results[subject.id].astype(np.int64) | done.astype(np.int64) << 2
                return codes, _table(3, lambda c: duty_status(entry, day, c & 3, bool(c >> 2)))  # type: ignore[arg-type]
            case "requirement":
                return self.results[subject.id].astype(np.int64), _table(2, requirement_status)
            case "window":
                codes = np.zeros(self.results.size, dtype=np.int64)
                return codes, (availability(entry, day)[0],)  # type: ignore[arg-type]
            case _:
                return self._way(subject)

    def _decision(self, fact: Fact) -> tuple[Codes, Sequence[str]]:
        """A decision: the options still possible, and whether the law it rests on has effect."""
        ahead = fact.valid_from is not None and fact.valid_from > self.table.engine.day
        masks, codes = np.unique(self.results[fact.id], return_inverse=True)
        type_ = self.table.program.definitions[fact.id].type
        names = ("|".join(type_.names(int(mask))) for mask in masks)
        return codes.astype(np.int64), [UPCOMING + name if ahead else name for name in names]

    def _way(self, subject: Subject) -> tuple[Codes, Sequence[str]]:
        entry, day, id_ = subject.entry, self.table.engine.day, subject.id
        possible = self.results[id_].astype(np.int64)
        several = (possible & (possible - 1)) != 0
        missing = self._missing(id_) if several.any() else several
        codes = possible | missing.astype(np.int64) << 3 | self._judged(subject).astype(np.int64) << 4
        return codes, _table(
            5, lambda c: way_status(entry, day, STATUS.names(c & 7), bool(c >> 3 & 1), bool(c >> 4)) if c & 7 else None
        )  # fmt: skip

    def _judged(self, subject: Subject) -> Flags:
        """Where an authority judges a part of a way."""
        engine = self.table.engine
        found = np.zeros(self.results.size, dtype=np.bool_)
        for part in parts_in_force(subject.entry, engine.day):
            id_ = f"{subject.id}/{part.id}"
            value = self.results[id_].astype(np.int64)
            judged = is_judged(part, engine.program.definitions[id_].node, engine.knowledge)
            unknown = value == 3
            missing = self._missing(id_) if unknown.any() else unknown
            outcomes = [
                part_outcome(part, code & 3, bool(code >> 2), judged) == "judgement" for code in range(8)
            ]
            found |= np.array(outcomes)[value | missing.astype(np.int64) << 2]
        return found

    def aimed_at(self, subject: Subject) -> Flags:
        """Where the project aims, or may aim, at a market."""
        may, _ = self.results.planes(f"{subject.id}/wanted")
        return flags(self.results, may)

    def contradictions(self) -> Iterator[tuple[str, Flags]]:
        """Consistency rules that answers break, and the profiles that break them."""
        for rule in self.table.engine.knowledge.consistency.values():
            if rule.severity == "error":
                may, _ = self.results.planes(f"check:{rule.id}")
                broken = ~flags(self.results, may)
                if broken.any():
                    yield rule.id, broken


def _table(bits: int, status: Callable[[int], str | None]) -> tuple[str, ...]:
    """The state of each code of so many bits."""
    return tuple(status(code) or ABSENT for code in range(1 << bits))
