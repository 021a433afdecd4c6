"""The plan whose worst draws do best: for those who would rather be sure than right on average.

Maximises the mean outcome of the worst share of the draws, the conditional value at risk (Rockafellar and Uryasev
2000), under the same limits.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.concave_amounts import nearest_allowed
from clm_core.analysis.budget_plan.plan_limits import PlanLimits, plan_limits
from clm_core.analysis.budget_plan.plan_returns import PlanReturns
from clm_core.budget_plan import Allocation, BudgetQuestion, FixedBudget
from clm_core.response_curves import Floats

WORST_SHARE = 0.1
_MOST_CUTS = 150
_MOST_LOCAL = 40
_PLAYS = 6
_CLIMBED_STARTS = 2
_CLOSE = 1e-5
"""The safest plan is found to this part of its worst mean: draws are far less exact."""
_ENOUGH_GAIN = 0.1
_STEEPEST = 1e9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SafestPlan:
    """The amounts whose worst draws do best; no plan's worst mean exceeds ``bound`` (infinite where that is unknown).

    ``is_local``: curves that bend upwards were climbed from several plans, a better one far from all of them may be.
    """

    amounts: Floats
    worst_mean: float
    bound: float
    is_local: bool


def worst_mean(returns: PlanReturns, amounts: Floats, worst_share: float = WORST_SHARE) -> float:
    """Mean outcome of the worst share of the draws, the last of them counted in part."""
    return _worst(returns, amounts, worst_share)[0]


def _worst(returns: PlanReturns, amounts: Floats, worst_share: float) -> tuple[float, Floats]:
    """The mean outcome of the worst draws, and each draw's weight in it."""
    drawn = returns.draw_outcomes(amounts).sum(axis=1)
    wanted = max(worst_share * len(drawn), 1.0)
    weights = np.empty(len(drawn))
    weights[np.argsort(drawn, kind="stable")] = np.clip(wanted - np.arange(len(drawn)), 0.0, 1.0) / wanted
    return float(weights @ drawn), weights


def safest_plan(
    returns: PlanReturns, question: BudgetQuestion, best: Allocation, *, worst_share: float = WORST_SHARE
) -> SafestPlan:
    """The safest way to place the money of the best plan under the same limits.

    Where all curves bend downwards, by cutting planes within a growing and shrinking reach (Kelley 1960): exact to
    the last part in a hundred thousand. Else climbed from the best plan, and from the best of the equal split and of
    plans that suit bad draws. Stepped channels keep the best plan's amounts, and SQLs stay within the capacity. With
    one draw the best plan is the safest.
    """
    spent = replace(question, goal=FixedBudget(amount=float(best.amounts.sum())))
    search = _Search(
        returns=returns,
        limits=_with_steps_kept(plan_limits(spent, best.channels), best),
        capacity=_capacity_plane(returns, question, best.amounts),
        worst_share=worst_share,
    )
    if returns.is_concave.all():
        return search.concave(best.amounts)
    even = nearest_allowed(np.full(len(best.amounts), best.amounts.mean()), search.limits)
    starts = [even, *_other_starts(returns, spent, best.amounts, worst_share)]
    starts = [one for one in starts if _fits(one, search.limits)]
    starts.sort(key=lambda one: -worst_mean(returns, one, worst_share))
    found = [search.local(start) for start in [best.amounts, *starts[:_CLIMBED_STARTS]]]
    return max(found, key=lambda one: one.worst_mean)


def _with_steps_kept(limits: PlanLimits, best: Allocation) -> PlanLimits:
    stepped = limits.step > 0
    return replace(
        limits,
        floor=np.where(stepped, best.amounts, limits.floor),
        ceiling=np.where(stepped, best.amounts, np.minimum(limits.ceiling, limits.budget)),
    )


def _fits(amounts: Floats, limits: PlanLimits) -> bool:
    slack = 1e-6 * max(limits.budget, 1.0)
    is_inside = (amounts >= limits.floor - slack).all() and (amounts <= limits.ceiling + slack).all()
    return bool(is_inside and abs(float(amounts.sum()) - limits.budget) <= slack)


def _other_starts(returns: PlanReturns, question: BudgetQuestion, amounts: Floats, worst_share: float) -> list[Floats]:
    """Best plans for draws that count the more the worse the plans before did in them (fictitious play)."""
    weights = np.full(returns.curves.draw_count, 1.0 / returns.curves.draw_count)
    found = []
    for number in range(_PLAYS):
        share = 1.0 if number == 0 else 2.0 / (number + 2.0)
        weights = (1.0 - share) * weights + share * _worst(returns, amounts, worst_share)[1]
        amounts = best_allocation(returns.weighted(weights), question).amounts
        found.append(amounts)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Plane:
    """height + slopes · amounts."""

    height: float
    slopes: Floats


