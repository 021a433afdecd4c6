"""When deals close: open ones and those yet to be created, by their age and the time of the year.

The timing is that of the forecast (``open_deals``: daily rates by age, amount, channel and month of the year); how many
of the deals to come are won in the end is the plan's own rate of the last link, with its draws.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.closing_rates import ClosingRates, ClosingRules, closing_rates
from clm_core.analysis.deal_lives import DealLives
from clm_core.analysis.open_deals import ended_by, open_deals
from clm_core.analysis.target_plan.link_curves import LinkCurve
from clm_core.response_curves import Floats

_LATE_DAYS = 365
_LONG_DAYS = 730
_STEP_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Days from today to the day before the period (0 where it has begun) and to its last day; ``inner`` draws of the
    outcome to each draw of the rates.
    """

    first_left: int
    last_left: int
    inner: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Closing:
    """The deals' lives and the rates of their ends; ``rates`` is None where too few deals were won to tell."""

    lives: DealLives
    rates: ClosingRates | None


def closing(lives: DealLives) -> Closing:
    """What is known about how these deals close."""
    return Closing(lives=lives, rates=closing_rates(lives, ClosingRules()))


def open_chances(known: Closing, horizon: Horizon) -> dict[int, float] | None:
    """The chance of each open deal (by its key) to be won in the period; None where too few deals were won to tell."""
    found = None if known.rates is None else open_deals(known.lives, rates=known.rates, days=horizon.last_left)
    if found is None:
        return None
    as_of = known.lives.as_of
    chances = found.chance_between(
        as_of + timedelta(days=horizon.first_left + 1), as_of + timedelta(days=horizon.last_left)
    )
    return dict(zip(found.rows["deal_key"].tolist(), chances.tolist(), strict=True))


def coming_chances(known: Closing, keys: NDArray[np.int64], curve: LinkCurve, horizon: Horizon) -> Floats:
    """(1 + draws) × (1 + days): the chance to be won in the period of a deal created on each coming day.

    Deals like those of ``keys`` created in the last year; ``curve`` is their link's. Column 0 is today.
    """
    timing = _timing(known, keys, horizon)
    if timing is not None:
        chances: Floats = curve.reached_by[:, -1:] * timing
        return np.minimum(chances, 1.0)
    entered = np.arange(horizon.last_left + 1)
    return _until(curve, horizon.last_left - entered) - _until(curve, horizon.first_left - entered)


def _until(curve: LinkCurve, lag: NDArray[np.int64]) -> Floats:
    return np.where(lag >= 0, curve.reached_by[:, np.clip(lag, 0, curve.horizon_days)], 0.0)


def _timing(known: Closing, keys: NDArray[np.int64], horizon: Horizon) -> Floats | None:
    """Of the deals that are won, the share won in the period by the day of creation; None without rates."""
    lives = known.lives
    is_like = np.isin(lives.deal_key, keys) & (lives.created > lives.today - _LATE_DAYS)
    if known.rates is None or not is_like.any():
        return None
    groups, counts = np.unique(lives.groups(known.rates.edges)[is_like], axis=0, return_counts=True)
    weights = counts / counts.sum()

    def won_by(created_in: int, days: int) -> Floats:
        as_of = lives.as_of + timedelta(days=created_in)
        assert known.rates is not None
        won, _ = ended_by(known.rates, groups, np.zeros(len(groups), dtype=np.int64), as_of, days)
        mean: Floats = weights @ won
        return mean

    whole = float(won_by(0, _LONG_DAYS)[-1])
    steps = np.unique(np.append(np.arange(0, horizon.last_left, _STEP_DAYS), horizon.last_left))
    shares = np.zeros(len(steps))
    for place, created_in in enumerate(steps):
        won = won_by(int(created_in), max(horizon.last_left - int(created_in), 0))
        shares[place] = won[-1] - won[max(horizon.first_left - int(created_in), 0)]
    timing: Floats = np.interp(np.arange(horizon.last_left + 1), steps, shares) / max(whole, 1e-12)
    return timing
