"""The range that the target plan gave three months as of an earlier day, beside the revenue that came."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from clm_core.analysis.deal_lives import deal_lives
from clm_core.analysis.selected import LoopData
from clm_core.analysis.target_plan.funnel_rates import funnel_rates
from clm_core.analysis.target_plan.link_curves import CurveRules
from clm_core.analysis.target_plan.plan_people import plan_people
from clm_core.analysis.target_plan.target_base import TargetBase, target_base
from clm_core.analysis.target_plan.target_chance import target_chance
from clm_core.selection import Period
from clm_core.targets import Target, TargetPlan

ORIGINS = tuple(pd.date_range("2025-06-30", "2026-07-31", freq="ME").date)
"""Month ends after which three months are known of the sample company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuarter:
    """What was expected with its 90 % range, and what came."""

    low: float
    expected: float
    high: float
    realised: float

    @property
    def is_held(self) -> bool:
        """Whether the range held what came."""
        return self.low <= self.realised <= self.high


def known_quarter(data: LoopData, links: pd.DataFrame, as_of: date, *, zone: str = "Europe/Berlin") -> KnownQuarter:
    """The three months after a day, by what was known then; ``links`` are DEAL_CONTACTS."""
    months = as_of.year * 12 + as_of.month + 3
    first = as_of + timedelta(days=1)
    period = Period(start_on=first, end_on=date(months // 12, months % 12 + 1, 1) - timedelta(days=1))
    base = base_as_of(data, links, as_of, period, zone=zone)
    found = target_chance(base, TargetPlan(target=base.target))
    deals = data.deals
    inside = (deals["closed_on"] >= pd.Timestamp(first)) & (deals["closed_on"] <= pd.Timestamp(period.end_on))
    realised = float(deals.loc[inside & (deals["outcome"] == "won"), "amount"].sum())
    return KnownQuarter(low=found.low, expected=found.expected, high=found.high, realised=realised)


def base_as_of(
    data: LoopData, links: pd.DataFrame, as_of: date, period: Period, *, zone: str, draws: int = 100
) -> TargetBase:
    """The base of a target as of a day."""
    people = plan_people(data.contacts, data.deals, links, as_of=as_of, zone=zone)
    lives = deal_lives(data.deals, as_of=as_of, zone=zone)
    rates = funnel_rates(people, data.traffic, lives, seed=1, rules=CurveRules(draws=draws))
    return target_base(rates, Target(period=period, revenue=6e6), as_of=as_of, seed=2)
