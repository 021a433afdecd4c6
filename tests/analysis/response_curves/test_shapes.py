import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.response_curves.shapes import (
    SHAPE_SLOPES,
    SHAPE_VALUES,
    curve_marginals,
    curve_outcomes,
    shape_parts,
)
from clm_core.response_curves import (
    SHAPES,
    FitMethod,
    PeriodLength,
    ResponseCurves,
    ResponseOutcome,
    Saturation,
)

BY_SHAPE = pytest.mark.parametrize("shape", SHAPES)


def curves_of(shape, ceiling, scale, slope=None) -> ResponseCurves:
    """Curves from nested lists, draws × channels."""
    ceiling = np.array(ceiling, dtype=float)
    return ResponseCurves(
        channels=tuple(f"channel {place}" for place in range(ceiling.shape[1])),
        outcome_of=ResponseOutcome.LEADS,
        length=PeriodLength.WEEK,
        method=FitMethod.GIVEN,
        shape=np.array(shape, dtype=np.int8),
        ceiling=ceiling,
        scale=np.array(scale, dtype=float),
        slope=np.ones_like(ceiling) if slope is None else np.array(slope, dtype=float),
        carry_over=np.zeros_like(ceiling),
    )


def test_reference_numbers_hill_with_inflexion():
    spend = np.array([100.0, 150, 170, 190, 200])
    curves = curves_of([[2]], [[1.0]], [[spend.max() * 0.5]], [[3.0]])
    found = curve_outcomes(curves, spend[:, None])[:, 0, 0]
    np.testing.assert_allclose(found, [0.5, 0.771429, 0.830881, 0.872757, 0.888889], atol=1e-6)


def test_reference_numbers_concave_curves():
    curves = curves_of([[0, 0, 0]], [[100, 80, 60]], [[40, 20, 30]])
    assert curve_outcomes(curves, np.full(3, 30.0)).sum() == pytest.approx(152.840165, abs=1e-6)
    best = np.array([38.797437, 28.798791, 22.403771])
    left_by_rounding = 90 - best.sum()
    assert curve_outcomes(curves, best).sum() + 0.947768 * left_by_rounding == pytest.approx(154.700852, abs=1e-6)
    np.testing.assert_allclose(curve_marginals(curves, best)[0], 0.947768, atol=1e-6)
    bounded = np.array([36, 29.917766, 24.082234])
    np.testing.assert_allclose(curve_marginals(curves, bounded)[0], [1.016424, 0.896198, 0.896198], atol=1e-6)


def test_every_shape_has_a_value_and_a_slope():
    assert set(SHAPE_VALUES) == set(SHAPE_SLOPES) == set(Saturation)


@BY_SHAPE
def test_contract_nothing_at_no_spend_never_falling_and_finite(shape):
    spends = np.concatenate([[0.0], np.geomspace(1e-9, 1e9, 200)])
    for slope in (0.4, 1.0, 2.5, 6.0):
        values = SHAPE_VALUES[shape](spends, np.array(slope))
        slopes = SHAPE_SLOPES[shape](spends, np.array(slope))
        assert values[0] == 0.0
        assert np.isfinite(values).all()
        assert (np.diff(values) >= -1e-15).all()
        assert np.isfinite(slopes[1:]).all()
        assert (slopes >= 0).all()
        if shape is not Saturation.POWER:
            assert values[-1] == pytest.approx(1.0, abs=1e-3)
            assert values.max() <= 1.0


@pytest.mark.parametrize(
    ("shape", "at_scale"),
    [
        (Saturation.EXPONENTIAL, 1 - np.exp(-1)),
        (Saturation.LOGISTIC, (1 - np.exp(-1)) / (1 + np.exp(-1))),
        (Saturation.HILL, 0.5),
        (Saturation.POWER, 1.0),
    ],
)
def test_contract_value_at_the_scale(shape, at_scale):
    assert SHAPE_VALUES[shape](np.array(1.0), np.array(1.7)) == pytest.approx(at_scale, abs=1e-12)


@BY_SHAPE
@settings(deadline=None)
@given(u=st.floats(1e-3, 40), slope=st.floats(0.3, 6))
def test_slope_is_the_finite_difference_of_the_value(shape, u, slope):
    step = 1e-5 * u
    value = SHAPE_VALUES[shape]
    difference = (value(np.array(u + step), np.array(slope)) - value(np.array(u - step), np.array(slope))) / (2 * step)
    assert SHAPE_SLOPES[shape](np.array(u), np.array(slope)) == pytest.approx(difference, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("shape", [Saturation.HILL, Saturation.POWER])
def test_slope_at_no_spend_is_its_limit(shape):
    found = SHAPE_SLOPES[shape](np.zeros(3), np.array([0.5, 1.0, 2.0]))
    np.testing.assert_array_equal(found, [np.inf, 1.0, 0.0])


def mixed_curves(draws=5, channels=3) -> ResponseCurves:
    rng = np.random.default_rng(3)
    size = (draws, channels)
    return curves_of(rng.integers(0, 4, size), rng.gamma(2, 50, size), rng.gamma(2, 9, size), rng.uniform(0.5, 3, size))


def test_mixed_shapes_equal_one_curve_at_a_time():
    curves, spends = mixed_curves(), np.random.default_rng(4).gamma(1, 20, (7, 3))
    parts = shape_parts(curves)
    outcomes, marginals = curve_outcomes(curves, spends, parts=parts), curve_marginals(curves, spends)
    assert outcomes.shape == (7, 5, 3)
    for row, draw, channel in np.ndindex(7, 5, 3):
        place = draw, channel
        shape = SHAPES[curves.shape[place]]
        u, slope = spends[row, channel] / curves.scale[place], curves.slope[place]
        assert outcomes[row, draw, channel] == pytest.approx(curves.ceiling[place] * SHAPE_VALUES[shape](u, slope))
        expected = curves.ceiling[place] / curves.scale[place] * SHAPE_SLOPES[shape](u, slope)
        assert marginals[row, draw, channel] == pytest.approx(expected)


def test_spend_that_differs_by_draw():
    curves = mixed_curves()
    spends = np.random.default_rng(5).gamma(1, 20, (5, 3))
    found = curve_outcomes(curves, spends, is_by_draw=True)
    for draw in range(5):
        np.testing.assert_allclose(found[draw], curve_outcomes(curves, spends[draw])[draw])


def test_a_channel_that_brings_nothing_has_no_next_euro_even_where_its_curve_is_upright():
    curves = curves_of([[2]], [[0.0]], [[10.0]], [[0.5]])
    assert curve_marginals(curves, np.zeros(1))[0, 0] == 0.0
