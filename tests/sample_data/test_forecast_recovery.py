"""At the end of 2025 the maturity view expects what then came to pass in the simulated company."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.deal_forecast import ForecastRules
from clm_core.analysis.roi_maturity import RoiMaturity, RoiMaturityRules, roi_maturity
from clm_core.analysis.selected import LoopData
from clm_core.analysis.survival import day_counts, waiting_share
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.selection import Period, Selection
from sample_data.world import lags
from sample_data.world.history import World
from sample_data.world.streams import STREAMS

AS_OF, HORIZON = date(2025, 12, 31), 300
YEAR = Selection(period=Period(start_on=date(2025, 1, 1), end_on=AS_OF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindsight:
    """What was expected at the end of 2025, and every deal of that year's first touches as it turned out."""

    expected: RoiMaturity
    deals: pd.DataFrame  # lag, age (days), is_won, amount, is_seen


def utc(moments: pd.Series) -> pd.Series:
    return pd.to_datetime(moments).dt.tz_localize("UTC").astype("datetime64[us, UTC]")


@pytest.fixture(scope="module")
def hindsight(world: World) -> Hindsight:
    """The company as its CRM had it at the end of 2025: what came later is cut off."""
    now = pd.Timestamp("2026-01-01")
    channels = [stream.channel for stream in STREAMS]
    people = world.contacts[~world.contacts["is_base"]]
    people = people.assign(channel=[channels[stream] for stream in people["stream"]])
    deals = world.deals.join(people[["first_touch_at", "channel"]], on="contact", how="inner").reset_index(drop=True)
    known = deals[deals["created_at"] < now]
    is_closed = known["closes_at"] < now
    table = {
        "deal_key": known.index,
        "created_at": utc(known["created_at"]),
        "closed_on": known["closes_at"].dt.normalize(),
        "outcome": np.where(is_closed, np.where(known["is_won"], "won", "lost"), "open"),
        "amount": known["amount"],
        "first_touch_at": utc(known["first_touch_at"]),
        "first_touch_channel": known["channel"],
        "is_repeat": known["is_repeat"],
        "is_marketing_sourced": True,
        "is_marketing_influenced": True,
    }
    leads = people[people["first_touch_at"] < now]
    persons = {
        "contact_key": leads.index,
        "first_touch_at": utc(leads["first_touch_at"]),
        "first_touch_channel": leads["channel"],
    }
    others = {name: typed_frame({}, SNAPSHOT_COLUMNS[SnapshotTable(name)]) for name in ("spend", "traffic", "accounts")}
    data = LoopData(
        deals=typed_frame(table, SNAPSHOT_COLUMNS[SnapshotTable.DEALS]).reset_index(drop=True),
        contacts=typed_frame(persons, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]).reset_index(drop=True),
        **others,
    )
    rules = RoiMaturityRules(forecast=ForecastRules(horizon_days=HORIZON))
    of_year = deals[(deals["first_touch_at"] >= "2025-01-01") & (deals["first_touch_at"] < now)]
    turned_out = of_year.assign(
        lag=(of_year["created_at"].dt.normalize() - of_year["first_touch_at"].dt.normalize()).dt.days,
        age=(of_year["closes_at"].dt.normalize() - of_year["created_at"].dt.normalize()).dt.days,
        is_seen=of_year["created_at"] < now,
    )
    return Hindsight(expected=roi_maturity(data, YEAR, as_of=AS_OF, zone="UTC", rules=rules), deals=turned_out)


def test_as_many_deals_appear_as_expected(hindsight: Hindsight) -> None:
    """A sixth of the deals did not exist yet, most of them of the last quarter's touches."""
    came = (~hindsight.deals["is_seen"] & (hindsight.deals["lag"] <= HORIZON)).sum()
    to_come = hindsight.expected.total["deals_to_come"].item()
    assert hindsight.expected.lag_horizon_days == HORIZON
    assert came > 250
    assert to_come == pytest.approx(came, abs=3 * np.sqrt(came))
    months = hindsight.expected.cohorts[hindsight.expected.cohorts["channel"] == ""]
    quarter = hindsight.deals[~hindsight.deals["is_seen"] & (hindsight.deals["first_touch_at"] >= "2025-10-01")]
    latest = (quarter["lag"] <= HORIZON).sum()
    assert months["deals_to_come"].iloc[-3:].sum() == pytest.approx(latest, abs=3 * np.sqrt(latest))


def test_open_deals_are_won_as_often_as_expected(hindsight: Hindsight) -> None:
    total = hindsight.expected.total.iloc[0]
    still_open = hindsight.deals[hindsight.deals["is_seen"] & (hindsight.deals["closes_at"] >= "2026-01-01")]
    assert len(still_open) == total["open_deals"] > 100
    won = still_open[still_open["is_won"]]
    error = 3 * np.sqrt((won["amount"] ** 2).sum())
    assert total["expected_open"] == pytest.approx(won["amount"].sum(), abs=error)


def test_the_interval_holds_what_came_to_pass(hindsight: Hindsight) -> None:
    """And what had been earned by then is far below it: the reason for all this."""
    total, deals = hindsight.expected.total.iloc[0], hindsight.deals
    won = deals[deals["is_won"] & ((deals["lag"] <= HORIZON) | deals["is_seen"])]
    assert total["mature_return_low"] < won["amount"].sum() < total["mature_return_high"]
    assert total["realised"] < 0.75 * won["amount"].sum()
    rates = hindsight.expected.win_rates.set_index("channel")
    assert rates["win_chance"].drop("").idxmax() in ("partners", "events", "field_sales")
    assert rates["win_chance"].drop("").idxmin() in ("display", "direct")


def test_the_planted_median_time_to_close_is_found(hindsight: Hindsight, world: World) -> None:
    """Half of the deals are decided after the planted 90 days, found from what was known at the end of 2025."""
    now = pd.Timestamp("2026-01-01")
    deals = world.deals[(world.deals["created_at"] >= "2024-11-01") & (world.deals["created_at"] < now)]
    deals = deals[~deals["is_repeat"]]
    is_closed = (deals["closes_at"] < now).to_numpy()
    end = deals["closes_at"].where(is_closed, now)
    days = (end - deals["created_at"]).dt.days.to_numpy()
    waiting = waiting_share(day_counts(days[is_closed], 600), day_counts(days[~is_closed], 600))
    found = int(np.argmax(waiting <= 0.5))
    assert found == pytest.approx(lags.OPPORTUNITY_TO_CLOSE.median, rel=0.08)
    assert np.median(days[is_closed]) < found - 3  # what is closed already was quick
