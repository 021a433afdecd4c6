"""Waiting times with open ends: the published case, scipy, obvious loops, and lags that are only seen in time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.survival import (
    appeared_share,
    comparable_count,
    day_counts,
    ended_curve,
    ended_share,
    first_day,
    waiting_share,
)

CASE = [(5, 1), (8, 1), (12, 0), (15, 1), (20, 0), (20, 0), (25, 1), (30, 0), (40, 0), (45, 0)]


def counted(days: list[int], last_day: int) -> np.ndarray:
    return day_counts(days, last_day) if days else np.zeros(last_day + 1)


def test_kaplan_meier_of_the_reference_case() -> None:
    ended = counted([age for age, is_end in CASE if is_end], 45)
    still_open = counted([age for age, is_end in CASE if not is_end], 45)
    converted = 1 - waiting_share(ended, still_open)
    assert converted[[4, 5, 8, 15, 25, 45]] == pytest.approx([0, 0.1, 0.2, 0.314286, 0.485714, 0.485714], abs=1e-6)


people = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["won", "lost", "open"])), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(people)
def test_kaplan_meier_agrees_with_scipy_and_the_ways_to_end_add_up(rows: list[tuple[int, str]]) -> None:
    won, lost, still_open = (counted([age for age, end in rows if end == way], 30) for way in ("won", "lost", "open"))
    waiting = waiting_share(won + lost, still_open)
    data = CensoredData(
        uncensored=[age for age, end in rows if end != "open"], right=[age for age, end in rows if end == "open"]
    )
    assert waiting == pytest.approx(ecdf(data).sf.evaluate(np.arange(31)))
    assert ended_share(won, lost, still_open) + ended_share(lost, won, still_open) + waiting == pytest.approx(1.0)


def slow_ended_share(rows: list[tuple[int, str]], way: str, last_day: int) -> list[float]:
    """Day by day: of those still waiting, the share that ends in this way."""
    waiting, share, shares = 1.0, 0.0, []
    for day in range(last_day + 1):
        at_risk = [end for age, end in rows if age >= day]
        today = [end for age, end in rows if age == day and end != "open"]
        if at_risk:
            share += waiting * sum(end == way for end in today) / len(at_risk)
            waiting *= 1 - len(today) / len(at_risk)
        shares.append(share)
    return shares


@settings(max_examples=40, deadline=None)
@given(people)
def test_ways_to_end_agree_with_the_obvious_loop(rows: list[tuple[int, str]]) -> None:
    won, lost, still_open = (counted([age for age, end in rows if end == way], 30) for way in ("won", "lost", "open"))
    assert ended_share(won, lost, still_open) == pytest.approx(slow_ended_share(rows, "won", 30))


def test_appeared_share_is_the_chain_ladder() -> None:
    """Three cohorts aged 2, 1 and 0 days: 10 on day 0, 5 on day 1, 5 on day 2; 8 and 2; 7.

    From day 1 to 2: (10 + 5 + 5) ÷ (10 + 5) = 4/3; from 0 to 1: (10 + 5 + 8 + 2) ÷ (10 + 8) = 25/18.
    """
    lags, limits = np.array([25.0, 7, 5]), np.array([7.0, 10, 20])
    assert appeared_share(lags, limits) == pytest.approx([18 / 25 * 3 / 4, 3 / 4, 1.0])
    assert comparable_count(lags, limits) == pytest.approx([25, 25, 20])


def slow_appeared_share(rows: list[tuple[int, int]], last_day: int) -> list[float]:
    shares = [1.0] * (last_day + 1)
    for day in range(last_day, 0, -1):
        comparable = [lag for lag, limit in rows if lag <= day <= limit]
        latest = sum(lag == day for lag in comparable)
        shares[day - 1] = shares[day] * (1 - latest / len(comparable) if comparable else 1.0)
    return shares


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20)), min_size=1, max_size=40))
def test_appeared_share_agrees_with_the_obvious_loop(drawn: list[tuple[int, int]]) -> None:
    rows = [(lag, lag + more) for lag, more in drawn]
    lags, limits = day_counts([lag for lag, _ in rows], 12), day_counts([limit for _, limit in rows], 12)
    assert appeared_share(lags, limits) == pytest.approx(slow_appeared_share(rows, 12))


def test_appeared_share_recovers_lags_that_a_plain_distribution_makes_too_short() -> None:
    random = np.random.default_rng(5)
    lags, limits = random.exponential(60, 40_000).astype(int), random.integers(0, 200, 40_000)
    seen = (lags <= limits) & (lags < 200)
    share = appeared_share(day_counts(lags[seen], 199), day_counts(limits[seen], 199))
    planted = np.array([np.mean(lags[lags < 200] <= day) for day in range(200)])
    assert share == pytest.approx(planted, abs=0.03)
    naive = np.mean(lags[seen] <= 60)
    assert naive > planted[60] + 0.1


def test_resamples_go_along_the_first_axis() -> None:
    weights = np.random.default_rng(3).poisson(1.0, (6, 50))
    days = np.random.default_rng(4).integers(0, 20, 50)
    counts = np.array([day_counts(days, 25, row) for row in weights])
    one_by_one = np.array([waiting_share(row, row[::-1]) for row in counts])
    assert waiting_share(counts, counts[:, ::-1]) == pytest.approx(one_by_one)
    assert counts.sum(axis=1) == pytest.approx(weights.sum(axis=1))
    assert day_counts([3, 99], 10)[[3, 10]].tolist() == [1, 1]


def test_greenwood_intervals_of_the_reference_case() -> None:
    """On the log-log scale, computed by hand from 1/(10·9) + 1/(9·8) + 1/(7·6) + 1/(4·3)."""
    ended = counted([age for age, is_end in CASE if is_end], 45)
    still_open = counted([age for age, is_end in CASE if not is_end], 45)
    curve = ended_curve(ended, np.zeros(46), still_open)
    days, greenwood, share = [5, 8, 15, 25], 0.0, 1.0
    for day, at_risk in zip(days, [10, 9, 7, 4], strict=True):
        greenwood, share = greenwood + 1 / (at_risk * (at_risk - 1)), share * (1 - 1 / at_risk)
        power = np.exp(1.9599639845 * np.sqrt(greenwood) / abs(np.log(share)))
        assert (curve.share[day], curve.at_risk[day]) == (pytest.approx(1 - share), at_risk)
        assert (curve.low[day], curve.high[day]) == (
            pytest.approx(1 - share ** (1 / power)),
            pytest.approx(1 - share**power),
        )
    assert curve.low[25] == pytest.approx(0.2036899, abs=1e-6)
    assert curve.high[25] == pytest.approx(0.8565017, abs=1e-6)


def slow_variance(rows: list[tuple[int, str]], last_day: int) -> float:
    """Marubini and Valsecchi's sum over all days, term by term."""
    shares, total, waiting = slow_ended_share(rows, "won", last_day), 0.0, 1.0
    for day in range(last_day + 1):
        at_risk = sum(age >= day for age, _ in rows)
        gone = sum(age == day and end != "open" for age, end in rows)
        won = sum(age == day and end == "won" for age, end in rows)
        rest = shares[last_day] - shares[day]
        if at_risk > gone:
            total += rest**2 * gone / (at_risk * (at_risk - gone))
        if at_risk:
            total += waiting**2 * (at_risk - won) * won / at_risk**3 - 2 * rest * waiting * won / at_risk**2
            waiting *= 1 - gone / at_risk
    return total


