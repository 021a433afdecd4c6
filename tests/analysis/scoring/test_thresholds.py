"""Where to cut: sums, monotone columns, obvious loops, and the recommended cut against trying out all of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.scoring.lead_weeks import LeadWeeks, lead_weeks
from clm_core.analysis.scoring.score_chance import Chances, score_chance
from clm_core.analysis.scoring.threshold_candidates import MAX_CUTS, candidate_cuts
from clm_core.analysis.scoring.thresholds import threshold_cuts, threshold_pair, threshold_plan
from clm_core.errors import ClmError
from clm_core.scoring_terms import CutReason, ThresholdTerms
from tests.analysis.scoring.invented_outcomes import FIRST_DAY, invented_leads


def terms(*, cost: float = 60.0, capacity: float = 20.0, value: float = 24_000.0, margin: float = 0.05):
    return ThresholdTerms(deal_value=value, margin_share=margin, cost_per_lead=cost, leads_per_week=capacity)


def exact(chance: np.ndarray) -> Chances:
    return Chances(value=chance, low=chance * 0.8, high=np.minimum(chance * 1.2, 1.0))


cases = st.lists(
    st.tuples(st.integers(-5, 15), st.integers(0, 100), st.integers(-1, 3)), min_size=2, max_size=40
).filter(lambda rows: any(row[2] >= 0 for row in rows))  # score, chance in percent, week


def read(rows: list[tuple[int, int, int]], *, rising: bool) -> tuple[np.ndarray, Chances, LeadWeeks]:
    score, percent, week = (np.array(column) for column in zip(*rows, strict=True))
    chance = (score + 6) / 25 if rising else percent / 100
    return score.astype(float), exact(chance), LeadWeeks(week=week.astype(np.int64), count=4)


@settings(max_examples=80, deadline=None)
@given(cases, st.integers(0, 10), st.integers(0, 400))
def test_cuts_agree_with_the_obvious_loop(rows: list, capacity: int, cost: int) -> None:
    score, chances, weeks = read(rows, rising=False)
    given_terms = terms(cost=cost, capacity=capacity)
    frame = threshold_cuts(score, chances, weeks, given_terms)
    inside = [(s, p / 100) for s, p, week in rows if week >= 0]
    assert frame["score"].tolist() == sorted({float(s) for s, _ in inside})
    for row in frame.to_dict("records"):
        above = [p for s, p in inside if s >= row["score"]]
        below = [p for s, p in inside if s < row["score"]]
        assert row["leads_per_week"] == pytest.approx(len(above) / 4)
        assert row["precision"] == pytest.approx(np.mean(above))
        assert row["wins_per_week"] == pytest.approx(sum(above) / 4)
        assert row["missed_wins_per_week"] == pytest.approx(sum(below) / 4, abs=1e-12)
        assert row["revenue_per_week"] == pytest.approx(sum(above) / 4 * 24_000)
        assert row["wasted_leads_per_week"] == pytest.approx((len(above) - sum(above)) / 4)
        assert row["profit_per_week"] == pytest.approx((sum(above) * 1_200 - len(above) * cost) / 4, abs=1e-9)
        at = [p for s, p in inside if s == row["score"]]
        assert row["marginal_rate"] == pytest.approx(np.mean(at), abs=1e-12)
        assert row["is_within_capacity"] == (len(above) / 4 <= capacity)
        assert row["is_worth_it"] == (np.mean(at) * 1_200 >= cost - 1e-6)


@settings(max_examples=80, deadline=None)
@given(cases, st.integers(0, 10), st.integers(0, 400))
def test_totals_add_up_and_columns_are_monotone(rows: list, capacity: int, cost: int) -> None:
    score, chances, weeks = read(rows, rising=True)
    frame = threshold_cuts(score, chances, weeks, terms(cost=cost, capacity=capacity))
    total = chances.value[weeks.is_inside].sum() / 4
    assert (frame["wins_per_week"] + frame["missed_wins_per_week"]).to_numpy() == pytest.approx(
        np.full(len(frame), total)
    )
    assert (frame["wins_per_week"] + frame["wasted_leads_per_week"]).to_numpy() == pytest.approx(
        frame["leads_per_week"].to_numpy()
    )
    assert (np.diff(frame["leads_per_week"]) < 0).all()
    assert (np.diff(frame["precision"]) > 0).all()
    assert (np.diff(frame["is_worth_it"].astype(int)) >= 0).all()
    assert (np.diff(frame["is_within_capacity"].astype(int)) >= 0).all()
    assert (frame["leads_per_week_low"] <= frame["leads_per_week"]).all()
    assert (frame["leads_per_week"] <= frame["leads_per_week_high"]).all()


@settings(max_examples=120, deadline=None)
@given(cases, st.integers(0, 10), st.integers(0, 1_300), st.booleans())
def test_the_recommended_cut_is_the_best_of_all_that_sales_can_work(
    rows: list, capacity: int, cost: int, rising: bool
) -> None:
    """Every distinct score is tried out; without a profit anywhere nothing is recommended."""
    score, chances, weeks = read(rows, rising=rising)
    found = threshold_plan(score, chances, weeks, terms(cost=cost, capacity=capacity)).recommendation
    inside = weeks.is_inside
    profits = {}
    for cut in set(score[inside]):
        above = chances.value[inside & (score >= cut)]
        if len(above) / 4 <= capacity:
            profits[cut] = (above.sum() * 1_200 - len(above) * cost) / 4
    if not profits:
        assert (found.reason, found.recommended) == (CutReason.NO_CAPACITY, None)
        return
    if max(profits.values()) <= 0:
        assert (found.reason, found.recommended) == (CutReason.NOT_WORTH_IT, None)
        return
    assert found.recommended is not None
    assert found.recommended.profit_per_week == pytest.approx(max(profits.values()))
    assert profits[found.recommended.score] == pytest.approx(max(profits.values()))
    assert found.band_from <= found.recommended.score <= found.band_to
    assert profits[found.band_to] >= 0.9 * max(profits.values()) - 1e-9


SCORE = np.array([50.0] * 4 + [40.0] * 8 + [30.0] * 8 + [20.0] * 20)
CHANCE = np.array([0.4] * 4 + [0.2] * 8 + [0.1] * 8 + [0.02] * 20)
WEEKS = LeadWeeks(week=np.arange(40) % 4, count=4)


def planned(**given: float):
    return threshold_plan(SCORE, exact(CHANCE), WEEKS, terms(**given)).recommendation


def test_break_even_binds() -> None:
    """At 5 % break-even leads of 30 points (10 %) are worth it, those of 20 (2 %) are not; 5 leads a week fit."""
    found = planned(capacity=8)
    assert (found.reason, found.recommended.score) == (CutReason.BREAK_EVEN, 30)
    assert found.recommended.leads_per_week == 5
    assert found.recommended.profit_per_week == pytest.approx((1.6 + 1.6 + 0.8) / 4 * 1_200 - 5 * 60)
    assert found.extra_lead_profit == pytest.approx(0.02 * 1_200 - 60)
    assert (found.band_from, found.band_to) == (30, 30), "at 40 points 780 of 900 are left: less than nine tenths"


def test_capacity_binds_and_says_what_one_more_call_is_worth() -> None:
    found = planned(capacity=4)
    assert (found.reason, found.recommended.score) == (CutReason.CAPACITY, 40)
    assert found.extra_lead_profit == pytest.approx(0.1 * 1_200 - 60)
    assert found.next_lower.leads_per_week == 5


def test_nothing_binds() -> None:
    assert (planned(capacity=10, cost=10).reason, planned(capacity=10, cost=10).recommended.score) == (
        CutReason.NOTHING_BINDS,
        20,
    )


def test_no_capacity_says_how_much_is_needed() -> None:
    found = planned(capacity=0.5)
    assert (found.reason, found.recommended, found.needed_leads_per_week) == (CutReason.NO_CAPACITY, None, 1.0)


def test_not_worth_it_says_what_would_be() -> None:
    """Best leads win at 40 %: worth 480 at most; at a cost of 600 the deal would have to bring 30 000."""
    found = planned(cost=600)
    assert (found.reason, found.recommended) == (CutReason.NOT_WORTH_IT, None)
    assert found.paying_cost_per_lead == pytest.approx(480)
    assert found.paying_deal_value == pytest.approx(30_000)
    assert planned(cost=479).reason is CutReason.BREAK_EVEN
    assert planned(cost=600, value=30_001).recommended.score == 50


@pytest.mark.parametrize("present", [25.0, 30.0, 35.0, 10.0, 60.0])
def test_todays_threshold_does_not_change_why(present: float) -> None:
    """Between two scores a cut passes the same leads as the score above it."""
    for wanted in ({"capacity": 8.0}, {"capacity": 4.0}, {"capacity": 10.0, "cost": 10.0}):
        found = threshold_plan(SCORE, exact(CHANCE), WEEKS, terms(**wanted), present=present).recommendation
        alone = planned(**wanted)
        assert found.reason is alone.reason
        assert found.recommended.leads_per_week == alone.recommended.leads_per_week
        assert found.extra_lead_profit == pytest.approx(alone.extra_lead_profit, nan_ok=True)


def test_where_nobody_has_a_chance_no_price_would_help() -> None:
    found = threshold_plan(SCORE, exact(np.zeros(40)), WEEKS, terms(cost=0)).recommendation
    assert (found.reason, found.paying_cost_per_lead, found.paying_deal_value) == (CutReason.NOT_WORTH_IT, None, None)


def test_todays_threshold_is_shown_where_it_is() -> None:
    found = threshold_plan(SCORE, exact(CHANCE), WEEKS, terms(), present=35.0).recommendation
    assert (found.present.score, found.present.leads_per_week, found.present.marginal_rate) == (35.0, 3.0, 0.2)
    above_all = threshold_plan(SCORE, exact(CHANCE), WEEKS, terms(), present=99.0).recommendation
    assert (above_all.present.leads_per_week, above_all.present.wins_per_week) == (0.0, 0.0)
    assert np.isnan(above_all.present.precision)
    assert above_all.recommended.score == 30


def test_weeks_over_capacity_are_counted() -> None:
    weeks = LeadWeeks(week=np.array([0] * 10 + [1, 2, 3]), count=4)
    score = np.full(13, 5.0)
    score[0] = 4.0
    found = threshold_plan(score, exact(np.full(13, 0.5)), weeks, terms(capacity=4)).recommendation
    assert (found.recommended.score, found.full_weeks_share) == (4.0, 0.25)


def test_the_interval_of_a_week_holds_95_of_100_weeks() -> None:
    """Weeks that vary more than chance: negative binomial with variance = mean + mean²/8."""
    rng = np.random.default_rng(3)
    inside, poisson_inside = [], []
    for _ in range(60):
        counts = rng.poisson(30 * rng.gamma(8, 1 / 8, size=52))
        weeks = LeadWeeks(week=np.repeat(np.arange(52), counts), count=52)
        score = np.zeros(counts.sum())
        score[0] = 1.0
        row = threshold_cuts(score, exact(np.full(len(score), 0.1)), weeks, terms()).iloc[0]
        new = rng.poisson(30 * rng.gamma(8, 1 / 8, size=200))
        inside.append(((new >= row["leads_per_week_low"]) & (new <= row["leads_per_week_high"])).mean())
        poisson_inside.append((np.abs(new - 30) <= 1.96 * np.sqrt(30)).mean())
    assert 0.92 <= np.mean(inside) <= 0.975
    assert np.mean(poisson_inside) < 0.75


def test_an_sql_cut_has_its_own_terms_and_is_never_below_the_mql_cut() -> None:
    score, chance, outcomes = invented_leads(8, 4_000)
    weeks = lead_weeks(outcomes["judged_at"], FIRST_DAY + np.timedelta64(364, "D"))
    pair = threshold_pair(
        score,
        exact(chance),
        weeks,
        mql_terms=terms(capacity=70),
        sql_terms=terms(capacity=10, cost=150),
        present_mql=25,
        present_sql=45,
    )
    mql, sql = pair.mql.recommendation, pair.sql.recommendation
    assert mql.reason is CutReason.BREAK_EVEN
    assert sql.recommended.score >= mql.recommended.score
    assert sql.recommended.leads_per_week <= 10
    assert (mql.present.score, sql.present.score) == (25, 45)
    assert (pair.sql.cuts["score"] >= mql.recommended.score).all()
    cheap = threshold_pair(score, exact(chance), weeks, mql_terms=terms(cost=150), sql_terms=terms(cost=1))
    assert cheap.sql.recommendation.recommended.score == cheap.mql.recommendation.recommended.score


def test_round_cuts_lose_next_to_nothing() -> None:
    """20 000 different scores: at most MAX_CUTS round ones, and the best of them against every score."""
    score, chance, outcomes = invented_leads(4, 20_000, weeks=104)
    weeks = lead_weeks(outcomes["judged_at"], FIRST_DAY + np.timedelta64(728, "D"), most_weeks=104)
    for capacity in (15.0, 40.0, 500.0):
        plan = threshold_plan(score, exact(chance), weeks, terms(capacity=capacity))
        assert len(plan.cuts) <= MAX_CUTS
        order = np.argsort(-score)
        profit = (np.cumsum(chance[order]) * 1_200 - np.arange(1, 20_001) * 60) / weeks.count
        best = profit[: int(capacity * weeks.count)].max()
        found = plan.recommendation.recommended
        assert best * 0.96 <= found.profit_per_week <= best + 1e-6
        assert found.score == pytest.approx(round(found.score, 1))


@given(st.lists(st.floats(-1_000, 1_000), min_size=1, max_size=600), st.integers(0, 600))
@settings(max_examples=60, deadline=None)
def test_candidates_are_few_rising_and_pass_everybody_at_the_lowest(score: list[float], most: int) -> None:
    cuts = candidate_cuts(np.array(score), float(most))
    assert len(cuts) <= MAX_CUTS + 1
    assert (np.diff(cuts) > 0).all()
    assert cuts[0] <= min(score)
    assert cuts[-1] <= max(score)


def test_the_whole_way_from_outcomes_to_a_cut_is_near_the_truth() -> None:
    """Calibrated on 4 000 leads, the cut earns what a cut on the true chances earns, within a few percent."""
    score, chance, outcomes = invented_leads(11, 4_000, odds=(-3.0, 1.0))
    weeks = lead_weeks(outcomes["judged_at"], FIRST_DAY + np.timedelta64(364, "D"))
    calibrated = score_chance(score, outcomes["is_converted"].to_numpy()).at(score)
    found = threshold_plan(score, calibrated, weeks, terms(capacity=80)).recommendation.recommended
    best = threshold_plan(score, exact(chance), weeks, terms(capacity=80)).recommendation.recommended
    truly = (chance[score >= found.score].sum() * 1_200 - (score >= found.score).sum() * 60) / weeks.count
    assert truly >= 0.97 * best.profit_per_week
    assert found.precision_low <= chance[score >= found.score].mean() <= found.precision_high


def test_without_leads_in_these_weeks_nothing_is_said() -> None:
    with pytest.raises(ClmError, match=r"scoring_backtest\.no_full_week"):
        threshold_cuts(np.array([1.0]), exact(np.array([0.5])), LeadWeeks(week=np.array([-1]), count=4), terms())
    with pytest.raises(ClmError, match=r"scoring_backtest\.lengths_differ"):
        threshold_cuts(np.array([1.0, 2.0]), exact(np.array([0.5])), WEEKS, terms())
