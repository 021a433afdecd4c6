"""ROI by maturity of a company whose deals can be followed by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.loop_columns import DEAL_CREDIT
from clm_core.selection import Comparison
from clm_core.services.data import change_setting, loop_data
from clm_core.services.roi_maturity import RoiBasis, roi_maturity_view
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER

ALONE = replace(QUARTER, comparison=Comparison.NONE)


def test_deals_stand_in_the_month_of_their_touch(tiny: Store) -> None:
    """Both leads of January, by paid search: one won, one lost; the fair's of February won in dollars, without rate.

    The open deal came from nowhere that is known.
    """
    view = roi_maturity_view(tiny, ALONE)
    months = view.cohorts[view.cohorts["channel"] == ""].copy()
    months.index = months["month"].dt.month
    columns = ["spend", "won_deals", "lost_deals", "open_deals", "realised"]
    assert months.loc[1, columns].tolist() == [300, 1, 1, 0, 5_000]
    assert months.loc[2, columns].tolist() == [1_200, 1, 0, 0, 0]
    assert view.total["realised_roi"].item() == pytest.approx(3_500 / 1_500)
    assert view.parts["realised"].tolist() == [0, 5_000, 0, 0]
    assert "roi_maturity.note_too_few_lags" in view.notes


def test_another_credit_moves_the_deal(tiny: Store) -> None:
    deals = loop_data(tiny).deals
    credit = pd.DataFrame({"deal_key": deals["deal_key"], "at": pd.Timestamp("2026-03-02", tz="UTC")})
    credit = typed_frame(credit.assign(channel="email", campaign="News", share=1.0), DEAL_CREDIT)
    view = roi_maturity_view(tiny, ALONE, credit=credit)
    channels = view.channels.set_index("channel")["realised"]
    assert channels["email"] == view.total["realised"].item() == 5_000
    assert view.cohorts.loc[view.cohorts["realised"] > 0, "month"].dt.month.unique().tolist() == [3]


def test_basis_follows_settings_and_question(tiny: Store) -> None:
    assert roi_maturity_view(tiny, ALONE).basis is RoiBasis.REVENUE
    change_setting(tiny, "margin_share", 0.4)
    assert roi_maturity_view(tiny, ALONE).total["realised"].item() == pytest.approx(2_000)
    assert roi_maturity_view(tiny, ALONE, RoiBasis.LIFETIME_VALUE).total["realised"].item() == 5_000


def test_an_empty_workspace_says_so(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        roi_maturity_view(store, QUARTER)
