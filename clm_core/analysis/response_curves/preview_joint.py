"""The preview of one series that all channels explain together: non-negative least squares and a block bootstrap."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.baseline import baseline_design, spanning_columns
from clm_core.analysis.response_curves.preview_grid import Candidates, PreviewRules, RangeBelief
from clm_core.analysis.response_curves.preview_search import Belief, FoundCurves, block_places, found_curves
from clm_core.response_curves import Floats, ResponseSeries


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreviewDraws:
    """Chosen candidate and ceiling, draws × channels; fitted outcome and baseline, draws × periods × columns."""

    chosen: npt.NDArray[np.intp]
    ceiling: Floats
    fitted: Floats
    baseline: Floats


def joint_draws(
    series: ResponseSeries,
    grid: Candidates,
    ranges: tuple[RangeBelief, ...],
    *,
    rules: PreviewRules,
    draws: int,
    rng: np.random.Generator,
) -> PreviewDraws:
    """Curves refitted to outcomes whose residuals were drawn anew in blocks; the baseline is free in each of them."""
    span = spanning_columns(baseline_design(series))
    observed = series.outcome[:, 0]
    columns = grid.levels - (grid.levels @ span) @ span.T
    without = observed - span @ (span.T @ observed)
    best, belief, scaling = _best_fit(without, columns, grid, ranges, span.shape[1], rules=rules, mean=observed.mean())
    places = block_places(rng, periods=len(observed), block=rules.block_periods, draws=draws)
    redrawn = best.explained + (without - best.explained[0])[places] * scaling
    changed = redrawn - (redrawn @ span) @ span.T
    found = _redrawn_curves(columns, changed, belief, rules=rules, rng=rng)
    effects = _effects(grid, found)
    whole = observed - without + redrawn
    baseline = ((whole - effects) @ span) @ span.T
    return PreviewDraws(
        chosen=found.chosen,
        ceiling=found.effect,
        fitted=(effects + baseline)[:, :, None],
        baseline=baseline[:, :, None],
    )


def _redrawn_curves(
    columns: Floats, outcomes: Floats, belief: Belief, *, rules: PreviewRules, rng: np.random.Generator
) -> FoundCurves:
    """The search for every redrawn outcome, in groups that begin with different channels."""
    groups = np.array_split(np.arange(len(outcomes)), min(rules.orders, len(outcomes)))
    found = [
        found_curves(
            columns,
            outcomes[group],
            belief,
            sweeps=rules.sweeps_a_draw,
            shaken=rng.standard_normal((len(group), len(columns))),
            order=rng.permutation(len(columns)),
        )
        for group in groups
    ]
    return FoundCurves(
        chosen=np.concatenate([one.chosen for one in found]),
        effect=np.concatenate([one.effect for one in found]),
        explained=np.concatenate([one.explained for one in found]),
    )


def _best_fit(
    without: Floats,
    columns: Floats,
    grid: Candidates,
    ranges: tuple[RangeBelief, ...],
    free: int,
    *,
    rules: PreviewRules,
    mean: float,
) -> tuple[FoundCurves, Belief, float]:
    """The fit to what was observed, the belief with its noise, and by how much residuals are too small.

    The noise is not known beforehand: fitted once with all variance as noise, then with what that left.
    Two parameters count for each channel that has an effect.
    """
    periods = len(without)
    variance, scaling = float(without.var()), 1.0
    for _ in range(2):
        belief = _belief(grid, ranges, rules=rules, mean=mean, variance=variance)
        best = found_curves(columns, without[None], belief, sweeps=rules.most_sweeps)
        left = max(periods - free - 2 * int((best.effect > 0).sum()), periods / 3)
        variance, scaling = float(np.square(without - best.explained).sum() / left), float(np.sqrt(periods / left))
    return best, _belief(grid, ranges, rules=rules, mean=mean, variance=variance), scaling


def _belief(
    grid: Candidates, ranges: tuple[RangeBelief, ...], *, rules: PreviewRules, mean: float, variance: float
) -> Belief:
    """Effects around 0 as wide as the rules say; of a channel with a known return around that instead."""
    heights = grid.levels.mean(axis=2)
    channels = max(int((heights.max(axis=1) > 0).sum()), 1)
    half_normal_mean = np.sqrt(2 / np.pi)
    width = rules.effect_share * abs(mean) / channels / half_normal_mean
    precision = np.square(heights / width) if width > 0 else np.zeros_like(heights)
    pull = np.zeros_like(heights)
    for known in ranges:
        precision[known.place] = np.square(known.returns_each / known.spread)
        pull[known.place] = known.returns_each * known.middle / known.spread**2
    return Belief(precision=precision, pull=pull, log_belief=grid.log_belief, noise_variance=variance)


def _effects(grid: Candidates, found: FoundCurves) -> Floats:
    """What all channels together bring, draws × periods."""
    total = np.zeros_like(found.explained)
    for channel, levels in enumerate(grid.levels):
        total += levels[found.chosen[:, channel]] * found.effect[:, channel, None]
    return total
