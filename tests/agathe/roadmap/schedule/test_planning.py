"""Plans that cannot be, explained and not computed; odd ones, computed with a word of caution."""

from typing import Any

import pytest
from tests.agathe.roadmap.schedule.worked import judge

from agathe.roadmap.schedule import build_schedule
from agathe.rules import Engine


def _problems(engine: Engine, tasks: dict[str, Any]) -> tuple[list[tuple[str, str]], str, bool]:
    schedule = build_schedule(judge(engine, {"tasks": tasks}), draws=200)
    found = [(problem.severity, problem.id) for problem in schedule.problems]
    return found, " ".join(problem.text.fr for problem in schedule.problems), bool(schedule.milestones)


@pytest.mark.parametrize(
    ("tasks", "problem", "words"),
    [
        ({"poc-build": {"ends": "2027-06-01"}}, "end-before-what-it-waits-for", "avant le"),
        ({"need-study": {"done": "2027-03-01"}}, "done-later", "après le jour de ce plan"),
        ({"need-study": {"started": "2027-03-01"}}, "started-later", "not_before"),
        ({"need-study": {"ends": "2027-02-01"}}, "end-passed", "un jour passé"),
        ({"need-study": {"ends": "2027-05-01", "not_before": "2027-06-01"}}, "end-before-start", "1er juin 2027"),
    ],
)  # fmt: skip
def test_impossible_dates_are_explained_and_nothing_is_computed(
    tasks: dict[str, Any], problem: str, words: str, engine_2027: Engine
) -> None:
    found, text, computed = _problems(engine_2027, tasks)
    assert ("error", problem) in found
    assert words in text
    assert not computed


def test_the_chain_before_a_date_is_told(engine_2027: Engine) -> None:
    schedule = build_schedule(judge(engine_2027, {"tasks": {"seed-decision": {"ends": "2027-04-01"}}}))
    (problem,) = schedule.problems
    assert problem.tasks == ("need-study", "business-model", "seed-application", "seed-decision")
    assert "→" in problem.text.fr
    assert "1 April 2027" in problem.text.en
    assert schedule.draws == 0
    assert schedule.cost is None


def test_a_possible_known_date_is_kept(engine_2027: Engine) -> None:
    schedule = build_schedule(judge(engine_2027, {"tasks": {"seed-decision": {"ends": "2028-02-01"}}}))
    assert not schedule.problems
    task = next(task for task in schedule.tasks if task.id == "seed-decision")
    assert task.end is not None
    assert task.end.p50.isoformat() == "2028-02-01"


def test_a_circle_made_by_the_project_is_named(engine_2027: Engine) -> None:
    found, text, computed = _problems(engine_2027, {"need-study": {"after": ["run-experiment"]}})
    assert ("error", "circle") in found
    assert "need-study après run-experiment" in text
    assert not computed


def test_a_circle_through_ticked_tasks_is_named(engine_2027: Engine) -> None:
    tasks = {"poc-build": {"done": True, "after": ["start-experiment"]}, "start-experiment": True}
    found, _, computed = _problems(engine_2027, tasks)
    assert ("error", "circle") in found
    assert not computed


def test_a_task_ticked_before_what_it_waits_for_is_pointed_out(engine_2027: Engine) -> None:
    found, text, computed = _problems(engine_2027, {"business-model": True})
    assert found == [("info", "order")]
    assert "Étudier le besoin" in text
    assert computed


def test_a_task_longer_than_thought_is_pointed_out(engine_2027: Engine) -> None:
    found, _, computed = _problems(engine_2027, {"need-study": {"started": "2025-01-01"}})
    assert ("warning", "longer-than-thought") in found
    assert computed


def test_a_duration_above_a_legal_limit_is_cut(engine_2027: Engine) -> None:
    schedule = build_schedule(judge(engine_2027, {"tasks": {"pecan-has": {"weeks": 30}}}), draws=200)
    assert [problem.id for problem in schedule.problems] == ["above-legal-limit"]
    task = next(task for task in schedule.tasks if task.id == "pecan-has")
    assert task.weeks is not None
    assert task.weeks[2] * 7 <= 60


