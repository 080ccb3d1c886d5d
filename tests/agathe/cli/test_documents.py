"""``agathe documents`` from outside: files written whole or not at all, one line each, one message on what is wrong."""

import os
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agathe.cli.commands import app
from agathe.cli.files import write_bytes
from agathe.kernel import AgatheError

EXAMPLES = Path(__file__).resolve().parents[3] / "knowledge" / "examples"
INSOMNIA = EXAMPLES / "digital-therapy-insomnia.yaml"
DAY = ("--on", "2026-11-25")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["documents", *(str(argument) for argument in arguments)])


def test_it_writes_what_suits_the_project_and_tells_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "dossiers"
    result = run(INSOMNIA, "-o", folder, *DAY)
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in folder.iterdir())
    ids = ("classification", "intended-purpose", "lppr", "pecan", "qualification")
    assert names == sorted(f"{id_}.{form}" for id_ in ids for form in ("html", "docx"))
    lines = result.stdout.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("✓ Note de qualification (qualification.html, qualification.docx)")
    assert "à compléter" in lines[0]
    assert lines[-1].startswith("– Demande d'inscription sur la LATM")
    assert "sans objet" in lines[-1]
    assert "thérapie cognitive et comportementale" in (folder / "pecan.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(folder / "pecan.docx") as word:
        assert "word/document.xml" in word.namelist()


def test_in_english_with_one_document_and_one_format(tmp_path: Path) -> None:
    result = run(
        INSOMNIA, "-o", tmp_path, "--only", "classification", "--format", "html", "--lang", "en", *DAY
    )
    assert result.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["classification.html"]
    assert "Classification rationale (classification.html): " in result.stdout
    assert "to complete" in result.stdout
    page = (tmp_path / "classification.html").read_text(encoding="utf-8")
    assert 'lang="en"' in page
    assert "Rules that apply" in page


def test_the_pdf_form(tmp_path: Path) -> None:
    assert run(INSOMNIA, "-o", tmp_path, "--only", "qualification", "--format", "pdf", *DAY).exit_code == 0
    assert (tmp_path / "qualification.pdf").read_bytes().startswith(b"%PDF-")


def test_twice_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        assert run(INSOMNIA, "-o", folder, *DAY).exit_code == 0
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_existing_files_are_not_written_over_unless_forced(tmp_path: Path) -> None:
    kept = tmp_path / "qualification.html"
    kept.write_text("à moi seul", encoding="utf-8")
    result = run(INSOMNIA, "-o", tmp_path, "--format", "html", *DAY)
    assert result.exit_code == 2
    assert "qualification.html" in result.stderr
    assert "--force" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["qualification.html"]
    assert kept.read_text(encoding="utf-8") == "à moi seul"
    assert run(INSOMNIA, "-o", tmp_path, "--format", "html", "--force", *DAY).exit_code == 0
    assert "à moi seul" not in kept.read_text(encoding="utf-8")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("x", encoding="utf-8")
    result = run(INSOMNIA, "-o", place, "--format", "html", *DAY)
    assert result.exit_code == 2
    assert "il faut un dossier" in result.stderr
    assert "a folder is expected" in run(INSOMNIA, "-o", place, "--lang", "en", *DAY).stderr
    assert place.read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="needs a folder this user cannot write to"
)
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    result = run(INSOMNIA, "-o", folder, "--format", "html", *DAY)
    assert result.exit_code == 2
    assert "écriture impossible" in result.stderr


def test_unknown_names_are_answered_with_the_nearest(tmp_path: Path) -> None:
    wrong = run(INSOMNIA, "-o", tmp_path, "--only", "clasification")
    assert wrong.exit_code == 2
    assert "vouliez-vous dire « classification »" in wrong.stderr
    odd = run(INSOMNIA, "-o", tmp_path, "--format", "html,doc", "--lang", "en")
    assert "unknown format “doc” (did you mean “docx”?)" in odd.stderr
    assert "choix : html, pdf, docx" in run(INSOMNIA, "-o", tmp_path, "--format", " , ").stderr
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_when_nothing_suits(tmp_path: Path) -> None:
    result = run(EXAMPLES / "wellness-sleep-app.yaml", "-o", tmp_path / "new", "--only", "pecan,latm", *DAY)
    assert result.exit_code == 2
    assert "Demande de PECAN : voie fermée" in result.stderr
    assert not (tmp_path / "new").exists()


def test_a_contradictory_profile_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path / "absent.yaml", "-o", tmp_path / "new")
    assert result.exit_code == 2
    assert "n'existe pas" in result.stderr
    assert not (tmp_path / "new").exists()


def test_a_failed_write_leaves_no_trace(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(AgatheError, match="cannot write"):
        write_bytes(b"x", target)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    profile = tmp_path / "profile.yaml"
    profile.write_text("x", encoding="utf-8")
    with pytest.raises(AgatheError, match="the profile itself"):
        write_bytes(b"x", profile, keep=profile)
    profile.chmod(0o640)
    write_bytes(b"y", profile)
    assert profile.read_bytes() == b"y"
    assert profile.stat().st_mode & 0o777 == 0o640
