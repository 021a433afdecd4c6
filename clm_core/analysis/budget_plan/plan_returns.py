"""What a plan's amounts bring, channel by channel: outcome, its slope and curvature, on average and draw by draw."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil, log

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.curve_points import CurvePoints, curve_points
from clm_core.analysis.budget_plan.shape_bends import S_SHAPES
from clm_core.analysis.response_curves.adstock import geometric_adstock
from clm_core.errors import ClmError
from clm_core.response_curves import SHAPES, Floats, ResponseCurves

AT_ONCE = 60_000
"""So many points are taken at a time: what fits into the processor's cache."""
_REACH = 8.0
"""Points are made for amounts up to a power of this, so that few sets serve all."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanReturns:
    """What money over a whole plan brings by channel, separable: amounts are … × channels, in the curves' order.

    Outcome counts from the plan's first period for ever, less what the spend before would bring anyway: nothing is
    spent, nothing is brought. ``value_per_outcome`` turns a channel's outcome into what is maximised (1 where the
    outcome itself is). Outcomes, slopes and curvatures are means over the draws, valued.
    """

    curves: ResponseCurves
    periods: int
    before: Floats  # adstock at the plan's begin, draws × channels
    value_per_outcome: Floats
    is_concave: npt.NDArray[np.bool_]  # by channel: the mean bends downwards at every amount
    _points: dict[float, list[CurvePoints]] = field(default_factory=dict, compare=False)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels in the order of all amounts."""
        return self.curves.channels

    def outcomes(self, amounts: Floats) -> Floats:
        """What these amounts bring, mean over the draws, by channel."""
        return self._summed(amounts, CurvePoints.gains) * self.mean_value

    def marginals(self, amounts: Floats) -> Floats:
        """What the next unit of money brings by channel; very large where a curve is upright."""
        return self._summed(amounts, lambda points, u: points.bends(u)[0]) * self.mean_value

    def bends(self, amounts: Floats) -> tuple[Floats, Floats]:
        """Slope and curvature by channel for one set of amounts."""
        first, second = np.zeros(len(self.channels)), np.zeros(len(self.channels))
        for points in self.points(amounts):
            once, twice = points.bends(points.at(amounts))
            first[points.channels] += np.add.reduceat(once, points.channel_starts)
            second[points.channels] += np.add.reduceat(twice, points.channel_starts)
        return first * self.mean_value, second * self.mean_value

    def draw_outcomes(self, amounts: Floats) -> Floats:
        """What one set of amounts brings, draws × channels."""
        return self._by_draw(amounts, CurvePoints.gains) * self.value_per_outcome

    def draw_marginals(self, amounts: Floats) -> Floats:
        """What the next unit of money brings, draws × channels."""
        return self._by_draw(amounts, lambda points, u: points.bends(u)[0]) * self.value_per_outcome

    def points(self, amounts: Floats) -> list[CurvePoints]:
        """The points that are exact for amounts as large as these."""
        largest = float(amounts.max(initial=1.0))
        reach = _REACH ** ceil(log(largest, _REACH))
        if reach not in self._points:
            self._points[reach] = curve_points(self.curves, self.before, self.periods, reach)
        return self._points[reach]

    def plain(self) -> "PlanReturns":
        """The same with every outcome counted as 1."""
        return replace(self, value_per_outcome=np.ones(len(self.channels)))

    def weighted(self, weights: Floats) -> "PlanReturns":
        """The same with draws that count by weights which sum to 1."""
        counted = self.curves.ceiling * (weights * self.curves.draw_count)[:, None]
        return replace(self, curves=replace(self.curves, ceiling=counted), _points={})

    def of_draws(self, draws: npt.NDArray[np.intp]) -> "PlanReturns":
        """Only some of the draws."""
        columns = ("shape", "ceiling", "scale", "slope", "carry_over")
        curves = replace(self.curves, **{name: getattr(self.curves, name)[draws] for name in columns})
        return replace(self, curves=curves, before=self.before[draws], _points={})

    @property
    def mean_value(self) -> Floats:
        """What a sum over all draws of a channel's points counts by."""
        return self.value_per_outcome / self.curves.draw_count

    def _by_draw(self, amounts: Floats, read: Callable[[CurvePoints, Floats], Floats]) -> Floats:
        found = np.zeros(self.before.size)
        for points in self.points(amounts):
            found[points.curves] += np.add.reduceat(read(points, points.at(amounts)), points.curve_starts)
        return found.reshape(self.before.shape)

    def _summed(self, amounts: Floats, read: Callable[[CurvePoints, Floats], Floats]) -> Floats:
        if amounts.ndim == 1:
            return self._summed_once(amounts, read)
        rows = amounts.reshape(-1, len(self.channels))
        found = np.zeros(rows.shape)
        for points in self.points(amounts):
            together = max(1, AT_ONCE // len(points.channel))
            for start in range(0, len(rows), together):
                part = slice(start, start + together)
                sums = np.add.reduceat(read(points, points.at(rows[part])), points.channel_starts, axis=-1)
                found[part, points.channels] += sums
        return found.reshape(amounts.shape)

    def _summed_once(self, amounts: Floats, read: Callable[[CurvePoints, Floats], Floats]) -> Floats:
        """The same of one set of amounts, without what rows cost."""
        found = np.zeros(len(amounts))
        for points in self.points(amounts):
            found[points.channels] += np.add.reduceat(read(points, points.at(amounts)), points.channel_starts)
        return found


def plan_returns(
    curves: ResponseCurves,
    *,
    periods: int,
    spend_before: Floats | None = None,
    value_per_outcome: Floats | None = None,
) -> PlanReturns:
    """What amounts spent evenly over ``periods`` bring by these curves.

    ``spend_before`` is the spend of the periods before the plan, oldest first, periods × channels: what still lasts
    of it lifts or dampens what the plan's money adds. Raises ClmError without a period and for shapes that differ.
    """
    channel_count = len(curves.channels)
    if periods < 1:
        raise ClmError("budget_plan.no_period")
    spend = np.zeros((0, channel_count)) if spend_before is None else np.asarray(spend_before, dtype=np.float64)
    values = np.ones(channel_count) if value_per_outcome is None else np.asarray(value_per_outcome, dtype=np.float64)
    if spend.ndim != 2 or spend.shape[1] != channel_count or values.shape != (channel_count,):
        raise ClmError("response_curves.shapes_differ", periods=len(spend), channels=channel_count)
    before = geometric_adstock(spend, curves.carry_over)[-1] if len(spend) else np.zeros(curves.carry_over.shape)
    return PlanReturns(
        curves=curves,
        periods=periods,
        before=before,
        value_per_outcome=values,
        is_concave=~np.any(_bends_upwards(curves) & (curves.ceiling > 0), axis=0),
    )


def _bends_upwards(curves: ResponseCurves) -> npt.NDArray[np.bool_]:
    is_s_shape = np.isin(curves.shape, [SHAPES.index(shape) for shape in S_SHAPES])
    return is_s_shape & (curves.slope > 1)
