"""Leads, MQLs, SQLs, won deals and revenue of the coming months and weeks, by where they come from.

Open deals × their chance and closing day, leads of today × the rates and lags of their channel, and new business:
leads to come by level and season, with what comes of them. Method and limits: docs/methods/forecast.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from clm_core.analysis.closing_rates import ClosingRates, ClosingRules, closing_rates
from clm_core.analysis.credited_deals import Ints
from clm_core.analysis.days import day_number
from clm_core.analysis.forecast.coming_leads import ComingLeads, LeadRules, coming_leads
from clm_core.analysis.forecast.known import KnownFacts
from clm_core.analysis.forecast.later_steps import ComingSteps, StepRules, coming_steps
from clm_core.analysis.forecast.new_deals import won_of_new
from clm_core.analysis.open_deals import OpenDeals, open_deals, won_draws
from clm_core.response_curves import Floats
from clm_core.selection import months_on


class ForecastMeasure(StrEnum):
    """What is forecast."""

    LEADS = "leads"
    MQLS = "mqls"
    SQLS = "sqls"
    WON_DEALS = "won_deals"
    REVENUE = "revenue"


class ForecastSource(StrEnum):
    """Where a period's number comes from."""

    SO_FAR = "so_far"
    OPEN_PIPELINE = "open_pipeline"
    IN_FUNNEL = "in_funnel"  # leads of today that have not got there
    NEW_BUSINESS = "new_business"  # leads to come, and what comes without a lead or long after it


class PeriodSize(StrEnum):
    """How long a forecast period is."""

    MONTH = "month"
    WEEK = "week"
    THREE_MONTHS = "three_months"  # the month that holds tomorrow and the two after it, as one


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRules:
    """``min_events``: a measure with fewer in the last year is not forecast, ``min_days``: nor anything with less
    history. ``level_spread``: how far (standard deviation of the log) the level of the coming months may lie from
    what is expected, ``month_spread``: a single month from that; the back-test stretches or narrows both.
    """

    min_events: int = 20
    min_days: int = 120
    draws: int = 1500
    level_spread: float = 0.08
    month_spread: float = 0.10
    leads: LeadRules = field(default_factory=LeadRules)
    steps: StepRules = field(default_factory=StepRules)
    closing: ClosingRules = field(default_factory=ClosingRules)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """Expected numbers of each coming day (first: tomorrow), by source, and the open deals behind them.

    ``unknown`` are measures with too few events. ``open_deals`` is None where too few are decided; then won deals come
    straight from leads. ``amounts`` are those of the last year's won deals.
    """

    facts: KnownFacts
    leads: ComingLeads
    steps: Mapping[ForecastMeasure, ComingSteps]
    open_deals: OpenDeals | None
    amounts: Floats
    events: Mapping[ForecastMeasure, int]
    unknown: tuple[ForecastMeasure, ...]

    @property
    def known(self) -> tuple[ForecastMeasure, ...]:
        """The measures that are forecast."""
        return tuple(one for one in ForecastMeasure if one not in self.unknown)


def outlook(facts: KnownFacts, days: int, rules: ForecastRules) -> Outlook | None:
    """The coming days; None where the data hold everybody for too short a time to tell anything."""
    if facts.today - facts.first_day < rules.min_days:
        return None
    coming = coming_leads(facts, days, rules.leads)
    rates = closing_rates(facts.lives, rules.closing)
    has_ends = rates is not None and rates.lost.events >= rules.closing.min_won
    opened = open_deals(facts.lives, rates=rates) if has_ends else None
    events, amounts = _events(facts), _recent_amounts(facts)
    unknown = [one for one in ForecastMeasure if events[one] < rules.min_events]
    return Outlook(
        facts=facts,
        leads=coming,
        steps=_steps(facts, coming, rates if has_ends else None, rules),
        open_deals=opened,
        amounts=amounts,
        events=events,
        unknown=tuple(unknown),
    )


