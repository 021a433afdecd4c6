"""The table that a workbook computes with: as exact as the curves it stands for, whatever their shape."""

import numpy as np
import pytest

from clm_core.analysis.budget_plan.curve_table import CurveTable, curve_table
from clm_core.analysis.budget_plan.plan_returns import PlanReturns, plan_returns
from clm_core.budget_columns import CURVE_TABLE
from clm_core.response_curves import SHAPES, FitMethod, PeriodLength, ResponseCurves, ResponseOutcome

LARGEST = 800_000.0


def random_returns(seed: int, draws: int = 30) -> PlanReturns:
    """Five channels of all shapes, upright and S-shaped ones among them, with and without carry-over."""
    rng = np.random.default_rng(seed)
    size = (draws, 5)
    carry_over = rng.uniform(0, 0.7, size)
    carry_over[:, 0] = 0.0
    curves = ResponseCurves(
        channels=("a", "b", "c", "d", "e"),
        outcome_of=ResponseOutcome.LEADS,
        length=PeriodLength.WEEK,
        method=FitMethod.QUALITY,
        shape=rng.integers(0, len(SHAPES), size).astype(np.int8),
        ceiling=rng.gamma(4.0, 10.0, size),
        scale=rng.gamma(4.0, 2_000.0, size),
        slope=rng.uniform(0.5, 2.5, size),
        carry_over=carry_over,
    )
    spend_before = rng.uniform(0, 9_000, (10, 5))
    return plan_returns(curves, periods=13, spend_before=spend_before)


def slow_outcome(table: CurveTable, channel: str, amount: float) -> float:
    """As the workbook's cell says it: the row by the logarithm, then the polynomial term by term."""
    rows = table.rows[table.rows["channel"] == channel].to_dict("records")
    if amount <= 0:
        return 0.0
    place = min(max(np.log(max(amount, 1.0)) / table.step, 0), table.row_count)
    number = min(int(place), table.row_count - 1)
    t = place - number
    return sum(rows[number][f"c{power}"] * t**power for power in range(6)) * min(amount, 1.0)


@pytest.mark.parametrize("seed", range(4))
def test_the_table_meets_the_mean_of_all_draws(seed: int) -> None:
    returns = random_returns(seed)
    table = curve_table(returns.channels, returns.outcomes, LARGEST)
    assert {name: str(kind) for name, kind in table.rows.dtypes.items()} == CURVE_TABLE
    rng = np.random.default_rng(seed)
    for amounts in np.exp(rng.uniform(0, np.log(LARGEST), (40, 5))):
        assert table.outcomes(amounts) == pytest.approx(returns.outcomes(amounts), rel=1e-7)
        slow = [slow_outcome(table, channel, amount) for channel, amount in zip("abcde", amounts, strict=True)]
        assert table.outcomes(amounts) == pytest.approx(slow, rel=1e-9)
    assert len(table.rows) <= 5 * 400, "small enough to be looked at"


def test_nothing_brings_nothing_and_beyond_the_table_it_stays() -> None:
    returns = random_returns(1)
    table = curve_table(returns.channels, returns.outcomes, LARGEST)
    assert table.outcomes(np.zeros(5)).tolist() == [0.0] * 5
    ends = returns.outcomes(np.full(5, table.largest))
    assert table.outcomes(np.full(5, 1e9)) == pytest.approx(ends, rel=1e-7)
    assert table.outcomes(np.full(5, 0.5)) == pytest.approx(returns.outcomes(np.ones(5)) / 2, rel=1e-7)
    assert table.largest == pytest.approx(LARGEST)
