"""Dates of effect."""

from datetime import date

import msgspec


class Period(msgspec.Struct, frozen=True):
    """A span of days, both ends included; ``None`` leaves an end open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
