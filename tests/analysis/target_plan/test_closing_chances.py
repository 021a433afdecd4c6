"""When deals close within a period: the forecast's timing at the plan's own rate, against a loop over single deals."""

from datetime import date, timedelta

import numpy as np
import pytest

from clm_core.analysis.deal_lives import deal_lives
from clm_core.analysis.open_deals import ended_by, open_deals
from clm_core.analysis.target_plan.closing_chances import Closing, Horizon, closing, coming_chances, open_chances
from clm_core.analysis.target_plan.link_curves import LinkCurve
from tests.analysis.made_deals import simulated_deals

AS_OF = date(2026, 6, 30)
RATES = np.array([0.3, 0.25, 0.4])
CURVE = LinkCurve(
    entered=100,
    reached=30,
    reached_by=RATES[:, None] * np.minimum(np.arange(61) / 40, 1.0),
    waiting=1 - np.tile(np.arange(61) / 61, (3, 1)),
    data_rate=0.3,
)


@pytest.fixture(scope="module")
def known() -> Closing:
    deals = simulated_deals(1500, win_a_day=0.008, lose_a_day=0.02, until=AS_OF, seed=5)
    deals["amount"] = np.random.default_rng(6).lognormal(8, 1, len(deals))
    return closing(deal_lives(deals, as_of=AS_OF, zone="UTC"))


def test_coming_deals_are_won_at_the_plans_rate_when_deals_like_them_were(known: Closing) -> None:
    """Oracle: each of some deals of the last year by itself, created again on a coming day."""
    lives, rates = known.lives, known.rates
    assert rates is not None
    place = np.flatnonzero(lives.created > lives.today - 365)[:25]
    chances = coming_chances(known, lives.deal_key[place], CURVE, Horizon(first_left=30, last_left=100, inner=1))
    groups, born = lives.groups(rates.edges), np.zeros(1, dtype=np.int64)
    in_the_end = np.mean([ended_by(rates, groups[[one]], born, AS_OF, 730)[0][0, -1] for one in place])
    for created_in in (0, 21, 49, 98):
        share, later = 0.0, AS_OF + timedelta(days=created_in)
        for one in place:
            won = ended_by(rates, groups[[one]], born, later, 100 - created_in)[0][0]
            share += (won[-1] - won[max(30 - created_in, 0)]) / len(place)
        assert chances[:, created_in] == pytest.approx(RATES * share / in_the_end)


def test_without_rates_the_links_own_lags_tell(known: Closing) -> None:
    """Known case: all who win do so evenly within forty days; the period is days 31 to 100."""
    bare = Closing(lives=known.lives, rates=None)
    chances = coming_chances(bare, known.lives.deal_key, CURVE, Horizon(first_left=30, last_left=100, inner=1))
    assert chances[0, [0, 10, 50, 80, 100]] == pytest.approx([0.3 * 10 / 40, 0.3 * 20 / 40, 0.3, 0.3 * 20 / 40, 0.0])


def test_chances_of_open_deals_are_the_forecasts_and_add_up(known: Closing) -> None:
    """Property: two periods on end bring what the whole brings, and the whole is what the forecast says."""
    spans = [Horizon(first_left=first, last_left=last, inner=1) for first, last in ((0, 30), (30, 100), (0, 100))]
    early, late, whole = (open_chances(known, one) for one in spans)
    assert early is not None
    assert late is not None
    found = open_deals(known.lives, rates=known.rates, days=100)
    assert found is not None
    assert whole == pytest.approx(dict(zip(found.rows["deal_key"], found.won_by[:, 100], strict=True)))
    assert {key: early[key] + late[key] for key in whole} == pytest.approx(whole)
    assert open_chances(Closing(lives=known.lives, rates=None), spans[0]) is None
