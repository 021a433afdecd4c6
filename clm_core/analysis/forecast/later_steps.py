"""What comes of leads later: by the days since the lead, last year's rate of each channel, drawn to that of all."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.credited_deals import Ints
from clm_core.analysis.forecast.coming_leads import ComingLeads
from clm_core.analysis.forecast.known import KnownFacts
from clm_core.response_curves import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRules:
    """``window_days``: rates are those of so many latest days. ``horizon_days``: what comes later than this after the
    lead (or without one) is a stream of its own. ``own_events``: from so many on a channel has lags of its own.
    ``prior_events``: a channel's rate has moved half the way from that of all. ``level_days``: today's level of the
    stream of its own.
    """

    window_days: int = 365
    horizon_days: int = 180
    own_events: int = 150
    prior_events: float = 15.0
    level_days: int = 180


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComingSteps:
    """How many reach a step on each coming day, by where they come from; ``rate`` is steps per lead in the end."""

    in_funnel: Floats
    new: Floats
    rate: float
    n: int

    @property
    def per_day(self) -> Floats:
        """All of them."""
        return self.in_funnel + self.new


def coming_steps(
    facts: KnownFacts,
    began: Floats,
    reached: Floats,
    channel: NDArray[np.object_],
    coming: ComingLeads,
    rules: StepRules,
) -> ComingSteps:
    """One step's coming days: ``began`` and ``reached`` are of each who has reached it (NaN: no lead known)."""
    days, today = coming.per_day.shape[1], facts.today
    low = max(facts.first_day, today - rules.window_days)
    horizon = int(max(1, min(rules.horizon_days, (today - facts.first_day) // 2)))
    lag = np.maximum(reached - began, 0.0)
    is_recent = reached >= low
    is_linked = is_recent & (lag <= horizon) & (began >= facts.first_day)
    own = _numbers(channel, coming.channels)
    leads = _lead_counts(facts, coming.channels)
    by_age = _rates_by_age(leads, lag, own, is_linked, facts, low, horizon, rules)
    in_funnel, new = _carried(leads, coming.per_day, by_age, days)
    level_from = max(low, today - rules.level_days)
    others = (reached > level_from) & ~(lag <= horizon)
    stream = others.sum() / max(today - level_from, 1)
    return ComingSteps(
        in_funnel=in_funnel,
        new=new + stream,
        rate=float((by_age.sum(axis=1) * coming.per_day.sum(axis=1)).sum() / max(coming.per_day.sum(), 1e-12)),
        n=int(is_linked.sum()),
    )


def _numbers(channel: NDArray[np.object_], channels: tuple[str, ...]) -> Ints:
    """The place of each one's channel; −1 for a channel without leads."""
    found: Ints = pd.Index(channels, dtype=object).get_indexer(pd.Index(channel, dtype=object)).astype(np.int64)
    return found


def _lead_counts(facts: KnownFacts, channels: tuple[str, ...]) -> Floats:
    """Channels × days from first_day to today."""
    inside = facts.lead >= facts.first_day
    row = _numbers(facts.channel[inside], channels)
    column = (facts.lead[inside] - facts.first_day).astype(np.int64)
    counts = np.zeros((len(channels), facts.today - facts.first_day + 1))
    np.add.at(counts, (row[row >= 0], column[row >= 0]), 1.0)
    return counts


def _rates_by_age(
    leads: Floats,
    lag: Floats,
    own: Ints,
    is_linked: NDArray[np.bool_],
    facts: KnownFacts,
    low: int,
    horizon: int,
    rules: StepRules,
) -> Floats:
    """Channels × (horizon + 1): steps per lead on each day since the lead."""
    at_risk = _at_risk(leads, low - facts.first_day, horizon)
    events = np.zeros_like(at_risk)
    known = is_linked & (own >= 0)
    np.add.at(events, (own[known], lag[known].astype(np.int64)), 1.0)
    everyone = at_risk.sum(axis=0)
    whole = np.divide(events.sum(axis=0), everyone, out=np.zeros(horizon + 1), where=everyone > 0)
    hoped = (at_risk * whole).sum(axis=1)
    ratio = (events.sum(axis=1) + rules.prior_events) / (hoped + rules.prior_events)
    found: Floats = whole * ratio[:, None]
    is_enough = events.sum(axis=1) >= rules.own_events
    found[is_enough] = np.divide(events, at_risk, out=found.copy(), where=at_risk > 0)[is_enough]
    return found


def _at_risk(leads: Floats, low: int, horizon: int) -> Floats:
    """Leads whose day of this age lies within the window, by age."""
    sums = np.concatenate([np.zeros((len(leads), 1)), np.cumsum(leads, axis=1)], axis=1)
    age, days = np.arange(horizon + 1), leads.shape[1]
    until = np.clip(days - age, 0, days)
    since = np.clip(low - age, 0, days)
    found: Floats = sums[:, until] - sums[:, since]
    return found


def _carried(leads: Floats, coming: Floats, by_age: Floats, days: int) -> tuple[Floats, Floats]:
    """Expected steps on each coming day: of the leads there are, and of those to come."""
    horizon = by_age.shape[1] - 1
    recent = leads[:, -min(horizon, leads.shape[1]) :]
    size = 1 << (recent.shape[1] + days + horizon + 1).bit_length()
    shape = np.asarray(np.fft.rfft(by_age, size))

    def sums(counts: Floats) -> Floats:
        summed = np.asarray(np.fft.irfft((np.fft.rfft(counts, size) * shape).sum(axis=0), size), dtype=np.float64)
        return np.maximum(summed, 0.0)

    length = recent.shape[1]
    return sums(recent)[length : length + days], sums(coming)[:days]
