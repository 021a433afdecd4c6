"""ROI by attribution model: the numbers of the page Channel ROI under each model, and their range."""

from dataclasses import replace

import pandas as pd
import pytest

from clm_core.analysis.deal_parts import deals_in_parts
from clm_core.analysis.roi import channel_roi
from clm_core.analysis.roi_by_model import channel_returns, roi_ranges
from clm_core.analysis.roi_measures import RoiBasis
from clm_core.columns import typed_frame
from clm_core.result_columns import ROI_BY_MODEL
from clm_core.selection import Period, Selection
from tests.analysis.loop_case import ZONE, date, loop_data


def returns(model: str, **roi: float) -> pd.DataFrame:
    spend = {"search": 200.0, "fair": 100.0, "free": 0.0}
    rows = [{"channel": one, "model": model, "spend": spend[one], "roi": value} for one, value in roi.items()]
    return typed_frame(pd.DataFrame(rows).assign(earned=0.0, won_deals=0.0), ROI_BY_MODEL)


def test_the_range_by_hand() -> None:
    found = roi_ranges(
        {
            "a": returns("a", search=1.0, fair=4.0, free=float("nan")),
            "b": returns("b", search=3.0, fair=-1.0, free=float("nan")),
            "c": returns("c", search=2.5, fair=0.0, free=float("nan")),
        }
    )
    assert found["channel"].tolist() == ["search", "fair"], "without spend no ROI"
    assert found[["least", "median", "most"]].to_numpy().tolist() == [[1.0, 2.5, 3.0], [-1.0, 0.0, 4.0]]
    assert found["model_count"].tolist() == [3, 3]


SELECTION = Selection(period=Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31)))


def halves() -> pd.DataFrame:
    """Credit that gives half of each won deal to fairs."""
    deals = loop_data().deals
    won = deals[deals["outcome"] == "won"]
    keys = {"deal_key": won["deal_key"], "channel": won["first_touch_channel"], "campaign": "", "share": 0.5}
    own = pd.DataFrame(keys)
    return pd.concat([own.fillna({"channel": "no_source"}), own.assign(channel="events")])


def test_it_is_the_channel_roi_of_the_same_credit() -> None:
    data = loop_data()
    parts = replace(data, deals=deals_in_parts(data.deals, halves()))
    whole = channel_roi(parts, SELECTION, zone=ZONE).channels.set_index("channel")
    found = channel_returns(
        parts, SELECTION, model="halves", zone=ZONE, margin_share=None, basis=RoiBasis.REVENUE
    ).set_index("channel")
    assert found["roi"].dropna().to_dict() == pytest.approx(whole["roi"].dropna().to_dict())
    assert found["won_deals"].to_dict() == pytest.approx(whole["won_deals"].to_dict())


def test_models_divide_the_same_revenue() -> None:
    data = loop_data()
    said = {"model": "any", "zone": ZONE, "margin_share": 0.3, "basis": RoiBasis.MARGIN}
    first = channel_returns(data, SELECTION, **said)
    other = channel_returns(replace(data, deals=deals_in_parts(data.deals, halves())), SELECTION, **said)
    assert first["earned"].sum() == pytest.approx(other["earned"].sum())
    assert first["spend"].sum() == pytest.approx(other["spend"].sum())
    assert not first.set_index("channel")["earned"].equals(other.set_index("channel")["earned"])
