"""Examples of the knowledge base are run on the engine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from agathe.knowledge import Knowledge, load_knowledge
from agathe.knowledge.schema.task import PlanComparison
from agathe.rules.verification.examples import check_examples

DAY = date(2026, 11, 25)
TEXT = {"fr": "Un texte", "en": "A text"}
Make = Callable[..., Knowledge]


def problems(make: Make, examples: list[dict[str, Any]], **duty: Any) -> list[str]:
    questions = {"sick": {}, "age": {"type": "number", "min": 0, "max": 130}}
    base = make(
        questions=questions, duties={"rest": {"when": "sick and age >= 18", "examples": examples, **duty}}
    )
    return [finding.message for finding in check_examples(base, DAY)]


def test_right_examples_pass(make_knowledge: Make) -> None:
    given = [{"given": {"sick": True, "age": 30}, "then": True}, {"given": {"age": 3}, "then": False}]
    assert problems(make_knowledge, given) == []


def test_wrong_unsettled_and_unreadable_examples(make_knowledge: Make) -> None:
    assert problems(make_knowledge, [{"given": {"age": 3}, "then": True}]) == [
        "gives false on 2026-11-22, not true"
    ]
    (unsettled,) = problems(make_knowledge, [{"given": {"sick": True}, "then": True}])
    assert "unknown" in unsettled
    assert problems(make_knowledge, [{"given": {"sik": True}, "then": True}]) == ["“sik” is not a question"]
    (read,) = problems(make_knowledge, [{"given": {"age": 300}, "then": True}])
    assert read.startswith("age: 300 is not plausible")


def test_duty_of_the_future_is_run_on_its_first_day(make_knowledge: Make) -> None:
    example = [{"given": {}, "then": True}]
    assert (
        problems(make_knowledge, example, when="today >= date('2027-01-01')", valid_from="2027-01-01") == []
    )
    dated = [{"from": "2030-01-01", "expr": "true"}, {"to": "2029-12-31", "expr": "false"}]
    assert problems(make_knowledge, [*example, {"given": {}, "then": False}], when=dated) == []


def test_facts_give_options_and_unknown(make_knowledge: Make) -> None:
    rows = [
        {"id": "a", "when": "sick", "value": ["low", "high"], "text": TEXT},
        {"id": "b", "when": "true", "value": "none", "text": TEXT},
    ]
    examples = [
        {"given": {"sick": False}, "then": "none"},
        {"given": {"sick": True}, "then": "low"},
        {"given": {}, "then": "unknown"},
    ]
    options = [{"id": id_, "label": TEXT} for id_ in ("none", "low", "high")]
    table = {"type": "choice", "decide": "first", "options": options, "rows": rows, "examples": examples}
    base = make_knowledge(questions={"sick": {}}, facts={"risk": table})
    assert [finding.message for finding in check_examples(base, DAY)] == [
        "gives low or high on 2026-11-22, not “low”"
    ]


def test_expressions_come_first(make_knowledge: Make) -> None:
    (problem,) = problems(make_knowledge, [{"given": {"age": 3}, "then": True}], when="sik")
    assert problem.startswith("unknown name “sik”")


@pytest.mark.parametrize(
    ("variant", "message"),
    [
        ({"set": {"sick": False, "age": 30}, "suppose": {"ill": True, "risk": "low"}}, None),
        ({"set": {"sik": True}}, "“sik” is not a question"),
        ({"set": {"age": 300}}, "age: 300 is not plausible"),
        ({"suppose": {"il": True}}, "“il” is not a fact"),
        ({"suppose": {"ill": "yes"}}, "ill: a boolean fact is not “yes”"),
        ({"suppose": {"risk": "medium"}}, "risk: a choice fact is not “medium”"),
    ],
)
def test_comparisons_change_what_may_be(
    make_knowledge: Make, variant: dict[str, Any], message: str | None
) -> None:
    table = {
        "type": "choice", "decide": "first", "options": [{"id": "low", "label": TEXT}],
        "rows": [{"id": "all", "when": "true", "value": "low", "text": TEXT}],
    }  # fmt: skip
    questions = {"sick": {}, "age": {"type": "number", "min": 0, "max": 130}}
    base = make_knowledge(questions=questions, facts={"ill": {"formula": "sick"}, "risk": table})
    plain = {"id": "c", "title": TEXT, "when": "sick", "variants": [{"id": "v", "title": TEXT, **variant}]}
    comparison = msgspec.convert(plain, PlanComparison)
    found = check_examples(replace(base, plan_comparisons={"c": comparison}), DAY)
    assert [finding.message.startswith(message or "?") for finding in found] == ([True] if message else [])


@pytest.mark.slow
def test_every_example_of_the_knowledge_base_comes_out_as_stated() -> None:
    assert [str(finding) for finding in check_examples(load_knowledge(), DAY)] == []
