"""The bars of one lead's score: what is left, what has faded, what speaks against it."""

import pandas as pd
import pytest

from clm_core.charts.palette import INKS, Mode
from clm_core.charts.score_reasons import MAX_REASONS, score_reason_bars
from clm_core.texts import Language
from tests.charts.gallery import reader
from tests.charts.score_reasons_gallery import reasons

SEEN = reader(Language.DE, Mode.LIGHT)


def bars(rows: pd.DataFrame) -> list[dict]:
    specification = score_reason_bars(rows, SEEN)
    return [row for data in specification["datasets"].values() for row in data]


def test_every_reason_is_a_bar_with_its_points() -> None:
    drawn = bars(reasons(("Demo", 32.5, 40), ("Karriere", -20, -20), ("Deckel", -3, -3)))
    assert [row["label"] for row in drawn] == ["Demo", "Karriere", "Deckel"]
    assert [row["points_text"] for row in drawn] == ["32,5", "−20,0", "−3,0"]
    assert [row["end"] for row in drawn] == [40, 0, 0]
    ink = INKS[Mode.LIGHT]
    assert [row["colour"] for row in drawn] == [ink.accent, ink.bad, ink.bad]


def test_the_axis_holds_every_bar() -> None:
    specification = score_reason_bars(reasons(("Demo", 10, 50), ("Nein", -30, -60)), SEEN)
    low, high = specification["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < -60
    assert high > 50


def test_two_criteria_of_one_name_stay_two_bars() -> None:
    drawn = bars(reasons(("Land", 10, 10), ("Land", 5, 5), ("Land", 1, 1)))
    assert len({row["label"] for row in drawn}) == 3
    assert {row["label"].rstrip("\u200b") for row in drawn} == {"Land"}


@pytest.mark.parametrize("count", [1, MAX_REASONS, MAX_REASONS + 7])
def test_the_largest_are_shown(count: int) -> None:
    drawn = bars(reasons(*((f"Grund {number}", 90.0 - number, 90.0 - number) for number in range(count))))
    assert [row["label"] for row in drawn] == [f"Grund {number}" for number in range(min(count, MAX_REASONS))]
