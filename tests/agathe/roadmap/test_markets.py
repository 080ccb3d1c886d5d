"""Markets side by side: France first, what the base holds in words, what it does not hold said so."""

from datetime import date
from pathlib import Path

import pytest

from agathe.knowledge import Knowledge
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.markets import COLUMNS
from agathe.roadmap.model import Market
from agathe.rules import Engine, Profile, read_profile

EXAMPLES = Path(__file__).resolve().parents[3] / "knowledge" / "examples"


@pytest.fixture(scope="module")
def roadmap(knowledge: Knowledge) -> Roadmap:
    profile = read_profile(EXAMPLES / "agathe-7-deployment.yaml", knowledge)
    return build_roadmap(Engine(knowledge, date(2027, 10, 15)).judge(profile))


def _fact(market: Market, column: str) -> str | None:
    text = next(fact.text for fact in market.facts if fact.column == column)
    return None if text is None else text.fr


def _market(roadmap: Roadmap, id_: str) -> Market:
    return next(market for market in roadmap.markets if market.id == id_)


def test_france_comes_first_then_the_markets_aimed_at(roadmap: Roadmap, knowledge: Knowledge) -> None:
    assert roadmap.markets[0].country == "FR"
    wanted = [market.wanted for market in roadmap.markets[1:]]
    assert wanted == sorted(wanted, key=["yes", "maybe", "no"].index)
    assert {market.id for market in roadmap.markets[1:]} == set(knowledge.countries)


def test_every_market_has_every_column_in_order(roadmap: Roadmap) -> None:
    for market in roadmap.markets:
        assert [fact.column for fact in market.facts] == list(COLUMNS)


def test_facts_are_those_of_the_base(roadmap: Roadmap) -> None:
    germany = _market(roadmap, "de-diga")
    assert _fact(germany, "ce") == "Reconnu"
    assert _fact(germany, "languages") == "allemand"
    assert "92 jours, plus 92 au besoin" in (_fact(germany, "delay") or "")
    assert "3 000 à 9 900" in (_fact(germany, "fees") or "").replace("\u202f", " ").replace("\xa0", " ")
    assert "comparative" in (_fact(germany, "evidence") or "")
    assert germany.conditions == 7
    assert germany.met <= germany.conditions


def test_what_is_not_established_is_none_and_never_empty(roadmap: Roadmap) -> None:
    dipa = _market(roadmap, "de-dipa")
    assert _fact(dipa, "fees") is None
    for market in roadmap.markets:
        for fact in market.facts:
            assert fact.text is None or (fact.text.fr.strip() and fact.text.en.strip())


def test_fees_that_no_longer_hold_are_left_out(knowledge: Knowledge) -> None:
    def american(day: date) -> str:
        roadmap = build_roadmap(Engine(knowledge, day).judge(Profile()))
        return _fact(_market(roadmap, "us"), "fees") or ""

    assert "26" in american(date(2026, 3, 1))
    assert american(date(2026, 3, 1)) != american(date(2026, 11, 25))
    assert "montant non retrouvé" in american(date(2026, 11, 25))
