"""Weeks, months and days as people write them."""

import pandas as pd
import pytest

from clm_core.importers.typed_periods import is_filled, period_starts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("KW 53 2026", "2026-12-28"),
        ("KW1/2026", "2025-12-29"),
        ("2026-W10", "2026-03-02"),
        ("2026 KW 10", "2026-03-02"),
        ("Week 10, 2026", "2026-03-02"),
        ("KW 54 2026", None),
        ("2026-03", "2026-03-01"),
        ("3/2026", "2026-03-01"),
        ("März 2026", "2026-03-01"),
        ("Mar 2026", "2026-03-01"),
        ("2026-13", None),
        ("02.03.2026", "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        ("soon", None),
    ],
)
def test_a_period_is_the_day_it_begins(text: str, day: str | None) -> None:
    found = period_starts(pd.Series([text, "2026-01-05"], dtype=object))
    assert (None if pd.isna(found[0]) else str(found[0].date())) == day
    assert str(found[1].date()) == "2026-01-05"


def test_cells_of_spaces_are_not_filled() -> None:
    assert is_filled(pd.Series(["a", " ", None, float("nan"), 0.0], dtype=object)).tolist() == [
        True, False, False, False, True,
    ]  # fmt: skip
