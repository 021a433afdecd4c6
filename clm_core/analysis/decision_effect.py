"""What a decision changed: its weeks against as many before, moved as last year and as the untouched channels moved.

Difference in differences on the log scale. Without the decision the weeks since it would have been

    before · exp(common + own),   common = ln(others after / others before)
                                  own    = w · [ln(own / own) − ln(others / others)] of the same weeks a year ago

w = τ² / (τ² + variance) shrinks a channel's own season, which few leads show badly, towards that of all channels; what
is left of τ² counts as uncertainty. Without other channels ``own`` is the channel's move of a year ago alone, without
a year ago ``common`` alone, and without either a season of the usual size may hide in the effect.

Weekly levels are gamma draws with the mean and the over-dispersed (quasi-Poisson, pooled over all windows) variance
of their sum, shares beta draws; the interval is that of the difference of draws.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.decision_rows import OutcomeRows, Ripening
from clm_core.decisions import Decision, Measure, MeasuredEffect

Draws = NDArray[np.float64]
WEEK = 7
YEAR = 52 * WEEK
"""The same weekdays a year ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRules:
    """Fixed numbers of the measurement; the standard deviations are of logarithms (0.1 is about 10 %).

    ``own_season_sd`` is how much one channel's season usually differs from that of all, ``season_sd`` how much weeks
    usually differ from as many before when no season is known (``rate_season_sd`` of a rate), ``drift_sd`` what
    moves channels apart without any decision. With fewer than ``least_count`` leads or deals on both sides nothing is
    said; with fewer than ``least_other`` in any window other channels, or last year, are no comparison.
    """

    confidence: float = 0.9
    draws: int = 4_000
    seed: int = 20_260_701
    own_season_sd: float = 0.12
    season_sd: float = 0.25
    rate_season_sd: float = 0.08
    drift_sd: float = 0.06
    least_count: int = 10
    least_other: int = 30


RULES = EffectRules()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Window:
    """The outcome of one side in equally many weeks: sums by week, what they consist of, and those that could be."""

    weeks: NDArray[np.float64]
    squares: float  # sum of squared amounts: what the sum's variance is where they come independently
    count: int
    chances: int
    spend: float


def comparable_weeks(decision: Decision) -> int:
    """Full weeks between the beginning and the check."""
    return (decision.check_on - decision.takes_effect_on).days // WEEK


def measured_effect(
    decision: Decision,
    rows: OutcomeRows,
    spend: OutcomeRows,
    ripe: Ripening,
    *,
    first_on: date,
    rules: EffectRules = RULES,
) -> MeasuredEffect | None:
    """The change a week with its interval; None where too few leads or deals began in the weeks compared.

    ``spend`` matters for costs alone. The caller has made sure that the data reach far enough to both sides.
    """
    comparison = _Comparison(decision, rows, spend, ripe, rules)
    before, after = comparison.window(is_own=True, shift=-1), comparison.window(is_own=True, shift=0)
    count = before.count + after.count
    is_spend = decision.effect.measure is Measure.SPEND
    if count < (1 if is_spend else rules.least_count):
        return None
    is_year_known = day_number(decision.takes_effect_on) - comparison.days - YEAR >= day_number(first_on)
    factor, is_compared, is_seasonal = comparison.factor(is_year_known=is_year_known and not is_spend)
    levels = [comparison.level(one) for one in (before, after)]
    if any(one is None for one in levels):
        return None
    (was, was_draws), (now, now_draws) = [one for one in levels if one is not None]
    without = was * float(np.exp(np.median(factor)))
    tail = (1 - rules.confidence) / 2
    low, high = np.quantile(now_draws - was_draws * np.exp(factor), [tail, 1 - tail])
    return MeasuredEffect(
        change=now - without,
        low=min(float(low), now - without),
        high=max(float(high), now - without),
        before=was,
        without=without,
        after=now,
        weeks=comparison.week_count,
        count=count,
        is_season_corrected=is_seasonal,
        is_compared=is_compared,
    )


