"""How often open deals are won and lost a day: by age, amount band, channel and month of the year, shrunk."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.credited_deals import Floats, Ints
from clm_core.analysis.days import date_of
from clm_core.analysis.deal_lives import DealLives

_SURE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRules:
    """``min_won``: with fewer nothing is said. ``min_at_risk``: from the age at which fewer deals are
    open the daily rate is that of all older days together. ``prior_events``: with so many events a factor has moved
    half the way from 1. ``amount_quantiles`` part the amount bands. ``rounds``: of fitting factors in turn.
    """

    min_won: int = 20
    min_at_risk: int = 40
    prior_events: float = 20.0
    amount_quantiles: tuple[float, ...] = (0.25, 0.5, 0.75)
    rounds: int = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EndRate:
    """One way to end: rate a day by age (last entry: that age and older) × factor of each group × month factor."""

    by_age: Floats
    by_group: tuple[Floats, ...]
    by_month: Floats  # January first
    events: int

    def of(self, groups: Ints) -> Floats:
        """The factor of each deal of these groups (deals × kinds of groups)."""
        factor = np.ones(len(groups))
        for column, ratios in enumerate(self.by_group):
            factor = factor * ratios[groups[:, column]]
        return factor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClosingRates:
    """Rates of winning and losing; ``edges`` part the amount bands, ``mean_amount`` is of won deals."""

    won: EndRate
    lost: EndRate
    edges: Floats
    mean_amount: float
    watched_from: date


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Watch:
    """Stretches of watched life within one calendar month: whose, month of the year, first and last age."""

    deal: Ints
    month: Ints
    first: Ints
    last: Ints
    groups: Ints  # of each stretch's deal


def months_of(as_of: date, days: int) -> Ints:
    """The month of the year (0 is January) of each of the coming days."""
    first = np.datetime64(as_of) + 1
    coming = first + np.arange(days)
    return coming.astype("datetime64[M]").astype(np.int64) % 12


def closing_rates(lives: DealLives, rules: ClosingRules) -> ClosingRates | None:
    """Rates from all deals watched since the lives' first_day; None where too few were won."""
    is_counted = ~(lives.decided < lives.first_day)
    is_lost = is_counted & ~lives.is_open & ~lives.is_won
    is_won = is_counted & lives.is_won
    if is_won.sum() < rules.min_won:
        return None
    amounts = lives.amount[is_won | is_lost]
    known = amounts[~np.isnan(amounts)]
    edges = np.unique(np.quantile(known, rules.amount_quantiles)) if len(known) else np.zeros(0)
    groups = lives.groups(edges)
    watch = _watch(lives, groups, is_counted)
    worth = lives.amount[is_won]
    return ClosingRates(
        won=_end_rate(lives, watch, groups, is_won, rules),
        lost=_end_rate(lives, watch, groups, is_lost, rules),
        edges=edges,
        mean_amount=float(np.nanmean(worth)) if (~np.isnan(worth)).any() else float("nan"),
        watched_from=date_of(lives.first_day),
    )


def _watch(lives: DealLives, groups: Ints, is_counted: NDArray[np.bool_]) -> _Watch:
    entry = np.maximum(lives.created, lives.first_day)
    until = np.where(lives.is_open, lives.today, lives.decided)
    starts = np.arange(np.datetime64(date_of(lives.first_day), "M"), np.datetime64(lives.as_of, "M") + 1)
    first_days = starts.astype("datetime64[D]").astype(np.int64)
    last_days = (starts + 1).astype("datetime64[D]").astype(np.int64) - 1
    begin = np.maximum(entry[:, None], first_days)
    end = np.minimum(until[:, None], last_days)
    deal, column = np.nonzero((end >= begin) & is_counted[:, None])
    born = lives.created[deal]
    return _Watch(
        deal=deal,
        month=starts.astype(np.int64)[column] % 12,
        first=(begin[deal, column] - born).astype(np.int64),
        last=(end[deal, column] - born).astype(np.int64),
        groups=groups[deal],
    )


def _end_rate(
    lives: DealLives, watch: _Watch, groups: Ints, has_ended: NDArray[np.bool_], rules: ClosingRules
) -> EndRate:
    """The factors fitted in turn, each to what the others leave, and the baseline anew after each round."""
    age = (lives.decided - lives.created)[has_ended].astype(np.int64)
    oldest = int(watch.last.max(initial=0))
    ended = np.bincount(age, minlength=oldest + 1).astype(np.float64)
    tail = _tail(watch, oldest, rules.min_at_risk)
    month = months_at(lives.decided[has_ended])
    observed = [np.bincount(month, minlength=12)]
    observed += [np.bincount(one[has_ended], minlength=one.max(initial=0) + 1) for one in groups.T]
    cells = [watch.month, *watch.groups.T]
    factors = [np.ones(len(counts)) for counts in observed]
    by_age = np.zeros(tail + 1)
    for _ in range(rules.rounds):
        by_age = _baseline(watch, ended, _product(factors, cells), tail)
        reached = np.concatenate([[0.0], np.cumsum(_to_age(by_age, oldest))])
        expected = reached[watch.last + 1] - reached[watch.first]
        for place, (counts, cell) in enumerate(zip(observed, cells, strict=True)):
            others = _product(factors[:place] + factors[place + 1 :], cells[:place] + cells[place + 1 :])
            hoped = np.bincount(cell, weights=others * expected, minlength=len(counts))
            factors[place] = (counts + rules.prior_events) / (hoped + rules.prior_events)
    by_age = _baseline(watch, ended, _product(factors, cells), tail)
    return EndRate(by_age=by_age, by_group=tuple(factors[1:]), by_month=factors[0], events=int(has_ended.sum()))


def months_at(days: Floats) -> Ints:
    """The month of the year (0 is January) of day numbers."""
    months: Ints = days.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return months


def _product(factors: list[Floats], cells: list[Ints]) -> Floats:
    whole = np.ones(len(cells[0]))
    for factor, cell in zip(factors, cells, strict=True):
        whole = whole * factor[cell]
    return whole


def _at_risk(watch: _Watch, weights: Floats, oldest: int) -> Floats:
    """How much weight is watched at each age."""
    comes = np.bincount(watch.first, weights=weights, minlength=oldest + 2)
    goes = np.bincount(watch.last + 1, weights=weights, minlength=oldest + 2)
    return np.cumsum(comes - goes)[: oldest + 1]


def _tail(watch: _Watch, oldest: int, min_at_risk: int) -> int:
    enough = np.flatnonzero(_at_risk(watch, np.ones(len(watch.deal)), oldest) >= min_at_risk)
    return int(enough[-1]) + 1 if len(enough) else 0


def _baseline(watch: _Watch, ended: Floats, weights: Floats, tail: int) -> Floats:
    at_risk = _at_risk(watch, weights, len(ended) - 1)
    summed_ended = np.append(ended[:tail], ended[tail:].sum())
    summed_risk = np.append(at_risk[:tail], at_risk[tail:].sum())
    rate: Floats = np.divide(summed_ended, summed_risk, out=np.zeros(tail + 1), where=summed_risk > _SURE)
    return np.minimum(rate, 1.0)


def _to_age(by_age: Floats, oldest: int) -> Floats:
    """The rate of each age up to the oldest."""
    return by_age[np.minimum(np.arange(oldest + 1), len(by_age) - 1)]
