"""Whether a plan will be met: actual against plan with the season's shape, the projected end, and what to say of it.

The projection adds to what is there what is usually still to come (pacing_series.py), under an uncertain level, chance,
and of revenue uncertain amounts; of won deals and revenue it is the target's own (pacing_outlook.py). Seeded draws, the
same for the same data. Limits: docs/methods/promises.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core.analysis.intervals import Floats
from clm_core.analysis.pacing_outlook import Outlook
from clm_core.analysis.pacing_series import YEAR_DAYS, DailySeries, expected_daily, forecast_spread, season_index
from clm_core.columns import typed_frame
from clm_core.decisions import Measure
from clm_core.promise_columns import PACING_CURVE
from clm_core.selection import Period

DRAWS = 2_000
LEAST_HISTORY_DAYS = 28
"""With less the level of late is a guess, and nothing is projected."""

_TAIL = 0.05


class PacingStatus(StrEnum):
    """What the projection says about a plan."""

    REACHED = "reached"  # it is there already
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    OUT_OF_REACH = "out_of_reach"
    MISSED = "missed"  # the period is over
    NO_HISTORY = "no_history"


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingRule:
    """From which chance to meet the plan on which word is said; below ``out_of_reach`` it cannot be reached."""

    ahead: float = 0.8
    on_track: float = 0.4
    out_of_reach: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pace:
    """One measure in its period. ``usual_share`` is what usually exists of a period's total by now, 0 to 1.

    ``projected`` with its 90 % interval is the whole period's end; NaN without history, as is ``chance`` (of meeting
    the plan). ``rest_days`` are still to come; a period not begun yet has all.
    """

    measure: Measure
    plan: float
    actual: float
    planned_by_now: float
    usual_share: float
    projected: float
    projected_low: float
    projected_high: float
    chance: float
    status: PacingStatus
    rest_days: int
    needed_per_week: float  # to meet the plan from now on; 0 when it is met, NaN when the period is over
    usual_per_week: float  # expected in the rest of the period
    curve: pd.DataFrame  # PACING_CURVE


def pace(
    measure: Measure,
    series: DailySeries,
    period: Period,
    plan: float,
    *,
    seed: int,
    rule: PacingRule | None = None,
    outlook: Outlook | None = None,
) -> Pace:
    """How this measure does in the period against the plan for all of it.

    With an ``outlook`` of the period the projection is that one's, without it the series' own.
    """
    begin, end = series.place(period.start_on), series.place(period.end_on) + 1
    known = len(series.values)
    now = min(max(known, begin), end)
    happened = _amounts_of_days(series)[max(begin, 0) : now]
    shape = usual_shape(series, begin, end)
    has_history = outlook is not None or (known >= LEAST_HISTORY_DAYS and series.values.sum() > 0)
    actual, rest = float(happened.sum()), end - now
    expected, draws = np.zeros(rest), np.full((1, 1), actual)
    if has_history and rest:
        ahead = _usually_ahead(series, now, end, seed) if outlook is None else _foreseen(outlook, actual, seed)
        expected, draws = ahead[0], actual + ahead[1]
    totals = draws[:, -1]
    chance = float(np.mean(totals >= plan)) if has_history or not rest else float("nan")
    middle = actual + float(expected.sum()) if has_history else float("nan")
    low, high = np.quantile(totals, [_TAIL, 1 - _TAIL]) if has_history else (np.nan, np.nan)
    usual_share = float(shape[now - begin - 1]) if now > begin else 0.0
    return Pace(
        measure=measure,
        plan=plan,
        actual=actual,
        planned_by_now=plan * usual_share,
        usual_share=usual_share,
        projected=middle if rest else actual,
        projected_low=float(low) if rest else actual,
        projected_high=float(high) if rest else actual,
        chance=chance,
        status=_status(actual, plan, chance, rest, rule or PacingRule()),
        rest_days=rest,
        needed_per_week=max(plan - actual, 0.0) * 7 / rest if rest else float("nan"),
        usual_per_week=float(expected.sum()) * 7 / rest if rest and has_history else float("nan"),
        curve=_curve(period, plan * shape, happened, draws, expected, has_history=has_history),
    )


def usual_shape(series: DailySeries, begin: int, end: int) -> Floats:
    """The share of a period's total that usually exists by the end of each of its days; the last is 1.

    From the weekdays and the same days of earlier years; a straight line where the data know neither.
    """
    index = season_index(series.values, end)[begin:end]
    total = float(index.sum())
    steps = index / total if total > 0 else np.full(end - begin, 1 / (end - begin))
    shape: Floats = np.cumsum(steps)
    shape[-1] = 1.0
    return shape


def _worth(series: DailySeries) -> float:
    return 1.0 if series.amounts is None else float(series.amounts.mean()) if len(series.amounts) else 0.0


def _amounts_of_days(series: DailySeries) -> Floats:
    return series.values if series.day_amounts is None else series.day_amounts


def _drawn(series: DailySeries, expected: Floats, known: int, end: int, seed: int) -> Floats:
    """Draws × days: what comes from now to the end of each day."""
    chance = np.random.default_rng(seed)
    horizon = min(end - known, YEAR_DAYS)
    spread = forecast_spread(series, horizon)
    level = np.exp(chance.normal(-(spread**2) / 2, spread, (DRAWS, 1)))
    counts = np.cumsum(chance.poisson(level * expected), axis=1)
    if series.amounts is None:
        return counts.astype(np.float64)
    if not len(series.amounts):
        return np.zeros(counts.shape)
    drawn = chance.choice(series.amounts, (DRAWS, int(counts.max()) + 1))
    sums = np.concatenate([np.zeros((DRAWS, 1)), np.cumsum(drawn, axis=1)], axis=1)
    found: Floats = np.take_along_axis(sums, counts, axis=1)
    return found


def _usually_ahead(series: DailySeries, now: int, end: int, seed: int) -> tuple[Floats, Floats]:
    """What is expected of each day to come by the series' own past, and draws × days of their sums."""
    usual = expected_daily(series, end)[now:end]
    return usual * _worth(series), _drawn(series, usual, len(series.values), end, seed)


