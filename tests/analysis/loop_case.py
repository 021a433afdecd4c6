"""A small made-up company as snapshot frames, for tests of funnel, ROI, overview and charts."""

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from clm_core.analysis.selected import LoopData
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame

ZONE = "Europe/Berlin"
AS_OF = date(2025, 12, 31)
CHANNELS = ("paid_search", "paid_social", "organic_search", "events", "email", "display", "field_sales", "direct")
_MONTHLY_SPEND = (14_000, 9_000, 0, 21_000, 1_200, 6_000, 11_000, 0)
_STEP_RATES = {"mql_at": 0.45, "sal_at": 0.75, "sql_at": 0.65, "opportunity_at": 0.6, "customer_at": 0.3}
_STEP_DAYS = {"mql_at": 12, "sal_at": 4, "sql_at": 15, "opportunity_at": 25, "customer_at": 60}


@cache
def loop_data(seed: int = 7, people: int = 3_000) -> LoopData:
    """Two years of leads with heavy-tailed deals, some of them without amount, channel or company."""
    random = np.random.default_rng(seed)
    contacts = _contacts(random, people)
    return LoopData(
        contacts=contacts,
        deals=_deals(random, contacts),
        spend=_spend(random),
        traffic=_traffic(random),
        accounts=_accounts(contacts),
    )


def _contacts(random: np.random.Generator, people: int) -> pd.DataFrame:
    columns = SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]
    share = np.array([0.24, 0.17, 0.19, 0.1, 0.08, 0.07, 0.05, 0.06, 0.04])
    channel = random.choice(np.array([*CHANNELS, None], dtype=object), people, p=share)
    start = pd.Timestamp("2024-01-01", tz=ZONE).tz_convert("UTC")
    entered = start + pd.to_timedelta(random.uniform(0, 731 * 86_400, people), unit="s")
    data: dict[str, object] = {
        "contact_key": np.arange(people),
        "first_touch_channel": channel,
        "first_touch_campaign": [
            None if name is None or number == 0 else f"{name} {number}"
            for name, number in zip(channel, random.integers(0, 4, people), strict=True)
        ],
        "account_key": random.integers(0, people // 2, people),
        "country": random.choice(np.array(["DE", "AT", "CH", None], dtype=object), people, p=[0.6, 0.2, 0.15, 0.05]),
        "lead_at": entered,
        "first_touch_at": entered - pd.to_timedelta(random.exponential(9, people), unit="D"),
    }
    quality = np.where(channel == "events", 1.25, np.where(channel == "display", 0.6, 1.0)).astype(float)
    reached, moment = np.ones(people, dtype=bool), pd.Series(entered)
    for stage, rate in _STEP_RATES.items():
        reached = reached & (random.random(people) < np.minimum(rate * quality, 0.95))
        moment = moment + pd.to_timedelta(random.exponential(_STEP_DAYS[stage], people), unit="D")
        is_kept = reached & (random.random(people) > (0.08 if stage == "sal_at" else 0.0))
        data[stage] = moment.where(is_kept & (moment < pd.Timestamp("2026-01-01", tz="UTC")))
        reached = reached & (moment < pd.Timestamp("2026-01-01", tz="UTC")).to_numpy()
    stuck = pd.Series(data["customer_at"]).isna() & (random.random(people) < 0.3)
    closed = moment.where(stuck & (moment < pd.Timestamp("2026-01-01", tz="UTC")))
    is_lost = random.random(people) < 0.4
    return typed_frame(data | {"rejected_at": closed.where(~is_lost), "lost_at": closed.where(is_lost)}, columns)


def _deals(random: np.random.Generator, contacts: pd.DataFrame) -> pd.DataFrame:
    source = contacts[contacts["opportunity_at"].notna()].reset_index(drop=True)
    is_won = source["customer_at"].notna()
    is_lost = ~is_won & (random.random(len(source)) < 0.7)
    closed = source["customer_at"].fillna(source["opportunity_at"] + pd.Timedelta(days=30))
    amount = pd.Series(random.lognormal(9.9, 1.0, len(source)).round(2))
    data = {
        "deal_key": np.arange(len(source)),
        "deal_id": [f"D{number}" for number in range(len(source))],
        "account_key": source["account_key"].where(random.random(len(source)) > 0.1),
        "amount": amount.where(random.random(len(source)) > 0.03),
        "created_at": source["opportunity_at"],
        "closed_on": closed.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize().where(is_won | is_lost),
        "outcome": np.select([is_won, is_lost], ["won", "lost"], "open"),
        "first_touch_at": source["first_touch_at"],
        "first_touch_channel": source["first_touch_channel"],
        "first_touch_campaign": source["first_touch_campaign"],
        "is_marketing_sourced": ~source["first_touch_channel"].isin(["field_sales"]).to_numpy(),
        "is_marketing_influenced": True,
        "match_rule": np.where(random.random(len(source)) < 0.05, "none", "email"),
    }
    frame = pd.DataFrame(data)
    won_before = (frame["outcome"] == "won").where(frame["account_key"].notna(), False)
    frame["is_repeat"] = won_before.groupby(frame["account_key"].fillna(-1)).cumsum().gt(1) & won_before
    return typed_frame(frame, SNAPSHOT_COLUMNS[SnapshotTable.DEALS])


def _spend(random: np.random.Generator) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", "2025-12-31")
    parts = []
    for channel, monthly in zip(CHANNELS, _MONTHLY_SPEND, strict=True):
        for number in range(1, 4 if monthly else 1):
            spend = (monthly / 3 / 30.4 * random.uniform(0.6, 1.4, len(days))).round(2)
            is_platform = channel in ("paid_search", "paid_social", "display")
            claimed = np.round(spend / 260, 2) if is_platform else np.nan
            parts.append(
                pd.DataFrame(
                    {
                        "day": days,
                        "channel": channel,
                        "campaign": f"{channel} {number}",
                        "spend": spend,
                        "claimed_conversions": claimed,
                        "claimed_value": claimed * 900,
                        "is_spread": False,
                    }
                )
            )
    brand = pd.DataFrame(
        {"day": days[::30], "channel": "audio", "campaign": "Podcast", "spend": 900.0, "is_spread": False}
    )
    return typed_frame(pd.concat([*parts, brand], ignore_index=True), SNAPSHOT_COLUMNS[SnapshotTable.SPEND])


def _traffic(random: np.random.Generator) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", "2025-12-31")
    parts = [
        pd.DataFrame({"day": days, "channel": channel, "sessions": random.poisson(60, len(days)), "users": None})
        for channel in ("paid_search", "paid_social", "organic_search", "direct")
    ]
    traffic = pd.concat(parts, ignore_index=True)
    traffic["users"] = (traffic["sessions"] * 0.8).round()
    return typed_frame(traffic, SNAPSHOT_COLUMNS[SnapshotTable.TRAFFIC])


def _accounts(contacts: pd.DataFrame) -> pd.DataFrame:
    accounts = contacts.groupby("account_key", as_index=False)["country"].first()
    return typed_frame(accounts, SNAPSHOT_COLUMNS[SnapshotTable.ACCOUNTS])
