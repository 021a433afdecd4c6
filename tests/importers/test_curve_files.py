"""Files of curves: typed ones, posterior draws, German and English headings, and everything wrong at once."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.response_curves.shapes import curve_outcomes
from clm_core.errors import ClmError
from clm_core.importers.curve_files import MAX_DRAWS, CurveReading, read_curve_file
from clm_core.importers.findings import ImportOptions
from clm_core.response_curves import SHAPES, FitMethod, PeriodLength, ResponseCurves, ResponseOutcome, Saturation


def read(text: str) -> CurveReading:
    return read_curve_file("curves.csv", text.encode(), ResponseOutcome.LEADS, PeriodLength.WEEK, ImportOptions())


def curves(text: str) -> ResponseCurves:
    found = read(text)
    assert found.curves is not None, found.problems
    return found.curves


def test_typed_curves_bring_what_the_reference_says() -> None:
    """The concave case of the reference numbers: 100, 80, 60 and 40, 20, 30 bring 154.700852 at the optimum."""
    got = curves(
        "Kanal;Form;Obergrenze;Maßstab;Steigung;Nachwirkung\n"
        "A;exponentiell;100;40;;0\nB;Exponential;80;20,0;;0,5\nC;exponential;60;30;;0\n"
    )
    best = np.array([38.797437, 28.798791, 22.403771])
    assert curve_outcomes(got, best).sum() == pytest.approx(154.700852, abs=2e-6)
    assert got.method is FitMethod.GIVEN
    assert got.carry_over.tolist() == [[0, 0.5, 0]]
    assert got.channels == ("A", "B", "C")


def test_draws_keep_their_rows_together() -> None:
    got = curves(
        "draw,channel,shape,ceiling,scale,slope,carry_over\n"
        "0,tv,hill,10,100,2,0.1\n1,tv,hill,20,110,3,0.2\n1,search,power,40,50,0.5,0.4\n0,search,power,30,40,0.4,0.3\n"
    )
    assert got.channels == ("tv", "search")
    assert got.ceiling.tolist() == [[10, 30], [20, 40]]
    assert got.slope.tolist() == [[2, 0.4], [3, 0.5]]
    assert [SHAPES[code] for code in got.shape[0]] == [Saturation.HILL, Saturation.POWER]


def test_very_many_draws_are_thinned_evenly() -> None:
    count = 3 * MAX_DRAWS
    frame = pd.DataFrame({"draw": range(count), "channel": "tv", "shape": "logistic", "ceiling": range(count),
                          "scale": 1.0, "slope": 1.0, "carry_over": 0.0})  # fmt: skip
    got = curves(frame.to_csv(index=False))
    assert got.draw_count == MAX_DRAWS
    assert got.ceiling[:, 0].tolist() == list(range(0, count, 3))


def test_everything_wrong_is_listed_at_once() -> None:
    found = read(
        "channel,shape,ceiling,scale,slope,carry_over\n"
        "tv,spline,10,100,1,0.1\n,hill,10,0,2,0.1\nsearch,hill,-1,100,abc,1\nsearch,hill,1,1,1,0\n"
    )
    assert found.curves is None
    listed = {(one.reason.rpartition(".")[2], one.row) for one in found.problems}
    assert listed == {
        ("unknown_shape", 2), ("no_channel", 3), ("scale", 3), ("ceiling", 4), ("not_a_number", 4), ("carry_over", 4),
        ("twice", 5),
    }  # fmt: skip


def test_a_channel_with_fewer_draws_is_named() -> None:
    found = read(
        "draw,channel,shape,ceiling,scale,carry_over\n0,a,logistic,1,1,0\n1,a,logistic,1,1,0\n0,b,logistic,1,1,0\n"
    )
    assert [(one.reason.rpartition(".")[2], one.row, dict(one.values)) for one in found.problems] == [
        ("draws_missing", 4, {"count": 1, "draws": 2})
    ]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ClmError, match="column_missing"):
        read("channel,shape\na,hill\n")
