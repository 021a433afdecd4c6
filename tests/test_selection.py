"""The selection as a value: comparison periods by the calendar, and links that restore it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.errors import ClmError
from clm_core.selection import Comparison, Period, Segment, SegmentField, Selection


def period(start: str, end: str) -> Period:
    return Period(start_on=date.fromisoformat(start), end_on=date.fromisoformat(end))


@pytest.mark.parametrize(
    ("now", "before", "year_before"),
    [
        # Whole months compare with whole months, whatever their length.
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31"), ("2025-01-01", "2025-12-31")),
        (("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        (("2025-02-01", "2025-02-28"), ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
        # Other periods compare with as many days.
        (("2026-03-05", "2026-03-14"), ("2026-02-23", "2026-03-04"), ("2025-03-05", "2025-03-14")),
    ],
)
def test_comparison_periods(now: tuple[str, str], before: tuple[str, str], year_before: tuple[str, str]) -> None:
    assert period(*now).previous() == period(*before)
    assert period(*now).year_before() == period(*year_before)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ClmError, match=r"selection\.period_reversed"):
        period("2026-02-01", "2026-01-31")


DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
NAMES = st.lists(st.text(min_size=1, max_size=12), max_size=4).map(tuple)


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 800)))
    values = draw(NAMES)
    return Selection(
        period=Period(start_on=start, end_on=end),
        comparison=draw(st.sampled_from(list(Comparison))),
        channels=draw(NAMES),
        campaigns=draw(NAMES),
        segment=Segment(field=draw(st.sampled_from(list(SegmentField))), values=values) if values else None,
    )


@given(selections())
def test_a_link_restores_the_selection(selection: Selection) -> None:
    default = Selection(period=period("2026-01-01", "2026-12-31"))
    assert Selection.from_query(selection.to_query(), default) == selection


@given(selections())
def test_the_previous_period_ends_the_day_before(selection: Selection) -> None:
    before = selection.period.previous()
    assert before.end_on + timedelta(days=1) == selection.period.start_on


@pytest.mark.parametrize(
    "query",
    [
        {"from": ["yesterday"], "to": ["2026-01-01"]},
        {"from": ["2026-02-01"], "to": ["2026-01-01"]},
        {"compare": ["evil"], "by": ["name"], "segment": ["x"]},
        {"from": []},
    ],
)
def test_wrong_parts_of_a_link_are_left_at_their_default(query: dict[str, list[str]]) -> None:
    default = Selection(period=period("2026-01-01", "2026-12-31"))
    assert Selection.from_query(query, default) == default
