"""All that order alone says: the same numbers as each model by itself; a chain that is too large is left out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis import attribution
from clm_core.analysis.attribution import markov
from clm_core.analysis.attribution.path_report import path_report
from clm_core.analysis.attribution.paths import journeys_of_paths
from clm_core.errors import ClmError
from clm_core.selection import AttributionModel
from tests.analysis.attribution.journey_cases import random_paths


def test_each_model_as_by_itself() -> None:
    paths = random_paths(4)
    report = path_report(journeys_of_paths(paths))
    assert AttributionModel.TIME_DECAY not in report.models
    for model in report.models:
        alone = attribution.path_credit(paths, model)
        rows = report.credit[report.credit["model"] == model]
        assert rows["channel"].tolist() == alone["channel"].tolist()
        assert np.allclose(rows[["conversions", "conversion_value"]], alone[["conversions", "conversion_value"]])
    for order in (1, 2, 3):
        alone = attribution.markov_credit(paths, order)["removal_effect"]
        assert report.removal_effects[f"markov_{order}"].tolist() == pytest.approx(alone.tolist())


@given(seed=st.integers(0, 10_000), order=st.sampled_from([2, 3]))
@settings(max_examples=25, deadline=None)
def test_many_channels_are_solved_another_way_to_the_same_numbers(seed: int, order: int) -> None:
    journeys = journeys_of_paths(random_paths(seed, channels=5, longest=9))
    dense = markov.removal_effects(journeys, order)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(markov, "_MOST_DENSE_CELLS", 0)
        assert markov.removal_effects(journeys, order) == pytest.approx(dense, abs=1e-9)


def test_a_chain_that_is_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    journeys = journeys_of_paths(random_paths(4))
    monkeypatch.setattr(markov, "_MOST_DENSE_CELLS", 0)
    monkeypatch.setattr(markov, "_MOST_SPARSE_CELLS", 3)
    report = path_report(journeys)
    assert report.left_out == (AttributionModel.MARKOV_2, AttributionModel.MARKOV_3)
    assert AttributionModel.MARKOV_1 in report.models
    with pytest.raises(ClmError, match="too_many_states"):
        markov.removal_effects(journeys, 2)
