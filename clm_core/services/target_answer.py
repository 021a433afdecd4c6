"""The answer of a target plan: all that stays while promises are moved, and what one set of promises comes to."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from clm_core.analysis.target_plan.plan_dates import plan_dates
from clm_core.analysis.target_plan.plan_gap import PipelineCoverage, PlanGap, pipeline_coverage, plan_gap
from clm_core.analysis.target_plan.promise_effects import EffectKind, quality_factor
from clm_core.analysis.target_plan.promise_worth import promise_worth
from clm_core.analysis.target_plan.reverse_plan import ChainStage, exact_chain, needed_chain
from clm_core.analysis.target_plan.target_base import TargetBase
from clm_core.analysis.target_plan.target_chance import TargetChance, chance_histogram, chance_sources, target_chance
from clm_core.selection import SegmentField
from clm_core.services.promises import MeasuredLevel
from clm_core.targets import PromiseKind, TargetPlan

__all__ = [
    "ChainStage",
    "EffectKind",
    "PlanGap",
    "PreparedTarget",
    "TargetAnswer",
    "TargetChance",
    "promise_steps",
    "target_answer",
]

WANTED_CHANCE = 0.8
"""The chance for which the needed pipeline coverage is told."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedTarget:
    """All that does not change while promises are moved; equal only to itself. Frames as in target_columns."""

    base: TargetBase
    measured: tuple[MeasuredLevel, ...]  # today's levels, with interval and n
    effects: dict[PromiseKind, EffectKind]
    rates: pd.DataFrame  # TARGET_RATES by channel, all together with an empty group
    channel_shares: pd.DataFrame  # stages × channels
    segment_shares: pd.DataFrame | None
    segment_field: SegmentField | None
    currency: str
    data_version: int


@dataclass(frozen=True, kw_only=True, eq=False)
class TargetAnswer:
    """Everything that a plan's promises decide; frames as in target_columns.

    The chance is there at once; the rest is worked out when somebody looks at it, so that a slider need not wait for
    what is not on the screen.
    """

    prepared: PreparedTarget
    plan: TargetPlan
    chance: TargetChance
    by_segment: bool = False

    @cached_property
    def sources(self) -> pd.DataFrame:
        """TARGET_SOURCES."""
        return chance_sources(self.prepared.base, self.chance)

    @cached_property
    def histogram(self) -> pd.DataFrame:
        """TARGET_HISTOGRAM."""
        return chance_histogram(self.chance, self.plan.target.revenue)

    @cached_property
    def chain(self) -> pd.DataFrame:
        """TARGET_CHAIN, by channel or segment."""
        base = self.prepared.base
        return needed_chain(
            self._marketing_revenue,
            base.amount,
            base.rates,
            shares=self.prepared.segment_shares if self.by_segment else self.prepared.channel_shares,
            amount_draws=base.amount_draws,
            quality_factor=quality_factor(base, self.plan),
        )

    @cached_property
    def dates(self) -> pd.DataFrame:
        """TARGET_DATES."""
        return plan_dates(self.prepared.base.ways, self._exact, self.plan.target.period)

    @cached_property
    def gap(self) -> PlanGap:
        """What marketing's part still lacks."""
        new = float(self.chance.new_revenue.mean())
        return plan_gap(self.prepared.base, self.plan, new_revenue=new, mqls=self._exact[ChainStage.MQL])

    @cached_property
    def coverage(self) -> PipelineCoverage:
        """Open deals against what is still to be won."""
        return pipeline_coverage(self.prepared.base, self.chance.revenue, self.plan.target.revenue, WANTED_CHANCE)

    @property
    def without_effect(self) -> tuple[PromiseKind, ...]:
        """Promises that change nothing because the data show no effect."""
        effects = self.prepared.effects
        return tuple(one.kind for one in self.plan.promises if effects[one.kind] is EffectKind.NONE)

    @property
    def _marketing_revenue(self) -> float:
        return self.plan.target.revenue * self.plan.target.marketing_share

    @cached_property
    def _exact(self) -> dict[ChainStage, float]:
        base = self.prepared.base
        deals = self._marketing_revenue / base.amount
        counts = exact_chain(deals, base.rates, quality_factor=quality_factor(base, self.plan))
        return {stage: float(np.asarray(count)) for stage, count in counts.items()}


def target_answer(prepared: PreparedTarget, plan: TargetPlan, *, by_segment: bool = False) -> TargetAnswer:
    """The chance, the funnel needed and the gap under a plan's promises.

    Raises ClmError ``target_plan.other_base`` where period, typed rates or deal amount are not those of ``prepared``,
    and where a rate of the chain is 0.
    """
    answer = TargetAnswer(
        prepared=prepared, plan=plan, chance=target_chance(prepared.base, plan), by_segment=by_segment
    )
    # Whether the chain can be computed is told now, not when somebody looks at it.
    _ = answer.gap
    return answer


def promise_steps(prepared: PreparedTarget, plan: TargetPlan, *, has_pairs: bool = True) -> pd.DataFrame:
    """PROMISE_WORTH: what one step of each promise is worth, alone and, if asked, in pairs, best first."""
    return promise_worth(prepared.base, plan, has_pairs=has_pairs)
