from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.response_curves.baseline import baseline_design, season_pairs, spanning_columns
from tests.analysis.response_curves.worlds import WorldOptions, simulated_world


@pytest.mark.parametrize(("periods", "pairs"), [(30, 0), (60, 1), (79, 2), (130, 2)])
def test_the_season_is_as_fine_as_the_series_is_long(periods, pairs):
    series = simulated_world(1, WorldOptions(periods=periods)).series
    assert season_pairs(series) == pairs
    assert baseline_design(series).columns.shape == (periods, 2 + 2 * pairs)


def test_a_true_baseline_lies_in_the_columns():
    world = simulated_world(2, WorldOptions(has_control=True))
    span = spanning_columns(baseline_design(world.series))
    np.testing.assert_allclose(span @ (span.T @ world.baseline), world.baseline, rtol=1e-9)


def test_controls_are_of_one_size_and_one_that_never_changes_is_left_out():
    series = simulated_world(3).series
    controls = np.column_stack([np.full(130, 7.0), np.arange(130.0)])
    design = baseline_design(replace(series, control_names=("fixed", "rising"), controls=controls))
    assert "fixed" not in design.names
    rising = design.columns[:, design.names.index("rising")]
    assert rising.mean() == pytest.approx(0, abs=1e-12)
    assert rising.std() == pytest.approx(1)


def test_a_control_given_twice_spans_no_more():
    series = simulated_world(3, WorldOptions(has_control=True)).series
    twice = replace(series, control_names=("price", "again"), controls=np.repeat(series.controls, 2, axis=1))
    assert spanning_columns(baseline_design(twice)).shape == spanning_columns(baseline_design(series)).shape
