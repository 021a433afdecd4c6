"""Markov removal effects: published cases, a dense solve for every removal, and what must not change them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis import attribution
from clm_core.analysis.attribution import markov
from clm_core.analysis.attribution.markov import chain_of, higher_order_effects, removal_effects
from clm_core.analysis.attribution.paths import journeys_of_paths
from clm_core.errors import ClmError
from tests.analysis.attribution.journey_cases import markov_by_enumeration, path_frame, random_paths

TWO_CHANNELS = path_frame(("GA", 2, 2, 0), ("M", 1, 1, 0), ("GA > M", 1, 1, 0), ("GA", 0, 0, 1))
THREE_CHANNELS = path_frame(("C1 > C2 > C3", 1, 1, 0), ("C1", 0, 0, 1), ("C2 > C3", 0, 0, 1))


def effects(paths: pd.DataFrame, order: int) -> dict[str, float]:
    table = attribution.markov_credit(paths, order)
    return dict(zip(table["channel"], table["removal_effect"], strict=True))


def test_two_channels_as_published() -> None:
    table = attribution.markov_credit(TWO_CHANNELS).set_index("channel")
    assert table["removal_effect"].to_dict() == pytest.approx({"GA": 0.75, "M": 0.5})
    assert table["conversions"].to_dict() == pytest.approx({"GA": 2.4, "M": 1.6})


def test_three_channels_as_published() -> None:
    table = attribution.markov_credit(THREE_CHANNELS).set_index("channel")
    assert table["removal_effect"].to_dict() == pytest.approx({"C1": 0.5, "C2": 1.0, "C3": 1.0})
    assert table["conversions"].to_dict() == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4})


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_effects_are_those_of_a_dense_solve(order: int, seed: int) -> None:
    paths = random_paths(seed)
    assert effects(paths, order) == pytest.approx(markov_by_enumeration(paths, order), abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), order=st.sampled_from([1, 2, 3]))
def test_order_of_rows_and_names_of_channels_change_nothing(seed: int, order: int) -> None:
    paths = random_paths(seed)
    shuffled = paths.sample(frac=1, random_state=seed)
    assert effects(shuffled, order) == pytest.approx(effects(paths, order), abs=1e-12)
    renamed = paths.assign(path=paths["path"].str.replace("A", "Zürich", regex=False))
    expected = {("Zürich" if name == "A" else name): effect for name, effect in effects(paths, order).items()}
    assert effects(renamed, order) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_collapsed_repeats_change_no_effect_of_order_one(seed: int) -> None:
    paths = random_paths(seed, channels=3)
    collapsed = paths.assign(path=[" > ".join(_without_repeats(path.split(" > "))) for path in paths["path"]])
    assert effects(collapsed, 1) == pytest.approx(effects(paths, 1), abs=1e-12)


def _without_repeats(steps: list[str]) -> list[str]:
    return [step for number, step in enumerate(steps) if number == 0 or steps[number - 1] != step]


def test_order_one_solved_either_way_is_the_same() -> None:
    journeys = journeys_of_paths(random_paths(5, channels=6, count=60))
    inverse = removal_effects(journeys, 1)
    assert higher_order_effects(chain_of(journeys, 1), len(journeys.channels)) == pytest.approx(inverse, abs=1e-12)


@pytest.mark.parametrize("order", [2, 3])
def test_a_chain_that_hardly_ends_is_solved_directly(order: int, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = path_frame((" > ".join(["A", "B"] * 250), 1, 1, 0), ("B > C", 1, 1, 1), ("A", 0, 0, 1))
    solved = effects(paths, order)
    monkeypatch.setattr(markov, "_MAX_SWEEPS", 100_000)
    assert solved == pytest.approx(effects(paths, order), abs=1e-9)


def test_without_non_conversions_an_effect_is_the_share_of_journeys_through_the_channel() -> None:
    paths = path_frame(("A > B", 3, 3, 0), ("B", 1, 1, 0))
    assert effects(paths, 1) == pytest.approx({"A": 0.75, "B": 1.0})


@pytest.mark.parametrize("order", [1, 2, 3])
def test_without_conversions_there_is_no_credit(order: int) -> None:
    table = attribution.markov_credit(path_frame(("A > B", 0, 0, 3), ("B", 0, 0, 1)), order)
    assert table["conversions"].tolist() == [0.0, 0.0]
    assert table["removal_effect"].tolist() == [0.0, 0.0]


def test_one_channel_gets_everything() -> None:
    table = attribution.markov_credit(path_frame(("A", 3, 30, 7)))
    assert table.to_dict("records") == [
        {"channel": "A", "conversions": 3.0, "conversion_value": 30.0, "removal_effect": 1.0}
    ]


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_thousand_channels_are_credited_exactly(order: int) -> None:
    random = np.random.default_rng(3)
    rows = [(f"{a} > {b} > {c}", 1, 1, 1) for a, b, c in random.integers(0, 1000, (1500, 3))]
    table = attribution.markov_credit(path_frame(*rows), order)
    assert len(table) > 900
    assert table["conversions"].sum() == pytest.approx(1500, rel=1e-9)


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(ClmError, match="order_unknown"):
        attribution.markov_credit(TWO_CHANNELS, order=4)
