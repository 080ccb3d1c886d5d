"""Numbers and dates as a reader writes them, in French and in English: the only formatter of documents."""

from datetime import date
from math import floor, log10

from agathe.kernel import Language
from agathe.rules.prose import show_date, show_number

NARROW = "\u202f"
"""Narrow no-break space: between thousands, before a unit or a double punctuation mark, in French."""


def rounded(value: float, digits: int = 3) -> float:
    """A value with that many significant digits: a simulation knows no more."""
    if value == 0:
        return 0.0
    return float(round(value, digits - 1 - floor(log10(abs(value)))))


def money(euros: float, language: Language, *, simulated: bool = False) -> str:
    """An amount in euros, without cents: ``1 840 000 €``, ``€1,840,000``.

    Args:
        euros: amount, in euros.
        language: language of the reader.
        simulated: whether the amount comes from a simulation, and is rounded to three significant digits.
    """
    amount = round(rounded(euros) if simulated else euros)
    number = show_number(abs(amount), language)
    minus = "\u2212" if amount < 0 else ""
    return f"{minus}{number}{NARROW}€" if language == "fr" else f"{minus}€{number}"


def money_range(low: float, high: float, language: Language, *, simulated: bool = False) -> str:
    """Two amounts in euros, from the lowest to the highest; one when they read the same."""
    first, last = (money(value, language, simulated=simulated) for value in (low, high))
    return _range(first, last, language)


def percent(share: float, language: Language) -> str:
    """A share from 0 to 1 as a whole percentage: ``45 %``, ``45%``."""
    return f"{round(share * 100)}{NARROW if language == 'fr' else ''}%"


def chance(probability: float, language: Language) -> str:
    """A probability from 0 to 1 in words: "1 fois sur 2", "1 in 2". Within a point and a half of the true value."""
    french = language == "fr"
    if probability < 0.005:
        return "moins d'une fois sur 100" if french else "less than 1 in 100"
    if probability > 0.995:
        return "plus de 99 fois sur 100" if french else "more than 99 in 100"
    times, of = round(probability * 100), 100
    for size in (2, 3, 4, 5, 10):
        near = round(probability * size)
        if 0 < near < size and abs(probability - near / size) <= 0.015:
            times, of = near, size
            break
    return f"{times} fois sur {of}" if french else f"{times} in {of}"


def short_number(value: float, language: Language) -> str:
    """A number to one decimal at most: "5,4", "12"."""
    text = f"{round(value, 1):,.12g}"
    return text if language == "en" else text.replace(",", NARROW).replace(".", ",")


def weeks(low: float, high: float, language: Language) -> str:
    """A duration in weeks: "52 à 78 semaines", "1 week"."""
    span = _range(short_number(low, language), short_number(high, language), language)
    many = high >= 2 if language == "fr" else high != 1
    return f"{span} {'semaine' if language == 'fr' else 'week'}{'s' if many else ''}"


def date_range(first: date, last: date, language: Language) -> str:
    """Two dates, from the first to the last, the month and the year said once when they are the same."""
    begins, ends = show_date(first, language), show_date(last, language)
    if begins != ends and first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
        if first.month == last.month:
            begins = begins.split()[0]
    return _range(begins, ends, language)


def quarter(year: int, number: int, language: Language) -> str:
    """A quarter of the calendar: ``T1 2027``, ``Q1 2027``."""
    return f"{'T' if language == 'fr' else 'Q'}{number} {year}"


def _range(first: str, last: str, language: Language) -> str:
    return first if first == last else f"{first} {'à' if language == 'fr' else 'to'} {last}"
