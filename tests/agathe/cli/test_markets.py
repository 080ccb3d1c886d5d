"""``agathe markets`` from outside."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agathe.cli.commands import app

AGATHE = Path(__file__).resolve().parents[3] / "knowledge" / "examples" / "agathe-7-deployment.yaml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_markets_are_compared_in_both_languages() -> None:
    french, english = (
        run("markets", AGATHE, "--on", "2027-10-15", "--lang", language) for language in ("fr", "en")
    )
    assert french.exit_code == english.exit_code == 0
    assert "non établi" in french.output
    assert "not established" in english.output
    assert "DiGA" in french.output


def test_chosen_countries_are_shown_beside_france() -> None:
    result = run("markets", AGATHE, "--country", "de", "--country", "BE", "--format", "json")
    assert {market["country"] for market in json.loads(result.output)} == {"FR", "DE", "BE"}


def test_an_unknown_country_is_told() -> None:
    result = run("markets", AGATHE, "--country", "XX")
    assert result.exit_code == 2
    assert "il y a : FR, DE" in result.output


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_the_comparison_is_a_document_too(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"markets.{form}"
    assert run("markets", AGATHE, "--format", form, "-o", path).exit_code == 0
    assert path.stat().st_size > 5000
