"""What is still to come: the chance of each open deal, and the deals that a cohort's leads have not made yet.

Everything is a function of one weight a deal. Weights of 1 give the numbers; Poisson weights give resamples, in
which lags, win rates, amounts and counts are all estimated anew. See docs/methods/roi-maturity.md.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from clm_core.analysis.credited_deals import CELL, CreditedDeals, Floats, Ints
from clm_core.analysis.survival import appeared_share, comparable_count, day_counts, ended_share, waiting_share
from clm_core.records import DealOutcome

_SURE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRules:
    """The stated assumptions of what is to come.

    ``horizon_days``: what appears or is decided later is not expected. ``min_comparable``: the horizon ends where
    a lag could be compared with fewer deals. ``min_channel_lags``: from so many deals on a channel has a
    distribution of lags of its own. ``prior_deals``: a channel's own win rate and amount count half at so many
    deals, the whole the other half. ``prior_appeared``: so many deals' worth a cohort is drawn towards what its
    channel usually makes of a lead. ``start_quantile``: the share of oldest dates that are taken for slips.
    """

    horizon_days: int = 730
    min_comparable: int = 20
    min_channel_lags: int = 100
    prior_deals: float = 20.0
    prior_appeared: float = 5.0
    start_quantile: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One row a set of weights, one column a cell."""

    realised: Floats
    expected_open: Floats
    deals_to_come: Floats
    expected_to_come: Floats

    @property
    def mature_return(self) -> Floats:
        return self.realised + self.expected_open + self.expected_to_come


