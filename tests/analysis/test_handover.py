"""Whom to call, and in which order."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.handover import EQUAL_RATIO, call_order, lead_standing, open_since, worth_steps
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.scoring_columns import LEAD_VERDICTS

ZONE = "Europe/Berlin"
END = pd.Timestamp("2026-10-31 23:00", tz="UTC")
TODAY = (pd.Timestamp("2026-10-31") - pd.Timestamp("1970-01-01")).days


def day(text: str) -> int:
    return (pd.Timestamp(f"2026-{text}") - pd.Timestamp("1970-01-01")).days


def stages(*rows: tuple[int, str, str]) -> pd.DataFrame:
    named = [
        {"contact_key": key, "stage": stage, "entered_at": pd.Timestamp(f"2026-{at}", tz="UTC")}
        for key, stage, at in rows
    ]
    return typed_frame(
        pd.DataFrame(named, columns=["contact_key", "stage", "entered_at"]), SNAPSHOT_COLUMNS[SnapshotTable.STAGES]
    )


def verdicts(*rows: tuple[int, str, str, str | None]) -> pd.DataFrame:
    named = [
        {"contact_key": key, "verdict": verdict, "given_at": pd.Timestamp(f"2026-{at}", tz="UTC"),
         "recycle_on": pd.Timestamp(f"2026-{on}") if on else pd.NaT}
        for key, verdict, at, on in rows
    ]  # fmt: skip
    return typed_frame(pd.DataFrame(named, columns=["contact_key", "verdict", "given_at", "recycle_on"]), LEAD_VERDICTS)


def waiting(key: int, history: pd.DataFrame, given: pd.DataFrame, above: str = "10-01") -> int:
    standing = lead_standing(np.array([key]), history, given, END, ZONE)
    return int(open_since(standing, np.array([day(above)]), TODAY)[0])


@pytest.mark.parametrize(
    ("history", "given"),
    [
        (stages((1, "lead", "01-01"), (1, "mql", "02-01")), verdicts()),
        (stages((2, "sal", "01-01")), verdicts((2, "rejected", "05-01", None))),
        (stages((1, "sal", "01-01"), (1, "recycled", "02-01")), verdicts()),
        (stages(), verdicts((1, "recycled", "06-01", "09-30"))),
        (stages(), verdicts((1, "recycled", "06-01", None))),
        # The system repeats the word without the date.
        (stages((1, "recycled", "06-02")), verdicts((1, "recycled", "06-01", "09-30"))),
        # What happens tomorrow has not happened.
        (stages((1, "opportunity", "11-01")), verdicts()),
    ],
)
def test_who_is_called(history: pd.DataFrame, given: pd.DataFrame) -> None:
    assert waiting(1, history, given) == day("10-01")


@pytest.mark.parametrize(
    ("history", "given"),
    [
        (stages((1, "sal", "02-01")), verdicts()),
        (stages((1, "sql", "02-01")), verdicts()),
        (stages((1, "rejected", "02-01")), verdicts()),
        (stages((1, "lost", "02-01"), (1, "recycled", "03-01")), verdicts()),
        (stages((1, "opportunity", "02-01")), verdicts((1, "recycled", "05-01", "06-01"))),
        (stages(), verdicts((1, "accepted", "05-01", None))),
        (stages((1, "recycled", "02-01")), verdicts((1, "rejected", "05-01", None))),
        (stages((1, "rejected", "06-01")), verdicts((1, "recycled", "05-01", "06-01"))),
        (stages(), verdicts((1, "recycled", "06-01", "11-01"))),
        (stages((1, "recycled", "06-02")), verdicts((1, "recycled", "06-01", "11-01"))),
        # Recycled without a date: only who rose above the threshold afterwards comes back.
        (stages((1, "recycled", "10-05")), verdicts()),
        (stages((1, "recycled", "10-01")), verdicts()),
    ],
)
def test_who_is_not_called(history: pd.DataFrame, given: pd.DataFrame) -> None:
    assert waiting(1, history, given) == -1


def test_a_recycled_lead_waits_from_its_date_on() -> None:
    assert waiting(1, stages(), verdicts((1, "recycled", "06-01", "10-31")), above="08-01") == TODAY
    assert waiting(1, stages(), verdicts((1, "recycled", "06-01", "10-10")), above="10-20") == day("10-20")


def test_a_lead_below_the_threshold_is_not_called() -> None:
    standing = lead_standing(np.array([1]), stages(), verdicts(), END, ZONE)
    assert open_since(standing, np.array([TODAY + 1]), TODAY).tolist() == [-1]


def test_standing_has_the_latest_stage_and_word() -> None:
    history = stages((3, "lead", "01-01"), (3, "rejected", "02-01"), (3, "recycled", "02-02"), (5, "customer", "12-01"))
    found = lead_standing(np.array([3, 5]), history, verdicts(), END, ZONE).to_dict("records")
    assert (found[0]["stage"], found[0]["verdict"], found[0]["said_on"]) == ("recycled", "recycled", day("02-02"))
    assert (found[1]["has_deal"], found[1]["verdict"], found[1]["said_on"]) == (False, "", -1)
    assert pd.isna(found[1]["stage"])


def test_the_higher_value_first_and_of_equals_the_longer_wait() -> None:
    worth = np.array([100.0, 97.0, 1000.0, 950.0, np.nan, 0.0])
    waited = np.array([1.0, 9.0, 2.0, 2.0, 80.0, 5.0])
    order = call_order(worth, waited, np.zeros(6), np.arange(6))
    # 1 000 and 950 are equal and waited equally: the higher; 97 waited longer than 100; the unknown come last.
    assert order.tolist() == [2, 3, 1, 0, 4, 5]


VALUES = st.lists(st.tuples(st.floats(1, 1e6), st.integers(0, 90), st.integers(0, 100)), min_size=1, max_size=30)


@given(VALUES)
def test_age_never_lifts_a_lead_over_one_that_is_worth_clearly_more(rows: list[tuple[float, int, int]]) -> None:
    worth, waited, score = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    order = call_order(worth, waited, score, np.arange(len(rows)))
    assert sorted(order) == list(range(len(rows)))
    placed, ages = worth[order], waited[order]
    lowest = np.minimum.accumulate(placed)
    assert (placed <= lowest * EQUAL_RATIO * (1 + 1e-6)).all()
    steps = worth_steps(worth)[order]
    for before, after in zip(range(len(order) - 1), range(1, len(order)), strict=True):
        assert steps[before] > steps[after] or ages[before] >= ages[after]


@given(VALUES, st.randoms())
def test_the_order_does_not_depend_on_how_leads_come(rows: list[tuple[float, int, int]], random: object) -> None:
    shuffled = list(enumerate(rows))
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def keys(given: list[tuple[int, tuple[float, int, int]]]) -> list[int]:
        key = np.array([one[0] for one in given])
        worth, waited, score = (
            np.array(column, dtype=np.float64) for column in zip(*(one[1] for one in given), strict=True)
        )
        return [int(one) for one in key[call_order(worth, waited, score, key)]]

    assert keys(shuffled) == keys(list(enumerate(rows)))
