"""The roadmap as text: both languages, narrow and wide, with its sources and nothing left untranslated."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len

from agathe.kernel import LANGUAGES, Language
from agathe.knowledge import Knowledge, load_knowledge
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.text import render_text
from agathe.rules import Engine, Profile, read_profile

DAY = date(2026, 11, 25)
EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "knowledge" / "examples").glob("*.yaml"))
NAMES = [path.stem for path in EXAMPLES]
WIDTHS = (50, 100, 120)
ONE_LINE = 6000  # so wide that a field is never cut
FOREIGN = {
    "fr": r"\b(to be confirmed|to be argued|upcoming|confidence|checked on|since|you are here|weeks?|answers|still matter)\b",
    "en": r"(à confirmer|à argumenter|à venir|confiance|vérifié|depuis le|vous êtes ici|semaines|réponses|peuvent encore)",
}
"""Words of the page itself, in the other language."""


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


@cache
def engine() -> Engine:
    return Engine(knowledge(), DAY)


@cache
def roadmap(name: str) -> Roadmap:
    path = next(path for path in EXAMPLES if path.stem == name)
    return build_roadmap(engine().judge(read_profile(path, knowledge())))


@cache
def page(
    name: str, language: Language, width: int = ONE_LINE, brief: bool = False, everything: bool = False
) -> str:
    return render_text(roadmap(name), knowledge(), language, width=width, brief=brief, everything=everything)


def check_layout(text: str, width: int) -> None:
    lines = text.splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    assert [line for line in lines if line != line.rstrip()] == []
    assert "\x1b" not in text
    assert text.endswith("\n")
    assert not text.startswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_brief_page_fits_its_width(name: str, language: Language, width: int) -> None:
    check_layout(page(name, language, width, brief=True), width)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_whole_page_fits_its_width(number: int, language: Language) -> None:
    """Each example at one of the widths, turn by turn: a whole page takes a while to lay out."""
    width = WIDTHS[number % len(WIDTHS)]
    check_layout(page(NAMES[number], language, width), width)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_page_with_everything_fits_its_width(language: Language, width: int) -> None:
    check_layout(page("agathe-7-deployment", language, width, everything=True), width)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_untranslated(name: str, language: Language) -> None:
    text = page(name, language, brief=True)
    assert re.findall(r"\{\w*\}|\bNone\b|\bText\(", text) == []
    assert re.findall(FOREIGN[language], text) == []
    assert not re.search(r"\b(duty|pathway|scheme|country|actor|site|done):[a-z]", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["agathe-1-idea", "agathe-6-reimbursement", "wellness-sleep-app"])
def test_nothing_is_left_untranslated_in_the_details(name: str, language: Language) -> None:
    text = page(name, language)
    assert re.findall(r"\{\w*\}|\bNone\b|\bText\(", text) == []
    assert re.findall(FOREIGN[language], text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", ["agathe-2-proof-of-concept", "in-house-hospital-ai", "teleconsultation-tool"]
)
def test_every_duty_that_applies_shows_its_text_sources_and_confidence(name: str, language: Language) -> None:
    lines = [line.strip() for line in page(name, language).splitlines()]
    word = {"fr": "Texte\u00a0: ", "en": "Text: "}[language]
    confidence = {
        "fr": ("confiance élevée", "confiance moyenne", "confiance faible"),
        "en": ("high confidence", "medium confidence", "low confidence"),
    }[language]
    bases = [line for line in lines if line.startswith(word)]
    assert [line for line in bases if not line.endswith(confidence)] == []
    found = [duty for stage in roadmap(name).stages for duty in stage.duties if duty.status == "applies"]
    assert len(found) > 20
    for duty in found:
        start = next(i for i, line in enumerate(lines) if line.startswith(f"● {duty.title[language]}  ["))
        basis = next(line for line in lines[start:] if line.startswith(word))
        assert all(citation.publisher in basis for citation in duty.grounds.citations)
        assert duty.grounds.citations or duty.grounds.legal_ref
        assert f"{duty.action[language]}" in "\n".join(lines[start : start + 3])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            (
                "Feuille de route · Agathe, étape 6",
                "droit au 25 novembre 2026",
                "vous êtes ici",
                "voies fermées",
                "juriste",
            ),
        ),
        (
            "en",
            ("Roadmap · Agathe, étape 6", "law of 25 November 2026", "you are here", "ways closed", "lawyer"),
        ),
    ],
)
def test_page_says_its_day_its_place_and_its_limits(language: Language, words: tuple[str, ...]) -> None:
    text = page("agathe-6-reimbursement", language)
    assert [word for word in words if word.lower() not in text.lower()] == []
    assert roadmap("agathe-6-reimbursement").knowledge[:8] in text


def test_closed_ways_show_only_with_everything() -> None:
    name = "wellness-sleep-app"
    closed = [way.title["fr"] for way in roadmap(name).pathways if way.status == "closed"]
    assert len(closed) > 5
    assert [title for title in closed if f"✕ {title}  [fermé" in page(name, "fr", brief=True)] == []
    assert [
        title for title in closed if f"✕ {title}  [fermé" not in page(name, "fr", brief=True, everything=True)
    ] == []


def test_brief_page_has_titles_only() -> None:
    brief = page("agathe-6-reimbursement", "fr", brief=True)
    assert "Preuve" not in brief
    assert "Texte\u00a0:" not in brief
    assert len(brief) < len(page("agathe-6-reimbursement", "fr")) / 3


def test_done_duty_shows_the_evidence_declared() -> None:
    assert "Preuve déclarée\u00a0: Plan de surveillance après mise sur le marché, 9 mars 2026" in page(
        "agathe-6-reimbursement", "fr"
    )


def test_unanswered_profile_shows_questions_and_all_of_them_on_request() -> None:
    empty = build_roadmap(engine().judge(Profile()))
    short = render_text(empty, knowledge(), "fr", width=ONE_LINE, brief=True)
    whole = render_text(empty, knowledge(), "fr", width=ONE_LINE, brief=True, everything=True)
    asked = [f"· {knowledge().questions[id_].question['fr']}" for id_ in empty.askable]
    assert [text for text in asked if text not in whole] == []
    assert sum(text in short for text in asked) == 10
    assert "voir --all" in short
    assert "à confirmer" in short


def test_name_of_a_project_is_never_read_as_markup_and_colour_changes_no_word() -> None:
    name = "Projet [bold]gras[/bold] :smile: {0}"
    odd = build_roadmap(engine().judge(Profile({"on_market": True}, name=name)))
    plain = render_text(odd, knowledge(), "fr", width=100, brief=True)
    assert plain.startswith(f"Feuille de route · {name}\n")
    coloured = render_text(odd, knowledge(), "fr", width=100, brief=True, color=True)
    assert "\x1b[" in coloured
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_contradiction_and_unread_answer_stand_at_the_top() -> None:
    profile = read_profile(EXAMPLES[NAMES.index("agathe-2-proof-of-concept")], knowledge())
    wrong = replace(
        profile, answers={**profile.answers, "purposes": ("predict", "prevent", "ivd"), "ivd_use": "not_ivd"}
    )
    text = render_text(build_roadmap(engine().judge(wrong)), knowledge(), "en", width=ONE_LINE, brief=True)
    head, _, _ = text.partition("WHAT IS ESTABLISHED")
    assert "✕ The purpose “interpret samples”" in head.replace('"interpret samples"', "“interpret samples”")
    unread = replace(profile, answers={**profile.answers, "institution_kind": "medico_social"})
    text = render_text(build_roadmap(engine().judge(unread)), knowledge(), "en", width=ONE_LINE, brief=True)
    assert "· The answer to “kind of institution” is not read" in text.partition("WHAT IS ESTABLISHED")[0]