class DealForecast:
    """What is worked out once for all weights; ``channels`` are numbered in this order, ``cells`` are CELL."""

    def __init__(
        self, book: CreditedDeals, leads: pd.DataFrame, cells: pd.DataFrame, counted: NDArray[np.bool_],
        rules: ForecastRules,
    ) -> None:  # fmt: skip
        """``leads`` are CELL and touch_day of what deals come from, with is_counted; ``counted`` which deals' rows."""
        rows = book.rows
        self.rules, self.cell_count = rules, len(cells)
        self.channels = sorted({*rows["channel"], *cells["channel"], *leads["channel"]})
        self.cell_channel = np.searchsorted(np.array(self.channels, dtype=object), cells["channel"].to_numpy(object))
        self.cell_cohort = cells.groupby(["channel", "bucket"], sort=True).ngroup().to_numpy().astype(np.int64)
        self.deal_count = book.deal_count
        self._deal = rows["deal"].to_numpy()
        self._share = rows["share"].to_numpy()
        self._value = rows["value"].to_numpy()
        self._channel = np.searchsorted(np.array(self.channels, dtype=object), rows["channel"].to_numpy(object))
        self._cell = _positions(rows, cells, counted)
        self._won, self._lost, self._open = (
            book.outcome_is(way) for way in (DealOutcome.WON, DealOutcome.LOST, DealOutcome.OPEN)
        )
        self._prepare_closing(book)
        self._prepare_lags(book)
        self._prepare_sums(book)
        self._prepare_leads(book, leads, cells)

    def _design(self, rows: NDArray[np.bool_], column: Ints | Floats, values: Floats | None, width: int) -> csr_matrix:
        """Deals by columns: what a deal's rows add to each column."""
        given = np.ones(len(self._deal)) if values is None else values
        place = (self._deal[rows], column[rows].astype(np.int64))
        return csr_matrix((given[rows], place), shape=(self.deal_count, width))

    def _prepare_closing(self, book: CreditedDeals) -> None:
        """Counts of deals by days to the close, each deal once: only those whose whole life is in the data."""
        age = book.age
        is_first = ~book.rows["deal"].duplicated().to_numpy()
        known = is_first & (book.rows["created_day"].to_numpy() >= book.observed_from) & ~np.isnan(age)
        at_risk = np.flip(np.cumsum(np.flip(day_counts(age[known], self.rules.horizon_days))))
        self.close_horizon = _last_day(at_risk, self.rules.min_comparable)
        is_late = age > self.close_horizon
        day = np.clip(np.where(np.isnan(age), 0, age), 0, self.close_horizon)
        self._closing = [
            self._design(known & which, day, None, self.close_horizon + 1)
            for which in (self._won & ~is_late, self._lost & ~is_late, self._open | is_late)
        ]
        self._open_place = np.flatnonzero(self._open & (self._cell >= 0))
        self._open_day = day[self._open_place].astype(np.int64)
        self._is_expected = ~is_late[self._open_place]

    def _prepare_lags(self, book: CreditedDeals) -> None:
        """Counts of credited deals by days from touch to creation, and by the days there were to see it."""
        lag, limit = book.lag, book.limit
        is_known = (book.rows["touch_day"].to_numpy() >= book.observed_from) & (lag <= limit)
        span = book.as_of_day - book.observed_from
        longest = int(min(self.rules.horizon_days, max(span, 0))) if span == span else 0
        self.lag_horizon = _last_day(self._comparable(is_known, lag, limit, longest), self.rules.min_comparable)
        is_known &= lag <= self.lag_horizon
        self.has_lags, self.is_reference = self.lag_horizon > 0, is_known
        self._lags = {-1: self._lag_designs(is_known, lag, limit)}
        for number in range(len(self.channels)):
            own = is_known & (self._channel == number)
            # Thirds of deals may sum to a hair less than they should.
            is_enough = self._share[own].sum() >= self.rules.min_channel_lags - _SURE
            at_the_end = self._comparable(own, lag, limit, self.lag_horizon)[-1]
            if is_enough and at_the_end >= self.rules.min_comparable - _SURE:
                self._lags[number] = self._lag_designs(own, lag, limit)

    def _comparable(self, which: NDArray[np.bool_], lag: Floats, limit: Floats, last_day: int) -> Floats:
        own = which & (lag <= last_day)
        weight = self._share[own]
        return comparable_count(day_counts(lag[own], last_day, weight), day_counts(limit[own], last_day, weight))

    def _lag_designs(self, which: NDArray[np.bool_], lag: Floats, limit: Floats) -> tuple[csr_matrix, csr_matrix]:
        width = self.lag_horizon + 1
        return (
            self._design(which, lag, self._share, width),
            self._design(which, np.clip(limit, 0, self.lag_horizon), self._share, width),
        )

    def _prepare_sums(self, book: CreditedDeals) -> None:
        """Sums by channel that rates and mean amounts are made of, and by cell what is realised and has appeared."""
        width, known = len(self.channels), book.rows["created_day"].to_numpy() >= book.observed_from
        has_value = self._won & ~np.isnan(self._value)
        worth = self._share * np.nan_to_num(self._value)
        self._decided_of = self._design(known & (self._won | self._lost), self._channel, self._share, width)
        self._won_of = self._design(known & self._won, self._channel, self._share, width)
        self._valued_of = self._design(has_value, self._channel, self._share, width)
        self._worth_of = self._design(has_value, self._channel, worth, width)
        self._appeared_of = self._design(self.is_reference, self._channel, self._share, width)
        in_cell = self._cell >= 0
        self._realised_in = self._design(has_value & in_cell, self._cell, worth, self.cell_count)
        is_in_time = in_cell & (book.lag <= self.lag_horizon)
        self._appeared_in = self._design(is_in_time, self._cell, self._share, self.cell_count)

    def _prepare_leads(self, book: CreditedDeals, leads: pd.DataFrame, cells: pd.DataFrame) -> None:
        """Leads by the days since their touch: of each channel in the time that is known whole, and of each cell."""
        since = np.clip(book.as_of_day - leads["touch_day"].to_numpy(), 0, self.lag_horizon)
        channel = np.searchsorted(np.array(self.channels, dtype=object), leads["channel"].to_numpy(object))
        is_known = leads["touch_day"].to_numpy() >= book.observed_from
        self._leads_of = _counts(channel[is_known], since[is_known], len(self.channels), self.lag_horizon)
        cell = _positions(leads, cells, leads["is_counted"].to_numpy(dtype=bool))
        self._leads_in = _counts(cell[cell >= 0], since[cell >= 0], self.cell_count, self.lag_horizon)

    def of(self, weights: Floats) -> Forecast:
        """What is realised and expected in each cell under these weights: one row a set, one column a deal."""
        chance, new_chance = self._win_chances(weights)
        odds = self._win_odds(weights)
        amount = self._amounts(weights)
        to_come = self._deals_to_come(weights)
        return Forecast(
            realised=weights @ self._realised_in,
            expected_open=self._expected_open(weights, chance, odds, amount),
            deals_to_come=to_come,
            expected_to_come=to_come * (_with_odds(new_chance[:, None], odds) * amount)[:, self.cell_channel],
        )

    def new_deal_chances(self) -> Floats:
        """The chance of a new deal of each channel to be won within the horizon."""
        ones = np.ones((1, self.deal_count))
        _, new_chance = self._win_chances(ones)
        chances: Floats = _with_odds(new_chance[:, None], self._win_odds(ones))[0]
        return chances

    def new_chance(self) -> float:
        """The chance of a new deal of any channel to be won within the horizon."""
        return float(self._win_chances(np.ones((1, self.deal_count)))[1][0])

    def decided(self) -> tuple[Floats, Floats]:
        """Won and decided deals of each channel, of the deals that the rates rest on."""
        ones = np.ones((1, self.deal_count))
        return (ones @ self._won_of)[0], (ones @ self._decided_of)[0]

    def _win_chances(self, weights: Floats) -> tuple[Floats, Floats]:
        """The chance to be won within the horizon of a deal still open after each day, and of a new one."""
        won, lost, still_open = (weights @ design for design in self._closing)
        won_by = ended_share(won, lost, still_open)
        waiting = waiting_share(won + lost, still_open)
        rest = won_by[:, -1:] - won_by
        chance = np.divide(rest, waiting, out=np.zeros_like(rest), where=waiting > _SURE)
        return np.clip(chance, 0.0, 1.0), won_by[:, -1]

    def _win_odds(self, weights: Floats) -> Floats:
        """How much better the odds to be won are than of all deals, by channel, drawn to 1 where few are decided."""
        won, decided = weights @ self._won_of, weights @ self._decided_of
        prior = self.rules.prior_deals
        whole = _share(won.sum(axis=1, keepdims=True), decided.sum(axis=1, keepdims=True))
        own = (won + prior * whole) / (decided + prior)
        own, whole = np.clip(own, _SURE, 1 - _SURE), np.clip(whole, _SURE, 1 - _SURE)
        odds: Floats = own / (1 - own) * (1 - whole) / whole
        return odds

    def _amounts(self, weights: Floats) -> Floats:
        """The mean of a won deal by channel, drawn towards that of all where few are won."""
        worth, count = weights @ self._worth_of, weights @ self._valued_of
        prior = self.rules.prior_deals
        whole = _share(worth.sum(axis=1, keepdims=True), count.sum(axis=1, keepdims=True))
        mean: Floats = (worth + prior * whole) / (count + prior)
        return mean

    def _expected_open(self, weights: Floats, chance: Floats, odds: Floats, amount: Floats) -> Floats:
        place = self._open_place
        channel, value = self._channel[place], self._value[place]
        worth = np.where(np.isnan(value), amount[:, channel], value)
        likely = _with_odds(chance[:, self._open_day], odds[:, channel]) * self._is_expected
        expected = weights[:, self._deal[place]] * self._share[place] * worth * likely
        into = csr_matrix(
            (np.ones(len(place)), (np.arange(len(place)), self._cell[place])), (len(place), self.cell_count)
        )
        summed: Floats = expected @ into
        return summed

    def _deals_to_come(self, weights: Floats) -> Floats:
        """Deals that each cell's leads are still to make: the usual rate × leads × what has not appeared yet.

        A cohort (channel and month) that has run ahead of its channel so far is expected to go on so, as far as
        its own deals outweigh ``prior_appeared``; its campaigns share the cohort's deals by the same rule.
        """
        appeared = self._appeared_by_channel(weights)
        usual = self._usual_rates(weights, appeared)[:, self.cell_channel]
        ready = _by_lead(appeared, self._leads_in, self.cell_channel)
        leads = np.asarray(self._leads_in.sum(axis=1)).ravel()
        rest = usual * np.maximum(leads - ready, 0.0)
        expected, found = usual * ready, weights @ self._appeared_in
        prior = self.rules.prior_appeared
        split = rest * (found + prior) / (expected + prior)
        count = self.cell_cohort.max(initial=-1) + 1
        sums = [_grouped(values, self.cell_cohort, count) for values in (rest, expected, found, split)]
        cohort = sums[0] * (sums[2] + prior) / (sums[1] + prior)
        deals: Floats = split * _share(cohort, sums[3])[:, self.cell_cohort]
        return deals

    def _appeared_by_channel(self, weights: Floats) -> Floats:
        """Sets of weights × channels × days: the share of deals that has appeared so many days after the touch."""
        shares = np.empty((len(weights), len(self.channels), self.lag_horizon + 1))
        for number, (lags, limits) in self._lags.items():
            which = [
                one for one in range(len(self.channels)) if one == number or (number < 0 and one not in self._lags)
            ]
            shares[:, which] = appeared_share(weights @ lags, weights @ limits)[:, None]
        return shares

    def _usual_rates(self, weights: Floats, appeared: Floats) -> Floats:
        """Deals that a lead of each channel makes within the horizon, drawn towards that of all where few are seen."""
        numbers = np.arange(len(self.channels))
        ready = _by_lead(appeared, self._leads_of, numbers)
        found = weights @ self._appeared_of
        whole = _share(found.sum(axis=1, keepdims=True), ready.sum(axis=1, keepdims=True))
        prior = self.rules.prior_appeared
        rates: Floats = whole * (found + prior) / (whole * ready + prior)
        return rates


