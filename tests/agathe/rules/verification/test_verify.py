"""The checker finds the mistakes we plant, proves what is right, and its solver agrees with the engine."""

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from agathe.kernel import AgatheError
from agathe.knowledge import Knowledge, load_knowledge
from agathe.knowledge.finding import Finding
from agathe.rules.program import Compiler
from agathe.rules.scalar import ScalarEvaluator
from agathe.rules.verification import smt
from agathe.rules.verification.goals import Goals, suitable_day
from agathe.rules.verification.smt import Encoding, Solver
from agathe.rules.verification.verify import Prover, row_of, verify
from agathe.rules.verification.worlds import random_profiles

DAY = date(2026, 11, 25)
TEXT = {"fr": "Un texte", "en": "A text"}
Make = Callable[..., Knowledge]
Options = Callable[..., list[dict[str, Any]]]


def row(id_: str, when: Any, value: Any) -> dict[str, Any]:
    return {"id": id_, "when": when, "value": value, "text": TEXT}


def table(decide: str, rows: list[dict[str, Any]], *values: str) -> dict[str, Any]:
    options = [{"id": value, "label": TEXT} for value in values or ("low", "high")]
    return {
        "type": "choice",
        "decide": decide,
        "ordered": True,
        "options": options,
        "rows": rows,
        "decision": True,
    }


