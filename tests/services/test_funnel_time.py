"""The funnel in time of a company whose people can be counted by hand; its data end on 25 March 2026."""

from dataclasses import replace

import numpy as np
import pytest

from clm_core.errors import ClmError
from clm_core.records import Stage
from clm_core.selection import Comparison
from clm_core.services.funnel_time import (
    AgeBand,
    DealGroup,
    FunnelGroup,
    StagePair,
    ageing_view,
    bridge_view,
    conversion_view,
    open_rows,
    recorded_pairs,
    stage_time_view,
    velocity_view,
    win_rate_view,
)
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER

MQL_TO_SQL = StagePair(start=Stage.MQL, end=Stage.SQL)
WHOLE_WAY = StagePair(start=Stage.LEAD, end=Stage.CUSTOMER)


def test_pairs_and_conversion(tiny: Store) -> None:
    """Three MQLs: c1 became an SQL after 12 days, c2 came on with the deal after 15, c3 after 1."""
    assert recorded_pairs(tiny, QUARTER)[1:2] == (MQL_TO_SQL,)
    view = conversion_view(tiny, QUARTER, MQL_TO_SQL)
    assert (view.entered, view.out_of_order, view.undated, view.has_closed) == (3, 0, 1, False)
    whole = view.cohorts[view.cohorts["month"].isna()].set_index("age_days")
    assert whole.loc[[7, 14], "rate"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert view.curve["day"].tolist() == [0, 1, 12, 15]
    assert view.curve["rate"].tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert np.isnan(view.usual.p90_days)  # three successes say nothing about how long it takes


def test_time_in_stage_by_group(tiny: Store) -> None:
    view = stage_time_view(tiny, QUARTER)
    mqls = view.total[view.total["stage"] == "mql"].iloc[0]
    assert mqls[["entered", "moved_on", "still_open", "stay_median_days"]].tolist() == [3, 3, 0, 12]
    assert view.total["next_stage"].tolist()[-1] == "customer"
    assert (view.total["stage"] == "lead").sum() == 1  # the whole way is no stage
    groups = view.groups[view.groups["stage"] == "mql"]
    assert dict(zip(groups["group"], groups["entered"], strict=True)) == {"paid_search": 2, "events": 1}


def test_velocity_of_the_quarter(tiny: Store) -> None:
    """d1 19 days, d2 14 days, d3 28 days until decided; two of three won."""
    view = velocity_view(tiny, QUARTER)
    levers = view.velocity.levers.set_index("lever")
    assert levers.loc["win_rate", ["value", "n"]].tolist() == pytest.approx([2 / 3, 3])
    assert levers.loc["cycle", "value"] == pytest.approx((19 + 14 + 28) / 3)
    assert np.isnan(levers.loc["velocity", "effect"])  # nothing was decided in the quarter before
    assert velocity_view(tiny, replace(QUARTER, comparison=Comparison.NONE)).before is None


def test_win_rates(tiny: Store) -> None:
    view = win_rate_view(tiny, QUARTER, DealGroup.CHANNEL)
    assert (view.won, view.decided, view.still_open) == (2, 3, 1)
    found = view.groups.set_index("group")
    assert found.loc["paid_search", ["won", "decided"]].tolist() == [1, 2]
    assert found.loc["events", ["won", "decided"]].tolist() == [1, 1]
    bands = win_rate_view(tiny, QUARTER, DealGroup.AMOUNT).groups
    assert (bands["decided"].sum(), bands["still_open"].sum()) == (3, 1)


def test_bridge_needs_a_comparison_and_sums(tiny: Store) -> None:
    """Now 2 of 4 leads are customers, before 0 of 1 by paid search: half a point is rate, half is mix."""
    bridge = bridge_view(tiny, QUARTER, FunnelGroup.CHANNEL, WHOLE_WAY).bridge
    assert (bridge.base, bridge.base_before, bridge.rate, bridge.rate_before) == (4, 1, 0.5, 0)
    assert bridge.mix.value + bridge.own_rate.value == pytest.approx(0.5)
    # Paid search from 0 of 1 to 1 of 2: half a rate more, times the mean of shares 1 and 1/2.
    assert bridge.own_rate.value == pytest.approx(0.5 * 0.75)
    with pytest.raises(ClmError, match=r"funnel\.no_comparison"):
        bridge_view(tiny, replace(QUARTER, comparison=Comparison.NONE), FunnelGroup.CHANNEL, WHOLE_WAY)


def test_what_is_open_and_the_rows_behind_it(tiny: Store) -> None:
    view = ageing_view(tiny, QUARTER)
    counts = {(row.stage, row.band): row.count for row in view.rows.itertuples(index=False)}
    # One lead (c5) and one deal (d4) are open; all who were MQLs came on.
    assert {key: count for key, count in counts.items() if count} == {
        ("lead", "unknown"): 1,
        ("opportunity", "unknown"): 1,
    }
    assert open_rows(tiny, QUARTER, Stage.LEAD, AgeBand.UNKNOWN)["contact_id"].tolist() == ["c5"]
    deals = open_rows(tiny, QUARTER, Stage.OPPORTUNITY, AgeBand.UNKNOWN)
    assert deals["deal_id"].tolist() == ["d4"]
    assert open_rows(tiny, QUARTER, Stage.LEAD, AgeBand.OLD).empty


def test_an_unrecorded_stage_and_an_empty_workspace_say_so(tiny: Store, store: Store) -> None:
    with pytest.raises(ClmError, match=r"funnel\.stage_not_recorded"):
        conversion_view(tiny, QUARTER, StagePair(start=Stage.LEAD, end=Stage.SAL))
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        ageing_view(store, QUARTER)
