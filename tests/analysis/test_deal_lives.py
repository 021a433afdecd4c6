"""Deals as they were on a day."""

from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.deal_lives import deal_lives
from tests.analysis.made_deals import made_deals, simulated_deals


def test_what_came_later_is_not_known() -> None:
    """Known case: decided before the day, decided after it, created after it, without a day of closing."""
    deals = made_deals(
        ["2026-01-05", "2026-01-10", "2026-03-01", "2026-01-12"],
        ["2026-01-20", "2026-02-20", None, None],
        ["won", "lost", "open", "lost"],
    )
    lives = deal_lives(deals, as_of=date(2026, 1, 31), zone="UTC")
    assert lives.deal_key.tolist() == [0, 1]
    assert lives.is_open.tolist() == [False, True]
    assert lives.is_won.tolist() == [True, False]
    assert lives.age.tolist() == [26.0, 21.0]
    assert lives.undated_count == 1
    assert np.isnan(lives.stated_share).all()  # both are decided in the data: their share would be their outcome


def test_nothing_after_the_day_can_change_the_picture() -> None:
    """Property: turning every later outcome, date and deal around leaves each array as it was."""
    deals = simulated_deals(300, win_a_day=0.01, lose_a_day=0.02, until=date(2026, 6, 30), seed=1)
    as_of = date(2026, 1, 31)
    later = deals["closed_on"] > pd.Timestamp(as_of)
    changed = deals.copy()
    changed.loc[later, "outcome"] = changed.loc[later, "outcome"].map({"won": "lost", "lost": "won"})
    changed.loc[later, "closed_on"] += pd.Timedelta(days=40)
    kept = changed[changed["created_at"] < pd.Timestamp("2026-02-01", tz="UTC")]
    before, after = (deal_lives(one, as_of=as_of, zone="UTC") for one in (deals, kept))
    assert before.first_day == after.first_day
    for name in ("deal_key", "channel", "amount", "created", "decided", "is_won"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
