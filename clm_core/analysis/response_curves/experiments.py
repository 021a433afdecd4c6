"""The experiment that would settle a channel whose curve the data cannot carry."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from clm_core.analysis.response_curves.baseline import baseline_design
from clm_core.analysis.response_curves.channel_returns import channel_effects
from clm_core.analysis.response_curves.curve_fit import CurveFit
from clm_core.analysis.response_curves.curve_summary import todays_spend
from clm_core.analysis.response_curves.findings import COUNTED_OUTCOMES, WEEKS_A_MONTH, channel_trust
from clm_core.analysis.response_curves.residuals import autocorrelation
from clm_core.response_columns import EXPERIMENTS
from clm_core.response_curves import CurveTrust, Floats, PeriodLength


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRules:
    """How experiments are planned: a one-sided test, changes of spend in the order in which they are preferred.

    ``changes`` are shares of today's spend: −1 pauses the channel, 3 makes it four times as much. Doubling is not among
    them: it finds no more than a pause and costs money.
    """

    power: float = 0.8
    level: float = 0.05
    changes: tuple[float, ...] = (-1.0, 3.0)
    least_weeks: int = 4
    most_weeks: int = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeNoise:
    """What of the outcome a period is unexplained: standard deviation, likeness of neighbours, periods seen."""

    spread: float
    autocorrelation: float
    periods: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    """What an experiment with a channel starts from: money a period, whether it is spent today, and its return."""

    amount: float
    is_used: bool
    carry_over: float
    return_that_matters: float


RULES = ExperimentRules()


def experiments(
    fit: CurveFit, *, return_that_matters: Floats | None = None, rules: ExperimentRules = RULES
) -> pd.DataFrame:
    """One row a channel that needs an experiment: response_columns.EXPERIMENTS.

    The first change of spend that finds the return that matters within the longest duration, for as short as that
    takes; where none does, the largest change for the longest duration, with the larger return that it would find.
    A channel that spends nothing today begins with the mean spend of the others: its change is infinite.
    ``return_that_matters`` by channel is outcome per unit of spend (revenue: usually 1 ÷ margin); not given,
    it is 1 for money, and for leads or deals what all channels together bring per unit of spend.
    The detectable return is NaN where nothing is known of the outcome's ups and downs.
    """
    series = fit.series
    trusts = channel_trust(fit.findings, series.channels)
    matters = _usual_return(fit) if return_that_matters is None else return_that_matters
    today, carry_over = todays_spend(series), fit.curves.carry_over.mean(axis=0)
    others = float(today.sum() / max(int((today > 0).sum()), 1))
    rows = []
    for place, channel in enumerate(series.channels):
        if trusts[place] is CurveTrust.EXPERIMENT:
            spent = float(today[place])
            start = _Channel(
                amount=spent or others,
                is_used=spent > 0,
                carry_over=float(carry_over[place]),
                return_that_matters=float(matters[place]),
            )
            rows.append([channel, *_planned(start, outcome_noise(fit, place), series.length, rules)])
    return pd.DataFrame(rows, columns=list(EXPERIMENTS)).astype(EXPERIMENTS)


def detectable_effect(
    noise: OutcomeNoise, periods: int, *, power: float = RULES.power, level: float = RULES.level
) -> float:
    """The least lasting change of the outcome a period that a test of ``periods`` finds, one-sided, with this power.

    (z(1 − level) + z(power)) × spread × √(v(periods) ÷ periods + v(seen) ÷ seen): the mean of the experiment's periods
    against that of the periods seen before, where v(n) is by how much the variance of a mean of n is larger than if
    periods were independent, for an AR(1) with the noise's autocorrelation.
    """
    normal = NormalDist()
    distance = normal.inv_cdf(1 - level) + normal.inv_cdf(power)
    variance = sum(_mean_variance(noise.autocorrelation, count) for count in (periods, noise.periods))
    return distance * noise.spread * float(np.sqrt(variance))


def _mean_variance(alike: float, count: int) -> float:
    """Variance of the mean of ``count`` periods of an AR(1) with unit variance."""
    lags = np.arange(1, count)
    return float(1.0 + 2.0 * ((1.0 - lags / count) * alike**lags).sum()) / count


def built_up_share(carry_over: float, periods: int) -> float:
    """Share of a lasting change of spend that has reached the adstock, on average over the experiment."""
    return 1.0 - carry_over * (1.0 - carry_over**periods) / (periods * (1.0 - carry_over))


def _planned(
    channel: _Channel, noise: OutcomeNoise, length: PeriodLength, rules: ExperimentRules
) -> tuple[float, int, float, float, float]:
    """Share, periods, change of spend over all of them, detectable return and power."""
    changes = rules.changes if channel.is_used else (1.0,)
    shares = 1.0 if length is PeriodLength.WEEK else 1 / WEEKS_A_MONTH
    least, most = (max(1, round(weeks * shares)) for weeks in (rules.least_weeks, rules.most_weeks))
    for change in changes:
        for periods in range(least, most + 1):
            effect = detectable_effect(noise, periods, power=rules.power, level=rules.level)
            moved = abs(change) * channel.amount * built_up_share(channel.carry_over, periods)
            found = effect / moved if moved > 0 and effect > 0 else np.nan
            if found <= channel.return_that_matters:
                break
        if found <= channel.return_that_matters:
            break
    share = change if channel.is_used else np.inf
    return share, periods, change * channel.amount * periods, found, rules.power


def outcome_noise(fit: CurveFit, place: int) -> OutcomeNoise:
    """The unexplained part of the series of a channel; where the model has as much to choose as there are periods,
    the outcome's own ups and downs, since its residuals would look far too small. Counts vary at least as by chance."""
    series = fit.series
    column = place if series.is_credited else 0
    rows = fit.fitted[fit.fitted["series"] == (series.channels[place] if series.is_credited else "")]
    residuals = (rows["outcome"] - rows["fitted"]).to_numpy(dtype=np.float64)
    periods = len(residuals)
    chosen = baseline_design(series).columns.shape[1] + 2 * (1 if series.is_credited else len(series.channels))
    free = periods - chosen
    spread = float(np.sqrt(np.square(residuals).sum() / max(free, 1)))
    if free < periods / 2:
        spread = max(spread, float(series.outcome[:, column].std()))
    if series.outcome_of in COUNTED_OUTCOMES:
        spread = max(spread, float(np.sqrt(max(series.outcome[:, column].mean(), 1 / periods))))
    return OutcomeNoise(spread=spread, autocorrelation=autocorrelation(residuals), periods=periods)


def _usual_return(fit: CurveFit) -> Floats:
    """Money back for money; else what a unit of spend brought on average, over all channels that could be learned."""
    series = fit.series
    if series.outcome_of not in COUNTED_OUTCOMES:
        return np.ones(len(series.channels))
    spent = float(series.spend.sum())
    brought = float(channel_effects(series, fit.curves).sum(axis=(0, 2)).mean())
    return np.full(len(series.channels), brought / spent if spent else np.nan)
