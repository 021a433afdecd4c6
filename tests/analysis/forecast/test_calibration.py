"""Intervals that hold as often as they say."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as some

from clm_core.analysis.forecast.calibration import scores, stretch, stretched


def forecasts(actual: np.ndarray, half: float) -> pd.DataFrame:
    """Forecasts of 100 with a 50 % interval of this half and a 90 % one of twice that."""
    return pd.DataFrame(
        {
            "measure": "leads",
            "size": "month",
            "actual": actual,
            "middle": 100.0,
            "low_50": 100 - half,
            "high_50": 100 + half,
            "low_90": 100 - 2 * half,
            "high_90": 100 + 2 * half,
        }
    )


def test_score_is_the_distance_in_halves() -> None:
    """Known case: 112 and 91 with halves of 6."""
    np.testing.assert_allclose(scores(forecasts(np.array([112.0, 91.0]), 6.0), 50), [2.0, 1.5])


def test_too_narrow_intervals_are_stretched_to_their_level() -> None:
    """Recovery: intervals a third as wide as they should be cover half and nine tenths after the stretch."""
    rng = np.random.default_rng(4)
    past, coming = (forecasts(100 + 10 * rng.standard_normal(400), 6.745 / 3) for _ in range(2))
    by_level = stretch(past, "leads", "month").by_level
    shown = stretched(coming, (np.full(400, by_level[0]), np.full(400, by_level[1])), np.zeros(400))
    for level in (50, 90):
        covered = shown["actual"].between(shown[f"low_{level}"], shown[f"high_{level}"]).mean()
        assert abs(covered - level / 100) < 0.05


def test_without_past_forecasts_nothing_is_stretched() -> None:
    assert stretch(forecasts(np.array([]), 5.0), "leads", "month").by_level == (1.0, 1.0)


@given(first=some.floats(0, 9), second=some.floats(0, 9))
@settings(max_examples=50, deadline=None)
def test_intervals_stay_nested_and_above_the_least(first: float, second: float) -> None:
    shown = stretched(forecasts(np.array([100.0]), 8.0), (np.array([first]), np.array([second])), np.array([70.0]))
    row = shown.iloc[0]
    assert 70 <= row["low_90"] <= row["low_50"] <= 100 <= row["high_50"] <= row["high_90"]
