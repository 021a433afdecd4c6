"""Days and their numbers."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.days import date_of, day_number
from clm_core.analysis.trend import plain_days, zone_days


def test_numbers_begin_in_1970() -> None:
    assert (day_number(date(1970, 1, 1)), day_number(date(2026, 10, 31))) == (0, 20_757)
    assert date_of(20_757) == date(2026, 10, 31)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_number_leads_back_to_its_day_and_is_the_one_of_arrays(day: date) -> None:
    assert date_of(day_number(day)) == day
    assert zone_days(plain_days(pd.Series([pd.Timestamp(day)])), "UTC").tolist() == [day_number(day)]
