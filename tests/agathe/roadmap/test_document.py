"""The roadmap as a document: whole, in one language, with its grounds and its schedule."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path

import msgspec
import pytest
from tests.agathe.roadmap.plans import START, markets, schedule

from agathe.documents.blocks import Bar, Document, Fields, Item, Link, Mark, Section, Table
from agathe.documents.html import render_html
from agathe.kernel import LANGUAGES, Language
from agathe.knowledge import Knowledge, load_knowledge
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.document import roadmap_document
from agathe.rules import Engine, Profile, read_profile

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "knowledge" / "examples").glob("*.yaml"))
FOREIGN = {
    "fr": r"\b(to be confirmed|to be argued|upcoming|confidence|checked on|since|you are here|weeks|established|in 10)\b",
    "en": r"(à confirmer|à argumenter|à venir|confiance|vérifié|depuis le|vous êtes ici|semaines|établi\b|fois sur)",
}
CODES = {"url", "anchor", "tone", "kind", "language", "mark", "author"}


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


@cache
def engine() -> Engine:
    return Engine(knowledge(), START)


@cache
def roadmap(name: str) -> Roadmap:
    path = next(path for path in EXAMPLES if path.stem == name)
    found = build_roadmap(engine().judge(read_profile(path, knowledge())))
    return msgspec.structs.replace(found, schedule=schedule(), markets=markets(found))


@cache
def document(
    name: str = "agathe-4-conformity", language: Language = "fr", everything: bool = False
) -> Document:
    return roadmap_document(roadmap(name), knowledge(), language, everything=everything)


def texts(value: object) -> Iterator[str]:
    """Every text that people read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in CODES:
                yield from texts(getattr(value, field.name))


def sections(found: Document | Section) -> Iterator[Section]:
    for section in found.sections:
        yield section
        yield from sections(section)


def section(found: Document, title: str) -> Section:
    return next(one for one in sections(found) if one.title == title)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_written_in_one_language(path: Path, language: Language) -> None:
    found = document(path.stem, language, everything=True)
    whole = "\n".join(texts(found))
    assert re.findall(r"\{\w*\}|\bText\(|\(s\)", whole) == []
    assert re.findall(FOREIGN[language], whole) == []
    assert render_html(found) == render_html(found)


def test_line_totals_and_days_stand_first() -> None:
    found = document()
    line, totals = found.blocks[0], found.blocks[1]
    assert [stop.here for stop in line.stops] == [number == 4 for number in range(1, 8)]
    statuses = [duty.status for stage in roadmap("agathe-4-conformity").stages for duty in stage.duties]
    shown = [int(field.content[0].text) for field in totals.fields]
    assert shown == [statuses.count(status) for status in ("applies", "to_confirm", "upcoming", "done")]
    assert found.facts[0] == "Droit au 25 novembre 2026"
    assert found.title == "Feuille de route"
    assert found.signature.endswith(knowledge().version)
    assert "juriste" in found.foot


def test_every_duty_shows_its_status_its_text_and_its_sources() -> None:
    items = {
        block.anchor: block for one in sections(document()) for block in one.blocks if isinstance(block, Item)
    }
    duties = [duty for stage in roadmap("agathe-4-conformity").stages for duty in stage.duties]
    for duty in duties:
        item = items[f"duty-{duty.id}"]
        assert item.title == duty.title["fr"]
        assert item.mark
        assert item.status
        if duty.status != "to_confirm":
            assert {part.url for part in item.quiet if isinstance(part, Link)} == {
                citation.url for citation in duty.grounds.citations if citation.url
            }
            assert "confiance" in str(item.quiet[-1])


def test_now_names_what_takes_longest_at_the_current_stage() -> None:
    now = section(document(), "À faire maintenant")
    items = [block for block in now.blocks if isinstance(block, Item)]
    stage = roadmap("agathe-4-conformity").stages[3]
    owed = [duty for duty in stage.duties if duty.status == "applies"]
    assert len(items) == 3
    longest = max(duty.weeks[1] for duty in owed if duty.weeks)
    assert f"{longest:g} semaines" in items[0].status


def test_only_the_current_stage_is_open_at_first() -> None:
    stages = section(document(), "Les sept étapes").sections
    assert [one.folded for one in stages] == [number != 4 for number in range(1, 8)]
    assert [one.anchor for one in stages] == [f"stage-{number}" for number in range(1, 8)]


