"""All of a period's outcome that does not change while promises are moved, prepared once, with its draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from clm_core.analysis.days import day_number
from clm_core.analysis.target_plan.closing_chances import Horizon, coming_chances
from clm_core.analysis.target_plan.first_contact_effect import FirstContactEffect
from clm_core.analysis.target_plan.funnel_rates import FunnelRates
from clm_core.analysis.target_plan.inflow import Inflow, inflow
from clm_core.analysis.target_plan.link_curves import entering_chances
from clm_core.analysis.target_plan.new_business import NewBusiness, new_business
from clm_core.analysis.target_plan.open_pipeline import open_pipeline
from clm_core.analysis.target_plan.plan_dates import MOST_DAYS, won_by
from clm_core.analysis.target_plan.reverse_plan import ChainStage
from clm_core.analysis.target_plan.standing_revenue import (
    Standing,
    from_open_deals,
    in_funnel,
    other_deals,
    won_amounts,
    won_so_far,
)
from clm_core.errors import ClmError
from clm_core.response_curves import Floats
from clm_core.targets import FunnelLink, Promise, PromiseKind, Target

INNER_DRAWS = 20
"""Outcomes simulated with each draw of rates, lags, inflow and effects."""


class RevenueSource(StrEnum):
    """Where revenue of the period comes from."""

    WON_SO_FAR = "won_so_far"
    OPEN_PIPELINE = "open_pipeline"
    IN_FUNNEL = "in_funnel"  # MQLs and SQLs of today without a deal yet
    NEW_MQLS = "new_mqls"
    OTHER_NEW = "other_new"  # deals to come without an MQL: repeat business, sales' own


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TargetBase:
    """The outcome that stands, as draws, and what new MQLs bring week by week; equal only to itself.

    ``standing`` is each source but new MQLs, one number a draw (inner draws of each row of rates on end).
    ``week_days`` are the days of each coming week from tomorrow on, when promises begin to hold (the last may be
    short); ``week_chances`` (rates' draws × weeks) the chance of an MQL of that week to be won in the period.
    """

    target: Target
    as_of: date
    rates: FunnelRates
    levels: Mapping[PromiseKind, Promise]  # today's
    inflow: Inflow
    capacity_today: float | None
    standing: Mapping[RevenueSource, Standing]
    fixed_revenue: Floats  # of all standing sources
    pipeline_amount: float
    week_days: Floats
    week_chances: Floats
    day_chances: Floats  # of the coming days, by the data's own rates
    ways: Mapping[ChainStage, Floats]  # share won by each day after entering a stage, by the data's own rates
    new: NewBusiness
    amount: float
    amount_draws: Floats
    contact: FirstContactEffect | None

    @property
    def won_in_period(self) -> float:
        """Revenue won in the period so far."""
        return float(self.standing[RevenueSource.WON_SO_FAR].revenue[0])

    @property
    def marketing_standing(self) -> float:
        """Expected revenue of the period from what came by an MQL, without MQLs to come."""
        return sum(one.marketing_revenue for one in self.standing.values())

    @property
    def draws(self) -> int:
        """How many outcomes are simulated."""
        return len(self.new.arrival)

    @property
    def inner(self) -> int:
        """How many of them share one draw of the rates."""
        return self.draws // len(self.week_chances)

    @property
    def starts_on(self) -> date:
        """The first day on which promises hold."""
        return self.as_of + timedelta(days=1)


def target_base(
    rates: FunnelRates,
    target: Target,
    *,
    as_of: date,
    seed: int,
    levels: tuple[Promise, ...] = (),
    capacity_today: float | None = None,
    contact: FirstContactEffect | None = None,
    inner: int = INNER_DRAWS,
) -> TargetBase:
    """The base for a target with these rates (which hold its typed ones).

    Raises ClmError for a period that is over, for data without won deals, and for a link that nobody went along.
    """
    people, period = rates.people, target.period
    if period.end_on <= as_of:
        raise ClmError("target_plan.period_over", end=period.end_on, as_of=as_of)
    if not people.is_won.any() and target.deal_amount is None:
        raise ClmError("target_plan.no_history")
    if rates.unknown:
        raise ClmError(f"target_plan.stage_not_reached.{rates.unknown[0]}")
    rng = np.random.default_rng(seed)
    last_left = (period.end_on - as_of).days
    first_left = max((period.start_on - as_of).days - 1, 0)
    outer = len(next(iter(rates.curves.values())).rate_draws)
    ways = won_by(rates, max(MOST_DAYS, last_left))
    horizon = Horizon(first_left=first_left, last_left=last_left, inner=inner)
    ahead = chances_ahead(rates, horizon)
    days = ahead[ChainStage.MQL][:, 1:]
    own = won_amounts(rates, of_mql=True, typed=target.deal_amount)
    coming = inflow(people, people.mql, coming_weeks=-(-last_left // 7), draws=outer, rng=rng)
    week_days = _weeks(last_left)
    week_chances = _by_week(days[1:], week_days)
    expected = (coming.draws[:, None] * week_days / 7 * week_chances).sum(axis=1)
    new = new_business(own, expected, inner, rng, is_mean_known=target.deal_amount is not None)
    standing = {
        RevenueSource.WON_SO_FAR: won_so_far(rates, day_number(period.start_on), outer * inner),
        RevenueSource.OPEN_PIPELINE: from_open_deals(open_pipeline(rates, horizon), horizon, rng),
        RevenueSource.IN_FUNNEL: in_funnel(rates, ahead, own, horizon, rng),
        RevenueSource.OTHER_NEW: other_deals(rates, won_amounts(rates, of_mql=False), horizon, rng),
    }
    return TargetBase(
        target=target,
        as_of=as_of,
        rates=rates,
        levels={one.kind: one for one in levels},
        inflow=coming,
        capacity_today=capacity_today,
        standing=standing,
        pipeline_amount=float(people.amount[~people.is_decided].sum()),
        week_days=week_days,
        week_chances=week_chances,
        day_chances=days[0],
        ways={stage: curve[0] for stage, curve in ways.items()},
        new=new,
        amount=float(own.mean()),
        amount_draws=new.mean_amount[::inner],
        contact=contact,
        fixed_revenue=np.sum([one.revenue for one in standing.values()], axis=0),
    )


def chances_ahead(rates: FunnelRates, horizon: Horizon) -> dict[ChainStage, Floats]:
    """(1 + draws) × (1 + days): the chance to win in the period of those who enter a stage on each coming day."""
    people, curves = rates.people, rates.curves
    keys = people.deal_keys[people.of_mql]
    of_deal = coming_chances(rates.closing, keys, curves[FunnelLink.OPPORTUNITY_TO_WON], horizon)
    of_sql = entering_chances(curves[FunnelLink.SQL_TO_OPPORTUNITY], of_deal)
    of_mql = entering_chances(curves[FunnelLink.MQL_TO_SQL], of_sql)
    return {ChainStage.OPPORTUNITY: of_deal, ChainStage.SQL: of_sql, ChainStage.MQL: of_mql}


def _weeks(last_left: int) -> Floats:
    """The days of each coming week."""
    starts = np.arange(0, last_left, 7)
    return np.minimum(last_left - starts, 7).astype(np.float64)


def _by_week(chances: Floats, week_days: Floats) -> Floats:
    """The mean chance over the days of each week."""
    starts = np.arange(len(week_days)) * 7
    sums: Floats = np.add.reduceat(chances, starts, axis=1)
    return sums / week_days
