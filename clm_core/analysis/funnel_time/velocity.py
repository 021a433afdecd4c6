"""Velocity: the money won a day as deals × win rate × amount ÷ days, and what each of the four did to its change."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.funnel_time.stage_waits import MOVED_ON, OPEN, StageWaits
from clm_core.analysis.intervals import BootstrapRule, Difference, Floats, Verdict, poisson_weights
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import VELOCITY
from clm_core.selection import Period

VELOCITY_RULE = BootstrapRule(resamples=500)


class Lever(StrEnum):
    """What velocity is made of."""

    DEALS = "deals"  # open deals, on average over the days of the period
    WIN_RATE = "win_rate"  # won ÷ decided in the period
    AMOUNT = "amount"  # mean amount of a deal won in the period
    CYCLE = "cycle"  # mean days from creation to decision of the deals decided in the period


WHOLE = "velocity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Velocity:
    """The levers of two periods (funnel_time_columns.VELOCITY) and what could not be counted."""

    levers: pd.DataFrame
    won_per_day: float  # what was really won a day in the period
    undated_count: int
    out_of_order_count: int
    without_amount_count: int


def velocity_per_day(deals: float, win_rate: float, amount: float, cycle_days: float) -> float:
    """Money a day: deals × win rate × amount ÷ days; NaN without a cycle."""
    return deals * win_rate * amount / cycle_days if cycle_days > 0 else float("nan")


def lever_effects(before: Floats, now: Floats) -> Floats:
    """What the change of each of the four levers did to the velocity: they sum to its change (last axis: levers).

    Each lever is changed in every order after and before the others and gets the mean of its effects (Shapley), so
    none is favoured by its place and nothing is left over.
    """
    size = now.shape[-1]
    effects = np.zeros(np.broadcast_shapes(before.shape, now.shape))
    for lever in range(size):
        others = [one for one in range(size) if one != lever]
        for count in range(size):
            weight = factorial(count) * factorial(size - count - 1) / factorial(size)
            for changed in combinations(others, count):
                mixed = [now[..., one] if one in changed else before[..., one] for one in range(size)]
                effects[..., lever] += weight * (
                    _product([*mixed[:lever], now[..., lever], *mixed[lever + 1 :]])
                    - _product([*mixed[:lever], before[..., lever], *mixed[lever + 1 :]])
                )
    return effects


def _product(levers: list[Floats]) -> Floats:
    deals, win_rate, amount, cycle = levers
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Floats = np.where(cycle > 0, deals * win_rate * amount / cycle, np.nan)
    return value


def velocity(
    waits: StageWaits, period: Period, before: Period | None, *, as_of: date, rule: BootstrapRule = VELOCITY_RULE
) -> Velocity:
    """Levers now and before with 95 % intervals (deals drawn anew) and the effect of each lever's change.

    ``waits`` are deal_waits. By Little's law open deals ÷ days in work are the deals decided a day, so velocity is
    what a day brings while the number of open deals holds still.
    """
    last = min(period.end_on, as_of)
    now = _period_deals(waits, Period(start_on=period.start_on, end_on=max(last, period.start_on)))
    earlier = None if before is None else _period_deals(waits, before)
    values, drawn = now.levers(None), now.drawn(rule)
    frame = _frame("", values, drawn, now.counts())
    if earlier is not None:
        then, then_drawn = earlier.levers(None), earlier.drawn(rule)
        then_frame = _frame("_before", then, then_drawn, earlier.counts())
        frame = pd.concat([frame, then_frame, _effects(then, values, then_drawn, drawn)], axis=1)
    frame["lever"] = [*map(str, Lever), WHOLE]
    return Velocity(
        levers=_typed(frame),
        won_per_day=float(now.parts[:, 3].sum()) / now.day_count,
        undated_count=waits.undated_count,
        out_of_order_count=now.out_of_order_count,
        without_amount_count=int(now.parts[:, 1].sum() - now.parts[:, 4].sum()),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _PeriodDeals:
    """The deals that were open or decided in a period; a row of ``parts`` is what one adds to the levers' sums.

    Its columns: share of the period's days on which it was open, won, decided, amount, has an amount, days in work.
    """

    day_count: int
    parts: Floats
    out_of_order_count: int

    def levers(self, weights: Floats | None) -> Floats:
        """The four levers under these weights (one row a set), or with every deal once."""
        sums = self.parts.sum(axis=0) if weights is None else weights @ self.parts
        deals, won, decided, amount, valued, days = np.moveaxis(sums, -1, 0)
        levers: Floats = np.stack([deals, _over(won, decided), _over(amount, valued), _over(days, decided)], axis=-1)
        return levers

    def drawn(self, rule: BootstrapRule) -> Floats:
        """The levers of resamples of the deals, of which the intervals are made."""
        return self.levers(poisson_weights(len(self.parts), rule))

    def counts(self) -> list[int]:
        """The n of each lever, and of the whole."""
        here, _, decided, _, valued, _ = (int(count) for count in (self.parts > 0).sum(axis=0))
        return [here, decided, valued, decided, decided]


def _period_deals(waits: StageWaits, period: Period) -> _PeriodDeals:
    first, after = day_number(period.start_on), day_number(period.end_on) + 1
    end = waits.entry_day + waits.waited_days
    # A deal open at as_of is open on that day too; a decided one is not open on its last day.
    until = np.where(waits.ending == OPEN, end + 1, end)
    open_days = np.maximum(np.minimum(until, after) - np.maximum(waits.entry_day, first), 0.0)
    is_decided = (waits.ending != OPEN) & (end >= first) & (end < after)
    is_won = is_decided & (waits.ending == MOVED_ON)
    is_valued = is_won & ~np.isnan(waits.amounts)
    amount, days = np.where(is_valued, waits.amounts, 0.0), np.where(is_decided, waits.waited_days, 0)
    parts = np.column_stack([open_days / (after - first), is_won, is_decided, amount, is_valued, days])
    return _PeriodDeals(
        day_count=after - first,
        parts=parts[(open_days > 0) | is_decided].astype(np.float64),
        out_of_order_count=int((waits.out_of_order & is_decided).sum()),
    )


def _over(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0)
    return ratio


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    if "n_before" in frame:
        return typed_frame(frame, VELOCITY)
    return typed_frame(frame.assign(n_before=0, verdict=str(Verdict.NO_DATA)), VELOCITY)


def _frame(ending: str, levers: Floats, drawn: Floats, counts: list[int]) -> pd.DataFrame:
    whole, drawn_whole = _product(list(levers)), _product(list(np.moveaxis(drawn, -1, 0)))
    low, high = _ends(np.column_stack([drawn, drawn_whole]))
    return pd.DataFrame(
        {f"value{ending}": [*levers, float(whole)], f"low{ending}": low, f"high{ending}": high, f"n{ending}": counts}
    )


def _effects(before: Floats, now: Floats, before_drawn: Floats, now_drawn: Floats) -> pd.DataFrame:
    effects, drawn = lever_effects(before, now), lever_effects(before_drawn, now_drawn)
    low, high = _ends(np.column_stack([drawn, drawn.sum(axis=1)]))
    values = np.append(effects, effects.sum())
    verdicts = Difference(value=values, low=low, high=high).verdicts()
    return pd.DataFrame({"effect": values, "effect_low": low, "effect_high": high, "verdict": map(str, verdicts)})


def _ends(drawn: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middle 95 % of each column; NaN where one resample in twenty has no value."""
    is_known = np.isnan(drawn).mean(axis=0) < 0.05
    filled = np.where(is_known, drawn, 0.0)
    low, high = np.nanquantile(filled, [0.025, 0.975], axis=0)
    return np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)
