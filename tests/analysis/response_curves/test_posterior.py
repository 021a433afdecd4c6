"""The log density against a slow one with all coefficients written out, and the gradient against differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, expon, gamma, halfnorm, multivariate_normal, norm

from clm_core.analysis.response_curves.adstock import geometric_adstock
from clm_core.analysis.response_curves.baseline import baseline_design
from clm_core.analysis.response_curves.posterior import LEAST_NOISE, joint_posterior
from clm_core.analysis.response_curves.posterior_credited import CreditedPosterior, credited_posterior
from clm_core.analysis.response_curves.posterior_effects import SURELY_FORGOTTEN, channel_data
from clm_core.response_curves import ReturnRange, Saturation
from tests.analysis.response_curves.worlds import WorldOptions, credited_world, simulated_world

SMALL = WorldOptions(periods=80, channels=2, has_control=True)
JOINT = simulated_world(3, SMALL).series
CREDITED = credited_world(3, WorldOptions(periods=80, channels=2)).series


def posterior(shape: Saturation, *, is_credited: bool = False):
    series, make = (CREDITED, credited_posterior) if is_credited else (JOINT, joint_posterior)
    ranges = [ReturnRange(channel="channel_2", low=1.0, high=2.0)]
    return make(channel_data(series, shape, ranges), baseline_design(series))


@pytest.mark.parametrize("shape", Saturation)
@pytest.mark.parametrize("is_credited", [False, True])
@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_gradient_is_the_difference_of_the_density(shape, is_credited, seed):
    model = posterior(shape, is_credited=is_credited)
    position = model.start(2, np.random.default_rng(seed))
    value, gradient = model.log_density(position)
    for place in range(position.shape[2]):
        step = np.zeros(position.shape[2])
        step[place] = 1e-5
        change = model.log_density(position + step)[0] - model.log_density(position - step)[0]
        np.testing.assert_allclose(gradient[..., place], change / 2e-5, rtol=1e-4, atol=1e-3 + 1e-9 * abs(value).max())


def slow_joint_density(position: np.ndarray) -> float:
    """Logistic shape: the prior of each number by scipy, the outcome normal with the baseline's prior covariance."""
    carry, log_scale, log_effect = 1 / (1 + np.exp(-position[:2])), position[2:4], position[4:6]
    noise = np.exp(position[6])
    spend, outcome = JOINT.spend / JOINT.spend.max(axis=0), JOINT.outcome[:, 0] / JOINT.outcome.max()
    rate = np.exp(-log_scale)
    ceiling = np.exp(log_effect) / np.tanh(rate / 2)
    adstock = geometric_adstock(spend, carry, max_lag=SURELY_FORGOTTEN - 1)
    effects = ceiling * np.tanh(rate * adstock / 2)
    design = baseline_design(JOINT)
    sds = [np.sqrt(2) if name.startswith(("sine", "cosine")) else 2.0 for name in design.names]
    covariance = (design.columns * np.square(sds)) @ design.columns.T + np.eye(80) * (noise**2 + LEAST_NOISE**2)
    found = multivariate_normal.logpdf(outcome, effects.sum(axis=1), covariance)
    found += beta.logpdf(carry, 1, 3).sum() + np.log(carry * (1 - carry)).sum()
    found += gamma.logpdf(rate, 3).sum() - log_scale.sum()
    found += halfnorm.logpdf(ceiling, scale=2).sum() + np.log(ceiling).sum()
    found += halfnorm.logpdf(noise, scale=2) + position[6]
    returned = effects[:, 1].sum() * JOINT.outcome.max() / JOINT.spend[:, 1].sum()
    return float(found + norm.logpdf(returned, 1.5, 0.5 / 1.6448536269514722))


def test_the_density_is_the_slow_one():
    model = posterior(Saturation.LOGISTIC)
    position = model.start(6, np.random.default_rng(1))
    found = model.log_density(position)[0][0]
    expected = np.array([slow_joint_density(one) for one in position[0]])
    np.testing.assert_allclose(found - found[0], expected - expected[0], rtol=1e-8, atol=1e-6)


def test_credited_channels_do_not_know_each_other():
    model = posterior(Saturation.HILL, is_credited=True)
    assert isinstance(model, CreditedPosterior)
    position = model.start(2, np.random.default_rng(1))
    moved = position.copy()
    moved[1] += 0.1
    before, after = model.log_density(position), model.log_density(moved)
    np.testing.assert_array_equal(before[0][0], after[0][0])
    np.testing.assert_array_equal(before[1][0], after[1][0])
    assert (before[0][1] != after[0][1]).all()


def test_credited_density_is_the_slow_one():
    model = posterior(Saturation.EXPONENTIAL, is_credited=True)
    position = model.start(5, np.random.default_rng(2))
    found = model.log_density(position)[0][0]
    spend, outcome = CREDITED.spend[:, 0] / CREDITED.spend[:, 0].max(), CREDITED.outcome[:, 0]
    outcome = outcome / outcome.max()
    expected = []
    for one in position[0]:
        carry, scale, size, coefficients, noise = 1 / (1 + np.exp(-one[0])), np.exp(one[1]), one[2], one[3:-1], one[-1]
        adstock = geometric_adstock(spend, carry, max_lag=SURELY_FORGOTTEN - 1)
        ceiling = np.exp(size) / expon.cdf(1 / scale)
        expected_outcome = ceiling * expon.cdf(adstock / scale) * (1 + model.influences @ coefficients)
        variance = np.exp(2 * noise) * (expected_outcome + model.stray[0]) + LEAST_NOISE**2
        value = (
            norm.logpdf(outcome, expected_outcome, np.sqrt(variance)).sum() + norm.logpdf(coefficients, 0, 0.5).sum()
        )
        value += beta.logpdf(carry, 1, 3) + np.log(carry * (1 - carry)) + halfnorm.logpdf(ceiling, scale=2)
        value += gamma.logpdf(np.log(3) / np.log(2) / scale, 3) - one[1] + np.log(ceiling)
        expected.append(value + halfnorm.logpdf(np.exp(noise), scale=2) + noise)
    np.testing.assert_allclose(found - found[0], np.array(expected) - expected[0], rtol=1e-8, atol=1e-6)


def test_the_baseline_drawn_is_that_of_the_regression():
    """Given the channels and the noise, the baseline is a ridge regression on what they leave."""
    model = posterior(Saturation.LOGISTIC)
    position = np.tile(model.start(1, np.random.default_rng(1)), (1, 4000, 1))
    found = model.predictions(position, np.random.default_rng(2))
    effects = model.data.effects(model.split(position[:, :1])[0]).values.sum(axis=1)[0, :, 0]
    design = baseline_design(JOINT)
    sds = np.array([np.sqrt(2) if name.startswith(("sine", "cosine")) else 2.0 for name in design.names])
    noise = np.exp(2 * position[0, 0, -1]) + LEAST_NOISE**2
    precision = design.columns.T @ design.columns / noise + np.diag(1 / sds**2)
    mean = design.columns @ np.linalg.solve(precision, design.columns.T @ (model.data.outcome[0] - effects) / noise)
    sd = np.sqrt(np.einsum("ij,jk,ik->i", design.columns, np.linalg.inv(precision), design.columns))
    unit = JOINT.outcome.max()
    assert np.abs(found.baseline[0].mean(axis=0) / unit - mean).max() < 5 * sd.max() / np.sqrt(4000)
    np.testing.assert_allclose(found.baseline[0].std(axis=0) / unit, sd, rtol=0.08)
    np.testing.assert_allclose(found.fitted - found.baseline, effects * unit * np.ones((1, 4000, 1)), rtol=1e-9)
