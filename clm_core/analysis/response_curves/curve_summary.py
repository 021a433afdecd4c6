"""What the curves say, as rows: per channel, along the curve, and where the observations lie around it."""

import numpy as np
import pandas as pd

from clm_core.analysis.response_curves.adstock import geometric_adstock
from clm_core.analysis.response_curves.channel_returns import channel_effects, mean_returns
from clm_core.analysis.response_curves.curve_fit import CurveFit
from clm_core.analysis.response_curves.findings import channel_trust
from clm_core.analysis.response_curves.fitted_periods import INTERVAL
from clm_core.analysis.response_curves.shapes import curve_marginals, curve_outcomes
from clm_core.response_columns import CURVE_POINTS, OBSERVED_POINTS, RESPONSE_CHANNELS
from clm_core.response_curves import CurveFinding, CurveTrust, Floats, PeriodLength, ResponseCurves, ResponseSeries

PERIODS_OF_TODAY = {PeriodLength.WEEK: 13, PeriodLength.MONTH: 3}
"""Today's spend is the mean over so many last periods."""

REACH = 1.5
"""Curves are drawn to so many times the largest spend seen."""

SMALLEST_STEP = 0.01
"""The next unit of a channel that spends nothing today is judged at this share of its largest spend: at nothing at all
some shapes are upright and others lie flat, and neither is what anybody would see."""

_UNLEARNABLE = {CurveFinding.NEVER_USED, CurveFinding.OUTCOME_ALWAYS_ZERO}
_HALF_SPEND_REACH = 5.0
_STEPS = 400


def todays_spend(series: ResponseSeries) -> Floats:
    """Mean spend a period of the last quarter, by channel."""
    found: Floats = series.spend[-PERIODS_OF_TODAY[series.length] :].mean(axis=0)
    return found


def response_channels(fit: CurveFit) -> pd.DataFrame:
    """One row a channel: response_columns.RESPONSE_CHANNELS.

    What cannot be known is NaN: everything about the outcome of a channel that never spent or whose outcome was
    always zero; of one that always spent the same, the next unit, and in a joint series the whole effect.
    """
    series, today = fit.series, todays_spend(fit.series)
    largest = series.spend.max(axis=0)
    effects = channel_effects(series, fit.curves).sum(axis=0)
    returns = mean_returns(series, fit.curves)
    rows = _described(fit.curves, today, largest) | {
        "trust": channel_trust(fit.findings, series.channels),
        "periods": (series.spend > 0).sum(axis=0),
        "spend": series.spend.sum(axis=0),
        "outcome_share": effects.mean(axis=0) / (series.outcome.sum() or np.nan),
        **_with_interval("outcome", effects),
        **_with_interval("mean_return", returns),
    }
    return _without_unknown(_frame(rows, RESPONSE_CHANNELS), fit)


def given_response_channels(curves: ResponseCurves, spend_per_period: Floats) -> pd.DataFrame:
    """The same of curves that were typed in or loaded, without a series: what only a series could tell is NaN.

    ``spend_per_period`` by channel is today's spend. Nothing speaks against curves that somebody vouches for, so that
    they carry; no period is known, and ``periods`` is 0.
    """
    unknown = np.full(len(curves.channels), np.nan)
    names = ("spend", "outcome_share", "outcome", "outcome_low", "outcome_high")
    returns = ("mean_return", "mean_return_low", "mean_return_high")
    rows = _described(curves, spend_per_period, unknown) | {
        "trust": [CurveTrust.CARRIES] * len(curves.channels),
        "periods": np.zeros(len(curves.channels), dtype=np.int64),
        **dict.fromkeys((*names, *returns), unknown),
    }
    return _frame(rows, RESPONSE_CHANNELS)


def _described(curves: ResponseCurves, today: Floats, largest: Floats) -> dict[str, object]:
    """What needs the curves and today's spend only."""
    step = np.where(np.isfinite(largest), SMALLEST_STEP * largest, SMALLEST_STEP * curves.scale.mean(axis=0))
    return {
        "channel": curves.channels,
        "spend_per_period": today,
        "largest_spend": largest,
        "carry_over": curves.carry_over.mean(axis=0),
        "half_spend": _half_spend(curves, today),
        **_with_interval("marginal_return", curve_marginals(curves, np.maximum(today, step))),
    }


