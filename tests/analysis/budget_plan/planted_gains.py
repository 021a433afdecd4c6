"""What a plan promises by learned curves beside what it truly brings by the planted ones, in simulated worlds.

Worlds are those of tests/analysis/response_curves/worlds.py. Today is each channel's mean spend of the last year,
kept up for 13 weeks; the plan places the same money, each channel within ± 30 % of today. Curves are the preview's.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.budget_plan.best_allocation import best_allocation
from clm_core.analysis.budget_plan.plan_returns import PlanReturns, plan_returns
from clm_core.analysis.budget_plan.plan_rows import split_outcome
from clm_core.analysis.response_curves.findings import channel_trust
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.budget_plan import BudgetQuestion, ChannelLimit, FixedBudget
from clm_core.response_curves import CurveTrust, Floats
from tests.analysis.response_curves.worlds import WorldOptions, simulated_world

PERIODS, YEAR, MOVE = 13, 52, 0.3
USUAL = WorldOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedGain:
    """Gains over today, as parts of what today's split truly brings; low and high end the promise's 90 % range."""

    promised: float
    low: float
    high: float
    true: float
    possible: float  # of the plan that knows the planted curves, under the same limits


def planted_gain(seed: int, options: WorldOptions = USUAL, *, is_careful: bool = False) -> PlantedGain:
    """Promise and truth of one world; ``is_careful`` does not move channels whose curves ask for an experiment."""
    world = simulated_world(seed, options)
    fit = preview_fit(world.series, seed=seed)
    before = world.series.spend[-YEAR:]
    believed, truth = (plan_returns(one, periods=PERIODS, spend_before=before) for one in (fit.curves, world.curves))
    today = PERIODS * before.mean(axis=0)
    trust = channel_trust(fit.findings, believed.channels)
    is_kept = np.array([is_careful and one is CurveTrust.EXPERIMENT for one in trust])
    plan = _best(believed, today, is_kept)
    promise = split_outcome(believed, plan, today)
    whole = float(truth.outcomes(today).sum())

    def truly(amounts: Floats) -> float:
        return float(truth.outcomes(amounts).sum()) / whole - 1.0

    return PlantedGain(
        promised=promise.gain / whole,
        low=promise.gain_low / whole,
        high=promise.gain_high / whole,
        true=truly(plan),
        possible=truly(_best(truth, today, is_kept)),
    )


def _best(returns: PlanReturns, today: Floats, is_kept: npt.NDArray[np.bool_]) -> Floats:
    limits = tuple(
        ChannelLimit(channel=channel, locked_at=float(amount))
        if kept
        else ChannelLimit(channel=channel, minimum=float((1 - MOVE) * amount), maximum=float((1 + MOVE) * amount))
        for channel, amount, kept in zip(returns.channels, today, is_kept, strict=True)
    )
    question = BudgetQuestion(goal=FixedBudget(amount=float(today.sum())), limits=limits)
    return best_allocation(returns, question).amounts
