"""Waits: how they end, what is out of order or without a date, and how long successes take."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.funnel_people import people
from clm_core.analysis.funnel_time.stage_waits import (
    CLOSED,
    MOVED_ON,
    OPEN,
    EverRule,
    StagePair,
    deal_waits,
    stage_pairs,
    stage_waits,
    time_to_convert,
)
from clm_core.records import FUNNEL_STAGES, Stage
from tests.analysis.funnel_time.waits import AS_OF, PAIR, SELECTION, contacts, deals, waits_of


def test_pairs_are_the_steps_without_sal_and_the_whole_way() -> None:
    found = [(pair.start, pair.end) for pair in stage_pairs(FUNNEL_STAGES)]
    assert found == [
        (Stage.LEAD, Stage.MQL),
        (Stage.MQL, Stage.SQL),
        (Stage.SQL, Stage.OPPORTUNITY),
        (Stage.OPPORTUNITY, Stage.CUSTOMER),
        (Stage.LEAD, Stage.CUSTOMER),
    ]
    assert stage_pairs((Stage.MQL, Stage.CUSTOMER)) == (StagePair(start=Stage.MQL, end=Stage.CUSTOMER),)
    assert stage_pairs((Stage.LEAD,)) == ()


def test_how_waits_end() -> None:
    rows = [
        {"mql": "2026-10-01", "sql": "2026-10-11"},  # came on after 10 days
        {"mql": "2026-10-01"},  # open for 30
        {"mql": "2026-10-01", "rejected": "2026-10-05"},  # closed after 4
        {"mql": "2026-10-01", "lost": "2026-10-09", "rejected": "2026-10-05"},  # closed by the earlier
        {"mql": "2026-10-06", "rejected": "2026-10-05"},  # came back after the rejection: open for 25
        {"mql": "2026-10-10", "sql": "2026-10-07"},  # out of order: 0 days, counted
        {"mql": "2026-10-01", "opportunity": "2026-10-08"},  # skipped SQL: came on with the opportunity
        {"sql": "2026-10-01"},  # was an MQL, nobody knows since when
        {"mql": "2026-10-01", "sql": "2026-12-01"},  # after as_of: still open
        {"mql": "2026-10-02", "sql": "2026-10-02"},  # the same day
    ]
    waits = stage_waits(people(contacts(rows), SELECTION, as_of=AS_OF, zone="UTC"), PAIR)
    assert waits.waited_days.tolist() == [10, 30, 4, 4, 25, 0, 7, 30, 0]
    assert waits.ending.tolist() == [MOVED_ON, OPEN, CLOSED, CLOSED, OPEN, MOVED_ON, MOVED_ON, OPEN, MOVED_ON]
    assert (waits.out_of_order.sum(), waits.undated_count, waits.same_day_count) == (1, 1, 1)
    assert len(waits.keys) + waits.undated_count == len(rows)


def test_rejected_earlier_but_came_further_is_open() -> None:
    """Lead to customer: the rejection as MQL is over, because the person became an SQL since."""
    rows = [{"lead": "2026-01-01", "rejected": "2026-02-01", "sql": "2026-03-01"}, {"customer": "2026-02-01"}]
    pair = StagePair(start=Stage.LEAD, end=Stage.CUSTOMER)
    waits = stage_waits(people(contacts(rows), SELECTION, as_of=AS_OF, zone="UTC"), pair)
    assert waits.ending.tolist() == [OPEN]


def test_only_who_entered_then() -> None:
    rows = [{"mql": "2026-01-31"}, {"mql": "2026-02-01"}, {"sql": "2026-02-10"}, {"sql": "2026-03-10"}]
    waits = stage_waits(people(contacts(rows), SELECTION, as_of=AS_OF, zone="UTC"), PAIR)
    february = waits.entered_between(date(2026, 2, 1), date(2026, 2, 28))
    assert (february.keys.tolist(), february.undated_count, waits.undated_count) == ([2], 1, 2)
    assert waits.within(272).keys.tolist() == [2]


def test_waits_of_deals() -> None:
    rows = [
        ("2026-09-01", "2026-09-21", "won", 100.0),
        ("2026-09-01", "2026-10-01", "lost", 50.0),
        ("2026-10-01", "2027-01-01", "open", 70.0),  # an expected close is no close
        ("2026-10-05", "2026-10-01", "won", None),  # closed before it was created
        (None, "2026-10-01", "won", 10.0),
        ("2026-09-01", None, "lost", 10.0),
        ("2026-12-01", None, "open", 10.0),  # after as_of
    ]
    waits = deal_waits(deals(rows), as_of=AS_OF, zone="UTC")
    assert waits.waited_days.tolist() == [20, 30, 30, 0]
    assert waits.ending.tolist() == [MOVED_ON, CLOSED, OPEN, MOVED_ON]
    assert (waits.out_of_order.sum(), waits.undated_count) == (1, 2)
    assert waits.amounts.tolist() == pytest.approx([100, 50, 70, np.nan], nan_ok=True)


def test_time_to_convert_of_a_case_by_hand() -> None:
    """100 entered 300 days ago: 30 came on after 10 days, 10 after 50, 60 are open: half by 10, nine in ten by 50.

    Later chances: all 40 of 100 to come on at first, 10 of the 70 still waiting after day 10, none after day 50.
    """
    rows = [(300, 10, MOVED_ON)] * 30 + [(300, 50, MOVED_ON)] * 10 + [(300, 300, OPEN)] * 60
    usual = time_to_convert(waits_of(rows), EverRule())
    assert (usual.median_days, usual.p90_days, usual.horizon_days, usual.converted) == (10, 50, 300, 40)
    assert usual.later_chance[[0, 10, 50]] == pytest.approx([0.4, 10 / 70, 0.0])


def test_too_few_successes_say_nothing() -> None:
    usual = time_to_convert(waits_of([(300, 10, MOVED_ON)] * 19 + [(300, 300, OPEN)] * 60), EverRule())
    assert np.isnan(usual.median_days)
    assert np.isnan(usual.p90_days)
    assert usual.converted == 19
    assert np.isnan(time_to_convert(waits_of([]), EverRule()).p90_days)


def test_olist_wins_one_before_its_first_contact(shared_data: Path) -> None:
    """8 000 MQLs, 842 won, median 14 days; one was won two days before its first contact."""
    folder = shared_data / "olist_funnel"
    leads = pd.read_csv(next(folder.glob("*qualified_leads*.csv")))
    won = pd.read_csv(next(folder.glob("*closed_deals*.csv")))
    rows = leads.merge(won[["mql_id", "won_date"]], on="mql_id", how="left")
    frame = contacts([]).reindex(range(len(rows))).assign(contact_key=range(len(rows)))
    frame["mql_at"] = pd.to_datetime(rows["first_contact_date"], utc=True).astype("datetime64[us, UTC]")
    frame["customer_at"] = pd.to_datetime(rows["won_date"], utc=True).astype("datetime64[us, UTC]")
    as_of = date(2018, 11, 30)
    everybody = people(frame, SELECTION, as_of=as_of, zone="UTC")
    waits = stage_waits(everybody, stage_pairs(everybody.stages)[0])
    has_won = waits.ending == MOVED_ON
    assert (len(waits.keys), has_won.sum(), waits.out_of_order.sum()) == (8000, 842, 1)
    assert np.median(waits.waited_days[has_won]) == 14
    assert waits.waited_days.max(where=has_won, initial=0) == 427
    assert waits.conversion().share[-1] >= 842 / 8000
