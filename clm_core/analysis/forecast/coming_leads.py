"""How many leads come each day by channel: today's level × the month of the year × the day of the week."""

from dataclasses import dataclass

import numpy as np

from clm_core.analysis.closing_rates import months_at
from clm_core.analysis.credited_deals import Ints
from clm_core.analysis.forecast.known import KnownFacts
from clm_core.response_curves import Floats

YEAR_DAYS = 365
SEASON_DAYS = 170


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRules:
    """``half_life_days``: a day so long ago counts half for today's level. ``prior_months``: a month of the year that
    is known once has moved 1 ÷ (1 + this) of the way from 1. ``prior_leads``: the same for a channel's own months,
    in leads. ``window_days``: older days are not looked at.
    """

    half_life_days: float = 120.0
    prior_months: float = 0.2
    prior_leads: float = 200.0
    window_days: int = 3 * YEAR_DAYS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComingLeads:
    """``per_day`` is channels × coming days; ``season`` the factor of each month (ones: less than a year is known)."""

    channels: tuple[str, ...]
    per_day: Floats
    season: Floats
    has_season: bool


def coming_leads(facts: KnownFacts, days: int, rules: LeadRules) -> ComingLeads:
    """The leads that are expected tomorrow and on the following days."""
    first, today = max(facts.first_day, facts.today - rules.window_days), facts.today
    inside = facts.lead >= first
    channels, number = np.unique(facts.channel[inside].astype(str), return_inverse=True)
    span = np.arange(first, today + 1)
    month = months_at(span.astype(np.float64))
    counts = np.zeros((len(channels), len(span)))
    np.add.at(counts, (number, (facts.lead[inside] - first).astype(np.int64)), 1.0)
    weekdays = _weekdays(counts.sum(axis=0), span)
    has_season = len(span) >= SEASON_DAYS
    season = _season(counts.sum(axis=0), month, weekdays[span % 7], rules) if has_season else np.ones(12)
    own = _own_seasons(counts, month, season, weekdays[span % 7], rules) if has_season else np.ones((len(channels), 12))
    weight = 0.5 ** ((today - span) / rules.half_life_days)
    level = (counts * weight).sum(axis=1) / np.maximum((own[:, month] * weekdays[span % 7] * weight).sum(axis=1), 1e-12)
    ahead = np.arange(today + 1, today + 1 + days)
    coming = own[:, months_at(ahead.astype(np.float64))] * weekdays[ahead % 7]
    return ComingLeads(
        channels=tuple(channels.tolist()), per_day=level[:, None] * coming, season=season, has_season=has_season
    )


def _weekdays(counts: Floats, span: Ints) -> Floats:
    """The factor of each day of the week (place: day number modulo 7); the days of a week average 1."""
    observed = np.bincount(span % 7, weights=counts, minlength=7) + 1.0
    mean = observed / np.maximum(np.bincount(span % 7, minlength=7), 1)
    factors: Floats = mean / mean.mean()
    return factors


def _season(counts: Floats, month: Ints, weekday: Floats, rules: LeadRules) -> Floats:
    """Month factors beside a level for each year back from today, fitted in turn."""
    year = (np.arange(len(counts))[::-1] // YEAR_DAYS).astype(np.int64)
    season, level = np.ones(12), np.ones(year.max() + 1)
    observed = np.bincount(month, weights=counts, minlength=12)
    of_year = np.bincount(year, weights=counts)
    prior = rules.prior_months * counts.sum() / len(counts) * YEAR_DAYS / 12
    for _ in range(12):
        level = of_year / np.maximum(np.bincount(year, weights=season[month] * weekday), 1e-12)
        expected = np.bincount(month, weights=level[year] * weekday, minlength=12)
        season = (observed + prior) / (expected + prior)
    return season


def _own_seasons(counts: Floats, month: Ints, season: Floats, weekday: Floats, rules: LeadRules) -> Floats:
    """The season of each channel, drawn towards that of all."""
    observed = np.zeros((len(counts), 12))
    np.add.at(observed.T, month, counts.T)
    weight = np.bincount(month, weights=season[month] * weekday, minlength=12)
    expected = counts.sum(axis=1)[:, None] * weight / weight.sum()
    own: Floats = season * (observed + rules.prior_leads) / (expected + rules.prior_leads)
    return own
