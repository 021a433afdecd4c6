"""What a decision is measured by, as rows by day: leads, what became of them, deals, and spend, for any measure.

Outcomes stand on the day on which they began, as in response_series: an SQL on the day its lead came. What was
decided then can only move what began since, and the lag to the outcome moves nothing from one side to the other.
Each is counted only if it came within the same number of days, learnt of the data, on every side of the comparison:
the time in which ``RIPE_SHARE`` of all outcomes have usually come.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.response_series import RIPE_SHARE, begun_outcomes
from clm_core.analysis.selected import LoopData, channel_keys
from clm_core.analysis.survival import appeared_share, day_counts, first_day
from clm_core.analysis.trend import utc_moments, zone_days
from clm_core.decisions import Decision, Measure
from clm_core.response_curves import ResponseOutcome

_OUTCOMES = {
    Measure.LEADS: ResponseOutcome.LEADS,
    Measure.COST_PER_LEAD: ResponseOutcome.LEADS,
    Measure.MQLS: ResponseOutcome.MQLS,
    Measure.SQLS: ResponseOutcome.SQLS,
    Measure.WON_DEALS: ResponseOutcome.WON_DEALS,
    Measure.REVENUE: ResponseOutcome.REVENUE,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OutcomeRows:
    """What counts: day it began (days since 1970), the days until it was there (NaN: not yet), its amount, whose.

    For a rate every row is one that could have become an outcome; else only outcomes are rows.
    """

    day: NDArray[np.int64]
    lag_days: NDArray[np.float64]
    amount: NDArray[np.float64]
    is_own: NDArray[np.bool_]
    is_other: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ripening:
    """How long one waits for outcomes, and the share of them that has usually come by then."""

    days: int
    share: float


def outcome_rows(
    data: LoopData, decision: Decision, *, zone: str, also_changed: tuple[str, ...] = (), margin_share: float | None
) -> OutcomeRows:
    """The rows of the decision's measure; of spend itself the bookings.

    Its own are those of its channels and campaigns (none named: all); the others are what can be compared with it:
    other channels, but for those that other decisions changed at the same time (``also_changed``).
    """
    measure = decision.effect.measure
    if measure is Measure.SPEND:
        return spend_rows(data, decision, also_changed=also_changed)
    if measure is Measure.MQL_TO_SQL_RATE:
        rows = _judged_mqls(data.contacts, zone)
    else:
        rows = begun_outcomes(data, _OUTCOMES[measure], zone, margin_share)
    day = zone_days(utc_moments(rows["began_at"]), zone).astype(np.int64)
    own, other = _sides(rows, decision, also_changed)
    lag = rows["lag_days"].to_numpy(dtype=np.float64)
    amount = rows["amount"].to_numpy(dtype=np.float64)
    return OutcomeRows(day=day, lag_days=lag, amount=amount, is_own=own, is_other=other)


def spend_rows(data: LoopData, decision: Decision, *, also_changed: tuple[str, ...] = ()) -> OutcomeRows:
    """Spend by day, whose lag is none."""
    rows = data.spend[data.spend["day"].notna()]
    rows = rows.assign(channel=channel_keys(rows["channel"]))
    own, other = _sides(rows, decision, also_changed)
    return OutcomeRows(
        day=rows["day"].to_numpy().astype("datetime64[D]").astype(np.int64),
        lag_days=np.zeros(len(rows)),
        amount=rows["spend"].fillna(0.0).to_numpy(dtype=np.float64),
        is_own=own,
        is_other=other,
    )


def ripening(rows: OutcomeRows, *, first_on: date, as_of: date) -> Ripening | None:
    """How long the outcomes of this measure take; None where there are none to learn it of."""
    first, last = day_number(first_on), day_number(as_of)
    is_known = (rows.day >= first) & (rows.day <= last) & ~np.isnan(rows.lag_days)
    if not is_known.any():
        return None
    limits = last - rows.day[is_known]
    lags = np.clip(rows.lag_days[is_known], 0, limits)
    if not lags.any():
        return Ripening(days=0, share=1.0)
    share = appeared_share(day_counts(lags, last - first), day_counts(limits, last - first))
    days = int(first_day(share, RIPE_SHARE))
    return Ripening(days=days, share=float(share[days]))


def _judged_mqls(contacts: pd.DataFrame, zone: str) -> pd.DataFrame:
    """One row an MQL: began when it became one, lag until it was an SQL."""
    mqls = contacts[contacts["mql_at"].notna()]
    began = zone_days(utc_moments(mqls["mql_at"]), zone)
    ended = np.full(len(mqls), np.nan)
    is_sql = mqls["sql_at"].notna().to_numpy()
    if is_sql.any():
        ended[is_sql] = zone_days(utc_moments(mqls.loc[is_sql, "sql_at"]), zone)
    return pd.DataFrame(
        {
            "channel": channel_keys(mqls["first_touch_channel"]),
            "campaign": mqls["first_touch_campaign"],
            "began_at": mqls["mql_at"],
            "lag_days": np.maximum(ended - began, 0.0),
            "amount": 1.0,
        }
    )


def _sides(
    rows: pd.DataFrame, decision: Decision, also_changed: tuple[str, ...]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    in_channel = rows["channel"].isin(decision.channels).to_numpy(dtype=bool)
    in_campaign = rows["campaign"].isin(decision.campaigns).to_numpy(dtype=bool)
    own = np.ones(len(rows), dtype=bool)
    if decision.channels:
        own &= in_channel
    if decision.campaigns:
        own &= in_campaign
    changed = rows["channel"].isin(also_changed).to_numpy(dtype=bool)
    # A campaign's neighbours in its channel compete with it for the same people: no comparison with them.
    return own, ~own & ~changed & ~(in_channel if decision.channels else in_campaign)
