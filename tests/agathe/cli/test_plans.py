"""``agathe roadmap`` in all its forms and ``agathe whatif``, from outside: files that open, clear errors, nothing lost."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import vobject
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from agathe.cli.commands import app

EXAMPLES = Path(__file__).resolve().parents[3] / "knowledge" / "examples"
AGATHE = EXAMPLES / "agathe-5-evaluation.yaml"
DAY = ("--on", "2026-04-15")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_form_of_a_roadmap_opens(language: str, tmp_path: Path) -> None:
    for form in ("html", "pdf", "docx", "ics", "xlsx", "json"):
        path = tmp_path / f"roadmap.{form}"
        result = run("roadmap", AGATHE, *DAY, "--lang", language, "--format", form, "-o", path)
        assert result.exit_code == 0, result.output
    page = (tmp_path / "roadmap.html").read_text(encoding="utf-8")
    assert f'lang="{language}"' in page
    reader = PdfReader(tmp_path / "roadmap.pdf")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(page.extract_text() for page in reader.pages)
    assert {"fr": "Calendrier et coût", "en": "Schedule and cost"}[language] in text
    assert zipfile.ZipFile(tmp_path / "roadmap.docx").testzip() is None
    calendar = vobject.readOne((tmp_path / "roadmap.ics").read_text(encoding="utf-8"))
    assert len(calendar.vevent_list) > 5
    book = load_workbook(BytesIO((tmp_path / "roadmap.xlsx").read_bytes()))
    assert len(book.sheetnames) >= 8
    data = json.loads((tmp_path / "roadmap.json").read_text(encoding="utf-8"))
    assert data["schedule"]["draws"] == 10_000


def test_same_command_same_bytes(tmp_path: Path) -> None:
    for form in ("html", "pdf", "docx", "ics", "xlsx", "json"):
        twice = []
        for number in (1, 2):
            path = tmp_path / f"{number}.{form}"
            assert run("roadmap", AGATHE, *DAY, "--draws", 500, "--format", form, "-o", path).exit_code == 0
            twice.append(path.read_bytes())
        assert twice[0] == twice[1], form


@pytest.mark.parametrize("form", ["pdf", "docx", "ics", "xlsx"])
def test_a_file_form_needs_a_file(form: str) -> None:
    result = run("roadmap", AGATHE, "--format", form)
    assert result.exit_code == 2
    assert f"-o FICHIER.{form}" in result.output


def test_the_profile_is_never_written_over(tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text(AGATHE.read_text(encoding="utf-8"), encoding="utf-8")
    for arguments in (
        ("roadmap", profile, "--format", "pdf", "-o", profile),
        ("whatif", profile, "--compare", "hosting", "--format", "html", "-o", profile),
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "profil lui-même" in result.output
    assert profile.read_text(encoding="utf-8") == AGATHE.read_text(encoding="utf-8")


def test_without_a_schedule_nothing_is_drawn() -> None:
    result = run("roadmap", AGATHE, *DAY, "--no-schedule", "--format", "json")
    assert "schedule" not in json.loads(result.output)


def test_an_impossible_plan_is_explained_in_the_roadmap(tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text(
        "answers: {organisation_type: company}\nplan: {tasks: {seed-decision: {ends: 2026-12-01}}}\n"
    )
    result = run("roadmap", profile, "--on", "2026-11-25", "--brief")
    assert result.exit_code == 0
    assert "Le calendrier n'est pas calculé" in result.output
    assert "ce qu'elle attend ne peut pas" in " ".join(result.output.split())


def test_a_whatif_shows_both_sides() -> None:
    result = run("whatif", AGATHE, *DAY, "--set", "hosting_model=own_company_servers", "--draws", 500)
    assert result.exit_code == 0
    assert "Sur nos propres serveurs d'entreprise" in result.output
    assert "Se faire certifier HDS" in result.output


def test_a_comparison_tells_the_months_gained(tmp_path: Path) -> None:
    result = run("whatif", AGATHE, *DAY, "--compare", "pecan-or-direct", "--format", "json", "--draws", 2000)
    rows = {row["id"]: row for row in json.loads(result.output)["milestones"]}
    assert 11 < rows["first-coverage"]["months"][1]["p50"] < 14
    for form in ("html", "pdf", "docx"):
        path = tmp_path / f"whatif.{form}"
        command = ("whatif", AGATHE, *DAY, "--compare", "pecan-or-direct", "--draws", 500, "-o", path)
        assert run(*command, "--format", form).exit_code == 0
        assert path.stat().st_size > 5000


def test_without_a_change_what_would_relieve_is_told() -> None:
    result = run("whatif", AGATHE, *DAY, "--draws", 500, "--lang", "en")
    assert result.exit_code == 0
    assert "WHAT WOULD RELIEVE MOST" in result.output
    assert "pecan-or-direct" in result.output
    assert "not advice" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "hosting=x"), "hosting_model"),
        (("--set", "hosting_model"), "question=réponse"),
        (("--suppose", "mdr_class"), "fait=valeur"),
        (("--suppose", "mdr_class=IV"), "choix"),
        (("--task", "poc-biuld=done"), "poc-build"),
        (("--task", "poc-build=weeks:9/3"), "croissants"),
        (("--task", "poc-build="), "dites done"),
        (("--task", "poc-build=hier"), "une date qui existe"),
        (("--tag", "belgique"), "belgium"),
        (("--start", "2027-02-30"), "pas une date"),
        (("--compare", "pecan"), "pecan-or-direct"),
        (("--compare", "hosting", "--tag", "belgium"), "ne va pas avec"),
    ],
)
def test_what_is_wrong_in_a_whatif_is_said(arguments: tuple[str, ...], words: str) -> None:
    result = run("whatif", AGATHE, *DAY, *arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_tasks_of_a_whatif_are_read() -> None:
    result = run(
        "whatif", AGATHE, *DAY, "--draws", 300, "--format", "json",
        "--task", "ans-file=done", "--task", "study-report=ends:2028-12-01", "--task", "mes-file=skip",
        "--task", "pecan-file=weeks:2/3/4,cost_eur:1000", "--suppose", "mdr_class=IIb",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    changes = {change["what"] for change in json.loads(result.output)["sides"][1]["changes"]}
    assert changes == {"ans-file", "study-report", "mes-file", "pecan-file", "mdr_class"}


def test_a_day_before_the_roadmap_is_refused_for_by() -> None:
    result = run("roadmap", AGATHE, *DAY, "--by", "2020-01-01")
    assert result.exit_code == 2
    assert "avant le jour" in result.output


def test_an_impossible_plan_is_told_instead_of_suggestions(tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text(
        "answers: {organisation_type: company}\nplan: {tasks: {seed-decision: {ends: 2026-12-01}}}\n"
    )
    result = run("whatif", profile, "--on", "2026-11-25")
    assert result.exit_code == 0
    assert "ce qu'elle attend ne peut pas" in " ".join(result.output.split())
    assert "soulagerait" not in result.output


def test_amounts_are_never_cut() -> None:
    """A no-break space holds at any width."""
    result = run("roadmap", AGATHE, *DAY, "--draws", 300)
    assert not [line for line in result.output.splitlines() if line.strip().startswith(("€", ";"))]


@pytest.mark.parametrize("word", ["done", "fait", "terminée"])
def test_the_words_of_a_profile_tick_a_task_on_the_command_line_too(word: str) -> None:
    result = run("whatif", AGATHE, *DAY, "--draws", 300, "--format", "json", "--task", f"ans-file={word}")
    assert [change["what"] for change in json.loads(result.output)["sides"][1]["changes"]] == ["ans-file"]


def test_a_wrong_day_is_blamed_on_its_own_option() -> None:
    for command, option in (("roadmap", "--by"), ("whatif", "--start"), ("watch", "--from")):
        result = run(command, AGATHE, option, "2027-02-30")
        assert result.exit_code == 2
        assert f"agathe: {option} " in result.output.replace("\xa0", " ")
