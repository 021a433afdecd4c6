"""Marketing-sourced and -influenced revenue: what marketing began, and what it had any part in, over time."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core import kpis
from clm_core.analysis.intervals import BootstrapRule, share_interval
from clm_core.analysis.trend import BucketSize, buckets_of
from clm_core.columns import typed_frame
from clm_core.loop_columns import SOURCED_MONTHS
from clm_core.selection import Period

_PARTS = ("sourced", "influenced")


def sourced_months(won: pd.DataFrame, period: Period, zone: str, rule: BootstrapRule) -> pd.DataFrame:
    """A row for every month of the period, also those without a won deal (SOURCED_MONTHS).

    ``won`` are deals won on the period's days. Whose a deal is was decided when files were joined:
    analysis/first_touch.py.
    """
    buckets = buckets_of(period, zone, size=BucketSize.MONTH)
    own = buckets.index_of_days(won["closed_on"])
    rows = [_sums(won[own == number], rule) for number in range(buckets.count)]
    frame = pd.DataFrame(rows).assign(
        month=np.array(buckets.starts, dtype="datetime64[us]"), is_partial=buckets.is_partial(period)
    )
    return typed_frame(frame, SOURCED_MONTHS)


def sourced_total(won: pd.DataFrame, rule: BootstrapRule) -> pd.DataFrame:
    """The same in one row for all of these deals, without a month."""
    frame = pd.DataFrame([_sums(won, rule)]).assign(month=np.datetime64("NaT", "us"), is_partial=False)
    return typed_frame(frame, SOURCED_MONTHS)


def _sums(won: pd.DataFrame, rule: BootstrapRule) -> dict[str, float]:
    amount = won["amount"].fillna(0.0).to_numpy(dtype=np.float64)
    row: dict[str, float] = {"won_deals": len(won), "revenue": float(amount.sum())}
    for part in _PARTS:
        is_own: NDArray[np.bool_] = won[f"is_marketing_{part}"].to_numpy(dtype=bool)
        revenue = float(amount[is_own].sum())
        low, high = share_interval(amount, is_own, rule)
        row |= {
            f"{part}_deals": int(is_own.sum()),
            f"{part}_revenue": revenue,
            f"{part}_share": kpis.ratio(revenue, row["revenue"]),
            f"{part}_share_low": low,
            f"{part}_share_high": high,
        }
    return row