def _steps(
    facts: KnownFacts, coming: ComingLeads, rates: ClosingRates | None, rules: ForecastRules
) -> dict[ForecastMeasure, ComingSteps]:
    found = {}
    for measure, reached in ((ForecastMeasure.MQLS, facts.mql), (ForecastMeasure.SQLS, facts.sql)):
        has = ~np.isnan(reached)
        found[measure] = coming_steps(facts, facts.lead[has], reached[has], facts.channel[has], coming, rules.steps)
    if rates is None:
        won = coming_steps(facts, facts.won_touch, facts.won_day, facts.won_channel, coming, rules.steps)
    else:
        lives = facts.lives
        created = coming_steps(facts, facts.touch, lives.created, lives.channel, coming, rules.steps)
        won = won_of_new(created, rates, lives)
    return found | {ForecastMeasure.WON_DEALS: won}


def _events(facts: KnownFacts) -> dict[ForecastMeasure, int]:
    low = max(facts.first_day, facts.today - 365)
    days = {
        ForecastMeasure.LEADS: facts.lead,
        ForecastMeasure.MQLS: facts.mql,
        ForecastMeasure.SQLS: facts.sql,
        ForecastMeasure.WON_DEALS: facts.won_day,
        ForecastMeasure.REVENUE: facts.won_day[~np.isnan(facts.won_amount)],
    }
    return {measure: int((one >= low).sum()) for measure, one in days.items()}


