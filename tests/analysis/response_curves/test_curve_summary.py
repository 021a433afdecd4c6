from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.response_curves.curve_fit import CurveFit
from clm_core.analysis.response_curves.curve_summary import (
    curve_points,
    given_response_channels,
    observed_points,
    response_channels,
    todays_spend,
)
from clm_core.analysis.response_curves.findings import curve_findings
from clm_core.analysis.response_curves.fitted_periods import fitted_periods
from clm_core.analysis.response_curves.preview import preview_fit
from clm_core.response_columns import CURVE_POINTS, OBSERVED_POINTS, RESPONSE_CHANNELS
from tests.analysis.response_curves.bad_input import poor_series
from tests.analysis.response_curves.test_shapes import curves_of
from tests.analysis.response_curves.worlds import World, WorldOptions, simulated_world


def true_fit(world: World) -> CurveFit:
    """A fit that knows the truth."""
    fitted = world.baseline + world.effects.sum(axis=1)
    return CurveFit(
        series=world.series,
        curves=world.curves,
        baseline=world.baseline[:, None],
        fitted=fitted_periods(world.series, fitted[None, :, None], world.baseline[:, None]),
        findings=curve_findings(world.series, world.curves),
        shape_weights=(),
    )


def test_rows_of_known_curves_are_the_planted_numbers():
    world = simulated_world(3)
    rows = response_channels(true_fit(world))
    assert rows.dtypes.astype(str).to_dict() == RESPONSE_CHANNELS
    np.testing.assert_allclose(rows.mean_return, world.returns)
    np.testing.assert_allclose(rows.outcome, world.effects.sum(axis=0))
    assert rows.outcome_share.sum() == pytest.approx(world.effects.sum() / world.series.outcome.sum())
    np.testing.assert_allclose(rows.spend_per_period, world.series.spend[-13:].mean(axis=0))
    np.testing.assert_allclose(rows.largest_spend, world.series.spend.max(axis=0))
    assert (rows.trust == "carries").all()
    curve, today = world.curves, todays_spend(world.series)
    more = curve.ceiling * (np.tanh((today + 1) / curve.scale / 2) - np.tanh(today / curve.scale / 2))
    np.testing.assert_allclose(rows.marginal_return, more[0], rtol=1e-3)


def test_half_spend_brings_half_of_five_times_today():
    curves = curves_of([[0, 2]], [[100, 80]], [[40, 20]], [[1, 2]])
    rows = given_response_channels(curves, np.array([30.0, 15.0]))
    exponential = -40 * np.log(1 - (1 - np.exp(-150 / 40)) / 2)
    share = (75 / 20) ** 2 / (1 + (75 / 20) ** 2) / 2
    hill = 20 * np.sqrt(share / (1 - share))
    np.testing.assert_allclose(rows.half_spend, [exponential, hill], rtol=1e-3)
    assert rows[["spend", "outcome", "mean_return", "largest_spend"]].isna().all(axis=None)
    np.testing.assert_allclose(rows.marginal_return.iloc[0], 2.5 * np.exp(-0.75))


def test_the_next_euro_of_an_upright_curve_without_spend_is_finite():
    curves = curves_of([[3, 2]], [[100, 80]], [[40, 20]], [[0.5, 0.5]])
    assert np.isfinite(given_response_channels(curves, np.zeros(2)).marginal_return).all()


def test_points_reach_beyond_the_largest_spend_and_say_so():
    curves = curves_of([[0, 0]] * 3, [[90, 1], [100, 1], [110, 1]], [[40, 20]] * 3)
    rows = curve_points(curves, largest_spend=np.array([60.0, 0.0]), points=31)
    assert rows.dtypes.astype(str).to_dict() == CURVE_POINTS
    assert set(rows.channel) == {"channel 0"}
    np.testing.assert_allclose(rows.spend, np.linspace(0, 90, 31))
    np.testing.assert_array_equal(rows.is_observed, rows.spend <= 60 + 1e-9)
    np.testing.assert_allclose(rows.outcome, 100 * (1 - np.exp(-rows.spend / 40)), atol=1e-9)
    np.testing.assert_allclose(rows.outcome_low, 91 * (1 - np.exp(-rows.spend / 40)), atol=1e-9)
    np.testing.assert_allclose(rows.marginal_return[1:], 2.5 * np.exp(-rows.spend[1:] / 40))


def test_observed_points_of_known_curves_scatter_by_the_noise():
    world = simulated_world(3)
    rows = observed_points(true_fit(world))
    assert rows.dtypes.astype(str).to_dict() == OBSERVED_POINTS
    noise = world.series.outcome[:, 0] - world.baseline - world.effects.sum(axis=1)
    third = rows[rows.channel == "channel_3"]
    np.testing.assert_allclose(third.outcome, world.effects[:, 2] + noise)
    carried = 0.0
    for row, spent in zip(third.itertuples(), world.series.spend[:, 2], strict=True):
        share = world.curves.carry_over[0, 2]
        carried = (1 - share) * spent + share * carried
        assert row.adstock == pytest.approx(carried)


def test_what_cannot_be_known_is_not_a_number():
    series = poor_series()["poor channels"]
    rows = response_channels(preview_fit(series, seed=1, draws=20)).set_index("channel")
    unknown = ["outcome", "outcome_share", "mean_return", "mean_return_high", "marginal_return", "half_spend"]
    assert rows.loc[["channel_1", "channel_2"], unknown].isna().all(axis=None)
    assert rows.loc[["channel_3", "channel_6"], unknown].notna().all(axis=None)
    assert rows.loc["channel_2", "spend"] == 5_000 * 130


def test_of_credited_constant_spend_the_mean_return_is_known_and_the_next_euro_is_not():
    series = poor_series()["poor channels, credited"]
    row = response_channels(preview_fit(series, seed=1, draws=50)).set_index("channel").loc["channel_2"]
    assert row.mean_return == pytest.approx(series.outcome[:, 1].sum() / series.spend[:, 1].sum(), rel=0.1)
    assert np.isnan(row.marginal_return)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", list(poor_series()))
def test_poor_series_are_summed_up_without_a_confident_number(name):
    fit = preview_fit(poor_series()[name], seed=1, draws=20)
    rows = response_channels(fit)
    if "no outcome" in name or "no spend" in name:
        assert rows[["mean_return", "marginal_return"]].isna().all(axis=None)
    points = curve_points(fit.curves, largest_spend=fit.series.spend.max(axis=0))
    assert np.isfinite(points[["outcome", "marginal_return"]]).all(axis=None)
    assert np.isfinite(observed_points(fit).outcome).all()


def test_months_take_a_quarter_of_three():
    world = simulated_world(3, WorldOptions(periods=24))
    series = replace(world.series, length="month")
    np.testing.assert_allclose(todays_spend(series), series.spend[-3:].mean(axis=0))
