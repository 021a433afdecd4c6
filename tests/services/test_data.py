"""What the pages stand on: days covered, what filters offer, settings that recompute."""

from datetime import date

import pytest

from clm_core.columns import SnapshotTable
from clm_core.errors import ClmError
from clm_core.selection import SegmentField
from clm_core.services.data import (
    change_setting,
    channels,
    covered_days,
    data_version,
    filter_choices,
    foreign_currencies,
    loop_data,
    require_days,
)
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import Store
from clm_core.store.snapshots import read_table


def test_days_reach_from_the_first_spend_to_the_newest_deal_but_not_to_an_expected_close(tiny: Store) -> None:
    assert covered_days(tiny) == (date(2025, 12, 10), date(2026, 3, 25))


def test_an_empty_workspace_asks_for_data(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        require_days(store)
    choices = filter_choices(store)
    assert (len(choices.channels), len(choices.campaigns), choices.first_day) == (0, 0, None)


def test_filters_offer_what_the_data_have(tiny: Store) -> None:
    choices = filter_choices(tiny)
    assert choices.channels["channel"].tolist() == ["paid_search", "events", "no_source"]
    assert dict(choices.campaigns.to_numpy()) == {
        "Brand": "paid_search",
        "Generic": "paid_search",
        "Hannover Messe": "events",
    }
    assert choices.segments[SegmentField.COUNTRY] == ("AT", "DE")
    assert (choices.first_day, choices.currency) == (date(2025, 12, 10), "EUR")


def test_every_channel_has_its_fixed_place_offline_mark_and_team(tiny: Store) -> None:
    known = channels(tiny).set_index("channel")
    assert known.index[[0, 3, -1]].tolist() == ["direct", "paid_search", "no_source"]
    assert known.loc["events", ["is_offline", "team"]].tolist() == [True, "marketing"]
    assert known.loc["field_sales", ["is_offline", "team"]].tolist() == [True, "sales"]


def test_an_exchange_rate_brings_deals_in(tiny: Store) -> None:
    unmatched = read_table(fresh_snapshot(tiny), SnapshotTable.UNMATCHED)
    (row,) = unmatched[unmatched["reason"] == "resolution.currency_without_rate"].to_dict("records")
    assert (row["reference"], row["record_type"]) == ("USD d2", "deals")
    assert foreign_currencies(tiny) == ("USD",)
    version = data_version(tiny)
    change_setting(tiny, "exchange_rates", {"USD": 0.9})
    assert data_version(tiny) == version + 1
    assert loop_data(tiny).deals.set_index("deal_id")["amount"].to_dict() == {
        "d1": 5000.0,
        "d2": 900.0,
        "d3": 700.0,
        "d4": 900.0,
    }
    assert foreign_currencies(tiny) == ("USD",)


def test_a_setting_that_stays_as_it_is_recomputes_nothing(tiny: Store) -> None:
    version = data_version(tiny)
    change_setting(tiny, "reporting_currency", "EUR")
    assert data_version(tiny) == version
