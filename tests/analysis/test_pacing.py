"""Pacing: the flat shape by hand, what must hold of any plan, and how often the 90 % interval holds the end."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.pacing import CHAIN, PacingStatus, first_behind, pace, usual_shape
from clm_core.analysis.pacing_series import DailySeries
from clm_core.decisions import Measure
from clm_core.selection import Period

FIRST_ON = date(2024, 1, 1)
FLAT = DailySeries(first_on=FIRST_ON, values=np.full(730, 4.0))
HUNDRED_DAYS = Period(start_on=FIRST_ON + timedelta(days=690), end_on=FIRST_ON + timedelta(days=789))
"""Forty of them are over."""


def paced(plan: float, series: DailySeries = FLAT, period: Period = HUNDRED_DAYS):
    return pace(Measure.MQLS, series, period, plan, seed=1)


def test_the_flat_shape_by_hand() -> None:
    """Four a day: 160 after 40 of 100 days, where 40 % usually exist; 240 more make 400."""
    found = paced(500.0)
    assert (found.actual, found.rest_days) == (160.0, 60)
    assert found.usual_share == pytest.approx(0.4)
    assert found.planned_by_now == pytest.approx(200.0)
    assert found.projected == pytest.approx(400.0)
    assert found.projected_low < 400.0 < found.projected_high
    # Sixty days of four: chance is √240 ≈ 15.5, a level uncertain by 5 % adds 12; together 19.6, times 1.645.
    assert found.projected_high - found.projected_low == pytest.approx(2 * 1.645 * 19.6, rel=0.08)
    assert found.needed_per_week == pytest.approx(340 * 7 / 60)
    assert found.usual_per_week == pytest.approx(28.0)
    assert found.status is PacingStatus.OUT_OF_REACH
    curve = found.curve
    assert curve["planned"].tolist() == pytest.approx([5.0 * day for day in range(1, 101)])
    assert curve["actual"].iloc[39] == 160.0
    assert np.isnan(curve["actual"].iloc[40])
    assert curve["projected"].iloc[39] == 160.0, "the projection begins where the facts end"
    assert curve["projected"].iloc[-1] == pytest.approx(400.0)


def test_the_words_for_each_chance() -> None:
    words = {plan: paced(float(plan)).status for plan in (160, 375, 398, 420, 500)}
    assert list(words.values()) == [
        PacingStatus.REACHED,
        PacingStatus.AHEAD,
        PacingStatus.ON_TRACK,
        PacingStatus.BEHIND,
        PacingStatus.OUT_OF_REACH,
    ]


def test_periods_that_are_over_or_not_begun() -> None:
    over = Period(start_on=FIRST_ON, end_on=FIRST_ON + timedelta(days=99))
    found = paced(401.0, period=over)
    assert (found.status, found.chance, found.projected, found.rest_days) == (PacingStatus.MISSED, 0.0, 400.0, 0)
    assert paced(400.0, period=over).status is PacingStatus.REACHED
    ahead = Period(start_on=FIRST_ON + timedelta(days=760), end_on=FIRST_ON + timedelta(days=859))
    found = paced(400.0, period=ahead)
    assert (found.actual, found.usual_share, found.planned_by_now) == (0.0, 0.0, 0.0)
    assert found.projected == pytest.approx(400.0)
    assert found.curve["projected"].iloc[0] == pytest.approx(4.0)
    assert found.curve["actual"].isna().all()


def test_too_little_history_projects_nothing() -> None:
    young = DailySeries(first_on=FIRST_ON, values=np.full(20, 4.0))
    period = Period(start_on=FIRST_ON, end_on=FIRST_ON + timedelta(days=99))
    found = pace(Measure.LEADS, young, period, 400.0, seed=1)
    assert found.status is PacingStatus.NO_HISTORY
    assert np.isnan([found.projected, found.projected_low, found.chance, found.usual_per_week]).all()
    assert (found.actual, found.usual_share) == (80.0, pytest.approx(0.2))


def test_revenue_is_deals_times_their_amounts() -> None:
    amounts = np.array([1_000.0, 3_000.0])
    sales = DailySeries(first_on=FIRST_ON, values=np.full(730, 4.0), day_amounts=np.full(730, 8_000.0), amounts=amounts)
    found = pace(Measure.REVENUE, sales, HUNDRED_DAYS, 800_000.0, seed=1)
    assert (found.actual, found.projected) == (320_000.0, pytest.approx(800_000.0))
    # 240 deals of 2 000 ± 1 000: variance of the sum 240 · (1000² + 2000²), and the level's 5 % of 480 000.
    scatter = np.sqrt(240 * 5e6 + 24_000**2)
    assert found.projected_high - found.projected_low == pytest.approx(2 * 1.645 * scatter, rel=0.08)


def test_the_shape_follows_the_weekday() -> None:
    office = DailySeries(first_on=FIRST_ON, values=np.array(([7.0] * 5 + [0.0] * 2) * 60))
    shape = usual_shape(office, 0, 14)
    assert shape == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1, 1])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(1, 2_000), st.floats(1.0, 2.0), st.integers(-60, 60))
def test_what_holds_of_any_plan(seed: int, plan: float, more: float, begin: int) -> None:
    """A higher plan is never likelier; curves rise; the interval holds its middle; same data, same answer."""
    values = np.random.default_rng(seed).poisson(3, 420).astype(np.float64)
    series = DailySeries(first_on=FIRST_ON, values=values)
    start = FIRST_ON + timedelta(days=420 + begin)
    period = Period(start_on=start, end_on=start + timedelta(days=90))
    low, high = (paced(one, series, period) for one in (plan, plan * more))
    assert high.chance <= low.chance
    assert low.projected_low <= low.projected <= low.projected_high
    assert low.projected_low >= low.actual
    for name in ("planned", "actual", "projected", "projected_low", "projected_high"):
        assert (np.diff(low.curve[name].dropna()) >= -1e-9).all()
    assert low.curve["planned"].iloc[-1] == pytest.approx(plan)
    assert low.curve.equals(paced(plan, series, period).curve)


def test_nine_in_ten_ends_lie_within_the_interval() -> None:
    """Worlds whose level wanders: the end of a quarter seen from its first month, over many quarters."""
    chance = np.random.default_rng(5)
    hits = total = 0
    for _ in range(12):
        level = np.exp(np.cumsum(chance.normal(0, 0.05, 40)))
        values = chance.poisson(6 * np.repeat(level / level.mean(), 28)).astype(np.float64)
        for known in (800, 900, 1_000):
            series = DailySeries(first_on=FIRST_ON, values=values[:known])
            start = FIRST_ON + timedelta(days=known - 30)
            found = paced(1.0, series, Period(start_on=start, end_on=start + timedelta(days=89)))
            hits += found.projected_low <= values[known - 30 : known + 60].sum() <= found.projected_high
            total += 1
    assert 0.8 <= hits / total <= 1.0


def test_the_first_of_the_chain_that_is_behind() -> None:
    def chain(*behind: Measure):
        plans = {measure: 420.0 if measure in behind else 375.0 for measure in reversed(CHAIN)}
        return [pace(measure, FLAT, HUNDRED_DAYS, plan, seed=1) for measure, plan in plans.items()]

    assert first_behind(chain()) is None
    found = first_behind(chain(Measure.REVENUE, Measure.SQLS))
    assert found is not None
    assert found.measure is Measure.SQLS
