import numpy as np
import pytest

from clm_core.analysis.response_curves.residuals import autocorrelation, long_run_ratio


def drifting(carried: float, count: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    values = rng.standard_normal(count)
    for place in range(1, count):
        values[place] = carried * values[place - 1] + np.sqrt(1 - carried**2) * values[place]
    return values


@pytest.mark.parametrize("carried", [0.0, 0.3, 0.6])
def test_the_long_run_ratio_is_that_of_the_means_of_long_stretches(carried):
    values = drifting(carried, 200_000)
    means = values.reshape(-1, 200).mean(axis=1)
    assert autocorrelation(values) == pytest.approx(carried, abs=0.01)
    assert long_run_ratio(values) == pytest.approx(means.var() * 200, rel=0.12)


@pytest.mark.parametrize("residuals", [[], [1.0, -1.0], [0.0, 0.0, 0.0, 0.0], [1.0, -1.0, 1.0, -1.0]])
def test_what_is_not_known_or_negative_counts_as_independent(residuals):
    assert long_run_ratio(np.array(residuals)) == 1.0


def test_a_trend_left_in_the_residuals_is_not_taken_as_certain_for_ever():
    assert autocorrelation(np.linspace(-1, 1, 1000)) == 0.9