def test_a_date_that_holds_only_sometimes_is_pointed_out(engine_2027: Engine) -> None:
    schedule = build_schedule(judge(engine_2027, {"tasks": {"seed-decision": {"ends": "2027-09-01"}}}))
    (problem,) = schedule.problems
    assert (problem.severity, problem.id) == ("warning", "date-at-risk")
    assert "des tirages" in problem.text.fr
    assert schedule.milestones


def test_a_date_that_leaves_too_little_time_is_pointed_out(engine_2027: Engine) -> None:
    tasks = {"run-experiment": {"not_before": "2029-05-31", "ends": "2029-06-01"}}
    found, text, computed = _problems(engine_2027, tasks)
    assert ("warning", "too-short") in found
    assert "au moins 26 semaines" in text.replace("\u202f", " ")
    assert computed


def test_a_date_on_a_task_to_be_confirmed_is_told_under_that_condition(engine_2027: Engine) -> None:
    plan = {"tasks": {"study-report": {"ends": "2027-06-01"}}}
    schedule = build_schedule(judge(engine_2027, plan, study_goal=None), draws=200)
    (problem,) = [one for one in schedule.problems if "study-report" in one.tasks]
    assert problem.severity == "warning"
    assert problem.text.fr.startswith("Si les tâches à confirmer")
    assert schedule.milestones


def test_a_date_on_a_task_that_is_over_is_no_contradiction(engine_2027: Engine) -> None:
    plan = {"tasks": {"nb-qms-audit": {"ends": "2026-06-01"}}}
    schedule = build_schedule(judge(engine_2027, plan, ce_status="mdr_ivdr"), draws=200)
    assert not [problem for problem in schedule.problems if problem.severity == "error"]


def test_a_remark_on_a_task_outside_the_plan_is_said_to_have_no_effect(engine_2027: Engine) -> None:
    found, text, computed = _problems(engine_2027, {"us-fda": {"weeks": 4}})
    assert found == [("info", "not-in-plan")]
    assert "FDA" in text
    assert computed


def test_a_task_set_aside_hands_over_what_it_waits_for(engine_2027: Engine) -> None:
    plan = {"tasks": {"start-experiment": {"skip": True}}}
    schedule = build_schedule(judge(engine_2027, plan), draws=500)
    run = next(task for task in schedule.tasks if task.id == "run-experiment")
    assert {"site-agreement", "poc-build"} <= set(run.after)


def test_a_task_begun_before_a_change_of_law_keeps_the_durations_of_that_time(engine_2027: Engine) -> None:
    def weeks(started: str) -> object:
        plan = {"tasks": {"nb-qms-audit": {"started": started}}}
        schedule = build_schedule(judge(engine_2027, plan), draws=200)
        return next(task.weeks for task in schedule.tasks if task.id == "nb-qms-audit")

    assert weeks("2027-02-24") == (9, 28, 78)
    assert weeks("2027-02-25") == (5, 13, 17.14)


def test_the_plan_starts_on_the_day_the_project_says(engine_2027: Engine) -> None:
    schedule = build_schedule(judge(engine_2027, {"start": "2027-09-01"}), draws=500)
    assert schedule.start.isoformat() == "2027-09-01"
    assert (schedule.cash[0].year, schedule.cash[0].quarter) == (2027, 3)


def test_a_task_begun_under_another_law_shows_its_sources_and_no_later_limit(engine_2027: Engine) -> None:
    plan = {"tasks": {"nb-qms-audit": {"started": "2027-02-01"}}}
    schedule = build_schedule(judge(engine_2027, plan), draws=200)
    task = next(task for task in schedule.tasks if task.id == "nb-qms-audit")
    assert task.basis == "published"
    assert task.limit_days is None
