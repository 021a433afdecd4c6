import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, gamma, lognorm

from clm_core.analysis.response_curves.shape_gradients import SHAPE_RULES
from clm_core.analysis.response_curves.shapes import SHAPE_SLOPES, SHAPE_VALUES
from clm_core.response_curves import Saturation

REAL = st.floats(-3, 3)
NUDGE = 1e-6


@pytest.mark.parametrize("shape", Saturation)
@settings(deadline=None, max_examples=30)
@given(first=REAL, second=REAL, spend=st.floats(0.001, 3))
def test_values_are_those_of_the_catalogue_and_derivatives_their_differences(shape, first, second, spend):
    rule = SHAPE_RULES[shape]
    parameters = np.array([first, second])[: len(rule.start)]
    at = np.array(spend)
    value, by_spend, by_parameter = rule.parts(at, parameters)
    scale, slope = rule.scale_and_slope(parameters)
    assert value == pytest.approx(SHAPE_VALUES[shape](at / scale, slope), rel=1e-9, abs=1e-12)
    assert by_spend == pytest.approx(SHAPE_SLOPES[shape](at / scale, slope) / scale, rel=1e-7, abs=1e-12)
    for place, derivative in enumerate(by_parameter):
        step = np.zeros(len(parameters))
        step[place] = NUDGE
        change = rule.parts(at, parameters + step)[0] - rule.parts(at, parameters - step)[0]
        assert derivative == pytest.approx(change / (2 * NUDGE), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("shape", Saturation)
def test_no_spend_brings_nothing_and_pulls_nowhere(shape):
    rule = SHAPE_RULES[shape]
    value, by_spend, by_parameter = rule.parts(np.zeros(1), np.array(rule.start)[:, None])
    assert value == pytest.approx(0, abs=1e-60)
    assert np.isfinite(by_spend).all()
    assert all(one == pytest.approx(0, abs=1e-60) for one in by_parameter)


@pytest.mark.parametrize("shape", Saturation)
@settings(deadline=None, max_examples=20)
@given(first=REAL, second=REAL)
def test_the_gradient_of_the_prior_is_its_difference(shape, first, second):
    rule = SHAPE_RULES[shape]
    parameters = np.array([first, second])[: len(rule.start)]
    _, gradient = rule.log_prior(parameters)
    for place in range(len(parameters)):
        step = np.zeros(len(parameters))
        step[place] = NUDGE
        change = rule.log_prior(parameters + step)[0] - rule.log_prior(parameters - step)[0]
        assert gradient[place] == pytest.approx(change / (2 * NUDGE), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("shape", Saturation)
@pytest.mark.parametrize("far", [-5000.0, -800.0, 800.0, 5000.0])
def test_parameters_without_any_sense_give_numbers_and_no_warning(shape, far):
    """A path that runs away comes by there: it must be refused by its density, not break the sampling."""
    rule = SHAPE_RULES[shape]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for parameters in (np.full((len(rule.start), 3), far), np.array([[far], [-far]])[: len(rule.start)]):
            value, by_spend, by_parameter = rule.parts(np.array([0.0, 0.5, 1.0]), parameters)
            density, gradient = rule.log_prior(parameters)
            rule.scale_and_slope(parameters)
        assert ((value >= 0) & (value <= 1)).all()
        for found in (by_spend, *by_parameter, density, gradient):
            assert np.isfinite(found).all()


def differences(shape: Saturation, points: np.ndarray) -> np.ndarray:
    """Log prior at points, points × parameters, less that of the first: constants fall away."""
    values = SHAPE_RULES[shape].log_prior(points.T)[0]
    return values - values[0]


def test_priors_are_the_stated_ones():
    """Densities of scipy, times the Jacobian of the real line."""
    real = np.linspace(-2, 2, 9)
    rate = np.exp(-real)
    expected = gamma.logpdf(rate, 3) - real
    np.testing.assert_allclose(differences(Saturation.LOGISTIC, real[:, None]), expected - expected[0], atol=1e-10)
    expected = gamma.logpdf(np.log(3) / np.log(2) * rate, 3) - real
    np.testing.assert_allclose(differences(Saturation.EXPONENTIAL, real[:, None]), expected - expected[0], atol=1e-10)
    share = 1 / (1 + rate)
    expected = beta.logpdf(share, 2, 2) + np.log(share * (1 - share))
    np.testing.assert_allclose(differences(Saturation.POWER, real[:, None]), expected - expected[0], atol=1e-10)
    slope_sd = np.log(2.5 / 0.9) / (2 * 1.6448536)
    expected = lognorm.logpdf(np.exp(real), slope_sd, scale=np.sqrt(0.9 * 2.5)) + real
    expected += gamma.logpdf(np.log(3) * rate, 3) - real
    found = differences(Saturation.HILL, np.column_stack([real, real]))
    np.testing.assert_allclose(found, expected - expected[0], atol=1e-4)
