"""Channel ROI of a company whose money can be added up by hand."""

from dataclasses import replace

import pytest

from clm_core.errors import ClmError
from clm_core.selection import Comparison
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.data import change_setting
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER

ALONE = replace(QUARTER, comparison=Comparison.NONE)


def test_channel_roi(tiny: Store) -> None:
    view = channel_roi_view(tiny, QUARTER)
    columns = ["spend", "leads", "mqls", "sqls", "won_deals", "deals_without_amount", "revenue"]
    rows = {row["channel"]: [row[name] for name in columns] for row in view.now.channels.to_dict("records")}
    assert rows == {
        "events": [1000.0, 1, 1, 0, 1, 1, 0.0],
        "paid_search": [500.0, 2, 2, 1, 1, 0, 5000.0],
        "no_source": [0.0, 1, 0, 0, 0, 0, 0.0],
    }
    total = view.now.total.iloc[0]
    assert [total[name] for name in columns] == [1500.0, 4, 3, 1, 2, 1, 5000.0]
    assert total[["roi", "roas", "cpl", "cac"]].tolist() == pytest.approx([3500 / 1500, 5000 / 1500, 375.0, 750.0])
    assert view.before is not None
    assert view.before.total.iloc[0][["spend", "leads"]].tolist() == [100.0, 1]
    campaigns = {row["campaign"]: row["spend"] for row in view.now.campaigns.to_dict("records") if row["campaign"]}
    assert campaigns == {"Hannover Messe": 1000.0, "Brand": 300.0, "Generic": 200.0}


def test_a_margin_makes_roi_a_matter_of_margin(tiny: Store) -> None:
    change_setting(tiny, "margin_share", 0.4)
    change_setting(tiny, "exchange_rates", {"USD": 0.9})
    total = channel_roi_view(tiny, ALONE).now.total.iloc[0]
    assert total[["revenue", "margin", "roi"]].tolist() == pytest.approx([5900.0, 2360.0, 860 / 1500])


def test_an_empty_workspace_says_so(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        channel_roi_view(store, QUARTER)
