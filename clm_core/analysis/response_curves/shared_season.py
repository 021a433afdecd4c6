"""The season that all credited channels have in common, finer than any one of them could show."""

from collections.abc import Sequence

import numpy as np

from clm_core.response_curves import Floats, ResponseSeries

PAIRS = 6
"""Pairs of sine and cosine of a year: months differ, as do the weeks around Christmas."""

LEAST_CHANNELS = 3
LEAST_YEARS = 1.5
WIDTH = 0.3
"""Standard deviation of each coefficient around 0, as a share of the mean effect."""


def has_shared_season(series: ResponseSeries) -> bool:
    """Whether enough credited channels and years are there to learn a season that they share."""
    years = len(series.starts_on) / series.season_periods
    used = int((series.spend.any(axis=0) & series.outcome.any(axis=0)).sum()) if series.is_credited else 0
    return used >= LEAST_CHANNELS and years >= LEAST_YEARS


def season_factors(series: ResponseSeries, fits: Sequence[tuple[Floats, Floats, Floats]]) -> Floats:
    """By how much each period stands above or below the mean of all: a factor by period with mean 1.

    ``fits`` is for each channel its outcome, its effect without season and the precision (1 ÷ variance) of each
    period's outcome. Weighted ridge regression of all channels' outcomes on their effects × the season's columns.
    """
    columns = _columns(series)
    stiffness = np.eye(columns.shape[1]) / WIDTH**2
    towards = np.zeros(columns.shape[1])
    for outcome, effect, precision in fits:
        moved = effect[:, None] * columns
        stiffness += (moved * precision[:, None]).T @ moved
        towards += moved.T @ ((outcome - effect) * precision)
    season = 1.0 + columns @ np.linalg.solve(stiffness, towards)
    floored = np.maximum(season, 0.1)
    factors: Floats = floored / floored.mean()
    return factors


def _columns(series: ResponseSeries) -> Floats:
    years = np.array([day.toordinal() for day in series.starts_on]) / 365.25
    angles = 2 * np.pi * np.outer(years, np.arange(1, PAIRS + 1))
    waves = np.hstack([np.sin(angles), np.cos(angles)])
    centred: Floats = waves - waves.mean(axis=0)
    return centred
