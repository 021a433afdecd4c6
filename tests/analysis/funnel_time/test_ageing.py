"""Ageing: bands and expectations by hand, every open one in one band."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.funnel_time.ageing import AgeBand, age_bands, ageing, later_chances
from clm_core.analysis.funnel_time.stage_waits import MOVED_ON, OPEN, EverRule, deal_waits, time_to_convert
from tests.analysis.funnel_time.waits import AS_OF, ago, deals, waits_of

PAST = [(300, 10, MOVED_ON)] * 30 + [(300, 50, MOVED_ON)] * 10 + [(300, 300, OPEN)] * 60


def test_bands_and_expectation_by_hand() -> None:
    """Half of successes took 10 days, nine in ten 50; of those waiting after day 10, 10 of 70 came on."""
    frame = ageing(waits_of(PAST), EverRule()).set_index("band")
    assert frame["count"].to_dict() == {"fresh": 0, "late": 0, "old": 60}
    assert frame[["median_days", "p90_days", "reference_count"]].iloc[0].tolist() == [10, 50, 40]
    usual = time_to_convert(waits_of(PAST), EverRule())
    young = waits_of([(10, 10, OPEN), (11, 11, OPEN), (50, 50, OPEN), (51, 51, OPEN), (900, 900, OPEN)])
    assert age_bands(young, usual).tolist() == ["fresh", "late", "late", "old", "old"]
    assert later_chances(young, usual) == pytest.approx([1 / 7, 1 / 7, 0, 0, 0])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 400), max_size=30))
def test_everything_open_is_in_one_band(ages: list[int]) -> None:
    waits = waits_of([*PAST, *[(age, age, OPEN) for age in ages]])
    frame = ageing(waits, EverRule())
    assert frame["count"].sum() == 60 + len(ages)
    assert frame["expected"].sum() <= frame["count"].sum()
    usual = time_to_convert(waits, EverRule())
    old = sum(age > usual.p90_days for age in [*ages, *[300] * 60])
    assert frame.set_index("band").loc["old", "count"] == old


def test_without_successes_nobody_can_say() -> None:
    frame = ageing(waits_of([(30, 30, OPEN)] * 3))
    assert frame[["band", "count", "oldest_days"]].iloc[0].tolist() == [AgeBand.UNKNOWN, 3, 30]
    assert np.isnan(frame["expected"].iloc[0])


def test_money_in_old_deals() -> None:
    rows = [(str(ago(200)), str(ago(170)), "won", 1.0)] * 40 + [(str(ago(200)), None, "open", 500.0)] * 40
    rows += [(str(ago(5)), None, "open", None)]
    frame = ageing(deal_waits(deals(rows), as_of=AS_OF, zone="UTC")).set_index("band")
    assert frame.loc["old", ["count", "amount"]].tolist() == [40, 20_000]
    assert frame.loc["fresh", ["count", "amount"]].tolist() == [1, 0]
