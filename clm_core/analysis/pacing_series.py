"""What a daily number usually does next: its level of late, the weekday, the season, and what is already on its way.

A number without forerunner goes on at its level of the last LEVEL_DAYS times the weekday's and the season's usual
factor. A number with one (SQLs after MQLs, won deals after deals created) follows the forerunner by the lags of the
past, so that what has come but not ripened yet counts, times its own season (deals close before the year ends).
Assumptions and limits: docs/methods/promises.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import numpy as np

from clm_core.analysis.intervals import Floats

LEVEL_DAYS = 91
"""The level is that of the last quarter: long enough to be calm, short enough to be of today."""

YEAR_DAYS = 364
"""Whole weeks, so that a day a year earlier is the same weekday."""

LEAST_SPREAD = 0.05
FEW_SPREAD = 0.3
"""How uncertain a level is where the past is too short to say: about thirty per cent."""

_SMOOTH_DAYS = 29
_WEEKDAY_DAYS = 364
_LEAST_MEAN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DailySeries:
    """A number a day from ``first_on`` on, without gaps, up to the last day of the data.

    ``kernel`` holds how many of it follow on one of the ``forerunner`` after 0, 1, 2 … days; it begins on the same
    day. Where the measure is a sum of amounts (revenue), ``values`` counts them, ``day_amounts`` is
    their sum a day, and ``amounts`` are those of late, from which ones to come are drawn.
    """

    first_on: date
    values: Floats
    forerunner: "DailySeries | None" = None
    kernel: Floats | None = None
    day_amounts: Floats | None = None
    amounts: Floats | None = None

    def place(self, day: date) -> int:
        """The day's place in ``values``; beyond them for days to come."""
        return (day - self.first_on).days

    @property
    def last_on(self) -> date:
        return self.first_on + timedelta(days=len(self.values) - 1)


def expected_daily(series: DailySeries, until: int, *, known: int | None = None) -> Floats:
    """The expected number of each day from 0 to before ``until``, from the first ``known`` days only (default: all).

    Of days before ``known`` it is what the rule says too, not what happened.
    """
    known = len(series.values) if known is None else known
    values = series.values[:known]
    if series.forerunner is None or series.kernel is None:
        pattern = season_index(values, until)
    else:
        ahead = expected_daily(series.forerunner, until, known=known)
        came = np.concatenate([series.forerunner.values[:known], ahead[known:]])[:until]
        followed = np.convolve(came, series.kernel)[:until]
        pattern = followed * own_season(values, followed)
    recent = slice(max(0, known - LEVEL_DAYS), known)
    usual = float(pattern[recent].sum())
    level = float(values[recent].sum()) / usual if usual > _LEAST_MEAN else 0.0
    return level * pattern


def season_index(values: Floats, until: int) -> Floats:
    """The usual factor of each day from 0 to before ``until``: weekday times season, about 1 on the average.

    The season's factor is that of the same days in earlier years against the year around them, drawn towards 1: with
    one earlier year half, with two two thirds of it. Days without any earlier year have the weekday's factor alone.
    """
    weekday = weekday_factors(values)
    plain = values / np.maximum(weekday[np.arange(len(values)) % 7], _LEAST_MEAN)
    index: Floats = weekday[np.arange(until) % 7] * _of_earlier_years(_relative_to_year(plain), until)
    return index


def own_season(values: Floats, followed: Floats) -> Floats:
    """The number's own factor of each day beside what follows on the forerunners (``followed``): weekday and season.

    Both against what followed, by the rule of ``season_index``: the season drawn towards 1, earlier years only.
    """
    latest = np.arange(len(values))[-_WEEKDAY_DAYS:]
    sums, usual = (
        np.bincount(latest % 7, weights=one[latest], minlength=7) for one in (values, followed[: len(values)])
    )
    weekday = np.ones(7)
    if len(latest) >= 28 and usual.min() > _LEAST_MEAN and sums.sum() > 0:
        weekday = sums / usual * usual.sum() / sums.sum()
    came = _relative_to_year(values)
    expected = _relative_to_year(followed[: len(values)])
    relative = np.divide(came, expected, out=np.full(len(came), np.nan), where=expected > _LEAST_MEAN)
    days = np.arange(len(followed))
    factor: Floats = weekday[days % 7] * _of_earlier_years(relative, len(followed))
    return factor


def _of_earlier_years(relative: Floats, until: int) -> Floats:
    """The mean factor of the same day in earlier years, and one more year of 1."""
    days = np.arange(until)
    found, count = np.zeros(until), np.zeros(until)
    for years in range(1, until // YEAR_DAYS + 1):
        earlier = days - years * YEAR_DAYS
        is_there = (earlier >= 0) & (earlier < len(relative))
        past = np.where(is_there, relative[np.clip(earlier, 0, max(len(relative) - 1, 0))], np.nan)
        found += np.nan_to_num(past)
        count += ~np.isnan(past)
    season: Floats = (found + 1.0) / (count + 1.0)
    return season


def weekday_factors(values: Floats) -> Floats:
    """Seven factors around 1, of the days at places 0, 1, … 6 modulo 7, from the last year; all 1 without numbers."""
    latest = np.arange(len(values))[-_WEEKDAY_DAYS:]
    sums = np.bincount(latest % 7, weights=values[latest], minlength=7)
    days = np.bincount(latest % 7, minlength=7)
    if len(latest) < 28 or sums.sum() <= 0:
        return np.ones(7)
    means = sums / days
    factors: Floats = means / means.mean()
    return factors


def _relative_to_year(plain: Floats) -> Floats:
    """Each day's smoothed number against the mean of the year around it; missing where that year is not whole."""
    relative = np.full(len(plain), np.nan)
    if len(plain) < YEAR_DAYS + 1:
        return relative
    half = YEAR_DAYS // 2
    sums = np.concatenate([[0.0], np.cumsum(plain)])
    centre = np.arange(half, len(plain) - half)
    year = (sums[centre + half + 1] - sums[centre - half]) / (2 * half + 1)
    reach = _SMOOTH_DAYS // 2
    near = (sums[centre + reach + 1] - sums[centre - reach]) / (2 * reach + 1)
    relative[centre] = np.divide(near, year, out=np.ones(len(centre)), where=year > _LEAST_MEAN)
    return relative


def forecast_spread(series: DailySeries, days: int, *, step: int = 14, least: int = YEAR_DAYS) -> float:
    """How far sums over so many days went beside what was expected, beyond chance: a standard deviation of logs.

    Learned by standing at earlier days, every two weeks, with at least a year before them, and expecting the days that
    followed from what was known then. Chance (one over the expected number) is taken off. FEW_SPREAD where fewer than
    four such days can be had: then nothing is known about it.
    """
    logs, chances = [], []
    for known in range(len(series.values) - days, least - 1, -step):
        expected = float(expected_daily(series, known + days, known=known)[known:].sum())
        happened = float(series.values[known : known + days].sum())
        if expected > 0 and happened > 0:
            logs.append(np.log(happened / expected))
            chances.append(1.0 / expected)
    if len(logs) < 4:
        return FEW_SPREAD
    # Around 0, not around their mean: having been too high throughout is an error too.
    return sqrt(max(float(np.mean(np.square(logs)) - np.mean(chances)), LEAST_SPREAD**2))
