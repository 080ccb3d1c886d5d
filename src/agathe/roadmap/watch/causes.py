"""Why a conclusion changes: what differs upstream, for the profiles it matters to.

From the conclusion, the search follows the definitions whose value changed, and stops at nothing: each definition met
tells what of its own differs between the two sides. A definition whose value stayed the same explains nothing, and is
not followed; only when nothing is found that way are unchanged definitions followed too (a question may stop mattering
without any value moving).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec
import numpy as np

from agathe.kernel import LANGUAGES, Period, Text
from agathe.knowledge.base import Knowledge
from agathe.knowledge.difference import EntryChange, compare
from agathe.knowledge.schema.base import Entry
from agathe.knowledge.schema.fact import Fact, Parameter
from agathe.knowledge.schema.funding import Scheme
from agathe.roadmap.watch.missing import Flags, flags
from agathe.roadmap.watch.model import Cause
from agathe.roadmap.watch.origins import Origin, boundaries, compared_with_today, crossed, origin
from agathe.roadmap.watch.states import States, StateTable, Subject
from agathe.rules.columnar import Results
from agathe.rules.program import Definition
from agathe.rules.prose import Prose, show_date, show_number
from agathe.rules.syntax import names_in

_WINDOW = ("windows", "status", "ends_at_latest", "valid_from", "valid_to")
_RULE = (
    "when", "formula", "rows", "members", "decide", "options", "type", "criteria", "exclusions", "conditions",
    "budget_impact", "asked_when", "otherwise", "see", "judgement",
)  # fmt: skip
_DATES = ("valid_from", "valid_to")
_WORDING = ("text", "label", "title", "legal_ref", "sources", "rule", "weight", "fr", "en")
"""Fields inside a rule that only put it into words."""


Note = Callable[[Cause, Flags], None]
"""Keeps a cause with the profiles it counts for."""


@dataclass(frozen=True, eq=False)
class Explainer:
    """Explains the changes between two states of the law."""

    before: StateTable
    after: StateTable

    @cached_property
    def _changed(self) -> Mapping[tuple[str, str], EntryChange]:
        """Entries that differ between the two knowledge bases."""
        old, new = self.before.engine.knowledge, self.after.engine.knowledge
        return {} if old is new else {(change.kind, change.entry): change for change in compare(old, new)}

    @cached_property
    def _span(self) -> tuple[date, date]:
        days = sorted((self.before.engine.day, self.after.engine.day))
        return days[0], days[1]

    @cached_property
    def _known(self) -> dict[str, tuple[Cause, ...]]:
        return {}

    def explain(self, subject: Subject, rows: Flags, moved: "Moved") -> list[Cause]:
        """Causes of a change of one conclusion, for the profiles of ``rows``, each with the number it counts for."""
        found: dict[tuple[str, str, object], tuple[Cause, Flags]] = {}

        def note(cause: Cause, where: Flags) -> None:
            key = (cause.reason, cause.on, cause.text)
            found[key] = (cause, found[key][1] | where if key in found else where)

        for cause in self._status(subject):
            note(cause, rows)
        if subject.kind != "window":
            self._follow(subject.id, rows, moved, note=note)
            told = np.zeros(len(rows), dtype=np.bool_)
            for _, where in found.values():
                told |= where
            if (rows & ~told).any():
                self._follow(subject.id, rows & ~told, None, note=note)
        return [
            msgspec.structs.replace(cause, profiles=int(where.sum()))
            for cause, where in found.values()
            if where.any()
        ]

    def _follow(self, target: str, rows: Flags, moved: "Moved | None", *, note: Note) -> None:
        """Visit a definition and what it rests on; only values that moved, unless ``moved`` is ``None``."""
        waiting, seen = [(target, rows)], {target: rows}
        while waiting:
            id_, where = waiting.pop()
            for cause in self.own(id_):
                note(cause, where)
            for name in sorted(self._upstream(id_)):
                reached = where if moved is None else where & moved(name)
                fresh = reached & ~seen[name] if name in seen else reached
                if fresh.any():
                    seen[name] = seen[name] | fresh if name in seen else fresh
                    waiting.append((name, fresh))

    def _upstream(self, id_: str) -> set[str]:
        names: set[str] = set()
        for table in (self.before, self.after):
            if id_ in table.program.definitions:
                names |= names_in(table.program.definitions[id_].node)
        return names

    # ------------------------------------------------------------------ what differs

    def _status(self, subject: Subject) -> Iterator[Cause]:
        """What differs in the dates of the entry, which its status rests on beside the rules."""
        entries = [
            table.subjects[subject.key].entry for table in (self.before, self.after) if subject.key in table.subjects
        ]  # fmt: skip
        if subject.kind == "requirement":
            return  # its status does not depend on the dates of its entry
        title = self._title(subject.id)
        told: set[tuple[date, bool]] = set()
        for entry in reversed(entries):
            limits = [(day, day == entry.valid_from) for day in boundaries(entry.period)]
            if isinstance(entry, Scheme) and subject.kind == "window":
                ends = Period(None, entry.ends_at_latest)
                limits += [(day, False) for day in boundaries(ends)]
                for window in entry.windows:
                    limits += [
                        (day, day == window.opens) for day in boundaries(Period(window.opens, window.closes))
                    ]
            for day, starts in limits:
                if self._between(day) and (day, starts) not in told:
                    told.add((day, starts))
                    text = _say("starts" if starts else "stops", name=title, day=day)
                    yield _cause("date", subject.id, title, text, entry, day=day)
        if subject.kind == "window":
            yield from self._version(subject.collection, subject.entry.id, subject.id, title, _WINDOW)

    def own(self, id_: str) -> tuple[Cause, ...]:
        """What differs between the two sides in a definition itself."""
        if id_ not in self._known:
            self._known[id_] = tuple(self._own(id_))
        return self._known[id_]

    def _own(self, id_: str) -> Iterator[Cause]:
        title = self._title(id_)
        sides = [
            (table, found)
            for table in (self.before, self.after)
            if id_ in table.program.definitions
            and (found := origin(table.engine.knowledge, table.program.definitions[id_])) is not None
        ]
        if not sides:
            return
        entry = sides[-1][1].entry
        yield from self._dates(id_, title, [found for _, found in sides])
        nodes = [(table, node) for table, found in sides for node in found.nodes(table.engine)]
        parameters = sorted(
            {name for _, node in nodes for name in names_in(node) if self._is_parameter(name)}
        )
        for name in parameters:
            yield from self._parameter(id_, name)
        first, last = self._span
        if first != last and any("today" in names_in(node) for _, node in nodes):
            for day in sorted({day for _, node in nodes for day in crossed(node, first, last)}):
                yield _cause("date", id_, title, _say("turns", name=title, day=day), entry, day=day)
            compared = {name for _, node in nodes for name in compared_with_today(node)}
            if compared:
                labels = [self._title(name) for name in self._date_questions(compared) or sorted(compared)]
                what = Text(", ".join(label.fr for label in labels), ", ".join(label.en for label in labels))
                yield _cause("today", id_, title, _say("today", name=title, what=what), entry)
        found = sides[-1][1]
        dated = not found.part and (not isinstance(entry, Fact) or entry.decision)
        roots = (*_RULE, *_DATES) if dated else _RULE
        yield from self._version(found.collection, entry.id, id_, title, roots, found.part)

    def _dates(self, id_: str, title: Text, origins: list[Origin]) -> Iterator[Cause]:
        days = {day for found in origins for day in found.boundaries() if self._between(day)}
        for day in sorted(days):
            yield _cause("date", id_, title, _say("rule", name=title, day=day), origins[-1].entry, day=day)

    def _parameter(self, id_: str, name: str) -> Iterator[Cause]:
        sides = (self.before, self.after)
        values = [_value(table.engine.knowledge, name, table.engine.day) for table in sides]
        if values[0] == values[1]:
            return
        parameter = (
            self.after.engine.knowledge.parameters.get(name) or self.before.engine.knowledge.parameters[name]
        )
        days = [value.from_ for value in parameter.values if value.from_ and self._between(value.from_)]
        shown = [
            Text("—", "—") if value is None else Text(show_number(value, "fr"), show_number(value, "en")) for value in values
        ]  # fmt: skip
        text = _say("parameter", name=parameter.title, old=shown[0], new=shown[1], unit=parameter.unit)
        yield _cause(
            "parameter", id_, parameter.title, text, parameter, day=days[0] if len(days) == 1 else None
        )

    def _version(
        self, collection: str, entry_id: str, id_: str, title: Text, roots: tuple[str, ...], part: str = ""
    ) -> Iterator[Cause]:
        """How the entry of a definition differs between the two knowledge bases."""
        change = self._changed.get((collection, entry_id))
        if change is None:
            return
        knowledge = (self.before if change.what == "removed" else self.after).engine.knowledge
        entry = getattr(knowledge, collection)[entry_id]
        if change.what != "changed":
            yield _cause(change.what, id_, title, _say(change.what, name=title), entry)
            return
        fields = tuple(field for field in change.fields if _counts(field[0], roots, part))
        if fields:
            yield _cause("version", id_, title, _say("version", name=title), entry, fields=fields)

    # ------------------------------------------------------------------ words

    def _between(self, day: date) -> bool:
        first, last = self._span
        return first < day <= last

    def _is_parameter(self, name: str) -> bool:
        return any(name in table.engine.knowledge.parameters for table in (self.before, self.after))

    def _date_questions(self, names: set[str]) -> list[str]:
        """Questions answered by a date that some names rest on, in the order of the questionnaire."""
        found: dict[str, None] = {}
        for table in (self.after, self.before):
            support = table.engine.program.support
            wanted = set().union(*(support[name] for name in names if name in support))
            for question in table.engine.knowledge.questions.values():
                if question.type == "date" and question.id in wanted:
                    found[question.id] = None
        return list(found)

    def _title(self, id_: str) -> Text:
        for table in (self.after, self.before):
            if id_ in table.engine.program.definitions:
                knowledge = table.engine.knowledge
                return Text(*(Prose(knowledge, language).label(id_) for language in LANGUAGES))
        return Text(id_, id_)


class Moved:
    """Where the value of a definition differs between the two sides."""

    def __init__(self, before: States, after: States) -> None:
        self.before = before
        self.after = after
        self.known: dict[str, Flags] = {}

    def __call__(self, id_: str) -> Flags:
        if id_ not in self.known:
            old, new = (states.table.program.definitions.get(id_) for states in (self.before, self.after))
            if old is None or new is None:
                self.known[id_] = np.ones(self.after.results.size, dtype=np.bool_)
            else:
                self.known[id_] = _differs(self.before.results, old, self.after.results, new)
        return self.known[id_]


def _differs(before: Results, old: Definition, after: Results, new: Definition) -> Flags:
    if old.type.kind != new.type.kind:
        return np.ones(after.size, dtype=np.bool_)
    if old.type.kind in ("number", "date"):
        x, y = before[old.id], after[new.id]
        different: Flags = (x != y) & ~(np.isnan(x) & np.isnan(y))
        return different
    found = np.zeros(after.size, dtype=np.bool_)
    left, right = _named(before, old), _named(after, new)
    for name in {**left, **right}:
        if name in left and name in right:
            found |= flags(before, left[name]) != flags(after, right[name])
        elif name in left:
            found |= flags(before, left[name])
        else:
            found |= flags(after, right[name])
    return found


def _named(results: Results, definition: Definition) -> dict[str, object]:
    """Planes of a definition by name, so that options may stand in another order or come and go."""
    planes = results.planes(definition.id)
    kind, options = definition.type.kind, definition.type.options
    if kind == "boolean":
        return dict(zip(("true", "false"), planes, strict=True))
    if kind == "choice":
        return dict(zip(options, planes, strict=True))
    return dict(zip(options, planes[: len(options)], strict=True))


def _counts(path: str, roots: tuple[str, ...], part: str) -> bool:
    """Whether a field that changed decides the value of a definition (a part of its entry, or the whole of it)."""
    root, _, rest = path.partition(".")
    root, _, item = root.partition("[")
    if root not in roots or rest.split(".")[0].split("[")[0] in _WORDING:
        return False
    if part:
        return item.rstrip("]") == part or (root == "budget_impact" and part == "budget-impact")
    if root in ("criteria", "exclusions", "conditions", "budget_impact"):
        return rest.split(".")[0] != "when"  # the part itself tells
    return True


def _value(knowledge: Knowledge, name: str, day: date) -> float | None:
    parameter: Parameter | None = knowledge.parameters.get(name)
    for value in parameter.values if parameter else ():
        if day in Period(value.from_, value.to):
            return value.value
    return None


def _cause(reason: str, on: str, title: Text, text: Text, entry: object, **more: object) -> Cause:
    legal_ref = entry.legal_ref if isinstance(entry, Entry) else None
    return Cause(reason=reason, on=on, title=title, text=text, legal_ref=legal_ref, **more)  # type: ignore[arg-type]


_SENTENCES = {
    "starts": Text("« {name} » : effet à partir du {day}", "“{name}”: has effect from {day}"),
    "stops": Text("« {name} » : n'a plus d'effet à partir du {day}", "“{name}”: has no effect any more from {day}"),
    "rule": Text("la règle de « {name} » change le {day}", "the rule of “{name}” changes on {day}"),
    "turns": Text("« {name} » : une date limite écrite dans la règle est passée, le {day}", "“{name}”: a limit written in the rule is passed, {day}"),
    "parameter": Text("« {name} » : {old} devient {new} ({unit})", "“{name}”: {old} becomes {new} ({unit})"),
    "today": Text(
        "le temps passe : « {name} » compare la date du jour à une date du projet ({what})",
        "time passes: “{name}” compares the date of the day with a date of the project ({what})",
    ),
    "version": Text("« {name} » est écrit autrement dans l'autre version de la base", "“{name}” is written otherwise in the other version of the base"),
    "added": Text("« {name} » est nouveau dans la base", "“{name}” is new in the base"),
    "removed": Text("« {name} » ne figure plus dans la base", "“{name}” is no longer in the base"),
}  # fmt: skip


def _say(key: str, **values: object) -> Text:
    said = []
    for language in LANGUAGES:
        shown = {
            name: show_date(value, language) if isinstance(value, date) else value[language] if isinstance(value, Text) else value
            for name, value in values.items()
        }  # fmt: skip
        said.append(_SENTENCES[key][language].format(**shown))
    return Text(*said)
