"""What amounts bring: by the formula of one period, by a slow loop over periods and lags, and their derivatives."""

import numpy as np
import pytest

from clm_core.analysis.budget_plan.plan_returns import plan_returns
from clm_core.errors import ClmError
from clm_core.response_curves import Saturation
from tests.analysis.budget_plan.curve_cases import drawn_curves, slow_outcomes, typed_curves

BEFORE = np.random.default_rng(5).uniform(0, 40, (6, 5))


def test_one_period_without_carry_over_is_the_curve() -> None:
    curves = typed_curves(Saturation.EXPONENTIAL, (100, 80, 60), (40, 20, 30))
    returns = plan_returns(curves, periods=1)
    amounts = np.full(3, 30.0)
    assert returns.outcomes(amounts).sum() == pytest.approx(152.840165, abs=1e-6)
    several = plan_returns(curves, periods=4)
    assert several.outcomes(4 * amounts).sum() == pytest.approx(4 * 152.840165, abs=4e-6)


@pytest.mark.parametrize("periods", [1, 3, 8])
@pytest.mark.parametrize("is_used_before", [True, False])
def test_every_period_and_lag_is_counted(periods: int, is_used_before: bool) -> None:
    curves = drawn_curves(4, 5, seed=periods)
    before = BEFORE if is_used_before else BEFORE[:0]
    returns = plan_returns(curves, periods=periods, spend_before=before)
    amounts = np.array([0.0, 0.3, 20.0, 250.0, 4000.0])
    slow = slow_outcomes(curves, periods, before, amounts)
    np.testing.assert_allclose(returns.draw_outcomes(amounts), slow, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(returns.outcomes(amounts), slow.mean(axis=0), rtol=1e-11, atol=1e-11)


def test_a_year_of_weeks_with_long_carry_over_is_summed_to_the_last_digits() -> None:
    curves = typed_curves(
        tuple(Saturation), (90, 70, 50, 3), (30, 20, 40, 10), (1, 1, 2.5, 0.6), (0.97, 0.9, 0.95, 0.9)
    )
    amounts = np.array([900.0, 50.0, 4000.0, 700.0])
    slow = slow_outcomes(curves, 52, np.zeros((0, 4)), amounts)
    np.testing.assert_allclose(plan_returns(curves, periods=52).draw_outcomes(amounts), slow, rtol=1e-12)


def test_slopes_and_curvatures_are_derivatives() -> None:
    returns = plan_returns(drawn_curves(30, 5, seed=2), periods=6, spend_before=BEFORE)
    amounts = np.array([1.0, 5.0, 60.0, 300.0, 2000.0])
    slopes, bends = returns.bends(amounts)
    step = 1e-5 * amounts
    rise = returns.outcomes(amounts + step) - returns.outcomes(amounts - step)
    np.testing.assert_allclose(slopes, rise / (2 * step), rtol=1e-6)
    turn = returns.marginals(amounts + step) - returns.marginals(amounts - step)
    np.testing.assert_allclose(bends, turn / (2 * step), rtol=1e-5)
    np.testing.assert_allclose(returns.draw_marginals(amounts).mean(axis=0), slopes, rtol=1e-12)


def test_amounts_side_by_side_are_the_same_as_one_by_one() -> None:
    returns = plan_returns(drawn_curves(300, 7, seed=3), periods=4)
    amounts = np.random.default_rng(1).uniform(0, 500, (11, 7))
    together = returns.outcomes(amounts)
    for row, one in zip(together, amounts, strict=True):
        np.testing.assert_allclose(row, returns.outcomes(one), rtol=1e-12)


def test_values_count_and_the_plain_returns_leave_them_out() -> None:
    curves = typed_curves(Saturation.HILL, (10, 20), (5, 5))
    valued = plan_returns(curves, periods=2, value_per_outcome=np.array([3.0, 0.5]))
    amounts = np.array([7.0, 9.0])
    np.testing.assert_allclose(valued.outcomes(amounts), valued.plain().outcomes(amounts) * [3.0, 0.5])
    np.testing.assert_allclose(valued.draw_outcomes(amounts)[0], valued.outcomes(amounts))


def test_only_hill_and_power_above_slope_1_bend_upwards() -> None:
    shapes = [Saturation.HILL, Saturation.HILL, Saturation.POWER, Saturation.LOGISTIC, Saturation.HILL]
    curves = typed_curves(shapes, (1, 1, 1, 1, 0), (1,) * 5, (1.0, 1.1, 1.2, 5.0, 3.0))
    assert plan_returns(curves, periods=1).is_concave.tolist() == [True, False, False, True, True]


def test_no_period_and_other_channels_are_refused() -> None:
    curves = typed_curves(Saturation.HILL, (10, 20), (5, 5))
    with pytest.raises(ClmError, match="no_period"):
        plan_returns(curves, periods=0)
    with pytest.raises(ClmError, match="shapes_differ"):
        plan_returns(curves, periods=1, spend_before=np.zeros((2, 3)))
