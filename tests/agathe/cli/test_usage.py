"""A wrong command line is told in French, or in English when English is asked, with exit code 2."""

import pytest

from agathe.cli import main


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["agathe", *arguments])
    monkeypatch.delenv("AGATHE_LANG", raising=False)
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    captured = capsys.readouterr()
    return ended.value.code, captured.err + captured.out


@pytest.mark.parametrize(
    ("arguments", "french"),
    [
        (["roadmap"], "il manque l'argument PROFILE"),
        (["explain", "x"], "il manque l'argument CONCLUSION"),
        (["roadmap", "x", "--lang", "de"], "--lang : « de » n'est pas possible, choisissez parmi 'fr', 'en'"),
        (["roadmap", "x", "--format", "xml"], "--format : « xml » n'est pas possible"),
        (["roadmap", "x", "--nope"], "option inconnue --nope"),
        (["roadmap", "x", "--on"], "l'option --on attend une valeur"),
        (["roadmap", "a", "b"], "argument en trop : b"),
        (["nope"], "commande inconnue « nope »"),
        (["--help=3"], "l'option --help ne prend pas de valeur"),
    ],
)
def test_a_wrong_command_line_is_told_in_french(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], french: str
) -> None:
    code, told = run(monkeypatch, capsys, *arguments)
    assert code == 2
    assert french in told
    assert "Error" not in told
    assert "Value error" not in told


def test_a_wrong_command_line_is_told_in_english_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(monkeypatch, capsys, "roadmap", "x", "--lang=en", "--nope")
    assert code == 2
    assert "No such option: --nope" in told
    assert "Help: agathe roadmap --help" in told


def test_help_is_no_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(monkeypatch, capsys, "--help")
    assert code == 0
    assert "roadmap" in told


def test_a_command_that_fails_keeps_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(monkeypatch, capsys, "roadmap", "no-such-file.yaml")
    assert code == 2
    assert "no-such-file.yaml" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--draws", "5"], "--draws : au moins 100"),
        (["--draws", "10000000"], "--draws : au plus 1000000"),
        (["--draws", "beaucoup"], "--draws : il faut un nombre entier"),
    ],
)
def test_numbers_out_of_bounds_are_told_in_french(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from agathe.cli.app import main

    monkeypatch.setattr("sys.argv", ["agathe", "roadmap", "profil.yaml", *arguments])
    with pytest.raises(SystemExit):
        main()
    assert words in capsys.readouterr().err
