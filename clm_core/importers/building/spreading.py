"""Amounts of several days divided over these days, exactly."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

LONGEST_DAYS = 1830
"""Five years: a longer row is a mistake in a date, not a campaign."""


def spread(
    frame: pd.DataFrame,
    first_days: pd.Series,
    last_days: pd.Series,
    *,
    whole: Sequence[str],
    divisible: Sequence[str],
) -> pd.DataFrame:
    """One row a day, with ``day`` and ``is_spread``; every amount's days sum to the amount.

    ``whole`` are columns of whole numbers (micros, clicks): each day gets the quotient without its
    fraction, the last day the remainder. ``divisible`` are divided evenly. The index stays that of the
    original row. A row of one day is not spread.
    """
    day_counts = ((last_days - first_days).dt.days + 1).to_numpy(dtype=np.int64)
    positions = np.repeat(np.arange(len(frame)), day_counts)
    offsets = np.arange(len(positions)) - np.repeat(np.cumsum(day_counts) - day_counts, day_counts)
    counts = day_counts[positions]
    spread_rows = frame.iloc[positions].copy()
    spread_rows["day"] = first_days.to_numpy()[positions] + pd.to_timedelta(offsets, unit="D").to_numpy()
    spread_rows["is_spread"] = counts > 1
    is_last = offsets == counts - 1
    for name in whole:
        spread_rows[name] = _divided_whole(spread_rows[name], counts, is_last)
    for name in divisible:
        spread_rows[name] = spread_rows[name] / counts
    return spread_rows


def _divided_whole(values: pd.Series, counts: np.ndarray, is_last: np.ndarray) -> pd.Series:
    """The quotient towards zero on every day and the remainder on the last one."""
    known = values.fillna(0).to_numpy(dtype=np.int64)
    quotient = np.sign(known) * (np.abs(known) // counts)
    share = np.where(is_last, known - quotient * (counts - 1), quotient)
    return pd.Series(share, index=values.index, dtype="Int64").mask(values.isna())


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
