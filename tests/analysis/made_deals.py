"""Deals as the snapshot has them, made for tests of what is open and of the forecast."""

from datetime import date

import numpy as np
import pandas as pd

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.records import DealOutcome


def made_deals(
    created: list[str], closed: list[str | None], outcome: list[str], amount: float | list[float] = 1000.0
) -> pd.DataFrame:
    """One deal an entry, created at noon."""
    rows = {
        "deal_key": np.arange(len(created)),
        "created_at": pd.to_datetime(pd.Series(created)).dt.tz_localize("UTC") + pd.Timedelta(hours=12),
        "closed_on": pd.to_datetime(pd.Series(closed, dtype="object")),
        "outcome": outcome,
        "amount": np.broadcast_to(np.asarray(amount, dtype=float), len(created)),
        "first_touch_channel": "events",
        "probability_share": 0.4,
    }
    frame = pd.DataFrame(rows)
    frame["first_touch_at"] = frame["created_at"] - pd.Timedelta(days=20)
    return typed_frame(frame, SNAPSHOT_COLUMNS[SnapshotTable.DEALS])


def simulated_deals(
    count: int, *, win_a_day: float, lose_a_day: float, until: date, seed: int, days: int = 600
) -> pd.DataFrame:
    """Deals created evenly over the days before ``until``, won and lost at constant rates a day."""
    rng = np.random.default_rng(seed)
    today = pd.Timestamp(until)
    created = today - pd.to_timedelta(rng.integers(1, days, count), unit="D")
    lasts = rng.geometric(win_a_day + lose_a_day, count)
    closed = created + pd.to_timedelta(lasts, unit="D")
    is_won = rng.random(count) < win_a_day / (win_a_day + lose_a_day)
    outcome = np.where(closed > today, DealOutcome.OPEN, np.where(is_won, DealOutcome.WON, DealOutcome.LOST))
    shown = [None if day > today else str(day.date()) for day in closed]
    return made_deals([str(day.date()) for day in created], shown, list(outcome), list(rng.lognormal(9, 1, count)))