def _capacity_plane(returns: PlanReturns, question: BudgetQuestion, amounts: Floats) -> _Plane | None:
    """SQLs less the capacity by the plane that touches them: concave curves lie below it, so it is kept."""
    if question.capacity is None:
        return None
    shares, plain = np.asarray(question.capacity.sqls_per_outcome), returns.plain()
    slopes = np.minimum(shares * plain.marginals(amounts), _STEEPEST)
    excess = min(float(shares @ plain.outcomes(amounts)) - question.capacity.sqls, 0.0)
    return _Plane(height=excess - float(slopes @ amounts), slopes=slopes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Search:
    """From a plan to the safest one under limits, all of which are rows of a linear programme."""

    returns: PlanReturns
    limits: PlanLimits
    capacity: _Plane | None
    worst_share: float

    def concave(self, start: Floats) -> SafestPlan:
        """Planes above the worst mean hold everywhere: the best below all of them is also the bound."""
        best, (value, plane) = start, self._plane(start)
        planes, reach = [plane], 0.25 * self.limits.budget
        for _ in range(_MOST_CUTS):
            tried, promised = self._best_below(planes, best, reach)
            if promised - value <= _CLOSE * abs(value) or reach <= _CLOSE * self.limits.budget:
                break
            reached, plane = self._plane(tried)
            planes.append(plane)
            is_better = reached >= value + _ENOUGH_GAIN * (promised - value)
            best, value = (tried, reached) if is_better else (best, value)
            reach = min(2.0 * reach, self.limits.budget) if is_better else 0.5 * reach
        bound = self._best_below(planes, best, self.limits.budget)[1]
        return SafestPlan(amounts=best, worst_mean=value, bound=max(bound, value), is_local=False)

    def local(self, start: Floats) -> SafestPlan:
        """Each draw by the plane that touches it, within a reach that shrinks where that promised too much."""
        best, value, reach = start, worst_mean(self.returns, start, self.worst_share), 0.25 * self.limits.budget
        for _ in range(_MOST_LOCAL):
            tried, promised = self._best_by_draws(best, reach)
            if promised - value <= _CLOSE * abs(value) or reach <= _CLOSE * self.limits.budget:
                break
            reached = worst_mean(self.returns, tried, self.worst_share)
            is_better = reached >= value + _ENOUGH_GAIN * (promised - value)
            best, value = (tried, reached) if is_better else (best, value)
            reach = min(2.0 * reach, self.limits.budget) if is_better else 0.4 * reach
        return SafestPlan(amounts=best, worst_mean=value, bound=np.inf, is_local=True)

    def _plane(self, amounts: Floats) -> tuple[float, _Plane]:
        """The worst mean, and the plane that touches it there."""
        value, weights = _worst(self.returns, amounts, self.worst_share)
        slopes = np.minimum(weights @ self.returns.draw_marginals(amounts), _STEEPEST * max(1.0, abs(value)))
        return value, _Plane(height=value - float(slopes @ amounts), slopes=slopes)

    def _best_below(self, planes: list[_Plane], around: Floats, reach: float) -> tuple[Floats, float]:
        """The highest point below all planes within reach, and its height."""
        rows = np.array([np.append(-plane.slopes, 1.0) for plane in planes])
        return self._solved(np.array([1.0]), rows, np.array([plane.height for plane in planes]), around, reach)

    def _best_by_draws(self, around: Floats, reach: float) -> tuple[Floats, float]:
        """The largest worst mean within reach if every draw were its plane: a level less the mean shortfall from it."""
        slopes = np.minimum(self.returns.draw_marginals(around), _STEEPEST)
        heights = (self.returns.draw_outcomes(around) - slopes * around).sum(axis=1)
        count = len(heights)
        wanted = max(self.worst_share * count, 1.0)
        rows = np.hstack([-slopes, np.ones((count, 1)), -np.eye(count)])
        return self._solved(np.append(1.0, np.full(count, -1.0 / wanted)), rows, heights, around, reach)

    def _solved(self, gains: Floats, rows: Floats, sides: Floats, around: Floats, reach: float) -> tuple[Floats, float]:
        """Amounts, and the most that the other variables gain: a level of any sign, and shortfalls ≥ 0."""
        count, others = len(around), len(gains)
        more, limits = self._limit_rows(), self.limits
        low, high = np.maximum(limits.floor, around - reach), np.minimum(limits.ceiling, around + reach)
        found = linprog(
            np.append(np.zeros(count), -gains),
            A_ub=np.vstack([rows, *(np.append(row, np.zeros(others)) for row, _ in more)]),
            b_ub=np.append(sides, [side for _, side in more]),
            A_eq=np.append(np.ones(count), np.zeros(others))[None, :],
            b_eq=[float(around.sum())],
            bounds=[*zip(low, np.maximum(high, low), strict=True), (None, None), *[(0.0, None)] * (others - 1)],
            method="highs",
        )
        if found.x is None:
            return around, -np.inf
        return np.clip(found.x[:count], limits.floor, limits.ceiling), -float(found.fun)

    def _limit_rows(self) -> list[tuple[Floats, float]]:
        limits, rows = self.limits, []
        for number in range(limits.group_count - 1):
            member = (limits.group == number).astype(np.float64)
            if np.isfinite(limits.group_ceiling[number]):
                rows.append((member, float(limits.group_ceiling[number])))
            rows.append((-member, -float(limits.group_floor[number])))
        if self.capacity is not None:
            rows.append((self.capacity.slopes, -self.capacity.height))
        return rows
