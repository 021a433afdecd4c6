"""The backtest as pictures: the numbers drawn are those of the frames."""

import pandas as pd
import pytest

from clm_core.charts.palette import Mode
from clm_core.charts.scoring_backtest import (
    ThresholdPoint,
    calibration_points,
    gain_curve,
    precision_recall,
    score_band_bars,
)
from clm_core.texts import Language, formats
from tests.charts.gallery import reader
from tests.charts.scoring_backtest_gallery import measured_score, other_curve

SEEN = reader(Language.DE, Mode.LIGHT)


def rows_of(specification, field: str) -> list[dict]:
    return [row for rows in specification["datasets"].values() for row in rows if field in row]


def test_every_band_has_rate_interval_expectation_and_n() -> None:
    bands = measured_score().bands
    rows = rows_of(score_band_bars(bands, SEEN), "rate")
    assert [row["rate"] for row in rows] == bands["rate"].tolist()
    assert [row["expected_rate"] for row in rows] == bands["expected_rate"].tolist()
    first = bands.iloc[0]
    assert rows[0]["label"] == f"{SEEN.share(first['rate'])} · n = {int(first['leads'])}"
    assert rows[0]["interval"] == SEEN.interval(first["rate_low"], first["rate_high"])


def bands_from(*starts: float) -> pd.DataFrame:
    """Bands that begin at these scores, the highest first."""
    tops = [starts[0] + 20, *(start - 1 for start in starts[:-1])]
    bands = pd.concat([measured_score().bands.iloc[:1]] * len(starts), ignore_index=True)
    return bands.assign(score_from=starts, score_to=tops)


def test_bands_are_named_in_whole_points_without_gaps() -> None:
    rows = rows_of(score_band_bars(bands_from(40, 15, 14, 0, -50), SEEN), "rate")
    assert [row["range"] for row in rows] == ["ab 40", "15 bis 39", "14", "0 bis 13", "unter 0"]


@pytest.mark.parametrize(
    ("points", "bands_above"), [(40, 1), (27.5, 1.5), (15, 2), (50.5, 0.5), (99, 0), (-10, 3), (-99, 3)]
)
def test_the_mql_threshold_stands_where_its_points_lie(points: float, bands_above: float) -> None:
    specification = score_band_bars(bands_from(40, 15, -10), SEEN, mql_points=points)
    (line,) = (layer["encoding"]["y"]["value"] for layer in specification["layer"] if layer["mark"]["type"] == "rule"
               and "value" in layer["encoding"]["y"])  # fmt: skip
    step = specification["height"]["step"]
    assert line / step == pytest.approx(bands_above, abs=1e-9)
    assert rows_of(specification, "threshold") == [{"threshold": f"MQL ab {formats.points(points, 'de')}"}]


def test_the_mql_threshold_is_a_dot_on_the_gain_curve() -> None:
    mql = ThresholdPoint(points=40, called_share=0.25, found_share=0.6)
    (row,) = rows_of(gain_curve(measured_score().curve, SEEN, mql=mql), "threshold")
    assert row == {"called_share": 0.25, "found_share": 0.6, "threshold": "MQL ab 40"}
    assert rows_of(gain_curve(measured_score().curve, SEEN), "threshold") == []


def test_calibration_stands_against_the_diagonal() -> None:
    specification = calibration_points(measured_score().bands, SEEN)
    line = rows_of(specification, "line_x")
    assert all(row["line_x"] == row["line_y"] for row in line)
    assert len(rows_of(specification, "rate")) == len(measured_score().bands)


def test_a_gain_curve_begins_with_nobody_called_and_ends_with_everybody() -> None:
    for is_roc in (False, True):
        rows = rows_of(gain_curve(measured_score().curve, SEEN, is_roc=is_roc), "recall")
        assert (rows[0]["across"], rows[0]["recall"]) == (0.0, 0.0)
        assert (rows[-1]["across"], rows[-1]["recall"]) == (1.0, 1.0)
    points = measured_score().curve
    assert rows[5]["across"] == points["false_positive_rate"].iloc[4]


def test_two_scores_have_two_colours_and_their_names() -> None:
    specification = gain_curve(measured_score().curve, SEEN, name="Neu", other=other_curve(), other_name="Alt")
    rows = rows_of(specification, "recall")
    assert {row["name"] for row in rows} == {"Neu", "Alt"}
    scales = [layer["encoding"]["color"]["scale"] for layer in specification["layer"] if "color" in layer["encoding"]]
    assert scales[0]["domain"] == ["Neu", "Alt"]
    assert len(set(scales[0]["range"])) == 2


def test_precision_is_held_against_the_rate_of_all() -> None:
    found = measured_score()
    specification = precision_recall(found.curve, SEEN, rate=found.rate.value)
    line = rows_of(specification, "line_y")
    assert [row["line_y"] for row in line] == [pytest.approx(found.rate.value)] * 2
    assert SEEN.share(found.rate.value) in " ".join(specification["title"]["text"])
    rows = rows_of(specification, "precision")
    assert all(row["precision_low"] <= row["precision"] <= row["precision_high"] for row in rows)
