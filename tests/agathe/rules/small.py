"""Small knowledge bases built in code, for tests of the interview and of plausible profiles."""

from collections.abc import Mapping
from datetime import date

from agathe.kernel import Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.duty import Duty
from agathe.knowledge.schema.question import ConsistencyRule, GroupMember, Option, Question, QuestionGroup
from agathe.rules import Engine

DAY = date(2026, 11, 25)
_TEXT = Text("texte", "text")


def question(id_: str, type_: str, options: Mapping[str, float] | None = None, **more: object) -> Question:
    """A question; options are ids with their weights, and an id that ends in ``!`` is exclusive."""
    made = tuple(
        Option(id=name.rstrip("!"), label=_TEXT, weight=weight, exclusive=name.endswith("!"))
        for name, weight in (options or {}).items()
    )
    if type_ == "boolean":
        more.setdefault("weight", 0.5)
    texts = {"label": _TEXT, "question": _TEXT, "help": _TEXT, "why": _TEXT}
    return Question(id=id_, type=type_, theme=more.pop("theme", "project"), options=made, **texts, **more)  # type: ignore[arg-type]


def group(id_: str, members: Mapping[str, bool | str]) -> QuestionGroup:
    """A group of questions, each with the answer of its box left empty."""
    made = tuple(
        GroupMember(question=name, label=_TEXT, unticked=empty, ticked=empty is not True)
        for name, empty in members.items()
    )
    return QuestionGroup(id=id_, theme="project", question=_TEXT, help=_TEXT, why=_TEXT, members=made)


def duty(id_: str, when: str) -> Duty:
    """A duty with a condition."""
    return Duty(
        id=id_, title=_TEXT, sources=(), confidence="high", checked=DAY, kind="obligation", stage=1, when=when,
        action=_TEXT, evidence=_TEXT, authority=_TEXT,
    )  # fmt: skip


def engine_of(
    questions: list[Question],
    duties: Mapping[str, str],
    rules: Mapping[str, str] | None = None,
    groups: Mapping[str, Mapping[str, bool | str]] | None = None,
) -> Engine:
    """The engine of some questions, duties (conditions by id), consistency rules (of severity error) and groups."""
    checks = {
        id_: ConsistencyRule(id=id_, require=require, questions=(), message=_TEXT, severity="error")
        for id_, require in (rules or {}).items()
    }
    knowledge = Knowledge(
        questions={item.id: item for item in questions},
        duties={id_: duty(id_, when) for id_, when in duties.items()},
        question_groups={id_: group(id_, members) for id_, members in (groups or {}).items()},
        consistency=checks,
    )
    return Engine(knowledge, DAY)


def boxes(groups: Mapping[str, Mapping[str, bool | str]] | None = None) -> Engine:
    """A little of everything: gates on gates, every type of answer, what nobody can settle, a contradiction."""
    return engine_of(
        [
            question("sold", "boolean", weight=0.9),
            question("kind", "choice", {"app": 6, "object": 3, "service": 1}),
            question("uses", "multi", {"treat": 0.4, "follow": 0.5, "none!": 0.2}),
            question("radio", "boolean", asked_when="kind == 'object'", otherwise=False, weight=0.7),
            question("band", "choice", {"low": 1, "high": 1}, asked_when="radio", otherwise="low"),
            question("people", "number", min=0, max=1000, asked_when="sold"),
            question("launch", "date", min=date(2020, 1, 1), max=date(2030, 12, 31), asked_when="sold"),
            question("sure", "boolean", weight=0.5),
            question("spare", "boolean", weight=0.5),
            question("price", "number", theme="buyer", min=0, max=100_000),
        ],
        {
            "licence": "radio and band == 'high'",
            "register": "sold and people >= 50",
            "late": "sold and launch + months(6) <= date('2026-05-26')",
            "care": "'treat' in uses and (kind == 'app' or sure)",
            "opinion": "unknown and sure",
            "never-known": "unknown",
            "tender": "price > 60000 and sold",
        },
        {"object-treats-no-one": "kind != 'object' or 'treat' not in uses"},
        groups,
    )
