"""The preview of credited series: each channel explains what was credited to it, in season."""

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.baseline import baseline_design
from clm_core.analysis.response_curves.preview_grid import Candidates, PreviewRules, RangeBelief
from clm_core.analysis.response_curves.preview_joint import PreviewDraws
from clm_core.analysis.response_curves.residuals import long_run_ratio
from clm_core.response_curves import Floats, ResponseSeries

WIDTH_OF_CREDITED = 3.0
"""Standard deviation, in mean outcomes, that a credited channel's mean effect is believed to have around 0."""

GRID_PARAMETERS = 3
"""Carry-over, scale and slope are fitted as well, beside the coefficients."""

LEAST_EXPECTED = 0.2
"""Variance goes with the expected outcome, but is never taken below that of this share of the mean outcome."""


def credited_draws(
    series: ResponseSeries,
    grid: Candidates,
    ranges: tuple[RangeBelief, ...],
    *,
    rules: PreviewRules,
    draws: int,
    rng: np.random.Generator,
) -> PreviewDraws:
    """Each channel's own curve, by weighted least squares on every candidate, refitted to redrawn outcomes.

    Outcome = level of the candidate × (ceiling + influences · coefficients); the variance is in proportion to the
    expected outcome, as that of counts is. Residuals in units of their standard deviation are drawn anew one by one
    and widened by their autocorrelation: blocks of them would be too quiet, since level, trend and season have taken
    from the residuals just those slow movements that make a channel's mean effect uncertain.
    """
    influences = baseline_design(series).influences
    periods, channels = series.spend.shape
    chosen, ceiling = np.zeros((draws, channels), dtype=np.intp), np.zeros((draws, channels))
    fitted = np.zeros((draws, periods, channels))
    known = {belief.place: belief for belief in ranges}
    for channel in np.flatnonzero(series.spend.any(axis=0)).tolist():
        one = _OneChannel(grid, channel, influences, series.outcome[:, channel], known.get(channel), rules=rules)
        chosen[:, channel], ceiling[:, channel], fitted[:, :, channel] = one.redrawn(draws, rng)
    return PreviewDraws(chosen=chosen, ceiling=ceiling, fitted=fitted, baseline=np.zeros((1, periods, channels)))


Places = npt.NDArray[np.intp]


class _OneChannel:
    """All candidates of one channel as weighted regressions with the same coefficients: ceiling, then influences."""

    def __init__(
        self,
        grid: Candidates,
        channel: int,
        influences: Floats,
        outcome: Floats,
        known: RangeBelief | None,
        *,
        rules: PreviewRules,
    ) -> None:
        self._outcome, self._rules, self._log_belief = outcome, rules, grid.log_belief
        levels = grid.levels[channel]
        with_level = np.column_stack([np.ones(len(outcome)), influences])
        self._columns = levels[:, None, :] * with_level.T
        mean, heights = max(float(outcome.mean()), 0.0), np.maximum(levels.mean(axis=1), 1e-9)
        usual = max(mean, 1e-9) / heights
        self._precision = np.repeat(1 / np.square(rules.influence_sd * usual)[:, None], with_level.shape[1], axis=1)
        self._precision[:, 0] = 1 / np.square(WIDTH_OF_CREDITED * usual)
        self._pull = np.zeros(len(levels))
        if known is not None:
            self._precision[:, 0] = np.square(known.returns_each / known.spread)
            self._pull = known.returns_each * known.middle / known.spread**2

    def redrawn(self, draws: int, rng: np.random.Generator) -> tuple[Places, Floats, Floats]:
        """Chosen candidate and ceiling of each draw, and fitted outcome, draws × periods.

        Residuals are drawn among the periods in which something was to be expected: pauses bring nothing, always.
        """
        weights, variance = np.ones(len(self._outcome)), float(self._outcome.var())
        for _ in range(3):
            expected = self._best(self._outcome[None], weights, variance, np.zeros(1))[2][0]
            weights = self._weights(expected)
            active = self._active(expected)
            left = max(len(active) - self._columns.shape[1] - GRID_PARAMETERS, len(active) / 3, 1)
            relative = (self._outcome - expected) * np.sqrt(weights)
            variance = float(np.square(relative).sum() / left)
        scaling = np.sqrt(len(active) / left * long_run_ratio(relative[active]))
        places = rng.integers(0, len(active), (draws, len(active)))
        again = np.repeat(expected[None], draws, axis=0)
        again[:, active] += scaling * relative[active][places] / np.sqrt(weights[active])
        return self._best(again, weights, variance, rng.standard_normal(draws))

    def _active(self, expected: Floats) -> Places:
        """Periods in which something was to be expected; all, where nothing ever was."""
        found = np.flatnonzero(expected >= LEAST_EXPECTED * self._outcome.mean())
        return found if len(found) else np.arange(len(expected))

    def _weights(self, expected: Floats) -> Floats:
        mean = float(self._outcome.mean())
        return mean / np.maximum(expected, LEAST_EXPECTED * mean) if mean > 0 else np.ones_like(expected)

    def _best(
        self, outcomes: Floats, weights: Floats, variance: float, shaken: Floats
    ) -> tuple[Places, Floats, Floats]:
        weighted = self._columns * weights
        candidates, width, periods = weighted.shape
        towards = (weighted.reshape(-1, periods) @ outcomes.T).reshape(candidates, width, -1)
        towards[:, 0] += variance * (self._pull[:, None] + np.sqrt(self._precision[:, :1]) * shaken)
        stiffness = weighted @ self._columns.transpose(0, 2, 1)
        stiffness[:, np.arange(width), np.arange(width)] += variance * self._precision + 1e-9
        coefficients = np.linalg.solve(stiffness, towards)
        gain = np.where(coefficients[:, 0] > 0, (coefficients * towards).sum(axis=1), 0.0)
        best = (gain + 2 * variance * self._log_belief[:, None]).argmax(axis=0)
        found = coefficients[best, :, np.arange(len(outcomes))]
        found[found[:, 0] <= 0] = 0.0
        return best, found[:, 0], (self._columns[best] * found[:, :, None]).sum(axis=1)