def _half_spend(curves: ResponseCurves, today: Floats) -> Floats:
    """Spend a period that brings half of what five times today's would, on the mean curve; NaN without spend."""
    shares = np.linspace(0.0, 1.0, _STEPS)
    spends = np.outer(shares, _HALF_SPEND_REACH * today)
    means = curve_outcomes(curves, spends).mean(axis=1)
    found = np.full(len(today), np.nan)
    for channel in np.flatnonzero((today > 0) & (means[-1] > 0)):
        found[channel] = np.interp(means[-1, channel] / 2, means[:, channel], spends[:, channel])
    return found


def _without_unknown(rows: pd.DataFrame, fit: CurveFit) -> pd.DataFrame:
    """The rows with NaN where nothing can have been learned."""
    about = fit.findings
    whole = set(about.loc[about["channel"] == "", "finding"])
    marginals = [column for column in rows if str(column).startswith(("marginal", "half", "carry"))]
    effects = [column for column in rows if str(column).startswith(("outcome", "mean_return"))]
    for place, channel in enumerate(rows["channel"]):
        found = whole | set(about.loc[about["channel"] == channel, "finding"])
        is_constant = CurveFinding.ALWAYS_THE_SAME in found
        if found & _UNLEARNABLE or is_constant:
            rows.loc[place, marginals] = np.nan
        if found & _UNLEARNABLE or (is_constant and not fit.series.is_credited):
            rows.loc[place, effects] = np.nan
    return rows


def curve_points(curves: ResponseCurves, *, largest_spend: Floats, points: int = 61) -> pd.DataFrame:
    """Curves from no spend to one and a half times the largest, for drawing: response_columns.CURVE_POINTS.

    ``largest_spend`` is by channel; beyond it nothing was ever observed, and ``is_observed`` is False. Channels without
    any spend have no points. The first point's marginal is judged as in ``response_channels``.
    """
    spends = np.outer(np.linspace(0.0, REACH, points), largest_spend)
    outcomes = curve_outcomes(curves, spends)
    marginals = curve_marginals(curves, np.maximum(spends, SMALLEST_STEP * largest_spend))
    rows: dict[str, object] = {
        "channel": np.repeat(curves.channels, points),
        "spend": spends.T.ravel(),
        "is_observed": (spends <= largest_spend * (1 + 1e-9)).T.ravel(),
    }
    for name, values in (("outcome", outcomes), ("marginal_return", marginals)):
        for column, by_spend in _with_interval(name, values.swapaxes(0, 1)).items():
            rows[column] = by_spend.T.ravel()
    frame = _frame(rows, CURVE_POINTS)
    drawn = np.asarray(curves.channels)[largest_spend > 0]
    return frame[frame["channel"].isin(drawn)].reset_index(drop=True)


def observed_points(fit: CurveFit) -> pd.DataFrame:
    """One row a channel and period, where the observations lie around the curve: response_columns.OBSERVED_POINTS."""
    series = fit.series
    periods, channels = series.spend.shape
    effects = channel_effects(series, fit.curves).mean(axis=1)
    fitted = fit.fitted["fitted"].to_numpy().reshape(-1, periods).T
    carried = geometric_adstock(series.spend, fit.curves.carry_over.mean(axis=0))
    rows = {
        "channel": np.repeat(series.channels, periods),
        "starts_on": np.tile(np.array(series.starts_on, dtype="datetime64[us]"), channels),
        "spend": series.spend.T.ravel(),
        "adstock": carried.T.ravel(),
        "outcome": (effects + series.outcome - fitted).T.ravel(),
    }
    return _frame(rows, OBSERVED_POINTS)


def _with_interval(name: str, draws: Floats) -> dict[str, Floats]:
    """Mean and 90 % interval over the first axis, under the columns' names."""
    low, high = np.quantile(draws, INTERVAL, axis=0)
    return {name: draws.mean(axis=0), f"{name}_low": low, f"{name}_high": high}


def _frame(rows: dict[str, object], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows)[list(columns)].astype(columns)
