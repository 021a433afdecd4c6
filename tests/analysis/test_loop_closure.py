"""The loop-closure rate: each reason by hand, an obvious loop on random worlds, parts that sum to the whole."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.loop_closure import LoopClosure, LoopReason, loop_closure
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.selection import Period
from tests.analysis.maturity_case import ZONE, contacts_frame, deals_frame, moments

YEAR = Period(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31))
REASONS = [reason.value for reason in LoopReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The four snapshot tables that the analysis needs."""

    deals: pd.DataFrame
    pairs: pd.DataFrame
    touches: pd.DataFrame
    contacts: pd.DataFrame

    def closure(self, period: Period = YEAR) -> LoopClosure:
        return loop_closure(self.deals, self.pairs, self.touches, self.contacts, period, zone=ZONE)


def pairs_frame(rows: list[tuple[int, int, str]]) -> pd.DataFrame:
    """Of (deal, contact, rule)."""
    columns = SNAPSHOT_COLUMNS[SnapshotTable.DEAL_CONTACTS]
    return typed_frame(pd.DataFrame(rows, columns=list(columns)), columns)


def touches_frame(rows: list[tuple[int | None, str, str | None]]) -> pd.DataFrame:
    """Of (contact, day, channel)."""
    contact, day, channel = (list(column) for column in zip(*rows, strict=True))
    data = {"contact_key": pd.array(contact, dtype="Int64"), "at": moments(day), "channel": channel}
    return typed_frame(
        data | {"touchpoint_key": range(len(rows)), "at_us": 0}, SNAPSHOT_COLUMNS[SnapshotTable.TOUCHPOINTS]
    )


def one_of_each() -> Joined:
    """Deals 1 to 7, each with another reason, created on 1 March; 8 is lost, 9 was won a year earlier."""
    amounts = [1_000.0, 200.0, 30.0, 4.0, 500.0, 60.0, None, 9_999.0, 9_999.0]
    closed = ["2025-06-01"] * 8 + ["2024-06-01"]
    deals = deals_frame(
        [
            (None, "2025-03-01", closed[number], "lost" if number == 7 else "won", amount)
            for number, amount in enumerate(amounts)
        ],
        account_key=pd.array([1, None, 3, 4, 5, 6, 7, 8, 9], dtype="Int64"),
    )
    pairs = [(1, 1, "id"), (1, 2, "email"), (4, 4, "company_and_date"), (5, 5, "id"), (6, 6, "id"), (7, 7, "email")]
    touches = [
        (1, "2025-03-01", "direct"),  # the day itself is in time
        (1, "2025-05-01", "email"),
        (4, "2025-01-01", "email"),
        (6, "2025-03-02", "email"),
        (7, "2025-02-01", "unassigned"),
        (7, "2025-02-01", "no_source"),
        (7, "2025-02-02", None),
        (7, "2025-03-02", "email"),
        (None, "2025-02-02", "email"),
    ]
    contacts = contacts_frame([None] * 3, account_key=pd.array([3, 5, 99], dtype="Int64"))
    return Joined(deals=deals, pairs=pairs_frame(pairs), touches=touches_frame(touches), contacts=contacts)


def test_each_reason_by_hand() -> None:
    closure = one_of_each().closure()
    reasons = closure.deals.set_index("deal_key")["reason"].sort_index()
    assert reasons.tolist() == [
        "traceable", "no_contact", "contact_later", "company_only", "no_touches", "only_after", "no_source"
    ]  # fmt: skip
    assert closure.reasons["reason"].tolist() == REASONS
    assert closure.reasons["revenue"].tolist() == [1_000, 200, 30, 4, 500, 60, 0]
    assert closure.traceable_share == pytest.approx(1_000 / 1_794)
    assert closure.reasons["deal_share"].tolist() == pytest.approx([1 / 7] * 7)
    assert closure.reasons[["deal_share_low", "deal_share_high"]].iloc[0].tolist() == pytest.approx(
        [0.0257, 0.5131], abs=1e-4
    )
    row = closure.deals[closure.deals["deal_key"] == 1].iloc[0]
    assert (row["contacts"], row["touches"], row["first_touch_at"]) == (2, 2, moments(["2025-03-01"])[0])
    assert closure.deals["deal_key"].tolist() == [1, 5, 2, 6, 3, 4, 7]  # dearest first, unknown amounts last
    assert closure.deals_to_work_through(LoopReason.ONLY_AFTER)["deal_key"].tolist() == [6]


