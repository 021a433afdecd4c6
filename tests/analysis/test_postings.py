"""Postings are found once for a selection, whatever its period, and anew for other data or another margin."""

from dataclasses import replace
from datetime import date

from clm_core.analysis.postings import postings
from clm_core.selection import Comparison, Period, Selection
from tests.analysis.loop_case import loop_data

YEAR = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))


def test_another_period_takes_from_the_same_postings() -> None:
    data = loop_data(people=300)
    quarter = Period(start_on=date(2025, 1, 1), end_on=date(2025, 3, 31))
    found = postings(data, YEAR, None)
    assert postings(data, replace(YEAR, period=quarter, comparison=Comparison.PREVIOUS_PERIOD), None) is found
    assert postings(data, replace(YEAR, channels=("email",)), None) is not found
    assert postings(data, YEAR, 0.5) is not found


def test_other_data_have_postings_of_their_own() -> None:
    data = loop_data(people=300)
    doubled = replace(data, spend=data.spend.assign(spend=data.spend["spend"] * 2))
    of_data, of_doubled = (postings(one, YEAR, None).kinds[0].measures["spend"].sum() for one in (data, doubled))
    assert of_doubled == 2 * of_data
