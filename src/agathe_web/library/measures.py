"""Numbers, spans and partial dates of entries, with their units in words."""

from datetime import date
from typing import Any

from agathe.documents import figures
from agathe.kernel import Language
from agathe.knowledge.schema.duty import Weeks
from agathe.knowledge.schema.funding import TrlRange, Window
from agathe.knowledge.schema.site import Share, YearCount
from agathe.knowledge.schema.strategy import Moment
from agathe.knowledge.schema.task import Range
from agathe.rules.prose import MONTHS, show_date, show_number
from agathe_web.library.labels import VALUES

_UNITS = {
    "days": (("jour", "jours"), ("day", "days")),
    "months": (("mois", "mois"), ("month", "months")),
    "years": (("an", "ans"), ("year", "years")),
    "hours": (("heure", "heures"), ("hour", "hours")),
}
_DAYS = frozenset(
    "max_days max_days_if_pecan max_days_second_opinion extra_days_if_question optional_days reply_days legal_total_days "
    "legal_total_days_if_pecan days days_if_refused renewal_request_days_before_end extension_days response_days".split()
)
_MONTHS = frozenset(
    "max_months months months_after months_min months_max extension_months priority_review_months data_due_months_before_end "
    "review_every_months".split()
)
_PLAIN = frozenset({"year", "by", "set_in", "horizon", "fiscal_year", "target_year"})
"""Years: written without separator."""
_EUROS = frozenset({"cost_min", "cost_max", "grant_min", "grant_max"})
_SHARES = frozenset(
    {"probability", "rate", "share", "rate_company", "rate_research", "students_target_share"}
)


def said_number(value: float, language: Language) -> str:
    """A number with as many decimals as it has."""
    if float(value).is_integer():
        return show_number(value, language)
    text = f"{value:,.6f}".rstrip("0")
    return text if language == "en" else text.replace(",", figures.NARROW).replace(".", ",")


def euros(value: float, language: Language) -> str:
    """An amount in euros, with cents when it has some."""
    if float(value).is_integer():
        return figures.money(value, language)
    text = show_number(value, language)
    return f"{text}{figures.NARROW}€" if language == "fr" else f"€{text}"


def _counted(value: float, unit: str, language: Language) -> str:
    one, many = _UNITS[unit][language == "en"]
    return f"{said_number(value, language)} {one if abs(value) < 2 and (language == 'fr' or value == 1) else many}"


def percent(share: float, language: Language) -> str:
    """A share from 0 to 1, with a decimal when it needs one."""
    value = round(share * 100, 1)
    return f"{said_number(value, language)}{figures.NARROW if language == 'fr' else ''}%"


def measure(owner: Any, name: str, value: float, language: Language) -> str:
    """A number with its unit, as the field, or the unit beside it, says."""
    if name in _PLAIN or name in ("number", "rank"):
        return str(int(value))
    if name.endswith("_eur") or name in _EUROS:
        return euros(value, language)
    if name.endswith("_meur"):
        return f"{said_number(value, language)} {_unit('meur', language)}"
    if name in ("budget_meur_per_year", "budget_meur_shared"):
        unit = "meur_per_year" if name.endswith("per_year") else "meur"
        return f"{said_number(value, language)} {_unit(unit, language)}"
    if name.endswith("_pct"):
        return percent(value / 100, language)
    if name in _SHARES:
        return percent(value, language)
    if name in _DAYS or (name in ("min", "if_pecan") and type(owner).__name__ == "ReplyDelay"):
        return _counted(value, "days", language)
    if name in _MONTHS:
        return _counted(value, "months", language)
    if name == "max_years":
        return _counted(value, "years", language)
    if name in ("hours", "hours_total"):
        return _counted(value, "hours", language)
    return _by_unit(owner, name, value, language)


