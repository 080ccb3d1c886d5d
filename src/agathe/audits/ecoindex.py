"""EcoIndex: a score from 0 to 100 for the environmental footprint of a page, by the method of Green IT and the CNUMR.

Three counts are placed among the pages of the HTTP Archive, each on a scale of twenty quantiles: elements of the page, requests,
kilobytes transferred. The score is ``100 - 5 (3 elements + 2 requests + size) / 6``. Method, quantiles and grades are published at
www.ecoindex.fr and in the repository cnumr/ecoindex_reference (read in November 2026).

The counts are those of a first visit, with nothing in the cache: elements inside drawings (SVG) are left out, as in the
tools of the CNUMR; a ``data:`` address is no request.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ELEMENTS: Final = (
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601,
)  # fmt: skip
REQUESTS: Final = (
    0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920,
)  # fmt: skip
KILOBYTES: Final = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06, 2465.37,
    2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip
GRADES: Final = (("A", 80), ("B", 70), ("C", 55), ("D", 40), ("E", 25), ("F", 10))
"""Grades with the score each must exceed; below them all stands G."""


@dataclass(frozen=True)
class EcoIndex:
    """The score of a page.

    Attributes:
        score: from 0 (heavy) to 100, not rounded.
        grade: ``A`` to ``G``, by the rounded score.
    """

    score: float
    grade: str


def ecoindex(elements: int, requests: int, kilobytes: float) -> EcoIndex:
    """The EcoIndex of a page.

    Args:
        elements: elements of the page, without those inside its drawings.
        requests: requests of a first visit.
        kilobytes: size transferred, in thousands of bytes.

    Raises:
        ValueError: a count is negative.
    """
    if min(elements, requests, kilobytes) < 0:
        raise ValueError("a page has no negative count")
    places = (_place(ELEMENTS, elements), _place(REQUESTS, requests), _place(KILOBYTES, kilobytes))
    score = 100 - 5 * (3 * places[0] + 2 * places[1] + places[2]) / 6
    return EcoIndex(score, next((grade for grade, least in GRADES if round(score) > least), "G"))


def _place(quantiles: Sequence[float], value: float) -> float:
    """Place of a value among the quantiles, from 0 to 20, interpolated between two of them."""
    if value >= quantiles[-1]:
        return float(len(quantiles) - 1)
    below = bisect_right(quantiles, value) - 1
    return below + (value - quantiles[below]) / (quantiles[below + 1] - quantiles[below])
