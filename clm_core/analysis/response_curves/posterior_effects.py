"""What channels bring, period by period, as a function of a sampler's parameters, and the way back for the gradient.

Arrays are targets × channels × … × chains, chains last: one target with all channels where they explain one series
together, one target a channel where each explains its own. Spend is in units of its channel's largest period, outcome
in units of its series' largest, as in PyMC-Marketing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.shape_gradients import SHAPE_RULES, ShapeRule
from clm_core.response_curves import Floats, ResponseSeries, ReturnRange, Saturation

CARRY_PRIOR = (1.0, 3.0)
"""Beta prior of the carry-over."""

CEILING_SD = 2.0
"""Half-normal prior of the ceiling, in units of the largest outcome of a period."""

SURELY_FORGOTTEN = 26
"""Spend is followed for so many periods at most; 0.8 to this power is 0.003."""


START_EFFECT = -2.5
"""Logarithm of the effect of a channel's largest spend around which chains start: 8 % of the largest outcome."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Effects:
    """Parameters, targets × parameters × channels × chains, and all that the gradient needs on its way back."""

    parameters: Floats
    weights: Floats  # of the lags
    by_spend: Floats
    by_shape: tuple[Floats, ...]
    shape_values: Floats  # targets × channels × periods × chains
    ceiling: Floats
    log_by_shape: tuple[Floats, ...]  # of the shape at the largest spend, by each of its parameters

    @property
    def values(self) -> Floats:
        """Outcome that each channel brings, scaled; targets × channels × periods × chains."""
        found: Floats = self.ceiling[:, :, None] * self.shape_values
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class ChannelData:
    """Observed spend and outcome, scaled and cut into targets; what experiments say of returns.

    ``lagged`` is targets × channels × periods × lags. ``range_*`` are targets × channels × ranges × 1, in scaled units
    (``return_unit`` is how much a scaled effect of 1 in one period adds to a channel's return); an sd of infinity says
    nothing.
    """

    lagged: Floats
    outcome: Floats  # targets × periods
    spend_unit: Floats  # targets × channels
    outcome_unit: Floats  # targets
    return_unit: Floats  # targets × channels
    range_mean: Floats
    range_sd: Floats
    shape: Saturation

    def for_targets(self, places: npt.NDArray[np.intp]) -> "ChannelData":
        """What belongs to these targets alone."""
        parts = ("lagged", "outcome", "spend_unit", "outcome_unit", "return_unit", "range_mean", "range_sd")
        return replace(self, **{part: getattr(self, part)[places] for part in parts})

    @cached_property
    def backward_lags(self) -> Floats:
        return np.ascontiguousarray(np.swapaxes(self.lagged, 2, 3))

    @property
    def rule(self) -> ShapeRule:
        return SHAPE_RULES[self.shape]

    @property
    def parameter_count(self) -> int:
        """Of one channel: logit of the carry-over; those of the shape; logarithm of the effect of the largest spend.

        The ceiling itself would lie on a bent ridge with the scale: what spend brings is known, where it ends is not.
        """
        return 2 + len(self.rule.start)

    def effects(self, parameters: Floats) -> Effects:
        """What parameters, targets × parameters × channels × chains, bring."""
        weights = _lag_weights(parameters[:, 0], self.lagged.shape[3])
        adstock = self.lagged @ weights
        of_shape = np.moveaxis(parameters[:, 1:-1], 1, 0)
        value, by_spend, by_shape = self.rule.parts(adstock, of_shape[..., None, :])
        at_most, _, at_most_by_shape = self.rule.parts(np.ones_like(of_shape[0]), of_shape)
        return Effects(
            parameters=parameters,
            weights=weights,
            by_spend=by_spend,
            by_shape=by_shape,
            shape_values=value,
            ceiling=np.exp(parameters[:, -1]) / at_most,
            log_by_shape=tuple(one / at_most for one in at_most_by_shape),
        )

    def gradient(self, effects: Effects, by_effect: Floats) -> Floats:
        """By each parameter, where the log density changes by ``by_effect`` with each effect."""
        pull = by_effect * effects.ceiling[:, :, None]
        by_weight = self.backward_lags @ (pull * effects.by_spend)
        rest = 1.0 / (1.0 + np.exp(effects.parameters[:, 0]))
        weighted = by_weight * effects.weights
        lags = np.arange(effects.weights.shape[2], dtype=np.float64)[:, None]
        mean_lag = (effects.weights * lags).sum(axis=2)
        found = np.empty_like(effects.parameters)
        found[:, 0] = rest * ((weighted * lags).sum(axis=2) - mean_lag * weighted.sum(axis=2))
        found[:, -1] = np.einsum("mktc,mktc->mkc", pull, effects.shape_values)
        for place, by_parameter in enumerate(effects.by_shape):
            found[:, 1 + place] = np.einsum("mktc,mktc->mkc", pull, by_parameter)
            found[:, 1 + place] -= found[:, -1] * effects.log_by_shape[place]
        return found

    def prior(self, effects: Effects) -> tuple[Floats, Floats]:
        """Log density by target and chain, and its gradient."""
        parameters = effects.parameters
        first, second = CARRY_PRIOR
        real = parameters[:, 0]
        share = 1.0 / (1.0 + np.exp(-real))
        ceiling, by_ceiling = half_normal(np.log(effects.ceiling), CEILING_SD)
        shape_value, by_shape = self.rule.log_prior(np.moveaxis(parameters[:, 1:-1], 1, 0))
        value = -first * np.logaddexp(0.0, -real) - second * np.logaddexp(0.0, real) + shape_value + ceiling
        gradient = np.empty_like(parameters)
        gradient[:, 0] = first - (first + second) * share
        for place, by_parameter in enumerate(by_shape):
            gradient[:, 1 + place] = by_parameter - by_ceiling * effects.log_by_shape[place]
        gradient[:, -1] = by_ceiling
        return value.sum(axis=1), gradient

    def curve_parameters(self, parameters: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Carry-over, scale, slope and ceiling as ``ResponseCurves`` has them, targets × channels × draws."""
        of_shape = np.moveaxis(parameters[:, 1:-1], 1, 0)
        scale, slope = self.rule.scale_and_slope(of_shape)
        at_most, _, _ = self.rule.parts(np.ones_like(of_shape[0]), of_shape)
        carry_over = np.minimum(1.0 / (1.0 + np.exp(-parameters[:, 0])), 1.0 - 1e-9)
        ceiling = np.exp(parameters[:, -1]) / at_most * self.outcome_unit[:, None, None]
        return carry_over, scale * self.spend_unit[..., None], slope, ceiling

    def start(self, chains: int, rng: np.random.Generator) -> Floats:
        """Scattered around the middle of the prior, small effects; targets × parameters × channels × chains."""
        middle = np.array([-1.1, *self.rule.start, START_EFFECT])
        shape = (self.lagged.shape[0], self.parameter_count, self.lagged.shape[1], chains)
        return middle[:, None, None] + rng.uniform(-1.0, 1.0, shape)

    def calibration(self, totals: Floats) -> tuple[Floats, Floats]:
        """What experiments say of the effects' sums over all periods, targets × channels × chains, and its slope."""
        unit = self.return_unit[..., None]
        apart = ((totals * unit)[:, :, None] - self.range_mean) / self.range_sd
        return -0.5 * np.square(apart).sum(axis=(1, 2)), -(apart / self.range_sd).sum(axis=2) * unit


def channel_data(series: ResponseSeries, shape: Saturation, ranges: Sequence[ReturnRange] = ()) -> ChannelData:
    """The series scaled and cut into targets.

    A channel that was never used and an outcome that is always 0 are divided by 1.
    """
    spend = series.spend.T[:, None] if series.is_credited else series.spend.T[None]
    outcome = series.outcome.T
    spend_unit, outcome_unit = _or_one(spend.max(axis=2)), _or_one(np.abs(outcome).max(axis=1))
    means, sds = _ranges(series, ranges)
    return ChannelData(
        lagged=_lagged(spend / spend_unit[..., None]),
        outcome=outcome / outcome_unit[:, None],
        spend_unit=spend_unit,
        outcome_unit=outcome_unit,
        return_unit=outcome_unit[:, None] / _or_one(spend.sum(axis=2)),
        range_mean=means.reshape(*spend_unit.shape, -1, 1),
        range_sd=sds.reshape(*spend_unit.shape, -1, 1),
        shape=shape,
    )


def half_normal(log_value: Floats, sd: float) -> tuple[Floats, Floats]:
    """Log density of the logarithm of a half-normal number, and its slope."""
    square = np.square(np.exp(log_value) / sd)
    return log_value - 0.5 * square, 1.0 - square


def _lag_weights(real: Floats, count: int) -> Floats:
    """Weights of the lags, which sum to 1, by the logit of the carry-over; the lags come before the chains."""
    log_carry = -np.logaddexp(0.0, -real)
    powers = np.exp(np.arange(count)[:, None] * log_carry[:, :, None])
    found: Floats = powers / powers.sum(axis=2, keepdims=True)
    return found


def _lagged(spend: Floats) -> Floats:
    periods = spend.shape[2]
    found = np.zeros((*spend.shape, min(periods, SURELY_FORGOTTEN)))
    for lag in range(found.shape[3]):
        found[:, :, lag:, lag] = spend[:, :, : periods - lag]
    return found


def _ranges(series: ResponseSeries, ranges: Sequence[ReturnRange]) -> tuple[Floats, Floats]:
    """Means and standard deviations of normal likelihoods with these intervals, channels × ranges."""
    means, sds = np.zeros((len(series.channels), len(ranges))), np.full((len(series.channels), len(ranges)), np.inf)
    for place, one in enumerate(ranges):
        row = series.channels.index(one.channel)
        means[row, place] = 0.5 * (one.low + one.high)
        sds[row, place] = 0.5 * (one.high - one.low) / NormalDist().inv_cdf(0.5 + 0.5 * one.level)
    return means, sds


def _or_one(values: Floats) -> Floats:
    return np.where(values > 0, values, 1.0)
