"""The ledger's rows are what a slow walk over every fact finds."""

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.ledger import KEYS, SUMS, ledger
from clm_core.analysis.selected import LoopData
from clm_core.analysis.trend import BucketSize, TimeBuckets, buckets_of
from clm_core.selection import Period, Selection
from tests.analysis.loop_case import ZONE, loop_data

PERIOD = Period(start_on=date(2025, 3, 10), end_on=date(2025, 9, 20))
Cells = dict[tuple[str, str, int], dict[str, float]]


def walked(data: LoopData, selection: Selection, buckets: TimeBuckets, margin_share: float | None) -> Cells:
    """Every fact looked at alone."""
    cells: Cells = defaultdict(lambda: dict.fromkeys(SUMS, 0.0))

    def add(row: object, prefix: str, when: object, **values: object) -> None:
        channel, campaign = getattr(row, f"{prefix}channel"), getattr(row, f"{prefix}campaign")
        channel, campaign = "no_source" if pd.isna(channel) else channel, "" if pd.isna(campaign) else campaign
        if pd.isna(when) or (selection.channels and channel not in selection.channels):
            return
        day = (when.tz_convert(ZoneInfo(ZONE)) if when.tzinfo else when).date()
        if PERIOD.start_on <= day <= PERIOD.end_on:
            bucket = sum(start <= day for start in buckets.starts) - 1
            cell = cells[str(channel), str(campaign), bucket]
            for name, value in values.items():
                cell[name] += 0.0 if pd.isna(value) else float(value)

    for row in data.spend.itertuples():
        claims = {"claimed_conversions": row.claimed_conversions, "claimed_value": row.claimed_value}
        add(row, "", row.day, spend=row.spend, **claims)
    for row in data.traffic.itertuples():
        add(row, "", row.day, visitors=row.sessions if pd.isna(row.users) else row.users)
    for row in data.contacts.itertuples():
        for stage in ("lead", "mql", "sal", "sql"):
            add(row, "first_touch_", getattr(row, f"{stage}_at"), **{f"{stage}s": 1})
        add(row, "first_touch_", row.opportunity_at, opportunities=1)
    customers: set[int] = set()
    for row in data.deals.sort_values(["closed_on", "deal_key"]).itertuples():
        if row.outcome == "lost":
            add(row, "first_touch_", row.closed_on, lost_deals=1)
        if row.outcome != "won":
            continue
        margin = row.margin if margin_share is None or not pd.isna(row.margin) else row.amount * margin_share
        amount = 0.0 if pd.isna(row.amount) else row.amount
        add(
            row,
            "first_touch_",
            row.closed_on,
            won_deals=1,
            revenue=amount,
            margin=margin,
            deals_without_amount=pd.isna(row.amount),
            deals_without_margin=not pd.isna(row.amount) and pd.isna(margin),
            sourced_revenue=amount * row.is_marketing_sourced,
            influenced_revenue=amount * row.is_marketing_influenced,
        )
        is_chosen = not selection.channels or row.first_touch_channel in selection.channels
        if not row.is_repeat and is_chosen and (pd.isna(row.account_key) or row.account_key not in customers):
            customers |= set() if pd.isna(row.account_key) else {row.account_key}
            add(row, "first_touch_", row.closed_on, customers=1)
    return cells


@pytest.mark.parametrize("size", BucketSize)
@pytest.mark.parametrize("margin_share", [None, 0.4])
@pytest.mark.parametrize("channels", [(), ("email", "events")])
def test_rows_are_what_a_slow_walk_finds(size: BucketSize, margin_share: float | None, channels: tuple[str]) -> None:
    data, selection = loop_data(people=600), Selection(period=PERIOD, channels=channels)
    buckets = buckets_of(PERIOD, ZONE, size=size)
    book = ledger(data, selection, period=PERIOD, buckets=buckets, margin_share=margin_share)
    cells = walked(data, selection, buckets, margin_share)
    assert [tuple(key) for key in book.rows[KEYS].to_numpy()] == sorted(cells)
    expected = np.array([[cells[key][name] for name in SUMS] for key in sorted(cells)])
    np.testing.assert_allclose(book.rows[SUMS].to_numpy(), expected, rtol=1e-12, atol=1e-9)
    assert len(book.won) == book.rows["won_deals"].sum() > 0
    assert book.won["amount"].sum() == pytest.approx(book.rows["revenue"].sum())


def test_an_empty_workspace_has_an_empty_ledger() -> None:
    full = loop_data(people=600)
    names = ("contacts", "deals", "spend", "traffic", "accounts")
    empty = LoopData(**{name: getattr(full, name).iloc[:0] for name in names})
    buckets = buckets_of(PERIOD, ZONE, size=BucketSize.MONTH)
    book = ledger(empty, Selection(period=PERIOD), period=PERIOD, buckets=buckets, margin_share=None)
    assert book.rows.empty
    assert list(book.rows) == [*KEYS, *SUMS]
    assert book.sums().loc[0].sum() == 0


def test_two_empty_ledgers_can_be_compared() -> None:
    before = Period(start_on=date(1990, 1, 1), end_on=date(1990, 12, 31))
    buckets = buckets_of(before, ZONE, size=BucketSize.MONTH)
    book = ledger(loop_data(people=600), Selection(period=before), period=before, buckets=buckets, margin_share=None)
    sums = book.sums("channel", "campaign")
    assert sums.merge(sums, on=["channel", "campaign"], how="outer").empty
    assert book.won.empty
