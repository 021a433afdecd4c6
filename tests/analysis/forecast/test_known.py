"""What was known on a day."""

from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.forecast.known import known_on
from tests.analysis.forecast.made_company import made_company

END, ORIGIN = date(2026, 6, 30), date(2026, 2, 28)
ARRAYS = ("channel", "lead", "mql", "sql", "touch", "won_day", "won_amount", "won_touch", "won_channel")


def test_nothing_that_came_later_reaches_a_forecast() -> None:
    """Leakage: every later date, outcome and row is changed or taken away, and nothing known on the day moves."""
    contacts, deals = made_company(END)
    after = pd.Timestamp("2026-03-01", tz="UTC")
    people = contacts[contacts["lead_at"] < after].copy()
    for name in ("mql_at", "sql_at"):
        people.loc[people[name] >= after, name] = pd.NaT
    sold = deals[deals["created_at"] < after].copy()
    later = sold["closed_on"] >= pd.Timestamp("2026-03-01")
    sold.loc[later, "outcome"] = "open"
    sold.loc[later, "closed_on"] = pd.NaT
    before, cut = (known_on(*both, ORIGIN, "UTC") for both in ((contacts, deals), (people, sold)))
    assert before.first_day == cut.first_day
    assert later.sum() > 20
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(before, name), getattr(cut, name))
    for name in ("deal_key", "created", "decided", "is_won", "amount"):
        np.testing.assert_array_equal(getattr(before.lives, name), getattr(cut.lives, name))


def test_a_day_is_a_day_of_the_zone() -> None:
    """Known case: a lead at 23:30 UTC on the last of February is a lead of March in Berlin."""
    contacts, deals = made_company(END)
    one = contacts.head(1).assign(lead_at=pd.Timestamp("2026-02-28 23:30", tz="UTC"))
    one[["mql_at", "sql_at"]] = one[["mql_at", "sql_at"]].mask(one[["mql_at", "sql_at"]].notna())
    assert len(known_on(one, deals, ORIGIN, "UTC").lead) == 1
    assert len(known_on(one, deals, ORIGIN, "Europe/Berlin").lead) == 0
