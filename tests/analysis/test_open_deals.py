"""The chance of each open deal."""

from datetime import date

import numpy as np
import pytest

from clm_core.analysis.closing_rates import ClosingRates, ClosingRules, EndRate, closing_rates, months_of
from clm_core.analysis.deal_lives import DealLives, deal_lives
from clm_core.analysis.open_deals import OpenDeals, ended_by, open_deals, won_draws
from tests.analysis.made_deals import simulated_deals

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def lives() -> DealLives:
    deals = simulated_deals(3000, win_a_day=0.008, lose_a_day=0.02, until=AS_OF, seed=5)
    return deal_lives(deals, as_of=AS_OF, zone="UTC")


@pytest.fixture(scope="module")
def found(lives: DealLives) -> OpenDeals:
    result = open_deals(lives)
    assert result is not None
    return result


def constant(rate: float) -> EndRate:
    return EndRate(by_age=np.array([rate]), by_group=(np.ones(1),), by_month=np.ones(12), events=100)


def test_constant_rates_in_closed_form() -> None:
    """Known case: at 1 % won and 3 % lost a day, a quarter is won of whatever ends, and 0.96 ** n is left."""
    rates = ClosingRates(
        won=constant(0.01), lost=constant(0.03), edges=np.zeros(0), mean_amount=1.0, watched_from=AS_OF
    )
    won_by, lost_by = ended_by(rates, np.zeros((1, 1), dtype=np.int64), np.array([7]), AS_OF, 40)
    days = np.arange(41)
    np.testing.assert_allclose(won_by[0], 0.25 * (1 - 0.96**days), atol=1e-12)
    np.testing.assert_allclose(lost_by[0], 0.75 * (1 - 0.96**days), atol=1e-12)


def test_a_loop_over_days_agrees(lives: DealLives, found: OpenDeals) -> None:
    """Oracle: one deal, day by day."""
    rates = closing_rates(lives, ClosingRules())
    assert rates is not None
    place = int(np.flatnonzero(lives.is_open)[3])
    group = lives.groups(rates.edges)[place]
    still, won, month = 1.0, 0.0, months_of(AS_OF, 100)
    for day in range(1, 101):
        age = min(int(lives.age[place]) + day, len(rates.won.by_age) - 1)
        hazards = [
            way.by_age[age] * way.by_group[0][group[0]] * way.by_group[1][group[1]] * way.by_month[month[day - 1]]
            for way in (rates.won, rates.lost)
        ]
        won += still * hazards[0]
        still *= 1 - sum(hazards)
    assert np.isclose(found.won_by[3, 100], won)


def test_planted_chance_is_found(found: OpenDeals) -> None:
    """Recovery: 2 in 7 are won, whatever their age; nearly all within a year."""
    assert abs(found.rows["chance"].mean() - 2 / 7) < 0.03
    assert abs(found.rows.loc[found.rows["age_days"] > 30, "chance"].mean() - 2 / 7) < 0.04


def test_chances_rise_and_stay_chances(found: OpenDeals) -> None:
    """Property: never falling, won and lost together at most 1, periods sum to the whole."""
    assert (np.diff(found.won_by, axis=1) >= 0).all()
    assert (found.won_by + found.lost_by <= 1 + 1e-12).all()
    parts = found.chance_between(date(2026, 7, 1), date(2026, 7, 31)) + found.chance_between(
        date(2026, 8, 1), date(2027, 6, 30)
    )
    np.testing.assert_allclose(parts, found.rows["chance"], atol=1e-12)


def test_draws_have_the_chances_as_their_means(found: OpenDeals) -> None:
    """Within four standard errors; the same seed draws the same."""
    ends = np.array([30, 90])
    counts, revenue = won_draws(found, ends, np.random.default_rng(1), draws=2000)
    again, _ = won_draws(found, ends, np.random.default_rng(1), draws=2000)
    expected = np.diff(np.column_stack([found.won_by[:, [0]], found.won_by[:, ends]]), axis=1)
    error = counts.std(axis=0) / np.sqrt(2000)
    assert (np.abs(counts.mean(axis=0) - expected.sum(axis=0)) < 4 * error).all()
    worth = (expected * found.amounts[:, None]).sum(axis=0)
    assert (np.abs(revenue.mean(axis=0) - worth) < 4 * revenue.std(axis=0) / np.sqrt(2000)).all()
    np.testing.assert_array_equal(counts, again)


def test_a_bad_quarter_is_bad_for_all_deals_together(found: OpenDeals) -> None:
    """Known case: half the level halves what is won in each period, in those draws and in no other."""
    ends, level = np.array([30, 61, 92]), np.repeat([1.0, 0.5], 2000)
    counts, _ = won_draws(found, ends, np.random.default_rng(1), draws=4000, level=level)
    usual, bad = counts[:2000], counts[2000:]
    error = 4 * np.sqrt(usual.var(axis=0) / 4 + bad.var(axis=0)) / np.sqrt(2000)
    assert (np.abs(bad.mean(axis=0) - usual.mean(axis=0) / 2) < error).all()


def test_too_few_decided_deals_tell_nothing() -> None:
    deals = simulated_deals(25, win_a_day=0.008, lose_a_day=0.02, until=AS_OF, seed=5)
    assert open_deals(deal_lives(deals, as_of=AS_OF, zone="UTC")) is None
