"""Dates of effect."""

from datetime import date

import msgspec


class Period(msgspec.Struct, frozen=True):
    """A span of days, both ends included; ``None`` leaves an end open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two periods share at least one day."""
        starts_before_end = self.start is None or other.end is None or self.start <= other.end
        ends_after_start = self.end is None or other.start is None or other.start <= self.end
        return starts_before_end and ends_after_start
