"""The roadmap built from a judgement: statuses, dates, messages, contacts, and the published JSON."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from agathe.knowledge import Knowledge, load_knowledge
from agathe.knowledge.schema.country import Country
from agathe.knowledge.schema.funding import Scheme
from agathe.knowledge.schema.site import Site, SiteDirectory
from agathe.knowledge.schema.strategy import LifeStage
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.model import DutyItem, Way
from agathe.roadmap.schema import roadmap_schema
from agathe.rules import Engine, Profile, read_profile

Make = Callable[..., Knowledge]
Options = Callable[..., list[dict[str, Any]]]
DAY = date(2026, 11, 25)
TEXT = {"fr": "Un texte", "en": "A text"}
COMMON = {
    "title": TEXT,
    "sources": ["law"],
    "confidence": "high",
    "checked": "2026-11-22",
    "valid_from": "2020-01-01",
}
EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "knowledge" / "examples").glob("*.yaml"))
STAGE = {
    "type": "choice",
    "decide": "first",
    "options": [{"id": "s1", "label": TEXT}, {"id": "s2", "label": TEXT}],
    "rows": [
        {"id": "used", "when": "used", "value": "s2", "text": TEXT},
        {"id": "idea", "when": "true", "value": "s1", "text": TEXT},
    ],
    "decision": True,
}
QUESTIONS: dict[str, Any] = {"sick": {}, "used": {}, "age": {"type": "number", "min": 0, "max": 130}}


@pytest.fixture
def build(make_knowledge: Make) -> Callable[..., Roadmap]:
    """Roadmap of some answers on a small base, whose facts and questions may be added to."""

    def make(
        answers: Mapping[str, Any] | None = None,
        day: date = DAY,
        done: tuple[str, ...] = (),
        **kinds: dict[str, Any],
    ) -> Roadmap:
        kinds["questions"] = {**QUESTIONS, **kinds.get("questions", {})}
        kinds["facts"] = {"life_stage": STAGE, **kinds.get("facts", {})}
        kinds["sources"] = {"law": {"url": "https://example.org/law"}}
        schemes = entries(Scheme, kinds.pop("schemes", {}), SCHEME)
        countries = entries(Country, kinds.pop("countries", {}), COUNTRY)
        sites = entries(Site, kinds.pop("sites", {}), {**COMMON, "description": TEXT})
        directory = kinds.pop("site_directory", None)
        stages = {"one": {"number": 1}, "two": {"number": 2}}
        base = replace(
            make_knowledge(**kinds),
            schemes=schemes,
            countries=countries,
            sites=sites,
            site_directory=directory,
            life_stages=entries(LifeStage, stages, COMMON),
            version="0123456789abcdef",
        )
        engine = Engine(base, day)
        assert engine.compiler.problems == []
        return build_roadmap(
            engine.judge(Profile(dict(answers or {}), dict.fromkeys(done, "Compte rendu"), "Essai"))
        )

    return make


def entries(type_: type, plain: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    return {id_: msgspec.convert({"id": id_, **usual, **fields}, type_) for id_, fields in plain.items()}


SCHEME = {
    **COMMON,
    "operator": None,
    "strategy_action": False,
    "stages": [1],
    "themes": ["any"],
    "criteria": [],
    "status": "recurring",
    "description": TEXT,
}
COUNTRY = {
    **COMMON,
    "country": "DE",
    "description": TEXT,
    "ce_recognition": "full",
    "national_route": "none",
    "reimbursed_today": "no",
    "languages": ["de"],
}


def criterion(id_: str, when: str, nature: str = "structural", **more: Any) -> dict[str, Any]:
    return {"id": id_, "when": when, "text": TEXT, "nature": nature, **more}


def duties(roadmap: Roadmap) -> dict[str, DutyItem]:
    return {duty.id: duty for stage in roadmap.stages for duty in stage.duties}


# ---------------------------------------------------------------------- duties


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"when": "sick"}, "applies"),
        ({"when": "sick", "valid_from": "2026-11-25"}, "applies"),
        ({"when": "sick", "valid_from": "2026-11-26"}, "upcoming"),
        ({"when": "sick", "valid_from": None}, "not_in_force"),
        ({"when": "sick", "valid_to": "2026-11-25"}, "applies"),
        ({"when": "sick", "valid_to": "2026-11-24"}, "ended"),
        ({"when": "used"}, "to_confirm"),
        ({"when": "sick and unknown"}, "to_confirm"),
        ({"when": "not sick"}, None),
        ({"when": "used and not sick"}, None),
    ],
)
def test_status_of_a_duty(build: Callable[..., Roadmap], fields: dict[str, Any], status: str | None) -> None:
    found = duties(build({"sick": True}, duties={"rest": fields}))
    assert (found["rest"].status if "rest" in found else None) == status


def test_done_duty_shows_its_evidence_and_a_done_duty_that_does_not_apply_is_left_out(
    build: Callable[..., Roadmap],
) -> None:
    found = duties(
        build(
            {"sick": True},
            done=("rest", "work"),
            duties={"rest": {"when": "sick"}, "work": {"when": "not sick"}},
        )
    )
    assert (found["rest"].status, found["rest"].proof) == ("done", "Compte rendu")
    assert "work" not in found


def test_duty_to_confirm_names_the_questions_that_decide(build: Callable[..., Roadmap]) -> None:
    found = duties(
        build(
            {"sick": True},
            duties={
                "rest": {"when": "sick and used and age > 3"},
                "judged": {"when": "sick and unknown"},
                "settled": {"when": "sick or used"},
            },
        )
    )
    assert found["rest"].missing == ("used", "age")
    assert found["judged"].missing == ()
    assert (found["settled"].status, found["settled"].missing) == ("applies", ())


def test_duties_stand_at_their_stage_in_file_order(build: Callable[..., Roadmap]) -> None:
    wanted = {"late": {"when": "true", "stage": 2}, "first": {"when": "true"}, "second": {"when": "true"}}
    roadmap = build({}, duties=wanted)
    assert [(stage.number, [duty.id for duty in stage.duties]) for stage in roadmap.stages] == [
        (1, ["first", "second"]),
        (2, ["late"]),
    ]


def test_alert_and_planning_range(build: Callable[..., Roadmap]) -> None:
    other = {"fr": "Autre texte", "en": "Another text"}
    rest = {
        "when": "true",
        "alert": [{"when": "sick", "text": other}, {"when": "not sick", "text": TEXT}],
        "lead_time_weeks": {"min": 2, "max": 6},
    }
    found = duties(build({"sick": True}, duties={"rest": rest}))["rest"]
    assert [text["en"] for text in found.alerts] == ["Another text"]
    assert found.weeks == (2, 6)


# ---------------------------------------------------------------------- ways


PATHWAY = [
    criterion("kind", "sick"),
    criterion("proof", "used", "milestone"),
    criterion("list", "done('rest')", "progress"),
]
BASE = {"duties": {"rest": {"when": "true"}}}


@pytest.mark.parametrize(
    ("answers", "done", "status", "why"),
    [
        ({"sick": True, "used": True}, ("rest",), "open", []),
        ({"sick": True, "used": False}, ("rest",), "not_yet", ["proof"]),
        ({"sick": True, "used": True}, (), "not_yet", ["list"]),
        ({"sick": False, "used": True}, ("rest",), "closed", ["kind"]),
        ({"sick": True}, ("rest",), "to_confirm", ["proof"]),
        ({"used": False}, ("rest",), "to_confirm", ["kind", "proof"]),
    ],
)
def test_status_of_a_pathway(
    build: Callable[..., Roadmap],
    answers: dict[str, bool],
    done: tuple[str, ...],
    status: str,
    why: list[str],
) -> None:
    (way,) = build(answers, done=done, pathways={"list": {"criteria": PATHWAY}}, **BASE).pathways
    assert way.status == status
    assert [part.id for part in way.why] == why
    assert [part.id for part in way.parts] == ["kind", "proof", "list"]


def test_way_to_confirm_keeps_its_possible_statuses_and_its_questions(build: Callable[..., Roadmap]) -> None:
    (way,) = build({"used": False}, done=("rest",), pathways={"list": {"criteria": PATHWAY}}, **BASE).pathways
    assert (way.possible, way.missing) == (("closed", "not_yet"), ("sick",))
    assert {part.id: part.outcome for part in way.parts} == {
        "kind": "unknown",
        "proof": "unmet",
        "list": "met",
    }


def test_exclusion_closes_and_an_authority_judges(build: Callable[..., Roadmap]) -> None:
    facts = {"novel": {"formula": "used", "judgement": True}}
    exclusion = {"exclusions": [{"id": "banned", "when": "sick", "text": TEXT}]}
    pathways = {
        "excluded": {"criteria": [criterion("kind", "used")], **exclusion},
        "judged": {"criteria": [criterion("kind", "used"), criterion("merit", "unknown", "judgement")]},
        "argued": {"criteria": [criterion("new", "novel", "milestone")]},
    }
    found = {
        way.id: way for way in build({"sick": True, "used": True}, facts=facts, pathways=pathways).pathways
    }
    assert {id_: way.status for id_, way in found.items()} == {
        "excluded": "closed",
        "judged": "to_argue",
        "argued": "to_argue",
    }
    assert [(part.id, part.nature, part.outcome) for part in found["excluded"].why] == [
        ("banned", "exclusion", "unmet")
    ]
    assert [(part.id, part.outcome) for part in found["judged"].why] == [("merit", "judgement")]
    assert [(part.id, part.outcome) for part in found["argued"].why] == [("new", "judgement")]


def test_criterion_counts_only_during_its_period(build: Callable[..., Roadmap]) -> None:
    past = criterion("past", "sick", valid_to="2022-12-31")
    present = criterion("present", "used", valid_from="2023-01-01")
    pathways = {"list": {"criteria": [past, present]}}
    answers = {"sick": False, "used": True}
    (now,) = build(answers, pathways=pathways).pathways
    assert (now.status, [part.id for part in now.parts]) == ("open", ["present"])
    (before,) = build(answers, day=date(2022, 12, 31), pathways=pathways).pathways
    assert (before.status, [part.id for part in before.parts]) == ("closed", ["past"])


def test_ways_stand_from_open_to_closed_and_warn(build: Callable[..., Roadmap]) -> None:
    warnings = [{"id": "a", "when": "sick", "text": TEXT}, {"id": "b", "when": "used", "text": TEXT}]
    pathways = {
        "closed": {"criteria": [criterion("c", "used")]},
        "asked": {"criteria": [criterion("c", "age > 3")]},
        "not-yet": {"criteria": [criterion("c", "used", "milestone")]},
        "judged": {"criteria": [criterion("c", "unknown", "judgement")]},
        "open": {"criteria": [], "warnings": warnings},
    }
    found = build({"sick": True, "used": False}, pathways=pathways).pathways
    assert [way.id for way in found] == ["open", "judged", "not-yet", "asked", "closed"]
    assert len(found[0].warnings) == 1


# ---------------------------------------------------------------------- when one can apply


WINDOW = {"id": "w", "label": TEXT, "opens": "2026-03-01", "closes": "2026-06-30"}


@pytest.mark.parametrize(
    ("day", "fields", "availability", "window"),
    [
        (date(2026, 2, 28), {}, "announced", (date(2026, 3, 1), date(2026, 6, 30))),
        (date(2026, 3, 1), {}, "open", (date(2026, 3, 1), date(2026, 6, 30))),
        (date(2026, 6, 30), {}, "open", (date(2026, 3, 1), date(2026, 6, 30))),
        (date(2026, 7, 1), {}, "to_check", None),
        (date(2026, 7, 1), {"status": "closed"}, "closed", None),
        (date(2026, 7, 1), {"status": "permanent"}, "permanent", None),
        (date(2026, 7, 1), {"status": "rolling"}, "permanent", None),
        (date(2026, 7, 1), {"status": "unsure"}, "to_check", None),
        (
            date(2026, 5, 1),
            {"windows": [{**WINDOW, "closes_precision": "month"}]},
            "to_check",
            (date(2026, 3, 1), date(2026, 6, 30)),
        ),
        (date(2026, 5, 1), {"windows": [{**WINDOW, "closes": None}]}, "to_check", (date(2026, 3, 1), None)),
        (date(2026, 5, 1), {"valid_to": "2026-04-30"}, "closed", None),
        (date(2026, 5, 1), {"ends_at_latest": "2026-04-30"}, "closed", None),
        (
            date(2026, 5, 1),
            {"ends_at_latest": "2026-05-01"},
            "open",
            (date(2026, 3, 1), date(2026, 6, 30)),
        ),
        (
            date(2026, 1, 1),
            {"windows": [{**WINDOW, "id": "x", "opens": "2027-01-01", "closes": None}, WINDOW]},
            "announced",
            (date(2026, 3, 1), date(2026, 6, 30)),
        ),
    ],
)
def test_availability_of_a_scheme(
    build: Callable[..., Roadmap],
    day: date,
    fields: dict[str, Any],
    availability: str,
    window: tuple[Any, Any] | None,
) -> None:
    (scheme,) = build({}, day=day, schemes={"call": {"windows": [WINDOW], **fields}}).schemes
    assert (scheme.availability, scheme.window) == (availability, window)


@pytest.mark.parametrize("status", ["recurring", "closed"])
def test_closing_day_still_to_come_is_shown_without_opening_day(
    build: Callable[..., Roadmap], status: str
) -> None:
    """i-Nov on 2024-02-01 (closes 2024-04-02); EIC Pathfinder on 2026-04-15 (closes 2026-10-28), shown as closed."""
    window = {**WINDOW, "opens": None}
    schemes = {"call": {"windows": [window], "status": status}}
    (scheme,) = build({}, day=date(2026, 5, 1), schemes=schemes).schemes
    assert (scheme.availability, scheme.window) == ("to_check", (None, date(2026, 6, 30)))


def test_scheme_that_does_not_exist_yet_takes_no_application(build: Callable[..., Roadmap]) -> None:
    schemes = {"call": {"status": "permanent", "valid_from": "2026-12-01"}}
    (scheme,) = build({}, schemes=schemes).schemes
    assert scheme.availability == "announced"


def test_closed_calls_stand_after_the_others_of_the_same_status(build: Callable[..., Roadmap]) -> None:
    schemes = {
        "over": {"status": "closed"},
        "on": {"status": "permanent"},
        "shut": {"criteria": [criterion("c", "sick")]},
    }
    assert [way.id for way in build({"sick": False}, schemes=schemes).schemes] == ["on", "over", "shut"]


# ---------------------------------------------------------------------- what departs from the documented behaviour


def test_market_not_aimed_at_is_not_proposed(build: Callable[..., Roadmap]) -> None:
    found = build({"sick": False}, countries={"de": {"when": "sick"}}).countries
    assert [way.id for way in found if way.wanted != "no"] == []


@pytest.mark.parametrize("when", ["merit", "unknown if sick else true"])
def test_judgement_of_an_authority_neither_opens_nor_closes(build: Callable[..., Roadmap], when: str) -> None:
    facts = {"merit": {"formula": "unknown", "judgement": True}}
    pathways = {"list": {"criteria": [criterion("merit", when, "judgement")]}}
    (way,) = build({"sick": True}, facts=facts, pathways=pathways).pathways
    assert (way.status, [part.outcome for part in way.parts]) == ("to_argue", ["judgement"])


@pytest.mark.parametrize("dates", [{"valid_from": "2026-12-01"}, {"valid_to": "2026-11-24"}])
def test_pathway_out_of_its_dates_is_not_open(build: Callable[..., Roadmap], dates: dict[str, str]) -> None:
    (way,) = build({}, pathways={"list": dates}).pathways
    assert way.status != "open"


def test_no_decision_under_a_law_that_does_not_exist_yet() -> None:
    roadmap = example("agathe-1-idea", date(2022, 3, 15))
    decided = [
        d.id for d in roadmap.decisions if d.settled and not d.upcoming and d.options != ("not_applicable",)
    ]
    grounds = {decision.id: decision.grounds.valid_from for decision in roadmap.decisions}
    assert [id_ for id_ in decided if (grounds[id_] or date.min) > roadmap.day] == []


# ---------------------------------------------------------------------- decisions, messages, counts


def test_decisions_and_the_stage_one_stands_at(build: Callable[..., Roadmap]) -> None:
    settled = build({"used": True})
    assert settled.here == 2
    (decision,) = settled.decisions
    assert (decision.id, decision.options, decision.settled, decision.missing) == (
        "life_stage",
        ("s2",),
        True,
        (),
    )
    assert [step.outcome for step in decision.rules] == ["true"]
    open_ = build({})
    assert open_.here is None
    (decision,) = open_.decisions
    assert (set(decision.options), decision.settled, decision.missing) == ({"s1", "s2"}, False, ("used",))


def test_contradictions_are_told_and_a_missing_answer_never_contradicts(
    build: Callable[..., Roadmap],
) -> None:
    consistency = {
        "young": {"require": "not sick or age >= 18", "questions": ["age"]},
        "idle": {"require": "not sick or used", "severity": "warning"},
    }
    found = build({"sick": True, "age": 3.0, "used": None}, consistency=consistency).messages
    assert [(message.id, message.severity, message.questions) for message in found] == [
        ("young", "error", ("age",))
    ]
    found = build({"sick": True, "used": False}, consistency=consistency).messages
    assert [(message.id, message.severity) for message in found] == [("idle", "warning")]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"sick": False, "weak": True}, True),
        ({"sick": False, "weak": False}, False),  # what the question would be taken for anyway
        ({"sick": True, "weak": True}, False),
        ({"sick": None, "weak": True}, False),  # not settled: it may still be read
        ({"weak": True}, False),
        ({"sick": False, "weak": None}, False),
        ({"sick": False}, False),
    ],
)
def test_answer_that_is_not_read_is_told(
    build: Callable[..., Roadmap], answers: dict[str, Any], told: bool
) -> None:
    questions = {"weak": {"asked_when": "sick", "otherwise": False}}
    found = build(answers, questions=questions).messages
    assert [(message.id, message.severity) for message in found] == (
        [("unread-weak", "info")] if told else []
    )


def test_unread_answer_of_a_question_with_options(
    build: Callable[..., Roadmap], option_list: Options
) -> None:
    questions = {
        "parts": {
            "type": "multi",
            "options": option_list("a", "b"),
            "asked_when": "sick",
            "otherwise": ["a"],
        },
        "side": {"type": "choice", "options": option_list("l", "r"), "asked_when": "sick", "otherwise": "l"},
    }
    answers = {"sick": False, "parts": ("a", "b"), "side": "r"}
    found = build(answers, questions=questions).messages
    assert [message.id for message in found] == ["unread-parts", "unread-side"]
    assert "A text" in found[0].text["en"]


def test_hidden_date_is_not_read(build: Callable[..., Roadmap]) -> None:
    questions = {"since": {"type": "date", "min": "2020-01-01", "max": "2030-12-31", "asked_when": "sick"}}
    found = build({"sick": False, "since": date(2025, 1, 1)}, questions=questions).messages
    assert [message.id for message in found] == ["unread-since"]


def test_counts_and_questions_left(build: Callable[..., Roadmap]) -> None:
    wanted = {"rest": {"when": "sick and used"}, "eat": {"when": "age > 3 or sick"}}
    roadmap = build({"sick": None, "age": 2.0}, duties=wanted)
    assert (roadmap.answered, roadmap.not_known) == (1, ("sick",))
    assert roadmap.askable == ("used",)  # asked and not known is not asked again
    assert build({"sick": False, "used": True}, duties={"rest": wanted["rest"]}).askable == ()


# ---------------------------------------------------------------------- grounds, contacts


@pytest.mark.parametrize(("day", "stale"), [(date(2027, 11, 22), False), (date(2027, 11, 23), True)])
def test_check_older_than_a_year_is_stale(build: Callable[..., Roadmap], day: date, stale: bool) -> None:
    roadmap = build({}, day=day, duties={"rest": {"when": "true", "legal_ref": "art. 1"}})
    grounds = duties(roadmap)["rest"].grounds
    assert grounds.stale is stale
    assert grounds.legal_ref == "art. 1"
    (citation,) = grounds.citations
    assert (citation.source, citation.publisher, citation.url) == (
        "law",
        "Legifrance",
        "https://example.org/law",
    )


def test_contacts_fit_may_fit_or_stand_elsewhere(build: Callable[..., Roadmap]) -> None:
    actors = {
        "no": {"when": "not sick"},
        "maybe": {"when": "used"},
        "yes": {"when": "sick", "url": "https://a.example"},
    }
    sites = {"far": {"when": "not sick"}, "near": {"when": "sick", "region": "11"}}
    roadmap = build({"sick": True}, actors=actors, sites=sites)
    assert [(contact.id, contact.match) for contact in roadmap.actors] == [("yes", "yes"), ("maybe", "maybe")]
    assert roadmap.actors[0].url == "https://a.example"
    assert [(contact.id, contact.match, contact.kind) for contact in roadmap.sites] == [
        ("near", "yes", "site"),
        ("far", "other", "site"),
    ]
    assert roadmap.sites_note is None


def test_incomplete_list_of_sites_says_so(build: Callable[..., Roadmap]) -> None:
    real = load_knowledge().site_directory
    assert isinstance(real, SiteDirectory)
    partial = msgspec.structs.replace(
        real, complete=False, missing=(real.missing or (real.programme.title,))[:1]
    )
    note = build({}, site_directory=partial).sites_note
    assert note == partial.missing[0]
    assert build({}, site_directory=msgspec.structs.replace(partial, complete=True)).sites_note is None


# ---------------------------------------------------------------------- the real base


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


@cache
def engine(day: date) -> Engine:
    return Engine(knowledge(), day)


@cache
def example(name: str, day: date = DAY) -> Roadmap:
    path = next(path for path in EXAMPLES if path.stem == name)
    return build_roadmap(engine(day).judge(read_profile(path, knowledge())))


def all_ways(roadmap: Roadmap) -> list[Way]:
    return [*roadmap.pathways, *roadmap.schemes, *roadmap.countries]


def test_everything_is_stale_long_after_the_last_check() -> None:
    roadmap = example("agathe-6-reimbursement", date(2035, 1, 1))
    grounds = [
        item.grounds
        for item in (
            *duties(roadmap).values(),
            *all_ways(roadmap),
            *roadmap.actors,
            *roadmap.sites,
            *roadmap.decisions,
        )
    ]
    assert grounds
    assert all(ground.stale for ground in grounds)
    assert {duty.status for duty in duties(roadmap).values()}.isdisjoint({"upcoming"})


def test_same_profile_moves_with_the_law() -> None:
    before, after = (example("agathe-4-conformity", date(2025, 9, day)) for day in (11, 12))
    assert duties(before)["data-act"].status == "upcoming"
    assert duties(after)["data-act"].status == "applies"


def test_nothing_answered_leaves_everything_to_be_asked() -> None:
    roadmap = build_roadmap(engine(DAY).judge(Profile()))
    assert (roadmap.answered, roadmap.here, roadmap.messages) == (0, None, ())
    assert len(roadmap.askable) > 50
    assert {way.id for way in roadmap.pathways if way.status in ("open", "closed")} == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_json_keeps_its_published_schema(path: Path) -> None:
    schema = json.loads(roadmap_schema())
    roadmap = example(path.stem)
    plain = msgspec.json.encode(roadmap)
    jsonschema.Draft202012Validator(schema).validate(json.loads(plain))
    assert msgspec.json.decode(plain, type=Roadmap) == roadmap


def test_schema_is_valid_and_rejects_what_is_not_a_roadmap() -> None:
    schema = json.loads(roadmap_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    plain = json.loads(msgspec.json.encode(example("agathe-1-idea")))
    plain["stages"][0]["duties"][0]["status"] = "perhaps"
    assert not jsonschema.Draft202012Validator(schema).is_valid(plain)


def test_json_says_its_format() -> None:
    plain = json.loads(msgspec.json.encode(example("agathe-1-idea")))
    assert plain["format"] == 1
