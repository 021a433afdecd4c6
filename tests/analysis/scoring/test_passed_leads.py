"""Both sides of a threshold, and who moves: by counting one lead after the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.scoring.passed_leads import LeadGroup, passed_change, passed_leads
from clm_core.errors import ClmError
from tests.analysis.scoring.invented_outcomes import outcomes_of

rows = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 30)), min_size=1, max_size=40
)  # converted, mature, handed over, score


def slow_group(table: list[tuple[bool, bool, bool, int]], chosen: list[bool]) -> tuple[int, int, int, int, float]:
    leads = mature = handed = converted = 0
    revenue = 0.0
    for number, ((is_converted, is_mature, is_handed, _), is_chosen) in enumerate(zip(table, chosen, strict=True)):
        if not is_chosen:
            continue
        leads += 1
        handed += is_handed
        mature += is_mature
        converted += is_mature and is_converted
        revenue += 100.0 * number if is_mature else 0.0
    return leads, mature, handed, converted, revenue


def counts(group: LeadGroup) -> tuple[int, int, int, int, float]:
    return group.leads, group.mature, group.handed_over, group.converted, group.revenue


@settings(max_examples=80, deadline=None)
@given(rows, st.integers(0, 31), st.integers(0, 31))
def test_sides_and_moves_agree_with_counting(table: list, before: int, after: int) -> None:
    converted, mature, handed, score = (np.array(column) for column in zip(*table, strict=True))
    outcomes = outcomes_of(converted, mature=mature, handed_over=handed, revenue=100.0 * np.arange(len(table)))
    was, now = score >= before, score >= after
    sides = passed_leads(outcomes, now)
    assert counts(sides.passed) == slow_group(table, list(now))
    assert counts(sides.missed) == slow_group(table, list(~now))
    change = passed_change(outcomes, was, now)
    assert counts(change.moves_in) == slow_group(table, list(~was & now))
    assert counts(change.moves_out) == slow_group(table, list(was & ~now))
    groups = (change.stays_in, change.moves_in, change.moves_out, change.stays_out)
    assert np.sum([counts(one) for one in groups], axis=0) == pytest.approx(slow_group(table, [True] * len(table)))
    assert len(change.moving_in_keys) == change.moves_in.leads
    assert not (len(change.moving_in_keys) and len(change.moving_out_keys))


def test_a_threshold_by_hand() -> None:
    """100 mature leads; of 40 above the threshold 12 converted, of 60 below 3: recall 12/15, rate 12/40."""
    converted = np.array([True] * 12 + [False] * 28 + [True] * 3 + [False] * 57)
    sides = passed_leads(outcomes_of(converted), np.arange(100) < 40)
    assert sides.passed.rate.value == 0.3
    assert sides.passed.rate.low == pytest.approx(0.1807, abs=5e-5)
    assert sides.missed.rate.value == pytest.approx(0.05)
    assert sides.recall.value == pytest.approx(0.8)
    assert sides.recall.low == pytest.approx(float(wilson_interval(12, 15)[0]))
    assert sides.missed.revenue == 3 * 24_000


def test_who_moves_is_named() -> None:
    outcomes = outcomes_of([False] * 4, mature=[True, True, False, True])
    change = passed_change(outcomes, np.array([True, True, False, False]), np.array([False, True, True, False]))
    assert (change.moving_in_keys.tolist(), change.moving_out_keys.tolist()) == ([1_002], [1_000])
    assert np.isnan(change.moves_in.rate.value), "none of them is mature"


def test_a_lead_without_a_side_is_refused() -> None:
    with pytest.raises(ClmError, match=r"scoring_backtest\.lengths_differ"):
        passed_leads(outcomes_of([True]), np.array([True, False]))