def _foreseen(outlook: Outlook, actual: float, seed: int) -> tuple[Floats, Floats]:
    """What is expected of each day to come by the outlook, and draws × days of how each draw of the end comes about.

    Their days are shares of a gamma process, as uneven as ``events`` deals: each path ends at its draw, and their mean
    is the course.
    """
    shape = np.diff(outlook.course, prepend=0.0) * outlook.events
    came = np.cumsum(np.random.default_rng(seed).gamma(shape, size=(len(outlook.draws), len(shape))), axis=1)
    whole = came[:, -1:]
    shares = np.divide(came, whole, out=np.broadcast_to(outlook.course, came.shape).copy(), where=whole > 0)
    shares[:, -1] = 1.0
    expected = np.diff(outlook.course, prepend=0.0) * (outlook.expected - actual)
    return expected, shares * (outlook.draws - actual)[:, None]


def _curve(
    period: Period, planned: Floats, happened: Floats, draws: Floats, expected: Floats, *, has_history: bool
) -> pd.DataFrame:
    days = pd.date_range(period.start_on, period.end_on)
    missing = np.full(len(days), np.nan)
    actual, projected, low, high = missing.copy(), missing.copy(), missing.copy(), missing.copy()
    so_far = len(happened)
    actual[:so_far] = np.cumsum(happened)
    if has_history and so_far < len(days):
        begin = float(happened.sum())
        projected[so_far:] = begin + np.cumsum(expected)
        low[so_far:], high[so_far:] = np.quantile(draws, [_TAIL, 1 - _TAIL], axis=0)
        if so_far:  # the projection begins where the facts end
            projected[so_far - 1] = low[so_far - 1] = high[so_far - 1] = begin
    columns = {"day": days, "planned": planned, "actual": actual, "projected": projected}
    return typed_frame(columns | {"projected_low": low, "projected_high": high}, PACING_CURVE)


def _status(actual: float, plan: float, chance: float, rest: int, rule: PacingRule) -> PacingStatus:
    if actual >= plan:
        return PacingStatus.REACHED
    if not rest:
        return PacingStatus.MISSED
    if np.isnan(chance):
        return PacingStatus.NO_HISTORY
    if chance < rule.out_of_reach:
        return PacingStatus.OUT_OF_REACH
    if chance < rule.on_track:
        return PacingStatus.BEHIND
    return PacingStatus.ON_TRACK if chance < rule.ahead else PacingStatus.AHEAD


CHAIN = (Measure.LEADS, Measure.MQLS, Measure.SQLS, Measure.WON_DEALS, Measure.REVENUE)
"""What leads to what."""

_IN_NEED = frozenset({PacingStatus.BEHIND, PacingStatus.OUT_OF_REACH})


def first_behind(paces: Sequence[Pace]) -> Pace | None:
    """The first measure of the chain that is behind or out of reach; None where all is well."""
    by_measure = {one.measure: one for one in paces}
    behind = (by_measure[one] for one in CHAIN if one in by_measure and by_measure[one].status in _IN_NEED)
    return next(behind, None)
