"""By when the counter owes an answer."""

from datetime import date, timedelta

DAYS = 5
"""Working days within which the counter answers when the founder names no day."""


def working_day(start: date, number: int = DAYS) -> date:
    """The day a number of working days after another; Saturdays and Sundays do not count, public holidays do."""
    day = start
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day
