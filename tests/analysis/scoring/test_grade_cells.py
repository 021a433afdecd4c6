"""The grid: rates by counting, shrinkage that beats raw rates, and the best cells against all 65 536 sets."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit

from clm_core.analysis.scoring.grade_cells import (
    _row_and_column_rates,
    best_cells,
    cell_numbers,
    expected_rates,
    grade_cells,
)
from clm_core.analysis.scoring.lead_weeks import LeadWeeks
from clm_core.errors import ClmError
from clm_core.scoring_model import GRADE_CELLS
from clm_core.scoring_terms import CutReason, ThresholdTerms
from tests.analysis.scoring.invented_outcomes import outcomes_of

TERMS = ThresholdTerms(deal_value=24_000, margin_share=0.05, cost_per_lead=60, leads_per_week=20)


def terms(**given: float) -> ThresholdTerms:
    return ThresholdTerms(
        **({"deal_value": 24_000, "margin_share": 0.05, "cost_per_lead": 60, "leads_per_week": 20} | given)
    )


def grid(*rates: float, leads: int = 40) -> tuple[np.ndarray, pd.DataFrame, LeadWeeks]:
    """``leads`` mature leads in each of the first cells with these rates, over four weeks."""
    cell = np.repeat(np.arange(len(rates)), leads)
    converted = np.concatenate([np.arange(leads) < rate * leads for rate in rates])
    weeks = LeadWeeks(week=np.arange(len(cell)) % 4, count=4)
    return cell, outcomes_of(converted), weeks


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 15), st.booleans(), st.booleans(), st.integers(-1, 2)), min_size=1, max_size=60)
)
def test_cells_agree_with_counting_and_sum_to_all(rows: list[tuple[int, bool, bool, int]]) -> None:
    cell, converted, mature, week = (np.array(column) for column in zip(*rows, strict=True))
    outcomes = outcomes_of(converted, mature=mature)
    weeks = LeadWeeks(week=week, count=3)
    if not (converted & mature).any():
        with pytest.raises(ClmError, match=r"scoring_backtest\.no_conversions"):
            grade_cells(cell, outcomes, weeks, TERMS)
        return
    found = grade_cells(cell, outcomes, weeks, TERMS)
    frame = found.cells
    assert frame["cell"].tolist() == list(GRADE_CELLS)
    for place, row in enumerate(frame.to_dict("records")):
        own = [one for one in rows if one[0] == place]
        assert row["leads"] == sum(is_mature for _, _, is_mature, _ in own)
        assert row["converted"] == sum(won and is_mature for _, won, is_mature, _ in own)
        assert row["leads_per_week"] == pytest.approx(sum(number >= 0 for *_, number in own) / 3)
        assert row["revenue"] == row["converted"] * 24_000
        assert row["profit_per_lead"] == pytest.approx(row["expected_rate"] * 1_200 - 60)
    chosen = frame[frame["is_recommended"]]
    assert found.leads_per_week == pytest.approx(chosen["leads_per_week"].sum())
    assert found.profit_per_week == pytest.approx((chosen["leads_per_week"] * chosen["profit_per_lead"]).sum())


def test_a_rate_has_wilsons_interval() -> None:
    cell, outcomes, weeks = grid(0.3, 0.05)
    row = grade_cells(cell, outcomes, weeks, TERMS).cells.iloc[0]
    assert (row["leads"], row["converted"]) == (40, 12)
    assert [row["rate_low"], row["rate_high"]] == pytest.approx([0.1807, 0.4543], abs=5e-5)


def dominates(first: int, second: int) -> bool:
    """At least as good in letter and in number, and another cell."""
    return first != second and first // 4 <= second // 4 and first % 4 <= second % 4


def slow_best(profit: np.ndarray, leads: np.ndarray, capacity: float) -> float:
    """The best profit of all sets of cells worth it that leave out no such cell for a dominated one."""
    worth = [cell for cell in range(16) if profit[cell] > 0 and leads[cell] > 0]
    best = 0.0
    for size in range(1, len(worth) + 1):
        for chosen in combinations(worth, size):
            if sum(leads[cell] for cell in chosen) > capacity:
                continue
            out = [cell for cell in worth if cell not in chosen]
            if any(dominates(left, taken) for left in out for taken in chosen):
                continue
            best = max(best, sum(profit[cell] * leads[cell] for cell in chosen))
    return best


cells = st.dictionaries(st.integers(0, 15), st.tuples(st.integers(-5, 20), st.integers(0, 6)), max_size=9)


@settings(max_examples=150, deadline=None)
@given(cells, st.integers(0, 25))
def test_the_best_cells_agree_with_trying_out_every_set(given_cells: dict, capacity: int) -> None:
    profit, leads = np.full(16, -1.0), np.zeros(16)
    for place, (one, number) in given_cells.items():
        profit[place], leads[place] = one, number
    chosen = best_cells(profit, leads, capacity)
    assert (profit * leads)[chosen].sum() == pytest.approx(slow_best(profit, leads, capacity))
    assert leads[chosen].sum() <= capacity
    assert not (chosen & ((profit <= 0) | (leads == 0))).any()


def test_shrunken_rates_are_nearer_to_the_truth_than_raw_ones() -> None:
    """Cells of 12 leads on average that follow row and column: the error falls by more than half."""
    letters, numbers = np.array([0.8, 0.3, -0.3, -0.8]), np.array([0.9, 0.2, -0.3, -0.8])
    truth = expit(-2.2 + letters[:, None] + numbers[None, :]).ravel()
    raw, drawn = [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        leads = rng.integers(2, 23, 16).astype(float)
        converted = rng.binomial(leads.astype(int), truth).astype(float)
        raw.append(((converted / leads - truth) ** 2).mean())
        drawn.append(((expected_rates(leads, converted) - truth) ** 2).mean())
    assert np.mean(drawn) < 0.4 * np.mean(raw)


def test_a_cell_of_its_own_kind_with_many_leads_is_believed() -> None:
    """D1 converts at 40 % where row and column promise less: 2 000 leads outweigh them."""
    leads = np.full(16, 2_000.0)
    truth = np.repeat([0.2, 0.1, 0.05, 0.02], 4)
    truth[12] = 0.4
    assert expected_rates(leads, leads * truth)[12] == pytest.approx(0.4, abs=0.02)


def test_expected_rates_lie_between_their_own_and_the_likely_rate() -> None:
    rng = np.random.default_rng(4)
    leads = rng.integers(1, 60, 16).astype(float)
    converted = rng.binomial(leads.astype(int), 0.2).astype(float)
    likely, expected = _row_and_column_rates(leads, converted), expected_rates(leads, converted)
    ends = np.sort([likely, converted / leads], axis=0)
    assert ((expected >= ends[0] - 1e-12) & (expected <= ends[1] + 1e-12)).all()
    assert (np.abs(expected - likely) <= np.abs(converted / leads - likely)).all()


def test_row_and_column_effects_agree_with_a_general_optimiser() -> None:
    rng = np.random.default_rng(6)
    leads = rng.integers(0, 60, 16).astype(float)
    converted = rng.binomial(leads.astype(int), 0.2).astype(float)

    def odds(effects: np.ndarray) -> np.ndarray:
        return effects[0] + effects[1:5][np.arange(16) // 4] + effects[5:][np.arange(16) % 4]

    def loss(effects: np.ndarray) -> float:
        own = odds(effects)
        return float((leads * np.logaddexp(0, own) - converted * own).sum() + (effects[1:] ** 2).sum() / 2)

    found = minimize(loss, np.zeros(9), method="BFGS", options={"gtol": 1e-8}).x
    assert _row_and_column_rates(leads, converted) == pytest.approx(expit(odds(found)), abs=1e-5)


def test_what_binds_is_said() -> None:
    """Four cells of 10 leads a week; A4 converts too seldom for 60 a call."""
    cell, outcomes, weeks = grid(0.5, 0.4, 0.3, 0.0)
    plenty = grade_cells(cell, outcomes, weeks, terms(leads_per_week=100))
    assert plenty.reason is CutReason.BREAK_EVEN
    assert plenty.cells.loc[plenty.cells["is_recommended"], "cell"].tolist() == ["A1", "A2", "A3"]
    narrow = grade_cells(cell, outcomes, weeks, terms(leads_per_week=25))
    assert (narrow.reason, narrow.leads_per_week) == (CutReason.CAPACITY, 20.0)
    assert narrow.cells.loc[narrow.cells["is_recommended"], "cell"].tolist() == ["A1", "A2"]
    none = grade_cells(cell, outcomes, weeks, terms(leads_per_week=5))
    assert (none.reason, none.needed_leads_per_week, none.leads_per_week) == (CutReason.NO_CAPACITY, 10.0, 0.0)
    dear = grade_cells(cell, outcomes, weeks, terms(cost_per_lead=1_000))
    assert dear.reason is CutReason.NOT_WORTH_IT
    best = float(dear.cells["expected_rate"].iloc[0])
    assert dear.paying_cost_per_lead == pytest.approx(best * 1_200)
    free = grade_cells(cell, outcomes, weeks, terms(cost_per_lead=0, leads_per_week=100))
    assert free.reason is CutReason.NOTHING_BINDS


def test_grades_become_places_and_unknown_ones_are_named() -> None:
    assert cell_numbers(pd.Series(["B2", "A1", "D4", "B2"])).tolist() == [5, 0, 15, 5]
    with pytest.raises(ClmError, match=r"scoring\.unknown_cell.*E5"):
        cell_numbers(pd.Series(["A1", "E5"]))
    with pytest.raises(ClmError, match=r"scoring\.unknown_cell"):
        cell_numbers(pd.Series(["A1", None]))
    cell, outcomes, weeks = grid(0.5, 0.1)
    with pytest.raises(ClmError, match=r"scoring_backtest\.lengths_differ"):
        grade_cells(cell[1:], outcomes, weeks, TERMS)
