"""From one outcome to the later ones: what a channel's leads become, and when their deals are won.

A lead becomes an MQL, an SQL, a won deal with revenue and margin. Young leads have not had the time: of each kind the
share that has appeared by each age is learnt from the lags (``survival.appeared_share``), and a channel's outcomes are
compared with what leads of their ages would show if they were like all leads. A channel's rate is that of all leads ×
(its own outcomes + ``prior``) ÷ (those expected of its leads + ``prior``): half its own at ``prior`` expected ones.
Won deals are those of new customers, by first touch, as in the series that response curves are fitted to. Only leads
and deals that began since deals are recorded whole are looked at: of older leads an export has often those alone that
became something.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.selected import channel_keys
from clm_core.analysis.survival import appeared_share, comparable_count, day_counts
from clm_core.analysis.trend import plain_days, utc_moments, zone_days
from clm_core.budget_columns import OUTCOME_CHAIN, RETURN_ARRIVAL
from clm_core.columns import typed_frame
from clm_core.records import DealOutcome
from clm_core.response_curves import Floats, ResponseOutcome

_DAYS_PER_MONTH = 365.25 / 12
_COUNTED = {"mqls": "mql_rate", "sqls": "sql_rate", "won_deals": "won_rate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRules:
    """The stated assumptions: outcomes after ``horizon_days`` are not expected, and the horizon ends where a lag can be
    compared with fewer than ``min_comparable``; ``prior`` is how many outcomes a channel needs for half its own rate.
    ``start_quantile`` is the share of oldest dates taken for slips; ``resamples`` and ``seed`` are of the interval of
    the arrival.
    """

    horizon_days: int = 730
    min_comparable: int = 20
    prior: float = 20.0
    start_quantile: float = 0.01
    resamples: int = 200
    seed: int = 20_240_101


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Events:
    """Outcomes of one kind: channel, day of the lead, days until it was one, and what it is worth."""

    channel: pd.Series
    lag: Floats
    limit: Floats
    worth: pd.DataFrame


def outcome_chain(
    contacts: pd.DataFrame,
    deals: pd.DataFrame,
    *,
    as_of: date,
    zone: str,
    margin_share: float | None,
    rules: ChainRules | None = None,
) -> pd.DataFrame:
    """OUTCOME_CHAIN: all channels together first (channel empty), then one row a channel, most leads first.

    ``contacts`` and ``deals`` are SNAPSHOT_COLUMNS.
    """
    rules = rules or ChainRules()
    window = known_days(deals, as_of, zone, rules)
    leads, age = _leads(contacts, window)
    counts = leads.value_counts()
    channels = counts.index.to_list()
    rows = pd.DataFrame({"channel": ["", *channels], "leads": [len(leads), *counts.to_list()]})
    for kind, rate in _COUNTED.items():
        events = _won(deals, window, margin_share) if kind == "won_deals" else _stage(contacts, kind, window)
        rows[kind] = [len(events.lag), *(int((events.channel == one).sum()) for one in channels)]
        rows[rate] = _rates(events, leads, age, channels, rules)
        if kind == "won_deals":
            for name in ("revenue", "margin"):
                rows[f"{name}_per_deal"] = _means(events.channel, events.worth[name], channels, rules.prior)
            rows["deal_variation"] = _variations(events.channel, events.worth["revenue"], channels)
    return typed_frame(rows, OUTCOME_CHAIN)


def chain_factors(chain: pd.DataFrame, channels: tuple[str, ...], outcome_of: ResponseOutcome) -> pd.DataFrame:
    """How many of each outcome come with one of ``outcome_of``: a row a channel in this order, a column an outcome.

    A channel that the chain does not know has the rates of all. NaN where a link is unknown.
    """
    known = chain.set_index("channel")
    rows = known.reindex([one if one in known.index else "" for one in channels])
    won = rows["won_rate"]
    per_lead = pd.DataFrame(
        {
            ResponseOutcome.LEADS.value: 1.0,
            ResponseOutcome.MQLS.value: rows["mql_rate"],
            ResponseOutcome.SQLS.value: rows["sql_rate"],
            ResponseOutcome.WON_DEALS.value: won,
            ResponseOutcome.REVENUE.value: won * rows["revenue_per_deal"],
            ResponseOutcome.MARGIN.value: won * rows["margin_per_deal"],
        }
    )
    base = per_lead[outcome_of.value]
    factors = per_lead.div(base.where(base > 0), axis=0)
    factors[outcome_of.value] = 1.0
    return factors.set_axis(list(channels), axis="index")


def return_arrival(deals: pd.DataFrame, *, as_of: date, zone: str, rules: ChainRules | None = None) -> pd.DataFrame:
    """RETURN_ARRIVAL by full months after the first touch; without rows where too few deals tell.

    The last month is where all have arrived that are expected. The interval is of a Poisson bootstrap of the deals.
    """
    rules = rules or ChainRules()
    events = _won(deals, known_days(deals, as_of, zone, rules), None)
    horizon = _horizon(events, rules)
    if horizon == 0:
        return typed_frame({}, RETURN_ARRIVAL)
    drawn = np.random.default_rng(rules.seed).poisson(1.0, (rules.resamples, len(events.lag))).astype(np.float64)
    share = _appeared(events, horizon, np.ones((1, len(events.lag))))[0]
    resampled = _appeared(events, horizon, drawn)
    months = np.arange(int(np.ceil(horizon / _DAYS_PER_MONTH)) + 1)
    days = np.minimum(np.round(months * _DAYS_PER_MONTH).astype(np.int64), horizon)
    low, high = np.quantile(resampled[:, days], [0.05, 0.95], axis=0)
    return typed_frame(
        {"months_later": months, "share": share[days], "share_low": low, "share_high": high}, RETURN_ARRIVAL
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDays:
    """The days, as numbers since 1970, on which what began is in the data whole."""

    first: float
    today: float
    zone: str

    def days(self, moments: pd.Series) -> Floats:
        return zone_days(utc_moments(moments), self.zone)

    def has(self, began: Floats) -> NDArray[np.bool_]:
        return (began >= self.first) & (began <= self.today)


def known_days(deals: pd.DataFrame, as_of: date, zone: str, rules: ChainRules) -> KnownDays:
    """From the day on which deals are both created and decided in the data; without deals from the beginning."""
    decided = deals.loc[deals["outcome"] != DealOutcome.OPEN.value, "closed_on"].dropna()
    starts = [zone_days(utc_moments(deals["created_at"].dropna()), zone), _whole_days(decided)]
    known = [np.quantile(days, rules.start_quantile, method="lower") for days in starts if len(days)]
    return KnownDays(first=float(max(known, default=-np.inf)), today=float((as_of - date(1970, 1, 1)).days), zone=zone)


def _whole_days(days: pd.Series) -> Floats:
    numbers: Floats = plain_days(days).astype("datetime64[D]").astype(np.float64)
    return numbers


def _leads(contacts: pd.DataFrame, window: KnownDays) -> tuple[pd.Series, Floats]:
    """Channel and age in days of every lead of the window."""
    rows = contacts[contacts["lead_at"].notna()]
    began = window.days(rows["lead_at"])
    own = window.has(began)
    return channel_keys(rows["first_touch_channel"])[own].reset_index(drop=True), window.today - began[own]


def _stage(contacts: pd.DataFrame, kind: str, window: KnownDays) -> _Events:
    reached = contacts[{"mqls": "mql_at", "sqls": "sql_at"}[kind]]
    is_known = reached.notna() & contacts["lead_at"].notna()
    rows, day = contacts[is_known], window.days(reached[is_known])
    return _events(rows["first_touch_channel"], rows["lead_at"], day, pd.DataFrame(index=rows.index), window)


def _won(deals: pd.DataFrame, window: KnownDays, margin_share: float | None) -> _Events:
    is_won = (deals["outcome"] == DealOutcome.WON.value) & ~deals["is_repeat"] & deals["closed_on"].notna()
    rows = deals[is_won & (deals["first_touch_at"].notna() | deals["created_at"].notna())]
    estimated = rows["amount"] * (np.nan if margin_share is None else margin_share)
    worth = pd.DataFrame({"revenue": rows["amount"], "margin": rows["margin"].fillna(estimated)})
    began_at = rows["first_touch_at"].fillna(rows["created_at"])
    return _events(rows["first_touch_channel"], began_at, _whole_days(rows["closed_on"]), worth, window)


def _events(channel: pd.Series, began_at: pd.Series, day: Floats, worth: pd.DataFrame, window: KnownDays) -> _Events:
    began = window.days(began_at)
    own = window.has(began) & (day <= window.today)
    return _Events(
        channel=channel_keys(channel)[own].reset_index(drop=True),
        lag=np.maximum(day - began, 0.0)[own],
        limit=(window.today - began)[own],
        worth=worth[own].reset_index(drop=True),
    )


def _horizon(events: _Events, rules: ChainRules) -> int:
    """The last day whose lag can be compared with enough others; 0 where there is none."""
    longest = int(min(rules.horizon_days, events.limit.max(initial=0.0)))
    inside = events.lag <= longest
    count = comparable_count(day_counts(events.lag[inside], longest), day_counts(events.limit[inside], longest))
    enough = np.flatnonzero(count >= rules.min_comparable)
    return int(enough[-1]) if len(enough) else 0


def _appeared(events: _Events, horizon: int, weights: Floats) -> Floats:
    """The share that has appeared by each day, a row a set of weights."""
    inside = events.lag <= horizon
    lags, limits = (values[inside].astype(np.int64) for values in (events.lag, np.minimum(events.limit, horizon)))
    counts = np.zeros((2, len(weights), horizon + 1))
    for place, days in enumerate((lags, limits)):
        np.add.at(counts[place].T, days, weights[:, inside].T)
    return appeared_share(counts[0], counts[1])


def _rates(events: _Events, leads: pd.Series, age: Floats, channels: list[str], rules: ChainRules) -> list[float]:
    """Of all leads, then of each channel's: how many outcomes a lead will have brought in the end."""
    if len(events.lag) == 0 or len(leads) == 0:
        return [float("nan")] * (1 + len(channels))
    horizon = _horizon(events, rules)
    share = _appeared(events, horizon, np.ones((1, len(events.lag))))[0]
    ready = share[np.clip(age, 0, horizon).astype(np.int64)]
    in_time: NDArray[np.bool_] = events.lag <= horizon
    whole = float(in_time.sum()) / max(float(ready.sum()), 1e-9)
    found = [whole]
    for one in channels:
        expected = whole * float(ready[(leads == one).to_numpy()].sum())
        own = float(in_time[(events.channel == one).to_numpy()].sum())
        found.append(whole * (own + rules.prior) / (expected + rules.prior))
    return found


def _means(channel: pd.Series, worth: pd.Series, channels: list[str], prior: float) -> list[float]:
    """The mean of a deal of all channels, then of each, drawn towards that of all where it has few."""
    known = worth.notna()
    if not known.any():
        return [float("nan")] * (1 + len(channels))
    whole = float(worth[known].mean())
    found = [whole]
    for one in channels:
        own = worth[known & (channel == one)]
        found.append((float(own.sum()) + prior * whole) / max(len(own) + prior, 1e-9))
    return found


def _variations(channel: pd.Series, worth: pd.Series, channels: list[str]) -> list[float]:
    """Standard deviation ÷ mean of all channels' deals, then of each's."""
    groups = [worth, *(worth[channel == one] for one in channels)]
    return [float(group.std() / group.mean()) if group.mean() else float("nan") for group in groups]
