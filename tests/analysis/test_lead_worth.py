"""What a lead is worth, counted by hand."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.lead_worth import MIN_WINS, ChanceBasis, JudgedScores, deal_values, win_chance
from clm_core.analysis.scoring.score_chance import score_chance

DEALS = pd.DataFrame(
    {
        "deal_key": [1, 2, 3, 4, 5],
        "outcome": ["won", "won", "won", "lost", "won"],
        "amount": [9000.0, 3000.0, 600.0, 99_000.0, np.nan],
    }
)
LINKS = pd.DataFrame({"deal_key": [1, 1, 1, 2, 3, 4, 5], "contact_key": [1, 2, 3, 1, 4, 4, 4]})
CONTACTS = pd.DataFrame({"contact_key": [1, 2, 3, 4], "size_band": ["50-249", "50-249", None, "1-9"]})


def judged(converted: int, count: int = 400, seed: int = 3) -> JudgedScores:
    random = np.random.default_rng(seed)
    score = random.normal(30, 15, count).round(1)
    is_converted = np.zeros(count, dtype=bool)
    is_converted[np.argsort(-(score + random.normal(0, 20, count)))[:converted]] = True
    return JudgedScores(score=score, is_converted=is_converted)


def outcomes(won: int, lost: int) -> pd.Series:
    return pd.Series(["won"] * won + ["lost"] * lost + ["open"] * 7, dtype="str")


def test_a_deal_of_three_counts_a_third_for_each() -> None:
    # 3 000 × 3 of the first deal, 3 000 of the second, 600 of the third; without an amount nothing is known.
    mean = (3000 * 4 + 600) / 5
    found = deal_values(DEALS, LINKS, CONTACTS, pd.Series(["50-249", "1-9", None, "1000+"], dtype="str"))
    of_nobody = (3000 + 10 * mean) / 11
    assert found.tolist() == pytest.approx([(3 * 3000 + 10 * mean) / 13, (600 + 10 * mean) / 11, of_nobody, mean])


def test_parts_of_deals_add_up_to_the_revenue() -> None:
    won = DEALS[DEALS["outcome"] == "won"].dropna()
    one_band = CONTACTS.assign(size_band="1-9")
    value = deal_values(DEALS, LINKS, one_band, pd.Series(["1-9"], dtype="str"))[0]
    assert value * 5 == pytest.approx(won["amount"].sum())


def test_without_won_deals_nothing_is_known() -> None:
    lost = DEALS.assign(outcome="lost")
    assert np.isnan(deal_values(lost, LINKS, CONTACTS, pd.Series(["1-9"], dtype="str"))).all()


def test_enough_wins_are_learned_from_directly() -> None:
    won = judged(MIN_WINS)
    found = win_chance(won, judged(120), outcomes(60, 60))
    assert (found.basis, found.leads, found.converted) == (ChanceBasis.WON, 400, MIN_WINS)
    score = np.array([0.0, 30.0, 60.0])
    assert found.at(score).value.tolist() == score_chance(won.score, won.is_converted).at(score).value.tolist()


def test_few_wins_are_opportunities_times_the_win_rate() -> None:
    opportunity = judged(120)
    found = win_chance(judged(MIN_WINS - 1), opportunity, outcomes(25, 75))
    assert (found.basis, found.win_rate, found.deals, found.converted) == (ChanceBasis.OPPORTUNITY, 0.25, 100, 120)
    score = np.array([0.0, 30.0, 60.0])
    chances, of_opportunity = found.at(score), score_chance(opportunity.score, opportunity.is_converted).at(score)
    assert chances.value.tolist() == pytest.approx((of_opportunity.value * 0.25).tolist())
    # Wider than either part alone, and narrower than both ends multiplied.
    assert (chances.low < of_opportunity.low * 0.25).all()
    assert (chances.low > of_opportunity.low * 0.1754).all()
    assert (chances.high > of_opportunity.high * 0.25).all()
    assert (chances.high < of_opportunity.high * 0.3430).all()


def test_the_interval_of_the_product_covers() -> None:
    """Both parts are drawn again and again: 95 of 100 intervals hold the true chance."""
    random, score = np.random.default_rng(11), np.repeat([20.0, 60.0], 300)
    truth = np.where(score == 60, 0.4, 0.1)
    hits = 0
    for _ in range(200):
        drawn = JudgedScores(score=score, is_converted=random.random(600) < truth)
        wins = int(random.binomial(80, 0.3))
        chances = win_chance(judged(0), drawn, outcomes(wins, 80 - wins)).at(np.array([60.0]))
        hits += bool(chances.low[0] <= 0.4 * 0.3 <= chances.high[0])
    assert 180 <= hits <= 199


@pytest.mark.parametrize("deals", [outcomes(0, 0), outcomes(0, 30)])
def test_without_wins_there_is_no_chance_to_speak_of(deals: pd.Series) -> None:
    found = win_chance(judged(0), judged(50), deals)
    assert found.basis is ChanceBasis.NONE
    assert np.isnan(found.at(np.array([10.0, 90.0])).value).all()


@pytest.mark.parametrize(("count", "basis"), [(4, ChanceBasis.NONE), (5, ChanceBasis.OPPORTUNITY)])
def test_a_handful_of_opportunities_is_too_little(count: int, basis: ChanceBasis) -> None:
    assert win_chance(judged(0), judged(count), outcomes(3, 3)).basis is basis


def test_scores_that_say_nothing_are_no_fault() -> None:
    equal = JudgedScores(score=np.full(50, 10.0), is_converted=np.arange(50) < 40)
    empty = JudgedScores(score=np.zeros(0), is_converted=np.zeros(0, dtype=bool))
    assert win_chance(equal, empty, outcomes(5, 5)).basis is ChanceBasis.NONE
