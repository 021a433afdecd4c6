"""How often deals are won and lost a day."""

from datetime import date

import numpy as np

from clm_core.analysis.closing_rates import ClosingRules, closing_rates, months_of
from clm_core.analysis.deal_lives import DealLives, deal_lives
from tests.analysis.made_deals import simulated_deals

AS_OF = date(2026, 6, 30)


def lives(count: int = 3000, seed: int = 3) -> DealLives:
    deals = simulated_deals(count, win_a_day=0.008, lose_a_day=0.02, until=AS_OF, seed=seed)
    return deal_lives(deals, as_of=AS_OF, zone="UTC")


def test_planted_rates_are_found() -> None:
    """Recovery: constant rates a day, a third of the deals still open; no month and no band is special."""
    rates = closing_rates(lives(), ClosingRules())
    assert rates is not None
    assert abs(rates.won.by_age[:60].mean() / 0.008 - 1) < 0.1
    assert abs(rates.lost.by_age[:60].mean() / 0.02 - 1) < 0.06
    assert np.abs(rates.won.by_month - 1).max() < 0.25
    assert np.abs(rates.won.by_group[0][:4] - 1).max() < 0.2


def test_without_factors_it_is_ended_over_at_risk() -> None:
    """Oracle: with endless prior events the rate of an age is what a loop over deals and days counts."""
    some = lives(400)
    rates = closing_rates(some, ClosingRules(prior_events=1e12, min_at_risk=60))
    assert rates is not None
    for age in (0, 5, 17):
        at_risk = ended = 0
        for born, end, won in zip(some.created, some.decided, some.is_won, strict=True):
            day = born + age
            last = some.today if np.isnan(end) else end
            if some.first_day <= day <= last:
                at_risk += 1
                ended += bool(won) and day == end
        assert np.isclose(rates.won.by_age[age], ended / at_risk)


def test_too_few_wins_tell_nothing() -> None:
    assert closing_rates(lives(30), ClosingRules(min_won=20)) is None


def test_coming_months() -> None:
    assert months_of(date(2026, 12, 30), 3).tolist() == [11, 0, 0]
