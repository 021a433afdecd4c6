"""The deals behind a row are the row's: as many, and together the same revenue."""

from dataclasses import replace

import pytest

from clm_core.analysis.roi import channel_roi
from clm_core.analysis.roi_deals import won_deals_behind
from clm_core.selection import Period, Segment, SegmentField, Selection
from tests.analysis.loop_case import ZONE, date, loop_data

DATA = loop_data()
YEAR = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))
SELECTIONS = {
    "all": YEAR,
    "one channel": replace(YEAR, channels=("email",)),
    "segment": replace(YEAR, segment=Segment(field=SegmentField.COUNTRY, values=("DE",))),
}


@pytest.mark.parametrize("selection", SELECTIONS.values(), ids=list(SELECTIONS))
def test_every_row_has_its_deals_behind_it(selection: Selection) -> None:
    returns = channel_roi(DATA, selection, zone=ZONE)
    assert returns.total["won_deals"].iloc[0] == len(won_deals_behind(DATA, selection)) > 0
    for row in returns.channels.itertuples():
        behind = won_deals_behind(DATA, selection, row.channel)
        assert (len(behind), behind["amount"].sum()) == (row.won_deals, pytest.approx(row.revenue))
    for row in returns.campaigns.itertuples():
        behind = won_deals_behind(DATA, selection, row.channel, row.campaign)
        assert (len(behind), behind["amount"].sum()) == (row.won_deals, pytest.approx(row.revenue))


def test_a_deal_is_behind_exactly_one_channel_and_campaign() -> None:
    returns = channel_roi(DATA, YEAR, zone=ZONE)
    keys = [
        key
        for row in returns.campaigns.itertuples()
        for key in won_deals_behind(DATA, YEAR, row.channel, row.campaign)["deal_key"]
    ]
    assert sorted(keys) == sorted(won_deals_behind(DATA, YEAR)["deal_key"])


def test_only_won_deals_of_the_period_latest_first() -> None:
    behind = won_deals_behind(DATA, YEAR)
    assert set(behind["outcome"]) == {"won"}
    assert behind["closed_on"].dt.date.between(YEAR.period.start_on, YEAR.period.end_on).all()
    assert behind["closed_on"].is_monotonic_decreasing
