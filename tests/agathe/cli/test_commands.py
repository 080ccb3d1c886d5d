"""The commands from outside: real files in, text or JSON out, one message and exit code 2 on bad input."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from agathe.cli.commands import app

PROFILE = """
agathe_profile: 1
name: Prévention des escarres
answers:
  organisation_type: company
  company_size: micro
  product_role: manufacturer
  markets: [france]
  product_form: [web_saas]
  commercial_model: [to_organisations]
  users: [health_professionals]
  purposes: [predict, prevent]
  individual_patient: true
  beyond_storage: true
  decision_support: true
  output_role: treat_or_diagnose
  worst_harm: serious_or_surgery
  monitors_body: 'no'
  drives_device: 'no'
  active_implant: false
  closed_loop: false
  next_step_decider: clinician
  ai_technique: ml_fixed
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def run(*arguments: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed)


def test_roadmap_in_both_languages(profile: Path) -> None:
    french, english = run("roadmap", profile), run("roadmap", profile, "--lang", "en")
    assert french.exit_code == english.exit_code == 0
    assert "classe IIb" in french.stdout
    assert "règle 11(a)" in french.stdout
    assert "class IIb" in english.stdout
    assert "confidence" in english.stdout


def test_roadmap_json_is_stable_and_follows_its_schema(profile: Path) -> None:
    import jsonschema

    first, second = (
        run("roadmap", profile, "--format", "json", "--on", "2026-11-25").stdout for _ in range(2)
    )
    assert first == second
    content = json.loads(first)
    jsonschema.validate(content, json.loads(run("schema").stdout))
    decided = {decision["id"]: decision["options"] for decision in content["decisions"]}
    assert decided["qualification"] == ["device"]
    assert decided["mdr_class"] == ["IIb"]


