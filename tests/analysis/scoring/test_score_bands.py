"""Bands of scores: an obvious loop, sums, and equal scores that stay together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.scoring.score_bands import band_numbers, score_bands

leads = st.lists(
    st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 9)), min_size=1, max_size=60
)  # score, converted, revenue


def slow_band_numbers(score: list[float], band_count: int) -> list[int]:
    """Each group of equal scores goes to the tenth in which its middle lies; empty tenths are passed over."""
    wanted = {}
    for value in set(score):
        above, same = sum(other > value for other in score), score.count(value)
        wanted[value] = int((2 * above + same) * band_count // (2 * len(score)))
    places = sorted(set(wanted.values()))
    return [places.index(wanted[value]) for value in score]


@settings(max_examples=100, deadline=None)
@given(leads, st.integers(1, 12))
def test_bands_agree_with_the_obvious_loop(rows: list[tuple[int, bool, int]], band_count: int) -> None:
    score = [float(row[0]) for row in rows]
    assert band_numbers(np.array(score), band_count).tolist() == slow_band_numbers(score, band_count)


def test_bands_are_of_equal_size_where_scores_differ() -> None:
    bands = band_numbers(np.random.default_rng(1).permutation(1_000).astype(float))
    assert np.bincount(bands).tolist() == [100] * 10


@settings(max_examples=60, deadline=None)
@given(leads)
def test_bands_sum_to_all_leads(rows: list[tuple[int, bool, int]]) -> None:
    score, converted, revenue = (np.array(column) for column in zip(*rows, strict=True))
    frame = score_bands(score.astype(float), converted, revenue.astype(float), converted.astype(float))
    assert frame["leads"].sum() == len(rows)
    assert frame["converted"].sum() == converted.sum()
    assert frame["revenue"].sum() == revenue.sum()
    assert (frame["expected_rate"] * frame["leads"]).sum() == pytest.approx(converted.sum())
    assert (frame["score_to"][1:].to_numpy() < frame["score_from"][:-1].to_numpy()).all()
    if converted.any():
        assert frame["captured_share"].iloc[-1] == 1.0
        assert (frame["lift"] * frame["leads"]).sum() == pytest.approx(len(rows))


def test_a_case_by_hand() -> None:
    """Two bands of 40 and 60 leads that convert at 12/40 and 3/60; Wilson of 12/40 is .1807 to .4543."""
    score = np.array([50.0] * 40 + [10.0] * 60)
    converted = np.array([True] * 12 + [False] * 28 + [True] * 3 + [False] * 57)
    frame = score_bands(score, converted, converted * 1_000.0, np.full(100, 0.15))
    first, second = frame.to_dict("records")
    assert (first["leads"], first["converted"], first["rate"]) == (40, 12, 0.3)
    assert (first["rate_low"], first["rate_high"]) == (pytest.approx(0.1807, abs=5e-5), pytest.approx(0.4543, abs=5e-5))
    assert first["lift"] == pytest.approx(2.0)
    assert first["captured_share"] == pytest.approx(0.8)
    assert first["revenue"] == 12_000
    assert (second["rate_low"], second["rate_high"]) == tuple(map(pytest.approx, wilson_interval(3, 60)))
    assert (second["score_from"], second["score_to"]) == (10.0, 10.0)


def test_bands_are_of_whole_points() -> None:
    """Whoever has 14.7 points stands beside those with 14.1, and below those with 15."""
    score = np.array([15.0, 14.7, 14.1, -0.5, -1.0])
    frame = score_bands(score, score > 14, score * 0, score * 0, band_count=5)
    assert frame[["score_from", "score_to"]].to_numpy().tolist() == [[15, 15], [14, 14], [-1, -1]]
    assert frame["leads"].tolist() == [1, 2, 2]
