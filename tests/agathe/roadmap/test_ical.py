"""The calendar read back with another library: what opens, closes, takes effect or is estimated, with reminders."""

import builtins
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import vobject

from agathe.kernel import AgatheError, Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.funding import Window
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.ical import deadlines_ics
from agathe.roadmap.plan_model import Dates, PlannedDeadline, PlannedMilestone, PlannedTask, Schedule
from agathe.rules import Engine, read_profile
from agathe.rules.plan import Plan, TaskNote
from agathe.rules.profile import Profile

EXAMPLES = Path(__file__).resolve().parents[3] / "knowledge" / "examples"
DECISION = date(2027, 6, 1)


def plan(*, reached: bool) -> Schedule:
    """Two milestones and a limit that runs from a decision, past or to come."""
    text = Text("un texte", "a text")
    late = Dates(p50=date(2027, 9, 1), p90=date(2027, 12, 24))
    return Schedule(
        start=date(2026, 11, 25), draws=1000, seed=1,
        tasks=(
            PlannedTask(
                id="pecan-decision", title=Text("Décision PECAN", "PECAN decision"), stage=6, state="done" if reached else "planned",
                who=text, produces=text, end=None if reached else Dates(p50=DECISION, p90=DECISION + timedelta(days=90)),
                done=date(2026, 11, 2) if reached else None, basis="estimate", confidence="medium",
            ),
        ),
        milestones=(
            PlannedMilestone(id="ce-mark", title=Text("Marquage CE", "CE mark"), state="planned", dates=late, main=True),
            PlannedMilestone(id="proof", title=text, state="reached", reached=date(2025, 1, 1)),
        ),
        deadlines=(
            PlannedDeadline(
                id="pecan-lppr-request", title=Text("Demander l'inscription sur la LPPR", "Request the LPPR listing"), max_days=183,
                missed=0.31, legal_ref="CSS art. L. 162-1-23 VI 1°", confidence="high",
            ),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def profile(engine: Engine) -> Profile:
    return read_profile(EXAMPLES / "digital-therapy-insomnia.yaml", engine.knowledge)


@pytest.fixture(scope="module")
def roadmap(engine: Engine, profile: Profile) -> Roadmap:
    return build_roadmap(engine.judge(profile))


def events(data: bytes) -> dict[str, Any]:
    calendar = vobject.readOne(data.decode())
    return {event.summary.value: event for event in getattr(calendar, "vevent_list", [])}


def alarms(event: Any) -> list[timedelta]:
    return [part.trigger.value for part in event.components() if part.name == "VALARM"]


def with_windows(knowledge: Knowledge, roadmap: Roadmap, *windows: Window) -> tuple[Knowledge, Roadmap, str]:
    """The base with the windows of one scheme replaced, and a roadmap with that scheme alone."""
    way = next(way for way in roadmap.schemes if way.status not in ("closed", "ended"))
    scheme = msgspec.structs.replace(
        knowledge.schemes[way.id], windows=windows, valid_to=None, ends_at_latest=None
    )
    content = {**vars(knowledge), "schemes": {way.id: scheme}}
    alone = msgspec.structs.replace(roadmap, schemes=(way,), stages=(), pathways=(), schedule=None)
    return Knowledge(**content), alone, way.title.fr


def test_law_to_come_is_an_all_day_event_with_a_reminder(roadmap: Roadmap, knowledge: Knowledge) -> None:
    found = events(deadlines_ics(roadmap, knowledge, "fr"))
    upcoming = [duty for stage in roadmap.stages for duty in stage.duties if duty.status == "upcoming"]
    assert upcoming
    for duty in upcoming:
        event = found[f"Prend effet\u00a0: {duty.title.fr}"]
        assert event.dtstart.value == duty.grounds.valid_from
        assert event.dtend.value == event.dtstart.value + timedelta(days=1)
        assert alarms(event) == [timedelta(days=-14)]
        assert duty.action.fr in event.description.value
        assert roadmap.knowledge[:8] in event.description.value
        assert event.categories.value == ["Droit"]
        assert event.url.value.startswith(("https://", "http://"))


def test_calls_open_close_and_are_judged(roadmap: Roadmap, knowledge: Knowledge) -> None:
    label = Text("Vague 1", "Wave 1")
    window = Window(
        id="w1", label=label, opens=date(2027, 1, 4), closes=date(2027, 3, 1), cut_offs=(date(2027, 2, 1),)
    )
    base, alone, title = with_windows(knowledge, roadmap, window)
    found = events(deadlines_ics(alone, base, "fr"))
    assert {name.split("\u00a0: ")[0]: event.dtstart.value for name, event in found.items()} == {
        "Ouverture": date(2027, 1, 4), "Clôture": date(2027, 3, 1), "Relève": date(2027, 2, 1),
    }  # fmt: skip
    assert alarms(found[f"Clôture\u00a0: {title}"]) == [timedelta(days=-14)]
    assert alarms(found[f"Relève\u00a0: {title}"]) == [timedelta(days=-14)]
    assert alarms(found[f"Ouverture\u00a0: {title}"]) == []


def test_what_is_over_is_not_in_the_calendar(roadmap: Roadmap, knowledge: Knowledge) -> None:
    past = Window(id="w1", label=Text("x", "x"), opens=date(2026, 1, 4), closes=date(2026, 11, 24))
    base, alone, _ = with_windows(knowledge, roadmap, past)
    assert not events(deadlines_ics(alone, base, "fr"))


def test_a_call_that_closes_on_the_day_itself_is_kept(roadmap: Roadmap, knowledge: Knowledge) -> None:
    last = Window(id="w1", label=Text("x", "x"), closes=roadmap.day)
    base, alone, title = with_windows(knowledge, roadmap, last)
    assert f"Clôture\u00a0: {title}" in events(deadlines_ics(alone, base, "fr"))


def test_a_date_known_to_the_month_spans_the_month_and_rings_no_bell(
    roadmap: Roadmap, knowledge: Knowledge
) -> None:
    window = Window(
        id="w1", label=Text("x", "x"), opens=date(2026, 12, 1), opens_precision="month", closes=date(2027, 2, 28),
        closes_precision="month",
    )  # fmt: skip
    base, alone, title = with_windows(knowledge, roadmap, window)
    found = events(deadlines_ics(alone, base, "fr"))
    opening = found[f"Ouverture\u00a0: {title} (jour à confirmer)"]
    closing = found[f"Clôture\u00a0: {title} (jour à confirmer)"]
    assert (opening.dtstart.value, opening.dtend.value) == (date(2026, 12, 1), date(2027, 1, 1))
    assert (closing.dtstart.value, closing.dtend.value) == (date(2027, 2, 1), date(2027, 3, 1))
    assert alarms(opening) == alarms(closing) == []
    vague = msgspec.structs.replace(window, opens_precision="year", closes_precision="half")
    base, alone, _ = with_windows(knowledge, roadmap, vague)
    assert not events(deadlines_ics(alone, base, "fr"))


def test_milestones_are_marked_as_estimates(roadmap: Roadmap, knowledge: Knowledge) -> None:
    dated = msgspec.structs.replace(roadmap, schedule=plan(reached=False))
    found = events(deadlines_ics(dated, knowledge, "en"))
    half = found["CE mark (estimate, 1 in 2 before this date)"]
    nine = found["CE mark (estimate, 9 in 10 before this date)"]
    assert half.dtstart.value == date(2027, 9, 1)
    assert nine.dtstart.value == date(2027, 12, 24)
    for event in (half, nine):
        assert "1 September 2027" in event.description.value
        assert "24 December 2027" in event.description.value
        assert roadmap.knowledge[:8] in event.description.value
        assert alarms(event) == []
    assert not any("proof" in name or "a text" in name for name in found)


@pytest.mark.parametrize("reached", [False, True], ids=["to-come", "past"])
def test_a_legal_limit_is_firm_once_it_runs(roadmap: Roadmap, knowledge: Knowledge, reached: bool) -> None:
    dated = msgspec.structs.replace(roadmap, schedule=plan(reached=reached))
    found = events(deadlines_ics(dated, knowledge, "fr"))
    limit = next(event for name, event in found.items() if name.startswith("Limite"))
    start = date(2026, 11, 2) if reached else DECISION
    assert limit.dtstart.value == start + timedelta(days=183)
    assert ("estimation" in limit.summary.value) != reached
    assert bool(alarms(limit)) == reached
    assert "31 %" in limit.description.value
    assert "L. 162-1-23" in limit.description.value


def test_dates_the_project_told_are_there_when_it_is_given(
    roadmap: Roadmap, knowledge: Knowledge, profile: Profile
) -> None:
    assert not any(
        "Projet" in event.categories.value
        for event in events(deadlines_ics(roadmap, knowledge, "fr")).values()
    )
    task = next(iter(knowledge.tasks))
    notes = Plan(tasks={task: TaskNote(ends=date(2027, 5, 4), not_before=date(2027, 1, 5))})
    told = Profile(profile.answers, profile.done, profile.name, plan=notes)
    found = events(deadlines_ics(roadmap, knowledge, "fr", profile=told))
    assert found["Date des résultats"].dtstart.value == date(2027, 4, 15)
    title = knowledge.tasks[task].title.fr
    assert found[f"Fin prévue\u00a0: {title}"].dtstart.value == date(2027, 5, 4)
    assert found[f"Pas avant\u00a0: {title}"].dtstart.value == date(2027, 1, 5)


def test_the_same_roadmap_gives_the_same_bytes_and_stable_ids(
    roadmap: Roadmap, knowledge: Knowledge, engine: Engine, profile: Profile
) -> None:
    first = deadlines_ics(roadmap, knowledge, "fr", profile=profile)
    assert first == deadlines_ics(roadmap, knowledge, "fr", profile=profile)
    french, english = events(first), events(deadlines_ics(roadmap, knowledge, "en", profile=profile))
    ids = [event.uid.value for event in french.values()]
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == sorted(event.uid.value for event in english.values())
    later = Engine(knowledge, date(2026, 12, 1), engine.compiler)
    after = events(deadlines_ics(build_roadmap(later.judge(profile)), knowledge, "fr", profile=profile))
    assert {event.uid.value for event in after.values()} <= set(ids)
    stamps = {event.dtstamp.value for event in french.values()}
    assert stamps == {datetime(2026, 11, 25, tzinfo=UTC)}


def test_lines_are_folded_and_hostile_text_stays_text(
    engine: Engine, knowledge: Knowledge, profile: Profile
) -> None:
    name = "Essai\r\nBEGIN:VEVENT\r\nSUMMARY:faux; a, b\\n \u202e"
    roadmap = build_roadmap(engine.judge(Profile(profile.answers, {}, name)))
    data = deadlines_ics(roadmap, knowledge, "fr", profile=profile)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar = vobject.readOne(data.decode())
    assert not any("faux" in event.summary.value for event in calendar.vevent_list)
    assert "BEGIN:VEVENT" in calendar.contents["x-wr-calname"][0].value
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == len(calendar.vevent_list)


def test_an_empty_project_has_a_valid_calendar(engine: Engine, knowledge: Knowledge) -> None:
    assert vobject.readOne(deadlines_ics(build_roadmap(engine.judge(Profile())), knowledge, "fr").decode())


def test_without_icalendar_the_way_to_install_it_is_told(
    roadmap: Roadmap, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "icalendar":
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(AgatheError) as caught:
        deadlines_ics(roadmap, knowledge, "fr")
    assert 'pip install "agathe[documents]"' in caught.value.render("fr")
