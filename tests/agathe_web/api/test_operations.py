"""Each operation says what the domain says."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from django.http import HttpResponse
from tests.agathe_web.api.conftest import DAY, EXAMPLES, SMALL, Ask, example
from typer.testing import CliRunner

from agathe.cli.commands import app
from agathe.kernel import Text
from agathe.knowledge import Knowledge
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.whatif import Comparison, Variant, compare, variants_of
from agathe.roadmap.whatif.comparison import AS_TOLD
from agathe.rules import Engine, Judgement, read_profile
from agathe.rules.changes import smallest_changes
from agathe.rules.interview.questions import next_question
from agathe.rules.interview.screens import box_answers
from agathe.rules.proof import Proof

Follows = Callable[[HttpResponse, str], None]
named = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
TELEMONITORING = next(path for path in EXAMPLES if path.stem == "telemonitoring-ai")


def judged(path: Path, engine: Engine) -> Judgement:
    return engine.judge(read_profile(path, engine.knowledge))


def plain(value: object) -> object:
    """A value as JSON gives it back."""
    return json.loads(msgspec.json.encode(value))


def command(*arguments: str) -> object:
    """What a command prints as JSON."""
    result = CliRunner().invoke(app, [*arguments, "--format", "json", "--on", DAY])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


# ---------------------------------------------------------------------- questions


def test_all_questions_are_offered_in_the_order_of_the_questionnaire(
    get: Ask, knowledge: Knowledge, follows: Follows
) -> None:
    response = get("questions")
    follows(response, "Questions")
    content = response.json()
    assert [one["id"] for one in content["questions"]] == list(knowledge.questions)
    assert [one["id"] for one in content["groups"]] == list(knowledge.question_groups)
    assert content["knowledge"] == knowledge.version
    first = next(iter(knowledge.questions.values()))
    assert content["questions"][0]["question"] == {"fr": first.question.fr, "en": first.question.en}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_questions_in_one_language(language: str, get: Ask, knowledge: Knowledge, follows: Follows) -> None:
    response = get("questions", texts=language)
    follows(response, "Questions")
    assert {tuple(one["question"]) for one in response.json()["questions"]} == {(language,)}
    one = get("questions/decision_support", texts=language).json()
    assert one["question"] == {language: knowledge.questions["decision_support"].question[language]}  # type: ignore[literal-required]


def test_a_question_that_does_not_exist(get: Ask) -> None:
    assert get("questions/nope").status_code == 404


@named
def test_next_question_is_that_of_the_interview(
    path: Path, ask: Ask, engine: Engine, follows: Follows
) -> None:
    response = ask("next-question", {"profile": example(path), "day": DAY, "scope": "everything"})
    follows(response, "NextQuestion")
    content, suggestion = response.json(), next_question(judged(path, engine), "everything")
    if suggestion is None:
        assert content["finished"]
        assert content["next"] is None
        return
    assert content["next"]["question"]["id"] == suggestion.question
    assert content["next"]["together"] == list(suggestion.together)
    assert [one["id"] for one in content["next"]["moves"]] == list(suggestion.moves)
    assert (content["next"]["at_most"], content["next"]["expected"]) == (
        suggestion.at_most,
        suggestion.expected,
    )


def test_an_interview_ends_when_its_screens_are_answered(ask: Ask, engine: Engine) -> None:
    """A program that only follows what the answers say reaches the end, in no more screens than announced."""
    told = judged(TELEMONITORING, engine).profile
    complete = {
        id_: None if answer is None else json.loads(msgspec.json.encode(answer))
        for id_, answer in told.answers.items()
    }
    answers: dict[str, object] = {}
    ticked: list[str] = []
    most = None
    for _ in range(80):
        found = ask(
            "next-question", {"profile": {"answers": answers}, "day": DAY, "scope": "class", "ticked": ticked}
        ).json()
        if found["finished"]:
            break
        screen = found["next"]
        most = most or screen["at_most"]
        if screen["kind"] == "question":
            answers[screen["question"]["id"]] = complete.get(screen["question"]["id"])
            continue
        for box in screen["group"]["boxes"]:
            answer = complete.get(box["question"])
            if answer is None or answer == box["unticked"] or "ticked" in box:
                answers[box["question"]] = answer
            else:
                ticked.append(box["question"])
    assert found["finished"]
    assert len(answers) > 3
    decided = ask("decide", {"profile": {"answers": answers}, "day": DAY}).json()
    whole = ask("decide", {"profile": example(TELEMONITORING), "day": DAY}).json()
    for one, other in zip(decided["decisions"][:2], whole["decisions"][:2], strict=True):
        assert one["options"] == other["options"]


def test_boxes_say_what_to_write(get: Ask, knowledge: Knowledge) -> None:
    for group in get("questions").json()["groups"]:
        shown = [box["question"] for box in group["boxes"]]
        empty = box_answers(knowledge, group["id"], shown, ())
        assert plain(empty) == {box["question"]: box["unticked"] for box in group["boxes"]}
        full = box_answers(knowledge, group["id"], shown, shown)
        assert full == {box["question"]: box["ticked"] for box in group["boxes"] if "ticked" in box}


# ---------------------------------------------------------------------- decisions


@named
def test_decide_says_what_the_roadmap_says(path: Path, ask: Ask, engine: Engine, follows: Follows) -> None:
    response = ask("decide", {"profile": example(path), "day": DAY})
    follows(response, "Decided")
    content, roadmap = response.json(), build_roadmap(judged(path, engine))
    assert content["decisions"] == plain(roadmap.decisions)
    duties = {item.id: item.status for stage in roadmap.stages for item in stage.duties}
    assert {one["id"]: one["status"] for one in content["duties"]} == {
        id_: duties.get(id_, "absent") for id_ in engine.knowledge.duties
    }
    ways = (*roadmap.pathways, *roadmap.schemes, *roadmap.countries)
    assert [(one["kind"], one["id"], one["status"]) for one in content["ways"]] == [
        (way.kind, way.id, way.status) for way in ways
    ]
    assert content.get("missing", []) == list(roadmap.askable)
    named = [one["conclusion"] for part in ("duties", "ways", "contacts") for one in content[part]]
    assert set(named) <= set(engine.program.definitions)


def test_decide_tells_contradictions(ask: Ask, contradiction: dict[str, object]) -> None:
    content = ask("decide", {"profile": contradiction, "day": DAY}).json()
    assert [one["severity"] for one in content["messages"]] == ["error"]


def test_the_day_changes_the_law(ask: Ask) -> None:
    profile = example(TELEMONITORING)
    early, late = (
        ask("decide", {"profile": profile, "day": day}).json() for day in ("2018-01-01", "2030-01-01")
    )
    assert early["day"] == "2018-01-01"
    assert early["duties"] != late["duties"]


def test_without_a_day_it_is_today(ask: Ask, settings: object) -> None:
    settings.TODAY = date(2027, 3, 4)  # type: ignore[attr-defined]
    assert ask("decide", {"profile": SMALL}).json()["day"] == "2027-03-04"


def test_explain_is_the_command(ask: Ask, follows: Follows) -> None:
    for conclusion in ("mdr_class", "pathway:pecan", "scheme:aap-tle", "qualification"):
        response = ask("explain", {"profile": example(TELEMONITORING), "conclusion": conclusion, "day": DAY})
        follows(response, "Explained")
        content = response.json()
        printed = command("explain", str(TELEMONITORING), conclusion)
        assert isinstance(printed, dict)
        assert content["proof"] == printed["proof"]
        changes = [{"answers": one["answers"], "value": one["value"]} for one in content.get("changes", ())]
        assert changes == printed["changes"]


def test_explain_every_kind_of_conclusion(ask: Ask, engine: Engine, follows: Follows) -> None:
    judgement = judged(TELEMONITORING, engine)
    kinds = {definition.kind: definition.id for definition in engine.program.definitions.values()}
    types = {definition.type.kind: definition.id for definition in engine.program.definitions.values()}
    for id_ in {*kinds.values(), *types.values()}:
        response = ask(
            "explain", {"profile": example(TELEMONITORING), "conclusion": id_, "day": DAY, "changes": 1}
        )
        assert response.status_code == 200, response.content
        follows(response, "Explained")
        assert msgspec.json.decode(json.dumps(response.json()["proof"]), type=Proof) == judgement.prove(id_)


def test_explain_finds_as_few_changes_as_asked(ask: Ask, engine: Engine) -> None:
    judgement = engine.judge(read_profile(TELEMONITORING, engine.knowledge))
    for most in (0, 1, 2, 3):
        found = ask(
            "explain",
            {"profile": example(TELEMONITORING), "conclusion": "pathway:pecan", "day": DAY, "changes": most},
        ).json()
        wanted = smallest_changes(judgement, "pathway:pecan", most=most) if most else []
        assert len(found.get("changes", ())) == len(wanted)
        assert found["searched"] is (most > 0)


# ---------------------------------------------------------------------- plans


@named
def test_roadmap_is_that_of_the_domain(path: Path, ask: Ask, engine: Engine, follows: Follows) -> None:
    response = ask("roadmap", {"profile": example(path), "day": DAY, "schedule": False})
    follows(response, "Roadmap")
    assert msgspec.json.decode(response.content, type=Roadmap) == build_roadmap(judged(path, engine))


def test_roadmap_with_schedule_is_the_command(ask: Ask, follows: Follows) -> None:
    body = {"profile": example(TELEMONITORING), "day": DAY, "draws": 500, "seed": 7, "by": "2030-01-01"}
    response = ask("roadmap", body)
    follows(response, "Roadmap")
    options = ("--draws", "500", "--seed", "7", "--by", "2030-01-01")
    assert response.json() == command("roadmap", str(TELEMONITORING), *options)


@pytest.mark.parametrize(
    ("form", "content_type", "start"),
    [
        ("html", "text/html", b"<!doctype html>"),
        ("ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("pdf", "application/pdf", b"%PDF"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ],
)
def test_roadmap_in_every_form(form: str, content_type: str, start: bytes, ask: Ask) -> None:
    response = ask(
        "roadmap", {"profile": example(TELEMONITORING), "day": DAY, "draws": 100}, format=form, lang="en"
    )
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"] == f'attachment; filename="roadmap.{form}"'
    assert response.content.lstrip().startswith(start)
    if form == "html":
        assert b'lang="en"' in response.content


def test_what_if_compares_as_the_domain_does(ask: Ask, engine: Engine, follows: Follows) -> None:
    body = {
        "profile": example(TELEMONITORING), "day": DAY, "draws": 300, "seed": 3,
        "variants": [{"title": "Sans IA", "answers": {"ai_technique": "none"}}, {"tasks": {"need-study": "done"}, "start": "2027-06-01"}],
    }  # fmt: skip
    response = ask("what-if", body)
    follows(response, "Comparison")
    found = msgspec.json.decode(response.content, type=Comparison)
    profile = read_profile(TELEMONITORING, engine.knowledge)
    first = Variant("variant-1", Text("Sans IA", "Sans IA"), answers={"ai_technique": "none"})
    expected = compare(engine, profile, [AS_TOLD, first], title=Text("", ""), draws=300, seed=3)
    assert found.sides[:2] == expected.sides
    assert [side.id for side in found.sides] == ["as-told", "variant-1", "variant-2"]
    assert {change.what for change in found.sides[2].changes} >= {"start"}


def test_what_if_supposes_facts_and_switches_scenarios_on(ask: Ask, engine: Engine) -> None:
    tag = next(iter(engine.knowledge.plan_tags))
    body = {
        "profile": example(TELEMONITORING), "day": DAY, "draws": 100,
        "variants": [{"suppose": {"mdr_class": "III"}}, {"tags": [tag]}],
    }  # fmt: skip
    sides = ask("what-if", body).json()["sides"]
    assert [change["what"] for change in sides[1]["changes"]] == ["mdr_class"]
    assert {change["what"] for change in sides[2].get("changes", ())} <= {tag}


def test_what_if_runs_the_comparisons_of_the_base(
    ask: Ask, get: Ask, engine: Engine, follows: Follows
) -> None:
    profile = read_profile(TELEMONITORING, engine.knowledge)
    listed = [one["id"] for one in get("knowledge").json()["comparisons"]]
    assert listed == list(engine.knowledge.plan_comparisons)
    for id_ in listed[:3]:
        chosen = engine.knowledge.plan_comparisons[id_]
        response = ask(
            "what-if", {"profile": example(TELEMONITORING), "day": DAY, "draws": 100, "comparison": id_}
        )
        follows(response, "Comparison")
        expected = compare(
            engine,
            profile,
            variants_of(chosen, engine),
            title=chosen.title,
            notes=chosen.notes,
            draws=100,
            seed=1,
        )
        assert msgspec.json.decode(response.content, type=Comparison) == expected


def test_the_same_request_gives_the_same_bytes(ask: Ask) -> None:
    body = {
        "profile": SMALL,
        "day": DAY,
        "draws": 200,
        "variants": [{"answers": {"ai_technique": "ml_fixed"}}],
    }
    assert ask("what-if", body).content == ask("what-if", body).content


# ---------------------------------------------------------------------- library


@pytest.mark.django_db
def test_search_finds_words_and_filters(get: Ask, follows: Follows) -> None:
    response = get("library", q="marquage CE", kind="duty", stage="4", limit="5")
    follows(response, "LibraryPage")
    content = response.json()
    assert 0 < len(content["items"]) <= 5 <= content["total"]
    assert {one["kind"] for one in content["items"]} == {"duty"}
    assert all(4 in one["stages"] for one in content["items"])
    entry = get(f"library/duty/{content['items'][0]['id']}").json()
    assert entry["title"] == content["items"][0]["title"]


def test_pages_of_a_list_follow_one_another(get: Ask, knowledge: Knowledge) -> None:
    seen: list[str] = []
    while True:
        page = get("library", kind="actor", limit="50", offset=str(len(seen))).json()
        seen += [one["id"] for one in page["items"]]
        if not page["items"]:
            break
    assert sorted(seen) == sorted(knowledge.actors)


def test_every_entry_follows_its_schema(get: Ask, follows: Follows) -> None:
    for kind in get("knowledge").json()["kinds"]:
        items = get("library", kind=kind["kind"], limit="2").json()["items"]
        assert len(items) == min(2, kind["count"])
        for one in items:
            response = get(f"library/{kind['kind']}/{one['id']}")
            assert response.status_code == 200, one
            follows(response, "LibraryEntry")


def test_the_state_of_the_base(get: Ask, knowledge: Knowledge, follows: Follows) -> None:
    response = get("knowledge")
    follows(response, "KnowledgeState")
    counts = {one["kind"]: one["count"] for one in response.json()["kinds"]}
    assert response.json()["version"] == knowledge.version
    assert counts["duty"] == len(knowledge.duties)
