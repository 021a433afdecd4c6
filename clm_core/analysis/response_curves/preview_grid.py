"""The grid of carry-over, shape, scale and slope over which the preview searches, and what it believes beforehand."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.adstock import geometric_adstock
from clm_core.analysis.response_curves.shapes import SHAPE_VALUES
from clm_core.errors import ClmError
from clm_core.response_curves import SHAPES, Floats, ResponseSeries, ReturnRange, Saturation


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRules:
    """What the preview tries and what it believes before it saw the data.

    Scales are multiples of a channel's mean spend in the periods in which it spent. The carry-over is believed in
    proportion to 1 − carry_over (a Beta(1, 2)), every shape with its scale and slope equally. A channel's mean
    effect is believed to be normal around 0, cut off below 0, with such a standard deviation that all channels
    together bring ``effect_share`` of the outcome on average. Credited effects differ by season and trend by
    ``influence_sd`` (a standard deviation, as a share of the effect). Residuals are drawn in blocks of
    ``block_periods``, because neighbouring ones are alike.
    """

    carry_overs: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    exponential_scales: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 4.0)
    logistic_scales: tuple[float, ...] = (0.15, 0.3, 0.6, 1.2, 2.4)
    hill_scales: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
    hill_slopes: tuple[float, ...] = (1.0, 1.5, 2.5)
    effect_share: float = 0.5
    influence_sd: float = 0.3
    own_season_sd: float = 0.1  # beside a season that all credited channels have in common
    season_rounds: int = 2
    block_periods: int = 6
    most_sweeps: int = 20
    sweeps_a_draw: int = 5
    orders: int = 8  # of the channels, among the draws

    def shapes(self) -> list[tuple[Saturation, float, float]]:
        """Shape, scale as a multiple, slope."""
        hills = [(Saturation.HILL, scale, slope) for scale in self.hill_scales for slope in self.hill_slopes]
        exponentials = [(Saturation.EXPONENTIAL, scale, 1.0) for scale in self.exponential_scales]
        return exponentials + [(Saturation.LOGISTIC, scale, 1.0) for scale in self.logistic_scales] + hills


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Everything that the preview tries. The same candidates for every channel, but for the scale's unit.

    ``levels`` is channels × candidates × periods: the shape's value from 0 to 1. ``log_belief`` is by candidate.
    """

    levels: Floats
    log_belief: Floats
    shape: npt.NDArray[np.int8]
    scale: Floats  # channels × candidates, money
    slope: Floats
    carry_over: Floats


def candidates(series: ResponseSeries, rules: PreviewRules) -> Candidates:
    """The grid for a series. A channel that never spent has no level anywhere."""
    spent = series.spend > 0
    unit = series.spend.sum(axis=0) / np.maximum(spent.sum(axis=0), 1)
    unit = np.where(unit > 0, unit, 1.0)
    carry_overs = np.array(rules.carry_overs)
    relative = np.moveaxis(geometric_adstock(series.spend[:, None] / unit, carry_overs[:, None]), 0, -1)
    kinds = rules.shapes()
    levels = [SHAPE_VALUES[shape](relative / scale, np.array(slope)) for shape, scale, slope in kinds]
    channels, periods, count = len(series.channels), len(series.spend), len(carry_overs)
    belief = np.tile(1 - carry_overs, len(kinds))
    return Candidates(
        levels=np.stack(levels).transpose(2, 0, 1, 3).reshape(channels, -1, periods),
        log_belief=np.log(belief / belief.sum()),
        shape=np.repeat([SHAPES.index(shape) for shape, *_ in kinds], count).astype(np.int8),
        scale=unit[:, None] * np.repeat([scale for _, scale, _ in kinds], count),
        slope=np.repeat([slope for _, _, slope in kinds], count),
        carry_over=np.tile(carry_overs, len(kinds)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RangeBelief:
    """What is known of a channel's return beforehand: normal with this middle and standard deviation.

    ``returns_each`` is by candidate the return that an effect coefficient of 1 makes.
    """

    place: int
    middle: float
    spread: float
    returns_each: Floats


def range_beliefs(series: ResponseSeries, grid: Candidates, ranges: tuple[ReturnRange, ...]) -> tuple[RangeBelief, ...]:
    """The given ranges of channels of this series; those of channels that never spent say nothing and are left out."""
    found = []
    for given in ranges:
        if given.channel not in series.channels:
            raise ClmError("response_curves.unknown_channel", channel=given.channel, known=", ".join(series.channels))
        place = series.channels.index(given.channel)
        spent = series.spend[:, place].sum()
        if spent > 0:
            found.append(
                RangeBelief(
                    place=place,
                    middle=(given.low + given.high) / 2,
                    spread=(given.high - given.low) / 2 / NormalDist().inv_cdf(0.5 + given.level / 2),
                    returns_each=grid.levels[place].sum(axis=1) / spent,
                )
            )
    return tuple(found)
