"""Conditions, values and references in plain French and English."""

from datetime import date

import pytest

from agathe.rules import Engine
from agathe.rules.prose import Prose, show_date, show_number


@pytest.mark.parametrize(
    ("expression", "french", "english"),
    [
        ("decision_support", "aide à décider", "yes"),
        ("mdr_class >= 'IIa'", "« classe IIa » ou plus", "“class IIa” or more"),
        ("mdr_class < 'IIa'", "« classe I de mesure (Im) » ou moins", "or less"),
        ("'treat' in purposes", "comprend « Traiter", "includes “Treat"),
        ("only(remote_care, 'none')", "rien d'autre que « Non »", "nothing but “No”"),
        ("planned_launch >= date('2027-08-02')", "à partir du 2 août 2027", "from 2 August 2027"),
        ("project_cost_eur <= 600000", "au plus 600\u202f000", "at most 600,000"),
        ("done('gdpr-records')", "fait : Tenir le registre", "done: "),
        ("not done('gdpr-records')", "pas encore fait", "not done yet"),
        (
            "health_data and (large_scale or unknown)",
            "à apprécier par l'autorité",
            "for the authority to judge",
        ),
        ("not (health_data and large_scale)", "données de santé : non ou", "no or "),
    ],
)
def test_conditions_in_words(engine: Engine, expression: str, french: str, english: str) -> None:
    from agathe.rules.syntax import BOOLEAN

    node = engine.compiler.expression(expression, BOOLEAN, "test", "when")
    assert engine.compiler.problems == []
    assert french in Prose(engine.knowledge, "fr").condition(node)
    assert english in Prose(engine.knowledge, "en").condition(node)


def test_every_condition_of_the_knowledge_base_can_be_said(engine: Engine) -> None:
    for language in ("fr", "en"):
        prose = Prose(engine.knowledge, language)
        for definition in engine.program.definitions.values():
            if definition.type.kind == "boolean":
                words = prose.condition(definition.node)
                assert words.strip()
                assert "Name(" not in words
                assert "Constant(" not in words


def test_dates_and_numbers() -> None:
    assert show_date(date(2026, 1, 1), "fr") == "1er janvier 2026"
    assert show_date(date(2026, 1, 1), "en") == "1 January 2026"
    assert show_number(1234.5, "fr") == "1\u202f234,50"
    assert show_number(600000, "en") == "600,000"
