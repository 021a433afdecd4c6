"""One contract for every model: all credit sums to the total, nobody gets less than nothing, names don't matter."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.attribution.journeys import Journeys, Moments
from clm_core.analysis.attribution.models import (
    ModelSettings,
    channel_credit,
    credit_table,
    models_for,
    source_credit,
    touch_shares,
)
from clm_core.analysis.attribution.paths import journeys_of_paths
from clm_core.analysis.attribution.rules import RoleShares
from clm_core.errors import ClmError
from clm_core.selection import AttributionModel
from tests.analysis.attribution.journey_cases import random_paths

OWN = ModelSettings(custom=RoleShares(first=0.5, lead=0.2, middle=0.3), half_life_days=3)


def random_world(seed: int) -> Journeys:
    """Journeys with campaigns, ages and milestones, converting and not."""
    random = np.random.default_rng(seed)
    journeys = journeys_of_paths(random_paths(seed, channels=5, count=40))
    sources = tuple((channel, campaign) for channel in journeys.channels for campaign in ("", "Spring", "Autumn"))
    gaps = random.integers(0, 9, len(journeys.codes)).astype(float)
    ages = np.concatenate([np.cumsum(part)[::-1] - part[-1] for part in np.split(gaps, journeys.offsets[1:-1])])

    def milestone() -> np.ndarray:
        place = journeys.offsets[:-1] + random.integers(0, journeys.lengths)
        return np.where(random.random(len(journeys)) < 0.3, -1, place)

    return replace(
        journeys,
        sources=sources,
        source_codes=journeys.codes.astype(np.int16) * 3 + random.integers(0, 3, len(journeys.codes)),
        moments=Moments(age_days=ages, lead=milestone(), mql=milestone(), opportunity=milestone()),
    )


def test_every_model_of_the_catalogue_is_there() -> None:
    assert set(models_for(random_world(0), OWN)) == set(AttributionModel)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_credit_sums_to_the_total_and_is_never_negative(seed: int) -> None:
    journeys = random_world(seed)
    total = journeys.amounts.sum(axis=0)
    for model in models_for(journeys, OWN):
        credit = channel_credit(journeys, model, OWN)
        assert credit.sum(axis=0) == pytest.approx(total, rel=1e-9), model
        assert (credit >= -1e-12).all(), model


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_campaigns_sum_to_their_channel(seed: int) -> None:
    journeys = random_world(seed)
    channel = np.array([journeys.channels.index(name) for name, _ in journeys.sources])
    for model in models_for(journeys, OWN):
        by_source = source_credit(journeys, model, OWN)
        summed = np.column_stack([np.bincount(channel, column, len(journeys.channels)) for column in by_source.T])
        assert summed == pytest.approx(channel_credit(journeys, model, OWN), rel=1e-9, abs=1e-9), model


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_chunks_and_shortcuts_give_what_weights_of_single_touches_give(seed: int) -> None:
    journeys = random_world(seed)
    for model in models_for(journeys, OWN):
        if model.startswith("markov"):
            continue
        weights = touch_shares(journeys, model, OWN).weights(journeys)
        assert np.add.reduceat(weights, journeys.offsets[:-1]) == pytest.approx(np.ones(len(journeys))), model
        by_touch = np.bincount(journeys.codes, weights * np.repeat(journeys.values, journeys.lengths))
        in_chunks = sum(channel_credit(part, model, OWN) for part in journeys.chunks(7))
        assert in_chunks[:, 1] == pytest.approx(by_touch), model  # type: ignore[index]
        assert channel_credit(journeys, model, OWN)[:, 1] == pytest.approx(by_touch), model


def test_a_table_has_all_models_with_their_campaigns() -> None:
    table = credit_table(random_world(1), settings=OWN)
    sums = table.groupby("model")[["conversions", "conversion_value"]].sum()
    assert set(sums.index) == set(AttributionModel)
    assert sums.round(6).drop_duplicates().shape == (1, 2)


def test_models_with_milestones_need_time_stamps() -> None:
    journeys = journeys_of_paths(random_paths(3))
    assert AttributionModel.TIME_DECAY not in models_for(journeys)
    with pytest.raises(ClmError, match="needs_moments"):
        channel_credit(journeys, AttributionModel.W_SHAPED)
