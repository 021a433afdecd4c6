"""Eighteen months of leads and deals as facts, for tests of the forecast's service, page and command."""

import numpy as np
import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType

LAST_DAY = pd.Timestamp("2025-12-09")


def forecast_frames(per_day: int = 3, days: int = 540, seed: int = 11) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts and deals: one lead in six becomes a deal after some weeks, a third of the deals are won."""
    rng = np.random.default_rng(seed)
    came = np.repeat(pd.date_range(end=LAST_DAY, periods=days).to_numpy(), per_day)
    numbers = np.arange(len(came))
    contacts = {
        "contact_id": [f"f{number}" for number in numbers],
        "email": [f"f{number}@example.org" for number in numbers],
        "company": [f"Firm {number}" for number in numbers],
        "channel": np.where(numbers % 2, "email", "paid_search"),
        "stage": "lead",
        "created_at": pd.Series(came).dt.tz_localize("UTC") + pd.Timedelta(hours=9),
        "system": "test",
    }
    created = came + rng.geometric(1 / 15, len(came)).astype("timedelta64[D]")
    closed = created + rng.geometric(1 / 35, len(came)).astype("timedelta64[D]")
    known = (numbers % 6 == 0) & (created <= LAST_DAY.to_numpy())
    is_over = closed[known] <= LAST_DAY.to_numpy()
    is_won = rng.random(known.sum()) < 1 / 3
    deals = {
        "deal_id": [f"g{number}" for number in numbers[known]],
        "deal": [f"Order {number}" for number in numbers[known]],
        "contact_id": [f"f{number}" for number in numbers[known]],
        "company": [f"Firm {number}" for number in numbers[known]],
        "amount_micros": (rng.integers(2, 30, known.sum()) * 1000 * MICROS),
        "currency": "EUR",
        "created_at": pd.Series(created[known]).dt.tz_localize("UTC") + pd.Timedelta(hours=10),
        "closed_on": pd.Series(closed[known]).where(is_over),
        "outcome": np.where(is_over, np.where(is_won, "won", "lost"), "open"),
        "system": "test",
    }
    return (
        typed_frame(pd.DataFrame(contacts), fact_dtypes(RecordType.CONTACTS)),
        typed_frame(pd.DataFrame(deals), fact_dtypes(RecordType.DEALS)),
    )