def found(findings: list[Finding], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def errors(findings: list[Finding]) -> list[str]:
    return [str(finding) for finding in findings if finding.severity == "error"]


# ---------------------------------------------------------------------- tables


def test_a_sound_base_has_no_error(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={"sick": {}, "age": {"type": "number", "min": 0, "max": 130}},
        facts={
            "risk": table(
                "unique", [row("a", "sick and age >= 18", "high"), row("b", "not sick or age < 18", "low")]
            )
        },
        duties={"warn": {"when": "risk == 'high'"}},
    )
    assert errors(verify(knowledge, DAY)) == []


def test_overlap_of_two_rows_comes_with_a_short_example(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={"sick": {}, "age": {"type": "number", "min": 0, "max": 130}, "other": {}},
        facts={
            "risk": table("unique", [row("a", "age >= 18", "high"), row("b", "age <= 18 or sick", "low")])
        },
        duties={"warn": {"when": "risk == 'high' and other"}},
    )
    findings = found(verify(knowledge, DAY), "overlap")
    assert [(f.entry, f.field, f.severity, f.file) for f in findings] == [
        ("risk", "rows/b", "error", "facts.yaml")
    ]
    assert "“a”" in findings[0].message
    assert "age: " in findings[0].message
    assert "other" not in findings[0].message


def test_gap_that_only_the_solver_finds(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={
            "x": {"type": "number", "min": 0, "max": 1000},
            "y": {"type": "number", "min": 0, "max": 1000},
        },
        facts={
            "risk": table("unique", [row("a", "x * 2 > y + 17", "high"), row("b", "x * 2 < y + 17", "low")])
        },
        duties={"warn": {"when": "risk == 'high'"}},
    )
    (gap,) = found(verify(knowledge, DAY), "gap")
    answers = dict(part.split(": ") for part in gap.message.split("for instance: ")[1].split("; "))
    assert float(answers["x"]) * 2 == float(answers["y"]) + 17


def test_gap_opened_by_a_consistency_rule_is_closed_by_it(make_knowledge: Make, option_list: Options) -> None:
    kinds: dict[str, Any] = {
        "questions": {"kind": {"type": "choice", "options": option_list("app", "device", "test")}},
        "facts": {
            "risk": table("unique", [row("a", "kind == 'app'", "high"), row("b", "kind == 'device'", "low")])
        },
        "duties": {"warn": {"when": "risk == 'high'"}},
    }
    (gap,) = found(verify(make_knowledge(**kinds), DAY), "gap")
    assert gap.message.endswith("kind: test")
    kinds["consistency"] = {"no-test": {"require": "kind != 'test'"}}
    assert found(verify(make_knowledge(**kinds), DAY), "gap") == []


def test_highest_table_covers_what_its_rows_share(make_knowledge: Make) -> None:
    rows = [row("a", "device and sick", "I"), row("b", "device and not sick and old", "II")]
    kinds: dict[str, Any] = {
        "questions": {"device": {}, "sick": {}, "old": {}},
        "facts": {"grade": table("highest", rows, "none", "I", "II")},
        "duties": {"warn": {"when": "grade >= 'II'"}},
    }
    (gap,) = found(verify(make_knowledge(**kinds), DAY), "gap")
    assert gap.message.endswith("device: true; sick: false; old: false")
    rows.append(row("c", "device", "I"))
    assert errors(verify(make_knowledge(**kinds), DAY)) == []


def test_first_table_that_is_not_total_and_a_row_in_the_shade(make_knowledge: Make) -> None:
    rows = [row("a", "sick", "high"), row("b", "sick and old", "low")]
    knowledge = make_knowledge(
        questions={"sick": {}, "old": {}},
        facts={"risk": table("first", rows)},
        duties={"warn": {"when": "risk == 'high'"}},
    )
    findings = verify(knowledge, DAY)
    assert [f.message.partition("; for instance: ")[2] for f in found(findings, "gap")] == ["sick: false"]
    assert "rows/b" in [f.field for f in found(findings, "unreachable")]


def test_option_of_a_decision_that_no_row_gives(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={"sick": {}},
        facts={
            "risk": table(
                "unique", [row("a", "sick", "high"), row("b", "not sick", "low")], "low", "high", "extreme"
            )
        },
        duties={"warn": {"when": "risk == 'high'"}},
    )
    assert [f.field for f in found(verify(knowledge, DAY), "unreachable")] == ["options/extreme"]


# ---------------------------------------------------------------------- rules


def test_unreachable_duty_criterion_and_way(make_knowledge: Make) -> None:
    criterion = {"id": "c1", "when": "old and sick", "text": TEXT, "nature": "structural"}
    knowledge = make_knowledge(
        questions={"sick": {}, "old": {}},
        facts={"fit": {"formula": "not sick"}},
        duties={
            "rest": {"when": "fit and sick"},
            "breathe": {"when": "sick or not sick"},
            "always": {"when": "true"},
        },
        pathways={
            "blocked": {"criteria": [criterion, {**criterion, "id": "c2", "when": "fit and sick"}]},
            "torn": {"criteria": [criterion, {**criterion, "id": "c2", "when": "not old"}]},
            "closed": {"criteria": [{**criterion, "when": "false"}]},
        },
    )
    findings = verify(knowledge, DAY)
    assert [(f.entry, f.field) for f in found(findings, "unreachable")] == [
        ("rest", "when"),
        ("blocked", "criteria/c2"),
    ]
    assert [f.entry for f in found(findings, "never-open")] == ["torn"]
    assert [(f.entry, f.severity) for f in found(findings, "always-holds")] == [("breathe", "info")]


def test_each_period_of_a_dated_condition_is_read_on_its_own_day(make_knowledge: Make) -> None:
    when = [
        {"from": "2021-01-01", "to": "2022-12-31", "expr": "today < date('2021-01-01') and sick"},
        {"from": "2023-01-01", "expr": "sick"},
    ]
    knowledge = make_knowledge(questions={"sick": {}}, duties={"rest": {"when": when}})
    (finding,) = found(verify(knowledge, DAY), "unreachable")
    assert finding.message.startswith("on 2021-01-01, ")


def test_days_and_months_are_exact(make_knowledge: Make) -> None:
    gap = "start + months(1) > date('2027-02-27') and start + months(1) < date('2027-02-28')"
    last = "start + months(1) == date('2027-02-28') and start == date('2027-01-31')"
    knowledge = make_knowledge(
        questions={"start": {"type": "date"}}, duties={"never": {"when": gap}, "last": {"when": last}}
    )
    assert [f.entry for f in found(verify(knowledge, DAY), "unreachable")] == ["never"]


def test_a_month_after_an_unknown_day_is_never_before_it(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={"start": {"type": "date"}, "end": {"type": "date"}},
        duties={
            "never": {"when": "start + months(1) < end and end < start"},
            "soon": {"when": "end < start + months(1) and end > start + days(29)"},
        },
    )
    assert [f.entry for f in found(verify(knowledge, DAY), "unreachable")] == ["never"]


def test_uncertain_points_can_turn_out_either_way(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={"sick": {}},
        facts={"judged": {"formula": "sick and unknown"}},
        duties={
            "yes": {"when": "judged"},
            "no": {"when": "sick and not judged"},
            "never": {"when": "judged and not sick"},
        },
    )
    assert [f.entry for f in found(verify(knowledge, DAY), "unreachable")] == ["never"]


# ---------------------------------------------------------------------- answers


def test_contradiction_and_useless_rule(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={"sick": {}},
        consistency={
            "a": {"require": "sick"},
            "b": {"require": "not sick"},
            "c": {"require": "sick or not sick"},
        },
        duties={"rest": {"when": "sick"}},
    )
    findings = verify(knowledge, DAY)
    assert len(found(findings, "contradiction")) == 1
    assert [f.entry for f in found(findings, "useless-rule")] == ["c"]


def test_useless_questions_and_options(make_knowledge: Make, option_list: Options) -> None:
    knowledge = make_knowledge(
        questions={
            "sick": {},
            "name_day": {"type": "date"},
            "absorbed": {},
            "hidden": {"asked_when": "sick and not sick", "otherwise": False},
            "where": {"type": "choice", "options": option_list("home", "work", "street")},
            "with_whom": {
                "type": "multi",
                "options": option_list("family", "friends", "none", none={"exclusive": True}),
            },
        },
        duties={
            "rest": {"when": "sick or (sick and absorbed)"},
            "stay": {"when": "where == 'home' or 'family' in with_whom or hidden"},
        },
    )
    findings = verify(knowledge, DAY)
    assert [f.entry for f in found(findings, "useless-question")] == ["absorbed", "hidden", "name_day"]
    assert [f.entry for f in found(findings, "never-asked")] == ["hidden"]
    assert [(f.entry, f.field) for f in found(findings, "unused-option")] == [
        ("where", "options/work"),
        ("with_whom", "options/friends"),
    ]


def test_exclusive_options_and_bounds_limit_profiles(make_knowledge: Make, option_list: Options) -> None:
    knowledge = make_knowledge(
        questions={
            "tools": {
                "type": "multi",
                "options": option_list("app", "watch", "none", none={"exclusive": True}),
            },
            "age": {"type": "number", "min": 0, "max": 130},
        },
        duties={
            "both": {"when": "'app' in tools and 'none' in tools"},
            "empty": {"when": "only(tools, 'none') and 'none' not in tools"},
            "old": {"when": "age > 130"},
            "fine": {"when": "'app' in tools and 'watch' in tools and age == 130"},
        },
    )
    assert [f.entry for f in found(verify(knowledge, DAY), "unreachable")] == ["both", "empty", "old"]


# ---------------------------------------------------------------------- expressions


def test_cycle_type_error_and_unused_conditions_are_reported(make_knowledge: Make) -> None:
    knowledge = make_knowledge(
        questions={"sick": {}},
        facts={"a": {"formula": "b"}, "b": {"formula": "a"}},
        duties={"rest": {"when": "sick + 1"}, "walk": {"when": "sik"}},
        pathways={"p": {"obligations": [{"id": "o", "text": TEXT, "when": "sick =="}]}},
    )
    findings = verify(knowledge, DAY)
    assert all(finding.severity == "error" for finding in findings)
    assert [f.code for f in findings if f.entry in ("a", "b")] == ["cycle"]
    assert {f.entry for f in found(findings, "expression")} == {"rest", "walk", "p"}
    assert "did you mean “sick”?" in next(f.message for f in findings if f.entry == "walk")


def test_no_solver_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "z3", None)
    with pytest.raises(AgatheError, match=r"pip install agathe\[verify\]"):
        smt.load_z3()


