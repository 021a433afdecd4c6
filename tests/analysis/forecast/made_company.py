"""A small company for tests of the forecast: leads by month and weekday, MQLs and deals after known lags."""

from datetime import date

import numpy as np
import pandas as pd

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.records import DealOutcome
from tests.analysis.made_deals import made_deals

MQL_RATE, DEAL_RATE, WIN_RATE = 0.3, 0.12, 0.3
SEASON = (0.8, 0.9, 1.1, 1.0, 1.1, 1.0, 0.8, 0.6, 1.3, 1.3, 1.2, 0.9)


def made_company(
    until: date, *, per_day: float = 10.0, days: int = 800, seed: int = 7
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts and deals as the snapshot has them on the evening of ``until``; the first 300 days are not shown."""
    rng = np.random.default_rng(seed)
    span = pd.date_range(end=pd.Timestamp(until), periods=days)
    counts = rng.poisson(per_day * np.array([SEASON[day.month - 1] for day in span]))
    lead = np.repeat(span.to_numpy(), counts)
    channel = rng.choice(["paid_search", "events"], len(lead))
    mql = _later(lead, rng.random(len(lead)) < MQL_RATE, 10, rng)
    sql = _later(mql, rng.random(len(lead)) < 0.6, 8, rng)
    is_deal = rng.random(len(lead)) < DEAL_RATE
    created = _later(lead, is_deal, 20, rng)
    closed = _later(created, is_deal, 50, rng)
    today = np.datetime64(until)
    contacts = pd.DataFrame(
        {
            "contact_key": np.arange(len(lead)),
            "first_touch_channel": channel,
            "lead_at": lead,
            "mql_at": np.where(mql <= today, mql, np.datetime64("NaT")),
            "sql_at": np.where(sql <= today, sql, np.datetime64("NaT")),
        }
    )
    for name in ("lead_at", "mql_at", "sql_at"):
        contacts[name] = pd.to_datetime(contacts[name]).dt.tz_localize("UTC") + pd.Timedelta(hours=12)
    known = is_deal & (created <= today)
    is_over = closed[known] <= today
    won = rng.random(known.sum()) < WIN_RATE
    outcome = np.where(is_over, np.where(won, DealOutcome.WON, DealOutcome.LOST), DealOutcome.OPEN)
    deals = made_deals(
        [str(day)[:10] for day in created[known]],
        [str(day)[:10] if over else None for day, over in zip(closed[known], is_over, strict=True)],
        list(outcome),
        list(rng.lognormal(9, 0.6, known.sum())),
    )
    deals["first_touch_at"] = pd.to_datetime(pd.Series(lead[known])).dt.tz_localize("UTC") + pd.Timedelta(hours=12)
    deals["first_touch_channel"] = channel[known]
    begins = pd.Timestamp(until, tz="UTC") - pd.Timedelta(days=days - 300)
    return (
        typed_frame(contacts[contacts["lead_at"] >= begins], SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]),
        typed_frame(deals[deals["created_at"] >= begins], SNAPSHOT_COLUMNS[SnapshotTable.DEALS]),
    )


def _later(since: np.ndarray, is_so: np.ndarray, mean_days: float, rng: np.random.Generator) -> np.ndarray:
    lag = rng.geometric(1 / mean_days, len(since)).astype("timedelta64[D]")
    return np.where(is_so, since + lag, np.datetime64("NaT"))
