"""The chain backwards: the reference arithmetic to the last digit, rounding once, parts that sum to the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.target_plan.funnel_rates import VisitorRate
from clm_core.analysis.target_plan.reverse_plan import (
    ChainStage,
    chain_counts,
    group_shares,
    needed_chain,
    summing_counts,
    whole_count,
)
from clm_core.errors import ClmError
from clm_core.targets import FunnelLink
from tests.analysis.target_plan.plan_worlds import REFERENCE_RATES, sure_rates

RATES = REFERENCE_RATES | {FunnelLink.VISITOR_TO_LEAD: 0.02}


def test_the_reference_chain_to_the_last_digit() -> None:
    """1 200 000 × 45 % ÷ 24 000 → 22.5 / 90 / 150 / 428.571 / 2 380.952; rounded 23 / 90 / 150 / 429 / 2 381."""
    counts = chain_counts(1_200_000 * 0.45 / 24_000, RATES)
    exact = [counts[stage] for stage in (*tuple(ChainStage)[:5],)]
    assert exact == pytest.approx([22.5, 90.0, 150.0, 428.571429, 2380.952381], abs=1e-6)
    assert [whole_count(float(one)) for one in exact] == [23, 90, 150, 429, 2381]


def test_the_frame_has_the_same_numbers_and_visitors_of_the_visited_share() -> None:
    chain = needed_chain(540_000, 24_000, sure_rates()).set_index("stage")
    assert chain["count"].to_dict() == {
        "won": 23, "opportunity": 90, "sql": 150, "mql": 429, "lead": 2381, "visitor": whole_count(2380.952381 / 0.02),
    }  # fmt: skip
    assert chain["count_low"].isna().all()  # nothing is uncertain


def test_visitors_are_only_those_of_leads_that_come_by_a_visit() -> None:
    counts = chain_counts(22.5, RATES, visited_share=0.5)
    assert counts[ChainStage.VISITOR] == pytest.approx(2380.952381 * 0.5 / 0.02)
    assert counts[ChainStage.LEAD] == pytest.approx(2380.952381)


@pytest.mark.parametrize("rate", [0.0, -0.1, 1.0001])
def test_a_rate_that_cannot_be_is_told(rate: float) -> None:
    with pytest.raises(ClmError, match=r"targets\.rate_outside"):
        chain_counts(10.0, RATES | {FunnelLink.MQL_TO_SQL: rate})


def test_a_stage_that_nobody_reached_is_told_by_its_name() -> None:
    rates = sure_rates(rates=REFERENCE_RATES | {FunnelLink.SQL_TO_OPPORTUNITY: 0.0})
    with pytest.raises(ClmError, match=r"target_plan\.stage_not_reached\.sql_to_opportunity"):
        needed_chain(540_000, 24_000, rates)


def test_without_visitors_the_chain_ends_with_leads() -> None:
    counts = chain_counts(22.5, REFERENCE_RATES | {FunnelLink.VISITOR_TO_LEAD: float("nan")})
    assert list(counts) == list(ChainStage)[:-1]
    assert np.isnan(VisitorRate(visitors=0, leads=0, visited_share=1.0).rate)


def test_promised_quality_makes_fewer_mqls_do_and_leaves_later_stages() -> None:
    usual = needed_chain(540_000, 24_000, sure_rates()).set_index("stage")["exact"]
    better = needed_chain(540_000, 24_000, sure_rates(), quality_factor=1.25).set_index("stage")["exact"]
    assert better["sql"] == usual["sql"]
    assert better["mql"] == pytest.approx(usual["mql"] / 1.25)


def test_groups_sum_to_the_whole_exactly_and_rounded() -> None:
    rates = sure_rates()
    chain = needed_chain(540_000, 24_000, rates, shares=group_shares(rates, rates.people.channel))
    for _, rows in chain.groupby("stage"):
        whole, parts = rows[rows["group"] == ""], rows[rows["group"] != ""]
        assert set(parts["group"]) == {"paid_search", "events"}
        assert parts["exact"].sum() == pytest.approx(whole["exact"].iloc[0])
        assert parts["count"].sum() == whole["count"].iloc[0]


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 500.0), min_size=1, max_size=12))
def test_rounded_parts_sum_and_none_is_off_by_more_than_one(parts: list[float]) -> None:
    exact = np.array(parts)
    whole = whole_count(float(exact.sum()))
    counts = summing_counts(exact, whole)
    assert counts.sum() == whole
    assert (np.abs(counts - exact * whole / exact.sum()) <= 1 + 1e-6).all()


@settings(deadline=None)
@given(
    st.floats(1.0, 1e4), st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4), st.sampled_from(tuple(REFERENCE_RATES))
)
def test_a_better_rate_never_needs_more_of_any_stage(deals: float, rates: list[float], link: FunnelLink) -> None:
    known = dict(zip(REFERENCE_RATES, rates, strict=True))
    better = known | {link: min(known[link] * 1.1, 1.0)}
    before, after = chain_counts(deals, known), chain_counts(deals, better)
    assert all(float(after[stage]) <= float(before[stage]) * (1 + 1e-12) for stage in before)
