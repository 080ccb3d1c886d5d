"""Checks of the knowledge base that need no rule engine: sources, dates, languages, identifiers, references.

What they read is the decoded entries, whatever their kind: a new kind of entry is covered as soon as its fields bear
the usual names (``sources``, ``checked``, ``valid_from``, ``stage``...).
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from agathe.kernel import Text, nearest
from agathe.knowledge.base import Knowledge
from agathe.knowledge.finding import Finding, Severity, in_order
from agathe.knowledge.schema.actor import Actor
from agathe.knowledge.schema.base import DatedExpr, Entry, Example
from agathe.knowledge.schema.country import ComparisonRow
from agathe.knowledge.schema.duty import Duty
from agathe.knowledge.schema.evaluation import EvaluationTrigger, StudyDesign
from agathe.knowledge.schema.fact import Fact, ParameterValue
from agathe.knowledge.schema.funding import FundingHint, Scheme
from agathe.knowledge.schema.pathway import Pathway, PathwayHint
from agathe.knowledge.schema.question import ConsistencyRule, GroupMember, Question
from agathe.knowledge.schema.site import Site, SkillsProject, TestBed
from agathe.knowledge.schema.strategy import Action
from agathe.knowledge.schema.task import Deadline, Dependence, Milestone, PlanVariant, Range, Success, Task
from agathe.knowledge.walk import all_entries, structs

REVIEW_MONTHS = 12
"""A check against the source holds this long."""
STAGES = range(1, 8)
MOST_BOXES = 8
"""Boxes on one screen of questions."""
REFERENCES: Mapping[tuple[type, str], tuple[str, ...]] = {
    (Actor, "region"): ("regions",),
    (Actor, "funding"): ("schemes",),
    (Site, "region"): ("regions",),
    (TestBed, "region"): ("regions",),
    (SkillsProject, "region"): ("regions",),
    (PathwayHint, "then"): ("pathways",),
    (FundingHint, "propose"): ("schemes",),
    (Scheme, "operator"): ("actors",),
    (Scheme, "co_operators"): ("actors",),
    (Scheme, "pilots"): ("actors",),
    (Scheme, "strategy_action_ids"): ("actions",),
    (Action, "axis"): ("axes",),
    (Action, "shared_with"): ("actions",),
    (Pathway, "tariff_table"): ("tariffs",),
    (Pathway, "parameters"): ("parameters",),
    (EvaluationTrigger, "applies_to"): ("pathways",),
    (EvaluationTrigger, "not_applies_to"): ("pathways",),
    (EvaluationTrigger, "parameters"): ("parameters",),
    (StudyDesign, "accepted_for"): ("pathways",),
    (StudyDesign, "accepted_for_programmes"): ("research_programmes", "schemes"),
    (ComparisonRow, "entry"): ("countries",),
    (ComparisonRow, "pathway"): ("pathways",),
    (ConsistencyRule, "questions"): ("questions",),
    (GroupMember, "question"): ("questions",),
    (Task, "after"): ("tasks",),
    (Task, "duties"): ("duties",),
    (Task, "scenario"): ("plan_tags",),
    (Milestone, "tasks"): ("tasks",),
    (Deadline, "start"): ("tasks", "milestones"),
    (Deadline, "end"): ("tasks", "milestones"),
    (Dependence, "tasks"): ("tasks",),
    (PlanVariant, "tags"): ("plan_tags",),
}
"""Fields that name entries of other kinds: each value is an id of one of these collections."""
ELSEWHERE: Mapping[tuple[type, str], tuple[str, ...]] = {(Actor, "region"): ("national", "eu")}
"""Values that such a field may take beside ids."""

_DASHED = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NAMED_IN_RULES = ("questions", "facts", "parameters")
_RESERVED = {
    "true", "false", "unknown", "never", "today", "date", "days", "months", "years", "done", "any_of", "all_of", "only", "one_of",
}  # fmt: skip
_DONE = re.compile(r"done\(\s*'([^']*)'\s*\)")
_PLACEHOLDER = re.compile(
    r"\W*(todo|tbd|fixme|xxx|lorem ipsum|[àa] traduire|to translate|[àa] compléter)\b.*|[\s.…?_–—-]+",
    re.I | re.S,
)
_ORDERED = (
    ("valid_from", "valid_to"),
    ("from_", "to"),
    ("starts", "ends"),
    ("opens", "closes"),
    ("min", "max"),
)
_PROPER_NAMES = {"title", "name", "operator", "publisher", "authority"}
_SAME_WORDS = 6
"""From this many words on, a text that is the same in both languages was probably not translated."""
_ROUNDING_DAYS = 0.05
"""Weeks are written with two decimals."""


def lint(knowledge: Knowledge, day: date) -> list[Finding]:
    """All remarks on the entries, as seen on a day (which only matters for the age of checks)."""
    return in_order(_Linter(knowledge, day).run())


class _Linter:
    def __init__(self, knowledge: Knowledge, day: date) -> None:
        self.knowledge = knowledge
        self.day = day
        self.used: set[str] = set()

    def run(self) -> Iterator[Finding]:
        yield from self._vocabulary()
        yield from self._groups()
        yield from self._loops()
        for kind, id_, entry in all_entries(self.knowledge):
            yield from self._entry(kind, id_, entry)
        for id_ in self.knowledge.sources:
            if id_ not in self.used:
                yield self._say("info", "unused-source", "sources", id_, "", "no entry cites this source")

    def _say(self, severity: Severity, code: str, kind: str, entry: str, field: str, message: str) -> Finding:
        file = self.knowledge.files.get(f"{kind}:{entry}") or self.knowledge.files.get(entry)
        return Finding(
            severity=severity, code=code, file=file, entry=entry, field=field or None, message=message
        )

    # ------------------------------------------------------------------ one entry

    def _entry(self, kind: str, id_: str, entry: msgspec.Struct) -> Iterator[Finding]:
        remarks: list[tuple[Severity, str, str, str]] = [*self._identifier(kind, id_, entry)]
        for path, part in structs(entry):
            if isinstance(part, Text):
                remarks += _text(path, part)
                continue
            remarks += self._sources(path, part)
            remarks += self._dates(path, part)
            remarks += self._references(path, part)
            remarks += _stages(path, part)
            remarks += _unique(path, part)
            remarks += _figures(path, part)
        if isinstance(entry, Question):
            remarks += _question(entry)
        elif isinstance(entry, Fact):
            remarks += _fact(entry)
        elif isinstance(entry, Duty):
            remarks += _duty(entry)
        for severity, code, field, message in remarks:
            yield self._say(severity, code, kind, id_, field, message)

    def _identifier(
        self, kind: str, id_: str, entry: msgspec.Struct
    ) -> Iterator[tuple[Severity, str, str, str]]:
        own = getattr(entry, "id", None) or getattr(entry, "code", None) or id_
        if own != id_:
            yield "error", "id", "id", f"this entry is filed under “{id_}” but calls itself “{own}”"
        if kind in _NAMED_IN_RULES:
            if not _NAME.fullmatch(id_) or keyword.iskeyword(id_) or id_ in _RESERVED:
                yield (
                    "error",
                    "id",
                    "id",
                    "an id used in expressions has lower-case letters, digits and _, and is no word of the language",
                )
        elif not _DASHED.fullmatch(id_) and not isinstance(getattr(self.knowledge, kind), msgspec.Struct):
            yield "error", "id", "id", "an id has lower-case letters and digits, joined by single dashes"

    def _vocabulary(self) -> Iterator[Finding]:
        """Questions, facts and parameters share one vocabulary."""
        seen: dict[str, str] = {}
        for kind in _NAMED_IN_RULES:
            for id_ in getattr(self.knowledge, kind):
                if id_ in seen:
                    yield self._say("error", "id", kind, id_, "id", f"this name is taken: see {seen[id_]}")
                seen.setdefault(id_, kind)

    def _groups(self) -> Iterator[Finding]:
        """A question is in one group at most, and a box that is left empty gives an answer it may have."""
        seen: dict[str, str] = {}
        for group in self.knowledge.question_groups.values():
            for member in group.members:
                field = f"members/{member.question}"
                if member.question in seen:
                    message = f"this question is in the group “{seen[member.question]}” already"
                    yield self._say("error", "group", "question_groups", group.id, field, message)
                seen.setdefault(member.question, group.id)
                for message in _member(member, self.knowledge.questions.get(member.question)):
                    yield self._say("error", "group", "question_groups", group.id, field, message)
            if not 2 <= len(group.members) <= MOST_BOXES:
                message = f"a group has 2 to {MOST_BOXES} members, not {len(group.members)}"
                yield self._say("error", "group", "question_groups", group.id, "members", message)

    def _loops(self) -> Iterator[Finding]:
        """A task waits for itself when the tasks it comes after lead back to it: each loop is told once."""
        left: set[str] = set()

        def walk(id_: str, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
            if id_ in path:
                yield (*path[path.index(id_) :], id_)
            elif id_ not in left and id_ in self.knowledge.tasks:
                for before in self.knowledge.tasks[id_].after:
                    yield from walk(before, (*path, id_))
                left.add(id_)

        for id_ in self.knowledge.tasks:
            for loop in walk(id_, ()):
                message = f"each of these tasks waits for the next one: {' → '.join(loop)}"
                yield self._say("error", "loop", "tasks", loop[0], "after", message)

    # ------------------------------------------------------------------ sources and dates

    def _sources(self, path: str, part: msgspec.Struct) -> Iterator[tuple[Severity, str, str, str]]:
        sources = getattr(part, "sources", None)
        if not isinstance(sources, tuple):
            return
        field = f"{path}/sources".lstrip("/")
        for source in sources:
            self.used.add(source)
            if source not in self.knowledge.sources:
                message = f"no source “{source}” in sources.yaml{nearest(source, self.knowledge.sources)}"
                yield "error", "dangling-source", field, message
        if len(set(sources)) < len(sources):
            yield "warning", "repeated-source", field, "a source is cited twice"
        if isinstance(part, Entry) and not sources and part.confidence_note is None:
            yield "error", "no-source", field, "cite a source, or say in confidence_note why there is none"

    def _dates(self, path: str, part: msgspec.Struct) -> Iterator[tuple[Severity, str, str, str]]:
        checked = getattr(part, "checked", None)
        if isinstance(checked, date) and _months_after(checked, REVIEW_MONTHS) < self.day:
            message = f"last checked on {checked}, more than {REVIEW_MONTHS} months before {self.day}"
            yield "warning", "expired-check", f"{path}/checked".lstrip("/"), message
        for first, last in () if isinstance(part, Range) else _ORDERED:
            start, end = getattr(part, first, None), getattr(part, last, None)
            comparable = isinstance(start, date) == isinstance(end, date)
            if start is not None and end is not None and comparable and start > end:
                yield (
                    "error",
                    "dates",
                    f"{path}/{first}".lstrip("/"),
                    f"{first.strip('_')} {start} comes after {last} {end}",
                )
        for name in part.__struct_fields__:
            value = getattr(part, name)
            for key, item in value.items() if isinstance(value, dict) else [("", value)]:
                yield from _overlaps(f"{path}/{name}/{key}".strip("/"), item)

    # ------------------------------------------------------------------ references

    def _references(self, path: str, part: msgspec.Struct) -> Iterator[tuple[Severity, str, str, str]]:
        for name in part.__struct_fields__:
            value, field = getattr(part, name), f"{path}/{name}".lstrip("/")
            targets = REFERENCES.get((type(part), name))
            if targets:
                known = {
                    *ELSEWHERE.get((type(part), name), ()),
                    *(id_ for kind in targets for id_ in getattr(self.knowledge, kind)),
                }
                for id_ in (value,) if isinstance(value, str) else value or ():
                    if id_ not in known:
                        yield (
                            "error",
                            "dangling-reference",
                            field,
                            f"no “{id_}” in {' or '.join(targets)}{nearest(id_, known)}",
                        )
            elif isinstance(value, str):
                for duty in _DONE.findall(value):
                    if duty not in self.knowledge.duties:
                        message = f"done('{duty}') names no duty{nearest(duty, self.knowledge.duties)}"
                        yield "error", "dangling-reference", field, message
        if isinstance(part, Scheme):
            for reference in part.see:
                if ":" not in reference or not self.knowledge.find(reference):
                    yield "error", "dangling-reference", "see", f"no entry “{reference}”: write kind:id"
        if isinstance(part, Example):
            for id_ in part.given:
                if id_ not in self.knowledge.questions:
                    message = f"examples give answers to questions; “{id_}” is none{nearest(id_, self.knowledge.questions)}"
                    yield "error", "dangling-reference", f"{path}/given".lstrip("/"), message


# ---------------------------------------------------------------------- parts of entries


def _text(path: str, text: Text) -> Iterator[tuple[Severity, str, str, str]]:
    for language in ("fr", "en"):
        words = text.fr if language == "fr" else text.en
        if not words.strip() or _PLACEHOLDER.fullmatch(words):
            yield (
                "error",
                "missing-translation",
                f"{path}/{language}",
                "this text is empty, or only holds the place",
            )
    same = text.fr.strip() == text.en.strip()
    if same and len(text.fr.split()) >= _SAME_WORDS and path.rpartition("/")[2] not in _PROPER_NAMES:
        yield "warning", "same-text", path, f"the same words in both languages: “{text.fr[:60]}”"


def _stages(path: str, part: msgspec.Struct) -> Iterator[tuple[Severity, str, str, str]]:
    stage, stages = getattr(part, "stage", None), getattr(part, "stages", None)
    for number in (stage,) if isinstance(stage, int) else stages if isinstance(stages, tuple) else ():
        if number not in STAGES:
            yield (
                "error",
                "stage",
                f"{path}/stage".lstrip("/"),
                f"the life line has stages 1 to 7, not {number}",
            )


def _figures(path: str, part: msgspec.Struct) -> Iterator[tuple[Severity, str, str, str]]:
    """Figures of the schedule: ordered ranges, chances from 0 to 1, no duration beyond a hard limit."""

    def wrong(name: str, message: str) -> tuple[Severity, str, str, str]:
        return "error", "figures", f"{path}/{name}".strip("/"), message

    if isinstance(part, Range) and not 0 <= part.min <= part.likely <= part.max:
        shown = f"{part.min:g}, {part.likely:g}, {part.max:g}"
        yield wrong("", f"a range goes up from 0: min, likely, max, not {shown}")
    elif isinstance(part, Success) and not 0 <= part.rate <= 1:
        yield wrong("rate", f"a rate is from 0 to 1, not {part.rate:g}")
    elif isinstance(part, Dependence):
        if not 0 <= part.correlation < 1:
            yield wrong("correlation", f"a correlation is from 0 to less than 1, not {part.correlation:g}")
        if bool(part.tasks) == (part.carrier is not None):
            yield wrong("tasks", "name the tasks, or their carrier, and not both")
    elif isinstance(part, Task):
        if not 0 <= part.probability <= 1:
            yield wrong("probability", f"a probability is from 0 to 1, not {part.probability:g}")
        longest = part.weeks.max * 7
        if part.limit is not None and part.limit.hard and longest > part.limit.days + _ROUNDING_DAYS:
            yield wrong(
                "limit", f"the longest duration is {longest:g} days, beyond the limit of {part.limit.days}"
            )


def _unique(path: str, part: msgspec.Struct) -> Iterator[tuple[Severity, str, str, str]]:
    """Inner ids are unique in their list; criteria and exclusions share one space of names."""
    for names in (
        ("criteria", "exclusions"),
        *((n,) for n in part.__struct_fields__ if n not in ("criteria", "exclusions")),
    ):
        seen: set[str] = set()
        for name in names:
            items = getattr(part, name, ())
            for item in items if isinstance(items, tuple) else ():
                id_ = getattr(item, "id", None)
                if isinstance(id_, str) and id_ in seen:
                    yield (
                        "error",
                        "id",
                        f"{path}/{name}/{id_}".lstrip("/"),
                        "this id is used twice in the entry",
                    )
                if isinstance(id_, str):
                    seen.add(id_)


def _overlaps(path: str, value: object) -> Iterator[tuple[Severity, str, str, str]]:
    if not isinstance(value, tuple):
        return
    dated = [item for item in value if isinstance(item, DatedExpr | ParameterValue)]
    for position, later in enumerate(dated):
        for earlier in dated[:position]:
            starts = earlier.from_ or date.min, later.from_ or date.min
            ends = earlier.to or date.max, later.to or date.max
            if max(starts) <= min(ends):
                yield "error", "dates", path, f"two periods share the days from {max(starts)} to {min(ends)}"


def _question(question: Question) -> Iterator[tuple[Severity, str, str, str]]:
    listed = question.type in ("choice", "multi")
    ids = [option.id for option in question.options]
    if listed != bool(ids):
        yield (
            "error",
            "question",
            "options",
            f"a {question.type} question {'needs' if listed else 'has no'} options",
        )
    if (
        question.asked_when is not None
        and question.otherwise is None
        and (listed or question.type == "boolean")
    ):
        yield "error", "question", "otherwise", "say what the answer is when the question is not asked"
    given = question.otherwise if isinstance(question.otherwise, tuple) else (question.otherwise,)
    for value in (*given, *(other for option in question.options for other in option.any_of)):
        if listed and value is not None and value not in ids:
            yield "error", "question", "options", f"no option “{value}”{nearest(str(value), ids)}"


def _member(member: GroupMember, question: Question | None) -> Iterator[str]:
    if question is None:
        return  # said with the other references
    if question.type == "boolean":
        if not isinstance(member.unticked, bool) or member.unticked is member.ticked:
            yield "a box of a boolean gives true or false, and not the same when it is left empty"
    elif question.type in ("choice", "multi"):
        ids = [option.id for option in question.options if not option.any_of]
        if member.unticked not in ids:
            yield f"unticked: no option “{member.unticked}”{nearest(str(member.unticked), ids)}"
        if not member.ticked:
            yield "ticked is for booleans: a choice that is ticked is asked in detail"
    else:
        yield f"a {question.type} question has no box"


def _fact(fact: Fact) -> Iterator[tuple[Severity, str, str, str]]:
    right = {"choice": "rows", "multi": "members"}.get(fact.type, "formula")
    given = [name for name in ("formula", "rows", "members") if getattr(fact, name)]
    if given != [right]:
        yield "error", "fact", right, f"a {fact.type} fact is given by {right} only"
    if (fact.type in ("choice", "multi")) != bool(fact.options):
        yield (
            "error",
            "fact",
            "options",
            f"a {fact.type} fact {'has no' if fact.options else 'needs'} options",
        )
    if fact.type == "choice":
        if fact.decide is None:
            yield "error", "fact", "decide", "say how the rows combine: unique, first or highest"
        if fact.decide == "first" and fact.rows and fact.rows[-1].when != "true":
            yield (
                "error",
                "fact",
                f"rows/{fact.rows[-1].id}",
                "the last row of a “first” table holds always: when: 'true'",
            )
        if fact.decide == "highest" and not fact.ordered:
            yield "error", "fact", "ordered", "the highest value needs ordered options"
    for option in fact.members:
        if option not in {candidate.id for candidate in fact.options}:
            yield "error", "fact", f"members/{option}", "no such option"


def _duty(duty: Duty) -> Iterator[tuple[Severity, str, str, str]]:
    """One example that applies (or may: ``unknown``) and one that does not, where the condition leaves a choice."""
    results = {example.then for example in duty.examples}
    if duty.when != "false" and results.isdisjoint((True, "unknown")):
        yield "error", "examples", "examples", "give an example where the duty applies, or may apply"
    if duty.when != "true" and False not in results:
        yield "error", "examples", "examples", "give an example where the duty does not apply"


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))