def _by_unit(owner: Any, name: str, value: float, language: Language) -> str:
    """A number whose unit is a field of its own."""
    unit = getattr(owner, "unit", None)
    currency = getattr(owner, "currency", None)
    if currency is not None and name in ("amount", "small_business", "min", "max"):
        return euros(value, language) if currency == "EUR" else f"{said_number(value, language)} {currency}"
    if name == "value" and unit == "EUR":
        return euros(value, language)
    if name == "value" and unit == "ratio":
        return percent(value, language)
    if name == "value" and unit == "percent":
        return percent(value / 100, language)
    if name == "value" and isinstance(unit, str) and f"unit.{unit}" in VALUES:
        return f"{said_number(value, language)} {_unit(unit, language)}"
    return said_number(value, language)


def _unit(unit: str, language: Language) -> str:
    return VALUES[f"unit.{unit}"][language]


def shape(name: str, value: Any, language: Language) -> str | None:
    """Spans and counts of several numbers as one phrase; ``None`` for any other value."""
    french = language == "fr"
    if isinstance(value, Weeks):
        return figures.weeks(value.min, value.max, language)
    if isinstance(value, Range):
        if name == "cost_eur":
            span = figures.money_range(value.min, value.max, language)
            likely = euros(value.likely, language)
        else:
            span = figures.weeks(value.min, value.max, language)
            likely = figures.short_number(value.likely, language)
        return f"{span}, probable\u00a0: {likely}" if french else f"{span}, likely: {likely}"
    if isinstance(value, TrlRange):
        return f"{value.min} à {value.max}" if french else f"{value.min} to {value.max}"
    if isinstance(value, Share):
        return f"{value.count} sur {value.target}" if french else f"{value.count} of {value.target}"
    if isinstance(value, YearCount):
        return f"{value.year}\u00a0: {value.sites}" if french else f"{value.year}: {value.sites}"
    return moment(value, language) if isinstance(value, Moment) else None


def moment(value: Moment, language: Language) -> str:
    """A day, or the period that is known."""
    start = value.starts
    if value.precision == "day":
        return figures.date_range(value.starts, value.ends, language)
    if value.precision == "month":
        first, last = _month(start, language), _month(value.ends, language)
        return first if first == last else f"{first} – {last}"
    if value.precision == "quarter":
        return figures.quarter(start.year, (start.month + 2) // 3, language)
    if value.precision == "half":
        return _half(start.year, 1 if start.month < 7 else 2, language)
    return str(start.year) if start.year == value.ends.year else f"{start.year}–{value.ends.year}"


def window(value: Window, language: Language) -> str:
    """When applications are received, as exactly as it is known; empty when no date is."""
    opens, closes = (
        None if day is None else moment(Moment(day, day, precision), language)
        for day, precision in ((value.opens, value.opens_precision), (value.closes, value.closes_precision))
    )
    exact = value.opens_precision == value.closes_precision == "day"
    if opens and closes:
        if language == "fr":
            return f"du {opens} au {closes}" if exact else f"de {opens} à {closes}"
        return f"{opens} to {closes}"
    if opens:
        return f"ouverture\u00a0: {opens}" if language == "fr" else f"opens: {opens}"
    if closes:
        return f"clôture\u00a0: {closes}" if language == "fr" else f"closes: {closes}"
    return ""


def _month(day: date, language: Language) -> str:
    return f"{MONTHS[language][day.month - 1]} {day.year}"


def _half(year: int, number: int, language: Language) -> str:
    if language == "fr":
        return f"{'1er' if number == 1 else '2e'} semestre {year}"
    return f"{'first' if number == 1 else 'second'} half of {year}"


def partial(value: str, language: Language) -> str:
    """A date known to the day, the month, the half-year or the year; any other text as it is."""
    parts = value.split("-")
    try:
        if len(parts) == 3:
            return show_date(date.fromisoformat(value), language)
        if len(parts) == 2 and parts[1].startswith("S"):
            return _half(int(parts[0]), int(parts[1][1:]), language)
        if len(parts) == 2 and len(parts[1]) == 2:
            return _month(date(int(parts[0]), int(parts[1]), 1), language)
    except ValueError:
        return value
    return value
