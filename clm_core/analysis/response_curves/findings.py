"""What stands against resting advice on a curve: measured, compared with a stated limit, never hidden."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from clm_core.analysis.response_curves.baseline import baseline_design, spanning_columns
from clm_core.analysis.response_curves.channel_returns import mean_returns
from clm_core.response_columns import CURVE_FINDINGS
from clm_core.response_curves import (
    CurveFinding,
    CurveTrust,
    Floats,
    PeriodLength,
    ResponseCurves,
    ResponseSeries,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRules:
    """From where on data carry a curve, and below which they only carry an experiment.

    Numbers of periods are weeks; for months they are divided by ``WEEKS_A_MONTH``, but never below 12 months.
    """

    least_weeks: int = 26  # of the series, and with spend of a channel: below, an experiment
    enough_weeks: int = 78  # a season seen one and a half times: below, to be reviewed
    least_variation: float = 0.10  # standard deviation ÷ mean of a channel's spend
    enough_variation: float = 0.20
    near_correlation: float = 0.80  # of two channels' spend, beyond season and trend: to be reviewed
    same_correlation: float = 0.95  # the data cannot tell them apart
    season_share: float = 0.80  # of the spend's variance that trend, season and controls explain: to be reviewed
    all_season_share: float = 0.95
    least_outcomes: float = 30.0  # leads or deals in all
    enough_outcomes: float = 100.0
    wide_interval: float = 1.5  # width of the 90 % interval of the mean return ÷ its mean: to be reviewed
    useless_interval: float = 3.0
    least_ess: float = 400.0
    most_r_hat: float = 1.02


RULES = CurveRules()
WEEKS_A_MONTH = 4.35
LEAST_MONTHS = 12
COUNTED_OUTCOMES = ("leads", "mqls", "sqls", "won_deals")
_TRUSTS = (CurveTrust.CARRIES, CurveTrust.REVIEW, CurveTrust.EXPERIMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    channel: str
    finding: CurveFinding
    trust: CurveTrust
    value: float
    limit: float
    other_channel: str = ""


def curve_findings(
    series: ResponseSeries,
    curves: ResponseCurves,
    *,
    smallest_ess: float = np.nan,
    largest_r_hat: float = np.nan,
    rules: CurveRules = RULES,
) -> pd.DataFrame:
    """Every finding, those about the whole series first, then by channel: response_columns.CURVE_FINDINGS.

    ``limit`` is the value with which the finding would not have been made. Effective sample size and R̂ are judged
    where they are given (NOT_CONVERGED).
    """
    found = [
        *_about_the_series(series, rules),
        *_about_convergence(smallest_ess, largest_r_hat, rules),
        *_about_channels(series, rules),
        *_about_intervals(series, curves, rules),
    ]
    rows = [[getattr(one, column) for column in CURVE_FINDINGS] for one in found]
    return pd.DataFrame(rows, columns=list(CURVE_FINDINGS)).astype(CURVE_FINDINGS)


def channel_trust(findings: pd.DataFrame, channels: tuple[str, ...]) -> tuple[CurveTrust, ...]:
    """For each channel the worst that a finding about it, or about the whole series, allows."""
    common = _worst(findings.loc[findings["channel"] == "", "trust"])
    return tuple(
        max(common, _worst(findings.loc[findings["channel"] == channel, "trust"]), key=_TRUSTS.index)
        for channel in channels
    )


def _worst(trusts: "pd.Series[str]") -> CurveTrust:
    return max((CurveTrust(trust) for trust in trusts), key=_TRUSTS.index, default=CurveTrust.CARRIES)


def _below(value: float, least: float, enough: float) -> tuple[CurveTrust, float] | None:
    """The trust that a value allows that should be high, and the limit it missed."""
    if value < least:
        return CurveTrust.EXPERIMENT, enough
    return (CurveTrust.REVIEW, enough) if value < enough else None


def _above(value: float, wary: float, hopeless: float) -> tuple[CurveTrust, float] | None:
    """The same of a value that should be low; one that is not a number is hopeless."""
    if not value <= hopeless:
        return CurveTrust.EXPERIMENT, wary
    return (CurveTrust.REVIEW, wary) if value > wary else None


def _periods(series: ResponseSeries, weeks: int) -> float:
    if series.length is PeriodLength.WEEK:
        return float(weeks)
    return float(max(round(weeks / WEEKS_A_MONTH), LEAST_MONTHS))


def _about_the_series(series: ResponseSeries, rules: CurveRules) -> Iterator[_Found]:
    periods = float(len(series.starts_on))
    judged = _below(periods, _periods(series, rules.least_weeks), _periods(series, rules.enough_weeks))
    if judged:
        yield _Found(channel="", finding=CurveFinding.TOO_FEW_PERIODS, trust=judged[0], value=periods, limit=judged[1])
    if not series.is_credited:
        yield from _about_outcome(series, "", series.outcome[:, 0], rules)


def _about_outcome(series: ResponseSeries, channel: str, outcome: Floats, rules: CurveRules) -> Iterator[_Found]:
    if not outcome.any():
        finding, trust = CurveFinding.OUTCOME_ALWAYS_ZERO, CurveTrust.EXPERIMENT
        yield _Found(channel=channel, finding=finding, trust=trust, value=0.0, limit=rules.enough_outcomes)
        return
    judged = _below(float(outcome.sum()), rules.least_outcomes, rules.enough_outcomes)
    if judged and series.outcome_of in COUNTED_OUTCOMES:
        finding, value = CurveFinding.TOO_FEW_OUTCOMES, float(outcome.sum())
        yield _Found(channel=channel, finding=finding, trust=judged[0], value=value, limit=judged[1])


def _about_convergence(smallest_ess: float, largest_r_hat: float, rules: CurveRules) -> Iterator[_Found]:
    finding, trust = CurveFinding.NOT_CONVERGED, CurveTrust.REVIEW
    if smallest_ess < rules.least_ess:
        yield _Found(channel="", finding=finding, trust=trust, value=smallest_ess, limit=rules.least_ess)
    elif largest_r_hat >= rules.most_r_hat:
        yield _Found(channel="", finding=finding, trust=trust, value=largest_r_hat, limit=rules.most_r_hat)


def _about_channels(series: ResponseSeries, rules: CurveRules) -> Iterator[_Found]:
    span = spanning_columns(baseline_design(series))
    for place, channel in enumerate(series.channels):
        spend = series.spend[:, place]
        if not spend.any():
            finding, trust = CurveFinding.NEVER_USED, CurveTrust.EXPERIMENT
            limit = _periods(series, rules.least_weeks)
            yield _Found(channel=channel, finding=finding, trust=trust, value=0.0, limit=limit)
            continue
        yield from _about_use(series, channel, spend, rules)
        yield from _about_variation(channel, spend, span, rules)
        if series.is_credited:
            yield from _about_outcome(series, channel, series.outcome[:, place], rules)
    yield from _about_pairs(series, span, rules)


def _about_use(series: ResponseSeries, channel: str, spend: Floats, rules: CurveRules) -> Iterator[_Found]:
    """A channel needs periods with spend; of one with pauses, those without tell as much, so less is asked of it."""
    used, unused = float((spend > 0).sum()), float((spend == 0).sum())
    least = _periods(series, rules.least_weeks)
    telling = used + min(used, unused)
    if telling < least <= len(spend):
        finding, trust = CurveFinding.TOO_FEW_PERIODS, CurveTrust.EXPERIMENT
        yield _Found(channel=channel, finding=finding, trust=trust, value=used, limit=least)


def _about_variation(channel: str, spend: Floats, span: Floats, rules: CurveRules) -> Iterator[_Found]:
    centred = spend - spend.mean()
    variation = float(spend.std() / spend.mean())
    if variation < 1e-9:
        finding, trust = CurveFinding.ALWAYS_THE_SAME, CurveTrust.EXPERIMENT
        yield _Found(channel=channel, finding=finding, trust=trust, value=0.0, limit=rules.enough_variation)
        return
    judged = _below(variation, rules.least_variation, rules.enough_variation)
    if judged:
        finding = CurveFinding.TOO_LITTLE_VARIATION
        yield _Found(channel=channel, finding=finding, trust=judged[0], value=variation, limit=judged[1])
    explained = adjusted_share(centred, span)
    followed = _above(explained, rules.season_share, rules.all_season_share)
    if followed:
        finding = CurveFinding.FOLLOWS_SEASON
        yield _Found(channel=channel, finding=finding, trust=followed[0], value=explained, limit=followed[1])


def adjusted_share(centred: Floats, span: Floats) -> float:
    """Share of the variance that the baseline explains, less what as many random columns would (adjusted R²)."""
    left = float(np.square(centred - span @ (span.T @ centred)).sum() / np.square(centred).sum())
    free = len(centred) - span.shape[1]
    return 1.0 - left * (len(centred) - 1) / free if free > 0 else 1.0


def _about_pairs(series: ResponseSeries, span: Floats, rules: CurveRules) -> Iterator[_Found]:
    """Channels that rise and fall together, or one against the other: both get the finding, each with its nearest.

    Credited series are fitted one by one, so that there nothing hangs on it.
    """
    if series.is_credited:
        return
    moving = [place for place, spend in enumerate(series.spend.T) if np.ptp(spend) > 0]
    nearest: dict[int, tuple[float, int]] = {}
    for one, other in combinations(moving, 2):
        alike = abs(correlation(series.spend[:, one], series.spend[:, other], span))
        for place, partner in ((one, other), (other, one)):
            nearest[place] = max(nearest.get(place, (0.0, partner)), (alike, partner))
    for place, (alike, partner) in sorted(nearest.items()):
        judged = _above(alike, rules.near_correlation, rules.same_correlation)
        if judged:
            yield _Found(
                channel=series.channels[place],
                finding=CurveFinding.MOVES_WITH,
                trust=judged[0],
                value=alike,
                limit=judged[1],
                other_channel=series.channels[partner],
            )


def correlation(one: Floats, other: Floats, span: Floats) -> float:
    """Of two channels' spend, season, trend and controls taken out; 0 where nothing is left of one of them."""
    rest = [spend - span @ (span.T @ spend) for spend in (one, other)]
    sizes = [float(np.sqrt(np.square(part).sum())) for part in rest]
    least = [1e-9 * float(np.sqrt(np.square(spend).sum())) for spend in (one, other)]
    if any(size <= small for size, small in zip(sizes, least, strict=True)):
        return 0.0
    return float(rest[0] @ rest[1] / (sizes[0] * sizes[1]))


def _about_intervals(series: ResponseSeries, curves: ResponseCurves, rules: CurveRules) -> Iterator[_Found]:
    returns = mean_returns(series, curves)
    is_silent = np.broadcast_to(~series.outcome.any(axis=0), len(series.channels))
    for channel, silent, draws in zip(series.channels, is_silent, returns.T, strict=True):
        if silent or not np.isfinite(draws).all():
            continue
        low, high = np.quantile(draws, [0.05, 0.95])
        mean = float(draws.mean())
        width = float(high - low) / mean if mean > 0 else np.inf
        judged = _above(width, rules.wide_interval, rules.useless_interval)
        if judged:
            finding = CurveFinding.WIDE_INTERVAL
            yield _Found(channel=channel, finding=finding, trust=judged[0], value=width, limit=judged[1])
