"""What a period brings without any new MQL: won so far, open deals, people in the funnel, deals without an MQL."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clm_core.analysis.target_plan.closing_chances import Horizon, coming_chances
from clm_core.analysis.target_plan.funnel_rates import FunnelRates
from clm_core.analysis.target_plan.inflow import inflow
from clm_core.analysis.target_plan.link_curves import waiting_chances
from clm_core.analysis.target_plan.new_business import new_business
from clm_core.analysis.target_plan.open_pipeline import OpenPipeline, pipeline_revenue
from clm_core.analysis.target_plan.reverse_plan import ChainStage
from clm_core.response_curves import Floats
from clm_core.targets import FunnelLink

_FEW_AMOUNTS = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """Revenue and deals of one source in each draw, expected deals, and the expected part that came from MQLs."""

    revenue: Floats
    deal_draws: Floats
    deals: float
    marketing_revenue: float


def won_amounts(rates: FunnelRates, *, of_mql: bool, typed: float | None = None) -> Floats:
    """Amounts of won deals of this origin, of all where they are few; with a typed mean scaled to it."""
    people = rates.people
    known = people.is_won & (people.created >= people.first_day)
    own = people.amount[known & (people.of_mql == of_mql)]
    amounts = own if len(own) >= _FEW_AMOUNTS else people.amount[people.is_won]
    if typed is None:
        return amounts
    return amounts * (typed / amounts.mean()) if len(amounts) else np.array([typed])


def won_so_far(rates: FunnelRates, first_day: int, draws: int) -> Standing:
    """Deals won in the period up to today: known, the same in every draw."""
    people = rates.people
    inside = people.is_won & (people.decided >= first_day) & (people.decided <= people.today)
    return Standing(
        revenue=np.full(draws, people.amount[inside].sum()),
        deal_draws=np.full(draws, float(inside.sum())),
        deals=float(inside.sum()),
        marketing_revenue=float(people.amount[inside & people.of_mql].sum()),
    )


def from_open_deals(pipeline: OpenPipeline, horizon: Horizon, rng: np.random.Generator) -> Standing:
    """What the open deals bring in the period."""
    of_mql, others, won = pipeline_revenue(pipeline, horizon.inner, rng)
    deals = float(pipeline.chances.sum(axis=1).mean())
    return Standing(revenue=of_mql + others, deal_draws=won, deals=deals, marketing_revenue=float(of_mql.mean()))


def in_funnel(
    rates: FunnelRates,
    ahead: Mapping[ChainStage, Floats],
    amounts: Floats,
    horizon: Horizon,
    rng: np.random.Generator,
) -> Standing:
    """What MQLs and SQLs of today bring that have no deal yet and were neither rejected nor lost."""
    return _drawn(amounts, waiting_wins(rates, ahead)[1:], horizon, rng, is_marketing=True)


def waiting_wins(rates: FunnelRates, ahead: Mapping[ChainStage, Floats]) -> Floats:
    """Expected deals of MQLs and SQLs of today without a deal, neither rejected nor lost: the data's, then draws.

    ``ahead`` is the chance of those who enter a stage on each coming day to win in the period.
    """
    people = rates.people
    is_waiting = ~np.isnan(people.mql) & np.isnan(people.deal)
    is_sql = is_waiting & ~np.isnan(people.sql)
    expected = np.zeros(len(ahead[ChainStage.MQL]))
    for which, since, link, later in (
        (is_sql, people.sql, FunnelLink.SQL_TO_OPPORTUNITY, ahead[ChainStage.OPPORTUNITY]),
        (is_waiting & ~is_sql, people.mql, FunnelLink.MQL_TO_SQL, ahead[ChainStage.SQL]),
    ):
        ages = people.today - since[which & ~(people.ended >= since)]
        expected = expected + waiting_chances(rates.curves[link], later, ages).sum(axis=1)
    return expected


def other_deals(rates: FunnelRates, amounts: Floats, horizon: Horizon, rng: np.random.Generator) -> Standing:
    """What deals bring that come without an MQL, as many a week as of late."""
    people, others = rates.people, ~rates.people.of_mql
    created = np.where(others, people.created, np.nan)
    draws = len(rates.others.rate_draws)
    coming = inflow(people, created, coming_weeks=-(-horizon.last_left // 7), draws=draws, rng=rng)
    chances = coming_chances(rates.closing, people.deal_keys[others], rates.others, horizon)[1:, 1:]
    return _drawn(amounts, coming.draws / 7 * chances.sum(axis=1), horizon, rng, is_marketing=False)


def _drawn(
    amounts: Floats, expected: Floats, horizon: Horizon, rng: np.random.Generator, *, is_marketing: bool
) -> Standing:
    if not len(amounts) or not expected.any():
        nothing = np.zeros(len(expected) * horizon.inner)
        return Standing(revenue=nothing, deal_draws=nothing, deals=0.0, marketing_revenue=0.0)
    history = new_business(amounts, expected, horizon.inner, rng)
    drawn = np.repeat(expected, horizon.inner)
    revenue = history.revenue_of(drawn)
    return Standing(
        revenue=revenue,
        deal_draws=history.deals_of(drawn),
        deals=float(expected.mean()),
        marketing_revenue=float(revenue.mean()) if is_marketing else 0.0,
    )
