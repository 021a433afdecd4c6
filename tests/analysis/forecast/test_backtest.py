"""Past forecasts as they would have been shown then: by what was over on their day, and by nothing else."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.forecast.backtest import as_shown_then
from clm_core.analysis.forecast.calibration import stretch

ENDS = ["low_50", "high_50", "low_90", "high_90"]


def past(actual: np.ndarray) -> pd.DataFrame:
    """From the end of each of twelve months a forecast of the next month: 100, with too narrow intervals."""
    origins = pd.date_range("2025-01-31", periods=12, freq="ME").astype("datetime64[us]")
    rows = {"measure": "leads", "size": "month", "origin_on": origins, "start_on": origins + pd.Timedelta(days=1)}
    ends = dict(zip(ENDS, (98.0, 102.0, 96.0, 104.0), strict=True))
    return pd.DataFrame(rows | {"actual": actual, "middle": 100.0} | ends)


ACTUAL = 100 + 15 * np.random.default_rng(3).standard_normal(12)


def test_each_is_stretched_by_what_was_over() -> None:
    """Oracle: month by month; the first has nothing behind it and stays as it was."""
    rows = past(ACTUAL)
    shown = as_shown_then(rows)
    for place in range(12):
        by_half, by_most = stretch(rows.iloc[:place], "leads", "month").by_level
        expected = [100 - 2 * by_half, 100 + 2 * by_half, 100 - 4 * by_most, 100 + 4 * by_most]
        assert shown.loc[place, ENDS].tolist() == pytest.approx(expected)
    assert shown.loc[0, ENDS].tolist() == [98, 102, 96, 104]
    assert shown.loc[11, "high_90"] > 110


def test_no_interval_knows_what_came_later() -> None:
    """Property: whatever comes after a day, what was shown on it stays."""
    shown, otherwise = (as_shown_then(past(np.where(np.arange(12) < 6, ACTUAL, last))) for last in (100.0, 900.0))
    pd.testing.assert_frame_equal(shown.loc[:6, ENDS], otherwise.loc[:6, ENDS])
    assert otherwise.loc[11, "high_90"] > shown.loc[11, "high_90"] + 100