def test_output_goes_to_a_file_and_bad_input_leaves_it_alone(profile: Path, tmp_path: Path) -> None:
    output = tmp_path / "roadmap.txt"
    assert run("roadmap", profile, "-o", output).exit_code == 0
    before = output.read_text(encoding="utf-8")
    assert "classe IIb" in before
    profile.write_text("answers: {worst_harm: serious}", encoding="utf-8")
    failed = run("roadmap", profile, "-o", output)
    assert failed.exit_code == 2
    assert output.read_text(encoding="utf-8") == before
    assert run("roadmap", profile, "-o", tmp_path / "nowhere" / "x.txt").exit_code == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "vide"),
        ("answers: {worst_harms: none}", "« worst_harm »"),
        ("answers: {decision_support: 3}", "oui ou non"),
        ("answers: {planned_launch: 2026-02-31}", "ne se lit pas"),
        ("answers: {purposes: [ivd], ivd_use: not_ivd}", "contredisent"),
        ("just text", "answers:"),
        ("a: &a [1]\nb: *a", "ancres"),
    ],
)
def test_bad_profiles_get_one_message_and_exit_code_2(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(content, encoding="utf-8")
    for arguments in (["roadmap", path], ["explain", path, "mdr_class"]):
        result = run(*arguments)
        if "contredisent" in says and arguments[0] == "explain":
            continue  # explaining a contradictory profile is allowed: that is how one understands it
        assert result.exit_code == 2
        assert says in result.stderr
        assert "Traceback" not in result.output
        assert result.stderr.startswith("agathe: ")


@pytest.mark.parametrize("day", ["2026-02-30", "demain", "1066-10-14", "25/11/2026"])
def test_impossible_dates(profile: Path, day: str) -> None:
    result = run("roadmap", profile, "--on", day)
    assert result.exit_code == 2
    assert "--on" in result.stderr


def test_explain(profile: Path) -> None:
    result = run("explain", profile, "mdr_class")
    assert result.exit_code == 0
    assert "règle 11(a)" in result.stdout or "rule 11(a)" in result.stdout
    assert "Ce qui changerait la conclusion" in result.stdout
    content = json.loads(run("explain", profile, "pecan", "--format", "json").stdout)
    assert content["proof"]["id"] == "pathway:pecan"


def test_explain_an_unknown_conclusion_names_the_nearest(profile: Path) -> None:
    result = run("explain", profile, "mdr_clas", "--lang", "en")
    assert result.exit_code == 2
    assert "“mdr_class”" in result.stderr


def test_knowledge_commands(tmp_path: Path) -> None:
    assert "duties" in run("knowledge", "list").stdout
    assert "iec-62304" in run("knowledge", "list", "duties").stdout
    assert run("knowledge", "list", "dutys").exit_code == 2
    page = run("knowledge", "show", "mdr_class").stdout
    assert "MDR rule 22" in page
    assert "↳" in page
    assert run("knowledge", "show", "nothing-like-this").exit_code == 2


def test_knowledge_diff_says_what_changed(tmp_path: Path) -> None:
    import shutil

    from agathe.knowledge import knowledge_root

    changed = tmp_path / "knowledge"
    shutil.copytree(knowledge_root(), changed)
    path = changed / "parameters.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries[0]["unit"] = "percent"
    gone = entries.pop()
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    result = run("knowledge", "diff", knowledge_root(), changed, "--lang", "en")
    assert result.exit_code == 0
    assert f"changed  parameters:{entries[0]['id']}" in result.stdout
    assert f"removed  parameters:{gone['id']}" in result.stdout


def test_ask_saves_every_answer_and_resumes(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    first = run("ask", "-o", path, "--lang", "en", typed="My project\n?\n\nq\n")
    assert first.exit_code == 0
    assert "Why" in first.stdout
    saved = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(saved["answers"].values()) == [None]
    second = run("ask", "-o", path, "--lang", "en", typed="99999\nb\nq\n")
    assert "Resuming" in second.stdout
    assert "Answer not understood" in second.stdout
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["answers"] == {}


def test_ask_goes_to_the_end_and_the_profile_is_decided(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    result = run("ask", "-o", path, "--scope", "class", typed="Essai\n" + "k\n" * 200)
    assert result.exit_code == 0
    assert "C'est complet" in result.stdout
    assert run("roadmap", path).exit_code == 0


HARDWARE = """
agathe_profile: 1
answers:
  product_form: [connected_object]
  purposes: [treat]
  decision_support: false
  individual_patient: true
  beyond_storage: true
  monitors_body: 'no'
  drives_device: 'no'
  active_implant: false
  closed_loop: false
  next_step_decider: clinician
"""
"""A product of which the class still rests on its hardware."""


def test_ask_boxes(tmp_path: Path) -> None:
    """Boxes are numbered; an empty one is “no”, a ticked choice is asked next, “b” takes the whole screen back."""
    path = tmp_path / "mine.yaml"

    def answers(typed: str) -> dict[str, object]:
        path.write_text(HARDWARE, encoding="utf-8")
        result = run("ask", "-o", path, "--scope", "class", "--lang", "en", typed=typed)
        assert result.exit_code == 0
        nonlocal shown
        shown = result.stdout
        found = yaml.safe_load(path.read_text(encoding="utf-8"))["answers"]
        return {id_: answer for id_, answer in found.items() if id_ not in given}

    shown = ""
    given = yaml.safe_load(HARDWARE)["answers"]
    assert answers("q\n") == {}
    assert "4. It administers or removes" in shown
    assert "A box left empty means" in shown
    nothing = {
        "diagnostic_hardware": "no",
        "measuring_function": False,
        "therapy_energy": "no",
        "delivers_substances": "no",
    }
    assert answers("0\nq\n") == answers("-\nq\n") == nothing
    assert answers("k\nq\n") == answers("\nq\n") == dict.fromkeys(nothing)
    assert answers("2, 3?\nq\n") == {**nothing, "measuring_function": True, "therapy_energy": None}
    ticked = {
        id_: answer for id_, answer in nothing.items() if id_ not in ("therapy_energy", "delivers_substances")
    }
    assert answers("3,4\nq\n") == ticked
    assert answers("3 4\n2\n2\nq\n") == {
        **ticked,
        "therapy_energy": "yes",
        "delivers_substances": "yes",
    }
    assert "potentially hazardous" in shown
    assert answers("3,4\nb\nq\n") == {}
    assert "Back: the answer to" in shown
    for wrong in ("9", "x", "3??", "0,1"):
        assert answers(f"{wrong}\n?\nq\n") == {}
        assert "Answer not understood" in shown
        assert "Why: Hardware may change the class" in shown
    english = shown
    assert "Que fait le matériel" in run("ask", "-o", path, "--scope", "class", typed="q\n").stdout
    assert "Que fait le matériel" not in english


def test_ask_does_not_touch_a_file_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("not a profile", encoding="utf-8")
    assert run("ask", "-o", path).exit_code == 2
    assert path.read_text(encoding="utf-8") == "not a profile"


def test_help_answers_at_once() -> None:
    def seconds(*arguments: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        return time.perf_counter() - start

    code = "import sys; sys.argv = ['agathe', '--help']\nfrom agathe.cli import main\nmain()"
    heavy = "import sys; from agathe.cli import commands; print([m for m in ('numpy','z3','yaml','rich.console') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", heavy], check=True, capture_output=True, text=True).stdout
    assert loaded.strip() == "[]"
    bare = min(seconds("-c", "pass") for _ in range(3))
    assert min(seconds("-c", code) for _ in range(3)) - bare < 1.0
