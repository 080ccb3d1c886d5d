"""The checklist read back as a spreadsheet user would: real types, no formula, filters, lists, links."""

import builtins
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from tests.agathe.roadmap.plans import schedule

from agathe.kernel import LANGUAGES, AgatheError, Text
from agathe.knowledge import Knowledge
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.checklist import checklist_xlsx
from agathe.rules import Engine, read_profile
from agathe.rules.profile import Profile

EXAMPLES = Path(__file__).resolve().parents[3] / "knowledge" / "examples"
HOSTILE = ("=cmd()", "+1+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1")


@pytest.fixture(scope="module")
def roadmap(engine: Engine) -> Roadmap:
    profile = read_profile(EXAMPLES / "agathe-6-reimbursement.yaml", engine.knowledge)
    return msgspec.structs.replace(build_roadmap(engine.judge(profile)), schedule=schedule())


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def test_the_sheets_in_both_languages(roadmap: Roadmap, knowledge: Knowledge) -> None:
    french, english = (opened(checklist_xlsx(roadmap, knowledge, language)) for language in LANGUAGES)
    assert french.sheetnames == [
        "Devoirs", "Calendrier", "Jalons", "Trésorerie", "Remboursement", "Financements", "Marchés étrangers",
        "Questions ouvertes", "Sources", "À propos",
    ]  # fmt: skip
    assert english.sheetnames == [
        "Duties", "Schedule", "Milestones", "Cash", "Reimbursement", "Funding", "Foreign markets", "Open questions", "Sources", "About",
    ]  # fmt: skip
    assert [sheet.dimensions for sheet in french] == [sheet.dimensions for sheet in english]


def test_the_same_roadmap_gives_the_same_bytes(roadmap: Roadmap, knowledge: Knowledge) -> None:
    first, second = (checklist_xlsx(roadmap, knowledge, "fr") for _ in range(2))
    assert first == second
    properties = opened(first).properties
    assert properties.created == datetime(roadmap.day.year, roadmap.day.month, roadmap.day.day)  # noqa: DTZ001
    assert properties.title == "Liste de contrôle"
    assert properties.subject == roadmap.project


def test_every_duty_is_a_row_with_what_to_do(roadmap: Roadmap, knowledge: Knowledge) -> None:
    lines = rows(opened(checklist_xlsx(roadmap, knowledge, "fr"))["Devoirs"])
    duties = {duty.title.fr: duty for stage in roadmap.stages for duty in stage.duties}
    assert {line["Devoir"] for line in lines} == set(duties)
    for line in lines:
        duty = duties[line["Devoir"]]
        assert line["Étape"] == duty.stage
        assert line["À faire"] == duty.action.fr
        assert line["Preuve"] == duty.evidence.fr
        assert line["Responsable"] is None
        assert line["Échéance"] is None
        assert (line["Semaines, au moins"], line["Semaines, au plus"]) == (duty.weeks or (None, None))
        assert line["Vérifié le"].date() == duty.grounds.checked
        assert line["Fait"] == ("oui" if duty.status == "done" else None)
        assert line["Preuve déclarée"] == (duty.proof or None)


def test_amounts_are_numbers_and_days_are_dates(roadmap: Roadmap, knowledge: Knowledge) -> None:
    book = opened(checklist_xlsx(roadmap, knowledge, "fr"))
    assert roadmap.schedule is not None
    cash = rows(book["Trésorerie"])
    assert len(cash) == len(roadmap.schedule.cash)
    assert cash[0]["Trimestre"] == "T4 2026"
    assert cash[0]["À trouver dans le trimestre, HT, médian"] == roadmap.schedule.cash[0].spent.p50
    assert book["Trésorerie"]["C2"].number_format == "#,##0 €"
    task = next(line for line in rows(book["Calendrier"]) if line["Tâche"] == "Étude clinique comparative")
    assert isinstance(task["Fin, 1 fois sur 2"], datetime)
    assert isinstance(task["Coût HT, médian"], int | float)
    assert task["État"] == "à faire"
    milestone = next(line for line in rows(book["Jalons"]) if line["État"] == "atteint")
    assert milestone["Atteint le"] == datetime(2025, 6, 30)  # noqa: DTZ001