def _positions(rows: pd.DataFrame, cells: pd.DataFrame, counted: NDArray[np.bool_]) -> Ints:
    """The cell of each row, −1 for rows that are not counted or lie in none."""
    index = pd.MultiIndex.from_frame(cells[CELL])
    found = index.get_indexer(pd.MultiIndex.from_frame(rows[CELL])).astype(np.int64)
    return np.where(counted, found, -1)


def _last_day(counts: Floats, least: float) -> int:
    enough = np.flatnonzero(counts >= least - _SURE)
    return int(enough[-1]) if len(enough) else 0


def _counts(row: Ints, since: Floats, height: int, last_day: int) -> csr_matrix:
    return csr_matrix((np.ones(len(row)), (row, since.astype(np.int64))), shape=(height, last_day + 1))


def _by_lead(appeared: Floats, leads: csr_matrix, channel: Ints) -> Floats:
    """Sum over each row's leads of the share that has appeared at their age."""
    result = np.zeros((len(appeared), leads.shape[0]))
    for number in np.unique(channel):
        own = np.flatnonzero(channel == number)
        result[:, own] = appeared[:, number] @ leads[own].T
    return result


def _grouped(values: Floats, group: Ints, group_count: int) -> Floats:
    into = csr_matrix((np.ones(len(group)), (np.arange(len(group)), group)), shape=(len(group), group_count))
    summed: Floats = values @ into
    return summed


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > _SURE)


def _with_odds(chance: Floats, odds: Floats) -> Floats:
    """A chance whose odds are so many times as good; 0 and 1 stay."""
    return odds * chance / (1 - chance + odds * chance)
