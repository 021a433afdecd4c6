"""Days and touches up to the conversion: a known case, bins that hold every journey, what the window cuts off."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.attribution.cut_journeys import cut_journeys
from clm_core.analysis.journey_spread import DAY_WIDTHS, TOUCH_WIDTHS, cut_off_share, days_to_convert, spread
from clm_core.journey_options import ConversionKind


def test_quartiles_of_known_values() -> None:
    found = spread(np.array([1.0, 2, 3, 4, 100]), TOUCH_WIDTHS)
    assert (found.count, found.q1, found.median, found.q3) == (5, 2, 3, 4)
    assert found.p90 == pytest.approx(61.6)
    assert found.bins.iloc[0].tolist() == [0, 5, 4]
    assert found.bins.iloc[-1].tolist() == [100, 105, 1]


@given(st.lists(st.floats(0, 3_000), min_size=1, max_size=50))
def test_every_value_lies_in_the_bin_that_counts_it(values: list[float]) -> None:
    found = spread(np.array(values), DAY_WIDTHS)
    counted = [sum(row.begin <= value < row.end for value in values) for row in found.bins.itertuples()]
    assert counted == found.bins["journeys"].tolist()
    assert sum(counted) == len(values)
    assert len(found.bins) <= 24
    assert found.q1 <= found.median <= found.q3


def test_without_values_there_is_no_median() -> None:
    found = spread(np.array([]), DAY_WIDTHS)
    assert found.count == 0
    assert math.isnan(found.median)
    assert found.bins.empty
    assert math.isnan(cut_off_share(np.array([]), 180))


def test_days_count_from_the_first_touch_to_the_conversion() -> None:
    """A deal won 10.5 days after its first of two touches, one after half a day; one without touches."""
    at = pd.to_datetime(["2026-03-01 00:00", "2026-03-11 12:00", "2026-03-20 00:00", "2026-03-20 12:00"], utc=True)
    moments = {name: pd.Series([pd.NaT] * 3, dtype="datetime64[us, UTC]") for name in ("lead_at", "mql_at")}
    conversions = pd.DataFrame(
        {
            "conversion_key": [0, 1, 2],
            "at": pd.Series([at[1], at[2], at[3]]).astype("datetime64[us, UTC]"),
            "conversions": 1.0,
            "value": 5.0,
            "touch_count": [2, 0, 1],
            **moments,
            "opportunity_at": moments["lead_at"],
        }
    )
    touches = pd.DataFrame(
        {
            "conversion_key": [0, 0, 2],
            "at": pd.Series([at[0], at[1], at[2]]).astype("datetime64[us, UTC]"),
            "channel": pd.Categorical(["a", "b", "a"]),
            "campaign": pd.Categorical([None, "x", None]),
        }
    )
    paths = pd.DataFrame({"path": pd.Series([], dtype="str"), "non_conversions": 0, "touch_count": 0})
    cut = cut_journeys(conversions, touches, paths, ConversionKind.WON_DEAL)
    assert days_to_convert(cut).tolist() == [10.5, 0.5]


def test_the_oldest_tenth_of_the_window_says_what_is_cut_off() -> None:
    assert cut_off_share(np.array([10.0, 170, 175, 100]), 180) == 0.5
    assert cut_off_share(np.array([10.0, 162]), 180) == 0
