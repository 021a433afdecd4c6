"""The leads of some weeks, summed up at or above each cut."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from clm_core.analysis.intervals import Floats
from clm_core.analysis.scoring.lead_weeks import LeadWeeks
from clm_core.analysis.scoring.score_chance import Chances
from clm_core.errors import ClmError

_TAIL = 0.025


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeadStream:
    """The leads of the weeks alone."""

    score: Floats
    chances: Chances
    week: NDArray[np.int64]
    weeks: int


def lead_stream(score: Floats, chances: Chances, weeks: LeadWeeks) -> LeadStream:
    """The leads judged inside the weeks. Raises ClmError where lengths differ or there are none."""
    if not len(score) == len(chances.value) == len(weeks.week):
        raise ClmError("scoring_backtest.lengths_differ", scores=len(score), leads=len(weeks.week))
    inside = weeks.is_inside
    if not inside.any():
        raise ClmError("scoring_backtest.no_full_week", count=len(score))
    if not inside.all():
        score = score[inside]
        chances = Chances(value=chances.value[inside], low=chances.low[inside], high=chances.high[inside])
    return LeadStream(score=score, chances=chances, week=weeks.week[inside], weeks=weeks.count)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CutTallies:
    """Sums of the leads at or above each cut; ``by_week`` has one row a cut, one column a week."""

    cuts: Floats
    leads: Floats
    chance: Floats
    chance_low: Floats
    chance_high: Floats
    all_chance: float
    by_week: Floats


def cut_tallies(stream: LeadStream, cuts: Floats) -> CutTallies:
    """The sums at or above each of these rising cuts; one pass over the leads, without sorting them."""
    # 0: below every cut.
    place = np.searchsorted(cuts, stream.score, side="right")
    count = len(cuts) + 1
    cells = np.bincount(place * stream.weeks + stream.week, minlength=count * stream.weeks)
    by_week = _from_above(cells.reshape(count, stream.weeks).astype(np.float64))
    value, low, high = (
        _from_above(np.bincount(place, weights=chance, minlength=count).astype(np.float64))
        for chance in (stream.chances.value, stream.chances.low, stream.chances.high)
    )
    return CutTallies(
        cuts=cuts,
        leads=by_week[1:].sum(axis=1),
        chance=value[1:],
        chance_low=low[1:],
        chance_high=high[1:],
        all_chance=float(value[0]),
        by_week=by_week[1:],
    )


def _from_above(parts: Floats) -> Floats:
    sums: Floats = np.cumsum(parts[::-1], axis=0)[::-1]
    return sums


def marginal_rates(tallies: CutTallies) -> Floats:
    """Mean chance of the leads from each cut up to the next; of a cut without leads of its own that of the next."""
    leads = -np.diff(tallies.leads, append=0.0)
    chance = -np.diff(tallies.chance, append=0.0)
    rates = np.divide(chance, leads, out=np.full(len(leads), np.nan), where=leads > 0)
    own = np.flatnonzero(leads > 0)
    following = np.searchsorted(own, np.arange(len(leads)))
    known = following < len(own)
    filled = np.full(len(leads), np.nan)
    filled[known] = rates[own[following[known]]]
    return filled


def week_interval(by_week: Floats) -> tuple[Floats, Floats]:
    """Between which numbers of leads 95 of 100 single weeks lie, by each cut."""
    mean = by_week.mean(axis=1)
    between = by_week.var(axis=1, ddof=1) if by_week.shape[1] > 1 else mean
    variance = np.maximum(between, mean)
    has_leads = mean > 0
    shape = np.where(has_leads, mean**2 / np.where(has_leads, variance, 1.0), 1.0)
    scale = np.where(has_leads, variance / np.where(has_leads, mean, 1.0), 0.0)
    return gammaincinv(shape, _TAIL) * scale, gammaincinv(shape, 1 - _TAIL) * scale
