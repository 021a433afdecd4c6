"""Shapley: published games, all orders tried, and the closed form for any number of channels."""

import numpy as np
import pytest

from clm_core.analysis import attribution
from clm_core.analysis.attribution.models import channel_credit
from clm_core.analysis.attribution.paths import journeys_of_paths
from clm_core.errors import ClmError
from clm_core.selection import AttributionModel
from tests.analysis.attribution.journey_cases import path_frame, random_paths, shapley_by_orders

FREQUENCIES = {"F": 0.20, "O": 0.10, "L": 0.17, "F > O": 0.17, "F > L": 0.30, "L > O": 0.0, "F > L > O": 0.06}
GAME = {"OS": 7, "FB": 6, "D": 4, "OS FB": 15, "OS D": 7, "FB D": 9, "OS FB D": 19}


def test_channel_sets_as_published() -> None:
    table = attribution.shapley_credit(path_frame(*((path, share, share, 0) for path, share in FREQUENCIES.items())))
    assert table.set_index("channel")["conversions"].to_dict() == pytest.approx({"F": 0.455, "O": 0.205, "L": 0.34})


def test_a_general_game_as_published() -> None:
    worth = {frozenset(names.split()): float(value) for names, value in GAME.items()}
    values = attribution.shapley_game(worth)
    assert {name: round(value, 4) for name, value in values.items()} == {"OS": 7.6667, "FB": 8.1667, "D": 3.1667}


@pytest.mark.parametrize("seed", range(6))
def test_the_closed_form_is_the_average_over_all_orders(seed: int) -> None:
    paths = random_paths(seed)
    table = attribution.shapley_credit(paths).set_index("channel")
    assert table["conversions"].to_dict() == pytest.approx(shapley_by_orders(paths), abs=1e-9)


def test_many_channels_take_the_sparse_way_to_the_same_result() -> None:
    random = np.random.default_rng(2)
    rows = [(" > ".join(map(str, random.integers(0, 3000, 4))), 1, 1, 0) for _ in range(500)]
    journeys = journeys_of_paths(path_frame(*rows))
    credit = channel_credit(journeys, AttributionModel.SHAPLEY)[:, 0]
    expected = dict.fromkeys(journeys.channels, 0.0)
    for path, *_ in rows:
        for channel in set(path.split(" > ")):
            expected[channel] += 1 / len(set(path.split(" > ")))
    assert dict(zip(journeys.channels, credit, strict=True)) == pytest.approx(expected)


def test_a_game_must_be_complete_and_small_enough() -> None:
    with pytest.raises(ClmError, match="set_without_worth"):
        attribution.shapley_game({frozenset("A"): 1.0, frozenset("AB"): 2.0})
    with pytest.raises(ClmError, match="too_many_players"):
        attribution.shapley_game({frozenset(map(str, range(30))): 1.0})
