"""``agathe watch`` from outside: dates, versions of the base, many profiles, formats, and what it refuses."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agathe.cli import watch as command
from agathe.cli.commands import app

ROOT = Path(__file__).resolve().parents[3] / "knowledge"
AI = ROOT / "examples" / "agathe-4-conformity.yaml"
MANY = len(list((ROOT / "examples").glob("*.yaml")))
FROM = ("--from", "2026-11-25", "--to", "2027-01-15")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["watch", *(str(argument) for argument in arguments)])


def test_between_two_dates_in_both_languages() -> None:
    french, english = run(*FROM, AI), run(*FROM, AI, "--lang", "en")
    assert french.exit_code == english.exit_code == 0
    for words in (
        "Droit au 25 novembre 2026, comparé au droit au 15 janvier 2027",
        "Responsabilité du fait des produits défectueux (devoir)",
        "à venir → s'applique : Agathe, étape 4 · la conformité",
        "À partir du : 9 décembre 2026",
        "Pourquoi : ",
        "À faire : Vérifiez votre assurance",
        "directive (UE) 2024/2853",
        "confiance moyenne",
    ):
        assert words in " ".join(french.stdout.split()).replace("\u00a0", " "), words
    for words in (
        "upcoming → applies",
        "From: 9 December 2026",
        "Directive (EU) 2024/2853",
        "medium confidence",
    ):
        assert words in " ".join(english.stdout.split()), words


def test_one_project_for_which_nothing_changes_is_told_so() -> None:
    result = run("--from", "2026-11-25", "--to", "2026-11-26", AI)
    assert result.exit_code == 0
    assert "Rien ne change pour le projet." in result.stdout
    assert f"Nothing changes for {MANY} projects." in run(
        "--from", "2026-11-25", "--to", "2026-11-25", ROOT / "examples", "--lang", "en"
    ).stdout  # fmt: skip


def test_json_names_the_profiles_and_is_stable() -> None:
    first, second = (run(*FROM, ROOT / "examples", "--format", "json").stdout for _ in range(2))
    assert first == second
    content = json.loads(first)
    assert (content["format"], content["before"]["day"], len(content["names"])) == (1, "2026-11-25", MANY)
    found = next(c for c in content["changes"] if c["id"] == "duty:product-liability")
    assert (found["before"], found["after"], found["effect"]) == ("upcoming", "applies", "asks")
    assert found["causes"][0]["day"] == found["since"] == "2026-12-09"
    assert found["causes"][0]["profiles"] == len(found["profiles"])


def test_csv_has_one_row_for_each_project_and_change(tmp_path: Path) -> None:
    output = tmp_path / "watch.csv"
    assert run(*FROM, ROOT / "examples", "--format", "csv", "-o", output, "--lang", "en").exit_code == 0
    rows = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"))))
    content = json.loads(run(*FROM, ROOT / "examples", "--format", "json").stdout)
    assert len(rows) == sum(len(change["profiles"]) for change in content["changes"])
    found = next(row for row in rows if row["conclusion"] == "duty:product-liability")
    assert (found["before"], found["after"], found["from"]) == ("upcoming", "applies", "2026-12-09")


def test_a_name_is_never_a_formula(tmp_path: Path) -> None:
    profile = tmp_path / "p.jsonl"
    profile.write_text('{"name": "=HYPERLINK(1)", "answers": {}}\n', encoding="utf-8")
    table = run("--from", "2024-01-01", "--to", "2030-01-01", profile, "--format", "csv").stdout
    assert "'=HYPERLINK" in table


def test_two_versions_of_the_base(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    shutil.copytree(ROOT, folder)
    path = folder / "duties" / "product.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("- id: product-liability")
    path.write_text(text[:start] + text[start:].replace("2026-12-09", "2026-10-01", 1), encoding="utf-8")
    result = run("--after", folder, "--from", "2026-11-25", "--to", "2026-11-25", AI)
    assert result.exit_code == 0
    shown = result.stdout.replace("\u00a0", " ")
    assert "comparée à" in shown
    assert "est écrit autrement" in shown
    assert "valid_from : 2026-12-09 → 2026-10-01" in shown
    same = run("--before", ROOT, "--from", "2026-11-25", "--to", "2026-11-25", AI, "--lang", "en")
    assert "Nothing changes for the project." in same.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2027-01-01", "--to", "2026-01-01", AI), "vient après"),
        (("--from", "2027-02-30", "--to", "2028-01-01", AI), "--from : « 2027-02-30 »"),
        (("--from", "2026-01-01", "--to", "2090-01-01", AI), "--to : le 2090-01-01 est hors"),
        ((AI,), "dites quoi comparer"),
        (("--before", "/nowhere/at/all", AI), "--before : « /nowhere/at/all »"),
        ((*FROM, "/nowhere/at/all.yaml"), "ce fichier n'existe pas"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments: tuple[object, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr.replace("\u00a0", " ")
    assert result.stdout == ""


def test_a_profile_is_not_written_over(tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    shutil.copy(AI, profile)
    before = profile.read_bytes()
    assert run(*FROM, tmp_path, "-o", profile).exit_code == 2
    assert profile.read_bytes() == before


def test_wrong_lines_are_told_and_nothing_is_shown(tmp_path: Path) -> None:
    profiles = tmp_path / "many.jsonl"
    profiles.write_text('{"answers": {}}\n{"answers": {"nowhere": 1}}\n', encoding="utf-8")
    result = run(*FROM, profiles)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "many.jsonl:2" in result.stderr


def test_long_work_tells_its_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "QUIET", -2.0)
    result = run(*FROM, AI)
    assert "profils lus…" in result.stderr
    assert "profils" not in result.stdout
