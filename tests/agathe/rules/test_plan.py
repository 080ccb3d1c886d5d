"""Reading what a project says of its plan: all that is understood, and clear words for the rest."""

from datetime import date
from typing import Any

import pytest

from agathe.knowledge import Knowledge
from agathe.rules.plan import Plan, TaskNote, read_plan
from agathe.rules.profile import Profile, ProfileError, profile_from_plain


def _read(raw: Any, knowledge: Knowledge) -> Plan:
    problems: list[Any] = []
    plan = read_plan(raw, knowledge, problems)
    assert not problems, problems
    return plan


@pytest.mark.parametrize("raw", ["done", "fait", True, {"done": True}])
def test_a_task_is_ticked_in_several_ways(raw: Any, knowledge: Knowledge) -> None:
    assert _read({"tasks": {"poc-build": raw}}, knowledge).tasks == {"poc-build": TaskNote(done=True)}


def test_everything_that_can_be_said(knowledge: Knowledge) -> None:
    raw = {
        "start": "2027-01-04",
        "tags": ["belgium"],
        "tasks": {
            "need-study": date(2026, 5, 1),
            "poc-build": {"started": "2026-06-01", "weeks": [4, 8, 12], "cost_eur": 50_000},
            "seed-decision": {"ends": "2027-06-01"},
            "co-design": {"not_before": "2027-02-01", "after": ["poc-build"]},
            "eu-launch": {"skip": True},
        },
    }
    plan = _read(raw, knowledge)
    assert plan.tasks["need-study"] == TaskNote(done=True, ended=date(2026, 5, 1))
    assert plan.tasks["poc-build"].cost_eur == (50_000, 50_000, 50_000)
    profile = Profile(plan=plan)
    again = profile_from_plain(profile.to_plain(), knowledge)
    assert again.plan == plan


def test_a_list_of_tasks_is_a_list_of_ticks(knowledge: Knowledge) -> None:
    assert set(_read({"tasks": ["need-study", "poc-build"]}, knowledge).tasks) == {"need-study", "poc-build"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("demain", "il faut des lignes"),
        ({"tasks": {"poc-biuld": True}}, "poc-build"),
        ({"debut": 1}, "clé inconnue"),
        ({"start": "2026-02-30"}, "une date qui existe"),
        ({"start": "1926-02-03"}, "pas plausible"),
        ({"tags": ["belgique"]}, "n'existe pas"),
        ({"tags": 3}, "il faut une liste"),
        ({"tasks": {"poc-build": {"weeks": [9, 3, 12]}}}, "croissants"),
        ({"tasks": {"poc-build": {"weeks": -3}}}, "croissants"),
        ({"tasks": {"poc-build": {"weeks": True}}}, "croissants"),
        ({"tasks": {"poc-build": {"weeks": [1, 2]}}}, "croissants"),
        ({"tasks": {"poc-build": {"cost_eur": float("nan")}}}, "croissants"),
        ({"tasks": {"poc-build": {"weeks": 10**400}}}, "croissants"),
        ({"tasks": {"poc-build": {"after": [["need-study"]]}}}, "n'existe pas"),
        ({"tags": [{"a": 1}]}, "n'existe pas"),
        ({"tasks": {"poc-build": {"after": ["poc-build"]}}}, "elle-même"),
        ({"tasks": {"poc-build": {"skip": "oui"}}}, "true ou false"),
        ({"tasks": {"poc-build": {"skip": True, "weeks": 3}}}, "n'a pas d'autre ligne"),
        ({"tasks": {"poc-build": {"done": "2026-05-01", "started": "2026-06-01"}}}, "avant d'avoir commencé"),
        ({"tasks": {"poc-build": {"done": True, "ends": "2027-06-01"}}}, "ni « ends »"),
        ({"tasks": {"poc-build": "bientôt"}}, "une date qui existe"),
    ],
)
def test_what_is_wrong_is_said(raw: Any, words: str, knowledge: Knowledge) -> None:
    with pytest.raises(ProfileError) as error:
        profile_from_plain({"answers": {}, "plan": raw}, knowledge)
    assert words in error.value.render("fr")
    assert error.value.render("en")
