"""The last few channels as digits of one number, and their sums by table or by sorting."""

import numpy as np
import pytest

from clm_core.analysis.attribution import grams
from clm_core.analysis.attribution.grams import GramSums, grams_of
from clm_core.analysis.attribution.paths import journeys_of_paths
from tests.analysis.attribution.journey_cases import path_frame


def test_digits_are_the_last_channels_and_nothing_before_the_journey() -> None:
    journeys = journeys_of_paths(path_frame(("A > B > A", 1, 1, 0), ("B", 1, 1, 0), ("B > B", 1, 1, 0)))
    # Base 3: A is 1, B is 2, 0 is "before the journey".
    assert grams_of(journeys, 3).tolist() == [1, 1 * 3 + 2, 1 * 9 + 2 * 3 + 1, 2, 2, 2 * 3 + 2]
    assert (grams_of(journeys, 2) == grams_of(journeys, 3) % 9).all()


@pytest.mark.parametrize("cells", [1 << 22, 0])
def test_sums_by_table_and_by_sorting_are_the_same(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grams, "_TABLE_CELLS", cells)
    sums = GramSums(50)
    sums.add(np.array([7, 3, 7]), np.array([1.0, 2.0, 4.0]))
    sums.add(np.array([3, 49, 5]), np.array([8.0, 1.5, 0.0]))
    keys, total = sums.result()
    assert keys.tolist() == [3, 7, 49]
    assert total.tolist() == [10.0, 5.0, 1.5]