@settings(max_examples=60, deadline=None)
@given(people, st.integers(0, 30))
def test_interval_agrees_with_the_obvious_sum_and_holds_the_share(rows: list[tuple[int, str]], day: int) -> None:
    won, lost, still_open = (counted([age for age, end in rows if end == way], 30) for way in ("won", "lost", "open"))
    curve = ended_curve(won, lost, still_open)
    share = curve.share[day]
    assert 0 <= curve.low[day] <= share + 1e-12 <= curve.high[day] + 2e-12 <= 1 + 3e-12
    if 1e-6 < share < 1 - 1e-6:
        error = np.sqrt(max(slow_variance(rows, day), 0.0)) / ((1 - share) * abs(np.log(1 - share)))
        assert curve.high[day] == pytest.approx(1 - (1 - share) ** np.exp(1.9599639845 * error), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["won", "lost"])), min_size=1, max_size=40))
def test_without_open_ends_the_curve_is_the_plain_share(rows: list[tuple[int, str]]) -> None:
    won, lost = (counted([age for age, end in rows if end == way], 30) for way in ("won", "lost"))
    plain = [sum(end == "won" and age <= day for age, end in rows) / len(rows) for day in range(31)]
    assert ended_curve(won, lost, np.zeros(31)).share == pytest.approx(plain)


def test_a_share_of_none_or_all_still_has_an_interval() -> None:
    """Wilson's of the eight at risk, and of the eight who all ended."""
    nobody = ended_curve(np.zeros(3), np.zeros(3), np.array([0.0, 0, 8]))
    low, high = wilson_interval(0, 8)
    assert (nobody.low[1], nobody.high[1]) == (pytest.approx(float(low)), pytest.approx(float(high)))
    everybody = ended_curve(np.array([0.0, 8, 0]), np.zeros(3), np.zeros(3))
    assert (everybody.low[2], everybody.high[2]) == (pytest.approx(1 - float(high)), 1.0)


def test_first_day_of_a_share() -> None:
    shares = np.array([[0.1, 0.5, 0.9], [0.0, 0.1, 0.2]])
    assert first_day(shares, 0.5) == pytest.approx([1, np.nan], nan_ok=True)
