"""Series that carry nothing, or next to nothing."""

from dataclasses import replace

import numpy as np

from clm_core.response_curves import ResponseSeries
from tests.analysis.response_curves.worlds import credited_world, simulated_world


def first_periods(series: ResponseSeries, count: int) -> ResponseSeries:
    """The series cut off after so many periods."""
    return replace(
        series, starts_on=series.starts_on[:count], spend=series.spend[:count], outcome=series.outcome[:count]
    )


def with_poor_channels(series: ResponseSeries) -> ResponseSeries:
    """channel_1 is never used, channel_2 always spends the same, channel_4 one and a half times what channel_3 does."""
    spend = series.spend.copy()
    spend[:, 0], spend[:, 1], spend[:, 3] = 0.0, 5_000.0, 1.5 * spend[:, 2]
    return replace(series, spend=spend)


def poor_series() -> dict[str, ResponseSeries]:
    """By what is wrong with them."""
    joint, credited = simulated_world(3).series, credited_world(3).series
    return {
        "poor channels": with_poor_channels(joint),
        "poor channels, credited": with_poor_channels(credited),
        "no outcome": replace(joint, outcome=np.zeros_like(joint.outcome)),
        "no outcome, credited": replace(credited, outcome=np.zeros_like(credited.outcome)),
        "no spend": replace(joint, spend=np.zeros_like(joint.spend)),
        "no spend, credited": replace(credited, spend=np.zeros_like(credited.spend)),
        "eight weeks": first_periods(joint, 8),
        "eight weeks, credited": first_periods(credited, 8),
        "one week": first_periods(joint, 1),
        "one week, credited": first_periods(credited, 1),
    }
