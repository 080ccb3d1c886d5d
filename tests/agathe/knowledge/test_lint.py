"""The linter finds the slips we plant, and none in the real base."""

from collections.abc import Callable
from datetime import date
from typing import Any

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


@pytest.mark.slow
def test_the_knowledge_base_is_clean() -> None:
    assert [str(finding) for finding in lint(load_knowledge(), DAY) if finding.severity == "error"] == []