class _Comparison:
    """The windows of one decision and their draws; every window has a generator of its own, so none moves another."""

    def __init__(
        self, decision: Decision, rows: OutcomeRows, spend: OutcomeRows, ripe: Ripening, rules: EffectRules
    ) -> None:
        self.measure, self.rows, self.spend, self.ripe, self.rules = decision.effect.measure, rows, spend, ripe, rules
        self.week_count = comparable_weeks(decision)
        self.days = self.week_count * WEEK
        self.start = day_number(decision.takes_effect_on)
        own = [self.window(is_own=True, shift=shift, years=years) for years in (0, 1) for shift in (-1, 0)]
        self.dispersion = _dispersion(own)
        self._next_seed = 0

    def window(self, *, is_own: bool, shift: int, years: int = 0) -> _Window:
        """One side's outcome: ``shift`` −1 before, 0 since; ``years`` ago."""
        rows, side = self.rows, self.rows.is_own if is_own else self.rows.is_other
        begins = self.start + shift * self.days - years * YEAR
        is_in = side & (rows.day >= begins) & (rows.day < begins + self.days)
        came = is_in & (rows.lag_days <= self.ripe.days)
        spent = (self.spend.is_own if is_own else self.spend.is_other) & (self.spend.day >= begins)
        spent &= self.spend.day < begins + self.days
        weeks = np.bincount((rows.day[came] - begins) // WEEK, rows.amount[came], minlength=self.week_count)
        return _Window(
            weeks=weeks.astype(np.float64),
            squares=float((rows.amount[came] ** 2).sum()),
            count=int(came.sum()),
            chances=int(is_in.sum()),
            spend=float(self.spend.amount[spent].sum()),
        )

    def level(self, window: _Window) -> tuple[float, Draws] | None:
        """The measure a week (a rate or cost as it is), and draws of it; None where it cannot be: no lead, no cost."""
        rng = np.random.default_rng([self.rules.seed, self._next_seed])
        self._next_seed += 1
        if self.measure is Measure.SPEND:
            return _booked(window, self.rules.draws, rng)
        if self.measure is Measure.MQL_TO_SQL_RATE:
            level = _share(window, self.dispersion, self.rules.draws, rng)
            return None if level is None else (level[0] / self.ripe.share, level[1] / self.ripe.share)
        value, draws = _summed(window, self.dispersion, self.rules.draws, rng)
        if self.measure is Measure.COST_PER_LEAD:
            return None if not value or not window.spend else (window.spend / value, window.spend / draws)
        per_week = 1 / (self.week_count * self.ripe.share)
        return value * per_week, draws * per_week

    def factor(self, *, is_year_known: bool) -> tuple[Draws, bool, bool]:
        """Draws of ln(after / before) without the decision, and whether others and last year are in it."""
        rules, rng = self.rules, np.random.default_rng([self.rules.seed, 10_000])
        is_rate = self.measure is Measure.MQL_TO_SQL_RATE
        own_sd, season_sd = (rules.rate_season_sd,) * 2 if is_rate else (rules.own_season_sd, rules.season_sd)
        if self.measure is Measure.SPEND:
            return np.zeros(rules.draws), False, False
        drift = rules.drift_sd * rng.standard_normal(rules.draws)
        others = self._move(is_own=False, years=0, least=rules.least_other)
        years_own = self._move(is_own=True, years=1, least=rules.least_count) if is_year_known else None
        years_others = self._move(is_own=False, years=1, least=rules.least_other) if is_year_known else None
        if others is not None and years_own is not None and years_others is not None:
            return others + _shrunk(years_own - years_others, own_sd, rng) + drift, True, True
        if others is not None:
            return others + own_sd * rng.standard_normal(rules.draws) + drift, True, False
        if years_own is not None:
            return _shrunk(years_own, season_sd, rng) + drift, False, True
        return season_sd * rng.standard_normal(rules.draws) + drift, False, False

    def _move(self, *, is_own: bool, years: int, least: int) -> Draws | None:
        """Draws of ln(after / before) of one side; None with too few in one of the windows."""
        windows = [self.window(is_own=is_own, shift=shift, years=years) for shift in (-1, 0)]
        levels = [self.level(one) for one in windows]
        if min(one.count for one in windows) < least or any(one is None for one in levels):
            return None
        before, after = [one[1] for one in levels if one is not None]
        return np.asarray(np.log(np.maximum(after, 1e-12)) - np.log(np.maximum(before, 1e-12)))


def _shrunk(move: Draws, sd: float, rng: np.random.Generator) -> Draws:
    """Drawn towards no move, the more the less sure it is; what then may still be is added as uncertainty."""
    weight = sd**2 / (sd**2 + float(np.var(move)))
    drawn: Draws = weight * move + sd * np.sqrt(1 - weight) * rng.standard_normal(len(move))
    return drawn


def _dispersion(windows: list[_Window]) -> float:
    """How many times the variance of weekly sums is what it would be if all came independently; at least 1."""
    freedom = sum(len(one.weeks) - 1 for one in windows if one.count)
    expected = sum(one.squares / len(one.weeks) * (len(one.weeks) - 1) for one in windows if one.count)
    found = sum(float(((one.weeks - one.weeks.mean()) ** 2).sum()) for one in windows if one.count)
    return max(1.0, found / expected) if freedom and expected else 1.0


def _summed(window: _Window, dispersion: float, draws: int, rng: np.random.Generator) -> tuple[float, Draws]:
    total = float(window.weeks.sum())
    if total <= 0:
        # Nothing came: as much as half of one may have been on its way (Jeffreys).
        return 0.0, rng.gamma(0.5, dispersion, draws)
    variance = dispersion * window.squares
    return total, rng.gamma(total**2 / variance, variance / total, draws)


def _booked(window: _Window, draws: int, rng: np.random.Generator) -> tuple[float, Draws]:
    mean, weeks = float(window.weeks.mean()), len(window.weeks)
    error = float(window.weeks.std(ddof=1)) / np.sqrt(weeks) if weeks > 1 else 0.0
    return mean, mean + error * rng.standard_normal(draws)


def _share(window: _Window, dispersion: float, draws: int, rng: np.random.Generator) -> tuple[float, Draws] | None:
    if not window.chances:
        return None
    missed = window.chances - window.count
    return window.count / window.chances, rng.beta(window.count / dispersion + 0.5, missed / dispersion + 0.5, draws)
