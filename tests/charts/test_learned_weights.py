"""Learned weights: what is sure is dark, what nobody can say is left out, intervals do not squeeze the rest."""

import numpy as np
import pytest

from clm_core.charts.learned_weights import own_and_learned
from clm_core.charts.palette import Mode
from clm_core.columns import typed_frame
from clm_core.scoring_columns import LEARNED_WEIGHTS
from clm_core.texts import Language
from tests.charts.gallery import reader

SEEN = reader(Language.EN, Mode.LIGHT)
NAN = np.nan
ROWS = typed_frame(
    {
        "feature": range(5),
        "leads": 100,
        "converted": 10,
        "points": [10.0, -20.0, NAN, 3.0, 15.0],
        "points_low": [5.0, -500.0, NAN, -4.0, 11.0],
        "points_high": [15.0, 460.0, NAN, 9.0, 19.0],
        "own_points": [12.0, -5.0, 7.0, NAN, NAN],
        "verdict": ["agrees", "agrees", "too_little", "agrees", "raise"],
    },
    LEARNED_WEIGHTS,
).assign(name=["Demo", "Jobs", "Fax", "Land: X", "Land: Y"])


def drawn() -> list[dict]:
    return [row for rows in own_and_learned(ROWS, SEEN)["datasets"].values() for row in rows if "name" in row]


def test_only_what_says_something_is_drawn_heaviest_first() -> None:
    assert [row["name"] for row in drawn()] == ["Land: Y", "Demo", "Jobs"]
    assert {row["name"]: row["is_sure"] for row in drawn()} == {"Land: Y": True, "Demo": True, "Jobs": False}


def test_an_endless_interval_is_cut_but_told() -> None:
    jobs = drawn()[-1]
    assert (jobs["low"], jobs["high"]) == pytest.approx((-32, 32))
    assert jobs["interval"] == "−500 … 460"


def test_nothing_learned_is_an_empty_chart() -> None:
    specification = own_and_learned(ROWS.iloc[:0], SEEN)
    assert [row for rows in specification["datasets"].values() for row in rows if "name" in row] == []
