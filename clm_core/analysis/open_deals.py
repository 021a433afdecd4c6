"""The chance of every open deal to be won, and when: from its age, amount and channel and the time of the year.

Two rates a day, to be won and to be lost, by the days since the deal was created (competing risks). Each is the
baseline of all deals × what deals of this amount and of this channel have × what this month of the year has. Every
such factor is (observed + prior) ÷ (expected + prior) events, so with few deals it stays near 1. What is still open
counts as long as it has been watched. Method, assumptions and limits: docs/methods/forecast.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.closing_rates import ClosingRates, ClosingRules, closing_rates, months_of
from clm_core.analysis.credited_deals import Floats, Ints
from clm_core.analysis.deal_lives import DealLives
from clm_core.columns import typed_frame
from clm_core.forecast_columns import OPEN_DEALS

LOOK_AHEAD_DAYS = 365
"""Deals that are won later than so many days from today are not expected."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenDeals:
    """``rows`` is forecast_columns.OPEN_DEALS; ``won_by`` the chance to be won by the end of day today + its column.

    Column 0 is today, so 0. ``amounts`` are those of ``rows``, with the mean of won deals where one has none.
    """

    as_of: date
    rows: pd.DataFrame
    won_by: Floats
    lost_by: Floats
    amounts: Floats

    def chance_between(self, first_on: date, last_on: date) -> Floats:
        """The chance of each to be won on one of these days."""
        before, last = (np.clip((day - self.as_of).days, 0, self._last) for day in (first_on - _ONE_DAY, last_on))
        found: Floats = self.won_by[:, last] - self.won_by[:, before]
        return found

    @property
    def _last(self) -> int:
        return int(self.won_by.shape[1]) - 1


_ONE_DAY = timedelta(days=1)


def open_deals(
    lives: DealLives,
    *,
    rules: ClosingRules | None = None,
    days: int = LOOK_AHEAD_DAYS,
    rates: ClosingRates | None = None,
) -> OpenDeals | None:
    """The chances of all that is open at the lives' as_of; None where too few deals are decided to tell.

    ``rates`` spares the work of learning them again.
    """
    rates = rates or closing_rates(lives, rules or ClosingRules())
    if rates is None:
        return None
    place = np.flatnonzero(lives.is_open)
    groups, ages = lives.groups(rates.edges)[place], lives.age[place].astype(np.int64)
    won_by, lost_by = ended_by(rates, groups, ages, lives.as_of, days)
    at_birth, _ = ended_by(rates, groups, np.zeros_like(ages), lives.as_of, days)
    amounts = np.where(np.isnan(lives.amount), rates.mean_amount, lives.amount)[place]
    chance = won_by[:, -1]
    half = (won_by < chance[:, None] / 2).sum(axis=1)
    rows = {
        "deal_key": lives.deal_key[place],
        "channel": lives.channel[place],
        "amount": lives.amount[place],
        "age_days": ages,
        "chance": chance,
        "chance_before": at_birth[:, -1],
        "stated_share": lives.stated_share[place],
        "median_day": pd.Timestamp(lives.as_of) + pd.to_timedelta(np.minimum(half, days), unit="D"),
        "expected": chance * amounts,
    }
    return OpenDeals(
        as_of=lives.as_of, rows=typed_frame(rows, OPEN_DEALS), won_by=won_by, lost_by=lost_by, amounts=amounts
    )


def ended_by(rates: ClosingRates, groups: Ints, ages: Ints, as_of: date, days: int) -> tuple[Floats, Floats]:
    """Deals × (1 + days): the chance to be won, and to be lost, by each coming day of deals open at these ages.

    ``groups`` are the rows of DealLives.groups. Won, lost and still open sum to 1 on each day.
    """
    month = months_of(as_of, days)
    at_age = np.minimum(ages[:, None] + np.arange(1, days + 1), len(rates.won.by_age) - 1)
    won = rates.won.by_age[at_age] * rates.won.of(groups)[:, None] * rates.won.by_month[month]
    lost = rates.lost.by_age[at_age] * rates.lost.of(groups)[:, None] * rates.lost.by_month[month]
    most = np.maximum(won + lost, 1.0)
    won, lost = won / most, lost / most
    still = np.cumprod(1.0 - won - lost, axis=1)
    before = np.concatenate([np.ones((len(ages), 1)), still[:, :-1]], axis=1)
    nothing = np.zeros((len(ages), 1))
    won_by: Floats = np.concatenate([nothing, np.cumsum(before * won, axis=1)], axis=1)
    lost_by: Floats = np.concatenate([nothing, np.cumsum(before * lost, axis=1)], axis=1)
    return won_by, lost_by


def won_draws(
    deals: OpenDeals, last_days: Ints, rng: np.random.Generator, *, draws: int, level: Floats | None = None
) -> tuple[Floats, Floats]:
    """Draws × periods: how many open deals are won, and the revenue, in consecutive periods.

    Period i ends with day today + ``last_days[i]`` and begins after the one before (the first with tomorrow). ``level``
    (a number a draw) raises or lowers all chances together, for what makes a whole quarter good or bad.
    """
    edges = deals.won_by[:, np.minimum(last_days, deals.won_by.shape[1] - 1)]
    counts, revenue = np.zeros((draws, len(last_days))), np.zeros((draws, len(last_days)))
    factor = np.ones(draws) if level is None else level
    every: NDArray[np.int64] = np.arange(draws)
    for one, amount in zip(edges, deals.amounts, strict=True):
        period = np.searchsorted(one, rng.random(draws) / factor, side="right")
        is_won = period < len(last_days)
        counts[every[is_won], period[is_won]] += 1.0
        revenue[every[is_won], period[is_won]] += amount
    return counts, revenue
