"""Worlds of leads and deals for tests of the maturity view: one for the hand, and random ones with known truth."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from clm_core.analysis.selected import LoopData
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.selection import Period, Selection

ZONE = "Europe/Berlin"
AS_OF = date(2025, 3, 31)
QUARTER = Selection(period=Period(start_on=date(2025, 1, 1), end_on=AS_OF))


def moments(days: list[str | None]) -> pd.Series:
    """Noon of each day in the zone."""
    local = pd.to_datetime(pd.Series(days, dtype="object")) + pd.Timedelta(hours=12)
    return local.dt.tz_localize(ZONE).dt.tz_convert("UTC").astype("datetime64[us, UTC]")


def deals_frame(
    rows: list[tuple[str | None, str | None, str | None, str, float | None]], **more: object
) -> pd.DataFrame:
    """Deals of (touch, created, closed, outcome, amount), all of search and brand unless ``more`` says otherwise."""
    touched, created, closed, outcome, amount = (list(column) for column in zip(*rows, strict=True))
    data: dict[str, object] = {
        "deal_key": range(1, len(rows) + 1),
        "created_at": moments(created),
        "closed_on": pd.to_datetime(pd.Series(closed, dtype="object")),
        "outcome": outcome,
        "amount": amount,
        "first_touch_at": moments(touched),
        "first_touch_channel": "search",
        "first_touch_campaign": "brand",
        "is_repeat": False,
        "is_marketing_sourced": True,
        "is_marketing_influenced": True,
    }
    return typed_frame(data | more, SNAPSHOT_COLUMNS[SnapshotTable.DEALS])


def contacts_frame(touched: list[str | None], **more: object) -> pd.DataFrame:
    """People by the day of their first touch, all of search and brand unless ``more`` says otherwise."""
    data: dict[str, object] = {
        "contact_key": range(1, len(touched) + 1),
        "first_touch_at": moments(touched),
        "first_touch_channel": "search",
        "first_touch_campaign": "brand",
    }
    return typed_frame(data | more, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])


def spend_frame(rows: list[tuple[str, str, str, float]]) -> pd.DataFrame:
    """Spend of (day, channel, campaign, amount)."""
    frame = pd.DataFrame(rows, columns=["day", "channel", "campaign", "spend"])
    return typed_frame(
        frame.assign(day=pd.to_datetime(frame["day"]), is_spread=False), SNAPSHOT_COLUMNS[SnapshotTable.SPEND]
    )


def company(deals: pd.DataFrame, contacts: pd.DataFrame, spend: pd.DataFrame) -> LoopData:
    """These frames without traffic; every account that a deal names is Germany's if its key is even."""
    keys = sorted(deals["account_key"].dropna().unique())
    countries = ["AT" if key % 2 else "DE" for key in keys]
    accounts = {"account_key": keys, "country": countries}
    return LoopData(
        contacts=contacts,
        deals=deals,
        spend=spend,
        traffic=typed_frame({}, SNAPSHOT_COLUMNS[SnapshotTable.TRAFFIC]),
        accounts=typed_frame(accounts, SNAPSHOT_COLUMNS[SnapshotTable.ACCOUNTS]),
    )


def hand_company() -> LoopData:
    """Four leads on 1 January and four on 1 March, 1 000 spent in either month.

    January: two deals after 10 days, won at 1 000 and lost, both after 20 days; two after 60 days, won at 2 000
    after 29 days and at 3 000 after 10. March: two deals after 10 days, one lost after 10 days, one of 500 open for
    20. The first row, of an unknown touch, only says that the history reaches back to 2024.
    """
    deals = deals_frame(
        [
            (None, "2024-01-01", "2024-01-02", "lost", 100.0),
            ("2025-01-01", "2025-01-11", "2025-01-31", "won", 1_000.0),
            ("2025-01-01", "2025-01-11", "2025-01-31", "lost", 700.0),
            ("2025-01-01", "2025-03-02", "2025-03-31", "won", 2_000.0),
            ("2025-01-01", "2025-03-02", "2025-03-12", "won", 3_000.0),
            ("2025-03-01", "2025-03-11", "2025-06-30", "open", 500.0),
            ("2025-03-01", "2025-03-11", "2025-03-21", "lost", 900.0),
        ]
    )
    contacts = contacts_frame(["2025-01-01"] * 4 + ["2025-03-01"] * 4)
    spend = spend_frame([("2025-01-01", "search", "brand", 1_000.0), ("2025-03-01", "search", "brand", 1_000.0)])
    return company(deals, contacts, spend)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a random world was made with."""

    deal_rate: float = 0.3
    win_rate: float = 0.35
    lag_days: float = 60.0
    close_days: float = 45.0
    amount_mean: float = 8_000.0
    amount_sigma: float = 0.7


def random_company(
    random: np.random.Generator, *, leads: int, days: int, truth: Truth | None = None, channels: int = 1
) -> LoopData:
    """Leads evenly over so many days up to AS_OF; what happens later is cut off, as in any export."""
    truth = truth or Truth()
    start = AS_OF - timedelta(days=days - 1)
    touch = random.integers(0, days, leads)
    channel = np.array([f"channel {number}" for number in range(channels)])[random.integers(0, channels, leads)]
    campaign = np.where(random.random(leads) < 0.5, "a", "b")
    is_deal = random.random(leads) < truth.deal_rate
    created = touch + random.exponential(truth.lag_days, leads).astype(int)
    closed = created + random.exponential(truth.close_days, leads).astype(int)
    is_won = random.random(leads) < truth.win_rate
    sigma = truth.amount_sigma
    amount = random.lognormal(np.log(truth.amount_mean) - sigma**2 / 2, sigma, leads)
    seen = np.flatnonzero(is_deal & (created < days))

    def day(number: int) -> str:
        return str(start + timedelta(days=int(number)))

    rows = [
        (day(touch[i]), day(created[i]), day(closed[i]),
         "open" if closed[i] >= days else "won" if is_won[i] else "lost", float(amount[i]))
        for i in seen
    ]  # fmt: skip
    anchor = (None, str(start - timedelta(days=2)), str(start - timedelta(days=1)), "lost", 1.0)
    keys = pd.array([None, *(seen // 2)], dtype="Int64")
    deals = deals_frame(
        [anchor, *rows],
        first_touch_channel=[None, *channel[seen]],
        first_touch_campaign=[None, *campaign[seen]],
        account_key=keys,
    )
    contacts = contacts_frame(
        [day(one) for one in touch], first_touch_channel=list(channel), first_touch_campaign=list(campaign)
    )
    spend = [(day(one), f"channel {number}", "a", 50.0) for one in range(days) for number in range(channels)]
    return company(deals, contacts, spend_frame(spend))
