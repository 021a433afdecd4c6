"""Two periods beside each other: hand-computed differences, nothing lost, no verdict without intervals."""

import math

import pandas as pd
import pytest

from clm_core.analysis.roi import channel_roi
from clm_core.analysis.roi_changes import roi_changes
from clm_core.columns import typed_frame
from clm_core.result_columns import ROI_ROWS
from clm_core.selection import Period, Selection
from tests.analysis.loop_case import ZONE, date, loop_data


def rows(**columns: list[object]) -> pd.DataFrame:
    frame = pd.DataFrame({name: columns.get(name, [0] * len(columns["channel"])) for name in ROI_ROWS} | columns)
    return typed_frame(frame, ROI_ROWS)


NOW = rows(
    channel=["search", "fair", "new"], spend=[200.0, 100.0, 50.0], revenue=[900.0, 300.0, 0.0], won_deals=[9, 8, 0],
    roi=[3.5, 2.0, -1.0], roi_low=[3.1, 1.0, math.nan], roi_high=[3.9, 3.0, math.nan],
)  # fmt: skip
BEFORE = rows(
    channel=["search", "fair", "gone"], spend=[100.0, 100.0, 10.0], revenue=[250.0, 250.0, 70.0], won_deals=[6, 7, 5],
    roi=[1.5, 1.5, 6.0], roi_low=[1.2, 0.5, 1.0], roi_high=[1.8, 2.5, 9.0],
)  # fmt: skip


def test_known_case() -> None:
    """3.5 (3.1 to 3.9) against 1.5 (1.2 to 1.8): 2.0 ± √(0.4² + 0.3²), so 1.5 to 2.5."""
    changes = roi_changes(NOW, BEFORE).set_index("channel")
    search = changes.loc["search"]
    assert search["spend_change"] == pytest.approx(1.0)
    assert search["revenue_change"] == pytest.approx(2.6)
    assert search["roi_change"] == pytest.approx(2.0)
    assert [search["roi_change_low"], search["roi_change_high"]] == pytest.approx([1.5, 2.5])
    assert changes["change_verdict"].to_dict() == {
        "search": "better", "fair": "within_noise", "new": "no_data", "gone": "no_data"
    }  # fmt: skip


def test_what_only_one_period_has_was_nothing_in_the_other() -> None:
    changes = roi_changes(NOW, BEFORE).set_index("channel")
    assert changes.loc["new", ["spend", "spend_before", "won_deals_before"]].tolist() == [50.0, 0.0, 0]
    assert math.isnan(changes.loc["new", "spend_change"])
    assert changes.loc["gone", ["spend", "revenue_change", "won_deals"]].tolist() == [0.0, -1.0, 0]


def test_swapped_periods_give_the_opposite() -> None:
    there, back = (roi_changes(*pair).set_index("channel").sort_index() for pair in ((NOW, BEFORE), (BEFORE, NOW)))
    assert (there["roi_change"].fillna(0) == -back["roi_change"].fillna(0)).all()
    assert there.loc["search", "roi_change_low"] == pytest.approx(-back.loc["search", "roi_change_high"])
    assert back.loc["search", "change_verdict"] == "worse"


def test_nothing_is_lost_between_two_years() -> None:
    data = loop_data()
    year = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))
    earlier = year.in_period(year.period.year_before())
    now, before = (channel_roi(data, one, zone=ZONE, margin_share=0.4) for one in (year, earlier))
    for name in ("channels", "campaigns"):
        changes = roi_changes(getattr(now, name), getattr(before, name))
        assert not changes.duplicated(["channel", "campaign"]).any()
        for measure in ("spend", "revenue", "won_deals"):
            assert changes[measure].sum() == pytest.approx(now.total[measure].iloc[0])
            assert changes[f"{measure}_before"].sum() == pytest.approx(before.total[measure].iloc[0])