def test_without_a_creation_day_the_close_is_the_limit() -> None:
    world = one_of_each()
    deals = world.deals.assign(created_at=pd.Series(pd.NaT, index=world.deals.index, dtype="datetime64[us, UTC]"))
    closure = Joined(deals=deals, pairs=world.pairs, touches=world.touches, contacts=world.contacts).closure()
    reasons = closure.deals.set_index("deal_key")["reason"]
    assert (reasons[6], reasons[7]) == ("traceable", "traceable")


def test_a_day_is_a_day_in_the_reporting_zone() -> None:
    """A touch at 23:30 UTC on 28 February is one on 1 March in Berlin, as is the deal's creation at 22:30 UTC."""
    world = one_of_each()
    late = pd.Series(pd.to_datetime(["2025-02-28 23:30"] * len(world.touches), utc=True)).astype("datetime64[us, UTC]")
    touches = world.touches.assign(at=late)
    created = pd.Series(pd.to_datetime(["2025-03-01 22:30"] * 9, utc=True)).astype("datetime64[us, UTC]")
    closure = Joined(
        deals=world.deals.assign(created_at=created), pairs=world.pairs, touches=touches, contacts=world.contacts
    ).closure()
    assert closure.deals.set_index("deal_key")["reason"][6] == "traceable"
    earlier = world.deals.assign(created_at=created - pd.Timedelta(days=1))
    closure = Joined(deals=earlier, pairs=world.pairs, touches=touches, contacts=world.contacts).closure()
    assert closure.deals.set_index("deal_key")["reason"][6] == "only_after"


def test_nothing_won_has_no_rate() -> None:
    world = one_of_each()
    empty = world.closure(Period(start_on=date(2023, 1, 1), end_on=date(2023, 2, 28)))
    assert np.isnan(empty.traceable_share)
    assert (empty.reasons["won_deals"].sum(), len(empty.deals), len(empty.months)) == (0, 0, 2)


def test_won_deals_without_a_date_are_counted() -> None:
    world = one_of_each()
    deals = world.deals.assign(closed_on=world.deals["closed_on"].where(world.deals["deal_key"] != 1))
    closure = Joined(deals=deals, pairs=world.pairs, touches=world.touches, contacts=world.contacts).closure()
    assert (closure.without_date, closure.reasons["won_deals"].sum()) == (1, 6)


def random_world(seed: int) -> Joined:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 30))

    def day() -> str:
        return str(date(2025, 1, 1) + pd.Timedelta(days=int(random.integers(0, 300))).to_pytimedelta())

    rows = [
        (None, None if random.random() < 0.2 else day(), day(), str(random.choice(["won", "won", "lost", "open"])),
         None if random.random() < 0.1 else float(random.integers(0, 900)))
        for _ in range(count)
    ]  # fmt: skip
    accounts = pd.array([None if random.random() < 0.3 else int(random.integers(1, 9)) for _ in range(count)], "Int64")
    rules = ["id", "email", "company_and_date"]
    pairs = {
        (int(random.integers(1, count + 1)), int(random.integers(1, 20))): str(random.choice(rules))
        for _ in range(count)
    }
    channels = ["email", "direct", "unassigned", "no_source", None]
    touches = [
        (int(random.integers(1, 25)), day(), channels[int(random.integers(0, 5))])
        for _ in range(int(random.integers(1, 30)))
    ]
    known = pd.array([int(random.integers(1, 12)) for _ in range(4)], "Int64")
    return Joined(
        deals=deals_frame(
            rows,
            account_key=accounts,
            is_marketing_sourced=random.random(count) < 0.5,
            is_marketing_influenced=random.random(count) < 0.8,
        ),
        pairs=pairs_frame([(*pair, rule) for pair, rule in pairs.items()]),
        touches=touches_frame(touches),
        contacts=contacts_frame([None] * 4, account_key=known),
    )


