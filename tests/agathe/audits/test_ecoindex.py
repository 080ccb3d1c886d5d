"""EcoIndex against values worked out by hand from the published method."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agathe.audits.ecoindex import ELEMENTS, GRADES, KILOBYTES, REQUESTS, ecoindex

COUNTS = st.tuples(st.integers(0, 10_000), st.integers(0, 1_000), st.floats(0, 50_000))


def test_nothing_is_best_and_the_heaviest_page_of_the_archive_is_worst() -> None:
    assert (ecoindex(0, 0, 0).score, ecoindex(0, 0, 0).grade) == (100, "A")
    heaviest = ecoindex(594601, 3920, 223212.26)
    assert (heaviest.score, heaviest.grade) == (0, "G")
    assert ecoindex(10**7, 10**6, 10**7).score == 0


@pytest.mark.parametrize(
    ("elements", "requests", "kilobytes", "score"),
    [
        (47, 2, 1.37, 95),  # the first quantile of all three: 100 - 5 × 1
        (75, 15, 144.7, 90),
        (603, 78, 1448.32, 50),  # the tenth of twenty
        # Elements: the fourth quantile. Requests: six thirteenths of the way from 2 to 15. Size: half-way from 1.37 to 144.7.
        (233, 8, 73.035, 100 - 5 * (12 + 2 * (1 + 6 / 13) + 1.5) / 6),
    ],
)
def test_values_worked_by_hand(elements: int, requests: int, kilobytes: float, score: float) -> None:
    assert ecoindex(elements, requests, kilobytes).score == pytest.approx(score)


@pytest.mark.parametrize(("grade", "least"), GRADES)
def test_a_grade_begins_above_its_limit(grade: str, least: int) -> None:
    # All three counts at the same place p of the scale give 100 - 5 p.
    place = (100 - least) // 5
    at_limit = ecoindex(int(ELEMENTS[place]), int(REQUESTS[place]), KILOBYTES[place])
    above = ecoindex(int(ELEMENTS[place - 1]), int(REQUESTS[place - 1]), KILOBYTES[place - 1])
    assert at_limit.score == pytest.approx(least)
    assert at_limit.grade != grade
    assert above.grade == grade


@given(COUNTS, COUNTS)
def test_more_is_never_better(one: tuple[int, int, float], other: tuple[int, int, float]) -> None:
    small = [min(pair) for pair in zip(one, other, strict=True)]
    large = [max(pair) for pair in zip(one, other, strict=True)]
    assert 0 <= ecoindex(*large).score <= ecoindex(*small).score <= 100  # type: ignore[arg-type]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        ecoindex(1, -1, 1)
