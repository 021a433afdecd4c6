"""Anybody's path file: read as meant, or refused with the reason; never a wrong result."""

import pandas as pd
import pytest

from clm_core.analysis import attribution
from clm_core.analysis.attribution.paths import journeys_of_paths, read_paths
from clm_core.errors import ClmError
from clm_core.selection import AttributionModel
from tests.analysis.attribution.journey_cases import path_frame


def test_steps_are_trimmed_and_coded_in_order_of_appearance() -> None:
    journeys = journeys_of_paths(path_frame(("B>A", 1, 5, 0), ("  A >B> A ", 2, 6, 1)))
    assert journeys.channels == ("B", "A")
    assert journeys.codes.tolist() == [0, 1, 1, 0, 1]
    assert journeys.offsets.tolist() == [0, 2, 5]
    assert journeys.codes.dtype.itemsize == 1


def test_value_and_non_conversions_may_be_missing() -> None:
    journeys = journeys_of_paths(pd.DataFrame({"path": ["A > B"], "conversions": ["2"]}))
    assert journeys.amounts.tolist() == [[2.0, 0.0]]
    assert journeys.non_conversions.tolist() == [0.0]


def test_blank_paths_and_steps_are_left_out_and_counted() -> None:
    frame = path_frame(("A >  > B", 1, 1, 0), ("", 3, 3, 0), ("> A", 1, 1, 0))
    frame.loc[3] = [None, 2, 2, 1]
    journeys, notes = read_paths(frame)
    assert journeys.lengths.tolist() == [2, 1]
    assert (notes.blank_path_count, notes.blank_conversions, notes.blank_step_count) == (2, 5.0, 2)
    assert not notes.has_non_conversions


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([("A | B", 1, 1, 0), ("A", 1, 1, 0), ("B | A", 1, 1, 0)], "separator_unknown"),
        ([("A > B", -1, 1, 0)], "count_wrong"),
        ([("A > B", 1, 1, None)], "count_wrong"),
        ([("A > B", "many", 1, 0)], "count_wrong"),
        ([("A > B", float("inf"), 1, 0)], "count_wrong"),
        ([("", 1, 1, 0), (" > ", 1, 1, 0)], "no_paths"),
    ],
)
def test_what_cannot_be_credited_is_refused(rows: list[tuple], key: str) -> None:
    with pytest.raises(ClmError, match=key):
        journeys_of_paths(path_frame(*rows))


@pytest.mark.parametrize("missing", ["path", "conversions"])
def test_a_missing_column_is_named(missing: str) -> None:
    with pytest.raises(ClmError) as refused:
        journeys_of_paths(path_frame(("A", 1, 1, 0)).drop(columns=missing))
    assert refused.value.values["column"] == missing


def test_another_separator_can_be_named() -> None:
    assert journeys_of_paths(path_frame(("A | B", 1, 1, 0)), separator="|").channels == ("A", "B")


def test_single_touches_need_no_separator() -> None:
    assert journeys_of_paths(path_frame(("Messe, Halle 3", 1, 1, 0), ("Google Ads", 2, 2, 0))).lengths.tolist() == [
        1,
        1,
    ]


def test_more_than_127_channels_and_long_paths_are_fine() -> None:
    names = [f"channel {number}" for number in range(400)]
    journeys = journeys_of_paths(path_frame((" > ".join(names + names[:100]), 1, 400, 0)))
    assert len(journeys.channels) == 400
    assert journeys.codes.tolist() == [*range(400), *range(100)]
    for model in (AttributionModel.LINEAR, AttributionModel.SHAPLEY, AttributionModel.MARKOV_3):
        assert attribution.path_credit(path_frame((" > ".join(names), 1, 400, 1)), model)[
            "conversion_value"
        ].sum() == pytest.approx(400)


def test_many_chunks_are_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = path_frame(*((f"{chr(65 + number % 7)} > B", 1, number, 1) for number in range(50)))
    whole = attribution.linear_credit(frame)
    monkeypatch.setattr("clm_core.analysis.attribution.paths._CHUNK_PATHS", 8)
    pd.testing.assert_frame_equal(attribution.linear_credit(frame), whole)