def test_tasks_are_bars_on_an_axis_of_quarters() -> None:
    table = section(document(), "Tâches").blocks[0]
    assert isinstance(table, Table)
    assert table.axis is not None
    bars = [cell for row in table.rows for cell in row if isinstance(cell, Bar)]
    assert len(bars) == 17
    for bar in bars:
        assert table.axis.start <= bar.start <= bar.sure <= bar.late <= table.axis.end
    assert [label for _, label in table.axis.ticks if label] == [
        "2027",
        "2028",
        "2029",
        "2030",
    ]  # 2031 would run into 2030
    critical = {
        row[0][0]
        for row in table.rows
        if any(isinstance(part, Mark) and part.text == "critique" for part in row[0])
    }
    assert "Audit et examen par l'organisme notifié" in critical
    assert {bar.tone for bar in bars} == {"applies", "maybe", "stop"}
    assert next(row[0][0] for row in table.rows if len(row) == 1) == "Étape 2 · R&D et preuve de concept"


def test_milestones_deadlines_and_money_say_how_sure_they_are() -> None:
    rows = {row[0][0]: row for row in section(document(), "Jalons").blocks[0].rows}
    assert [cell[0] for cell in rows["Prise en charge anticipée"][1:]] == [
        "16 mai 2029", "19 décembre 2029", "22 novembre 2028", "12 à 20 mai 2029", "45\u202f%",
    ]  # fmt: skip
    limits = section(document(), "Délais à tenir").blocks[0].rows
    assert [row[2][0].text for row in limits] == ["3 fois sur 10", "62 fois sur 100"]
    cash = section(document(), "Coût et trésorerie").blocks[-1]
    assert len(cash.rows) == 8
    assert cash.rows[0][0] == ("T4 2026",)
    assert cash.rows[0][1] == ("61\u202f200\u202f€",)
    plan = "\n".join(texts(section(document(), "Calendrier et coût")))
    for words in (
        "estimations",
        "graine 20261125",
        "10\u202f000 plans",
        "L'organisme notifié est réservé après",
    ):
        assert words in plan


def test_short_plan_names_each_quarter() -> None:
    plan = schedule()
    short = msgspec.structs.replace(plan, tasks=tuple(task for task in plan.tasks if task.stage <= 3))
    found = roadmap_document(
        msgspec.structs.replace(roadmap("agathe-4-conformity"), schedule=short), knowledge(), "en"
    )
    table = section(found, "Tasks").blocks[0]
    assert [label for _, label in table.axis.ticks] == ["Q4", "2027", "Q2"]


def test_plan_that_cannot_be_computed_gives_its_reasons_and_no_figure() -> None:
    broken = msgspec.structs.replace(schedule(), draws=0, cost=None, cash=(), milestones=(), deadlines=())
    found = roadmap_document(
        msgspec.structs.replace(roadmap("agathe-4-conformity"), schedule=broken), knowledge(), "fr"
    )
    plan = section(found, "Calendrier et coût")
    assert plan.sections == ()
    assert "Le calendrier n'est pas calculé." in list(texts(plan))


def test_roadmap_without_a_schedule_or_an_answer_is_a_document() -> None:
    bare = build_roadmap(engine().judge(Profile()))
    found = roadmap_document(bare, knowledge(), "fr")
    assert "Calendrier et coût" not in [one.title for one in sections(found)]
    assert "L'étape du projet n'est pas encore établie." in "\n".join(texts(found))
    assert "<h1>Feuille de route</h1>" in render_html(found)


def test_markets_stand_side_by_side_and_say_what_nobody_established() -> None:
    whole = section(document(), "Marchés étrangers")
    (table,) = [block for block in whole.blocks if isinstance(block, Table)]
    assert table.head[:3] == ("Marché", "Pour ce projet", "Marquage CE")
    assert len(table.head) == 6
    cells = [cell[0] for row in table.rows for cell in row]
    fields = [
        field.content[0]
        for part in whole.sections
        for block in part.blocks
        if isinstance(block, Fields)
        for field in block.fields
    ]
    unsaid = [one for one in (*cells, *fields) if isinstance(one, Mark) and one.text == "non établi"]
    assert unsaid
    assert len(whole.sections) >= len(table.rows)


def test_closed_ways_are_folded_and_closed_funding_shows_on_request() -> None:
    assert section(document(), "Voies fermées").folded
    titles = [one.title for one in sections(document())]
    assert "Financements fermés" not in titles
    assert section(document(everything=True), "Financements fermés").folded


def test_what_is_over_is_folded() -> None:
    over = next(one for one in section(document(), "Calendrier et coût").sections if "terminée" in one.title)
    assert over.folded
    assert all("faite" in row[1][0] for row in over.blocks[0].rows)
