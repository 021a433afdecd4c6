"""Channel ROI under any model: the parts sum to the same whole, and are what attribution credits."""

from dataclasses import replace

import pytest

from clm_core.selection import AttributionModel, Period, Selection
from clm_core.services.attribution import attribution_view
from clm_core.services.channel_roi import channel_roi_view, deals_behind
from clm_core.services.credited import credited_data
from clm_core.services.data import covered_days, loop_data
from clm_core.services.overview import overview_view
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER
from tests.tiny_company import import_text

TOUCHES = """Contact ID,Time,Kind,UTM source,UTM medium
c1,2026-01-10 09:00,visit,google,cpc
c1,2026-02-01 09:00,visit,newsletter,email
c1,2026-02-05 09:00,visit,newsletter,email
c3,2026-02-20 10:00,visit,newsletter,email
"""
MODELS = [model for model in AttributionModel if model is not AttributionModel.CUSTOM]


@pytest.fixture
def logged(tiny: Store) -> Store:
    """The tiny company with a log of touchpoints and a rate for its dollars."""
    import_text(tiny, "touches.csv", TOUCHES)
    return tiny


def test_first_touch_is_the_data_as_they_are(logged: Store) -> None:
    assert credited_data(logged, QUARTER) is loop_data(logged)


def test_linear_credit_by_hand(logged: Store) -> None:
    selection = replace(QUARTER, attribution_model=AttributionModel.LINEAR)
    rows = channel_roi_view(logged, selection).now.channels.set_index("channel")
    assert rows.loc["paid_search", ["revenue", "won_deals"]].tolist() == pytest.approx([5000 / 3, 1 / 3])
    assert rows.loc["email", "revenue"] == pytest.approx(5000 * 2 / 3)
    assert rows.loc["paid_search", "roi"] == pytest.approx(5000 / 3 / 500 - 1)
    behind = deals_behind(logged, selection, "paid_search")
    assert behind[["deal", "amount", "credit_share"]].values.tolist() == [
        ["Lathe", pytest.approx(5000 / 3), pytest.approx(1 / 3)]
    ]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_divides_the_same_whole(logged: Store, model: AttributionModel) -> None:
    selection = replace(QUARTER, attribution_model=model)
    now, first = channel_roi_view(logged, selection).now, channel_roi_view(logged, QUARTER).now
    for name in ("spend", "leads", "won_deals", "customers", "revenue", "roi"):
        assert now.total[name].iloc[0] == pytest.approx(first.total[name].iloc[0]), name
    assert now.channels["revenue"].sum() == pytest.approx(first.total["revenue"].iloc[0])
    assert now.months.loc[now.months["channel"] == "", "revenue"].tolist() == pytest.approx(
        first.months.loc[first.months["channel"] == "", "revenue"].tolist()
    )
    values = overview_view(logged, selection).numbers.values.set_index("kpi")["value"]
    expected = overview_view(logged, QUARTER).numbers.values.set_index("kpi")["value"]
    assert values.to_dict() == pytest.approx(expected.to_dict(), nan_ok=True)


@pytest.mark.parametrize("model", MODELS[1:])
def test_channels_get_what_attribution_credits_over_all_days(logged: Store, model: AttributionModel) -> None:
    first_on, last_on = covered_days(logged) or pytest.fail("no days")
    selection = Selection(period=Period(start_on=first_on, end_on=last_on), attribution_model=model)
    rows = channel_roi_view(logged, selection).now.channels.set_index("channel")["revenue"]
    credit = attribution_view(logged, selection).channel_credit
    own = credit[credit["model"] == model].set_index("channel")["conversion_value"]
    assert rows.reindex(own.index).fillna(0.0).to_dict() == pytest.approx(own.to_dict(), rel=1e-6, abs=1e-6)
