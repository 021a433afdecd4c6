"""The preview of credited series: each channel explains what was credited to it, in season."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.baseline import baseline_design
from clm_core.analysis.response_curves.preview_grid import Candidates, PreviewRules, RangeBelief
from clm_core.analysis.response_curves.preview_joint import PreviewDraws
from clm_core.analysis.response_curves.residuals import long_run_ratio
from clm_core.analysis.response_curves.shared_season import has_shared_season, season_factors
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

    Outcome = common season × level of the candidate × (ceiling + influences · coefficients). The variance is in
    proportion to the expected outcome, as that of counts is. Residuals in units of their standard deviation are drawn
    anew one by one and widened by their autocorrelation: blocks of them would be too quiet, since level, trend and
    season have taken from the residuals just those slow movements that make a channel's mean effect uncertain.
    """
    design = baseline_design(series)
    periods, channels = series.spend.shape
    is_pooled = has_shared_season(series)
    widths = np.array([_width(name, is_pooled, rules) for name in design.names[1:]])
    known = {belief.place: belief for belief in ranges}
    used = np.flatnonzero(series.spend.any(axis=0)).tolist()

    def models(season: Floats) -> dict[int, _OneChannel]:
        return {
            place: _OneChannel(
                grid.levels[place] * season,
                grid.log_belief,
                design.influences,
                widths,
                series.outcome[:, place],
                known.get(place),
            )
            for place in used
        }

    season = np.ones(periods)
    for _ in range(rules.season_rounds if is_pooled else 0):
        season = season_factors(series, [model.without(season) for model in models(season).values()])
    chosen, ceiling = np.zeros((draws, channels), dtype=np.intp), np.zeros((draws, channels))
    fitted = np.zeros((draws, periods, channels))
    for place, model in models(season).items():
        chosen[:, place], ceiling[:, place], fitted[:, :, place] = model.redrawn(draws, rng)
    return PreviewDraws(chosen=chosen, ceiling=ceiling, fitted=fitted, baseline=np.zeros((1, periods, channels)))


def _width(name: str, is_pooled: bool, rules: PreviewRules) -> float:
    """How far an influence may move an effect; beside a common season a channel's own is small."""
    is_season = name.startswith(("sine_", "cosine_"))
    return rules.own_season_sd if is_season and is_pooled else rules.influence_sd


Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Seen:
    """The best fit to what was observed: expected outcome, effect without influences, and what is left."""

    expected: Floats
    effect: Floats
    weights: Floats
    variance: float
    scaling: float
    active: Places


class _OneChannel:
    """All candidates of one channel as weighted regressions with the same coefficients: ceiling, then influences."""

    def __init__(
        self,
        levels: Floats,
        log_belief: Floats,
        influences: Floats,
        widths: Floats,
        outcome: Floats,
        known: RangeBelief | None,
    ) -> None:
        self._outcome, self._log_belief, self._levels = outcome, log_belief, levels
        self._columns = levels[:, None, :] * np.column_stack([np.ones(len(outcome)), influences]).T
        mean, heights = max(float(outcome.mean()), 0.0), np.maximum(levels.mean(axis=1), 1e-9)
        usual = max(mean, 1e-9) / heights
        self._precision = 1 / np.square(usual[:, None] * np.concatenate([[WIDTH_OF_CREDITED], widths]))
        self._pull = np.zeros(len(levels))
        if known is not None:
            self._precision[:, 0] = np.square(known.returns_each / known.spread)
            self._pull = known.returns_each * known.middle / known.spread**2

    def without(self, season: Floats) -> tuple[Floats, Floats, Floats]:
        """Outcome, effect with the season taken out again, and precision by period: what ``season_factors`` needs."""
        seen = self._seen()
        return self._outcome, seen.effect / season, seen.weights / max(seen.variance, 1e-12)

    def redrawn(self, draws: int, rng: np.random.Generator) -> tuple[Places, Floats, Floats]:
        """Chosen candidate and ceiling of each draw, and fitted outcome, draws × periods.

        Residuals are drawn among the periods in which something was to be expected: pauses bring nothing, always.
        """
        seen = self._seen()
        relative = ((self._outcome - seen.expected) * np.sqrt(seen.weights))[seen.active]
        scaling = seen.scaling * np.sqrt(long_run_ratio(relative))
        places = rng.integers(0, len(relative), (draws, len(relative)))
        again = np.repeat(seen.expected[None], draws, axis=0)
        again[:, seen.active] += scaling * relative[places] / np.sqrt(seen.weights[seen.active])
        return self._best(again, seen.weights, seen.variance, rng.standard_normal(draws))

    def _seen(self) -> _Seen:
        """Fitted with equal weights first, then with those that the fit implies."""
        weights, variance = np.ones(len(self._outcome)), float(self._outcome.var())
        for _ in range(3):
            best, ceiling, expected = self._best(self._outcome[None], weights, variance, np.zeros(1))
            weights, active = self._weights(expected[0]), self._active(expected[0])
            left = max(len(active) - self._columns.shape[1] - GRID_PARAMETERS, len(active) / 3, 1)
            variance = float((np.square(self._outcome - expected[0]) * weights).sum() / left)
        return _Seen(
            expected=expected[0],
            effect=self._levels[best[0]] * ceiling[0],
            weights=weights,
            variance=variance,
            scaling=float(np.sqrt(len(active) / left)),
            active=active,
        )

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
        coefficients: Floats = np.asarray(np.linalg.solve(stiffness, towards), dtype=np.float64)
        gain = np.where(coefficients[:, 0] > 0, (coefficients * towards).sum(axis=1), 0.0)
        best = (gain + 2 * variance * self._log_belief[:, None]).argmax(axis=0)
        found: Floats = coefficients[best, :, np.arange(len(outcomes))]
        found[found[:, 0] <= 0] = 0.0
        return best, found[:, 0], (self._columns[best] * found[:, :, None]).sum(axis=1)
