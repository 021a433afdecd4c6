"""Wins of deals that do not exist yet: created as leads bring them, then won as deals like them were."""

from datetime import timedelta

import numpy as np

from clm_core.analysis.closing_rates import ClosingRates
from clm_core.analysis.deal_lives import DealLives
from clm_core.analysis.forecast.later_steps import ComingSteps
from clm_core.analysis.open_deals import ended_by
from clm_core.response_curves import Floats

_STEP_DAYS = 7
_RECENT_DAYS = 365


def won_of_new(created: ComingSteps, rates: ClosingRates, lives: DealLives) -> ComingSteps:
    """Deals created on each coming day, turned into deals won on each coming day.

    The amounts and channels of new deals are mixed as those of the last year's. Created days go by week: all of a
    week's deals have the months of its middle.
    """
    days = len(created.new)
    groups = lives.groups(rates.edges)[lives.created > lives.today - _RECENT_DAYS]
    if not len(groups):
        groups = lives.groups(rates.edges)
    kinds, counts = np.unique(groups, axis=0, return_counts=True)
    born = np.full(len(kinds), -1, dtype=np.int64)
    won = np.zeros((2, days))
    share = 0.0
    for start in range(0, days, _STEP_DAYS):
        end = min(start + _STEP_DAYS, days)
        middle = lives.as_of + timedelta(days=(start + end) // 2)
        by_day, _ = ended_by(rates, kinds, born, middle, days - start)
        daily = np.diff(counts @ by_day) / counts.sum()
        share = max(share, float(daily.sum()))
        for day in range(start, end):
            won[0, day:] += created.in_funnel[day] * daily[: days - day]
            won[1, day:] += created.new[day] * daily[: days - day]
    return ComingSteps(in_funnel=_as_floats(won[0]), new=_as_floats(won[1]), rate=created.rate * share, n=created.n)


def _as_floats(values: Floats) -> Floats:
    return np.maximum(values, 0.0)