def _recent_amounts(facts: KnownFacts) -> Floats:
    is_recent = (facts.won_day > facts.today - 365) & ~np.isnan(facts.won_amount)
    return facts.won_amount[is_recent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Consecutive periods from the one that holds tomorrow: their first and last days."""

    first: tuple[date, ...]
    last: tuple[date, ...]


def coming_months(as_of: date, count: int) -> Span:
    """The running month, if it is not over, and so many whole ones."""
    tomorrow = as_of + timedelta(days=1)
    starts = [tomorrow.replace(day=1)]
    while len(starts) < count + 1 + (tomorrow.day > 1):
        starts.append(months_on(starts[-1], 1))
    return Span(first=tuple(starts[:-1]), last=tuple(one - timedelta(days=1) for one in starts[1:]))


def three_months(as_of: date) -> Span:
    """The month that holds tomorrow and the two after it as one period."""
    months = coming_months(as_of, 3)
    return Span(first=months.first[:1], last=months.last[2:3])


def coming_weeks(as_of: date) -> Span:
    """The weeks (from Monday) that are left of the quarter of tomorrow; the last ends with the quarter."""
    tomorrow = as_of + timedelta(days=1)
    end = months_on(tomorrow, 3 - (tomorrow.month - 1) % 3) - timedelta(days=1)
    starts = [tomorrow - timedelta(days=tomorrow.weekday())]
    while starts[-1] + timedelta(days=7) <= end:
        starts.append(starts[-1] + timedelta(days=7))
    return Span(first=tuple(starts), last=tuple(min(one + timedelta(days=6), end) for one in starts))


def so_far(facts: KnownFacts, first: date) -> dict[ForecastMeasure, float]:
    """What came from this day to today."""
    low = day_number(first)
    counts = {
        ForecastMeasure.LEADS: facts.lead,
        ForecastMeasure.MQLS: facts.mql,
        ForecastMeasure.SQLS: facts.sql,
        ForecastMeasure.WON_DEALS: facts.won_day,
    }
    found = {measure: float((one >= low).sum()) for measure, one in counts.items()}
    return found | {ForecastMeasure.REVENUE: float(np.nansum(facts.won_amount[facts.won_day >= low]))}


def expected_by_source(found: Outlook, span: Span) -> dict[ForecastMeasure, dict[ForecastSource, Floats]]:
    """The number of each period from each source; zeros are left out where a measure cannot have the source."""
    first = np.array([(one - found.facts.as_of).days for one in span.first])
    last = np.array([(one - found.facts.as_of).days for one in span.last])
    begun = so_far(found.facts, span.first[0])
    mean = float(found.amounts.mean()) if len(found.amounts) else float("nan")
    result: dict[ForecastMeasure, dict[ForecastSource, Floats]] = {}
    for measure in found.known:
        before = np.zeros(len(first))
        before[0] = begun[measure]
        parts = {ForecastSource.SO_FAR: before}
        worth = mean if measure is ForecastMeasure.REVENUE else 1.0
        if measure in (ForecastMeasure.WON_DEALS, ForecastMeasure.REVENUE) and found.open_deals is not None:
            weight = found.open_deals.amounts if measure is ForecastMeasure.REVENUE else 1.0
            daily = np.diff((found.open_deals.won_by * np.reshape(weight, (-1, 1))).sum(axis=0))
            parts[ForecastSource.OPEN_PIPELINE] = summed(daily, first, last)
        if measure is ForecastMeasure.LEADS:
            parts[ForecastSource.NEW_BUSINESS] = summed(found.leads.per_day.sum(axis=0), first, last)
        else:
            step = found.steps[ForecastMeasure.WON_DEALS if measure is ForecastMeasure.REVENUE else measure]
            parts[ForecastSource.IN_FUNNEL] = worth * summed(step.in_funnel, first, last)
            parts[ForecastSource.NEW_BUSINESS] = worth * summed(step.new, first, last)
        result[measure] = parts
    return result


def summed(daily: Floats, first: Ints, last: Ints) -> Floats:
    """Sums of days (entry 0 is day 1) from first to last; days before 1 are over."""
    sums = np.concatenate([[0.0], np.cumsum(daily)])
    found: Floats = sums[np.minimum(last, len(daily))] - sums[np.clip(first - 1, 0, len(daily))]
    return found


def forecast_draws(
    found: Outlook, span: Span, rules: ForecastRules, rng: np.random.Generator
) -> dict[ForecastMeasure, Floats]:
    """Draws × periods of each measure, with what came so far."""
    by_source = expected_by_source(found, span)
    last = np.array([(one - found.facts.as_of).days for one in span.last], dtype=np.int64)
    draws, periods = rules.draws, len(last)
    result: dict[ForecastMeasure, Floats] = {}
    for measure in found.known:
        if measure is ForecastMeasure.REVENUE:
            continue
        parts = by_source[measure]
        level = _noise(rules.level_spread, (draws, 1), rng) * _noise(rules.month_spread, (draws, periods), rng)
        open_level = _noise(rules.level_spread, (draws, 1), rng)[:, 0]
        rest = parts[ForecastSource.NEW_BUSINESS] + parts.get(ForecastSource.IN_FUNNEL, np.zeros(periods))
        counts = rng.poisson(rest * level).astype(np.float64)
        begun = parts[ForecastSource.SO_FAR]
        if measure is not ForecastMeasure.WON_DEALS:
            result[measure] = begun + counts
            continue
        won, revenue = np.zeros((draws, periods)), np.zeros((draws, periods))
        if found.open_deals is not None:
            won, revenue = won_draws(found.open_deals, last, rng, draws=draws, level=open_level)
        result[measure] = begun + counts + won
        if ForecastMeasure.REVENUE in found.known:
            new = _amount_sums(counts, found.amounts, rng)
            result[ForecastMeasure.REVENUE] = by_source[ForecastMeasure.REVENUE][ForecastSource.SO_FAR] + revenue + new
    return result


def _noise(spread: float, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Factors whose mean is 1."""
    drawn: Floats = np.exp(spread * rng.standard_normal(shape) - spread**2 / 2)
    return drawn


def _amount_sums(counts: Floats, amounts: Floats, rng: np.random.Generator) -> Floats:
    """The sum of so many amounts drawn from those of the last year."""
    ends = np.cumsum(counts.ravel().astype(np.int64))
    sums = np.concatenate([[0.0], np.cumsum(rng.choice(amounts, int(ends[-1])))])
    found: Floats = np.diff(sums[ends], prepend=0.0).reshape(counts.shape)
    return found
