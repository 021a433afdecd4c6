"""Small worlds of which everything is known: people with given days, and links with a given rate and lag."""

from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.deal_lives import deal_lives
from clm_core.analysis.target_plan.closing_chances import Closing
from clm_core.analysis.target_plan.funnel_rates import LINKS, FunnelRates, VisitorRate
from clm_core.analysis.target_plan.link_curves import LinkCurve
from clm_core.analysis.target_plan.plan_people import PlanPeople
from clm_core.analysis.target_plan.target_base import TargetBase, target_base
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.selection import Period
from clm_core.targets import FunnelLink, Promise, Target

AS_OF = date(2026, 3, 31)
TODAY = (AS_OF - date(1970, 1, 1)).days
PERIOD = Period(start_on=date(2026, 4, 1), end_on=date(2026, 6, 30))
REFERENCE_RATES = {
    FunnelLink.LEAD_TO_MQL: 0.18,
    FunnelLink.MQL_TO_SQL: 0.35,
    FunnelLink.SQL_TO_OPPORTUNITY: 0.60,
    FunnelLink.OPPORTUNITY_TO_WON: 0.25,
}


def fixed_curve(rate: float, lag_days: int, *, draws: int = 50, entered: int = 1000) -> LinkCurve:
    """A link that this share goes along after exactly so many days, without any doubt."""
    reached = np.zeros((1 + draws, lag_days + 1))
    reached[:, lag_days:] = rate
    waiting = np.ones_like(reached)
    waiting[:, lag_days:] = 1.0 - rate
    return LinkCurve(
        entered=entered, reached=round(rate * entered), reached_by=reached, waiting=waiting, data_rate=rate
    )


def spread_curve(rate: float, daily: list[float], *, draws: int = 50) -> LinkCurve:
    """A link whose lags have these shares, day by day."""
    one = rate * np.cumsum(daily)
    reached = np.tile(one, (1 + draws, 1))
    return LinkCurve(
        entered=1000, reached=round(rate * 1000), reached_by=reached, waiting=1.0 - reached, data_rate=rate
    )


def people(
    *,
    mqls_per_week: int = 7,
    weeks: int = 60,
    won_amounts: tuple[float, ...] = (1000.0,) * 10,
    open_amounts: tuple[float, ...] = (),
) -> PlanPeople:
    """As many new MQLs every week, all long decided, and deals from MQLs: some won a year ago, some created today."""
    count = mqls_per_week * weeks
    mql = TODAY - np.repeat(np.arange(weeks), mqls_per_week) * 7.0 - np.tile(np.arange(mqls_per_week) % 7, weeks)
    deals = len(won_amounts) + len(open_amounts)
    is_won = np.arange(deals) < len(won_amounts)
    created = np.where(is_won, TODAY - 400.0, float(TODAY))
    return PlanPeople(
        today=TODAY,
        first_day=TODAY - 1000.0,
        channel=np.array(["paid_search", "events"] * count, dtype=object)[:count],
        segment=np.full(count, "", dtype=object),
        lead=mql - 10,
        mql=mql,
        sql=np.full(count, np.nan),
        deal=np.full(count, np.nan),
        ended=mql,
        created=created,
        decided=np.where(is_won, TODAY - 370.0, np.nan),
        is_won=is_won,
        amount=np.array([*won_amounts, *open_amounts]),
        origin=np.zeros(deals, dtype=np.int64),
        deal_keys=np.arange(deals),
    )


def no_forecast() -> Closing:
    """Nothing is known of how deals close: the links' own curves count."""
    no_deals = typed_frame({}, SNAPSHOT_COLUMNS[SnapshotTable.DEALS])
    return Closing(lives=deal_lives(no_deals, as_of=AS_OF, zone="Europe/Berlin"), rates=None)


def sure_rates(
    who: PlanPeople | None = None, *, lag_days: int = 5, draws: int = 50, rates: dict[FunnelLink, float] | None = None
) -> FunnelRates:
    """The reference rates with this lag at each link, without doubt."""
    known = rates or REFERENCE_RATES
    return FunnelRates(
        people=people() if who is None else who,
        curves={link: fixed_curve(known[link], lag_days, draws=draws) for link in LINKS},
        visitors=VisitorRate(visitors=100_000, leads=2_000, visited_share=1.0),
        others=fixed_curve(0.2, lag_days, draws=draws),
        closing=no_forecast(),
    )


def base_of(
    rates: FunnelRates,
    revenue: float = 10_000.0,
    *,
    period: Period = PERIOD,
    levels: tuple[Promise, ...] = (),
    capacity: float | None = None,
    inner: int = 80,
) -> TargetBase:
    """The base of a target with these rates."""
    target = Target(period=period, revenue=revenue)
    return target_base(rates, target, as_of=AS_OF, seed=1, levels=levels, capacity_today=capacity, inner=inner)


def traffic(visitors: int = 1000) -> pd.DataFrame:
    """One day of traffic from paid search."""
    return pd.DataFrame(
        {"day": [pd.Timestamp("2025-06-01")], "channel": ["paid_search"], "users": [visitors], "sessions": [visitors]}
    )
