"""Dates known only to the month or the year."""

from typing import Annotated

import msgspec

PartialDate = Annotated[str, msgspec.Meta(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
"""ISO 8601 date cut where knowledge stops: ``"2024"``, ``"2024-07"`` or ``"2024-07-01"`` (always quoted in YAML)."""
