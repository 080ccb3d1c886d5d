"""Numbers and dates as readers write them."""

from datetime import date

import pytest

from agathe.documents.figures import chance, date_range, money, money_range, percent, quarter, rounded, weeks
from agathe.documents.typography import is_web, spaced


def test_money() -> None:
    assert money(1_840_000, "fr") == "1\u202f840\u202f000\u202f€"
    assert money(1_840_000, "en") == "€1,840,000"
    assert money(-1200.4, "en") == "\u2212€1,200"
    assert money(1_843_210, "en", simulated=True) == "€1,840,000"
    assert money(0, "fr", simulated=True) == "0\u202f€"
    assert money_range(900, 1100, "fr") == "900\u202f€ à 1\u202f100\u202f€"
    assert money_range(9996, 9999, "en", simulated=True) == "€10,000"
    assert rounded(0.012345) == 0.0123


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0.5, "1 fois sur 2", "1 in 2"),
        (0.9, "9 fois sur 10", "9 in 10"),
        (0.33, "1 fois sur 3", "1 in 3"),
        (0.75, "3 fois sur 4", "3 in 4"),
        (0.62, "62 fois sur 100", "62 in 100"),
        (0.03, "3 fois sur 100", "3 in 100"),
        (0.0, "moins d'une fois sur 100", "less than 1 in 100"),
        (1.0, "plus de 99 fois sur 100", "more than 99 in 100"),
    ],
    ids=str,
)
def test_chance(value: float, french: str, english: str) -> None:
    assert (chance(value, "fr"), chance(value, "en")) == (french, english)


def test_percentages_weeks_dates_quarters() -> None:
    assert (percent(0.45, "fr"), percent(0.45, "en")) == ("45\u202f%", "45%")
    assert (weeks(52, 78, "fr"), weeks(1, 1, "fr"), weeks(1.5, 1.5, "en")) == (
        "52 à 78 semaines",
        "1 semaine",
        "1.5 weeks",
    )
    assert date_range(date(2027, 1, 1), date(2027, 1, 20), "fr") == "1er à 20 janvier 2027"
    assert date_range(date(2027, 1, 12), date(2027, 3, 2), "en") == "12 January to 2 March 2027"
    assert date_range(date(2026, 12, 30), date(2027, 1, 2), "en") == "30 December 2026 to 2 January 2027"
    assert date_range(date(2027, 1, 2), date(2027, 1, 2), "fr") == "2 janvier 2027"
    assert (quarter(2027, 1, "fr"), quarter(2027, 4, "en")) == ("T1 2027", "Q4 2027")


def test_spaces_and_addresses() -> None:
    assert spaced("Quoi ? « Oui » : 10 000 € ; ISO 13485", "fr") == (
        "Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: 10\u202f000\u202f€\u202f; ISO 13485"
    )
    assert spaced("What ? 10 000", "en") == "What ? 10 000"
    assert is_web("https://a.fr/b?c=d&e#f")
    refused = (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a b",
        'https://a"onclick=x',
        "ftp://a",
        "//a.fr",
        "",
    )
    assert [url for url in refused if is_web(url)] == []
