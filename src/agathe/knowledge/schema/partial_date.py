"""Dates known only to the month, the quarter or the year."""

from typing import Annotated, Literal

import msgspec

PartialDate = Annotated[
    str,
    msgspec.Meta(pattern=r"^\d{4}(-S[12]|-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
]
"""ISO 8601 date cut where knowledge stops: ``"2024"``, ``"2024-S2"`` (half-year), ``"2024-07"`` or ``"2024-07-01"`` (always
quoted in YAML)."""

Precision = Literal["day", "month", "quarter", "half", "year"]
"""How exact a date is; below a day, the date written is the first or last of its period."""
