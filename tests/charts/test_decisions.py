"""Expected beside measured: every decision in terms of its own expectation, nothing runs off the picture."""

import pandas as pd
import pytest

from clm_core.charts.decisions import expected_and_measured
from clm_core.charts.palette import INKS, Mode
from clm_core.columns import typed_frame
from clm_core.decision_columns import DECISIONS
from clm_core.texts import Language
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)
ROWS = typed_frame(
    pd.DataFrame(
        {
            "decision": [3, 2, 1],
            "title": ["Mehr E-Mail", "Display pausieren und alles andere mit sehr vielen Worten begründen", "Messe"],
            "verdict": ["came_true", "did_not", "cannot_tell"],
            "expected_change": [10.0, -8.0, 4.0],
            "expected_low": [5.0, -12.0, None],
            "expected_high": [15.0, -4.0, None],
            "measured_change": [12.0, -2.0, 1.0],
            "measured_low": [6.0, -3.0, -90.0],
            "measured_high": [18.0, -1.0, 95.0],
        }
    ),
    DECISIONS,
)


def test_zero_is_no_effect_and_one_what_was_expected() -> None:
    rows = expected_and_measured(ROWS, SEEN)["data"]["values"]
    assert [row["value"] for row in rows] == pytest.approx([1.2, 0.25, 0.25])
    assert [(row["low"], row["high"]) for row in rows] == [(0.6, 1.8), (0.125, 0.375), (-1.0, 3.0)]
    assert [(row["expected_low"], row["expected_high"]) for row in rows] == [(0.5, 1.5), (0.5, 1.5), (0.5, 2.0)]
    ink = INKS[Mode.LIGHT]
    assert [row["colour"] for row in rows] == [ink.earned, ink.bad, ink.muted]
    assert [row["verdict"] for row in rows] == ["Eingetroffen", "Nicht eingetroffen", "Nicht zu entscheiden"]


def test_names_stay_apart_and_short() -> None:
    names = [row["name"] for row in expected_and_measured(ROWS, SEEN)["data"]["values"]]
    assert names[0] == "3 · Mehr E-Mail"
    assert names[1].endswith("…")
    assert len(names[1]) < 55
