"""The measures that are paced, a number a day: leads, MQLs, SQLs, won deals and revenue, each with its forerunner."""

from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.days import local_day
from clm_core.analysis.intervals import Floats
from clm_core.analysis.pacing_series import YEAR_DAYS, DailySeries
from clm_core.analysis.promises.facts import PromiseFacts
from clm_core.analysis.survival import day_counts, ended_share, waiting_share
from clm_core.decisions import Measure
from clm_core.records import DealOutcome

SQL_DAYS = 180
DEAL_DAYS = 540
"""What takes longer is not expected: it would be a guess."""


def paced_series(
    contacts: pd.DataFrame, deals: pd.DataFrame, facts: PromiseFacts, *, first_on: date
) -> dict[Measure, DailySeries]:
    """Each measure from ``first_on`` to the facts' last day. Frames are the snapshot's.

    A lead counts on the day it became one, an MQL on the day of its hand-over, an SQL on the first day as SQL or
    further, a deal on the day it was won. SQLs follow on MQLs, won deals on deals created.
    """
    zone, as_of = facts.zone, facts.as_of

    def plain(days: pd.Series, weights: pd.Series | None = None) -> Floats:
        return _by_day(days, first_on, as_of, weights)

    qualified_at = contacts[["sql_at", "opportunity_at", "customer_at"]].min(axis=1)
    won = deals[deals["outcome"].eq(DealOutcome.WON.value) & deals["closed_on"].notna()]
    mqls = DailySeries(first_on=first_on, values=plain(local_day(facts.leads["handed_at"], zone)))
    created = DailySeries(first_on=first_on, values=plain(local_day(deals["created_at"], zone)))
    wins = DailySeries(
        first_on=first_on, values=plain(won["closed_on"]), forerunner=created, kernel=won_kernel(deals, facts, first_on)
    )
    valued = won[won["amount"].notna()]
    return {
        Measure.LEADS: DailySeries(first_on=first_on, values=plain(local_day(contacts["lead_at"], zone))),
        Measure.MQLS: mqls,
        Measure.SQLS: DailySeries(
            first_on=first_on,
            values=plain(local_day(qualified_at, zone)),
            forerunner=mqls,
            kernel=sql_kernel(facts),
        ),
        Measure.WON_DEALS: wins,
        Measure.REVENUE: DailySeries(
            first_on=first_on,
            values=wins.values,
            forerunner=created,
            kernel=wins.kernel,
            day_amounts=plain(valued["closed_on"], valued["amount"]),
            amounts=_latest_amounts(valued, as_of),
        ),
    }


def sql_kernel(facts: PromiseFacts) -> Floats:
    """The share of MQLs that become SQLs after 0, 1, 2 … days (Kaplan–Meier: the young count as far as they are)."""
    days = facts.leads["sql_days"].to_numpy()
    is_sql = days <= SQL_DAYS
    ended = day_counts(days[is_sql], SQL_DAYS)
    still_open = day_counts(facts.leads["age_days"].to_numpy()[~is_sql], SQL_DAYS)
    return _steps(1.0 - waiting_share(ended, still_open))


def won_kernel(deals: pd.DataFrame, facts: PromiseFacts, first_on: date) -> Floats:
    """The share of deals that are won 0, 1, 2 … days after they were created (Aalen–Johansen: lost ones end too)."""
    created = local_day(deals["created_at"], facts.zone)
    known = deals[created >= pd.Timestamp(first_on)]
    created = created[known.index]
    lag = (known["closed_on"] - created).dt.days.clip(lower=0)
    age = (pd.Timestamp(facts.as_of) - created).dt.days.clip(lower=0)
    outcome = known["outcome"].where(lag <= DEAL_DAYS, DealOutcome.OPEN.value)
    won, lost = (outcome.eq(one.value) & lag.notna() for one in (DealOutcome.WON, DealOutcome.LOST))
    is_open = ~(won | lost)
    ended, others = (day_counts(lag[one].to_numpy(), DEAL_DAYS) for one in (won, lost))
    return _steps(ended_share(ended, others, day_counts(age[is_open].to_numpy(), DEAL_DAYS)))


def _steps(share: Floats) -> Floats:
    steps: Floats = np.diff(share, prepend=0.0)
    return steps


def _by_day(days: pd.Series, first_on: date, as_of: date, weights: pd.Series | None = None) -> Floats:
    count = (as_of - first_on).days + 1
    place = (days.to_numpy(dtype="datetime64[D]") - np.datetime64(first_on)) / np.timedelta64(1, "D")
    is_in = (place >= 0) & (place < count)
    weight = None if weights is None else weights.to_numpy(dtype=np.float64)[is_in]
    sums: Floats = np.bincount(place[is_in].astype(np.int64), weights=weight, minlength=count).astype(np.float64)
    return sums


def _latest_amounts(valued: pd.DataFrame, as_of: date) -> Floats:
    is_late = valued["closed_on"] > pd.Timestamp(as_of) - pd.Timedelta(days=YEAR_DAYS)
    amounts: Floats = np.sort(valued.loc[is_late, "amount"].to_numpy(dtype=np.float64))
    return amounts
