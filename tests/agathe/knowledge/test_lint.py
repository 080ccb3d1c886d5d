"""The linter finds the slips we plant, and none in the real base."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from agathe.knowledge import Knowledge, load_knowledge
from agathe.knowledge.finding import Finding, in_order
from agathe.knowledge.lint import lint

DAY = date(2026, 11, 25)
TEXT = {"fr": "Un texte", "en": "A text"}
GIVEN = [{"given": {"sick": True}, "then": True}, {"given": {"sick": False}, "then": False}]
Make = Callable[..., Knowledge]


def remarks(
    make: Make, duty: dict[str, Any] | None = None, **kinds: Any
) -> list[tuple[str, str | None, str | None]]:
    """Code, entry and field of what the linter says of a base that is right but for what the test plants."""
    duties = {"rest": {"when": "sick", "examples": GIVEN, **(duty or {})}}
    base = make(**{"questions": {"sick": {}}, "duties": duties, **kinds})
    return [(f.code, f.entry, f.field) for f in lint(base, DAY)]


def test_a_clean_base(make_knowledge: Make) -> None:
    assert remarks(make_knowledge) == []


def test_sources(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, {"sources": ["law", "lwa"]}) == [("dangling-source", "rest", "sources")]
    assert remarks(make_knowledge, {"sources": []}) == [
        ("no-source", "rest", "sources"),
        ("unused-source", "law", None),
    ]
    assert remarks(make_knowledge, {"sources": [], "confidence_note": TEXT}) == [
        ("unused-source", "law", None)
    ]
    assert remarks(make_knowledge, {"sources": ["law", "law"]}) == [("repeated-source", "rest", "sources")]


def test_source_of_an_inner_part(make_knowledge: Make) -> None:
    criterion = {"id": "c1", "when": "sick", "text": TEXT, "nature": "structural", "sources": ["nowhere"]}
    pathways = {"p": {"criteria": [criterion]}}
    assert remarks(make_knowledge, pathways=pathways) == [("dangling-source", "p", "criteria/c1/sources")]


def test_check_expires_after_a_year_to_the_day(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, {"checked": "2025-11-25"}) == []
    assert remarks(make_knowledge, {"checked": "2025-11-24"}) == [("expired-check", "rest", "checked")]


def test_groups_of_questions(make_knowledge: Make, option_list: Callable[..., list[dict[str, Any]]]) -> None:
    questions = {
        "sick": {},
        "tired": {},
        "tone": {"type": "choice", "options": option_list("no", "low", "any", any={"any_of": ["no", "low"]})},
        "age": {"type": "number"},
    }

    def found(**groups: list[dict[str, Any]]) -> list[tuple[str, str | None, str | None]]:
        made = {
            id_: {"members": [{"label": TEXT, **member} for member in members]}
            for id_, members in groups.items()
        }
        return remarks(make_knowledge, questions=questions, question_groups=made)

    sick, tired, tone = {"question": "sick"}, {"question": "tired"}, {"question": "tone", "unticked": "no"}
    assert found(one=[sick, tired, tone]) == []
    assert found(one=[sick, {**tired, "unticked": True, "ticked": False}]) == []
    assert found(one=[sick, {"question": "tird"}]) == [("dangling-reference", "one", "members/2/question")]
    assert found(one=[sick]) == [("group", "one", "members")]
    assert found(one=[sick, tired], two=[tone, sick]) == [("group", "two", "members/sick")]
    for wrong in (
        {"question": "age"},
        {**tired, "unticked": "no"},
        {**tired, "unticked": True},
        {"question": "tone"},
        {"question": "tone", "unticked": "any"},
        {**tone, "ticked": False},
    ):
        assert found(one=[sick, wrong]) == [("group", "one", f"members/{wrong['question']}")]


@pytest.mark.parametrize("words", ["", "  ", "TODO", "à traduire", "…"])
def test_missing_translation(make_knowledge: Make, words: str) -> None:
    found = remarks(make_knowledge, {"action": {"fr": "Reposez-vous", "en": words}})
    assert found == [("missing-translation", "rest", "action/en")]


def test_symbols_and_proper_names_may_be_the_same_in_both_languages(make_knowledge: Make) -> None:
    same = {"fr": "Agence du numérique en santé à Paris", "en": "Agence du numérique en santé à Paris"}
    assert remarks(make_knowledge, {"title": same, "evidence": {"fr": "%", "en": "%"}}) == []
    assert remarks(make_knowledge, {"action": same}) == [("same-text", "rest", "action")]


def test_identifiers(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, questions={"sick": {}, "class": {}}) == [("id", "class", "id")]
    assert remarks(make_knowledge, facts={"sick": {"formula": "true"}}) == [("id", "sick", "id")]
    assert remarks(make_knowledge, actors={"Big_One": {}}) == [("id", "Big_One", "id")]
    criterion = {"id": "c1", "when": "sick", "text": TEXT, "nature": "structural"}
    twice = {"p": {"criteria": [criterion], "exclusions": [{"id": "c1", "when": "sick", "text": TEXT}]}}
    assert remarks(make_knowledge, pathways=twice) == [("id", "p", "exclusions/c1")]


def test_dates(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, {"valid_to": "2019-01-01"}) == [("dates", "rest", "valid_from")]
    periods = [{"to": "2022-12-31", "expr": "sick"}, {"from": "2022-12-31", "expr": "sick"}]
    assert remarks(make_knowledge, {"when": periods}) == [("dates", "rest", "when")]
    periods[1]["from"] = "2023-01-01"
    assert remarks(make_knowledge, {"when": periods}) == []
    values = [{"from": "2020-01-01", "value": 1}, {"from": "2021-01-01", "value": 2}]
    assert remarks(make_knowledge, parameters={"fee": {"values": values}}) == [("dates", "fee", "values")]


def test_stage(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, {"stage": 8}) == [("stage", "rest", "stage")]
    assert remarks(make_knowledge, actors={"ans": {"stages": [1, 0]}}) == [("stage", "ans", "stage")]


def test_references(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, actors={"ars": {"region": "99"}}) == [
        ("dangling-reference", "ars", "region")
    ]
    assert remarks(make_knowledge, {"when": "sick and done('rets')"}) == [
        ("dangling-reference", "rest", "when")
    ]
    wrong = [*GIVEN, {"given": {"sik": True}, "then": True}]
    assert remarks(make_knowledge, {"examples": wrong}) == [
        ("dangling-reference", "rest", "examples/3/given")
    ]


def test_examples_show_both_sides(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, {"examples": GIVEN[:1]}) == [("examples", "rest", "examples")]
    assert remarks(make_knowledge, {"examples": GIVEN[:1], "when": "true"}) == []
    may = [{"given": {"sick": True}, "then": "unknown"}, GIVEN[1]]
    assert remarks(make_knowledge, {"examples": may, "when": "sick and unknown"}) == []


def test_shape_of_questions_and_facts(make_knowledge: Make) -> None:
    assert remarks(make_knowledge, questions={"sick": {"asked_when": "true"}}) == [
        ("question", "sick", "otherwise")
    ]
    assert remarks(make_knowledge, questions={"sick": {}, "x": {"type": "multi"}}) == [
        ("question", "x", "options")
    ]
    table = {
        "type": "choice", "decide": "first", "options": [{"id": "a", "label": TEXT}],
        "rows": [{"id": "r", "when": "sick", "value": "a", "text": TEXT}],
    }  # fmt: skip
    assert remarks(make_knowledge, facts={"f": table}) == [("fact", "f", "rows/r")]
    assert remarks(make_knowledge, facts={"f": {}}) == [("fact", "f", "formula")]


def test_findings_read_well_and_come_in_order() -> None:
    info = Finding(severity="info", code="b", message="two")
    error = Finding(severity="error", code="a", message="one", file="x.yaml", entry="e", field="f")
    assert in_order([info, error, info]) == [error, info]
    assert str(error) == "error [a] x.yaml › e › f: one"
    assert str(info) == "info [b]: two"


RANGE = {"min": 1, "likely": 2, "max": 4}
TASK: dict[str, Any] = {
    "title": TEXT, "sources": ["law"], "confidence": "high", "checked": "2026-11-22", "stage": 1, "when": "sick",
    "weeks": RANGE, "basis": "estimate", "carrier": "founder", "who": TEXT, "produces": TEXT,
}  # fmt: skip


def schedule(
    make: Make, task: dict[str, Any] | None = None, **kinds: Any
) -> list[tuple[str, str | None, str | None]]:
    """What the linter says of two tasks, "plan" then "build", and of what the test adds."""
    tasks = {"plan": TASK, "build": {**TASK, "after": ["plan"], **(task or {})}}
    return [(f.code, f.entry, f.field) for f in lint(planned(make, **{"tasks": tasks, **kinds}), DAY)]


def planned(make: Make, **kinds: dict[str, dict[str, Any]]) -> Knowledge:
    """A base that is right, with entries of the schedule."""
    hints = get_type_hints(Knowledge)
    content: dict[str, Any] = {}
    for kind, entries in kinds.items():
        type_ = get_args(hints[kind])[1]
        content[kind] = {
            id_: msgspec.convert({"id": id_, **fields}, type_) for id_, fields in entries.items()
        }
    base = make(questions={"sick": {}}, duties={"rest": {"when": "sick", "examples": GIVEN}})
    return replace(base, **content)


def test_references_of_the_schedule(make_knowledge: Make) -> None:
    wrong = [("dangling-reference", "build", field) for field in ("after", "duties", "scenario")]
    named = {"after": ["paln"], "duties": ["rest", "rets"], "scenario": "abroad"}
    assert schedule(make_knowledge, named) == wrong
    tags = {"abroad": {"title": TEXT}}
    assert schedule(make_knowledge, {"duties": ["rest"], "scenario": "abroad"}, plan_tags=tags) == []
    milestones = {"built": {"title": TEXT, "tasks": ["build", "bild"]}}
    assert schedule(make_knowledge, milestones=milestones) == [("dangling-reference", "built", "tasks")]
    milestones["built"]["tasks"] = ["build"]
    common = {key: TASK[key] for key in ("title", "sources", "confidence", "checked", "basis")}
    deadlines = {"year": {**common, "start": "plan", "end": "built", "max_days": 365}}
    assert schedule(make_knowledge, milestones=milestones, deadlines=deadlines) == []
    assert schedule(make_knowledge, deadlines=deadlines) == [("dangling-reference", "year", "end")]
    variants = [{"id": "at-home", "title": TEXT}, {"id": "abroad", "title": TEXT, "tags": ["abroad"]}]
    comparisons = {"where": {"title": TEXT, "when": "sick", "variants": variants}}
    assert schedule(make_knowledge, plan_comparisons=comparisons) == [
        ("dangling-reference", "where", "variants/abroad/tags")
    ]
    assert schedule(make_knowledge, plan_comparisons=comparisons, plan_tags=tags) == []


@pytest.mark.parametrize(
    ("task", "field"),
    [
        ({"weeks": {"min": 3, "likely": 2, "max": 4}}, "weeks"),
        ({"cost_eur": {"min": 5, "likely": 5, "max": 4}}, "cost_eur"),
        ({"weeks": {"min": -1, "likely": 2, "max": 4}}, "weeks"),
        ({"probability": 1.2}, "probability"),
        ({"success": {"rate": 17, "text": TEXT}}, "success/rate"),
        ({"limit": {"days": 27, "hard": True}}, "limit"),
    ],
)
def test_figures_of_tasks(make_knowledge: Make, task: dict[str, Any], field: str) -> None:
    assert schedule(make_knowledge, task) == [("figures", "build", field)]


def test_figures_at_their_bounds(make_knowledge: Make) -> None:
    # 8.57 weeks are 59.99 days; a soft limit may be passed.
    weeks = {"min": 0, "likely": 0, "max": 8.57}
    assert schedule(make_knowledge, {"weeks": weeks, "limit": {"days": 60, "hard": True}}) == []
    assert schedule(make_knowledge, {"limit": {"days": 15, "hard": False}, "probability": 0}) == []


def test_dependences(make_knowledge: Make) -> None:
    def found(**fields: Any) -> list[tuple[str, str | None, str | None]]:
        usual = {"title": TEXT, "correlation": 0.3, "basis": "estimate", "confidence": "low", "notes": TEXT}
        return schedule(make_knowledge, dependences={"team": {**usual, **fields}})

    assert found(carrier="founder") == found(tasks=["plan", "build"]) == []
    assert found(tasks=["plan", "bild"]) == [("dangling-reference", "team", "tasks")]
    assert found(carrier="founder", correlation=1) == [("figures", "team", "correlation")]
    assert found() == found(carrier="founder", tasks=["plan"]) == [("figures", "team", "tasks")]


def test_tasks_that_wait_for_each_other(make_knowledge: Make) -> None:
    tasks = {
        "plan": {**TASK, "after": ["test"]},
        "build": {**TASK, "after": ["plan"]},
        "test": {**TASK, "after": ["build", "plan"]},
        "sell": {**TASK, "after": ["sell", "test"]},
    }
    loops = [f.message for f in lint(planned(make_knowledge, tasks=tasks), DAY) if f.code == "loop"]
    assert [loop.partition(": ")[2] for loop in loops] == [
        "plan → test → build → plan",
        "plan → test → plan",
        "sell → sell",
    ]


@pytest.mark.slow
def test_the_knowledge_base_is_clean() -> None:
    assert [str(finding) for finding in lint(load_knowledge(), DAY) if finding.severity == "error"] == []
