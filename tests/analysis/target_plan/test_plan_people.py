"""Which deal comes from which MQL, and what is known as of a day: cases by hand and a slow loop."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.target_plan.plan_people import PlanPeople, plan_people
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame

DAY = pd.Timestamp("2026-01-01 09:00", tz="UTC")
FIRST = (date(2026, 1, 1) - date(1970, 1, 1)).days
NEVER = None


def _at(day: int | None) -> pd.Timestamp | None:
    return None if day is None else DAY + pd.Timedelta(days=day)


def _contacts(rows: list[dict[str, int | None]]) -> pd.DataFrame:
    """Days of each stage, contact 0, 1, 2 …"""
    frame = [
        {
            "contact_key": number,
            "first_touch_channel": "events",
            **{f"{name}_at": _at(day) for name, day in row.items()},
        }
        for number, row in enumerate(rows)
    ]
    return typed_frame(pd.DataFrame(frame), SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])


def _deals(rows: list[tuple[int, int | None, str, float | None]]) -> pd.DataFrame:
    """(created, closed, outcome, amount), deal 0, 1, 2 …"""
    frame = [
        {"deal_key": number, "created_at": _at(created), "outcome": outcome, "amount": amount,
         "closed_on": None if closed is None else _at(closed).tz_localize(None).normalize(),  # type: ignore[union-attr]
         "is_repeat": False, "is_marketing_sourced": False, "is_marketing_influenced": False}
        for number, (created, closed, outcome, amount) in enumerate(rows)
    ]  # fmt: skip
    return typed_frame(pd.DataFrame(frame), SNAPSHOT_COLUMNS[SnapshotTable.DEALS])


def _links(pairs: list[tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["deal_key", "contact_key"])


def _people(
    contacts: pd.DataFrame, deals: pd.DataFrame, pairs: list[tuple[int, int]], as_of: date = date(2026, 12, 31)
) -> PlanPeople:
    return plan_people(contacts, deals, _links(pairs), as_of=as_of, zone="Europe/Berlin")


def test_a_deal_comes_from_its_first_mql_and_an_mql_from_its_first_deal() -> None:
    contacts = _contacts([{"mql": 10}, {"mql": 5}, {"mql": 40}, {"mql": NEVER}])
    deals = _deals([(20, 60, "won", 100.0), (50, 70, "won", 200.0), (30, 80, "lost", 300.0), (90, None, "open", None)])
    found = _people(contacts, deals, [(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 1)])
    # Deal 0: contact 1 was an MQL before contact 0. Deal 1: contact 1 again, whose first deal is deal 0 already.
    # Deal 2 was there before contact 2 was an MQL, and contact 3 never was one. Deal 3: contact 1 again.
    assert found.origin.tolist() == [1, -1, -1, -1]
    assert found.of_mql.tolist() == [True, False, False, False]
    assert found.deal[1] == FIRST + 20
    assert np.isnan(found.deal[[0, 2, 3]]).all()
    assert found.amount.tolist() == [100.0, 200.0, 300.0, 150.0]  # without an amount: the mean of the won ones


def test_who_has_a_deal_was_an_sql_by_then_and_never_before_being_an_mql() -> None:
    contacts = _contacts([{"mql": 10, "sql": NEVER}, {"mql": 10, "sql": 4}, {"mql": NEVER, "sql": 5}])
    found = _people(contacts, _deals([(20, 60, "won", 100.0)]), [(0, 0)])
    assert found.sql[0] == FIRST + 20
    assert found.sql[1] == FIRST + 10
    assert np.isnan(found.sql[2])


def test_what_happened_after_the_day_is_not_known_yet() -> None:
    contacts = _contacts([{"lead": 1, "mql": 10, "sql": 40, "lost": 45}, {"lead": 35}])
    deals = _deals([(20, 60, "won", 100.0), (40, 50, "lost", 70.0), (5, 25, "won", 30.0)])
    found = _people(contacts, deals, [(0, 0)], as_of=date(2026, 1, 31))
    assert found.today == FIRST + 30
    assert found.deal_keys.tolist() == [0, 2]
    assert found.is_decided.tolist() == [False, True]
    assert found.won_between(FIRST, FIRST + 30).tolist() == [30.0]
    assert found.sql[0] == FIRST + 20  # its deal was there
    assert np.isnan([found.ended[0], found.lead[1]]).all()


@pytest.mark.parametrize("seed", range(5))
def test_origins_against_a_slow_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mqls = [int(day) if day > 20 else None for day in rng.integers(0, 100, 12)]
    created = [int(day) for day in rng.permutation(np.arange(20, 180))[:15]]
    pairs = sorted({(int(rng.integers(15)), int(rng.integers(12))) for _ in range(30)})
    found = _people(
        _contacts([{"mql": day} for day in mqls]), _deals([(day, None, "open", 1.0) for day in created]), pairs
    )
    first: dict[int, int] = {}
    for deal in range(15):
        known = [(mqls[one], one) for which, one in pairs if which == deal and mqls[one] is not None]
        early = [(day, one) for day, one in known if day <= created[deal]]
        if early:
            first[deal] = min(early)[1]
    expected = [-1] * 15
    for contact in range(12):
        own = [(created[deal], deal) for deal, one in first.items() if one == contact]
        if own:
            expected[min(own)[1]] = contact
    assert found.origin.tolist() == expected