def slow_reason(world: Joined, deal: dict) -> str:
    """The first reason that applies, found row by row."""
    own = world.pairs[world.pairs["deal_key"] == deal["deal_key"]]
    if not len(own):
        people = set(world.contacts["account_key"].dropna())
        return "contact_later" if deal["account_key"] in people else "no_contact"
    if set(own["match_rule"]) == {"company_and_date"}:
        return "company_only"
    begun = deal["created_at"]
    limit = deal["closed_on"].date() if pd.isna(begun) else begun.tz_convert(ZONE).date()
    touches = [row for row in world.touches.to_dict("records") if row["contact_key"] in set(own["contact_key"])]
    early = [row["channel"] for row in touches if row["at"].tz_convert(ZONE).date() <= limit]
    if any(channel in ("email", "direct") for channel in early):
        return "traceable"
    if not touches:
        return "no_touches"
    return "no_source" if early else "only_after"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_reasons_agree_with_the_obvious_loop_and_sum_to_the_whole(seed: int) -> None:
    world = random_world(seed)
    half = Period(start_on=date(2025, 2, 10), end_on=date(2025, 8, 20))
    closure = world.closure(half)
    won = [
        row
        for row in world.deals.to_dict("records")
        if row["outcome"] == "won" and half.start_on <= row["closed_on"].date() <= half.end_on
    ]
    assert closure.deals.set_index("deal_key")["reason"].to_dict() == {
        row["deal_key"]: slow_reason(world, row) for row in won
    }
    revenue = sum(row["amount"] for row in won if not pd.isna(row["amount"]))
    assert closure.reasons["won_deals"].sum() == closure.months["won_deals"].sum() == len(won)
    assert closure.reasons["revenue"].sum() == pytest.approx(revenue)
    for part in ("sourced", "influenced"):
        own = sum(row["amount"] for row in won if row[f"is_marketing_{part}"] and not pd.isna(row["amount"]))
        assert closure.months[f"{part}_revenue"].sum() == pytest.approx(own)
        assert closure.total[f"{part}_revenue"].item() == pytest.approx(own)


def test_marketing_s_part_month_by_month() -> None:
    rows = [
        (None, "2025-01-01", f"2025-0{month}-15", "won", amount)
        for month, amount in ((1, 100.0), (1, 300.0), (3, 50.0))
    ]
    deals = deals_frame(rows, is_marketing_sourced=[True, False, False], is_marketing_influenced=[True, True, False])
    world = one_of_each()
    period = Period(start_on=date(2025, 1, 10), end_on=date(2025, 3, 31))
    months = loop_closure(deals, world.pairs.iloc[:0], world.touches, world.contacts, period, zone=ZONE).months
    assert months["month"].dt.month.tolist() == [1, 2, 3]
    assert months["is_partial"].tolist() == [True, False, False]
    assert months["revenue"].tolist() == [400, 0, 50]
    assert months["sourced_share"].tolist() == pytest.approx([0.25, np.nan, 0], nan_ok=True)
    assert months["influenced_share"].tolist() == pytest.approx([1, np.nan, 0], nan_ok=True)
    assert months["influenced_deals"].tolist() == [2, 0, 0]


def test_shares_have_intervals_that_hold_them() -> None:
    random = np.random.default_rng(1)
    rows = [(None, "2025-01-01", "2025-02-01", "won", float(amount)) for amount in random.lognormal(8, 1, 200)]
    deals = deals_frame(rows, is_marketing_sourced=random.random(200) < 0.4)
    pairs = pairs_frame([(key, key, "id") for key in range(1, 121)])
    touches = touches_frame([(key, "2024-12-01", "email") for key in range(1, 121)])
    closure = loop_closure(deals, pairs, touches, contacts_frame([None]), YEAR, zone=ZONE)
    first = closure.reasons.iloc[0]
    assert first["deal_share"] == 0.6
    assert first["revenue_share_low"] < first["revenue_share"] < first["revenue_share_high"]
    total = closure.total.iloc[0]
    assert total["sourced_share_low"] < total["sourced_share"] < total["sourced_share_high"]
    assert 0.1 < total["sourced_share_high"] - total["sourced_share_low"] < 0.4
