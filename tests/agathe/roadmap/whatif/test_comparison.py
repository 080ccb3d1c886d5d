"""What-ifs: the same luck on both sides, what changes and only that, suggestions among the project's own choices."""

import pytest
from tests.agathe.roadmap.schedule.worked import DAY, judge, profile

from agathe.kernel import AgatheError, Text
from agathe.knowledge import Knowledge
from agathe.roadmap.whatif import Variant, compare, offered, reliefs, variants_of
from agathe.roadmap.whatif.comparison import AS_TOLD, read_change
from agathe.rules import Engine
from agathe.rules.plan import TaskNote

TITLE = Text("Essai", "Trial")


@pytest.fixture(scope="session")
def engine_2027(knowledge: Knowledge) -> Engine:
    return Engine(knowledge, DAY)


def test_pecan_brings_the_first_payment_about_a_year_sooner(engine_2027: Engine) -> None:
    """What the story of Agathe tells (« gagner 1 an »), computed with its uncertainty."""
    chosen = engine_2027.knowledge.plan_comparisons["pecan-or-direct"]
    result = compare(
        engine_2027,
        profile(engine_2027.knowledge),
        variants_of(chosen, engine_2027),
        title=chosen.title,
        independent=True,
    )
    rows = {row.id: row for row in result.milestones}
    gap = rows["first-coverage"].months[1]
    assert gap is not None
    assert 11 < gap.p50 < 14
    assert gap.p10 > 8
    assert gap.sooner == 0
    assert gap.error < 0.05
    assert rows["pecan-start"].states == ("planned", "absent")
    listing = rows["reimbursed-listing"].months[1]
    assert listing is not None
    assert listing.p10 == listing.p90 == 0  # the same draws: nothing but the early coverage differs


def test_a_side_without_a_change_is_the_same(engine_2027: Engine) -> None:
    same = Variant("same", TITLE, {"hosting_model": "cloud_provider"})
    result = compare(engine_2027, profile(engine_2027.knowledge), [AS_TOLD, same], title=TITLE)
    assert not result.rows
    assert not result.tasks
    assert not result.sides[1].changes
    assert all(gap is None or gap.mean == gap.error == 0 for row in result.milestones for gap in row.months)


def test_dropping_ai_changes_duties_tasks_and_dates(engine_2027: Engine) -> None:
    without = Variant("without", TITLE, {"ai_technique": "none", "ai_activity": "none"})
    result = compare(engine_2027, profile(engine_2027.knowledge), [AS_TOLD, without], title=TITLE)
    changed = {(row.kind, row.id) for row in result.rows}
    assert ("decision", "ai_act_status") in changed
    assert any(kind == "duty" for kind, _ in changed)
    assert {"ai-model", "ai-act-file"} <= {row.id for row in result.tasks}
    gap = next(row.months[1] for row in result.milestones if row.id == "ce-mark")
    assert gap is not None
    assert gap.mean < 0
    assert result.cost[1] is not None
    assert result.cost[1].p50 < -100_000
    assert [change.what for change in result.sides[1].changes] == ["ai_technique", "ai_activity"]


def test_a_supposed_class_changes_what_depends_on_it(engine_2027: Engine) -> None:
    chosen = engine_2027.knowledge.plan_comparisons["class"]
    result = compare(
        engine_2027,
        profile(engine_2027.knowledge),
        variants_of(chosen, engine_2027),
        title=chosen.title,
        independent=True,
        draws=20_000,
    )
    row = next(row for row in result.rows if row.id == "mdr_class")
    assert row.statuses == ("I", "IIa")
    gap = next(row.months[1] for row in result.milestones if row.id == "ce-mark")
    assert gap is not None
    assert gap.p50 == pytest.approx((173 - 132) * 7 / 30.44, abs=1)  # the worked example of the sources


def test_tasks_tags_and_start_can_differ(engine_2027: Engine) -> None:
    other = Variant(
        "other",
        TITLE,
        tags=("latm-generic",),
        tasks={"poc-build": TaskNote(weeks=(4, 5, 6))},
        start=DAY.replace(month=6),
    )
    result = compare(engine_2027, profile(engine_2027.knowledge), [AS_TOLD, other], title=TITLE, draws=500)
    assert {change.what for change in result.sides[1].changes} == {"poc-build", "latm-generic", "start"}
    assert "latm-generic-code" in {row.id for row in result.tasks}


def test_an_impossible_side_is_told_and_the_other_computed(engine_2027: Engine) -> None:
    other = Variant("other", TITLE, tasks={"poc-build": TaskNote(ends=DAY.replace(month=3))})
    result = compare(engine_2027, profile(engine_2027.knowledge), [AS_TOLD, other], title=TITLE, draws=500)
    assert result.sides[0].cost is not None
    assert result.sides[1].cost is None
    assert result.sides[1].problems
    assert all(row.dates[1] is None for row in result.milestones)