def test_suitable_day() -> None:
    from agathe.kernel import Period

    assert suitable_day(DAY, Period(date(2020, 1, 1))) == DAY
    assert suitable_day(DAY, Period(date(2027, 1, 1))) == date(2027, 1, 1)
    assert suitable_day(DAY, Period(None, date(2020, 1, 1))) == date(2020, 1, 1)


# ---------------------------------------------------------------------- the real base


@pytest.fixture(scope="module")
def real() -> Knowledge:
    return load_knowledge()


def settled(kind: str, value: Any, size: int) -> bool:
    if kind == "boolean":
        return bool(value in (1, 2))
    if kind == "choice":
        return bool(value & (value - 1) == 0)
    return (
        kind == "multi" and not value & (value >> size) and value | value >> size == value | (1 << size) - 1
    )


@pytest.mark.slow
def test_the_solver_agrees_with_the_engine_on_every_definition(real: Knowledge) -> None:
    program = Compiler(real).program(DAY)
    columns = random_profiles(program, real.questions.values(), 12, seed=5)
    evaluate, solver = ScalarEvaluator(program), Solver(real.questions)
    encoding, z3, compared = Encoding(solver, program), solver.z3, 0
    for number in range(12):
        answers = row_of(columns, program.inputs, number)
        equal = []
        for id_, value in answers.items():
            type_ = program.inputs[id_]
            terms = solver.answer(id_, type_, "")
            if type_.kind in ("number", "date"):
                equal.append(terms[0] == value)
            elif type_.kind == "boolean":
                equal.append(terms[0] == (value == 1))
            else:
                equal += [term == bool(int(value) >> bit & 1) for bit, term in enumerate(terms)]  # type: ignore[arg-type]
        differs = []
        for id_, value in evaluate(answers).items():
            type_ = program.definitions[id_].type
            if type_.kind in ("number", "date"):
                if value is not None:
                    differs.append(encoding.name(id_)[0] != value)
            elif settled(type_.kind, value, len(type_.options)):
                bits = (
                    [value == 1]
                    if type_.kind == "boolean"
                    else [bool(int(value) >> b & 1) for b in range(len(type_.options))]
                )
                differs += [term != bit for term, bit in zip(encoding.name(id_), bits, strict=True)]
        compared += len(differs)
        assert solver.check(*equal).possible
        assert solver.check(*equal, z3.Or(*differs)).possible is False
    assert compared > 8000


@pytest.mark.slow
def test_the_knowledge_base_is_proved(real: Knowledge) -> None:
    assert errors(verify(real, DAY)) == []


@pytest.mark.slow
def test_each_row_taken_out_of_a_real_table_leaves_a_gap(real: Knowledge) -> None:
    tables = [fact for fact in real.facts.values() if fact.decide == "unique"]
    assert len(tables) > 3
    for fact in tables:
        for left_out in fact.rows:
            rows = tuple(row for row in fact.rows if row is not left_out)
            facts = {**real.facts, fact.id: msgspec.structs.replace(fact, rows=rows)}
            compiler = Compiler(dataclasses.replace(real, facts=facts))
            goals = [goal for goal in Goals(compiler, DAY).of_table(facts[fact.id]) if not goal.possible]
            assert "gap" in {finding.code for finding in Prover(compiler, DAY).prove(goals)}, (
                fact.id,
                left_out.id,
            )