def test_each_sheet_is_ready_to_filter_and_to_print(roadmap: Roadmap, knowledge: Knowledge) -> None:
    for sheet in opened(checklist_xlsx(roadmap, knowledge, "fr")):
        assert sheet.freeze_panes in ("B2", "C2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (1, None)  # one page wide, the default
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(cell.value for cell in sheet[1])
        assert sheet["A2"].alignment.wrap_text
        assert all(sheet.column_dimensions[cell.column_letter].width > 5 for cell in sheet[1])


def test_lists_and_colours_help_to_fill_in(roadmap: Roadmap, knowledge: Knowledge) -> None:
    book = opened(checklist_xlsx(roadmap, knowledge, "fr"))
    duties = book["Devoirs"]
    kinds = {str(rule.sqref)[0]: rule for rule in duties.data_validations.dataValidation}
    assert kinds["F"].formula1 == "Names"
    assert kinds["F"].errorStyle == "information"
    assert kinds["G"].type == "date"
    assert kinds["H"].formula1 == '"oui,en cours,non"'
    words = {rule.formula[0] for found in duties.conditional_formatting for rule in found.rules}
    assert {'"s\'applique"', '"fait"', '"à confirmer"'} <= words
    assert {line["État"] for line in rows(duties)} <= {word.strip('"') for word in words}
    assert book.defined_names["Names"].attr_text == "'À propos'!$C$2:$C$31"


def test_a_text_is_never_a_formula(engine: Engine, knowledge: Knowledge) -> None:
    judged = engine.judge(read_profile(EXAMPLES / "agathe-6-reimbursement.yaml", engine.knowledge)).profile
    for hostile in HOSTILE:
        profile = Profile(judged.answers, {"mdr-qms": hostile}, hostile, hostile)
        book = opened(checklist_xlsx(build_roadmap(engine.judge(profile)), knowledge, "fr"))
        found = [
            cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value == hostile
        ]
        assert len(found) >= 2
        assert all(cell.data_type == "s" for cell in found)
        assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def test_only_web_addresses_are_links(roadmap: Roadmap, knowledge: Knowledge) -> None:
    duty = roadmap.stages[0].duties[0]
    addresses = ("javascript:alert(1)", "file:///etc/passwd", "https://example.org/?q=a&b=é")
    bad = [
        msgspec.structs.replace(
            duty, title=Text(url, url),
            grounds=msgspec.structs.replace(
                duty.grounds, citations=tuple(msgspec.structs.replace(one, url=url) for one in duty.grounds.citations)
            ),
        )
        for url in addresses
    ]  # fmt: skip
    stage = msgspec.structs.replace(roadmap.stages[0], duties=tuple(bad))
    changed = msgspec.structs.replace(roadmap, stages=(stage,))
    sheet = opened(checklist_xlsx(changed, knowledge, "fr"))["Devoirs"]
    links = {line[1].value: line[16].hyperlink for line in sheet.iter_rows(min_row=2)}
    assert links[addresses[0]] is None
    assert links[addresses[1]] is None
    assert links[addresses[2]].target.startswith("https://example.org/")


def test_criteria_funding_questions_and_sources(roadmap: Roadmap, knowledge: Knowledge) -> None:
    book = opened(checklist_xlsx(roadmap, knowledge, "en"))
    ways = rows(book["Reimbursement"])
    for way in roadmap.pathways:
        found = [line for line in ways if line["Way"] == way.title.en]
        assert len(found) == max(len(way.parts), 1)
    assert {line["Finding"] for line in ways if line["Nature"] == "exclusion"} <= {
        "no obstacle", "obstacle", "to be established", "judged by the authority",
    }  # fmt: skip
    funding = rows(book["Funding"])
    assert len(funding) == len(roadmap.schemes)
    assert any(isinstance(line["Closes on"], datetime) for line in funding)
    asked = rows(book["Open questions"])
    assert [line["Question"] for line in asked][: len(roadmap.askable)] == [
        knowledge.questions[id_].question.en for id_ in roadmap.askable
    ]
    sources = rows(book["Sources"])
    addresses = {line["Link"] for line in sources}
    cited = {
        citation.url
        for stage in roadmap.stages
        for duty in stage.duties
        for citation in duty.grounds.citations
    }
    assert {url for url in cited if url} <= addresses
    about = {line["Good to know"]: line["Detail"] for line in rows(book["About"])}
    assert about["Knowledge base"] == roadmap.knowledge[:8]
    assert about["Law applied as of"].date() == date(2026, 11, 25)


def test_a_roadmap_without_schedule_has_no_schedule_sheet(roadmap: Roadmap, knowledge: Knowledge) -> None:
    bare = msgspec.structs.replace(roadmap, schedule=None)
    names = opened(checklist_xlsx(bare, knowledge, "fr")).sheetnames
    assert "Calendrier" not in names
    assert names[0] == "Devoirs"


def test_an_empty_project_opens(engine: Engine, knowledge: Knowledge) -> None:
    book = opened(checklist_xlsx(build_roadmap(engine.judge(Profile())), knowledge, "fr"))
    assert rows(book["Devoirs"])


def test_without_xlsxwriter_the_way_to_install_it_is_told(
    roadmap: Roadmap, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "xlsxwriter":
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(AgatheError) as caught:
        checklist_xlsx(roadmap, knowledge, "fr")
    assert 'pip install "agathe[documents]"' in caught.value.render("fr")
    assert 'pip install "agathe[documents]"' in caught.value.render("en")
