"""Content in journeys that converted beside those that did not: shares, differences, too few journeys."""

from math import comb

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.intervals import rate_difference
from clm_core.analysis.journey_contents import (
    MIN_BASE,
    MIN_JOURNEYS,
    content_differences,
    expected_by_chance,
    is_more_than_chance,
)
from clm_core.columns import typed_frame
from clm_core.journey_columns import JOURNEY_CONTENTS


def contents(total: int, **items: int) -> pd.DataFrame:
    """So many journeys, and how many contain each content."""
    rows = [("journeys", "", "", total), *(("content", "", item, count) for item, count in items.items())]
    return typed_frame(pd.DataFrame(rows, columns=list(JOURNEY_CONTENTS)), JOURNEY_CONTENTS)


def test_a_known_difference() -> None:
    """56 of 70 against 48 of 80: Newcombe (1998) gives 0.2 with 0.0524 to 0.3339."""
    row = content_differences(contents(70, guide=56), contents(80, guide=48)).iloc[0]
    assert (row["won_share"], row["lost_share"], row["difference"]) == (0.8, 0.6, pytest.approx(0.2))
    assert (row["difference_low"], row["difference_high"]) == (
        pytest.approx(0.0524, abs=1e-4),
        pytest.approx(0.3339, abs=1e-4),
    )
    assert row["verdict"] == "better"


@pytest.mark.parametrize("seed", range(5))
def test_every_item_of_either_side_stands_once(seed: int) -> None:
    random = np.random.default_rng(seed)
    sides = [{f"item{number}": int(random.integers(0, 60)) for number in random.permutation(9)[:6]} for _ in range(2)]
    found = content_differences(contents(90, **sides[0]), contents(75, **sides[1])).set_index("item")
    assert set(found.index) == set(sides[0]) | set(sides[1])
    for item, row in found.iterrows():
        won, lost = sides[0].get(item, 0), sides[1].get(item, 0)
        expected = rate_difference(won, 90, lost, 75)
        assert (row["won"], row["lost"], row["won_base"], row["lost_base"]) == (won, lost, 90, 75)
        assert row["difference"] == pytest.approx(float(expected.value))
        assert row["difference_low"] == pytest.approx(float(expected.low))
        assert (row["verdict"] == "no_data") == (won + lost < MIN_JOURNEYS)
    compared = found[found["verdict"] != "no_data"]["difference"]
    assert compared.is_monotonic_decreasing
    assert (found["verdict"] == "no_data").is_monotonic_increasing


def test_too_few_journeys_on_one_side_are_not_compared_with() -> None:
    found = content_differences(contents(200, guide=150), contents(MIN_BASE - 1, guide=1))
    assert found["verdict"].tolist() == ["no_data"]
    found = content_differences(contents(200, guide=150), contents(MIN_BASE, guide=1))
    assert found["verdict"].tolist() == ["better"]


def test_a_side_without_journeys_has_no_difference() -> None:
    row = content_differences(contents(50, guide=40), contents(0)).iloc[0]
    assert (row["won_share"], row["lost_share"], row["verdict"]) == (0.8, 0.0, "no_data")
    assert np.isnan(row["difference"])


@pytest.mark.parametrize("compared", [1, 19, 136])
def test_what_chance_brings_is_the_binomial_s_upper_twentieth(compared: int) -> None:
    """Summed term by term: so many or more of independent items outside a 95 % interval."""
    assert expected_by_chance(compared) == pytest.approx(compared / 20)
    for conspicuous in range(compared + 1):
        tail = sum(
            comb(compared, count) * 0.05**count * 0.95 ** (compared - count)
            for count in range(conspicuous, compared + 1)
        )
        if abs(tail - 0.05) > 1e-9:
            assert is_more_than_chance(conspicuous, compared) == (tail < 0.05)
