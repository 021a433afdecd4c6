"""Olist's two real files, imported through the mapping step, give the figures that were counted from them.

They are those of shared/reference-numbers.md and may change only if the files do.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clm_core.analysis.channels import NO_SOURCE, UNASSIGNED
from clm_core.selection import Comparison, Period, Selection
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.data import change_setting, loop_data, require_days
from clm_core.services.funnel import FunnelView, funnel_view
from clm_core.services.importing import import_file, recognised_file
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from tests.importers.olist import DEALS_FILE, DEALS_OPTIONS, LEADS_FILE, LEADS_OPTIONS

MQLS_AND_WINS = {
    "organic_search": (2296, 271),
    "paid_search": (1586, 195),
    "organic_social": (1350, 75),
    UNASSIGNED: (1099, 179),  # the origin "unknown", which is not the same as a blank one
    "direct": (499, 56),
    "email": (493, 15),
    "referral": (284, 24),
    "other": (150, 4),
    "display": (118, 6),
    "paid_other": (65, 3),  # the origin "other_publicities"
    NO_SOURCE: (60, 14),
}


@pytest.fixture(scope="module")
def olist(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("olist")
    store = open_workspace(home, create_workspace(home, "Olist").slug)
    change_setting(store, "reporting_currency", "BRL")
    for name, options in ((LEADS_FILE, LEADS_OPTIONS), (DEALS_FILE, DEALS_OPTIONS)):
        path = shared_data / name
        file = recognised_file(store, path.name, path.read_bytes(), options)
        report = import_file(store, file, options=options)
        assert report.problems == ()
    yield store
    store.close()


@pytest.fixture(scope="module")
def everything(olist: Store) -> Selection:
    first_on, last_on = require_days(olist)
    period = Period(start_on=first_on, end_on=last_on)
    return Selection(period=period, comparison=Comparison.NONE, currency="BRL")


@pytest.fixture(scope="module")
def funnel(olist: Store, everything: Selection) -> FunnelView:
    return funnel_view(olist, everything)


def test_mqls_and_wins(funnel: FunnelView) -> None:
    stages = funnel.cohort.total.set_index("stage")
    assert stages["reached"].to_dict() == {"lead": 8000, "mql": 8000, "customer": 842}
    assert stages.loc["customer", "step_base"] == 8000
    assert stages.loc["customer", "step_rate"] == pytest.approx(0.10525, abs=1e-12)


def test_mqls_and_wins_by_origin(funnel: FunnelView) -> None:
    reached = funnel.cohort.groups.pivot(index="group", columns="stage", values="reached")
    found = {channel: (int(row["mql"]), int(row["customer"])) for channel, row in reached.iterrows()}
    assert found == MQLS_AND_WINS


def test_days_to_win_with_the_one_before_its_first_contact(funnel: FunnelView) -> None:
    (step,) = funnel.cohort.steps.query("next_stage == 'customer'").to_dict("records")
    assert (step["lag_count"], step["lag_median_days"], step["lag_max_days"]) == (842, 14, 427)
    assert step["lag_mean_days"] == pytest.approx(48.44, abs=0.005)
    assert (step["out_of_order"], step["lag_min_days"]) == (1, -2)
    assert (step["moved_on"], step["still_open"]) == (842, 8000 - 842)


def test_every_win_is_matched_by_id(olist: Store) -> None:
    assert set(loop_data(olist).deals["match_rule"]) == {"id"}


def test_wins_a_month_and_declared_revenue(olist: Store, everything: Selection) -> None:
    roi = channel_roi_view(olist, everything).now
    months = roi.months[roi.months["channel"] == ""].set_index("month")["won_deals"]
    assert months["2018-01":"2018-06"].tolist() == [73, 113, 147, 207, 122, 57]
    assert (months.sum(), roi.total["won_deals"].item()) == (842, 842)
    assert (roi.currency, roi.total["revenue"].item()) == ("BRL", 61_784_006)
    amounts = loop_data(olist).deals["amount"]
    assert (int((amounts > 0).sum()), amounts.max()) == (45, 50_000_000)
    assert roi.channels.set_index("channel")["won_deals"].to_dict() == {
        channel: wins for channel, (_, wins) in MQLS_AND_WINS.items()
    }