def test_suggestions_are_choices_of_the_project_and_keep_its_milestone(engine_2027: Engine) -> None:
    judgement = judge(engine_2027)
    found = reliefs(judgement, draws=2000)
    assert found
    questions = engine_2027.knowledge.questions
    assert all(questions[relief.change.what].lever for relief in found)
    assert len({relief.change.what for relief in found}) == len(found)
    assert all(relief.months is not None for relief in found)
    best = found[0].months
    assert best is not None
    assert best.p50 < -3


def test_no_suggestion_for_a_plan_that_cannot_be(engine_2027: Engine) -> None:
    assert reliefs(judge(engine_2027, {"tasks": {"poc-build": {"ends": "2027-03-01"}}})) == []


def test_comparisons_offered_make_sense(engine_2027: Engine) -> None:
    ids = {one.id for one in offered(judge(engine_2027))}
    assert "pecan-or-direct" in ids
    assert "pecan-or-lppr" not in ids


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("hosting_model=own_company_servers", "own_company_servers"),
        ("markets=france", ("france",)),
        ("markets+=outside_eu", ("france", "other_eu", "outside_eu")),
        ("markets-=other_eu", ("france",)),
        ("data_reuse-=train_ai", ("none",)),
        ("data_reuse+=none", ("none",)),
        ("decision_support=non", False),
        ("planned_launch=2028-09-01", DAY.replace(2028, 9, 1)),
        ("worst_harm=unknown", None),
    ],
)
def test_changes_are_read(text: str, answer: object, engine_2027: Engine) -> None:
    assert read_change(text, profile(engine_2027.knowledge), engine_2027)[1] == answer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hosting_model", "question=réponse"),
        ("hosting=cloud", "hosting_model"),
        ("mdr_class=I", "--suppose"),
        ("hosting_model=nuage", "n'est pas une réponse possible"),
        ("hosting_model+=nuage", "+= et -="),
        ("markets+=mars", "n'est pas une réponse possible"),
    ],
)
def test_wrong_changes_are_explained(text: str, words: str, engine_2027: Engine) -> None:
    with pytest.raises(AgatheError) as error:
        read_change(text, profile(engine_2027.knowledge), engine_2027)
    assert words in error.value.render("fr")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"mdr_classe": "I"}, "mdr_class"),
        ({"mdr_class": "IV"}, "choix"),
        ({"mdr_class": ["I", "IIa"]}, "choix"),
        ({"device": "peut-être"}, "choix"),
    ],
)
def test_wrong_suppositions_are_explained(facts: dict[str, object], words: str, engine_2027: Engine) -> None:
    with pytest.raises(AgatheError) as error:
        engine_2027.supposing(facts)
    assert words in error.value.render("fr")


def test_a_supposition_reaches_all_that_depends_on_it(engine_2027: Engine) -> None:
    supposed = engine_2027.supposing({"mdr_class": "III"}).judge(profile(engine_2027.knowledge))
    assert supposed.options("mdr_class") == ("III",)
    assert supposed.true("third_party_assessment")
    assert engine_2027.judge(profile(engine_2027.knowledge)).options("mdr_class") == ("IIa",)


def test_a_scenario_that_tells_sides_apart_is_on_in_its_own_side_only(engine_2027: Engine) -> None:
    chosen = engine_2027.knowledge.plan_comparisons["european-funding"]
    told = profile(engine_2027.knowledge, {"tags": ["eic-accelerator", "latm-generic"]})
    result = compare(engine_2027, told, variants_of(chosen, engine_2027), title=chosen.title, draws=300)
    rows = {row.id: row.states for row in result.tasks}
    assert rows == {"eic-funding": ("absent", "planned")}


def test_what_changes_nothing_is_not_called_a_change(engine_2027: Engine) -> None:
    other = Variant(
        "other",
        TITLE,
        tasks={"us-fda": TaskNote(weeks=(4, 4, 4))},
        start=DAY.replace(year=2020),
    )
    result = compare(engine_2027, profile(engine_2027.knowledge), [AS_TOLD, other], title=TITLE, draws=300)
    assert not result.sides[1].changes


def test_suggestions_bear_an_order_that_only_a_task_outside_the_plan_would_break(
    engine_2027: Engine,
) -> None:
    told = judge(engine_2027, {"tasks": {"commercial-prep": {"after": ["us-fda"]}}})
    assert reliefs(told, draws=300)


def test_figures_of_a_remark_read_as_a_person_writes_them(engine_2027: Engine) -> None:
    from agathe.roadmap.whatif.comparison import note_words

    note = TaskNote(weeks=(4, 4, 4), cost_eur=(1e6, 2e6, 3e6), after=("co-design",))
    words = note_words(note, engine_2027.knowledge).fr.replace("\u202f", " ").replace("\xa0", " ")
    assert (
        words
        == "4 semaines, 1 000 000 / 2 000 000 / 3 000 000 euros, après « Co-concevoir avec les utilisateurs »"
    )
