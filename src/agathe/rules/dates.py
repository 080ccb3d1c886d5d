"""Adding months and days to dates, one at a time or by the million, with the same result.

Dates are proleptic ordinals (1 = 1 January of year 1). Months are added first: the day of the month is cut to the length
of the month reached (31 January + 1 month = 28 or 29 February); days are added then. Results are kept within the years
1 to 9999.
"""

from calendar import monthrange
from datetime import date

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
FIRST, LAST = 1, date.max.toordinal()
_EPOCH = date(1970, 1, 1).toordinal()


def shift(day: float | None, duration: tuple[int, int], sign: int) -> int | None:
    """One ordinal moved by (months, days), forwards or backwards; unknown stays unknown."""
    if day is None:
        return None
    months, days = duration
    start = date.fromordinal(int(day))
    year, month = divmod(start.year * 12 + start.month - 1 + sign * months, 12)
    if not 1 <= year <= 9999:
        return LAST if sign > 0 else FIRST
    moved = start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
    return min(max(moved.toordinal() + sign * days, FIRST), LAST)


def shift_all(days: Numbers, duration: tuple[int, int], sign: int) -> Numbers:
    """:func:`shift` on a column; NaN is unknown."""
    known = ~np.isnan(days)
    result = np.full(days.shape, np.nan)
    ordinals = days[known].astype(np.int64)
    if ordinals.size == 0:
        return result
    first, last = int(ordinals.min()), int(ordinals.max())
    if last - first <= 4 * days.size:  # few distinct days: each is moved once
        result[known] = _moved(np.arange(first, last + 1), duration, sign)[ordinals - first]
    else:
        result[known] = _moved(ordinals, duration, sign)
    return result


def _moved(ordinals: npt.NDArray[np.int64], duration: tuple[int, int], sign: int) -> Numbers:
    months, days = duration
    start = (ordinals - _EPOCH).astype("M8[D]")
    month = start.astype("M8[M]")
    target = month + np.timedelta64(sign * months, "M")
    length = (target + np.timedelta64(1, "M")).astype("M8[D]") - target.astype("M8[D]")
    cut = np.minimum(start - month.astype("M8[D]"), length - np.timedelta64(1, "D"))
    moved = (target.astype("M8[D]") + cut).astype(np.int64) + _EPOCH + sign * days
    kept: Numbers = np.clip(moved, FIRST, LAST).astype(np.float64)
    return kept
